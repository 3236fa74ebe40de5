"""The base of all typed params and results, and the annotations that say what their members are.

`Account = Annotated[str, Prefixed("ak")]`: first the type that is read, which editors see, then what the
text holds, which documentation and JSON Schema show. Prefixed text stays text and is not decoded here:
clients send broken ones, too, and the node answers them with an error.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from msgspec import UnsetType

from .._strict_json import Json
from .._struct import Struct
from .frames import ABSENT
from .secrets import redacted_repr

__all__ = ["ABSENT", "Json", "Known", "Params", "Prefixed", "UnknownParams", "UnsetType"]


class Params(Struct, frozen=True, kw_only=True):
    """A typed value. `extra` holds members that the class does not name: newer nodes may add some.

    A member that may be left out is ABSENT by default. A trailing underscore is no part of a member's name.
    TAG_MEMBER: the member whose text chooses a subclass.
    """

    TAG_MEMBER: ClassVar[str] = ""

    extra: dict[str, Json] = {}  # noqa: RUF012  (a copy for each, as msgspec makes them)

    def __repr__(self) -> str:
        return redacted_repr(self)


class UnknownParams(Struct, frozen=True, kw_only=True):
    """Params or a result that no class describes: the value unchanged, and the fault.

    code: one of RULES, such as `method_unknown`; path: the JSON path of the member; reason: a sentence.
    """

    value: Json | UnsetType
    code: str
    path: str
    reason: str

    def __repr__(self) -> str:
        return redacted_repr(self)


class Prefixed(Struct, frozen=True):
    """The text has one of these prefixes. empty_ok: it may be empty, for what is not there."""

    prefixes: tuple[str, ...]
    empty_ok: bool = False


class Known(Struct, frozen=True):
    """The values that nodes of today write; others are read as well, as their number has grown before."""

    values: tuple[str, ...]


Account: TypeAlias = Annotated[str, Prefixed(("ak",))]
Channel: TypeAlias = Annotated[str, Prefixed(("ch",))]
Contract: TypeAlias = Annotated[str, Prefixed(("ct",))]
TxHash: TypeAlias = Annotated[str, Prefixed(("th",))]
BlockHash: TypeAlias = Annotated[str, Prefixed(("kh", "mh"))]
#: A signed transaction, also one without signatures.
TxText: TypeAlias = Annotated[str, Prefixed(("tx",))]
TxTextOrNone: TypeAlias = Annotated[str, Prefixed(("tx",), empty_ok=True)]
#: 32 bytes by which a client shows that it may take up a channel again. A secret.
Token: TypeAlias = Annotated[str, Prefixed(("ba",))]
#: Code, call data or a return value of a contract.
Bytecode: TypeAlias = Annotated[str, Prefixed(("cb",))]
Proof: TypeAlias = Annotated[str, Prefixed(("pi",))]
Trees: TypeAlias = Annotated[str, Prefixed(("ss",))]
CallTree: TypeAlias = Annotated[str, Prefixed(("cs",))]
StoreKey: TypeAlias = Annotated[str, Prefixed(("ck",))]
StoreValue: TypeAlias = Annotated[str, Prefixed(("cv",))]
