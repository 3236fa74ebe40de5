"""Lenient decoding: every deviation is reported with its place, and nothing else is accepted."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import schema
from aecodec.lenient import decode_lenient
from aecodec.text import blake2b256, decode, encode

from .conftest import founding, spec_rows
from .mutated_rlp import ACCOUNT, Raw, decode_strict, deviations_of, encode_items, error_from, header, spend
from .shared_vectors import with_item

INVALID = spec_rows("invalid.jsonl")
MEASURED = [row for row in INVALID if row.values[0]["node"]]
CARRIERS = ("tx_", "pi_", "ss_", "cs_")


# --- canonical input ---------------------------------------------------------------------------


def test_a_transaction_has_a_th_hash_and_any_other_object_32_bytes() -> None:
    wire = decode(founding()["co_signed"])
    assert (
        decode_lenient(wire).hash
        == encode("th", blake2b256(wire))
        == decode_lenient(founding()["co_signed"]).hash
    )
    account = encode_items([b"\x0a", b"\1", b"\0", b"\x05"])
    assert decode_lenient(account).hash == blake2b256(account)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_kind_of_buffer_is_decoded_and_bytes_come_back(kind: Any) -> None:
    wire = decode(founding()["co_signed"])
    assert decode_lenient(kind(wire)).canonical == wire
    assert type(decode_lenient(kind(wire)).canonical) is bytes


@pytest.mark.parametrize("data", [None, 1, 1.5, ["tx_"], object()])
def test_neither_text_nor_bytes_is_a_type_error(data: Any) -> None:
    with pytest.raises(TypeError):
        decode_lenient(data)


# --- deviations, one by one ----------------------------------------------------------------------


def create(ct_version: bytes) -> bytes:
    """Encode a contract_create; its ct_version stands at byte 39."""
    return encode_items([b"\x2a", b"\1", ACCOUNT, b"\1", b"", ct_version, *[b"\1"] * 6, b""])


@pytest.mark.parametrize(
    ("wire", "canonical", "deviation"),
    [
        (spend(fee=Raw(b"\x81\2")),
            spend(), ("rlp_single_byte_not_minimal", "SpendTx.fee", 73, "81 02", "02")),
        (spend(fee=Raw(b"\xb8\1\2")),
            spend(), ("rlp_length_not_minimal", "SpendTx.fee", 73, "b8 01 02", "02")),
        (spend(sender_id=Raw(b"\xb8\x21" + ACCOUNT)),
            spend(), ("rlp_length_not_minimal", "SpendTx.sender_id", 4, "b8 21", "a1")),
        (spend(ttl=b""), spend(), ("uint_empty", "SpendTx.ttl", 75, "no bytes", "00")),
        (spend(version=Raw(b"\x81\1")),
            spend(), ("rlp_single_byte_not_minimal", "version", 3, "81 01", "01")),
        (Raw(b"\xf8\4" + b"\x0a\1\0\5"), encode_items([b"\x0a", b"\1", b"\0", b"\5"]),
            ("rlp_length_not_minimal", "Account", 0, "f8 04", "c4")),
        (create(b"\1\0\1"),
            create(b"\1"), ("ct_version", "ContractCreateTx.ct_version", 40, "01 00 01", "01")),
        (create(b"\5"),
            create(b"\5\0\5"), ("ct_version", "ContractCreateTx.ct_version", 39, "05", "05 00 05")),
        # The node reads the last 32 bits.
        (create(b"\1\0\7\0\3"), create(b"\7\0\3"),
            ("ct_version", "ContractCreateTx.ct_version", 40, "01 00 07 00 03", "07 00 03")),
        (create(b""), create(b"\0"), ("uint_empty", "ContractCreateTx.ct_version", 40, "no bytes", "00")),
    ],
)  # fmt: skip
def test_a_deviation_has_rule_field_byte_and_the_canonical_form(
    wire: bytes, canonical: bytes, deviation: tuple[Any, ...]
) -> None:
    result = decode_lenient(wire)
    assert result.deviations == (deviation,)
    assert result.canonical == canonical
    assert result.obj == decode_strict(canonical)
    assert result.hash != result.canonical_hash
    assert decode_lenient(canonical).hash == result.canonical_hash
    assert error_from(decode_strict, wire)[1] == deviation[0]
    assert str(result.deviations[0]).endswith(
        f"byte {deviation[2]}: expected {deviation[4]}, found {deviation[3]}"
    )


def test_an_empty_version_is_zero_where_there_is_a_version_zero() -> None:
    trees = encode_items([b"\x3d", b"", *[[]] * 8])
    assert deviations_of(trees) == [("uint_empty", "version", 3)]
    assert decode_lenient(trees).canonical == encode_items([b"\x3d", b"\0", *[[]] * 8])


@pytest.mark.parametrize("tag", [b"", Raw(b"\x81\x7f"), Raw(b"\xb8\1\x0a\0")])
def test_a_deviation_does_not_hide_an_error_behind_it(tag: bytes) -> None:
    assert error_from(decode_lenient, spend(tag=tag)) is not None


def test_an_integer_that_the_node_demands_may_not_be_empty() -> None:
    vote = [b"\x53", b"\1", ACCOUNT, b"", b"\0", []]
    assert error_from(decode_lenient, encode_items(vote))[1:4] == ("uint_empty", "HCVoteTx.epoch", 38)
    vote[3:5] = [b"\1", b""]
    assert deviations_of(encode_items(vote)) == [("uint_empty", "HCVoteTx.type_", 39)]


def test_only_signatures_may_be_unsorted() -> None:
    pairs = [[b"b", b""], [b"a", b""]]
    vote = encode_items([b"\x53", b"\1", ACCOUNT, b"\1", b"\0", pairs])
    assert error_from(decode_lenient, vote) == error_from(decode_strict, vote)
    assert error_from(decode_lenient, vote)[1:3] == ("not_sorted", "HCVoteTx.data[1]")


def test_a_tree_has_each_key_once_in_any_order() -> None:
    def tree(*keys: bytes) -> bytes:
        return encode_items([b"\x3f", b"\1", [encode_items([b"\x40", b"\1", key, b"v"]) for key in keys]])

    assert deviations_of(tree(b"b", b"a", b"c")) == []
    assert error_from(decode_lenient, tree(b"b", b"a", b"b")) == error_from(
        decode_strict, tree(b"b", b"a", b"b")
    )
    assert error_from(decode_lenient, tree(b"b", b"a", b"b"))[1:3] == ("key_repeated", "Mtree.values[2]")


def test_a_list_of_one_byte_is_no_single_byte() -> None:
    wire = encode_items([b"\x3c", b"\1", [[bytes(32), [[bytes(32), [b"\5"]]]]], *[[]] * 5])
    assert b"\xc1\5" in wire
    assert deviations_of(wire) == []


def name_update(value: bytes) -> bytes:
    """Encode a name_update of version 2 with one pointer."""
    pointers = [[b"key", value]]
    return encode_items(
        [b"\x22", b"\2", ACCOUNT, b"\1", b"\2" + bytes(32), b"\1", pointers, b"\1", b"\1", b"\1"]
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"\1" + ACCOUNT, None),
        (b"\2" + bytes(1024), None),
        (b"\2" + bytes(1025), "pointer_value"),
        (b"", "pointer_value"),
        (b"\3", "pointer_value"),
        (b"\1" + ACCOUNT[:32], "id_length"),
        (b"\1" + bytes(33), "id_tag_unknown"),
        (b"\1\2" + bytes(32), "id_tag_not_allowed"),
    ],
)
def test_a_pointer_is_checked_as_by_strict_decoding(value: bytes, code: str | None) -> None:
    wire = name_update(value)
    assert error_from(decode_lenient, wire) == error_from(decode_strict, wire)
    assert (error_from(decode_lenient, wire) or [None] * 2)[1] == code


def test_each_signature_below_its_predecessor_is_reported_and_the_object_has_them_sorted() -> None:
    signatures = [bytes([first]) * 64 for first in (3, 1, 2, 2, 1)]
    wire = encode_items([b"\x0b", b"\1", signatures, spend()])
    first = wire.index(signatures[0]) - 2
    result = decode_lenient(wire)
    assert deviations_of(wire) == [
        ("not_sorted", "SignedTx.signatures[1]", first + 66),
        ("not_sorted", "SignedTx.signatures[4]", first + 4 * 66),
    ]
    assert result.obj.signatures == tuple(sorted(signatures))
    assert result.canonical == encode_items([b"\x0b", b"\1", sorted(signatures), spend()])
    assert result.obj == decode_strict(result.canonical)


def test_a_deviation_in_a_nested_object_counts_bytes_of_the_payload_as_it_came() -> None:
    long = header(0x80, 1, 1)
    value = encode_items([b"\x40", b"\1", Raw(long + b"k"), Raw(long + b"v")])
    tree = encode_items([b"\x3f", b"\1", [Raw(header(0x80, len(value), 1) + value)]])
    wire = encode_items([b"\2\x6e", b"\1", tree])
    at = wire.index(value)
    path = "CallsMtree.calls.values[0]"
    assert deviations_of(encode("cs", wire)) == [
        ("rlp_length_not_minimal", path, at - 2),
        ("rlp_length_not_minimal", f"{path}.key", at + 3),
        ("rlp_length_not_minimal", f"{path}.val", at + 6),
    ]
    inner = spend(amount=Raw(b"\x81\1"), ttl=b"")
    wire = encode_items([b"\x0b", Raw(b"\x81\1"), [], inner])
    at = wire.index(inner)
    assert deviations_of(wire) == [
        ("rlp_single_byte_not_minimal", "version", 3),
        ("rlp_single_byte_not_minimal", "SignedTx.transaction.amount", at + 72),
        ("uint_empty", "SignedTx.transaction.ttl", at + 76),
    ]


def test_deviations_of_nested_lists_and_tuples_name_their_item() -> None:
    pointer = [Raw(b"\x81k"), ACCOUNT]
    name = b"\2" + bytes(32)
    wire = encode_items([b"\x22", b"\1", ACCOUNT, b"\1", name, b"\1", [pointer], b"\1", b"\1", b""])
    at = wire.index(b"\x81k")
    assert deviations_of(wire) == [
        ("rlp_single_byte_not_minimal", "NameUpdateTx.pointers[0].key", at),
        ("uint_empty", "NameUpdateTx.ttl", len(wire)),
    ]


# --- lengths that the node does not check -------------------------------------------------------

CALLS = [cls.__name__ for cls in aecodec.state.ContractCallObject.__subclasses__()]
LOG = [[b"short", [bytes(32), b"\1", b""], b"data"]]


@pytest.mark.parametrize(
    ("name", "field", "item", "places"),
    [
        ("AccountV2", "ga_auth_fun", b"", [""]),
        *((f"CompilerSophiaV{version}", "source_hash", b"short", [""]) for version in (1, 2, 3)),
        *((f"ChannelV{version}", "state_hash", bytes(33), [""]) for version in (1, 2, 3)),
        *((name, "log", LOG, ["[0].address", "[0].topics[1]", "[0].topics[2]"]) for name in CALLS),
    ],
)
def test_lengths_that_the_node_does_not_check_are_deviations(
    name: str, field: str, item: Any, places: list[str]
) -> None:
    wire = with_item(aecodec, name, field, item)
    result = decode_lenient(wire)
    paths = [f"{schema.describe(type(result.obj)).name}.{field}{place}" for place in places]
    assert [(one.code, one.path) for one in result.deviations] == [("bytes_length", path) for path in paths]
    assert type(result.obj).__name__ == name
    assert result.canonical == wire
    assert error_from(decode_strict, wire)[1:3] == ("bytes_length", paths[0])


# The account of a node's API, from the public report of the fault table.
def test_state_objects_are_read_from_ba_texts() -> None:
    account: Any = aecodec.decode_object("ba_zQoBAIkFa8deLWMP/BW+ZMQO")
    assert (type(account), account.balance) == (aecodec.state.AccountV1, 99999999999999998997)
    spaced = decode_lenient("ba_zQoBAIkFa8deLWMP/BW+ZMQO\n")
    assert (spaced.obj, spaced.canonical) == (account, "ba_zQoBAIkFa8deLWMP/BW+ZMQO")
    assert [one.code for one in spaced.deviations] == ["bad_base64"]
    with pytest.raises(aecodec.TextError) as wrong:
        aecodec.decode_object("ak_2gx9MEFxKvY9vMG5YnqnXWv1hCsX7rgnfvBLJS4aQurustR1rt")
    assert (wrong.value.code, wrong.value.offset) == ("wrong_prefix", 0)
