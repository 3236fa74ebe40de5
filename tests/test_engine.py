"""The engine: wire to object and back, and the one place that every error names."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import TWINS, examples, founding, needs_both_twins

FOUNDING = [founding()[key] for key in ("unsigned", "half_signed", "co_signed")]
WIRES = [TWINS["pure"].decode(text) for text in FOUNDING]


@pytest.mark.parametrize("text", FOUNDING)
def test_a_founding_transaction_comes_back_letter_by_letter(twin: ModuleType, text: str) -> None:
    tx = twin.decode_tx(text)
    assert twin.encode_tx(tx) == text
    assert twin.encode_object(tx) == text
    assert twin.to_bytes(tx) == twin.decode(text, "tx")
    assert twin.decode_tx(twin.to_bytes(tx)) == tx


def test_the_founding_transaction_has_the_fields_of_its_connection(twin: ModuleType) -> None:
    tx = twin.decode_tx(founding()["co_signed"]).transaction
    assert type(tx) is twin.ChannelCreateTxV1
    assert (tx.initiator_amount, tx.responder_amount) == (70000000000000, 40000000000000)
    assert (tx.channel_reserve, tx.lock_period, tx.nonce) == (2, 10, 5)
    assert tx.fee == 17620000000000


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_kind_of_buffer_is_read(twin: ModuleType, kind: Any) -> None:
    assert twin.decode_tx(kind(WIRES[2])) == twin.decode_tx(founding()["co_signed"])


@pytest.mark.parametrize("data", [None, 1, 1.5, ["tx_"], object()])
def test_neither_text_nor_bytes_is_a_type_error(twin: ModuleType, data: Any) -> None:
    for call in (twin.decode_tx, twin.decode_object, twin.decode_raw):
        with pytest.raises(TypeError):
            call(data)


class Named(str):
    """Text as other libraries have it, such as numpy's `str_`: a subclass, with methods of its own."""

    def __str__(self) -> str:
        return "another text"

    def startswith(self, *_: Any) -> bool:
        return False


