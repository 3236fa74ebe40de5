"""The JSON form is lossless both ways, strict, and fails only with a code and the JSON path."""

import enum
import json
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aecodec
from aecodec import ChannelOffchainTxV2, FieldError, TextError, _registry, schema, testing
from aecodec import fields as f
from aecodec.ids import Id
from aecodec.json_form import from_json, parse_json, to_json
from aecodec.limits import MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_OBJECT_DEPTH
from aecodec.objects import ChainObject
from aecodec.protocol import Order

from .conftest import founding, spec_rows
from .shared_vectors import WIRES

FACTS = founding()
ACCOUNT = FACTS["initiator_id"]
OTHER = FACTS["responder_id"]


def spend(**changes: Any) -> dict[str, Any]:
    """The JSON form of a valid transaction, with changes; None leaves a key out."""
    form = {
        "type": "SpendTx",
        "tag": 12,
        "version": 1,
        "sender_id": ACCOUNT,
        "recipient_id": OTHER,
        "amount": 10,
        "fee": 17_000_000_000_000,
        "ttl": 0,
        "nonce": 5,
        "payload": aecodec.encode("ba", b"hello"),
    } | changes
    return {key: value for key, value in form.items() if value is not ...}


def signed(inner: Any, signatures: Any = ()) -> dict[str, Any]:
    return {
        "type": "SignedTx",
        "tag": 11,
        "version": 1,
        "signatures": list(signatures),
        "transaction": inner,
    }


def refusal(form: Any) -> tuple[str, str]:
    """Code and path of the error that a form gives."""
    with pytest.raises(FieldError) as caught:
        from_json(form)
    assert "\n" not in str(caught.value)
    return caught.value.code, caught.value.path


# --- what the form looks like -------------------------------------------------------------------


def test_the_founding_transaction_has_the_form_of_the_design() -> None:
    form = to_json(aecodec.decode_tx(FACTS["co_signed"]))
    assert list(form) == ["type", "tag", "version", "signatures", "transaction"]
    assert [text[:3] for text in form["signatures"]] == ["sg_", "sg_"]
    inner = form["transaction"]
    assert inner.pop("state_hash").startswith("st_")
    assert inner == {
        "type": "ChannelCreateTx",
        "tag": 50,
        "version": 1,
        "initiator_id": FACTS["initiator_id"],
        "initiator_amount": FACTS["initiator_amount"],
        "responder_id": FACTS["responder_id"],
        "responder_amount": FACTS["responder_amount"],
        "channel_reserve": FACTS["channel_reserve"],
        "lock_period": FACTS["lock_period"],
        "ttl": 0,
        "fee": FACTS["fee"],
        "delegate_ids": [],
        "nonce": FACTS["nonce"],
    }


@pytest.mark.parametrize("name", ["unsigned", "half_signed", "co_signed"])
def test_the_founding_transactions_come_back_letter_by_letter_through_json_text(name: str) -> None:
    text = json.dumps(to_json(aecodec.decode_tx(FACTS[name])))
    tx = from_json(parse_json(text))
    assert aecodec.encode_object(tx) == FACTS[name]


@pytest.mark.parametrize("row", spec_rows("spend_tx.jsonl", "channel_create_tx*.jsonl"))
def test_integers_and_identifiers_are_those_of_the_specification(row: dict[str, Any]) -> None:
    tx = aecodec.decode_tx(row["tx"])
    form = to_json(tx, ints="string")
    for name, kind in schema.describe(type(tx)).fields:
        if isinstance(kind, f.Uint | f.Identifier):
            assert form[name] == row["params"][name]
    assert aecodec.encode_object(from_json(form)) == row["tx"]


def test_integers_as_strings_are_exact_and_taken_back() -> None:
    tx = from_json(spend(amount=2**200 + 1))
    form = to_json(tx, ints="string")
    assert form["amount"] == "1606938044258990275541962092341162602522202993782792835301377"
    assert form["tag"] == 12
    assert from_json(form) == tx


