"""`aecodec hex`: every byte once, its field, and a mark under the byte that is wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import map_bytes, testing

from .command_line import forms, output, run
from .conftest import examples
from .mutated_rlp import Raw, spend
from .shared_vectors import WIRES

ZERO = "ak_11111111111111111111111111111111273Yts"

#: Offsets, headers and content of a spend that tests/mutated_rlp.py encodes, and what its fields are.
SPEND = f"""\
SpendTx, 79 bytes
 0  f8 4d                           SpendTx
 2         0c                         tag           12
 3         01                         version       1
 4  a1     01 00 00 00 00 00 00 00    sender_id     {ZERO}
13         00 00 00 00 00 00 00 00
21         00 00 00 00 00 00 00 00
29         00 00 00 00 00 00 00 00
37         00
38  a1     01 00 00 00 00 00 00 00    recipient_id  {ZERO}
47         00 00 00 00 00 00 00 00
55         00 00 00 00 00 00 00 00
63         00 00 00 00 00 00 00 00
71         00
72         01                         amount        1 (aettos)
73         02                         fee           2 (aettos)
74         00                         ttl           0 (never expires)
75         03                         nonce         3
76  82     68 69                      payload       "hi"
"""


def test_a_spend_byte_for_byte() -> None:
    wire = spend(payload=b"hi")
    assert output("hex", wire.hex()) == SPEND
    assert output("hex", aecodec.encode("tx", wire)) == SPEND
    plain = SPEND.replace(" (aettos)", "").replace(" (never expires)", "")
    assert output("hex", "--no-units", wire.hex()) == plain
    assert output("hex", given=f"{wire.hex()}\n{wire.hex()}\n") == f"{SPEND}\n{SPEND}"


def test_an_object_within_another_follows_its_header() -> None:
    inner = spend()
    wire = aecodec.rlp.encode([b"\x0b", b"\1", [], inner])
    assert output("hex", wire.hex()).startswith(
        """\
SignedTx, 84 bytes
 0  f8 52                                 SignedTx
 2               0b                         tag             11
 3               01                         version         1
 4  c0                                      signatures      0 items
 5  b8 4d f8 4b                             transaction     SpendTx
 9               0c                           tag           12