class Number:
    """An integer as other libraries have it, such as numpy's `int64`: no `int`, but with an index."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def test_text_of_a_subclass_is_text_wherever_text_is(twin: ModuleType) -> None:
    text = founding()["co_signed"]
    tx = twin.decode_tx(text)
    assert twin.decode_tx(Named(text)) == tx == twin.decode_object(Named(text))
    assert twin.decode_txs([Named(text), text]) == [tx, tx]
    inner = tx.transaction
    account, state_hash = str(inner.initiator_id), twin.encode("st", inner.state_hash)
    copied = twin.replace(inner, initiator_id=Named(account), state_hash=Named(state_hash))
    assert copied == inner
    assert type(str(copied.initiator_id)) is str
    form = twin.to_json(inner)
    assert twin.from_json({**form, "initiator_id": Named(account), "state_hash": Named(state_hash)}) == inner
    for wrong in (Named("ak_1"), Named(""), Named("st_1")):
        for field in ("initiator_id", "state_hash"):
            with pytest.raises(twin.FieldError):
                twin.replace(inner, **{field: wrong})
            with pytest.raises(twin.FieldError):
                twin.from_json({**form, field: wrong})


def test_integers_of_other_libraries_are_taken_as_their_index_or_refused(twin: ModuleType) -> None:
    inner = twin.decode_tx(founding()["co_signed"]).transaction
    for value in (0, 5, 2**63, 2**200):
        assert twin.replace(inner, fee=Number(value)) == twin.replace(inner, fee=value)
        assert type(twin.replace(inner, fee=Number(value)).fee) is int
    for wrong in (Number(-1), Number(2**9000), 5.0, "5", True, None, object()):
        with pytest.raises(twin.FieldError):
            twin.replace(inner, fee=wrong)


def spend(twin: ModuleType, **changes: Any) -> list[Any]:
    """The RLP items of a spend transaction, field by name."""
    account = b"\1" + bytes(32)
    fields = {
        "tag": b"\x0c",
        "version": b"\1",
        "sender_id": account,
        "recipient_id": account,
        "amount": b"\1",
        "fee": b"\2",
        "ttl": b"\0",
        "nonce": b"\3",
        "payload": b"",
    }
    return [value for value in {**fields, **changes}.values() if value is not None]


# The items stand at: tag 2, version 3, sender 4 (content 5), recipient 38 (39), amount 72, fee 73, ...
@pytest.mark.parametrize(
    ("changes", "code", "path", "offset"),
    [
        ({"fee": b"\0\5"}, "uint_leading_zero", "SpendTx.fee", 74),
        ({"fee": b""}, "uint_empty", "SpendTx.fee", 74),
        ({"fee": []}, "expected_bytes", "SpendTx.fee", 73),
        ({"sender_id": bytes(32)}, "id_length", "SpendTx.sender_id", 4),
        ({"sender_id": bytes(33)}, "id_tag_unknown", "SpendTx.sender_id", 5),
        ({"sender_id": b"\5" + bytes(32)}, "id_tag_not_allowed", "SpendTx.sender_id", 5),
        ({"recipient_id": b"\6" + bytes(32)}, "id_tag_not_allowed", "SpendTx.recipient_id", 39),
        ({"payload": [b"a"]}, "expected_bytes", "SpendTx.payload", 76),
        ({"payload": None}, "field_count", "SpendTx", 0),
        ({"extra": b""}, "field_count", "SpendTx", 0),
        ({"extra": b"", "fee": b"\0\5"}, "field_count", "SpendTx", 0),
        ({"tag": b"\0\x0c"}, "uint_leading_zero", "tag", 3),
        ({"tag": b"\x7f"}, "unknown_tag", "", 2),
        ({"tag": b"\x0a"}, "object_not_allowed_here", "", 2),
        ({"version": b"\2"}, "unknown_version", "", 3),
        ({"version": []}, "expected_bytes", "version", 3),
    ],
)
def test_an_error_names_rule_field_and_byte(
    twin: ModuleType, changes: dict[str, Any], code: str, path: str, offset: int
) -> None:
    wire = twin.rlp.encode(spend(twin, **changes))
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_tx(wire)
    error = caught.value
    assert (error.code, error.path, error.offset) == (code, path, offset)
    assert len(str(error).splitlines()) == 1


def test_an_error_in_a_nested_transaction_counts_bytes_of_the_outermost_payload(twin: ModuleType) -> None:
    inner = twin.rlp.encode(spend(twin, fee=b"\0\5"))
    wire = twin.rlp.encode([b"\x0b", b"\1", [], inner])
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_tx(wire)
    assert caught.value.path == "SignedTx.transaction.fee"
    assert caught.value.offset == wire.index(inner) + 74
    assert wire[caught.value.offset :][:2] == b"\0\5"


def test_a_broken_structure_is_named_before_a_broken_field(twin: ModuleType) -> None:
    wire = bytearray(twin.rlp.encode(spend(twin, fee=b"\0\5", payload=b"abc")))
    wire[-4] = 0x84
    with pytest.raises(twin.RlpError) as caught:
        twin.decode_tx(wire)
    assert (caught.value.code, caught.value.offset) == ("rlp_truncated", len(wire) - 4)


@pytest.mark.parametrize(
    ("signatures", "code", "path"),
    [
        ([bytes(63)], "bytes_length", "SignedTx.signatures[0]"),
        ([bytes([2]) * 64, bytes([1]) * 64], "not_sorted", "SignedTx.signatures[1]"),
        ([bytes(64), []], "expected_bytes", "SignedTx.signatures[1]"),
        (b"", "expected_list", "SignedTx.signatures"),
    ],
)
def test_a_list_is_judged_item_by_item(twin: ModuleType, signatures: Any, code: str, path: str) -> None:
    wire = twin.rlp.encode([b"\x0b", b"\1", signatures, twin.rlp.encode(spend(twin))])
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_tx(wire)
    assert (caught.value.code, caught.value.path) == (code, path)


def test_a_signed_transaction_holds_no_signed_transaction(twin: ModuleType) -> None:
    wire = twin.rlp.encode([b"\x0b", b"\1", [], WIRES[0]])
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_tx(wire)
    assert (caught.value.code, caught.value.path) == ("object_not_allowed_here", "SignedTx.transaction")


def test_an_unknown_object_still_has_its_raw_tree(twin: ModuleType) -> None:
    wire = twin.rlp.encode([b"\x7f", b"\x09", b"abc", [b"", [b"d"]]])
    with pytest.raises(twin.FieldError):
        twin.decode_object(wire)
    assert twin.decode_raw(wire) == (0x7F, 9, [b"abc", [b"", [b"d"]]])
    assert twin.decode_raw(twin.encode("tx", wire)) == twin.decode_raw(wire)


@pytest.mark.parametrize(
    ("items", "code", "path"),
    [
        (b"text", "not_an_object", ""),
        ([b"\1"], "not_an_object", ""),
        ([b"", b"\1"], "uint_empty", "tag"),
        ([b"\1", b"\0\1"], "uint_leading_zero", "version"),
        ([[], b"\1"], "expected_bytes", "tag"),
        ([b"\1" * 1025, b"\1"], "uint_too_long", "tag"),
    ],
)
def test_a_raw_object_needs_a_head(twin: ModuleType, items: Any, code: str, path: str) -> None:
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_raw(twin.rlp.encode(items))
    assert (caught.value.code, caught.value.path) == (code, path)


def test_what_is_no_class_of_objects_cannot_be_expected(twin: ModuleType) -> None:
    assert twin.decode_object(WIRES[0], None) == twin.decode_object(WIRES[0])
    for wrong in ("tx", 12, int, TWINS):
        with pytest.raises(TypeError, match="class of chain objects"):
            twin.decode_object(WIRES[0], wrong)
    with pytest.raises(TypeError, match="expected a prefix"):
        twin.decode(FOUNDING[0], 5)


def test_an_integer_with_a_leading_zero_shows_what_it_should_be(twin: ModuleType) -> None:
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_tx(twin.rlp.encode(spend(twin, fee=b"\0\0\5")))
    assert (caught.value.expected, caught.value.found) == ("05", "00 00 05")


def test_an_expected_class_is_demanded(twin: ModuleType) -> None:
    assert twin.decode_object(WIRES[0], twin.SignedTx) == twin.decode_tx(WIRES[0])
    with pytest.raises(twin.FieldError) as caught:
        twin.decode_object(WIRES[0], twin.SpendTx)
    assert (caught.value.code, caught.value.expected) == ("object_not_allowed_here", "a SpendTx")
    with pytest.raises(twin.FieldError):
        twin.decode_object(FOUNDING[0], twin.SpendTx)


def test_a_text_that_carries_no_object_is_refused(twin: ModuleType) -> None:
    with pytest.raises(twin.TextError) as caught:
        twin.decode_object("ak_2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu7")
    assert (caught.value.code, caught.value.found) == ("wrong_prefix", "'ak_'")


def test_an_object_without_text_form_says_what_to_use(twin: ModuleType) -> None:
    account = twin.state.AccountV1(nonce=0, balance=69999999999999)
    with pytest.raises(TypeError, match="to_bytes"):
        twin.encode_object(account)
    assert twin.decode_object(twin.to_bytes(account)) == account


def test_a_large_payload_goes_both_ways(twin: ModuleType) -> None:
    tx = twin.decode_tx(twin.rlp.encode(spend(twin, payload=bytes(range(256)) * 4096)))
    assert len(tx.payload) == 1 << 20
    assert twin.decode_tx(twin.encode_tx(tx)) == tx


def outcome(twin: ModuleType, data: Any) -> tuple[object, ...]:
    """What decoding gives, in a form that twins can be compared by."""
    try:
        tx = twin.decode_tx(data)
    except twin.DecodeError as error:
        place = (error.code, error.path, error.offset, error.expected, error.found)
        return (type(error).__name__, *place, str(error))
    again = twin.encode_tx(tx)
    assert again == (data if isinstance(data, str) else twin.encode("tx", data))
    return repr(tx), again


def mutated(wire: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Some pieces cut out of the wire, others put in their place."""
    for at, length, new in edits:
        at %= len(wire) + 1
        wire = wire[:at] + new + wire[at + length :]
    return wire


