"""What a generalized account's contract authorizes."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import SignedTx, decode_tx, text, to_bytes
from aecodec.derived import authority
from aecodec.errors import FieldError, TextError
from aecodec.objects import Tx, replace
from aecodec.protocol import Protocol
from aecodec.state import GAMetaTxAuthData

from .conftest import VECTORS, founding, json_lines, spec_rows
from .shared_vectors import SPEND_TEXT, blake2b_256, known_object
from .signed_txs import bare, meta

ROWS = [pytest.param(row, id=name) for name, row in json_lines(VECTORS / "derived.jsonl")]
ROWS += spec_rows("derived.jsonl")
NETWORK = "ae_uat"
INITIATOR: str = founding()["initiator_id"]


def ba(digest: bytes) -> str:
    return text.encode("ba", digest)


def rows(kind: str) -> list[Any]:
    return [row for row in ROWS if row.values[0]["kind"] == kind]


# --- Auth.tx_hash -------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("ga_auth_tx_hash"))
def test_from_ceres_on_the_hash_covers_fee_and_gas_price(row: dict[str, Any]) -> None:
    arguments = row["tx"], row["network_id"], int(row["fee"]), int(row["gas_price"])
    for protocol in ("ceres", Protocol.CERES, 6, Protocol.SALUS):
        assert authority.auth_tx_hash(*arguments, protocol=protocol) == ba(bytes.fromhex(row["result"]))


def test_below_ceres_the_hash_covers_network_and_transaction() -> None:
    expected = ba(blake2b_256(NETWORK.encode() + text.decode(SPEND_TEXT)))
    assert authority.auth_tx_hash(SPEND_TEXT, NETWORK, 1, 2, protocol="iris") == expected
    assert authority.auth_tx_hash(bare(decode_tx(SPEND_TEXT)), NETWORK, 3, 4, protocol=3) == expected


def test_a_ga_meta_says_itself_what_its_contract_sees() -> None:
    whole = meta(decode_tx(SPEND_TEXT), INITIATOR)
    layer: Any = whole.transaction
    for protocol in Protocol:
        expected = authority.auth_tx_hash(SPEND_TEXT, NETWORK, layer.fee, layer.gas_price, protocol=protocol)
        assert authority.auth_tx_hash_of(whole, NETWORK, protocol=protocol) == expected
    seen = blake2b_256(NETWORK.encode() + text.decode(SPEND_TEXT))
    data = GAMetaTxAuthData(fee=layer.fee, gas_price=layer.gas_price, tx_hash=seen)
    assert authority.auth_tx_hash_of(layer, NETWORK, protocol="ceres") == ba(blake2b_256(to_bytes(data)))


def test_of_several_layers_the_outermost_sees_the_next() -> None:
    inner = meta(decode_tx(SPEND_TEXT), INITIATOR)
    outer = meta(inner.transaction, INITIATOR)
    expected = ba(blake2b_256(NETWORK.encode() + to_bytes(inner.transaction)))
    assert authority.auth_tx_hash_of(outer, NETWORK, protocol="lima") == expected


def test_in_a_channel_every_layer_sees_the_round_itself() -> None:
    tx = known_object("ChannelOffchainTxV2")
    assert isinstance(tx, Tx)
    outer = meta(meta(tx, INITIATOR).transaction, INITIATOR)
    expected = ba(blake2b_256(NETWORK.encode() + to_bytes(tx)))
    assert authority.auth_tx_hash_of(outer, NETWORK, protocol="lima") == expected


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"network_id": ""}, "network_id", "network_id"),
        ({"network_id": "\ud800"}, "network_id", "network_id"),
        ({"fee": -1}, "uint_negative", "fee"),
        ({"gas_price": -1}, "uint_negative", "gas_price"),
        ({"protocol": 9}, "protocol_unknown", "protocol"),
        ({"protocol": "genesis"}, "protocol_unknown", "protocol"),
        ({"tx": "tx_"}, "too_short", ""),
    ],
)
def test_a_wrong_argument_of_auth_tx_hash_is_named(change: dict[str, Any], code: str, path: str) -> None:
    arguments = {"tx": SPEND_TEXT, "network_id": NETWORK, "fee": 1, "gas_price": 1, "protocol": 6, **change}
    with pytest.raises((FieldError, TextError)) as wrong:
        authority.auth_tx_hash(**arguments)
    assert (wrong.value.code, wrong.value.path) == (code, path)


def test_what_no_contract_authorizes_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="a SpendTx without a ga_meta"):
        authority.auth_tx_hash_of(SPEND_TEXT, NETWORK, protocol=6)
    with pytest.raises(TypeError):
        authority.auth_tx_hash(SPEND_TEXT, b"ae_uat", 1, 1, protocol=6)  # type: ignore[arg-type]


def test_signatures_do_not_change_what_a_contract_sees() -> None:
    draft = bare(decode_tx(SPEND_TEXT))
    assert isinstance(draft, SignedTx)
    with_signature = replace(draft, signatures=(bytes(64),))
    hashes = {authority.auth_tx_hash(tx, NETWORK, 1, 1, protocol=6) for tx in (draft, with_signature)}
    assert len(hashes) == 1
