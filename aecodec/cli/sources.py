"""The sources of a command, and what is found in them: read strictly where that succeeds, else recognized.

A source is an argument, a file or standard input. Whatever stands in one is yielded in order, with its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TextIO, TypeAlias

from .. import text
from ..errors import AecodecError, TextError, printable
from ..limits import MAX_CAPTURE_BYTES
from ..objects import ChainObject, Tx
from . import strict
from .bulk import Bulk, lines_left
from .inputs import MAX_LINE_BYTES, Input, lines_of, open_file, open_source

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from .decode import Plain

    Args: TypeAlias = Namespace | Plain

#: Words that a recovery phrase has at least, less one.
_PHRASE_WORDS: Final = 11

#: Bytes of the beginning of a source by which a list of canonical lines is told from other text.
_HEAD_BYTES: Final = 1 << 16

#: Kinds of readings that are errors.
_NO_VALUE: Final = frozenset(("SECRET", "DAMAGED", "SHORTENED", "UNSEARCHED"))
_BROKEN: Final = frozenset(("DAMAGED", "SHORTENED", "TRUNCATED"))


class Wanted(NamedTuple):
    """What a command works on. read: reads a canonical text; classes: what is taken of recognized things.

    bulk: what the command does with many canonical lines together. kinds: the kinds of readings that are
    taken, likely or not, where values do not tell what things are. hint: asks for what was meant by a text in
    which nothing is recognized.
    """

    read: Callable[[str], Any]
    classes: type | tuple[type, ...]
    bulk: Bulk | None = None
    kinds: frozenset[str] = frozenset()
    hint: Callable[[str], str] | None = None

    def takes(self, value: object) -> bool:
        """Tell whether a recognized thing is one of these."""
        return self.classes is object or isinstance(value, self.classes)


#: Whatever there is.
ANYTHING: Final = Wanted(strict.read, object)
#: A chain object, as prefixed text or in hexadecimal.
OBJECT: Final = Wanted(strict.read_object, ChainObject)
#: A transaction, likewise.
TRANSACTION: Final = Wanted(strict.read_tx, Tx)


class Found(NamedTuple):
    """A thing in a source, or the error that stands for one.

    item: the text that it was read from, with its place. value: the object, or prefix and payload of another
    text. reading: what recognition says of it; None where it was read strictly. error: why there is no value.
    alone: nothing else is in its source.
    """

    item: Input
    value: Any = None
    reading: Any = None
    error: AecodecError | None = None
    alone: bool = True

    def echo(self) -> str:
        """Return the input for a record, with the secrets redacted that it can hold."""
        from .printing import echo

        return echo(self.item, canonical=self.reading is None)

    def record(self) -> dict[str, Any]:
        """Return what a record begins with: the input, and what it was recognized as."""
        if self.reading is None:
            return {"input": self.echo()}
        from .readings import record

        return {"input": self.echo(), "line": self.item.line, "recognised": record(self.reading)}


def configure(parser: ArgumentParser, noun: str) -> None:
    """Declare the arguments that `read` works from."""
    words = (
        f"{noun}, or any text that holds some; the name of a file or @FILE; - for standard input"
        " (also if there is none)"
    )
    parser.add_argument("items", nargs="*", metavar=noun.upper(), help=words)
    parser.add_argument(
        "--strict", action="store_true", help="take canonical text only, one item an argument or line"
    )
    parser.add_argument("--trim", action="store_true", help="ignore white space around each item")


def each(
    args: Args,
    wanted: Wanted,
    show: Callable[[Found], int | None],
    command: str,
    out: TextIO,
    err: TextIO,
    *,
    announced: bool = True,
) -> int:
    """Show everything that is wanted in the sources, and write what is wrong with the rest.

    show: may return an exit code, for a thing with a fault of its own. Returns the exit code: 0 if all went
    well, 1 if not, 2 if there was no input.
    """
    code = 2
    as_json = getattr(args, "json", False)
    for found in read(args, wanted, err, announced=announced):
        code = code % 2  # from now on there is an input
        error = found.error
        if error is None:
            try:
                code = max(code, show(found) or 0)
            except AecodecError as caught:
                error = caught
            else:
                code = code if found.reading is None or found.reading.error is None else 1
        if error is not None:
            from .printing import write_error

            # A secret among other things takes nothing away from them.
            code = code if error.code == "secret_given" and not found.alone else 1
            hint = wanted.hint(found.item.text) if wanted.hint and found.reading is None else ""
            write_error(found.item, error, as_json, out, err, found.reading, hint=hint)
    if code == 2:
        print(f"aecodec {command}: no input", file=err)
    return code


def announce(found: Found, err: TextIO) -> None:
    """Say in one line what something was taken for and why, unless it was read strictly."""
    if found.reading is not None and found.error is None:
        from .readings import sentence

        print(f"aecodec: recognised {sentence(found.reading)}{found.item.place}", file=err)


def read(args: Args, wanted: Wanted, err: TextIO, *, announced: bool = True) -> Iterator[Found]:
    """Yield everything that is found in the sources. Raises OSError for a file that cannot be read.

    announced: say on `err` what was recognized, thing by thing.
    """
    for found in _read(args, wanted, err):
        if announced:
            announce(found, err)
        yield found


def _read(args: Args, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    items = args.items or ["-"]
    if len(items) >= _PHRASE_WORDS:
        from ..redaction import has_recovery_phrase

        if has_recovery_phrase(" ".join(items)):
            items = [" ".join(items)]  # without quotes; one word is not recognized as a secret
    for number, item in enumerate(items, 1):
        if item == "-" or item.startswith("@"):
            with open_source(item) as stream:
                yield from _stream(stream, args, wanted, err)
        else:
            yield from _argument(Input(item, number), args, wanted, err)


def _argument(item: Input, args: Args, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    found = _strictly(item, args, wanted)
    if found.error is None or args.strict:
        yield found
    elif is_file(item.text):
        print(f"aecodec: {printable(item.text)} is a file, which is read", file=err)
        with open_file(item.text) as file:
            yield from _stream(file, args, wanted, err)
    else:
        yield from _recognized(found, wanted, err)


def is_file(name: str) -> bool:
    """Tell whether an argument is the name of a file."""
    try:
        return os.path.isfile(name)
    except ValueError:  # a zero byte
        return False


def _stream(stream: BinaryIO, args: Args, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    """Yield what is in a stream: line by line if it is a list of canonical lines, else taken as a whole."""
    lines = lines_of(stream, MAX_LINE_BYTES)
    head: list[Found] = []
    size = 0
    for line in lines:
        head.append(_strictly(line, args, wanted))
        size += len(line.text)
        if args.strict or size > _HEAD_BYTES:
            break
    if args.strict or 2 * sum(found.error is None for found in head) >= len(head):
        first = head[-1].item.line + 1 if head else 1
        rest = lines_left(stream, MAX_LINE_BYTES, first, wanted.bulk, err)
        for found in chain(head, (_strictly(line, args, wanted) for line in rest)):
            if found.error is None or args.strict:
                yield found
            else:
                yield from _recognized(found, wanted, err)
        return
    yield from _recognized(_whole(head, lines), wanted, err)


def _whole(head: Iterable[Found], lines: Iterable[Input]) -> Found:
    """Join the lines of a stream to one text."""
    rows: list[str] = []
    size = 0
    first = next(iter(head))
    for line in chain((found.item for found in head), lines):
        rows += [""] * (line.line - 1 - len(rows))  # blank lines count as well
        rows.append(line.text)
        size += len(line.text)
        if size > MAX_CAPTURE_BYTES or line.fault is not None:
            fault = TextError("text_too_long", "", None, f"at most {MAX_CAPTURE_BYTES} bytes in one paste")
            return Found(first.item, error=line.fault or fault)
    whole = first.item if len(rows) == first.item.line else Input("\n".join(rows), 1, first.item.place)
    return Found(whole, error=first.error)


def _strictly(item: Input, args: Args, wanted: Wanted) -> Found:
    if args.trim:
        item = item._replace(text=item.text.strip())
    try:
        value = wanted.read(item.whole())
    except AecodecError as error:
        return Found(item, error=error)
    secret = isinstance(value, text.Parts) and value.prefix == "sk"
    return Found(item, error=TextError("secret_given")) if secret else Found(item, value)


def _recognized(refused: Found, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    """Yield what is recognized in a text that strict reading refused; its error if nothing is."""
    from ..recognition import recognize
    from . import readings

    source = refused.item.text
    if wanted.classes is object and (capture := _capture(source)) is not None:
        print("aecodec: recognised a captured channel session, which `aecodec inspect` reads", file=err)
        yield Found(refused.item, capture)
        return
    if wanted.kinds:
        known = sorted(
            (one for one in recognize(source) if _is_of_kind(one, wanted)), key=lambda one: one.start
        )
    else:
        known = [one for one in readings.in_order(recognize(source), source) if _is_wanted(one, wanted)]
    whole = len(known) == 1 and known[0].end - known[0].start >= len(source.strip())
    if not known or (not whole and _is_one_word(source) and {one.kind.name for one in known} <= _BROKEN):
        yield refused  # which names the place of what is wrong in it
        return
    if len(known) > 1:
        print(f"aecodec: recognised {readings.summary(known)}", file=err)
    line, done, start = refused.item.line, 0, -refused.item.column
    for one in known:
        if (more := source.count("\n", done, one.start)) != 0:
            line += more
            start = source.rfind("\n", 0, one.start) + 1
        done = one.start
        lined = refused.item.place != "" or "\n" in source
        place = "" if whole else f"column {one.start - start + 1}"
        place = ", ".join(filter(None, (f"line {line}" if lined else "", place)))
        given = source[one.start : one.end]
        given = _mask(given) if one.kind.name == "SECRET" else given
        item = Input(given, line, f" ({place})" if place else "", None, one.start - start)
        value, error = readings.object_of(one), _error_of(one)
        if one.kind.name == "TRUNCATED" and wanted is not ANYTHING:
            value, error = value.wire, None if wanted.takes(b"") else one.error
        value = None if one.kind.name in _NO_VALUE else value
        yield Found(item, value, one, error, alone=len(known) == 1)


def _is_one_word(source: str) -> bool:
    return not any(map(str.isspace, source.strip()))


def _capture(source: str) -> Any:
    """Read a captured session with at least two messages; None if it is none."""
    if "jsonrpc" not in source:
        return None
    from ..inspector import captures

    try:
        capture = captures.read(source)
    except AecodecError:
        return None
    return capture if len(capture.messages) > 1 else None


def _error_of(reading: Any) -> AecodecError | None:
    """Return what is wrong with a thing that has no value to be shown."""
    kind = reading.kind.name
    if kind in ("SECRET", "SHORTENED"):
        return TextError("secret_given" if kind == "SECRET" else "text_shortened")
    error: AecodecError | None = reading.error
    return error if kind in _NO_VALUE or reading.value is None else None


def _mask(secret: str) -> str:
    """Return what may be shown of a secret: that it begins with `sk_`, if it does."""
    from ..redaction import MASK, redact_secret_text

    shown = redact_secret_text(secret)
    return MASK if shown == secret else shown


def _is_of_kind(reading: Any, wanted: Wanted) -> bool:
    return reading.kind.name in wanted.kinds or reading.kind.name in ("SECRET", "UNSEARCHED")


def _is_wanted(reading: Any, wanted: Wanted) -> bool:
    if reading.kind.name in _NO_VALUE | _BROKEN:
        return True
    from .readings import object_of

    return wanted.takes(object_of(reading))
