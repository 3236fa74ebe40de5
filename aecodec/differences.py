"""The differences of two objects, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from . import fields as f
from .codec import Data, decode_object
from .objects import ChainObject, SignedTx, Tx
from .schema import describe

__all__ = ["Difference", "diff"]


class Difference(NamedTuple):
    """A field in which two objects differ.

    path: as `SignedTx.transaction.fee`; an item that only the right object has counts in that one's list.
    left, right: the values in either; None where an object has no such field or item, and for a nested object
    that is empty. kind: the field type; None for the `type` and the `version` of objects, whose values are a
    name and a number.
    """

    path: str
    left: Any
    right: Any
    kind: f.FieldType | None = None


def diff(left: ChainObject | Data, right: ChainObject | Data) -> tuple[Difference, ...]:
    """Compare two objects field by field; () if they are equal.

    An object may be given as its text or bytes. A transaction with signatures and one without are compared by
    what is signed; the signatures are a difference of their own. Objects of different types differ in their
    `type` alone. Of lists of plain values the items are differences that only one list has, and of lists with
    keys the items of the same key are compared; other lists are compared item by item.

    Raises what `decode_object` raises.
    """
    one, other = _as_object(left), _as_object(right)
    name = describe(type(one)).name
    if (
        isinstance(one, SignedTx) != isinstance(other, SignedTx)
        and isinstance(one, Tx)
        and isinstance(other, Tx)
    ):
        return tuple(_unlike(one, other))
    return tuple(_objects(name, one, other))


def _as_object(given: ChainObject | Data) -> ChainObject:
    return given if isinstance(given, ChainObject) else decode_object(given)


def _unlike(one: Tx, other: Tx) -> Iterator[Difference]:
    """Compare a transaction with signatures and one without."""
    signed = describe(SignedTx)
    kind = dict(signed.fields)["signatures"]
    left, right = ((tx.signatures if isinstance(tx, SignedTx) else None) for tx in (one, other))
    yield Difference(f"{signed.name}.signatures", left, right, kind)
    inner = [tx.transaction if isinstance(tx, SignedTx) else tx for tx in (one, other)]
    yield from _objects(f"{signed.name}.transaction", *inner)


def _objects(path: str, one: ChainObject, other: ChainObject) -> Iterator[Difference]:
    left, right = describe(type(one)), describe(type(other))
    if left.name != right.name:
        yield Difference(f"{path}.type", left.name, right.name)
        return
    if left.version != right.version:
        yield Difference(f"{path}.version", left.version, right.version)
    kinds = {field.name: field.type for known in (left, right) for field in known.fields}
    for name, kind in kinds.items():
        yield from _values(f"{path}.{name}", kind, getattr(one, name, None), getattr(other, name, None))


def _values(path: str, kind: f.FieldType, left: Any, right: Any) -> Iterator[Difference]:
    if left == right:
        return
    if left is None or right is None:
        yield Difference(path, left, right, kind)
        return
    match kind:
        case f.List(of=f.Tuple() | f.Object() | f.List()):
            yield from _items(path, kind, left, right)
        case f.List():
            yield from _plain_items(path, kind, left, right)
        case f.Tuple(cls=cls, items=kinds):
            for name, inner, one, other in zip(cls._fields, kinds, left, right, strict=True):
                yield from _values(f"{path}.{name}", inner, one, other)
        case f.Object():
            yield from _objects(path, left, right)
        case _:
            yield Difference(path, left, right, kind)


def _plain_items(path: str, kind: f.List, left: Sequence[Any], right: Sequence[Any]) -> Iterator[Difference]:
    """Yield the items that one list has more often than the other."""
    only_left, only_right = Counter(left) - Counter(right), Counter(right) - Counter(left)
    if not only_left and not only_right:
        yield Difference(path, left, right, kind)  # in another order
    for values, only, side in ((left, only_left, 0), (right, only_right, 1)):
        for index, value in enumerate(values):
            if only[value] > 0:
                only[value] -= 1
                one, other = (None, value) if side else (value, None)
                yield Difference(f"{path}[{index}]", one, other, kind.of)


def _items(path: str, kind: f.List, left: Sequence[Any], right: Sequence[Any]) -> Iterator[Difference]:
    """Compare items of the same key or, where not all have one of their own, of the same place."""
    keyed = _has_keys(left) and _has_keys(right)
    places, other_places = (
        {value.key if keyed else index: index for index, value in enumerate(values)}
        for values in (left, right)
    )
    same = True
    for key in dict.fromkeys([*places, *other_places]):
        at, other_at = places.get(key), other_places.get(key)
        one = None if at is None else left[at]
        other = None if other_at is None else right[other_at]
        for difference in _values(f"{path}[{other_at if at is None else at}]", kind.of, one, other):
            same = False
            yield difference
    if same:
        yield Difference(path, left, right, kind)  # in another order


def _has_keys(values: Sequence[Any]) -> bool:
    keys = {getattr(value, "key", None) for value in values}
    return None not in keys and len(keys) == len(values)
