"""Sources of captures: text, bytes, lines and chunks of them, encodings, limits, and progress."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec.errors import CaptureError
from aecodec.inspector import source as sources
from aecodec.inspector.captures import read, sample
from aecodec.inspector.source import Source

from .capture_texts import PING, block


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@given(st.text(alphabet="aé漢\n\r\u2028😀"), st.integers(1, 5), st.integers(1, 5))
def test_lines_are_the_same_in_whatever_pieces_they_come(text: str, size: int, slices: int) -> None:
    lines = list(Source(text).lines())
    parts = text.split("\n")
    assert lines == [part.removesuffix("\r") for part in (parts if parts[-1] else parts[:-1])]
    data = text.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "_CHUNK", slices)
        patch.setattr(sources, "_HEAD", slices)
        for source in (text, data, chunks(data, size), io.BytesIO(data), io.StringIO(text, newline="\n")):
            assert list(Source(source).lines()) == lines
        assert Source(chunks(data, size)).text() == Source(text).text()
        assert Source(chunks(data, size)).read_bytes() == data


def test_a_capture_is_read_from_an_open_file_of_either_mode(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text(sample(), encoding="utf-8", newline="\n")
    entries = read(sample()).entries
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        assert read(binary).entries == read(text).entries == entries
    assert read(chunks(sample().encode(), 1_000)).entries == entries


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_of_windows_begin_with_a_mark_of_their_encoding(encoding: str) -> None:
    text = block("initiator ---> node", PING).replace("\n", "\r\n")
    assert read(text.encode(encoding)).entries == read(text).entries


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"a\nb\xff\n", 2), (b"a\nb\n\xc3", 3), (b"\xff\xfea", 1), (b"a\n\n\0", 3)],
    ids=["byte", "cut", "utf-16 cut", "zero"],
)
def test_what_is_no_text_is_refused_with_its_line_however_it_comes(data: bytes, line: int) -> None:
    for source in (data, chunks(data, 1), chunks(data, 2)):
        with pytest.raises(CaptureError) as caught:
            read(source, "file")
        error = caught.value
        assert (error.code, error.path, error.offset) == ("capture_not_text", "file", line)


def test_a_source_that_never_ends_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_CAPTURE_BYTES", 10_000)
    taken = 0

    def endless(piece: bytes) -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += len(piece)
            yield piece

    for piece in (b"# words\n", b"x"):
        taken = 0
        with pytest.raises(CaptureError) as caught:
            read(endless(piece))
        assert caught.value.code == "capture_too_long"
        assert taken <= 10_000 + len(piece)


def test_progress_is_told_from_the_beginning_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    data = sample().encode() * 30
    capture = read(chunks(data, 4_096), progress=lambda size, entries: told.append((size, entries)))
    assert told == sorted(told)
    assert len(told) > len(data) / 4_096
    assert told[-1] == (len(data), len(capture.entries))
