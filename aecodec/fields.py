"""Field types: what a field is on the wire, and the annotations that classes use for them.

`Coin = Annotated[int, Uint()]`: first the Python type, which editors and type checkers see, then the field
type. A list is written `tuple[X, ...]`, a tuple as a NamedTuple class, a nested object as its class (or
`| None` where it may be empty), a boolean `bool`, an enumeration as its IntEnum class; `schema.py` reads
all of these. Source of the wire forms: docs/protocol/serialization.md.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Any, NamedTuple, TypeAlias

from ._struct import Struct
from .ids import Id
from .protocol import ABI_NAMES, POINTED_KINDS, IdKind, Order

__all__ = [
    "Bool",
    "Bytes",
    "CtVersion",
    "DeltaTtlType",
    "Enum",
    "FieldType",
    "HeadVersion",
    "IdPointer",
    "Identifier",
    "List",
    "Object",
    "PackedVersion",
    "Pointer",
    "PointerTarget",
    "TtlType",
    "Tuple",
    "Uint",
]


class Uint(Struct, frozen=True):
    """An unsigned integer of any size.

    unit: what it counts, where that has a unit. zero: what 0 means, where that is no number of these.
    names: what other values are called. node_takes_empty: the node's decoder reads no bytes as 0, and
    `decode_lenient` lets that pass.
    """

    unit: str = ""
    zero: str = ""
    names: tuple[tuple[int, str], ...] = ()
    node_takes_empty: bool = True


class Bool(Struct, frozen=True):
    """One byte, 00 or 01."""


class Bytes(Struct, frozen=True):
    """Bytes, of a fixed length if one is given.

    api: the prefix of their text form. text: they are UTF-8 text by convention. node_checks_length: the
    node's decoder demands the length as well; where it does not, `decode_lenient` lets others pass.
    """

    length: int | None = None
    api: str = "ba"
    text: bool = False
    node_checks_length: bool = True


class Identifier(Struct, frozen=True):
    """An identifier of one of these kinds."""

    kinds: tuple[IdKind, ...]


class Enum(Struct, frozen=True):
    """One of the numbers of an enumeration."""

    cls: type[IntEnum]


class PackedVersion(Struct, frozen=True):
    """The packed versions of virtual machine and ABI."""


class PointerTarget(Struct, frozen=True):
    """What a name pointer of version 2 points to: an identifier or raw data."""


class List(Struct, frozen=True):
    """A list of one field type, with a largest length if given and the order it must have."""

    of: FieldType
    most: int | None = None
    order: Order = Order.FREE


class Tuple(Struct, frozen=True):
    """A fixed list of named items."""

    cls: Any
    items: tuple[FieldType, ...]


class Object(Struct, frozen=True):
    """A whole object as a byte string: one whose class derives from `base` and whose tag is not in `but`."""

    base: type
    empty_ok: bool = False
    but: frozenset[int] = frozenset()


class HeadVersion(Struct, frozen=True):
    """The version in the object's head, where it is data."""


FieldType: TypeAlias = (
    Uint
    | Bool
    | Bytes
    | Identifier
    | Enum
    | PackedVersion
    | PointerTarget
    | List
    | Tuple
    | Object
    | HeadVersion
)


# --- marks: what an annotation adds to a type that says most by itself ---------------------------


class Sorted(Struct, frozen=True):
    """The list must be in ascending order of whole items, or obey another rule of `Order`."""

    by: Order = Order.BY_ITEM


class AtMost(Struct, frozen=True):
    """The list holds at most so many items."""

    most: int


class Without(Struct, frozen=True):
    """A nested object is none of these tags."""

    tags: frozenset[int]


# --- the names that classes use -----------------------------------------------------------------


class CtVersion(NamedTuple):
    """The versions of virtual machine and ABI of a contract."""

    vm: int  #: The virtual machine.
    abi: int  #: The encoding of calls.


