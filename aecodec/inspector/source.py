"""Source, the text or bytes of a capture that is being read, chunk by chunk and within the limits."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NoReturn, TypeAlias

from ..errors import CaptureError
from ..limits import MAX_CAPTURE_BYTES

#: Called now and then with the number of bytes read so far and of entries made.
Progress: TypeAlias = Callable[[int, int], object]

#: What a capture can be read from: text, bytes, lines of text, or chunks of bytes.
Readable: TypeAlias = str | bytes | Iterable[str] | Iterable[bytes]

#: Characters by which the form is recognized.
_HEAD: Final = 1 << 18
#: Bytes or characters that are taken at a time.
_CHUNK: Final = 1 << 20

#: PowerShell writes what is redirected to a file in UTF-16.
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Source:
    """A capture that is being read: its beginning first, then all of it once, as lines, text or bytes.

    Everything raises CaptureError, with the line as offset, for what is no text or exceeds a limit.
    """

    def __init__(self, source: Readable, progress: Progress | None = None) -> None:
        """Begin to read. progress: called for each chunk."""
        self.bytes_read = 0
        self.entries_made = 0
        self._progress = progress
        self._lines_before = 0  # lines that ended before the chunk that is being read
        self._items = _items_of(source)
        self._binary: list[bytes] = []
        first = next(self._items, "")
        if isinstance(first, bytes):
            self._take(len(first))
            # Only the form of the bytes tells whether they are text.
            self._binary = [first]
            self._chunks = self._decode()
        else:
            self._chunks = self._check(first)
        self._head: list[str] | None = None

    @property
    def starts_with(self) -> bytes:
        """The first bytes; empty for a source of text."""
        return self._binary[0][:64] if self._binary else b""

    def head(self) -> str:
        """Return the first characters, by which the form is recognized."""
        if self._head is None:
            self._head = []
            size = 0
            for chunk in self._chunks:
                self._head.append(chunk)
                size += len(chunk)
                if size >= _HEAD:
                    break
        return "".join(self._head)[:_HEAD]

    def read_bytes(self) -> bytes:
        """Return all bytes of a source of bytes, instead of its text."""
        for item in self._items:
            assert isinstance(item, bytes)
            self._take(len(item))
            self._binary.append(item)
        return b"".join(self._binary)

    def text(self) -> str:
        """Return the whole text, with line ends as they are."""
        self.head()
        return "".join(self._rest())

    def lines(self) -> Iterator[str]:
        """Yield the lines, without what ends them."""
        self.head()
        # Only newlines end lines: `str.splitlines` would also split at characters that JSON text may hold.
        begun: list[str] = []
        for chunk in self._rest():
            first, *others = chunk.split("\n")
            begun.append(first)
            for line in others:
                yield "".join(begun).removesuffix("\r")
                begun = [line]
        if last := "".join(begun):
            yield last.removesuffix("\r")

    def note_entries(self, count: int) -> None:
        """Tell how many entries there are so far."""
        self.entries_made = count
        self._report()

    def _rest(self) -> Iterator[str]:
        yield from self._head or ()
        self._head = None
        yield from self._chunks

    def _decode(self) -> Iterator[str]:
        """Decode a source of bytes."""
        first = self._binary[0]
        encoding = next((name for mark, name in _MARKS if first.startswith(mark)), "utf-8-sig")
        decoder = codecs.getincrementaldecoder(encoding)()
        for chunk in self._slices():
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                self._fail("capture_not_text", error.object[: error.start].count(b"\n"))
            yield self._checked(text)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self._fail("capture_not_text", 0)

    def _slices(self) -> Iterator[bytes]:
        """Yield the bytes in slices of a bounded size; those before are given up."""
        chunk, self._binary = self._binary[0], []
        while True:
            for start in range(0, len(chunk), _CHUNK):
                yield chunk[start : start + _CHUNK]
            item = next(self._items, None)
            if item is None:
                return
            assert isinstance(item, bytes)
            chunk = item
            self._take(len(chunk))

    def _check(self, first: str | bytes) -> Iterator[str]:
        """Check a source of text."""
        assert isinstance(first, str)
        item: str | bytes | None = first.removeprefix("\ufeff")
        while item is not None:
            assert isinstance(item, str)
            for start in range(0, len(item), _CHUNK):
                chunk = item[start : start + _CHUNK]
                self._take(len(chunk) if chunk.isascii() else len(chunk.encode("utf-8", "surrogatepass")))
                yield self._checked(chunk)
            item = next(self._items, None)

    def _checked(self, text: str) -> str:
        if (zero := text.find("\0")) >= 0:
            self._fail("capture_not_text", text.count("\n", 0, zero), found="a zero byte")
        self._lines_before += text.count("\n")
        return text

    def _take(self, size: int) -> None:
        self.bytes_read += size
        if self.bytes_read > MAX_CAPTURE_BYTES:
            self._fail("capture_too_long", 0, expected=f"at most {MAX_CAPTURE_BYTES} bytes")
        self._report()

    def _report(self) -> None:
        if self._progress is not None:
            self._progress(self.bytes_read, self.entries_made)

    def _fail(self, code: str, lines: int, expected: str | None = None, found: str | None = None) -> NoReturn:
        raise CaptureError(code, offset=self._lines_before + lines + 1, expected=expected, found=found)


def _items_of(source: Readable) -> Iterator[str | bytes]:
    """Return the text or the bytes in items; lines get the newline that they may lack."""
    if isinstance(source, (str, bytes)):
        return iter((source,))
    return (item if isinstance(item, bytes) else f"{item.removesuffix(_NEWLINE)}\n" for item in source)


_NEWLINE: Final = "\n"
