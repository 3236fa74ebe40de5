"""Many at once: what a loop would give, in its order, errors as values."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import TWINS, examples, founding, needs_both_twins
from .shared_vectors import WIRES

TEXTS = [founding()[key] for key in ("unsigned", "half_signed", "co_signed")]


def by_loop(twin: ModuleType, items: list[Any]) -> list[Any]:
    made: list[Any] = []
    for item in items:
        try:
            made.append(twin.decode_tx(item))
        except twin.DecodeError as error:
            made.append(error)
    return made


def comparable(twin: ModuleType, results: list[Any]) -> list[Any]:
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
    assert comparable(twin, found) == comparable(twin, by_loop(twin, items))
    assert any(isinstance(one, twin.DecodeError) for one in found)
    assert sum(isinstance(one, twin.Tx) for one in found) > 50


@examples(40)
@given(st.lists(st.integers(0, 10_000), max_size=200))
def test_order_and_number_do_not_matter(picked: list[int]) -> None:
    for twin in TWINS.values():
        pool = mixed(twin)
        items = [pool[one % len(pool)] for one in picked]
        assert comparable(twin, twin.decode_txs(items)) == comparable(twin, by_loop(twin, items))


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


# --- columns --------------------------------------------------------------------------------------

TX_NAMES = [
    name for name in WIRES if issubclass(type(TWINS["pure"].decode_object(WIRES[name])), TWINS["pure"].Tx)
]
#: A number that takes one, two and five words of 64 bits.
NUMBERS = (0, 1, 2**64 - 1, 2**64, 2**128 - 1, 2**128, 2**300 + 7)


def rows(view: memoryview) -> list[Any]:
    """A column as numbers, or bytes for what has several in a row."""
    if view.ndim == 1:
        return view.tolist()
    across = view.shape[1]
    flat = view.tobytes()
    size = across * view.itemsize
    return [flat[i : i + size] for i in range(0, len(flat), size)]


def number(row: Any) -> int:
    """A row of words, the lowest first, as its number."""
    if isinstance(row, int):
        return row
    return sum(int.from_bytes(row[i : i + 8], sys.byteorder) << 8 * i for i in range(0, len(row), 8))


def numbers(columns: dict[str, memoryview], name: str) -> list[int]:
    """A column of numbers, whether its rows are of one width or have offsets in words."""
    if f"{name}.offsets" not in columns:
        return [number(row) for row in rows(columns[name])]
    offsets, data = columns[f"{name}.offsets"].tolist(), columns[name].tobytes()
    return [number(data[8 * a : 8 * b]) for a, b in pairwise(offsets)]


def parts(columns: dict[str, memoryview], name: str) -> list[bytes]:
    """The rows of a column whose rows differ in length."""
    offsets, data = columns[f"{name}.offsets"].tolist(), columns[name].tobytes()
    return [data[a:b] for a, b in pairwise(offsets)]


def expected(twin: ModuleType, value: Any) -> bytes:
    """What a field that is no number, identifier or flag says in its column."""
    if isinstance(value, bytes):
        return value
    return b"" if value is None else bytes(twin.to_bytes(value))


@pytest.mark.parametrize("name", TX_NAMES)
def test_columns_say_what_the_objects_say(twin: ModuleType, name: str) -> None:
    tx = twin.decode_tx(WIRES[name])
    items = [WIRES[name], twin.encode("tx", WIRES[name]), bytearray(WIRES[name])]
    if name != "SignedTx":
        items.append(twin.encode_tx(twin.SignedTx(signatures=(), transaction=tx)))
    columns = twin.columns(items, type(tx))
    for field, kind in twin.schema.describe(type(tx)).fields:
        value, fields = getattr(tx, field), twin.fields
        if isinstance(kind, fields.Uint):
            assert [number(row) for row in rows(columns[field])] == [value] * len(items)
        elif isinstance(kind, (fields.Bool, fields.Enum)):
            assert rows(columns[field]) == [value] * len(items)
        elif isinstance(kind, fields.Identifier) or (
            isinstance(kind, fields.Bytes) and kind.length is not None
        ):
            assert rows(columns[field]) == [bytes(value)] * len(items)
        elif isinstance(kind, fields.PackedVersion):
            assert columns[field].tolist() == [list(value)] * len(items)
        elif isinstance(kind, (fields.List, fields.Tuple)):
            for part in parts(columns, field):
                assert len(twin.rlp.decode(part)) == len(value)
        else:
            assert parts(columns, field) == [expected(twin, value)] * len(items)


@needs_both_twins
@pytest.mark.parametrize("name", TX_NAMES)
def test_both_twins_make_the_same_columns(name: str) -> None:
    comparable = {}
    for key, twin in TWINS.items():
        columns = twin.columns([WIRES[name]] * 50, type(twin.decode_tx(WIRES[name])))
        comparable[key] = {
            field: (view.format, view.shape, view.tobytes()) for field, view in columns.items()
        }
    assert comparable["fast"] == comparable["pure"]


@examples(60)
@given(st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)), max_size=60))
def test_no_number_is_ever_cut_off(pairs: list[tuple[int, int]]) -> None:
    shapes = []
    for twin in TWINS.values():
        spend = twin.decode_tx(WIRES["SpendTx"])
        items = [twin.to_bytes(twin.replace(spend, amount=amount, nonce=nonce)) for amount, nonce in pairs]
        columns = twin.columns(items, twin.SpendTx)
        assert numbers(columns, "amount") == [amount for amount, _ in pairs]
        assert numbers(columns, "nonce") == [nonce for _, nonce in pairs]
        shapes.append([(view.format, view.shape) for view in columns.values()])
    assert shapes[0] == shapes[-1]


def test_one_long_number_does_not_widen_the_rows_of_others(twin: ModuleType) -> None:
    spend = twin.decode_tx(WIRES["SpendTx"])
    long = twin.replace(spend, **dict.fromkeys(("amount", "fee", "ttl", "nonce"), 2**8191))
    for place in (0, 150, 299):
        items = [WIRES["SpendTx"]] * 300
        items[place] = twin.to_bytes(long)
        columns = twin.columns(items, twin.SpendTx)
        assert sum(view.nbytes for view in columns.values()) < 2 * sum(map(len, items))
        for name in ("amount", "fee", "ttl", "nonce"):
            wanted = [getattr(spend, name)] * 300
            wanted[place] = 2**8191
            assert numbers(columns, name) == wanted


def test_amounts_have_two_words_and_counts_one(twin: ModuleType) -> None:
    columns = twin.columns([WIRES["SpendTx"]] * 3, twin.SpendTx)
    assert (columns["amount"].format, columns["amount"].shape) == ("Q", (3, 2))
    assert (columns["nonce"].format, columns["nonce"].shape) == ("Q", (3,))
    assert (columns["sender_id"].format, columns["sender_id"].shape) == ("B", (3, 33))


def test_no_transactions_are_empty_columns(twin: ModuleType) -> None:
    columns = twin.columns([], twin.SpendTx)
    assert {name: view.shape for name, view in columns.items() if name != "payload.offsets"} == dict.fromkeys(
        (*twin.SpendTx.__struct_fields__,), (0,)
    )
    assert columns["payload.offsets"].tolist() == [0]


def test_an_error_names_the_item_and_the_field(twin: ModuleType) -> None:
    items = twin.rlp.decode(WIRES["SpendTx"])
    items[4] = b""
    good, bad = WIRES["SpendTx"], twin.rlp.encode(items)
    with pytest.raises(twin.FieldError) as caught:
        twin.columns([good] * 60 + [bad], twin.SpendTx)
    assert (caught.value.code, caught.value.path) == ("uint_empty", "[60].SpendTx.amount")
    with pytest.raises(twin.TextError) as text:
        twin.columns([TEXTS[0], TEXTS[0][:-3] + "AAA"], twin.ChannelCreateTxV1)
    assert (text.value.code, text.value.path, text.value.offset) == ("bad_checksum", "[1]", 3)


@pytest.mark.parametrize(
    ("item", "wanted", "expected"),
    [
        ("co_signed", "SpendTx", "a SpendTx"),
        ("bare", "SignedTx", "a signed transaction"),
        ("unsigned", "ChannelCreateTxV2", "a ChannelCreateTxV2"),
    ],
)
def test_a_transaction_of_another_class_is_refused(
    twin: ModuleType, item: str, wanted: str, expected: str
) -> None:
    text = WIRES["ChannelCreateTxV1"] if item == "bare" else founding()[item]
    with pytest.raises(twin.FieldError) as caught:
        twin.columns([text], getattr(twin, wanted))
    error = caught.value
    assert (error.code, error.path, error.offset) == ("object_not_allowed_here", "[0]", None)
    assert (error.expected, error.found) == (expected, "ChannelCreateTxV1")


def test_what_a_wrapper_holds_is_not_looked_into(twin: ModuleType) -> None:
    """Only a SignedTx is opened: a payment for a transaction is no such transaction."""
    inner = twin.SignedTx(signatures=(), transaction=twin.decode_tx(WIRES["SpendTx"]))
    payer = twin.decode_tx(WIRES["PayingForTx"])
    paid = twin.replace(payer, tx=inner)
    for cls in (twin.SpendTx, twin.SignedTx):
        with pytest.raises(twin.FieldError, match="PayingForTx"):
            twin.columns([twin.to_bytes(paid)], cls)


@pytest.mark.parametrize("cls", ["SpendTx", int, None, "ChannelCreateTx", "Tx", "ChainObject"])
def test_only_a_class_with_a_layout_has_columns(twin: ModuleType, cls: Any) -> None:
    wanted = getattr(twin, cls) if isinstance(cls, str) and cls != "SpendTx" else cls
    with pytest.raises(TypeError):
        twin.columns([], wanted)
