"""The store of a contract: registers and maps of the node's own store module, and stores that are none."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import FateError, fate, limits

from .error_of import error_of
from .fate_vectors import params


def entries_of(row: dict[str, Any]) -> dict[bytes, bytes]:
    return {bytes.fromhex(entry["key"]): bytes.fromhex(entry["value"]) for entry in row["entries"]}


def expected(form: Any, row: dict[str, Any], raw_ids: dict[str, int]) -> Any:
    """Put the maps of a vector into the JSON of a register, by plain recursion."""
    if isinstance(form, list):
        return [expected(one, row, raw_ids) for one in form]
    if not isinstance(form, dict):
        return form
    if "store_map" not in form:
        return {key: expected(one, row, raw_ids) for key, one in form.items()}
    raw_id = raw_ids[str(form["store_map"])]
    found = [entry for entry in row["entries"] if entry.get("raw_id") == raw_id and "map_key" in entry]
    entries = [[entry["map_key"], expected(entry["map_value"], row, raw_ids)] for entry in found]
    return {"map": sorted(entries, key=lambda entry: int(entry[0].get("int", 0)))}


@pytest.mark.parametrize("row", params("store"))
def test_a_store_has_the_registers_of_its_vector_with_all_maps_in_place(row: dict[str, Any]) -> None:
    for entry in row["entries"]:
        if "map_key" in entry:
            key = fate.decode(bytes.fromhex(entry["key"])[5:])
            assert fate.to_json(key) == entry["map_key"]
            value = fate.decode(bytes.fromhex(entry["value"]), store=True)
            assert fate.to_json(value) == entry["map_value"]
    directory = next(entry["register_value"]["map"] for entry in row["entries"] if entry["key"] == "0000")
    raw_ids = {key["int"]: int(value["tuple"][0]["int"]) for key, value in directory}
    registers = {
        entry["register"]: expected(entry["register_value"], row, raw_ids)
        for entry in row["entries"]
        if entry.get("register")
    }
    found = fate.unfold_store(entries_of(row))
    assert {number: fate.to_json(value) for number, value in found.items()} == registers


def test_a_small_store_is_its_registers() -> None:
    entries = {b"\0\0": b"\x2f\0", b"\0\1": b"\x0a", b"\0\1\0": b"\xff"}
    assert fate.unfold_store(entries) == {1: 5, 256: True}
    assert fate.unfold_store({}) == {}


def folded(*maps: str) -> dict[bytes, bytes]:
    """Return a store whose register 1 is map 0; map n has one entry, 0 to the value that `maps` gives."""
    entries = {b"\0\0": fate.encode({number: (number, 1, 1) for number in range(len(maps))})}
    entries[b"\0\1"] = b"\xbf\0"
    for number, value in enumerate(maps):
        key = b"\1" + number.to_bytes(4, "big")
        entries |= {key: b"\0", key + b"\0": bytes.fromhex(value)}
    return entries


def test_maps_within_maps_are_put_in() -> None:
    assert fate.unfold_store(folded("13bf01", "0a")) == {1: {0: [{0: 5}]}}


@pytest.mark.parametrize(
    ("entries", "code", "path"),
    [
        (folded("bf00"), "fate_store", "[0001]"),  # holds itself
        (folded("bf01", "13bf00"), "fate_store", "[0001]"),
        (folded("bf01"), "fate_store", "[0001]"),  # not there
        ({b"\0\0": b"\x2f\0", b"\0\1": b"\xbf\0"}, "fate_store", "[0001]"),
        ({b"\0\1": b"\xbf\0"}, "fate_store", "[0001]"),
        ({b"\0": b"\0"}, "fate_store", "[00]"),
        ({b"": b"\0"}, "fate_store", "[]"),
        ({b"\2\1": b"\0"}, "fate_store", "[0201]"),
        ({b"\0\0\1": b"\0"}, "fate_store", "[000001]"),
        ({b"\1\0\0": b"\0"}, "fate_store", "[010000]"),
        ({b"\0\0": b"\x02"}, "fate_store", "[0000]"),
        ({b"\0\0": bytes.fromhex("2f01003f")}, "fate_store", "[0000]"),
        ({b"\0\1": b"\x80"}, "fate_negative_zero", "[0001]"),
        ({**folded("00"), b"\1\0\0\0\0\x80": b"\0"}, "fate_negative_zero", "[010000000080]"),
        ({**folded("00"), b"\1\0\0\0\0\x02": b"\x1b\x80"}, "fate_negative_zero", "[010000000002][0]"),
        ({**folded("00"), b"\1\0\0\0\0": b"\2"}, "fate_store", "[0001]"),
    ],
)
def test_what_is_no_store_is_refused(entries: dict[bytes, bytes], code: str, path: str) -> None:
    error = error_of(FateError, fate.unfold_store, entries)
    assert (error.code, error.path) == (code, path)


def test_maps_within_maps_have_the_limits_of_values() -> None:
    numbers = range(1, limits.MAX_FATE_DEPTH + 2)
    deep = [fate.encode(fate.StoreMap(number), store=True).hex() for number in numbers]
    error = error_of(FateError, fate.unfold_store, folded(*deep, "00"))
    assert (error.code, error.path) == ("fate_too_deep", "[0001]")
    doubling = [f"2bbf{number:02x}bf{number:02x}" for number in range(1, 30)]
    error = error_of(FateError, fate.unfold_store, folded(*doubling, "00"))
    assert (error.code, error.path) == ("fate_too_many_values", "[0001]")
