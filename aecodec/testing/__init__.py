"""Test data for authors of other SDKs and codecs: random valid objects of every type, and known vectors.

    from hypothesis import given
    from aecodec import testing

    @given(testing.transactions())
    def test_my_codec_agrees(tx):
        assert my_codec.decode(aecodec.encode_tx(tx)) ...

The strategies are made from the schemas that also decode. They need `hypothesis`, which is imported nowhere
else (`pip install aecodec[testing]`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar, overload

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .. import fields as f
from .._rules import check_payable
from ..errors import FieldError
from ..ids import Id
from ..limits import MAX_POINTER_BYTES
from ..objects import ChainObject, SignedTx, Tx
from ..protocol import POINTED_KINDS, IdKind, Order
from ..schema import classes, describe
from ..tx import PayingForTx

__all__ = ["Vector", "ids", "objects", "transactions", "values", "vectors"]

_O = TypeVar("_O", bound=ChainObject)

#: Below this depth only objects that need not hold another are drawn, so that examples stay small.
_DEEP = 2


class Vector(NamedTuple):
    """A known object of another implementation."""

    source: str
    """Where the bytes come from."""
    tag: int
    """The tag of the object."""
    version: int
    """The version of the object."""
    params: dict[str, Any]
    """The fields: integers as decimal text, bytes as hex, identifiers as text, objects as these three."""
    wire: bytes
    """The bytes of the object."""


def vectors() -> Iterator[Vector]:
    """Yield known objects of every type and version, made by other implementations than this one."""
    from importlib.resources import files

    text = (files(__package__) / "objects.jsonl").read_text("utf-8")
    for row in map(json.loads, text.splitlines()):
        yield Vector(row["source"], row["tag"], row["version"], row["params"], bytes.fromhex(row["rlp"]))


def transactions() -> SearchStrategy[Tx]:
    """Draw valid transactions of every type and version, also signed ones and wrapped ones."""
    return objects(Tx)


@overload
def objects() -> SearchStrategy[ChainObject]: ...


@overload
def objects(base: type[_O]) -> SearchStrategy[_O]: ...


def objects(base: type[ChainObject] = ChainObject) -> SearchStrategy[Any]:
    """Draw valid objects of this class and of every class that derives from it."""
    return st.deferred(lambda: _any_of(base, frozenset(), 0))


def values(kind: f.FieldType) -> SearchStrategy[Any]:
    """Draw values of a field of this type."""
    return _values(kind, 0)


def ids(*kinds: IdKind) -> SearchStrategy[Id]:
    """Draw identifiers of these kinds; of any kind if none is given."""
    return st.builds(Id.of, st.sampled_from(kinds or tuple(IdKind)), st.binary(min_size=32, max_size=32))


def _any_of(base: type, but: frozenset[int], depth: int) -> SearchStrategy[Any]:
    known = [cls for cls in classes() if issubclass(cls, base) and describe(cls).tag not in but]
    flat = [cls for cls in known if not any(map(_must_nest, describe(cls).fields))]
    return st.sampled_from(flat if flat and depth > _DEEP else known).flatmap(lambda cls: _draw(cls, depth))


def _must_nest(field: Any) -> bool:
    return isinstance(field.type, f.Object) and not field.type.empty_ok


def _draw(cls: type, depth: int) -> SearchStrategy[Any]:
    fields = {name: _values(kind, depth) for name, kind in describe(cls).fields}
    if cls is PayingForTx:
        fields["tx"] = fields["tx"].filter(_can_be_paid_for)
    return st.builds(cls, **fields)


def _can_be_paid_for(tx: SignedTx) -> bool:
    try:
        check_payable(SimpleNamespace(tx=tx))
    except FieldError:
        return False
    return True


def _values(kind: f.FieldType, depth: int) -> SearchStrategy[Any]:
    match kind:
        case f.Uint():
            return st.one_of(st.integers(0, 300), st.integers(0, 1 << 256))
        case f.HeadVersion():
            return st.integers(1, 8)
        case f.Bool():
            return st.booleans()
        case f.Bytes(length=None, text=True):
            return st.one_of(st.binary(max_size=20), st.text(max_size=20).map(str.encode))
        case f.Bytes(length=None):
            return st.one_of(st.binary(max_size=20), st.binary(min_size=50, max_size=300))
        case f.Bytes(length=int(length)):
            return st.binary(min_size=length, max_size=length)
        case f.Identifier(kinds=kinds):
            return ids(*kinds)
        case f.Enum(cls=cls):
            return st.sampled_from(list(cls))
        case f.PackedVersion():
            pairs = st.tuples(st.integers(1, 0xFFFF), st.integers(0, 0xFFFF))
            return st.one_of(st.just((0, 0)), pairs).map(lambda pair: f.CtVersion(*pair))
        case f.PointerTarget():
            return st.one_of(ids(*POINTED_KINDS), st.binary(max_size=MAX_POINTER_BYTES))
        case f.List():
            return _lists(kind, depth)
        case f.Tuple(cls=cls, items=kinds):
            return st.tuples(*(_values(item, depth) for item in kinds)).map(lambda items: cls(*items))
        case f.Object(base=base, empty_ok=empty_ok, but=but):
            nested = _any_of(base, but, depth + 1)
            return (st.none() if depth > _DEEP else st.one_of(st.none(), nested)) if empty_ok else nested
    raise AssertionError(kind)


def _lists(kind: f.List, depth: int) -> SearchStrategy[tuple[Any, ...]]:
    most = 3 if kind.most is None else min(kind.most, 3)
    items = _values(kind.of, depth)
    match kind.order:
        case Order.FREE:
            return st.lists(items, max_size=most).map(tuple)
        case Order.BY_ITEM:
            return st.lists(items, max_size=most).map(lambda drawn: tuple(sorted(drawn)))
        case Order.BY_KEY:
            drawn = st.lists(items, max_size=most, unique_by=lambda item: item[0])
            return drawn.map(lambda pairs: tuple(sorted(pairs)))
    return st.lists(items, max_size=most, unique_by=lambda item: item.key).map(tuple)