EDITS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 3), st.binary(max_size=3)), min_size=1, max_size=3
)


@needs_both_twins
@examples(500)
@given(st.sampled_from(WIRES), EDITS)
def test_mutated_transactions_meet_the_same_fate_on_both_twins(
    wire: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    data = mutated(wire, edits)
    assert outcome(TWINS["fast"], data) == outcome(TWINS["pure"], data)


def _nested(children: Any) -> Any:
    return st.lists(children, max_size=6)


ITEMS = st.recursive(
    st.sampled_from([b"\0", b"\1", b"\x0b", b"\x0c", b"\x32", b"\x35", b"\x39", b"", bytes(32), bytes(64)])
    | st.binary(max_size=3)
    | st.integers(0, 7).map(lambda kind: bytes([kind]) + bytes(32)),
    _nested,
    max_leaves=20,
)


@needs_both_twins
@examples(200)
@given(st.lists(ITEMS, max_size=14), st.sampled_from([11, 12, 50, 53, 57, 10, 99]), st.integers(0, 3))
def test_any_rlp_items_meet_the_same_fate_on_both_twins(items: list[Any], tag: int, version: int) -> None:
    wire = TWINS["pure"].rlp.encode([bytes([tag]), bytes([version]), *items])
    assert outcome(TWINS["fast"], wire) == outcome(TWINS["pure"], wire)


@needs_both_twins
@examples(300)
@given(st.sampled_from(FOUNDING), st.integers(0, 400), st.characters(codec="utf-8"))
def test_changed_texts_meet_the_same_fate_on_both_twins(text: str, at: int, char: str) -> None:
    changed = text[: at % len(text)] + char + text[at % len(text) + 1 :]
    assert outcome(TWINS["fast"], changed) == outcome(TWINS["pure"], changed)


@pytest.mark.parametrize("name", ["decode_tx", "encode_tx"])
def test_the_error_of_a_wrong_call_names_the_public_function(twin: ModuleType, name: str) -> None:
    function = getattr(twin, name)
    assert function.__name__ == name
    with pytest.raises(TypeError, match=rf"\b{name}\(\)"):
        function(text="tx_")
    with pytest.raises(TypeError, match=rf"\b{name}\(\)"):
        function()
