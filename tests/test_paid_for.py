"""What a paying_for may wrap: the node's rule (module aec_paying_for_tx), in decoding and constructing."""

from __future__ import annotations

from types import ModuleType

import pytest

from .shared_vectors import WIRES, golden, with_item

REFUSED = ("PayingForTx", "ChannelOffchainTxV1", "ChannelOffchainTxV2", "ChannelClientReconnectTx")


def signed(twin: ModuleType, wire: bytes) -> bytes:
    """The bytes of a SignedTx around a transaction."""
    return bytes(twin.rlp.encode([b"\x0b", b"\1", [], wire]))


def within_ga(twin: ModuleType, wire: bytes) -> bytes:
    """The bytes of a GAMetaTx around a transaction."""
    return with_item(twin, "GAMetaTxV2", "tx", signed(twin, wire))


@pytest.mark.parametrize("metas", [0, 1, 2])
@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_can_pay_for_is_refused_in_decoding(twin: ModuleType, name: str, metas: int) -> None:
    inner = WIRES[name]
    for _ in range(metas):
        inner = within_ga(twin, inner)
    wire = with_item(twin, "PayingForTx", "tx", signed(twin, inner))
    head = wire.rindex(WIRES[name])
    path = "PayingForTx.tx.transaction" + ".tx.transaction" * metas
    for decode in (twin.decode_tx, twin.decode_object, twin.decode_lenient):
        with pytest.raises(twin.FieldError) as caught:
            decode(wire)
        error = caught.value
        assert (error.code, error.path) == ("object_not_allowed_here", path)
        assert head < error.offset <= head + 3  # the tag behind the header of its list
        assert error.found.startswith(f"{name} (tag ")


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_can_pay_for_is_refused_in_constructing(twin: ModuleType, name: str) -> None:
    paying, inner = golden(twin, "PayingForTx"), golden(twin, name)
    around = twin.SignedTx(signatures=(), transaction=inner)
    meta = twin.replace(golden(twin, "GAMetaTxV2"), tx=around)
    for tx, path in (
        (around, "PayingForTx.tx.transaction"),
        (twin.SignedTx(signatures=(), transaction=meta), "PayingForTx.tx.transaction.tx.transaction"),
    ):
        with pytest.raises(twin.FieldError) as caught:
            twin.replace(paying, tx=tx)
        assert (caught.value.code, caught.value.path) == ("object_not_allowed_here", path)


def test_transactions_behind_a_paying_for_in_a_block_are_not_paid_for(twin: ModuleType) -> None:
    paid = with_item(twin, "PayingForTx", "tx", signed(twin, WIRES["SpendTx"]))
    txs = [signed(twin, paid), signed(twin, WIRES["ChannelClientReconnectTx"])]
    wire = with_item(twin, "MicroBlock", "txs", txs)
    assert [type(tx.transaction).__name__ for tx in twin.decode_object(wire).txs] == [
        "PayingForTx",
        "ChannelClientReconnectTx",
    ]


def test_everything_else_can_be_paid_for(twin: ModuleType) -> None:
    for name, wire in WIRES.items():
        cls = type(golden(twin, name))
        if issubclass(cls, twin.Tx) and cls is not twin.SignedTx and name not in REFUSED:
            decoded = twin.decode_tx(with_item(twin, "PayingForTx", "tx", signed(twin, wire)))
            assert decoded.tx.transaction == golden(twin, name)
