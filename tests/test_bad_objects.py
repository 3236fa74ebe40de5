"""The table of bad inputs, continued: objects on the wire, as values and as JSON, and arguments of builders.

Each is refused with one line of rule, place, expected and found, by the rules of
docs/protocol/serialization.md. Signatures are in test_malleability; what a channel's conversation may hold
in test_frames, test_methods and test_checks.
"""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from .conftest import founding
from .error_of import Place, checked64, expect_error
from .mutated_rlp import ACCOUNT, encode_items, spend
from .shared_vectors import golden, with_item

ALICE: str = founding()["initiator_id"]
CHANNEL: str = founding()["channel_id"]

# --- fields -------------------------------------------------------------------------------------

ID = bytes(range(32))
WITHOUT_ONE = [b"\x0c", b"\1", ACCOUNT, ACCOUNT, b"\1", b"\2", b"\0", b"\3"]
SIGNED = [b"\x0b", b"\1", [], spend()]

#: Transactions on the wire, and of each error its Place; `spend` says where its items stand.
FIELDS: dict[str, tuple[bytes, str, str, int, str | None, str | None]] = {
    "a leading zero": (spend(amount=b"\0\5"), "uint_leading_zero", "SpendTx.amount", 73, "05", "00 05"),
    "the empty integer": (spend(amount=b""), "uint_empty", "SpendTx.amount", 73, "00", "no bytes"),
    "an integer of a megabyte": (spend(amount=b"\1" * (1 << 20)),
        "uint_too_long", "SpendTx.amount", 74, "at most 1024 bytes", f"{1 << 20}"),
    "an id of 32 bytes": (spend(sender_id=ID), "id_length", "SpendTx.sender_id", 4, "33 bytes", "32"),
    "an id of kind 0": (spend(sender_id=b"\0" + ID),
        "id_tag_unknown", "SpendTx.sender_id", 5, "account", "0"),
    "an id of kind 9": (spend(sender_id=b"\x09" + ID),
        "id_tag_unknown", "SpendTx.sender_id", 5, "account", "9"),
    "a contract that sends": (spend(sender_id=b"\5" + ID),
        "id_tag_not_allowed", "SpendTx.sender_id", 5, "account", "contract"),
    "a list for bytes": (spend(amount=[b"\1"]), "expected_bytes", "SpendTx.amount", 72, None, None),
    "a list for bytes of any length": (spend(payload=[[], []]),
        "expected_bytes", "SpendTx.payload", 76, None, None),
    "a field less": (encode_items(WITHOUT_ONE), "field_count", "SpendTx", 0, "7", "6"),
    "a field more": (encode_items([*WITHOUT_ONE, b"", b""]), "field_count", "SpendTx", 0, "7", "8"),
    "no transaction": (encode_items(b"\x0c"), "not_an_object", "", 0, None, "0c"),
    "a tag alone": (encode_items([b"\x0c"]), "not_an_object", "", 0, None, "c1 0c"),
    "an unknown tag": (encode_items([b"\x7f\xff", b"\1"]), "unknown_tag", "", 1, None, "32767"),
    "a tag beyond all numbers": (encode_items([b"\1" + bytes(8), b"\1"]),
        "unknown_tag", "", 1, None, "a number of 65 bits"),
    "a version of the future": (spend(version=b"\2"), "unknown_version", "", 3, None, "version 2 of tag 12"),
    "a tag with a leading zero": (spend(tag=b"\0\x0c"), "uint_leading_zero", "tag", 3, "0c", "00 0c"),
    "an account for a transaction": (encode_items([b"\x0a", b"\1", b"\0", b"\0"]),
        "object_not_allowed_here", "", 1, "a transaction", "AccountV1 (tag 10)"),
    "signatures that are no list": (encode_items([b"\x0b", b"\1", bytes(64), spend()]),
        "expected_list", "SignedTx.signatures", 4, None, None),
    "a signature of 63 bytes": (encode_items([b"\x0b", b"\1", [bytes(64), bytes(63)], spend()]),
        "bytes_length", "SignedTx.signatures[1]", 72, "64 bytes", "63"),
    "a signature of 65 bytes": (encode_items([b"\x0b", b"\1", [bytes(65)], spend()]),
        "bytes_length", "SignedTx.signatures[0]", 6, "64 bytes", "65"),
    "signatures out of order": (encode_items([b"\x0b", b"\1", [b"\2" * 64, b"\1" * 64], spend()]),
        "not_sorted", "SignedTx.signatures[1]", 72, "not less than 02 02 02 02 02 02 02 02 … (64 bytes)",
        "01 01 01 01 01 01 01 01 … (64 bytes)"),
    "signed twice over": (encode_items([b"\x0b", b"\1", [], encode_items(SIGNED)]),
        "object_not_allowed_here", "SignedTx.transaction", 9, "an unsigned transaction", "SignedTx (tag 11)"),
}  # fmt: skip


