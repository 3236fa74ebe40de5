"""The founding transaction in the forms that races need, all from the corpus and none by our own codec.

Answers are dicts as `peers.dicts` makes them: ids raw, lists as lists.
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


def create_dict(ids_as_text: bool = False) -> dict[str, Any]:
    """The channel_create as a dict."""
    create = {"tag": FOUNDING["tag"], "version": FOUNDING["version"], **FIELDS}
    create["state_hash"] = bytes.fromhex(FIELDS["state_hash"])
    if not ids_as_text:
        create |= {name: RAW_IDS[FIELDS[name]] for name in ("initiator_id", "responder_id")}
    return create


def signed_dict(ids_as_text: bool = False) -> dict[str, Any]:
    """The co-signed transaction as a dict."""
    return {"tag": 11, "version": 1, "signatures": SIGNATURES, "transaction": create_dict(ids_as_text)}


def inner_items() -> list[Any]:
    """The items of the channel_create, as RLP has them."""
    values = create_dict().values()
    return [number_bytes(value) if isinstance(value, int) else value for value in values]


def outer_items() -> list[Any]:
    """The items of the co-signed transaction, as RLP has them."""
    return [b"\x0b", b"\x01", SIGNATURES, INNER_WIRE]


def told(value: Any, ids_as_text: bool = False) -> Any:
    """What one of our values says, in the form of the dicts."""
    if isinstance(value, aecodec.ChainObject):
        head = {"tag": value.TAG, "version": value.VERSION}
        return head | {name: told(getattr(value, name), ids_as_text) for name in value.__struct_fields__}
    if isinstance(value, aecodec.Id):
        return str(value) if ids_as_text else bytes(value)
    if isinstance(value, tuple):
        return [told(item, ids_as_text) for item in value]
    return value


def told_with_texts(tx: aecodec.ChainObject) -> Any:
    """The same with ids as text."""
    return told(tx, ids_as_text=True)