class TtlType(IntEnum):
    """How a time to live is counted: DELTA in key blocks from now, BLOCK as the height of a key block."""

    DELTA = 0
    BLOCK = 1


class DeltaTtlType(IntEnum):
    """A time to live that can only be counted in key blocks from now."""

    DELTA = 0


Coin = Annotated[int, Uint("aettos")]  #: 1 AE is 10^18
Height = Annotated[int, Uint("height")]  #: of a key block
Ttl = Annotated[int, Uint("height", zero="never expires")]  #: the last height for a transaction
LockedUntil = Annotated[int, Uint("height", zero="not locked")]
KeyBlocks = Annotated[int, Uint("key blocks")]
Seconds = Annotated[int, Uint("seconds")]
Nonce = Annotated[int, Uint()]
Round = Annotated[int, Uint()]
Gas = Annotated[int, Uint("gas")]
Count = Annotated[int, Uint()]
AbiVersion = Annotated[int, Uint(zero="no ABI", names=(*ABI_NAMES.items(),))]
Version = Annotated[int, Uint()]  #: a plain number, whose meaning grows with the protocol
Flags = Annotated[int, Uint()]
BlockVersion = Annotated[int, HeadVersion()]  #: the protocol of a block, in its head

AccountId = Annotated[Id, Identifier((IdKind.ACCOUNT,))]
NameId = Annotated[Id, Identifier((IdKind.NAME,))]
CommitmentId = Annotated[Id, Identifier((IdKind.COMMITMENT,))]
OracleId = Annotated[Id, Identifier((IdKind.ORACLE,))]
ContractId = Annotated[Id, Identifier((IdKind.CONTRACT,))]
ChannelId = Annotated[Id, Identifier((IdKind.CHANNEL,))]
AccountOrNameId = Annotated[Id, Identifier((IdKind.ACCOUNT, IdKind.NAME))]
OracleOrNameId = Annotated[Id, Identifier((IdKind.ORACLE, IdKind.NAME))]
ContractOrNameId = Annotated[Id, Identifier((IdKind.CONTRACT, IdKind.NAME))]
CallerId = Annotated[Id, Identifier((IdKind.ACCOUNT, IdKind.CONTRACT))]
RecipientId = Annotated[Id, Identifier((IdKind.ACCOUNT, IdKind.NAME, IdKind.ORACLE, IdKind.CONTRACT))]
PointedId = Annotated[Id, Identifier(POINTED_KINDS)]

Signature = Annotated[bytes, Bytes(64, "sg")]
Hash = Annotated[bytes, Bytes(32)]
TxHash = Annotated[bytes, Bytes(32, "th")]
StateHash = Annotated[bytes, Bytes(32, "st")]
OffchainStateHash = Annotated[bytes, Bytes(32, "st", node_checks_length=False)]
QueryId = Annotated[bytes, Bytes(32, "oq", node_checks_length=False)]
FunctionHash = Annotated[bytes, Bytes(32, node_checks_length=False)]
SourceHash = Annotated[bytes, Bytes(32, node_checks_length=False)]
Topic = Annotated[bytes, Bytes(32, node_checks_length=False)]
ContractVersion = Annotated[CtVersion, PackedVersion()]

Payload = Annotated[bytes, Bytes()]
Text = Annotated[bytes, Bytes(text=True)]
Code = Annotated[bytes, Bytes(api="cb")]  #: `decode_object` decodes it
CallData = Annotated[bytes, Bytes(api="cb")]  #: opaque: one value of the virtual machine, no object


class IdPointer(NamedTuple):
    """What a name points to, in objects of version 1: under each key an identifier."""

    key: Text  #: What the pointer is for, such as `account_pubkey`.
    id: PointedId  #: What it points to.


class Pointer(NamedTuple):
    """What a name points to, in objects of version 2: under each key an identifier or raw data."""

    key: Text  #: What the pointer is for, such as `account_pubkey`.
    value: Annotated[Id | bytes, PointerTarget()]  #: What it points to: an identifier or raw data.
