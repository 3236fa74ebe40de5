"""The JSON form of every field type, also of those that no class has yet."""

import enum
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple

import pytest

import aecodec
from aecodec import ChannelOffchainTxV2, _registry
from aecodec import fields as f
from aecodec.ids import Id
from aecodec.json_form import from_json, to_json
from aecodec.limits import MAX_OBJECT_DEPTH
from aecodec.objects import ChainObject
from aecodec.protocol import Order

from .json_forms import ACCOUNT, FACTS, OTHER, refusal

# --- every field type, though no class has it yet -------------------------------------------------


class Reply(enum.IntEnum):
    OK = 0
    REVERT = 2


class Pair(NamedTuple):
    name: Annotated[bytes, f.Bytes(text=True)]
    owner: f.AccountId


Pointer = Annotated[Id | bytes, f.PointerTarget()]


@pytest.fixture(scope="module", autouse=True)
def everything() -> Iterator[type[ChainObject]]:
    """A class with a field of every type, on a tag that nobody has; it is forgotten afterwards."""

    class Everything(ChainObject, frozen=True, kw_only=True):
        TAG: ClassVar = 1001
        VERSION: ClassVar = None

        version: Annotated[int, f.HeadVersion()]
        flag: bool
        reply: Reply
        ct_version: Annotated[f.CtVersion, f.PackedVersion()]
        label: Annotated[bytes, f.Bytes(text=True)]
        pointer: Pointer
        pairs: Annotated[tuple[Pair, ...], f.Sorted(Order.BY_KEY), f.AtMost(3)]
        inner: ChainObject | None

    # The class stands in the one registry, where other tests look at every class.
    yield Everything
    del _registry._by_tag[1001]


def whole(**changes: Any) -> dict[str, Any]:
    """The JSON form of an object with every field type."""
    return {
        "type": "Everything",
        "tag": 1001,
        "version": 7,
        "flag": True,
        "reply": "revert",
        "ct_version": {"vm": 7, "abi": 3},
        "label": "größer",
        "pointer": ACCOUNT,
        "pairs": [{"name": "a", "owner": ACCOUNT}, {"name": "b", "owner": OTHER}],
        "inner": None,
    } | changes


def test_every_field_type_becomes_what_the_form_says() -> None:
    obj: Any = from_json(whole())
    assert obj.version == 7
    assert obj.flag is True
    assert obj.reply is Reply.REVERT
    assert obj.ct_version == f.CtVersion(vm=7, abi=3)
    assert obj.label == "größer".encode()
    assert obj.pointer == Id(ACCOUNT)
    assert obj.pairs == (Pair(b"a", Id(ACCOUNT)), Pair(b"b", Id(OTHER)))
    assert obj.inner is None
    assert to_json(obj) == whole()
    assert list(to_json(obj)) == list(whole())


@pytest.mark.parametrize(
    "changes",
    [
        {"flag": False},
        {"reply": "ok"},
        {"ct_version": {"vm": 0, "abi": 0}},
        {"pairs": []},
        {"pointer": aecodec.encode("ba", b"\0\1")},
        {"label": ""},
        {"label": 'a "quote", a \\ and \n'},
        {"label": aecodec.encode("ba", b"\xff")},
        {"label": aecodec.encode("ba", b"ba_ is how bytes begin")},
        {"inner": {"type": "Account", "tag": 10, "version": 1, "nonce": 1, "balance": 2}},
    ],
)
def test_forms_of_every_field_type_come_back_unchanged(changes: dict[str, Any]) -> None:
    assert to_json(from_json(whole(**changes))) == whole(**changes)


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"version": 0}, "unknown_version", "Everything.version"),
        ({"version": "7"}, "field_type", "Everything.version"),
        ({"flag": 1}, "field_type", "Everything.flag"),
        ({"flag": "true"}, "field_type", "Everything.flag"),
        ({"reply": 2}, "field_type", "Everything.reply"),
        ({"reply": "error"}, "enum_value", "Everything.reply"),
        ({"reply": "REVERT"}, "enum_value", "Everything.reply"),
        ({"ct_version": [7, 3]}, "field_type", "Everything.ct_version"),
        ({"ct_version": {"vm": 7}}, "json_key_missing", "Everything.ct_version.abi"),
        ({"ct_version": {"vm": 70_000, "abi": 0}}, "ct_version", "Everything.ct_version"),
        ({"label": "\ud800"}, "json_not_utf8", "Everything.label"),
        ({"label": "ba_nothing"}, "bad_base64", "Everything.label"),
        ({"pointer": 5}, "field_type", "Everything.pointer"),
        ({"pointer": FACTS["unsigned"]}, "wrong_prefix", "Everything.pointer"),
        ({"pairs": {}}, "field_type", "Everything.pairs"),
        ({"pairs": [["a", ACCOUNT]]}, "field_type", "Everything.pairs[0]"),
        ({"pairs": [{"name": "a", "owner": 1}]}, "field_type", "Everything.pairs[0].owner"),
        ({"pairs": [{"name": n, "owner": ACCOUNT} for n in "ba"]}, "not_sorted", "Everything.pairs[1]"),
        ({"pairs": [{"name": n, "owner": ACCOUNT} for n in "abcd"]}, "list_too_long", "Everything.pairs"),
        ({"inner": {}}, "json_key_missing", "Everything.inner.type"),
        ({"inner": "tx_"}, "field_type", "Everything.inner"),
    ],
)
def test_what_a_field_type_does_not_take_is_named(changes: dict[str, Any], code: str, path: str) -> None:
    assert refusal(whole(**changes)) == (code, path)


def test_bytes_of_a_length_that_only_the_node_lets_pass_are_still_shown() -> None:
    # `decode_lenient` makes such objects without the constructor; its slots are the only way in.
    offchain = ChannelOffchainTxV2(channel_id=FACTS["channel_id"], round=1, state_hash=bytes(32))
    type(offchain).__dict__["state_hash"].__set__(offchain, b"\1")
    form = to_json(offchain)
    assert form["state_hash"] == aecodec.encode("ba", b"\1")
    assert refusal(form) == ("wrong_prefix", "ChannelOffchainTx.state_hash")


# --- what is refused ------------------------------------------------------------------------------


def nested(count: int) -> dict[str, Any]:
    form = whole()
    for _ in range(count - 1):
        form = whole(inner=form)
    return form


def test_objects_nest_as_deep_as_everywhere_and_no_deeper() -> None:
    obj = from_json(nested(MAX_OBJECT_DEPTH))
    assert to_json(obj) == nested(MAX_OBJECT_DEPTH)
    assert refusal(nested(MAX_OBJECT_DEPTH + 1))[0] == "too_deep"


def test_a_form_that_holds_itself_is_too_deep() -> None:
    form = whole()
    form["inner"] = form
    code, path = refusal(form)
    assert code == "too_deep"
    assert path == "Everything" + ".inner" * MAX_OBJECT_DEPTH
