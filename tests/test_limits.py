"""The limits of `limits`: what reaches one is accepted, what exceeds it is refused by name, on both twins.

Limits of frames are in test_frames, of captures in test_captures, of deviations in test_deviations; what an
input may cost in time, memory and stack is in test_costs.
"""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest

import aecodec
from aecodec import limits
from aecodec.errors import RULES
from aecodec.inspector import captures
from aecodec.protocol import PREFIXES
from aecodec.rpc import Connection

from .conftest import ROOT, founding
from .error_of import checked58, expect_error
from .mutated_rlp import ACCOUNT, encode_items, header, nest, spend
from .shared_vectors import golden, with_item

SOURCE = (ROOT / "aecodec" / "limits.py").read_text(encoding="utf-8")
LIMITS = re.findall(r"^(MAX_\w+)", SOURCE, re.MULTILINE)
ALICE: str = founding()["initiator_id"]


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_has_its_reason_and_its_test(name: str) -> None:
    (reason,) = re.findall(rf"((?:^#: .+\n)+){name}: Final = ", SOURCE, re.MULTILINE)
    codes = [code for group in re.findall(r"\[(.+?)\]", reason) for code in group.split(", ")]
    assert codes
    assert set(codes) <= RULES.keys()
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")]
    assert [test for test in tests if name in test and any(f'"{code}"' in test for code in codes)]


# --- objects within objects ---------------------------------------------------------------------


def wrap_tx(twin: ModuleType, tx: Any, depth: int) -> Any:
    """Wrap a transaction in others, to this depth."""
    signed, meta = golden(twin, "SignedTx"), golden(twin, "GAMetaTxV2")
    for level in range(1, depth):
        changes = {"signatures": (), "transaction": tx} if level % 2 else {"tx": tx}
        tx = twin.replace(signed if level % 2 else meta, **changes)
    return tx


def deepest_tx(twin: ModuleType) -> Any:
    return wrap_tx(twin, golden(twin, "SpendTx"), twin.limits.MAX_OBJECT_DEPTH)


def force_too_deep(twin: ModuleType) -> Any:
    """Make an object that constructors refuse."""
    outer = twin.replace(golden(twin, "PayingForTx"))
    msgspec.structs.force_setattr(outer, "tx", deepest_tx(twin))
    return outer


def wrap_wire(wire: bytes) -> bytes:
    """Encode a paying_for around the bytes of a signed transaction."""
    return encode_items([b"\x52", b"\1", ACCOUNT, b"\1", b"\2", wire])


def rebuild(obj: Any) -> Any:
    """Rebuild an object as a pickle does, after those within it."""
    make, arguments = obj.__reduce__()
    return make(*arguments)