def test_only_chain_objects_have_a_json_form() -> None:
    with pytest.raises(TypeError):
        to_json({"type": "SpendTx"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ints"):
        to_json(from_json(spend()), ints="float")  # type: ignore[arg-type]


# --- every field type, though no class has it yet -----------------------------------------------


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


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "path"),
    [
        (None, "field_type", ""),
        ([], "field_type", ""),
        ({}, "json_key_missing", "type"),
        ({"type": "NoSuchTx", "tag": 12, "version": 1}, "json_type_unknown", "type"),
        ({"type": 12, "tag": 12, "version": 1}, "field_type", "type"),
        (spend(type="SpendTxV1"), "json_type_unknown", "type"),
        (spend(tag=13), "json_tag", "SpendTx.tag"),
        (spend(tag="12"), "field_type", "SpendTx.tag"),
        (spend(tag=True), "field_type", "SpendTx.tag"),
        (spend(version=2), "unknown_version", "SpendTx.version"),
        (spend(version=1.0), "field_type", "SpendTx.version"),
        (spend(fee=...), "json_key_missing", "SpendTx.fee"),
        (spend(feee=1), "json_key_unknown", "SpendTx.feee"),
        (spend(**{"\x1b[31m": 1}), "json_key_unknown", "SpendTx['\\x1b[31m']"),
        (spend(fee=1.0), "precision_lost", "SpendTx.fee"),
        (spend(fee=float("nan")), "precision_lost", "SpendTx.fee"),
        (spend(fee=True), "field_type", "SpendTx.fee"),
        (spend(fee=None), "field_type", "SpendTx.fee"),
        (spend(fee=-1), "uint_negative", "SpendTx.fee"),
        (spend(fee="-1"), "field_type", "SpendTx.fee"),
        (spend(fee="007"), "field_type", "SpendTx.fee"),
        (spend(fee="1_000"), "field_type", "SpendTx.fee"),
        (spend(fee="٣"), "field_type", "SpendTx.fee"),
        (spend(fee=""), "field_type", "SpendTx.fee"),
        (spend(fee="9" * 5_000), "json_number_too_long", "SpendTx.fee"),
        (spend(fee=1 << 8 * 1024), "uint_too_long", "SpendTx.fee"),
        (spend(sender_id=ACCOUNT[:-1]), "bad_checksum", "SpendTx.sender_id"),
        (spend(sender_id=FACTS["channel_id"]), "id_tag_not_allowed", "SpendTx.sender_id"),
        (spend(payload="hello"), "missing_prefix", "SpendTx.payload"),
        (spend(payload=b"hello"), "field_type", "SpendTx.payload"),
        (signed(spend(nonce="x")), "field_type", "SignedTx.transaction.nonce"),
        (signed(spend(nonce=-5)), "uint_negative", "SignedTx.transaction.nonce"),
        (signed(None), "field_type", "SignedTx.transaction"),
        (signed(signed(spend())), "object_not_allowed_here", "SignedTx.transaction"),
        (signed(spend(), [7]), "field_type", "SignedTx.signatures[0]"),
        (
            signed(spend(), [aecodec.encode("sg", bytes(64)), ACCOUNT]),
            "wrong_prefix",
            "SignedTx.signatures[1]",
        ),
        (
            signed(spend(), [aecodec.encode("sg", bytes([digit]) * 64) for digit in (2, 1)]),
            "not_sorted",
            "SignedTx.signatures[1]",
        ),
    ],
)
def test_what_is_no_exact_form_is_refused_with_its_code_and_path(form: Any, code: str, path: str) -> None:
    assert refusal(form) == (code, path)


@pytest.mark.parametrize("name", WIRES)
def test_tag_and_version_may_be_left_out_where_the_type_has_one(name: str) -> None:
    obj = aecodec.decode_object(WIRES[name])
    form = to_json(obj)
    del form["tag"]
    assert from_json(form) == obj
    del form["version"]
    versions = [cls for cls in aecodec.schema.classes() if aecodec.schema.describe(cls).tag == obj.TAG]
    if len(versions) == 1 and obj.VERSION is not None:
        assert from_json(form) == obj
    else:
        assert refusal(form) == ("json_key_missing", f"{aecodec.schema.describe(type(obj)).name}.version")


def texts(form: Any) -> Any:
    """A form with every integer but tags and versions as decimal text."""
    if isinstance(form, dict):
        return {key: form[key] if key in ("tag", "version") else texts(form[key]) for key in form}
    if isinstance(form, list):
        return [texts(item) for item in form]
    return str(form) if type(form) is int else form


@pytest.mark.parametrize("name", WIRES)
def test_every_unsigned_integer_is_taken_as_decimal_text(name: str) -> None:
    obj = aecodec.decode_object(WIRES[name])
    assert from_json(texts(to_json(obj))) == obj


def test_an_unknown_key_is_answered_with_the_one_that_is_missing() -> None:
    with pytest.raises(FieldError, match=r"unknown key at SpendTx\.fees: expected fee"):
        from_json(spend(fee=..., fees=1))


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


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ('{"type": "SpendTx", "fee": 1, "fee": 1}', "json_repeated_key", ""),
        ('{"a": [0, {"b": {"c": 1, "c": 2}}]}', "json_repeated_key", "a[1].b"),
        ('{"a": 1, "a": {"b": 1.5}}', "json_repeated_key", ""),
        ('{"a": [1, NaN]}', "json_constant", "a[1]"),
        ('{"a": -Infinity}', "json_constant", "a"),
        ('{"a": ' + "9" * 5_000 + "}", "json_number_too_long", "a"),
    ],
    ids=range(6),
)
def test_parts_of_a_text_that_no_value_can_hold_are_refused(text: str, code: str, path: str) -> None:
    with pytest.raises(TextError) as caught:
        parse_json(text)
    assert (caught.value.code, caught.value.path) == (code, path)


