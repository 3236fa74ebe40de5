"""One golden object of every class, and two ways to replace a field of it: on the wire and as value.

The objects are those of aecodec/testing/objects.jsonl, which names the source of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from types import ModuleType
from typing import Any

import pytest

from aecodec import decode_object

from .conftest import GOLDEN_OBJECTS, TWINS, json_lines

KEY = bytes(range(32))

#: The first row of the specification's spend_tx.jsonl, which gives its hash.
SPEND_TEXT = (
    "tx_+HUMAaEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAChAcf4TzffQ8w3cqILTDBqnbCAmiLDnbF+HOa8T0t4WMyDkHZ5"
    "SkhanMxvW7mkoffKleeGD86YuegAZJQdnHxomgKimH6NNN2rwWtwasc0A4AI+2Sj"
)

#: Every class by name with the bytes of a golden object; the fuller of two rows wins.
WIRES: dict[str, bytes] = {}
for _, row in json_lines(GOLDEN_OBJECTS):
    wire = bytes.fromhex(row["rlp"])
    WIRES[type(TWINS["pure"].decode_object(wire)).__name__] = wire


def known_object(name: str) -> Any:
    """Return the known object of a class, of the twin that runs."""
    return decode_object(WIRES[name])


def blake2b_256(data: bytes) -> bytes:
    """Hash by Python's own BLAKE2b."""
    return blake2b(data, digest_size=32).digest()


def golden(twin: ModuleType, name: str) -> Any:
    return twin.decode_object(WIRES[name])


def describe_class(twin: ModuleType, name: str) -> Any:
    return twin.schema.describe(type(golden(twin, name)))


def with_item(twin: ModuleType, name: str, field: str, item: Any) -> bytes:
    """Encode the golden object with another RLP item as this field."""
    items = twin.rlp.decode(WIRES[name])
    names = [known.name for known in describe_class(twin, name).fields if known.name != "version"]
    items[2 + names.index(field)] = item
    return bytes(twin.rlp.encode(items))


def assert_accepted(twin: ModuleType, name: str, field: str, item: Any, value: Any) -> Any:
    """Check that a value is accepted on the wire and constructed; return it."""
    obj = twin.decode_object(with_item(twin, name, field, item))
    assert obj == twin.replace(golden(twin, name), **{field: value})
    assert twin.to_bytes(obj) == with_item(twin, name, field, item)
    return getattr(obj, field)


def assert_refused(
    twin: ModuleType, name: str, field: str, item: Any, value: Any, codes: str, within: str = ""
) -> None:
    """Check that both ways refuse it with this code (or one each, for wire and constructor) and path."""
    on_wire, _, constructed = codes.partition(" ")
    path = f"{describe_class(twin, name).name}.{field}{within}"
    with pytest.raises(twin.DecodeError) as caught:
        twin.decode_object(with_item(twin, name, field, item))
    assert (caught.value.code, caught.value.path) == (on_wire, path)
    assert caught.value.offset is not None
    with pytest.raises(twin.FieldError) as caught:
        twin.replace(golden(twin, name), **{field: value})
    assert (caught.value.code, caught.value.path) == (constructed or on_wire, path)
    assert caught.value.offset is None


def fields_of(kind: str) -> set[str]:
    """List `Class.field` of every field of this kind, also within lists and tuples: `field[].item`."""

    def found(place: str, type_: Any) -> Iterator[str]:
        match type(type_).__name__:
            case "List":
                yield from found(f"{place}[]", type_.of)
            case "Tuple":
                for name, item in zip(type_.cls._fields, type_.items, strict=True):
                    yield from found(f"{place}.{name}", item)
            case name if name == kind:
                if kind != "Bytes" or type_.length is not None:
                    yield place

    return {
        place
        for name in WIRES
        for field in describe_class(TWINS["pure"], name).fields
        for place in found(f"{name}.{field.name}", field.type)
    }


def split_place(place: str) -> tuple[str, str, str, Any]:
    """Split into class, field, the rest in error paths, and a function that wraps an item for the place."""
    name, _, rest = place.partition(".")
    field, _, inner = rest.partition("[]")
    within = f"[0]{inner.replace('[]', '[0]')}" if "[]" in rest else ""
    return name, field, within, WRAPPED.get(inner, lambda item: [item] if within else item)


#: How an item stands within a list: the other items of its tuple around it.
WRAPPED = {
    ".id": lambda item: [[b"key", item]],
    ".value": lambda item: [[b"key", item]],
    ".address": lambda item: [[item, [], b""]],
    ".topics[]": lambda item: [[KEY, [item], b""]],
    ".root_hash": lambda item: [[item, []]],
    ".nodes[].hash": lambda item: [[KEY, [[item, []]]]],
    ".payable": lambda item: [[b"", b"", item, b"", b""]],
}
