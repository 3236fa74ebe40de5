"""Long inputs: many lines together give what lines one by one give, to the byte, wherever a block ends."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.cli import inputs, sources
from aecodec.cli.bulk import lines_left

from .command_line import Finished, records, run
from .conftest import ROOT, examples, founding
from .shared_vectors import WIRES

FACTS = founding()
SECRET = aecodec.encode("sk", bytes(range(32)))
TXS = [
    aecodec.encode("tx", wire)
    for wire in WIRES.values()
    if isinstance(aecodec.decode_object(wire), aecodec.Tx)
]
GOOD = st.sampled_from([text.encode() for text in TXS])
OTHER = st.sampled_from(
    [
        b"",
        b"   ",
        b"\t",
        b"\xff\xfe",
        b"not a transaction",
        "tx_\N{LATIN SMALL LETTER AE}".encode(),
        TXS[0].encode()[:-1],
        TXS[0].encode()[:60] + b"!" + TXS[0].encode()[61:],
        f"  {TXS[1]}".encode(),
        f"{TXS[1]} ".encode(),
        f'{{"tx": "{TXS[2]}"}}'.encode(),
        FACTS["channel_id"].encode(),
        WIRES["SpendTx"].hex().encode(),
        b"0x" + WIRES["AccountV1"].hex().encode(),
        SECRET.encode(),
        b"ak_zzz",
        b"tx_",
    ]
)
#: Lines of all sorts. The first one is canonical, and so are most, or the input were taken as one text.
LINES = st.builds(
    lambda first, mixed: [first, *mixed, *[first] * len(mixed)],
    GOOD,
    st.lists(st.one_of(GOOD, OTHER), max_size=8),
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r\r\n"])


def one_by_one(*arguments: str, given: bytes) -> Finished:
    """Run a command that takes the whole input for the beginning, in which each line stands alone."""
    with mock.patch.object(sources, "_HEAD_BYTES", 1 << 30):
        return run(*arguments, given=given)


def together(*arguments: str, given: bytes, block: int) -> Finished:
    """Run a command that works on all lines but the first together, in blocks of so many bytes."""
    with mock.patch.object(sources, "_HEAD_BYTES", 0), mock.patch.object(inputs, "_BLOCK", block):
        return run(*arguments, given=given)


@examples(150)
@given(
    LINES,
    ENDS,
    st.booleans(),
    st.sampled_from([1, 7, 300, 1 << 16]),
    st.lists(
        st.sampled_from(["--strict", "--trim", "--ints=string", "--ints=number"]), max_size=2, unique=True
    ),
)
def test_records_are_the_same_together_and_one_by_one(
    lines: list[bytes], end: bytes, ended: bool, block: int, options: list[str]
) -> None:
    given = end.join(lines) + end * ended
    expected = one_by_one("decode", "--json", *options, given=given)
    assert together("decode", "--json", *options, given=given, block=block) == expected


@examples(40)
@given(LINES, ENDS, st.sampled_from([1, 300, 1 << 16]))
def test_trees_are_the_same_together_and_one_by_one(lines: list[bytes], end: bytes, block: int) -> None:
    given = end.join(lines)
    assert together("decode", given=given, block=block) == one_by_one("decode", given=given)


@examples(300)
@given(
    st.lists(st.sampled_from([b"\n", b"\r", b"\r\n", b"a", b"bb", b"\xff", b" "]), max_size=24),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_blocks_hold_the_lines_of_a_stream(pieces: list[bytes], block: int, most: int) -> None:
    content = b"".join(pieces)
    found: list[inputs.Input] = []
    with mock.patch.object(inputs, "_BLOCK", block):
        for part in inputs.blocks_of(io.BytesIO(content), most):
            found += inputs.inputs_of(part, 1 + (found[-1].line if found else 0), most)
    left = [shown(item) for item in found if item.fault is not None or item.text.strip()]
    assert left == list(map(shown, inputs.lines_of(io.BytesIO(content), most)))


def test_a_mark_of_byte_order_at_the_beginning_is_no_part_of_a_line() -> None:
    stream = io.BytesIO(b"\xef\xbb\xbfone\n\xef\xbb\xbftwo")
    found = [item.text for item in lines_left(stream, 100, 1, None, io.StringIO())]
    assert found == ["one", "\N{ZERO WIDTH NO-BREAK SPACE}two"]


def shown(item: inputs.Input) -> tuple[object, ...]:
    """Return what tells an input; of one that is too long, more or less may be kept."""
    return (item.text if item.fault is None else "", item.line, item.place, str(item.fault))


def test_blocks_are_bounded_and_one_line_may_be_longer() -> None:
    long = b"x" * (3 * inputs._BLOCK)
    blocks = list(inputs.blocks_of(io.BytesIO(b"short\n" * 50_000 + long + b"\nlast"), 4 * inputs._BLOCK))
    assert b"".join(blocks) == b"short\n" * 50_000 + long + b"\nlast"
    assert max(map(len, blocks)) == len(long) + 1
    assert sorted(map(len, blocks))[-2] < 2 * inputs._BLOCK
    cut = list(inputs.blocks_of(io.BytesIO(long + b"\nlast"), inputs._BLOCK))
    assert len(cut[0]) <= 2 * inputs._BLOCK + 2
    assert b"".join(cut[1:]) == b"last"


def test_a_line_that_is_too_long_is_one_error_among_records() -> None:
    text = TXS[0].encode()
    with mock.patch.object(sources, "MAX_LINE_BYTES", 1 << 17):
        found = together(
            "decode", "--json", given=text + b"\n" + b"x" * 300_000 + b"\n" + text, block=1 << 16
        )
    first, second, third = records(found.out)
    assert (found.returncode, second["line"], second["error"]["code"]) == (1, 2, "text_too_long")
    assert first == third == records(run("decode", "--json", TXS[0]).out)[0]


def test_lines_are_counted_through_blocks() -> None:
    text = TXS[0]
    given = f"{text}\n\n{text}\n\r\n{'x' * 40}\n{text}\nak_zzz".encode()
    for block in 1, 500, 1 << 16:
        found = records(together("decode", "--json", given=given, block=block).out)
        assert [one["line"] for one in found if "error" in one] == [5, 7]


class Trickle(io.RawIOBase):
    """A stream that gives what it has in pieces, as a pipe does."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = next(self.pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