@pytest.mark.parametrize("what", FIELDS)
def test_a_bad_field_is_refused_in_its_place(twin: ModuleType, what: str) -> None:
    data, *parts = FIELDS[what]
    place = Place(*parts)
    decode = lambda t, d: t.decode_tx(d)  # noqa: E731
    for given in (data, checked64("tx", data)):
        assert expect_error(twin, decode, given, "FieldError") == place


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a list for bytes", "expected bytes, found a list at SpendTx.amount, byte 72"),
        ("signatures that are no list", "expected a list, found bytes at SignedTx.signatures, byte 4"),
        ("the empty integer", "empty integer at SpendTx.amount, byte 73: expected 00, found no bytes"),
        (
            "an account for a transaction",
            "wrong type of object at byte 1: expected a transaction, found AccountV1 (tag 10)",
        ),
    ],
)
def test_a_line_names_fault_and_place_and_then_what_the_fault_does_not_say(
    twin: ModuleType, what: str, line: str
) -> None:
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_tx(FIELDS[what][0])
    assert str(caught.value) == line


@pytest.mark.parametrize("item", [b"\2", b"", b"\0\1", b"\x81"])
def test_a_boolean_is_one_of_two_bytes(twin: ModuleType, item: bytes) -> None:
    entry = [bytes(32), b"name", item, b"arguments", b"out"]
    wire = with_item(twin, "CompilerSophiaV3", "type_info", [entry])
    place = expect_error(twin, lambda t, d: t.decode_object(d), wire, "FieldError")
    assert (place.code, place.expected) == ("bool_value", "00 or 01")
    assert place.path.startswith("CompilerSophia.type_info[0].")
    assert place.offset is not None
    assert place.found == (item.hex(" ") or "no bytes")
    assert wire[place.offset : place.offset + len(item)] == item


def test_unknown_objects_are_still_raw_trees(twin: ModuleType) -> None:
    for tag, version in ((32767, 1), (12, 99), (1 << 64, 1 << 64)):
        head = [(number.bit_length() + 7) // 8 for number in (tag, version)]
        items = [tag.to_bytes(head[0], "big"), version.to_bytes(head[1], "big"), [b"any", [b""]]]
        assert twin.decode_raw(encode_items(items)) == (tag, version, [[b"any", [b""]]])


def test_machines_and_protocols_of_the_future_stay_numbers(twin: ModuleType) -> None:
    call = twin.replace(golden(twin, "ContractCallTx"), abi_version=77)
    create = twin.replace(golden(twin, "ContractCreateTx"), ct_version=(1000, 77))
    block = twin.replace(golden(twin, "MicroBlock"), version=99)
    for obj in (call, create, block):
        assert twin.decode_object(twin.to_bytes(obj)) == obj
    assert (call.abi_version, create.ct_version, block.version) == (77, (1000, 77), 99)


def test_any_number_of_signatures_is_decoded_and_none_of_them_passes(twin: ModuleType) -> None:
    for signatures in ([], [bytes(64)] * 2, [number.to_bytes(64, "big") for number in range(1000)]):
        signed = twin.decode_tx(encode_items([b"\x0b", b"\1", signatures, spend()]))
        assert list(signed.signatures) == signatures
        result = twin.verify(signed, "ae_mainnet")
        assert not result.ok
        assert result.problems
        assert [str(account) for account in result.missing] == [str(twin.Id.from_bytes(ACCOUNT))]


# --- building and JSON --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code", "found"),
    [
        ("amount", -1, "uint_negative", "-1"),
        ("amount", 1.0, "field_type", "float"),
        ("amount", True, "field_type", "bool"),
        ("amount", "1", "field_type", "str"),
        ("amount", None, "field_type", "NoneType"),
        ("amount", 1 << 8192, "uint_too_long", "1025"),
        ("payload", "text", "missing_prefix", "'text'"),
        ("sender_id", bytes(33), "field_type", "bytes"),
        ("sender_id", "ak_", "too_short", "0"),
    ],
)
def test_a_wrong_value_never_makes_an_object(
    twin: ModuleType, field: str, value: Any, code: str, found: str
) -> None:
    changed = lambda t, d: t.replace(golden(t, "SpendTx"), **{field: d})  # noqa: E731
    place = expect_error(twin, changed, value, "FieldError")
    assert (place.code, place.path, place.offset, place.found) == (code, f"SpendTx.{field}", None, found)


