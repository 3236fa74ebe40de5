"""ChainObject, the base of every serialized object of the chain; Tx, the base of transactions; and SignedTx.

The body of a subclass is its wire layout: one annotated field a line, in wire order, with the node's names.
SignedTx is here because both transactions and blocks hold it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

import msgspec

from . import fields as f
from ._backend import check, encoder, text
from ._lazy import load
from ._struct import Struct
from .errors import TextError
from .protocol import ABI_SINCE, VM_SINCE, IdKind, Protocol
from .schema import TABLE, describe, register

__all__ = ["ChainObject", "SignedTx", "Tx", "protocols_of", "replace"]

_T = TypeVar("_T", bound=Struct)


class ChainObject(Struct, frozen=True, gc=False, kw_only=True):
    """A serialized object of the chain: frozen, hashable, compared by value, picklable.

    Constructing checks every field and raises FieldError with its path; an invalid object cannot
    exist. Fields are keyword arguments without defaults. What `repr` shows is taken as well: the text of
    an identifier, the prefixed text of bytes (`st_`, `sg_`, `cb_`, else `ba_`), text for UTF-8 fields, the
    name of an enumeration's member, a list for a tuple.

    TAG and VERSION stand at the head of the serialization; SINCE and UNTIL are the first and the last
    protocol (None: still valid) that has this version. Source: docs/protocol/objects.md.
    """

    TAG: ClassVar[int]
    VERSION: ClassVar[int | None]
    SINCE: ClassVar[Protocol] = Protocol.ROMA
    UNTIL: ClassVar[Protocol | None] = None
    _HOMES: ClassVar[tuple[str, ...]] = ("",)  # where its classes are defined: see `_registry.tags_of`

    # Objects hold only integers, bytes, identifiers, tuples and other objects, never something that
    # can reach back: the garbage collector need not know them (gc=False).

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "TAG" in cls.__dict__:
            register(cls)

    def __post_init__(self) -> None:
        check.check(TABLE, self)

    def __hash__(self) -> int:
        # Python's hash of an integer is its remainder by 2**61 - 1: whoever chooses amounts could make any
        # number of transactions collide. The hash of bytes is keyed.
        return hash(encoder.encode(TABLE, self))

    def __repr__(self) -> str:
        known = describe(type(self))
        parts = (f"{name}={format_value(kind, getattr(self, name))}" for name, kind in known.fields)
        return f"{type(self).__name__}({', '.join(parts)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Return names and values of the fields as `repr` shows them, for printers such as rich."""
        return [(name, plain_value(kind, getattr(self, name))) for name, kind in describe(type(self)).fields]

    def _repr_html_(self) -> str:
        """Return the object as HTML, for notebooks."""
        return str(load(f"{__package__}._html").to_html(self))


class Tx(ChainObject, frozen=True, kw_only=True):
    """A transaction.

    SIGNERS: the fields that name who must sign it. BOTH_PARTICIPANTS: both participants of the channel
    must, though the transaction may name one of them or none. NAMES_SINCE: the first protocol at which
    a name may stand where another kind of identifier may, too. CAN_BE_PAID_FOR: a paying_for may wrap it,
    directly or within a ga_meta.
    """

    SIGNERS: ClassVar[tuple[str, ...]] = ()
    BOTH_PARTICIPANTS: ClassVar[bool] = False
    NAMES_SINCE: ClassVar[Protocol] = Protocol.ROMA
    CAN_BE_PAID_FOR: ClassVar[bool] = True
    _HOMES: ClassVar[tuple[str, ...]] = ("objects", "tx.")


if TYPE_CHECKING:
    from aecodec import UnsignedTx  # which of its classes follow, type checkers know
else:
    UnsignedTx = Tx


class SignedTx(Tx, frozen=True, kw_only=True):
    """A transaction with its signatures, sorted by their bytes.

    None is normal for a draft and for what a generalized account authorizes.
    """

    TAG: ClassVar = 11
    VERSION: ClassVar = 1

    signatures: Annotated[tuple[f.Signature, ...], f.Sorted()]  #: 64 bytes each, in ascending order.
    transaction: Annotated[UnsignedTx, f.Without(frozenset({11}))]  #: What is signed.