def test_whole_lines_are_given_before_the_next_ones_arrive() -> None:
    arrived: list[bytes] = []

    def pieces() -> Iterator[bytes]:
        for piece in (b"one\ntwo\n", b"thr", b"ee\n"):
            arrived.append(piece)
            yield piece

    blocks = inputs.blocks_of(io.BufferedReader(Trickle(pieces())), 100)  # type: ignore[arg-type]
    assert next(blocks) == b"one\ntwo\n"
    assert arrived == [b"one\ntwo\n"]
    assert next(blocks) == b"three\n"
    assert next(blocks, None) is None


_MEASURE = """
import resource, sys
from unittest import mock
sys.path.insert(0, sys.argv[1])
from aecodec.cli import main
code = main(sys.argv[2:])
sys.stderr.write(f"{code} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}")
"""


def peak_memory(line: str, count: int, *arguments: str) -> int:
    """Run a command on so many lines of standard input; return its peak memory in KiB, or so."""
    child = [sys.executable, "-c", _MEASURE, str(ROOT), *arguments]
    with subprocess.Popen(
        child, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        for _ in range(count // 100):
            process.stdin.write(f"{line}\n".encode() * 100)
        process.stdin.close()
        code, peak = process.stderr.read().split()
    assert int(code) == 0
    return int(peak)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no getrusage")
@pytest.mark.parametrize("command", ["decode", "encode"])
def test_memory_does_not_grow_with_the_number_of_lines(command: str) -> None:
    count = 10_000 if aecodec.BACKEND == "fast" else 500
    text = TXS[0]
    line = text if command == "decode" else json.dumps(aecodec.to_json(aecodec.decode_tx(text)))
    arguments = ["decode", "--json"] if command == "decode" else ["encode"]
    few, many = (peak_memory(line, times * count, *arguments) for times in (1, 10))
    assert many < 1.05 * few