@pytest.mark.parametrize(
    ("argument", "value", "code"),
    [
        ("initiator_amount", -1, "uint_negative"),
        ("initiator_amount", 7.42e76, "field_type"),
        ("initiator_amount", True, "field_type"),
        ("initiator_amount", (1 << 256), "uint_too_long"),
        ("responder_id", ALICE, "same_participants"),
        ("responder_id", CHANNEL, "id_tag_not_allowed"),
        ("push_amount", 11, "push_too_large"),
        ("channel_reserve", 9, "below_reserve"),
        ("fee", 1, "fee_too_low"),
        ("protocol", "lima 2", "protocol_unknown"),
    ],
)
def test_a_builder_names_the_wrong_argument_before_any_byte_exists(
    twin: ModuleType, argument: str, value: Any, code: str
) -> None:
    arguments = {
        "initiator_id": ALICE,
        "initiator_amount": 10,
        "responder_id": founding()["responder_id"],
        "responder_amount": 10,
        "push_amount": 2,
        "channel_reserve": 2,
        "lock_period": 10,
        "nonce": 5,
        "protocol": "ceres",
    }
    assert twin.build.channel_create_tx(**arguments)
    build = lambda t, d: t.build.channel_create_tx(**{**arguments, argument: d})  # noqa: E731
    place = expect_error(twin, build, value, "BuildError")
    assert place.code == code
    assert place.path in (argument, "initiator_amount", "responder_amount")


JSON = json.dumps(
    {
        "type": "NameClaimTx",
        "tag": 32,
        "version": 2,
        "account_id": ALICE,
        "nonce": 1,
        "name": "a.chain",
        "name_salt": 1,
        "name_fee": 2,
        "fee": 3,
        "ttl": 0,
    }
)


@pytest.mark.parametrize(
    ("old", "new", "kind", "code", "path"),
    [
        ('"fee": 3', '"fee": 3, "fee": 3', "TextError", "json_repeated_key", ""),
        ('"fee": 3', '"fee": 1e18', "FieldError", "precision_lost", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": 7.42e+76', "FieldError", "precision_lost", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": 3.0', "FieldError", "precision_lost", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": true', "FieldError", "field_type", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": "03"', "FieldError", "field_type", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": "٣"', "FieldError", "field_type", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": -3', "FieldError", "uint_negative", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": null', "FieldError", "field_type", "NameClaimTx.fee"),
        ('"fee": 3', '"fee": NaN', "TextError", "json_constant", "fee"),
        ('"fee": 3', f'"fee": {"9" * 2500}', "FieldError", "uint_too_long", "NameClaimTx.fee"),
        ('"fee": 3', f'"fee": {"9" * 2501}', "TextError", "json_number_too_long", "fee"),
        ('"fee": 3', f'"fee": {"[" * 100_000}', "TextError", "json_too_deep", ""),
        ('"fee": 3, ', "", "FieldError", "json_key_missing", "NameClaimTx.fee"),
        ('"a.chain"', '"\\ud800"', "FieldError", "json_not_utf8", "NameClaimTx.name"),
        ('"ak_', '"\\ud800ak_', "FieldError", "unknown_prefix", "NameClaimTx.account_id"),
        ('"name":', '"\\ud800":', "FieldError", "json_key_unknown", r"NameClaimTx['\ud800']"),
        ('"NameClaimTx"', '"\\u0000"', "FieldError", "json_type_unknown", "type"),
    ],
)  # fmt: skip
def test_json_that_no_value_can_hold_is_refused_with_its_path(
    twin: ModuleType, old: str, new: str, kind: str, code: str, path: str
) -> None:
    read = lambda t, d: t.from_json(t.json_form.parse_json(d))  # noqa: E731
    assert read(twin, JSON)
    assert JSON.count(old) == 1
    place = expect_error(twin, read, JSON.replace(old, new), kind)
    assert (place.code, place.path) == (code, path)
