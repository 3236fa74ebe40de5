"""Reading, what a source or a part of it was taken for, and how sure that is."""

from __future__ import annotations

import enum
from typing import Any, Final

from .._struct import Struct
from ..errors import AecodecError


class Kind(enum.StrEnum):
    """What a thing is, in the words that people read."""

    TRANSACTION = "transaction"
    OBJECT = "chain object"
    HEADER = "block header"
    IDENTIFIER = "identifier"
    BYTES = "bytes"
    CALL_DATA = "call data"
    RLP = "RLP of no known object"
    HASH_OR_KEY = "32 bytes: a hash or public key"
    SIGNATURE = "signature"
    DELEGATION = "delegation to a contract"
    FRAME = "JSON-RPC frame"
    CAPTURE = "captured channel session"
    CONNECTION = "connection of a channel"
    LINK = "link of a wallet"
    ENDPOINT = "address of a node, middleware or explorer"
    PEER = "peer of a node"
    NODE_JSON = "JSON of a node or middleware"
    JSON_FORM = "JSON form of an object"
    NAME = "name"
    AMOUNT = "amount"
    HEIGHT = "height"
    NETWORK = "network id"
    DAMAGED = "damaged text"
    SHORTENED = "shortened text"
    TRUNCATED = "object that is cut off"
    FOREIGN = "address of another network"
    SECRET = "secret"
    UNSEARCHED = "not searched"


#: What holds other things, which are readings of their own.
CONTAINERS: Final = frozenset(
    {
        *(Kind.FRAME, Kind.CAPTURE, Kind.NODE_JSON, Kind.JSON_FORM),
        *(Kind.CONNECTION, Kind.LINK, Kind.ENDPOINT, Kind.PEER),
    }
)


class Confidence(enum.IntEnum):
    """How sure a reading is: a checksum or a strict parse is certain; a form that others share is not."""

    UNLIKELY = 1
    LIKELY = 2
    CERTAIN = 3


class Reading(Struct, frozen=True, kw_only=True):
    """What a source, or a part of it, was taken for.

    kind: what it is. value: the object, parts, bytes or number; None where there is none or it is secret.
    start, end: its place in the source, in characters of a text or in bytes. confidence: how sure this is;
    why: the reason in one sentence. steps: what was done to the source to get there. text: the canonical
    text of the value, where it has one. error: what strict decoding says of it. suggestion: a text that was
    probably meant; it is never applied. notes: what a person should know, a sentence each.
    """

    kind: Kind
    value: Any = None
    start: int
    end: int
    confidence: Confidence
    why: str
    steps: tuple[str, ...] = ()
    text: str | None = None
    error: AecodecError | None = None
    suggestion: str | None = None
    notes: tuple[str, ...] = ()

    def replace(self, **members: Any) -> Reading:
        """Return a copy with other values of some members."""
        return Reading(**{name: getattr(self, name) for name in self.__struct_fields__} | members)
