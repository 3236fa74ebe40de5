"""`aecodec decode`: any identifier, transaction or hexadecimal object, as a tree or as JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

from .. import text
from ..errors import AecodecError, error_to_json
from ..protocol import FATE_PREFIXES
from . import strict, terminal

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from .._tree import Layout
    from ..fate.opening import Known
    from ..headers import Header
    from ..json_form import Ints
    from ..objects import ChainObject
    from .bulk import Bulk
    from .sources import Found

EXAMPLE: Final = """\
  aecodec decode ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW
  aecodec decode --json @transactions.txt"""


class Plain(NamedTuple):
    """The arguments of the command where there is no option: what the parser would return."""

    items: list[str]
    json: bool = False
    ints: Ints = "safe"
    strict: bool = False
    trim: bool = False
    no_units: bool = False
    open: bool = False
    aci: str | None = None
    contract: str | None = None
    names: str | None = None


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    from . import contracts, sources
    from .printing import configure_ints

    sources.configure(parser, "item")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    configure_ints(parser)
    words = "with --json: what calls, code, results and events hold as well, as `opened`"
    parser.add_argument("--open", action="store_true", help=words)
    contracts.configure(parser)
    terminal.configure(parser)


def run(args: Namespace | Plain, out: TextIO, err: TextIO) -> int:
    """Decode everything in the sources. Return 1 if something is invalid, 2 if there is nothing."""
    layout = terminal.layout(out, not args.no_units)
    bare = isinstance(args, Plain) and args.aci is None and args.names is None
    if bare and len(args.items) == 1 and _write_one(args.items[0], layout, out):
        return 0
    from . import contracts, options, sources

    try:
        known = contracts.read_known(args)
    except options.UsageError as wrong:
        print(f"aecodec decode: {wrong}", file=err)
        return 2
    opening = args.open or known is not None
    write = (
        _write_records(args.ints, out, known, opening) if args.json else _write_trees(layout, out, err, known)
    )
    bulk = _bulk(args.ints, out) if args.json and not opening else None
    wanted = sources.ANYTHING._replace(bulk=bulk)

    def show(found: Found) -> int:
        if type(found.value).__name__ == "Capture":
            from .reports import write_capture

            return 1 if write_capture(found.value, args.json, args.ints, out)["errors"] else 0
        write(found)
        return 0

    return sources.each(args, wanted, show, "decode", out, err, announced=args.json)


def _write_one(item: str, layout: Layout, out: TextIO) -> bool:
    """Write the tree of one canonical text, with no more imports than it needs; return whether it is one."""
    try:
        found = strict.read(item)
    except AecodecError:
        return False
    if isinstance(found, text.Parts) and found.prefix == "sk":
        return False
    print(_tree(found, layout), file=out)
    return True


def _tree(found: ChainObject | text.Parts, layout: Layout, known: Known | None = None) -> str:
    from .._tree import lines

    if isinstance(found, text.Parts) and found.prefix not in FATE_PREFIXES:  # so no more is imported
        from .._parts import outline_parts

        return "\n".join(lines(outline_parts(found), layout))
    from ..display import outline

    return "\n".join(lines(outline(found, known), layout))


def _write_trees(layout: Layout, out: TextIO, err: TextIO, known: Known | None) -> Callable[[Found], None]:
    from . import readings, sources

    before = ""  # what was written last: a tree or a line
    places: dict[str, str] = {}

    def write(found: Found) -> None:
        nonlocal before
        reading, source, place = found.reading, found.item.text, found.item.place.strip(" ()")
        if reading is None or found.alone:
            sources.announce(found, err)
            shown = (
                _tree(found.value, layout, known)
                if reading is None
                else readings.tree(reading, source, layout, known)
            )
        elif readings.is_short(reading):
            shown = f"{layout.dim(place + ':')} {readings.line(reading)}"
        elif reading.text is not None and reading.text in places:
            shown = f"{layout.dim(place + ':')} the same {reading.kind} as at {places[reading.text]}"
        else:
            places[reading.text or ""] = place
            heading = layout.dim(f"{place}: {readings.sentence(reading)}")
            shown = f"{heading}\n{readings.tree(reading, source, layout, known)}"
        if before and "\n" in before + shown:
            print(file=out)
        before = shown
        print(shown, file=out)

    return write


def _write_records(ints: Ints, out: TextIO, known: Known | None, opening: bool) -> Callable[[Found], None]:
    from ..derived import tx_hash
    from ..objects import Tx
    from . import readings
    from .printing import write_record

    def write(found: Found) -> None:
        value, reading = found.value, found.reading
        digest = tx_hash(value) if isinstance(value, Tx) else None
        if reading is None:
            record = {"input": found.echo(), "object": _form(value, ints), "hash": digest}
            write_record(out, record | (_open_fields(value, known) if opening else {}))
            return
        has_form = isinstance(value, text.Parts) or hasattr(value, "TAG") or reading.kind.name == "HEADER"
        form = _form(value, ints) if has_form else readings.form(reading, ints)
        record = (
            found.record()
            | {"object": form, "hash": digest}
            | (_open_fields(value, known) if opening else {})
        )
        write_record(out, record | ({"error": error_to_json(reading.error)} if reading.error else {}))

    return write


def _open_fields(value: Any, known: Known | None) -> dict[str, Any]:
    """Return what the fields of an object hold in FATE, by their paths, as a member of its record."""
    from ..fate.opening import NOTHING, open_bytes, open_object
    from ..redaction import redact_json

    if hasattr(value, "TAG"):
        opened: Any = [{"path": one.path, **one.form} for one in open_object(value, known or NOTHING)]
    elif isinstance(value, text.Parts) and (found := open_bytes(value.payload, known or NOTHING)) is not None:
        opened = found.form
    else:
        return {}
    return {"opened": redact_json(opened)}


def _bulk(ints: Ints, out: TextIO) -> Bulk:
    """Write the records of many canonical transactions, the same ones as `_write_records` does."""
    from ..batch import record_writer
    from .bulk import Bulk

    return Bulk(record_writer(ints), out)


def _form(found: ChainObject | Header | text.Parts, ints: Ints) -> dict[str, Any]:
    """Return the JSON form of an object; of another text its prefix and payload, never a secret one."""
    from ..json_form import to_json
    from ..protocol import PREFIXES

    if not isinstance(found, text.Parts):
        return to_json(found, ints=ints)
    payload = None if found.prefix == "sk" else found.payload.hex()
    form: dict[str, Any] = {"prefix": found.prefix, "payload": payload}
    kind = PREFIXES[found.prefix].id_kind
    return form if kind is None else form | {"kind": kind.name.lower()}
