"""Block headers: a fixed layout, no RLP (docs/protocol/serialization.md). The bodies are in `state`.

Headers behave like chain objects: frozen, compared by value, and constructing checks every field by the
same rows. As there the class body is the wire order; the flags, which stand after `version`, follow from
the fields.
"""

# No `from __future__ import annotations` here: the layouts are read from the annotations as they stand.

from functools import cache
from typing import Annotated, Any, ClassVar

from . import fields as f
from ._backend import check, table
from ._lazy import load
from ._struct import Struct
from .errors import FieldError
from .ids import Id
from .objects import format_value
from .protocol import IdKind, Protocol
from .schema import Field, compile_row, read
from .text import blake2b256

__all__ = ["Header", "KeyHeader", "MicroHeader", "decode_header"]


class Fixed(Struct, frozen=True):
    """How many bytes a field has. With `flag`, only if that bit of the flags is set; else it is `absent`."""

    size: int
    flag: int | None = None
    absent: object = None

    def is_absent(self, value: object) -> bool:
        """Check whether this value stands for an optional field without bytes."""
        return self.flag is not None and type(value) is type(self.absent) and value == self.absent


UInt32 = Annotated[int, f.Uint(), Fixed(4)]
UInt64 = Annotated[int, f.Uint(), Fixed(8)]
AccountKey = Annotated[Id, f.Identifier((IdKind.ACCOUNT,)), Fixed(32)]
MicroHash = Annotated[bytes, f.Bytes(32, "mh"), Fixed(32)]
KeyHash = Annotated[bytes, f.Bytes(32, "kh"), Fixed(32)]
StateRoot = Annotated[bytes, f.Bytes(32, "bs"), Fixed(32)]
TxsRoot = Annotated[bytes, f.Bytes(32, "bx"), Fixed(32)]
PofHash = Annotated[bytes | None, f.Bytes(32, "bf"), Fixed(32, flag=30)]
Signature = Annotated[bytes, f.Bytes(64, "sg"), Fixed(64)]
Words = Annotated[tuple[int, ...], f.List(f.Uint()), Fixed(42 * 4)]
Info = Annotated[bytes, f.Bytes(4, "cb"), Fixed(4, flag=30, absent=b"")]
Hole = Annotated[bool, f.Bool(), Fixed(0, flag=29, absent=False)]
EndOfEpoch = Annotated[bool, f.Bool(), Fixed(0, flag=28, absent=False)]


class Header(Struct, frozen=True, gc=False, kw_only=True):
    """The header of a block. `bytes(header)` is its wire form, which `decode_header` reads.

    Constructing takes what `repr` shows: the text of an identifier and of a hash, a list for a tuple.
    """

    KIND: ClassVar[int]  #: bit 31 of the flags

    def __post_init__(self) -> None:
        cls = type(self)
        fixed_fields = [
            (field, fixed) for field, fixed in _layout(cls) if not fixed.is_absent(getattr(self, field.name))
        ]
        check.check(_table(cls, tuple(field for field, _ in fixed_fields)), self)
        for field, fixed in fixed_fields:
            try:
                _check_size(field.type, fixed.size, getattr(self, field.name))
            except FieldError as error:
                raise error.within(field.name).within(cls.__name__) from None
        self._check_version()

    def _check_version(self) -> None:
        """Refuse what no protocol has. Source: the node's module aec_headers."""
        header: Any = self
        name = type(self).__name__
        if header.version == 0:
            raise FieldError("unknown_version", f"{name}.version", None, "1 or more", "0")
        if header.version == Protocol.ROMA and isinstance(self, KeyHeader) and header.info:
            raise FieldError("not_at_protocol", f"{name}.info", None, "no info before Minerva", "4 bytes")

    def __bytes__(self) -> bytes:
        flags = self.KIND << 31
        parts = []
        for field, fixed in _layout(type(self)):
            value = getattr(self, field.name)
            if fixed.is_absent(value):
                continue
            if fixed.flag is not None:
                flags |= 1 << fixed.flag
            parts.append(_write_value(field.type, fixed.size, value))
        return b"".join([parts[0], flags.to_bytes(4, "big"), *parts[1:]])

    def __repr__(self) -> str:
        parts = []
        for field, fixed in _layout(type(self)):
            value = getattr(self, field.name)
            text = repr(value) if fixed.is_absent(value) else format_value(field.type, value)
            parts.append(f"{field.name}={text}")
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_html_(self) -> str:
        """Return the header as HTML, for notebooks."""
        return str(load(f"{__package__}._html").to_html(self))


class KeyHeader(Header, frozen=True, kw_only=True):
    """A key block, which is only a header: it names the leader of the micro blocks that follow."""

    KIND: ClassVar[int] = 1

    version: UInt32  #: The protocol of the block.
    height: UInt64  #: The height of the key block that it is or follows.
    prev_hash: MicroHash  #: The block before: a key block if equal to `prev_key_hash`.
    prev_key_hash: KeyHash  #: The hash of the key block before.
    state_hash: StateRoot  #: The root hash of the state after the block.
    miner: AccountKey  #: The account that signs the micro blocks that follow.
    beneficiary: AccountKey  #: The account that is paid.
    target: UInt32  #: The difficulty, in compact form.
    pow: Words  #: 42 words of proof of work, all 0 without one.
    nonce: UInt64  #: The nonce of the proof of work.
    time: UInt64  #: Milliseconds since 1970.
    info: Info  #: 4 bytes, or none.
    hole: Hole = False  #: A block that nobody produced, in hyperchains.
    end_of_epoch: EndOfEpoch = False  #: The last block of an epoch, in hyperchains.


