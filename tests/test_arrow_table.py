"""Tables of transactions: a row for each, which says what `decode_tx` and `to_json` say."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.testing import transactions

from .arrow_reader import batches, rows_of
from .arrow_rows import TX_NAMES, expected_row, mixed
from .conftest import TWINS, examples, needs_both_twins
from .shared_vectors import WIRES, with_item

NUMBERS = (0, 2**63 - 1, 2**63, 2**64, 10**38 - 1, 10**38, 2**128, 2**300 + 7, 2**8191)


def test_every_row_says_what_the_object_says(twin: ModuleType) -> None:
    items = mixed(twin)
    names = twin.arrow.schema().names
    found = rows_of(twin.arrow.table(items))
    assert len(found) == len(items)
    for item, row in zip(items, found, strict=True):
        assert row == expected_row(twin, item, names)
    names = {twin.schema.describe(type(twin.decode_tx(WIRES[name]))).name for name in TX_NAMES}
    assert {row["type"] for row in found} == names - {"SignedTx"} | {None}


@needs_both_twins
@pytest.mark.parametrize("options", [{}, {"ids": "bytes"}, {"ints": "text"}, {"rows": 7}])
def test_both_twins_make_the_same_buffers(options: dict[str, Any]) -> None:
    pure, fast = (batches(twin.arrow.table(mixed(twin), **options)) for twin in TWINS.values())
    assert pure == fast
    assert sum(batch.length for batch in fast) == len(mixed(TWINS["fast"]))


@examples(60)
@given(st.lists(transactions() | st.none(), max_size=20), st.integers(1, 5))
def test_any_transactions_in_any_batches(found: list[Any], rows: int) -> None:
    wires = [None if tx is None else aecodec.to_bytes(tx) for tx in found]
    made = [batches(twin.arrow.table(wires, rows=rows)) for twin in TWINS.values()]
    assert made[0] == made[-1]
    names = TWINS["pure"].arrow.schema().names
    rows_found = rows_of(TWINS["pure"].arrow.table(wires))
    assert rows_found == [expected_row(TWINS["pure"], wire, names) for wire in wires]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_beyond_its_column_is_null_and_named(twin: ModuleType, number: int) -> None:
    spend = twin.replace(twin.decode_tx(WIRES["SpendTx"]), amount=number, nonce=number)
    (row,) = rows_of(twin.arrow.table([twin.to_bytes(spend)]))
    large, long = number >= 10**38, number >= 2**63
    assert (row["amount"], row["nonce"]) == (None if large else number, None if long else number)
    assert row["unfit"] == ([*["amount"] * large, *["nonce"] * long] or None)
    (text,) = rows_of(twin.arrow.table([twin.to_bytes(spend)], ints="text"))
    assert (text["amount"], text["nonce"], text["unfit"]) == (f"{number}", f"{number}", None)


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        (b"", True),
        ("gr\u00fc\u00df \u4e16 \U0001f600".encode(), True),
        (b"\xf4\x8f\xbf\xbf", True),
        (b"\xed\x9f\xbf", True),
        (b"\xff", False),
        (b"\xc0\x80", False),
        (b"\xe0\x80\x80", False),
        (b"\xed\xa0\x80", False),
        (b"\xf0\x80\x80\x80", False),
        (b"\xf4\x90\x80\x80", False),
        (b"\xc3", False),
        (b"a\xe4\xb8", False),
    ],
)
def test_text_that_is_no_utf8_is_null_and_named(twin: ModuleType, content: bytes, valid: bool) -> None:
    wire = with_item(twin, "OracleRespondTx", "response", content)
    (row,) = rows_of(twin.arrow.table([wire], columns=["response", "unfit"]))
    assert row == {
        "response": content.decode() if valid else None,
        "unfit": None if valid else ["response"],
    }


def test_identifiers_as_bytes_are_those_of_the_text(twin: ModuleType) -> None:
    items = mixed(twin)
    text, data = rows_of(twin.arrow.table(items)), rows_of(twin.arrow.table(items, ids="bytes"))
    checked = 0
    for name in ("origin_id", "sender_id", "oracle_id", "name_id", "voter_id", "pub_key"):
        for one, other in zip(text, data, strict=True):
            assert (one[name] is None) == (other[name] is None)
            if other[name] is not None:
                assert one[name] == str(twin.Id.from_bytes(other[name]))
                checked += 1
    assert checked > 50
    assert [row["hash"] and twin.decode(row["hash"]) for row in text] == [row["hash"] for row in data]


def test_what_is_nested_goes_in_again(twin: ModuleType) -> None:
    outer = twin.decode_tx(WIRES["PayingForTx"])
    rows = rows_of(twin.arrow.table([WIRES["PayingForTx"], WIRES["SpendTx"], WIRES["GAMetaTxV2"]]))
    inner = rows_of(twin.arrow.table([row["tx"] for row in rows]))
    wanted = type(outer.tx.transaction).__name__.partition("V")[0]
    assert [inner[0]["type"], inner[1]["type"]] == [wanted, None]
    assert inner[2]["type"] is not None


def test_a_batch_ends_where_its_texts_grow_too_long(
    twin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twin.arrow._table, "MAX_BATCH_BYTES", 1000)
    items = [b"\0" * size for size in (400, 600, 1, 2000, 999, 1, 1)]
    made = batches(twin.arrow.table([*items, None]))
    assert [batch.length for batch in made] == [2, 1, 1, 2, 2]


def test_texts_of_a_subclass_are_texts(twin: ModuleType) -> None:
    class Text(str):
        __slots__ = ()

        def isascii(self) -> bool:
            return False

    items = [Text(twin.encode("tx", WIRES["SpendTx"])), Text("tx_é"), Text("\ud800")]
    found = rows_of(twin.arrow.table(items, columns=["type", "error_code"]))
    assert found == rows_of(twin.arrow.table([*map(str.__str__, items)], columns=["type", "error_code"]))
    assert found[0]["type"] == "SpendTx"


def test_no_rows_make_no_batch(twin: ModuleType) -> None:
    assert batches(twin.arrow.table([])) == []


@pytest.mark.parametrize("wrong", [1, 1.5, ["tx_"], object()])
def test_what_is_neither_text_nor_bytes_ends_the_stream(twin: ModuleType, wrong: Any) -> None:
    with pytest.raises(OSError, match="TypeError: "):
        batches(twin.arrow.table([WIRES["SpendTx"], wrong]))


def test_what_the_source_raises_comes_through(twin: ModuleType) -> None:
    def broken() -> Any:
        yield WIRES["SpendTx"]
        raise LookupError("the source dried up")

    with pytest.raises(OSError, match="LookupError: the source dried up"):
        batches(twin.arrow.table(broken(), rows=1))
