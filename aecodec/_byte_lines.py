"""A map of bytes as lines of text: offset, headers, content, field and value, with a mark at each fault.

72  88  0d e0 b6 b3 a7 64 00 00  amount  1000000000000000000 (1 AE)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from ._tree import Layout, Value, fold, folded
from .byte_map import ByteMap, Part, Span
from .errors import DecodeError, printable
from .lenient import Deviation
from .schema import describe

_LIST: Final = 0xC0  # where RLP headers of lists begin
#: Bytes of headers and of content on a line, by the columns of a terminal.
_BYTES: Final = {0: (3, 4), 72: (3, 8), 100: (4, 8), 130: (4, 16)}
_USUAL: Final = (4, 8)
#: The fewest columns of values, and of sentences beside a mark.
_NARROWEST: Final = 12
_SENTENCE: Final = 30

Fault: TypeAlias = Deviation | DecodeError
#: What is wrong, by the offset of the byte that it is about.
Faults: TypeAlias = dict[int, list[Fault]]


class Group(NamedTuple):
    """Bytes that belong together, line by line: the headers in front of a content, and the content.

    label: the field, indented by its depth.
    """

    headers: list[range]
    content: list[range]
    label: str
    value: Value


class _Columns(NamedTuple):
    """The widths of the parts of a line, and the column at which values begin."""

    offset: int
    headers: int
    content: int
    label: int

    @property
    def value(self) -> int:
        return sum(self) + 2 * len(self) - 2 * (self.headers == 0)


def lines(shown: ByteMap, layout: Layout) -> Iterator[str]:
    """Write a map as lines of text, in the width of the layout as far as possible."""
    size = len(shown.wire)
    kind = "" if shown.obj is None else f"{describe(type(shown.obj)).name}, "
    yield layout.title(f"{kind}{size} {'byte' if size == 1 else 'bytes'}")
    headers, content = _USUAL
    if layout.width is not None:
        headers, content = _BYTES[max(least for least in _BYTES if least <= max(layout.width, 0))]
    groups = list(group_bytes(shown, headers, content))
    columns = _columns(groups, size, content)
    faults = find_faults(shown)
    for group in groups:
        yield from _lines_of(shown.wire, group, columns, faults, layout)
    for fault in faults.get(size, ()):
        yield from _fault_lines(_starts(columns)[1], fault, layout)


def find_faults(shown: ByteMap) -> Faults:
    """Return deviations and error by the byte that they are about."""
    found: Faults = {}
    places = {span.end: span.path for span in shown.spans if span.path}
    contents = {span.offset: span.path for span in shown.spans}
    everything: list[Fault] = [*shown.deviations, *([] if shown.error is None else [shown.error])]
    for fault in everything:
        place = fault.offset or 0
        # The offset of a value without bytes is that of what follows.
        if places.get(place) == fault.path != contents.get(place):
            place -= 1
        found.setdefault(place, []).append(fault)
    return found


# --- groups -------------------------------------------------------------------------------------


def group_bytes(shown: ByteMap, headers_a_line: int, bytes_a_line: int) -> Iterator[Group]:
    """Yield the bytes of a map in groups, on lines of so many bytes."""
    headers: list[Span] = []
    for span, following in zip(shown.spans, (*shown.spans[1:], None), strict=False):
        if span.part is Part.HEADER:
            headers.append(span)
            if not _goes_on(shown.wire, span, following):
                yield Group(_header_lines(headers, headers_a_line), [], *_words(headers))
                headers = []
            continue
        starts = range(span.offset, span.end, bytes_a_line)
        content = [range(start, min(start + bytes_a_line, span.end)) for start in starts]
        yield Group(_header_lines(headers, headers_a_line), content, *_words([*headers, span]))
        headers = []


def _goes_on(wire: bytes, header: Span, following: Span | None) -> bool:
    """Tell whether a header is the one of what follows: of a content, or of the object in it."""
    if following is None or wire[header.offset] >= _LIST or following.path != header.path:
        return False
    return following.part is not Part.REST and (following.part is not Part.HEADER or header.path != "")


def _header_lines(headers: list[Span], most: int) -> list[range]:
    found: list[range] = []
    for span in headers:
        if found and len(found[-1]) + span.length <= most:
            found[-1] = range(found[-1].start, span.end)
        else:
            found.append(range(span.offset, span.end))
    return found


def _words(spans: list[Span]) -> tuple[str, Value]:
    """Return label and value of bytes that belong together."""
    path, last = spans[0].path, spans[-1]
    depth = path.count(".") + path.count("[")
    name = path.replace("[", ".[").rpartition(".")[2]
    match last.part:
        case Part.TAG | Part.VERSION:
            depth = max(depth, 1)  # the path of the outermost ones does not begin with the type
        case Part.REST:
            name = last.part.value
        case _ if not path:
            name = Part.ITEM.value
    value = Value("" if name == last.value else printable(last.value), printable(last.note))
    return "  " * depth + name, value


# --- lines --------------------------------------------------------------------------------------


def _columns(groups: list[Group], size: int, bytes_a_line: int) -> _Columns:
    headers = max((len(line) for group in groups for line in group.headers), default=0)
    label = max((len(group.label) for group in groups), default=0)
    return _Columns(len(str(size)), 3 * headers - (headers > 0), 3 * bytes_a_line - 1, label)


def _starts(columns: _Columns) -> tuple[int, int]:
    """Return the columns at which headers and content begin."""
    headers = columns.offset + 2
    return headers, headers + columns.headers + 2 * (columns.headers > 0)


def _lines_of(wire: bytes, group: Group, columns: _Columns, faults: Faults, layout: Layout) -> Iterator[str]:
    room = None if layout.width is None else max(layout.width - columns.value, _NARROWEST)
    values = list(folded(group.value, room, layout))
    # The first line of the content stands beside the last one of the headers.
    before = max(len(group.headers) - 1, 0)
    count = max(before + len(group.content), len(group.headers), len(values))
    nothing = [range(0)] * count
    headers = [*group.headers, *nothing]
    content = [*nothing[:before], *group.content, *nothing]
    for index, left, right in zip(range(count), headers, content, strict=False):
        offset = next((f"{places.start}" for places in (left, right) if places), "")
        cells = [layout.dim(f"{offset:>{columns.offset}}")]
        if columns.headers:
            cells.append(layout.dim(f"{_digits(wire, left):{columns.headers}}"))
        cells.append(f"{_digits(wire, right):{columns.content}}")
        cells.append(layout.dim(f"{group.label if index == 0 else '':{columns.label}}"))
        cells.append(values[index] if index < len(values) else "")
        yield "  ".join(cells).rstrip()
        for places, column in zip((left, right), _starts(columns), strict=True):
            for place in places:
                for fault in faults.get(place, ()):
                    yield from _fault_lines(column + 3 * (place - places.start), fault, layout)


def _digits(wire: bytes, places: range) -> str:
    return wire[places.start : places.stop].hex(" ")


def describe_fault(fault: Fault) -> str:
    """Say what is wrong, without its place."""
    return str(DecodeError(fault.code, "", None, fault.expected or None, fault.found or None))


def _fault_lines(column: int, fault: Fault, layout: Layout) -> Iterator[str]:
    """Write a mark under a byte, and what is wrong there."""
    words = describe_fault(fault)
    mark = " " * column + "^^"
    if layout.width is None:
        yield _red(f"{mark} {words}", layout)
        return
    if layout.width - len(mark) - 1 < _SENTENCE:
        yield _red(mark, layout)
        mark = ""
    first, *others = fold(words, layout.width - len(mark) - 1)
    yield _red(f"{mark} {first}", layout)
    yield from (_red(f"{'':{len(mark)}} {line}", layout) for line in others)


def _red(text: str, layout: Layout) -> str:
    return f"\x1b[31m{text}\x1b[39m" if layout.colors else text
