"""The founding transaction in the forms that races need, all from the corpus and none by our own codec.

Answers are dicts as `peers.dicts` makes them, ids raw, lists as lists; or bare RLP items.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any, Final

import aecodec

from .corpus import FOUNDING
from .peers.dicts import number_bytes

NETWORK: Final[str] = FOUNDING["network_id"]
UNSIGNED: Final[str] = FOUNDING["transactions"]["unsigned"]
CO_SIGNED: Final[str] = FOUNDING["transactions"]["co_signed"]
CHANNEL_ID: Final[str] = FOUNDING["channel_id"]
CO_SIGNED_HASH: Final[str] = FOUNDING["co_signed_hash"]
FIELDS: Final[dict[str, Any]] = FOUNDING["fields"]
INITIATOR: Final[str] = FIELDS["initiator_id"]
RESPONDER: Final[str] = FIELDS["responder_id"]
SIGNATURES: Final = [bytes.fromhex(signature) for signature in FOUNDING["signatures"]]

CONTENT: Final = b64decode(CO_SIGNED[3:])
WIRE: Final = CONTENT[:-4]
CHECKSUM: Final = CONTENT[-4:]
#: The transaction in it: the last item, behind a head of two bytes (b8 83).
INNER_WIRE: Final = WIRE[WIRE.index(b"\xf8\x81\x32\x01") :]

INITIATOR_KEY: Final = INNER_WIRE[6:38]
RESPONDER_KEY: Final = INNER_WIRE[47:79]
RAW_IDS: Final = {INITIATOR: b"\x01" + INITIATOR_KEY, RESPONDER: b"\x01" + RESPONDER_KEY}


#: The least fee that the JavaScript SDK takes for it as version 2.
_FEE_V2: Final = 17_640_000_000_000


def co_signed_v2() -> str:
    """Return the transaction as version 2, for a peer without version 1; its signatures do not verify."""
    both = {"initiator_delegate_ids": (), "responder_delegate_ids": ()}
    known = {name: value for name, value in create_dict(ids_as_text=True).items() if name in FIELDS}
    del known["delegate_ids"]
    create = aecodec.ChannelCreateTxV2(**known | both | {"fee": _FEE_V2})
    return aecodec.encode_tx(aecodec.SignedTx(signatures=tuple(SIGNATURES), transaction=create))


def js_object_v2() -> dict[str, Any]:
    """Return what the JavaScript SDK decodes: names of its own, amounts as text."""
    state_hash = aecodec.encode("st", bytes.fromhex(FIELDS["state_hash"]))
    create = {
        "tag": 50,
        "version": 2,
        "initiator": INITIATOR,
        "initiatorAmount": str(FIELDS["initiator_amount"]),
        "responder": RESPONDER,
        "responderAmount": str(FIELDS["responder_amount"]),
        "channelReserve": str(FIELDS["channel_reserve"]),
        "lockPeriod": str(FIELDS["lock_period"]),
        "ttl": FIELDS["ttl"],
        "fee": str(_FEE_V2),
        "initiatorDelegateIds": [],
        "responderDelegateIds": [],
        "stateHash": state_hash,
        "nonce": FIELDS["nonce"],
    }
    signatures = [signature.hex() for signature in SIGNATURES]
    return {"tag": 11, "version": 1, "signatures": signatures, "encodedTx": create}


def create_dict(ids_as_text: bool = False) -> dict[str, Any]:
    """Return the channel_create as a dict."""
    create = {"tag": FOUNDING["tag"], "version": FOUNDING["version"], **FIELDS}
    create["state_hash"] = bytes.fromhex(FIELDS["state_hash"])
    if not ids_as_text:
        create |= {name: RAW_IDS[FIELDS[name]] for name in ("initiator_id", "responder_id")}
    return create


def signed_dict(ids_as_text: bool = False) -> dict[str, Any]:
    """Return the co-signed transaction as a dict."""
    return {"tag": 11, "version": 1, "signatures": SIGNATURES, "transaction": create_dict(ids_as_text)}


def inner_items() -> list[Any]:
    """Return the RLP items of the channel_create."""
    values = create_dict().values()
    return [number_bytes(value) if isinstance(value, int) else value for value in values]


def outer_items() -> list[Any]:
    """Return the RLP items of the co-signed transaction."""
    return [b"\x0b", b"\x01", SIGNATURES, INNER_WIRE]


def as_dict(value: Any, ids_as_text: bool = False) -> Any:
    """Convert one of our values to the form of the dicts."""
    if isinstance(value, aecodec.ChainObject):
        head = {"tag": value.TAG, "version": value.VERSION}
        return head | {name: as_dict(getattr(value, name), ids_as_text) for name in value.__struct_fields__}
    if isinstance(value, aecodec.Id):
        return str(value) if ids_as_text else bytes(value)
    if isinstance(value, tuple):
        return [as_dict(item, ids_as_text) for item in value]
    return value


def items_of(value: Any) -> Any:
    """Convert one of our values to RLP items, objects in them as lists of items: see `peers.items`."""
    match value:
        case None:
            return b""
        case aecodec.ChainObject():
            head = (value.TAG, value.VERSION)
            return list(map(items_of, (*head, *(getattr(value, name) for name in value.__struct_fields__))))
        case aecodec.CtVersion(vm, abi):
            return number_bytes(vm << 16 | abi)
        case aecodec.Pointer(key, target):
            return [key, b"\1" + bytes(target) if isinstance(target, aecodec.Id) else b"\2" + target]
        case tuple():
            return list(map(items_of, value))
        case int():
            return number_bytes(value)
    return bytes(value)


def as_dict_with_texts(tx: aecodec.ChainObject) -> Any:
    """Convert a transaction to the form of the dicts, ids as text."""
    return as_dict(tx, ids_as_text=True)