"""
    )


@pytest.mark.parametrize(
    ("wire", "line", "mark"),
    [
        (
            spend(nonce=Raw(b"\x81\x05")),
            "75  81     05                         nonce         5",
            "    ^^ RLP header before a single byte below 80: expected 05, found 81 05",
        ),
        (
            spend(ttl=Raw(b"\x80")),
            "74  80                                ttl           0 (never expires)",
            "    ^^ empty integer: expected 00, found no bytes",
        ),
        (
            spend(fee=b"\0\5"),
            "73  82     00 05                      fee",
            "           ^^ leading zero in integer: expected 05, found 00 05",
        ),
        (
            spend(recipient_id=b"\7" + bytes(32)),
            "38  a1     07 00 00 00 00 00 00 00    recipient_id",
            "           ^^ unknown identifier kind: expected account or name or oracle or contract, found 7",
        ),
        (
            spend(extra=b""),
            " 0  f8 4c                           SpendTx",
            "    ^^ wrong number of fields: expected 7, found 8",
        ),
        (spend() + b"ab", "77         61 62                    not read", "           ^^ trailing bytes"),
    ],
)
def test_a_mark_stands_under_the_byte_that_is_wrong(wire: bytes, line: str, mark: str) -> None:
    found = run("hex", wire.hex())
    assert found.returncode == 1
    assert found.err.startswith("aecodec: ")
    assert found.err.count("\n") == 1
    lines = found.out.splitlines()
    (place,) = [index for index, text in enumerate(lines) if "^^" in text]
    assert lines[place - 1].rstrip() == line.rstrip()
    assert lines[place].startswith(mark)


def test_where_nothing_is_left_the_mark_stands_behind_the_end() -> None:
    found = run("hex", "0x")
    assert found.out == "0 bytes\n   ^^ RLP item is truncated: expected an item, found no bytes\n"
    assert found.returncode == 1


def bytes_in(out: str) -> bytes:
    """Read the bytes back from the columns of the output."""
    rows = [line for line in out.splitlines()[1:] if "^^" not in line]
    found = b""
    for row in rows:
        match = re.match(r" *(\d+)  ((?: {0,8}(?:[0-9a-f]{2}(?: |$))*)*)", row)
        assert match is not None
        assert int(match[1]) == len(found)
        found += bytes.fromhex(match[2])
    return found


@examples(150)
@given(st.one_of(st.sampled_from(sorted(WIRES.values())), testing.objects().map(aecodec.to_bytes)), st.data())
def test_every_byte_is_shown_once_and_in_order_at_any_width(wire: bytes, data: st.DataObject) -> None:
    mutable = bytearray(wire)
    for _ in range(data.draw(st.integers(0, 2))):
        mutable[data.draw(st.integers(0, len(mutable) - 1))] = data.draw(st.integers(0, 255))
    found = map_bytes(bytes(mutable))
    assert bytes_in(found.show()) == mutable
    for width, bytes_a_line in ((60, 4), (80, 8), (100, 8), (140, 16)):
        rows = [row for row in found.show(width).splitlines()[1:] if "^^" not in row]
        assert len(rows) >= len(mutable) / (bytes_a_line + 4)
        if width >= 80 and all(span.path.count(".") <= 2 and "[" not in span.path for span in found.spans):
            assert max(map(len, rows), default=0) <= width


def test_a_program_gets_every_span() -> None:
    (record,) = forms("hex", "--json", "c60a01078203e8")
    assert (record["type"], record["size"], record["error"]) == ("Account", 7, None)
    assert "".join(span["bytes"] for span in record["spans"]) == "c60a01078203e8"
    assert record["spans"][-1] == {
        "offset": 5,
        "length": 2,
        "bytes": "03e8",
        "path": "Account.balance",
        "part": "field",
        "value": "1000",
        "note": "aettos",
    }
    (record,) = forms("hex", "--json", spend(nonce=Raw(b"\x81\x05")).hex(), code=1)
    assert [one["code"] for one in record["deviations"]] == ["rlp_single_byte_not_minimal"]
    (record,) = forms("hex", "--json", "c60a010782", code=1)
    assert (record["error"]["code"], record["error"]["offset"]) == ("rlp_truncated", 0)


def test_a_text_that_has_lost_its_checksum_or_its_end_shows_its_bytes() -> None:
    text = aecodec.encode("tx", spend(payload=b"hi"))
    wrong = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
    found = run("hex", "--strict", wrong)
    assert (found.returncode, found.out) == (1, SPEND)
    assert "checksum does not match" in found.err
    cut = run("hex", "--strict", text[:60])
    assert cut.returncode == 1
    assert cut.out.splitlines()[1].endswith("SpendTx")
    assert bytes_in(cut.out) == spend(payload=b"hi")[: 57 * 3 // 4]
    assert "sender_id" in cut.out
    assert "expected 77 bytes, found 40" in cut.out
    for nothing in ("tx_", "tx_AAAA", "tx_!!!!", "ak_11"):
        assert run("hex", "--strict", nothing).out == ""


def test_what_is_no_object_is_one_line() -> None:
    found = run("hex", "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW")
    assert (found.returncode, found.out) == (1, "")
    assert "expected tx_ or pi_ or ss_ or cs_ or ba_ or cb_" in found.err
    assert run("hex").returncode == 2


def test_bytes_that_may_be_a_secret_key_are_not_shown() -> None:
    for secret in ("5a" * 32, "5a" * 64, aecodec.encode("sk", bytes(range(32)))):
        for options in ([], ["--json"]):
            found = run("hex", *options, secret)
            assert found.returncode == 1
            assert secret[:20] not in found.out + found.err
            assert "5a5a" not in found.out.replace(" ", "") + found.err