@pytest.mark.parametrize("text", ["[]", '"text"', "1.5", "null", "true"])
def test_json_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_json(text)
    assert (caught.value.code, caught.value.path, caught.value.expected) == ("field_type", "", "an object")


@pytest.mark.parametrize("literal", ["1.0", "1e18", "7.42e+76", "-0.0"])
def test_a_fraction_or_exponent_is_no_integer(literal: str) -> None:
    text = json.dumps(spend(fee="HERE")).replace('"HERE"', literal)
    with pytest.raises(FieldError) as caught:
        from_json(parse_json(text))
    assert (caught.value.code, caught.value.path) == ("precision_lost", "SpendTx.fee")
    assert caught.value.found == repr(literal)


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("", "json_syntax", 0),
        ("{", "json_syntax", 1),
        ('{"a": 1}}', "json_syntax", 8),
        ('{"ä": x}', "json_syntax", 6),
        ('{"a": 01}', "json_syntax", 7),
        ('{"a": "\n"}', "json_syntax", 7),
        ("\ufeff{}", "json_syntax", 0),
        ('"' + "\\" * 100_001, "json_syntax", 0),
        ('"\\"' * 50_000, "json_syntax", 4),
        ('"' + '\\"' * 50_000, "json_syntax", 0),
        ("[" * 100_000, "json_too_deep", MAX_JSON_DEPTH),
        ('{"a":' * 100_000, "json_too_deep", 5 * MAX_JSON_DEPTH),
        ("[" + "0," * (1 << 21), "json_too_many_values", 1 << 21),
        (" " * (MAX_JSON_BYTES + 1), "json_too_long", None),
    ],
    ids=range(14),
)
def test_what_is_no_json_or_too_much_is_refused_with_its_character(
    text: str, code: str, offset: int | None
) -> None:
    with pytest.raises(TextError) as caught:
        parse_json(text)
    assert caught.value.code == code
    if code != "json_too_many_values":
        assert caught.value.offset == offset
    assert len(str(caught.value)) < 200


def test_brackets_within_strings_do_not_count() -> None:
    form = parse_json(json.dumps({"a": "[" * 1_000 + '\\"{', "b": ["]"]}))
    assert form == {"a": "[" * 1_000 + '\\"{', "b": ["]"]}


def test_the_largest_integer_of_the_codec_passes_through_text() -> None:
    amount = (1 << 8 * 1024) - 1
    tx = from_json(spend(amount=amount))
    assert from_json(parse_json(json.dumps(to_json(tx)))) == tx
    assert from_json(parse_json(json.dumps(to_json(tx, ints="string")))) == tx


def test_parse_takes_text_only() -> None:
    with pytest.raises(TypeError):
        parse_json(b"{}")  # type: ignore[arg-type]


# --- properties ---------------------------------------------------------------------------------


some_object = testing.objects()
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from([ACCOUNT, "ba_Xfbg4g==", "SpendTx", "12"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["type", "tag", "version", "fee", "x"]), inner, max_size=5),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(some_object, st.sampled_from(["number", "string"]))
def test_every_object_comes_back_from_its_json_form(obj: ChainObject, ints: Any) -> None:
    form = to_json(obj, ints=ints)
    assert from_json(form) == obj
    assert from_json(parse_json(json.dumps(form))) == obj
    assert to_json(from_json(form), ints=ints) == form


def outcome(call: Any, argument: Any) -> Any:
    """What a call gives, or the error that says why it gives nothing."""
    try:
        return call(argument)
    except aecodec.DecodeError as error:
        return error


@settings(deadline=None)
@given(anything)
def test_any_json_value_gives_an_object_or_a_field_error(form: Any) -> None:
    found = outcome(from_json, form)
    assert isinstance(found, ChainObject | FieldError)
    assert not isinstance(found, FieldError) or str(found).isprintable()


@settings(deadline=None)
@given(st.data())
def test_a_valid_form_with_any_value_anywhere_gives_an_object_or_a_field_error(data: st.DataObject) -> None:
    form: Any = to_json(data.draw(some_object))
    place: Any = form
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(anything)
    found = outcome(from_json, form)
    if isinstance(found, FieldError):
        assert found.path
        assert str(found).isprintable()
    else:
        assert from_json(to_json(found)) == found


@settings(deadline=None)
@given(st.text(st.sampled_from('{}[]":,\\0192.eE-+ "tfnul\x00\x1b\ud800'), max_size=40))
def test_any_text_gives_a_dict_or_a_decode_error(text: str) -> None:
    found = outcome(parse_json, text)
    assert isinstance(found, dict | aecodec.DecodeError)
    assert isinstance(found, dict) or str(found).isprintable()
