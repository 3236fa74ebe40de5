"""Many at once: what a loop would give, in its order, errors as values."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import TWINS, founding
from .golden import WIRES

TEXTS = [founding()[key] for key in ("unsigned", "half_signed", "co_signed")]


def by_loop(twin: ModuleType, items: list[Any]) -> list[Any]:
    made: list[Any] = []
    for item in items:
        try:
            made.append(twin.decode_tx(item))
        except twin.DecodeError as error:
            made.append(error)
    return made


def told(twin: ModuleType, results: list[Any]) -> list[Any]:
    """Results that can be compared: errors as their line."""
    return [
        (type(found).__name__, found.code, found.path, found.offset, str(found))
        if isinstance(found, twin.DecodeError)
        else found
        for found in results
    ]


def mixed(twin: ModuleType) -> list[Any]:
    """Texts and bytes of every type, short and long, sound and not: some three hundred items."""
    payload = bytes(range(256)) * 40
    sound: list[Any] = [twin.encode("tx", wire) for wire in WIRES.values()]
    sound += [*WIRES.values(), twin.encode("tx", payload), payload, bytearray(WIRES["SpendTx"])]
    broken = [text[:-3] + "AAA" for text in TEXTS] + [text[:40] + "!" + text[41:] for text in TEXTS]
    strange = [
        "",
        "tx_",
        "tx",
        "ak_",
        "tx_A",
        "tx_AAAA",
        "tx_é",
        b"",
        b"\xc0",
        TEXTS[0][:-1],
        "pi_" + TEXTS[0][3:],
    ]
    return [*TEXTS, *sound, *broken, *strange, *reversed(sound), *TEXTS]


def test_many_are_what_a_loop_gives(twin: ModuleType) -> None:
    items = mixed(twin)
    found = twin.decode_txs(items)
    assert told(twin, found) == told(twin, by_loop(twin, items))
    assert any(isinstance(one, twin.DecodeError) for one in found)
    assert sum(isinstance(one, twin.Tx) for one in found) > 50


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10_000), max_size=200))
def test_order_and_number_do_not_matter(picked: list[int]) -> None:
    for twin in TWINS.values():
        pool = mixed(twin)
        items = [pool[one % len(pool)] for one in picked]
        assert told(twin, twin.decode_txs(items)) == told(twin, by_loop(twin, items))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 47, 48, 49, 97])
def test_any_number_of_texts(twin: ModuleType, count: int) -> None:
    assert twin.decode_txs([TEXTS[2]] * count) == [twin.decode_tx(TEXTS[2])] * count


def test_every_kind_of_iterable_is_taken_once(twin: ModuleType) -> None:
    tx = twin.decode_tx(TEXTS[2])

    def once() -> Iterator[str]:
        yield TEXTS[2]

    for items in (once(), (TEXTS[2],), {TEXTS[2]}, iter([TEXTS[2]])):
        assert twin.decode_txs(items) == [tx]


def test_results_are_a_list_of_its_own(twin: ModuleType) -> None:
    items = [TEXTS[2]]
    found = twin.decode_txs(items)
    found.clear()
    assert items == [TEXTS[2]]


@pytest.mark.parametrize("wrong", [None, 1, ["tx_"], object()])
def test_neither_text_nor_bytes_is_raised(twin: ModuleType, wrong: Any) -> None:
    with pytest.raises(TypeError):
        twin.decode_txs([TEXTS[0], wrong, TEXTS[1]])
    if wrong is None or isinstance(wrong, int):
        with pytest.raises(TypeError):
            twin.decode_txs(wrong)


def test_what_an_iterable_raises_comes_through(twin: ModuleType) -> None:
    def broken() -> Iterator[str]:
        yield TEXTS[0]
        raise LookupError("the source dried up")

    with pytest.raises(LookupError, match="dried up"):
        twin.decode_txs(broken())
