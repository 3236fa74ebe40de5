"""Accounts of the tests, and transactions that they sign, or authorize by contract."""

from __future__ import annotations

from typing import Any

from aecodec import Id, decode_object, replace
from aecodec.objects import SignedTx, Tx
from aecodec.protocol import IdKind
from aecodec.signing import Key, Verification, sign
from aecodec.tx import ChannelCloseMutualTx, ChannelCreateTxV2, PayingForTx, SpendTx

from .shared_vectors import WIRES, known_object

ALICE, BOB, CAROL, EVE = (Key.from_seed(bytes([number]) * 32) for number in (1, 2, 3, 4))
NETWORK = "ae_uat"
#: The path of what a paying_for pays for.
INNER = "SignedTx.transaction.tx"


def spend(key: Key = ALICE, **changes: Any) -> SpendTx:
    fields = {"amount": 1, "fee": 2, "ttl": 0, "nonce": 3, "payload": b"", **changes}
    return SpendTx(sender_id=key.address, recipient_id=EVE.address, **fields)


def close() -> ChannelCloseMutualTx:
    amounts = {"initiator_amount_final": 1, "responder_amount_final": 2, "ttl": 0, "fee": 3, "nonce": 4}
    channel = Id.of(IdKind.CHANNEL, bytes(32))
    return ChannelCloseMutualTx(channel_id=channel, from_id=ALICE.address, **amounts)


def create() -> ChannelCreateTxV2:
    tx: Any = known_object("ChannelCreateTxV2")
    return replace(tx, initiator_id=ALICE.address, responder_id=BOB.address)  # type: ignore[no-any-return]


def paying(tx: SignedTx, payer: Key = CAROL) -> PayingForTx:
    return PayingForTx(payer_id=payer.address, nonce=1, fee=1, tx=tx)


def bare(tx: Tx) -> SignedTx:
    """Wrap a transaction without signatures."""
    return SignedTx(signatures=(), transaction=tx)


def meta(tx: Tx, ga_id: Id | str, auth_data: bytes = b"\x2b\x11", **changes: Any) -> SignedTx:
    """Wrap a transaction in a ga_meta of a generalized account."""
    within = tx if isinstance(tx, SignedTx) else bare(tx)
    layer: Any = known_object("GAMetaTxV2")
    return bare(replace(layer, ga_id=ga_id, auth_data=auth_data, tx=within, **changes))


def authorize(tx: Tx, key: Key) -> SignedTx:
    """Let the contract of an account authorize a transaction."""
    return meta(tx, key.address)


def signers_of(result: Verification) -> list[list[Id | None]]:
    """Return the signers of each layer's signatures; None stands for an unknown one."""
    return [[found.signer for found in layer.signatures] for layer in result.layers]


#: Who signs, by the name of the field; `both` are the participants (docs/protocol/serialization.md).
SIGNED_BY = {
    "sender_id": "SpendTx OracleQueryTx",
    "account_id": "OracleRegisterTx NamePreclaimTx NameClaimTxV1 NameClaimTxV2 NameUpdateTxV1 NameUpdateTxV2 "
    "NameRevokeTx NameTransferTx",
    "oracle_id": "OracleRespondTx OracleExtendTx",
    "owner_id": "ContractCreateTx GAAttachTx",
    "caller_id": "ContractCallTx",
    "payer_id": "PayingForTx",
    "voter_id": "HCVoteTx",
    "pub_key": "ChannelClientReconnectTx",
    "initiator_id responder_id": "ChannelCreateTxV1 ChannelCreateTxV2",
    "from_id both": "ChannelDepositTx ChannelCloseMutualTx ChannelSetDelegatesTx",
    "to_id both": "ChannelWithdrawTx",
    "both": "ChannelOffchainTxV1 ChannelOffchainTxV2",
    "from_id": "ChannelCloseSoloTx ChannelSlashTx ChannelSettleTx ChannelSnapshotSoloTx "
    "ChannelForceProgressTx",
}
TYPES = {name: fields for fields, names in SIGNED_BY.items() for name in names.split()}


def of_ours(name: str) -> tuple[Tx, tuple[Key, ...], Any]:
    """A golden transaction with our accounts in it, who signs it, and the participants it needs."""
    fields = [field for field in TYPES[name].split() if field != "both"]
    keys = (ALICE, BOB)[: 2 if TYPES[name].endswith(("both", "responder_id")) else 1]
    changes: dict[str, Any] = {field: key.address for field, key in zip(fields, keys, strict=False)}
    if "oracle_id" in changes:
        changes["oracle_id"] = Id.of(IdKind.ORACLE, ALICE.address.key)
    if name == "PayingForTx":
        changes["tx"] = sign(spend(BOB), BOB, NETWORK, inner=True)
    tx: Any = replace(decode_object(WIRES[name]), **changes)
    pair = (ALICE.address, BOB.address) if TYPES[name].endswith("both") else None
    return tx, keys, pair