def replace(obj: _T, **changes: Any) -> _T:
    """Copy a chain object or block header with some fields changed, checked like a new one.

    Raises FieldError for a value that the field does not take, TypeError for an unknown field.
    """
    if not isinstance(obj, Struct):
        raise TypeError(f"expected a chain object or block header, not {type(obj).__name__}")
    return msgspec.structs.replace(obj, **changes)


def protocols_of(tx: Tx | type[Tx]) -> tuple[Protocol, ...]:
    """Return the protocols at which this transaction is valid, oldest first, with those not yet released.

    They follow from its version, from what it wraps and from its fields: a name that stands for another
    identifier, the virtual machine of a contract, raw data among the pointers of a name. For a class, they
    follow from the version alone. () for what is valid at none: a second version of a name update without
    raw data. What depends on the state of the chain is not checked.
    """
    cls = tx if isinstance(tx, type) else type(tx)
    describe(cls)  # only a class that can be built has protocols
    known = (member for member in Protocol if _has_version(cls, member))
    return tuple(member for member in known if isinstance(tx, type) or not fields_invalid_at(tx, member))


def fields_invalid_at(tx: Tx, protocol: Protocol) -> tuple[str, ...]:
    """Return the fields of this transaction whose values this protocol does not allow."""
    fields = describe(type(tx)).fields
    return tuple(name for name, kind in fields if not _allows(tx, name, kind, getattr(tx, name), protocol))


def _has_version(cls: type[ChainObject], protocol: Protocol) -> bool:
    return protocol >= cls.SINCE and (cls.UNTIL is None or protocol <= cls.UNTIL)


def _allows(tx: Tx, name: str, kind: f.FieldType, value: Any, protocol: Protocol) -> bool:
    match kind:
        case f.Identifier(kinds=kinds) if len(kinds) > 1 and value.kind == IdKind.NAME:
            return protocol >= tx.NAMES_SINCE
        case f.Object() if isinstance(value, Tx):
            return _has_version(type(value), protocol) and not fields_invalid_at(value, protocol)
        case f.PackedVersion():
            return protocol >= VM_SINCE.get(value.vm, Protocol.ROMA)
        case f.Uint() if name == "abi_version":
            return protocol >= ABI_SINCE.get(value, Protocol.ROMA)
        case f.List(of=f.Tuple(items=(_, f.PointerTarget()))):
            return any(isinstance(target, bytes) for _, target in value)
    return True


def format_value(kind: f.FieldType, value: Any) -> str:
    """Write a field's value for `repr`, in a form that the constructor takes."""
    return repr(plain_value(kind, value))


def bytes_text(api: str, value: bytes) -> str:
    """Write the bytes of a field as text with the prefix `api`, or as `ba_` if the length does not fit it.

    The node leaves some lengths unchecked, so `decode_lenient` gives objects with such bytes.
    """
    try:
        return text.encode(api, value)
    except TextError:
        return text.encode("ba", value)


def plain_value(kind: f.FieldType, value: Any) -> Any:
    """Return a field's value as people write it, which the constructor takes.

    Identifiers and prefixed bytes are their text, UTF-8 fields text where it is valid, enumerations names.
    """
    match kind:
        case f.Identifier():
            return str(value)
        case f.Bytes(text=True):
            with suppress(UnicodeDecodeError):
                return value.decode()
        case f.PointerTarget():
            return text.encode("ba", value) if isinstance(value, bytes) else str(value)
        case f.Enum():
            return value.name.lower()
        case f.Bytes(api=api):
            return bytes_text(api, value)
        case f.List(of=inner):
            return tuple(plain_value(inner, item) for item in value)
        case f.Tuple(cls=cls, items=kinds):
            return cls(*(plain_value(inner, item) for inner, item in zip(kinds, value, strict=True)))
    return value
