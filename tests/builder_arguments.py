"""Transactions as arguments of their builders, written as text where a field has a text form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aecodec import Id, SignedTx, Tx, build, encode, encode_object, replace
from aecodec import fields as f
from aecodec.protocol import IdKind
from aecodec.schema import describe

from .shared_vectors import known_object

#: Every builder by the API type name of what it builds.
BUILDERS: dict[str, Callable[..., Any]] = {
    name.removesuffix("_tx").replace("_", "") + "tx": getattr(build, name) for name in build.__all__
}
BUILDERS["oraclerespondtx"] = BUILDERS.pop("oracleresponsetx")


def builder_of(tx: Tx) -> Callable[..., Any]:
    return BUILDERS[describe(type(tx)).name.lower()]


def arguments_of(tx: Tx, *, fee: bool = True) -> dict[str, Any]:
    """Return the arguments from which its builder makes this transaction; `fee` among them if asked for.

    The state hash of a new channel follows from the amounts, so it is not an argument.
    """
    found = {field.name: written(field.type, getattr(tx, field.name)) for field in describe(type(tx)).fields}
    if not fee:
        found.pop("fee", None)
    if describe(type(tx)).name == "ChannelCreateTx":
        del found["state_hash"]
    return found


def written(kind: f.FieldType, value: Any) -> Any:
    """Return the text of a field's value, or the value if it has none."""
    match kind:
        case f.Identifier() | f.PointerTarget() if not isinstance(value, bytes):
            return str(value)
        case f.Bytes(text=True):
            try:
                return value.decode()
            except UnicodeDecodeError:
                return value
        case f.Bytes(api=prefix) if prefix != "ba":
            return encode(prefix, value)
        case f.Enum():
            return value.name.lower()
        case f.List(of=inner):
            return [written(inner, item) for item in value]
        case f.Tuple(items=kinds):
            return tuple(map(written, kinds, value))
        case f.Object() if value is not None:
            try:
                return encode_object(value)
            except TypeError:
                return value  # it has no text form
        case f.PackedVersion():
            return tuple(value)
    return value


# --- plain arguments ----------------------------------------------------------------------------

ALICE, BOB, CHANNEL, CONTRACT, ORACLE = (
    Id.of(kind, bytes([number]) * 32)
    for number, kind in enumerate(
        (IdKind.ACCOUNT, IdKind.ACCOUNT, IdKind.CHANNEL, IdKind.CONTRACT, IdKind.ORACLE), 1
    )
)


#: Plain arguments of the builders.
SPEND = {"sender_id": ALICE, "recipient_id": BOB, "amount": 1, "nonce": 1}
REGISTER = {
    "account_id": ALICE, "nonce": 1, "query_format": "string", "response_format": "int", "query_fee": 5,
    "ttl_value": 500,
}  # fmt: skip
QUERY = {
    "sender_id": ALICE, "nonce": 1, "oracle_id": ORACLE, "query": "Wie spät?", "query_fee": 5,
    "query_ttl_value": 50, "response_ttl_value": 60,
}  # fmt: skip
CLAIM = {"account_id": ALICE, "nonce": 1, "name": "fiver.chain", "name_salt": 7}
UPDATE = {"account_id": ALICE, "nonce": 1, "name_id": "fiver.chain", "pointers": {"account_pubkey": ALICE}}
CREATE = {"owner_id": ALICE, "nonce": 1, "code": b"code", "call_data": b"init"}
CALL = {"caller_id": ALICE, "nonce": 1, "contract_id": CONTRACT, "call_data": b"call"}
ATTACH = {"owner_id": ALICE, "nonce": 1, "code": b"code", "auth_fun": "authorize", "call_data": b"init"}
OFFCHAIN = build.channel_offchain_tx(channel_id=CHANNEL, round=2, state_hash=bytes(32), protocol="ceres")
ROUND = SignedTx(signatures=(bytes(64),), transaction=OFFCHAIN)
SOLO = {"channel_id": CHANNEL, "from_id": ALICE, "nonce": 1}
FORCE = {
    **SOLO, "round": 3, "state_hash": bytes(32), "offchain_trees": known_object("StateTrees"),
    "update": replace(known_object("OffChainCallContract"), gas=10**6, gas_price=10**9),
}  # fmt: skip
SIGNED = SignedTx(signatures=(bytes(64),), transaction=build.spend_tx(**SPEND))
PAYING = {"payer_id": BOB, "nonce": 1, "tx": SIGNED}
META = {
    "ga_id": ALICE,
    "auth_data": b"auth",
    "tx": build.spend_tx(**{**SPEND, "nonce": 0}),
    "protocol": "ceres",
}
VOTE = {"voter_id": ALICE, "epoch": 1, "type_": 1}
PRECLAIM = {"account_id": ALICE, "nonce": 1}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "spend": SPEND,
    "oracle_register": REGISTER,
    "oracle_query": QUERY,
    "name_claim": {**CLAIM, "protocol": "ceres"},
    "name_update": UPDATE,
    "name_preclaim": PRECLAIM,
    "contract_create": CREATE,
    "contract_call": CALL,
    "ga_attach": ATTACH,
    "ga_meta": META,
    "paying_for": PAYING,
    "channel_close_solo": {**SOLO, "poi": known_object("TreesPoi")},
    "channel_snapshot_solo": {**SOLO, "payload": ROUND},
    "channel_force_progress": FORCE,
    "hc_vote": VOTE,
}


def built(name: str, /, **changes: Any) -> Any:
    """Build from the plain arguments with these changes."""
    return getattr(build, f"{name}_tx")(**{**ARGUMENTS[name], **changes})