WAYS_IN: dict[str, Callable[[ModuleType, Any], Any]] = {
    "bytes": lambda t, tx: t.decode_tx(t.to_bytes(tx)),
    "text": lambda t, tx: t.decode_tx(t.encode_tx(tx)),
    "any object": lambda t, tx: t.decode_object(t.to_bytes(tx)),
    "many": lambda t, tx: t.decode_txs([t.encode_tx(tx)] * 4)[3],
    "construct": lambda t, tx: type(tx)(**{name: getattr(tx, name) for name in tx.__struct_fields__}),
    "replace": lambda t, tx: t.replace(tx),
    "JSON": lambda t, tx: t.from_json(t.to_json(tx)),
    "a pickle": lambda t, tx: rebuild(tx),
    "a deep copy": lambda t, tx: copy.deepcopy(tx),
    "decode_lenient": lambda t, tx: t.decode_lenient(t.to_bytes(tx)).obj,
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_thirty_two_objects_are_accepted_by_every_constructor_and_decoder(twin: ModuleType, way: str) -> None:
    tx = deepest_tx(twin)
    assert WAYS_IN[way](twin, tx) == tx
    bottom = tx
    for _ in range(twin.limits.MAX_OBJECT_DEPTH - 1):
        bottom = getattr(bottom, "transaction", None) or bottom.tx
    assert bottom == golden(twin, "SpendTx")


@pytest.mark.parametrize("way", ["construct", "replace", "JSON", "a pickle", "a deep copy"])
def test_thirty_three_objects_are_never_made(twin: ModuleType, way: str) -> None:
    forced = force_too_deep(twin)
    place = expect_error(twin, WAYS_IN[way], forced, "FieldError")
    assert (place.code, place.expected) == ("too_deep", "at most 32 objects")
    with pytest.raises(twin.FieldError) as caught:
        twin.replace(golden(twin, "PayingForTx"), tx=deepest_tx(twin))
    assert (caught.value.code, caught.value.path) == ("too_deep", "PayingForTx.tx")


def test_thirty_three_objects_are_never_decoded(twin: ModuleType) -> None:
    inner = twin.to_bytes(deepest_tx(twin))
    wire = wrap_wire(inner)
    text = twin.encode("tx", wire)
    for call, data in (
        (lambda t, d: t.decode_tx(d), wire),
        (lambda t, d: t.decode_tx(d), text),
        (lambda t, d: t.decode_object(d), wire),
        (lambda t, d: t.tx_hash(d), wire),
        (lambda t, d: t.decode_lenient(d), wire),
    ):
        place = expect_error(twin, call, data, "FieldError")
        assert (place.code, place.expected) == ("too_deep", "at most 32 objects")
        assert place.path == "PayingForTx" + ".tx.transaction" * 16
        # The innermost object is the spend, at the end of it all.
        assert place.offset == len(wire) - len(twin.to_bytes(golden(twin, "SpendTx")))


def test_a_pickle_of_what_cannot_be_made_is_not_read() -> None:
    state = pickle.dumps(force_too_deep(aecodec))
    with pytest.raises(aecodec.FieldError, match="nested too deep"):
        pickle.loads(state)


def test_the_json_form_of_the_deepest_object_is_within_the_limit_of_json() -> None:
    def depth(value: Any) -> int:
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + max(map(depth, items), default=0) if isinstance(value, (dict, list)) else 0

    # A proof is an object as well; it has lists of tuples of lists of tuples of lists.
    closing = aecodec.replace(golden(aecodec, "ChannelCloseSoloTx"), payload=None)
    proving = wrap_tx(aecodec, closing, limits.MAX_OBJECT_DEPTH - 1)
    form = aecodec.to_json(proving)
    assert depth(form) == limits.MAX_OBJECT_DEPTH + 5 < limits.MAX_JSON_DEPTH
    assert aecodec.from_json(aecodec.json_form.parse_json(json.dumps({"object": form}))["object"]) == proving


# --- RLP ----------------------------------------------------------------------------------------


def test_rlp_lists_nest_to_the_limit_and_no_deeper(twin: ModuleType) -> None:
    limit = limits.MAX_RLP_DEPTH
    item = twin.rlp.decode(nest(limit))
    assert twin.rlp.encode(item) == nest(limit)
    for _ in range(limit - 1):
        (item,) = item
    assert item == []
    for call in (
        lambda t, d: t.rlp.decode(d),
        lambda t, d: t.decode_tx(d),
        lambda t, d: t.decode_raw(d),
        lambda t, d: t.decode_lenient(d),
    ):
        place = expect_error(twin, call, nest(limit + 1), "RlpError")
        assert (place.code, place.expected) == ("rlp_too_deep", f"at most {limit} lists")
        # Each header within takes a byte or two; the innermost list stands at the end.
        assert place.offset == len(nest(limit + 1)) - 1


def test_as_many_items_as_the_limit_says_are_read_and_no_more(twin: ModuleType) -> None:
    limit = limits.MAX_RLP_ITEMS
    most = header(0xC0, limit - 1) + b"\x80" * (limit - 1)  # the outer list counts as well
    assert twin.rlp.decode(most) == [b""] * (limit - 1)
    beyond = header(0xC0, limit) + b"\x80" * limit
    place = expect_error(twin, lambda t, d: t.decode_tx(d), beyond, "RlpError")
    assert (place.code, place.expected, place.offset) == (
        "rlp_too_many_items",
        f"at most {limit}",
        len(beyond) - 1,
    )


def test_a_payload_may_have_as_many_bytes_as_the_limit_says(twin: ModuleType) -> None:
    limit = limits.MAX_PAYLOAD_BYTES
    whole = header(0x80, limit - 4) + bytes(limit - 4)
    assert len(whole) == limit
    assert len(twin.rlp.decode(whole)) == limit - 4
    assert len(twin.decode(twin.encode("ba", whole))) == limit
    place = expect_error(twin, lambda t, d: t.rlp.decode(d), whole + b"\0", "RlpError")
    assert (place.code, place.found) == ("rlp_too_long", f"{limit + 1}")
    place = expect_error(twin, lambda t, d: t.encode("ba", d), whole + b"\0", "TextError")
    assert (place.code, place.found) == ("text_too_long", f"{limit + 1}")


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_text_beyond_the_limit_of_its_prefix_is_not_scanned(twin: ModuleType, prefix: str) -> None:
    most = limits.MAX_BASE58_CHARS if PREFIXES[prefix].base58 else 22_369_628
    # Nothing in it is a digit: scanning it would give another error.
    place = expect_error(twin, lambda t, d: t.decode(d), f"{prefix}_" + "!" * (most + 1), "TextError")
    assert place == ("text_too_long", "", 3, f"at most {most} characters", f"{most + 1}")
    place = expect_error(twin, lambda t, d: t.decode(d), f"{prefix}_" + "!" * most, "TextError")
    assert place.code == ("bad_base58_char" if PREFIXES[prefix].base58 else "bad_base64")


def test_base58_is_read_to_the_limit(twin: ModuleType) -> None:
    texts = [checked58("nm", bytes(zeros) + b"\xff" * 60) for zeros in range(60)]
    lengths = [len(text) - 3 for text in texts]
    most = texts[lengths.index(limits.MAX_BASE58_CHARS)]
    assert twin.encode("nm", twin.decode(most)) == most
    beyond = texts[lengths.index(limits.MAX_BASE58_CHARS + 1)]
    assert expect_error(twin, lambda t, d: t.decode(d), beyond, "TextError").code == "text_too_long"
    for ones in (limits.MAX_BASE58_CHARS + 1, 10_000_000):
        place = expect_error(twin, lambda t, d: t.decode(d), "ak_" + "1" * ones, "TextError")
        assert (place.code, place.found) == ("text_too_long", f"{ones}")


# --- fields -------------------------------------------------------------------------------------


def test_an_integer_has_at_most_so_many_bytes(twin: ModuleType) -> None:
    limit = limits.MAX_UINT_BYTES
    tx = twin.decode_tx(spend(amount=b"\xff" * limit))
    assert tx.amount == (1 << 8 * limit) - 1
    for ints in ("number", "string"):
        assert twin.from_json(twin.to_json(tx, ints=ints)) == tx
    assert twin.replace(tx) == twin.decode_tx(twin.encode_tx(tx)) == tx
    assert f"{tx.amount}" in repr(tx)
    beyond = expect_error(twin, lambda t, d: t.decode_tx(d), spend(amount=b"\1" + bytes(limit)), "FieldError")
    built = expect_error(twin, lambda t, d: t.replace(tx, amount=d), 1 << 8 * limit, "FieldError")
    for place in (beyond, built):
        assert place[:2] == ("uint_too_long", "SpendTx.amount")
        assert place[3:] == (f"at most {limit} bytes", f"{limit + 1}")


def test_an_amount_of_a_builder_has_at_most_so_many_bytes(twin: ModuleType) -> None:
    def build(t: ModuleType, amount: int) -> Any:
        return t.build.spend_tx(sender_id=ALICE, recipient_id=ALICE, amount=amount, nonce=1)

    most = (1 << 8 * limits.MAX_AMOUNT_BYTES) - 1
    assert build(twin, most).amount == most
    place = expect_error(twin, build, most + 1, "BuildError")
    assert place[:2] == ("uint_too_long", "amount")


def test_a_version_that_is_data_has_four_bytes(twin: ModuleType) -> None:
    limit = limits.MAX_DATA_VERSION
    block = twin.replace(golden(twin, "MicroBlock"), version=limit)
    wire = twin.to_bytes(block)
    assert twin.decode_object(wire) == block
    tag, _, *items = twin.rlp.decode(wire)
    beyond = encode_items([tag, (limit + 1).to_bytes(5, "big"), *items])
    place = expect_error(twin, lambda t, d: t.decode_object(d), beyond, "FieldError")
    assert (place.code, place.found) == ("unknown_version", f"version {limit + 1} of tag 101")
    place = expect_error(twin, lambda t, d: t.replace(block, version=d), limit + 1, "FieldError")
    assert (place.code, place.path, place.found) == ("unknown_version", "MicroBlock.version", f"{limit + 1}")


def test_a_name_points_to_at_most_so_many_bytes(twin: ModuleType) -> None:
    limit = limits.MAX_POINTER_BYTES
    wires = [
        with_item(twin, "NameUpdateTxV2", "pointers", [[b"key", b"\2" + bytes(size)]])
        for size in (limit, limit + 1)
    ]
    assert twin.decode_tx(wires[0]).pointers == ((b"key", bytes(limit)),)
    place = expect_error(twin, lambda t, d: t.decode_tx(d), wires[1], "FieldError")
    assert place.code == "pointer_value"
    update = golden(twin, "NameUpdateTxV2")
    place = expect_error(
        twin, lambda t, d: t.replace(update, pointers=[(b"key", d)]), bytes(limit + 1), "FieldError"
    )
    assert (place.code, place.expected, place.found) == (
        "pointer_value",
        f"at most {limit} bytes",
        f"{limit + 1}",
    )


def test_the_text_of_a_json_form_has_at_most_so_many_bytes(twin: ModuleType) -> None:
    limit = limits.MAX_JSON_BYTES
    most = "{}".ljust(limit)
    assert twin.json_form.parse_json(most) == {}
    place = expect_error(twin, lambda t, d: t.json_form.parse_json(d), most + " ", "TextError")
    assert (place.code, place.expected) == ("json_too_long", f"at most {limit} bytes")


# --- captured sessions --------------------------------------------------------------------------


def test_a_line_of_a_session_nests_to_the_limit_and_no_deeper() -> None:
    limit = limits.MAX_RECORD_DEPTH
    record = '{"kind": "close", "participant": "a", "x": %s}'
    problems = []
    for lists in (limit - 1, limit):
        line = record.replace("%s", "[" * lists + "]" * lists)
        (entry, _) = captures.read([line, record.replace("%s", "1")]).entries
        problems.append(entry.problem and entry.problem.code)
    assert problems == [None, "json_too_deep"]


def test_an_address_has_at_most_so_many_parameters() -> None:
    limit = limits.MAX_URL_PARAMETERS
    codes = []
    for count in (limit, limit + 1):
        url = "ws://localhost/channel?" + "&".join(f"p{number}=1" for number in range(count))
        codes.append([problem.code for problem in Connection.parse(url).problems])
    assert codes == [[], ["url_scheme"]]
