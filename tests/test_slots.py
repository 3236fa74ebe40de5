"""The compiled engine writes fields where msgspec reads them, in every class: with the msgspec that is here.

`.ci/run` runs this with the oldest msgspec that pyproject.toml allows as well as with the newest.
"""

from __future__ import annotations

import gc
import pickle
import sys
from types import MemberDescriptorType
from typing import Any

import pytest

from .conftest import TWINS, needs_both_twins
from .shared_vectors import WIRES

pytestmark = needs_both_twins


@pytest.mark.parametrize("name", WIRES)
def test_what_is_written_by_place_is_read_by_name(name: str) -> None:
    fast, pure = TWINS["fast"], TWINS["pure"]
    decoded, wanted = fast.decode_object(WIRES[name]), pure.decode_object(WIRES[name])
    fields = {field: getattr(decoded, field) for field in decoded.__struct_fields__}
    built = type(decoded)(**fields)
    assert decoded.__struct_fields__ == wanted.__struct_fields__
    assert fast.to_json(decoded) == pure.to_json(wanted)
    assert decoded == built
    assert hash(decoded) == hash(built)
    assert repr(decoded) == repr(built)
    assert pickle.loads(pickle.dumps(decoded)) == built
    assert fast.to_bytes(built) == WIRES[name]


@pytest.mark.parametrize("name", WIRES)
def test_each_field_has_a_place_of_its_own(name: str) -> None:
    cls = type(TWINS["fast"].decode_object(WIRES[name]))
    places = [getattr(cls, field) for field in cls.__struct_fields__]
    assert all(type(place) is MemberDescriptorType for place in places)
    pointer = sys.getsizeof([None]) - sys.getsizeof([])
    assert cls.__basicsize__ >= object.__basicsize__ + pointer * len(places)


@pytest.mark.parametrize("name", WIRES)
def test_a_decoded_object_is_unknown_to_the_collector_as_a_built_one_is(name: str) -> None:
    decoded = TWINS["fast"].decode_object(WIRES[name])
    assert not gc.is_tracked(decoded)
    assert not gc.is_tracked(TWINS["fast"].replace(decoded))


def test_a_field_in_another_place_is_refused() -> None:
    """Should msgspec ever keep fields elsewhere, no schema comes to be."""

    class Elsewhere:
        @property
        def amount(self) -> int:
            return 1

    class Slotted:
        __slots__ = ("amount",)

    class Other:
        __slots__ = ("amount",)

    table: Any = TWINS["fast"].schema.table
    rows = ((TWINS["fast"].protocol.Op.UINT,),)
    table.Schema(Slotted, "Slotted", 12, 1, ("amount",), rows)
    with pytest.raises(TypeError):
        table.Schema(Elsewhere, "Elsewhere", 12, 1, ("amount",), rows)
    Slotted.amount = Other.amount  # type: ignore[assignment]
    with pytest.raises(TypeError):
        table.Schema(Slotted, "Slotted", 12, 1, ("amount",), rows)
