"""Text or bytes to typed objects and back. `str` is prefixed text, bytes-like is bare RLP.

What is accepted is canonical: encoding a decoded object gives the same text or bytes, always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar, overload

from . import rlp, text
from ._backend import decoder, encoder, reader
from ._field_rules import is_uint, wrong_uint
from ._lazy import load
from .errors import FieldError, TextError, format_bytes, quote, unexpected_object
from .objects import ChainObject, Tx
from .schema import TABLE, allowed

if TYPE_CHECKING:
    from .headers import Header
    from .tx import AnyTx

__all__ = ["Raw", "decode_object", "decode_raw", "decode_tx", "encode_object", "encode_tx", "to_bytes"]

Data: TypeAlias = str | bytes | bytearray | memoryview
_O = TypeVar("_O", bound=ChainObject)
_T = TypeVar("_T", bound=Tx)


class _Carried(Mapping[str, type[ChainObject]]):
    """What the text behind each prefix is; classes of `state` are imported when they are asked for."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def __getitem__(self, prefix: str) -> type[ChainObject]:
        name = self._names[prefix]
        found: type[ChainObject] | None = {"Tx": Tx, "ChainObject": ChainObject}.get(name)
        return getattr(load(f"{__package__}.state"), name) if found is None else found

    def __contains__(self, prefix: object) -> bool:
        return prefix in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


_OWN: Final = {"tx": "Tx", "pi": "TreesPoi", "ss": "StateTrees", "cs": "CallsMtree"}

#: The types of objects that have a prefix.
CARRIED: Final = _Carried(_OWN)

#: The prefixes that are read: nodes and the JavaScript SDK write state objects as `ba_`, bytecode as `cb_`.
READABLE: Final = _Carried(_OWN | {"ba": "ChainObject", "cb": "ChainObject"})

#: The reader and writer of transactions, for one and for many at once.
tx_reader: Final = reader.TxReader(TABLE, "tx", allowed(Tx))
tx_writer: Final = encoder.TxWriter(TABLE, "tx", allowed(Tx))


class Raw(NamedTuple):
    """An object of any type, known or not: its head, and its fields as RLP items."""

    tag: int
    version: int
    items: list[rlp.Item]

    def _repr_html_(self) -> str:
        """Return the object as HTML, for notebooks."""
        return str(load(f"{__package__}._html").to_html(self))


if TYPE_CHECKING:

    @overload
    def decode_tx(data: Data, expect: None = None) -> AnyTx: ...

    @overload
    def decode_tx(data: Data, expect: type[_T]) -> _T: ...

    def decode_tx(data: Data, expect: type[Tx] | None = None) -> Tx:
        """Decode a `tx_` text or RLP bytes into a transaction; with `expect`, one of that class."""

    def encode_tx(tx: Tx, /) -> str:
        """Encode a transaction as its `tx_` text. Raises TypeError for anything else."""
else:
    # Bound methods: a function in between costs as much as a tenth of decoding.
    decode_tx = tx_reader.decode_tx
    encode_tx = tx_writer.encode_tx


def as_tx(tx: Tx | Data) -> Tx:
    """Return a typed transaction as it is, or decode text or bytes. Raises what `decode_tx` raises."""
    return tx if isinstance(tx, Tx) else decode_tx(tx)


def tx_digest(tx: Tx | Data) -> bytes:
    """Hash a transaction by BLAKE2b-256; text or bytes only if they are one.

    Raises what `decode_tx` raises.
    """
    return tx_writer.digest(tx) if isinstance(tx, Tx) else tx_reader.digest(tx)


@overload
def decode_object(data: Data, expect: None = None) -> ChainObject: ...


@overload
def decode_object(data: Data, expect: type[_O]) -> _O: ...


def decode_object(data: Data, expect: type[ChainObject] | None = None) -> ChainObject:
    """Decode prefixed text that holds an object or RLP bytes into the object.

    The prefixes are `tx_`, `pi_`, `ss_`, `cs_`, `ba_` and `cb_`.

    With `expect` it must be of that class.

    Raises TextError, RlpError or FieldError; the code is `object_not_allowed_here` for another class.
    """
    if expect is None:
        expect = ChainObject
    if not (isinstance(expect, type) and issubclass(expect, ChainObject)):
        raise TypeError(f"expected a class of chain objects, not {expect!r}")
    if not isinstance(data, str):
        obj: ChainObject = decoder.decode(TABLE, data, allowed(expect))
        if not isinstance(obj, expect):  # tags, by which the engine decides, do not tell versions apart
            raise unexpected_object(expect, obj)
        return obj
    carried: ChainObject = _reader_of(_prefix_before_object(data), expect).read(data, expect)
    return carried


def _prefix_before_object(data: str) -> str:
    """Return the prefix of a text that can hold an object. Raises TextError for any other text."""
    prefix = data.partition("_")[0] if data[2:3] != "_" else data[:2]  # which copies no long text
    if prefix in READABLE:
        return prefix
    text.decode(data)
    carriers = " or ".join(f"{known}_" for known in READABLE)
    raise TextError("wrong_prefix", "", 0, carriers, quote(prefix + "_"))


@lru_cache
def _reader_of(prefix: str, expect: type[ChainObject]) -> reader.Reader:
    """Return the reader of objects of a class behind a prefix. Raises TypeError if they never stand there."""
    behind = READABLE[prefix]
    both = expect if issubclass(expect, behind) else behind if issubclass(behind, expect) else None
    if both is None:
        raise TypeError(f"{prefix}_ carries a {behind.__name__}, never a {expect.__name__}")
    return reader.Reader(TABLE, prefix, allowed(both))


def encode_object(obj: ChainObject) -> str:
    """Encode an object as its prefixed text. Raises TypeError for a type that has none: see `to_bytes`."""
    if not isinstance(obj, ChainObject):
        raise TypeError(f"expected a chain object, not {type(obj).__name__}")
    prefix = prefix_of(type(obj))
    if prefix is None:
        raise TypeError(f"{type(obj).__name__} has no text form; to_bytes gives its bytes")
    return encoder.Writer(TABLE, prefix, allowed(type(obj))).write(obj)


def prefix_of(cls: type) -> str | None:
    """Return the prefix of the text form of objects of this class; None if they have none."""
    return next((prefix for prefix, base in CARRIED.items() if issubclass(cls, base)), None)


def to_bytes(obj: ChainObject | Header) -> bytes:
    """Encode a chain object as RLP bytes, or a block header as its fixed bytes."""
    if isinstance(obj, ChainObject):
        return encoder.encode(TABLE, obj)
    if isinstance(obj, load(f"{__package__}.headers").Header):
        return bytes(obj)
    raise TypeError(f"expected a chain object, not {type(obj).__name__}")


def decode_raw(data: Data) -> Raw:
    """Split any object, known or not, in prefixed text or RLP bytes into tag, version and raw fields.

    Raises TextError or RlpError, and FieldError if it is no list that begins with two integers.
    """
    wire = text.decode(data) if isinstance(data, str) else data
    if isinstance(wire, (bytearray, memoryview)):
        wire = bytes(wire)  # another thread may change it before it is shown in an error
    item = rlp.decode(wire)
    if not isinstance(item, list) or len(item) < 2:
        raise FieldError("not_an_object", "", 0, found=format_bytes(wire))
    return Raw(_head_number("tag", item[0]), _head_number("version", item[1]), item[2:])


def _head_number(name: str, item: rlp.Item) -> int:
    if not isinstance(item, bytes):
        raise FieldError("expected_bytes", name)
    if not is_uint(item):
        raise wrong_uint(item, None, None).within(name)
    return int.from_bytes(item, "big")
