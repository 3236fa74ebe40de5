"""Many transactions at once: errors as values, and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

from . import fields as f
from ._backend import later
from .codec import Data, tx_reader
from .errors import DecodeError
from .objects import Tx
from .schema import describe
from .tx import AnyTx

if TYPE_CHECKING:
    from .json_form import Ints

__all__ = ["columns", "decode_txs"]

#: What makes of whole lines, in their order, text with a line feed behind each result, and the number of each
#: line that is left to a slower way, counted from 0. It also returns how many lines there are.
Convert: TypeAlias = Callable[[bytes], tuple[Iterable[str | int], int]]


def decode_txs(items: Iterable[Data]) -> list[AnyTx | DecodeError]:
    """Decode each text or bytes into its transaction, in order, or the error that `decode_tx` raises for it.

    Quicker than a loop, as the checksums of texts are made three at a time. All items are taken before the
    first is decoded.

    Raises TypeError for an item that is neither text nor bytes.
    """
    made: list[AnyTx | DecodeError] = tx_reader.read_many(items)
    return made


def record_writer(ints: Ints) -> Convert:
    """Return what writes the records of `decode --json` for the lines that are canonical `tx_` texts.

    ints: as for `to_json`.
    """
    write: Convert = later("records").RecordWriter(tx_reader, ints).write
    return write


def form_encoder() -> Convert:
    """Return what writes the `tx_` texts of lines that hold the JSON form of a transaction, or its record."""
    write: Convert = later("forms").FormReader(tx_reader).texts
    return write


def columns(items: Iterable[Data], cls: type[Tx]) -> dict[str, memoryview]:
    """Decode many transactions of one class, alone or within a SignedTx each, into columns.

    Returns a dict from field name to a buffer that numpy and Arrow take without a copy, a row for each item:

    - Numbers are unsigned words of 64 bits (format `Q`), the lowest first: two a row for amounts of aettos,
      as one word ends at 18.4 AE, else one. A column with a larger number has up to four a row. With a number
      of more than four words, which no chain needs, each row has its own count of words, and stands from
      `name.offsets`[i] to [i + 1] (format `q`), counted in words; so nothing is ever cut off.
    - An identifier is a row of 33 bytes, its kind and its key; bytes of a fixed length are such a row, too.
    - A flag has format `?`, a member of an enumeration `B`; a `CtVersion` is a row of two, vm and abi (`H`).
    - All else has rows of any length, one after the other; row i stands from `name.offsets`[i] to [i + 1]
      (format `q`), counted in bytes. Bytes are themselves, a nested object is its bytes, a list or tuple
      its RLP.

    A column without rows has one dimension.

    Raises what `decode_tx` raises, with the number of the item before the path, such as `[7].SpendTx.fee`;
    the code is `object_not_allowed_here` for a transaction of another class. Raises TypeError for a class
    that is no transaction with a version of its own.
    """
    if not (isinstance(cls, type) and issubclass(cls, Tx)):
        raise TypeError(f"expected a class of transactions, not {cls!r}")
    coins = {
        name for name, kind in describe(cls).fields if isinstance(kind, f.Uint) and kind.unit == "aettos"
    }
    made: dict[str, memoryview] = later("columns").read(tx_reader, items, cls, coins)
    return made