class MicroHeader(Header, frozen=True, kw_only=True):
    """The header of a micro block; its body is a `state.MicroBlock`."""

    KIND: ClassVar[int] = 0

    version: UInt32  #: The protocol of the block.
    height: UInt64  #: The height of the key block that it is or follows.
    prev_hash: MicroHash  #: The hash of the block before.
    prev_key_hash: KeyHash  #: The hash of the key block before.
    state_hash: StateRoot  #: The root hash of the state after the block.
    txs_hash: TxsRoot  #: The root hash of the transactions.
    time: UInt64  #: Milliseconds since 1970.
    pof_hash: PofHash  #: The hash of the proof of fraud in the body; None without one.
    signature: Signature  #: By the leader, over the same bytes with zeros in its place.


@cache
def _layout(cls: type[Header]) -> tuple[tuple[Field, Fixed], ...]:
    """Read the fields of a class of headers, in wire order, from its annotations; on first use."""
    annotations = ((name, cls.__annotations__[name]) for name in cls.__struct_fields__)
    return tuple((Field(name, read(hint)), hint.__metadata__[-1]) for name, hint in annotations)


@cache
def _table(cls: type[Header], present: tuple[Field, ...]) -> table.Table:
    """Build the table by which a header is checked in which these fields are present.

    Absent values, as None for bytes, are none that a row takes; there are at most eight tables of a class.
    """
    names = tuple(field.name for field in present)
    rows = tuple(compile_row(field.type) for field in present)
    schema = table.Schema(cls, cls.__name__, 0, None, names, rows)
    return table.Table({}, lambda tag, version: None, lambda _: schema)


def header_fields(cls: type[Header]) -> tuple[Field, ...]:
    """List the fields of a class of headers, in wire order."""
    return tuple(field for field, _ in _layout(cls))


def decode_header(data: bytes | bytearray | memoryview) -> KeyHeader | MicroHeader:
    """Decode a header from its wire form, which is exactly as long as its flags say.

    Raises FieldError: `bytes_length`, `header_flags`, or what constructing the header raises.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"expected the bytes of a header, not {type(data).__name__}")
    wire = bytes(data)
    if len(wire) < 8:
        raise FieldError("bytes_length", "", 0, "216 bytes or more", f"{len(wire)}")
    flags = int.from_bytes(wire[4:8], "big")
    cls: type[KeyHeader | MicroHeader] = KeyHeader if flags >> 31 else MicroHeader
    layout = _layout(cls)
    known = sum(1 << fixed.flag for _, fixed in layout if fixed.flag is not None)
    if flags & ~(known | 1 << 31):
        raise FieldError("header_flags", f"{cls.__name__}.flags", 4, found=wire[4:8].hex(" "))
    present = [fixed.flag is None or flags >> fixed.flag & 1 for _, fixed in layout]
    length = 4 + sum(fixed.size for there, (_, fixed) in zip(present, layout, strict=True) if there)
    if len(wire) != length:
        raise FieldError("bytes_length", cls.__name__, 0, f"{length} bytes", f"{len(wire)}")
    rest = wire[:4] + wire[8:]
    values: dict[str, Any] = {}
    for there, (field, fixed) in zip(present, layout, strict=True):
        values[field.name] = _read_value(field.type, rest[: fixed.size]) if there else fixed.absent
        rest = rest[fixed.size :] if there else rest
    return cls(**values)


def header_hash(header: Header) -> bytes:
    """Compute the 32-byte hash of a header, which is the hash of its block (`kh_`, `mh_`)."""
    return blake2b256(bytes(header))


def _read_value(kind: f.FieldType, data: bytes) -> object:
    """Read a field from its bytes; a flag has none."""
    match kind:
        case f.Uint():
            return int.from_bytes(data, "big")
        case f.Identifier():
            return Id.of(IdKind.ACCOUNT, data)
        case f.List():
            return tuple(int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4))
    return data or True


def _write_value(kind: f.FieldType, size: int, value: Any) -> bytes:
    match kind:
        case f.Uint():
            return int(value).to_bytes(size, "big")
        case f.Identifier():
            return bytes(value.key)
        case f.List():
            return b"".join(word.to_bytes(4, "big") for word in value)
    return b"" if size == 0 else bytes(value)


def _check_size(kind: f.FieldType, size: int, value: Any) -> None:
    """Check that a value, right by its row, fits into the bytes of its place."""
    match kind:
        case f.Uint() if value >> 8 * size:
            length = (value.bit_length() + 7) // 8
            raise FieldError("uint_too_long", "", None, f"at most {size} bytes", f"{length}")
        case f.List() if 4 * len(value) != size:
            raise FieldError("tuple_arity", "", None, f"{size // 4}", f"{len(value)}")
        case f.List():
            for word in value:
                _check_size(kind.of, 4, word)
