"""What recognition found, for people and for programs: headings, trees and records of readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from .. import text
from .._tree import Layout, Row, Value, lines
from ..errors import printable
from ..redaction import redact_within

if TYPE_CHECKING:
    from ..errors import AecodecError
    from ..fate.opening import Known
    from ..json_form import Ints
    from ..recognition import Reading

_LONGEST: Final = 200  # characters of one value

#: The kinds whose value has a tree of its own.
_OBJECTS: Final = frozenset(("TRANSACTION", "OBJECT", "HEADER", "RLP", "DELEGATION"))
#: The kinds that are not shown again if they are a part of something else.
_WITHIN: Final = frozenset(("IDENTIFIER", "SIGNATURE", "BYTES", "CALL_DATA"))
#: The kinds of JSON of an object, and of what is a part of it: payloads, proofs, transactions that it wraps.
_FORMS: Final = frozenset(("NODE_JSON", "JSON_FORM"))
_PARTS: Final = frozenset(("TRANSACTION", "OBJECT"))
#: The kinds that are small enough for one line where there are several things.
_SHORT: Final = frozenset(("IDENTIFIER", "SIGNATURE", "NAME", "AMOUNT", "HEIGHT", "NETWORK"))


def in_order(readings: Iterable[Reading], source: str) -> list[Reading]:
    """Return the readings to show, in the order of the source.

    What is unlikely is one of them only if it is all that the source can be. Identifiers within another thing
    that shows them are left out.
    """
    likely = [one for one in readings if one.confidence.name != "UNLIKELY" or one.kind.name == "UNSEARCHED"]
    if not likely:
        size = len(source.strip())
        likely = [one for one in readings if one.end - one.start >= size][:1]
    kept: list[Reading] = []
    around: Reading | None = None
    content = ""
    for one in sorted(likely, key=lambda one: (one.start, -one.end)):
        inside = around is not None and one.start < around.end
        shown = one.kind.name in _WITHIN and str(one.text) in content
        shown = shown or (around is not None and _is_form(around) and one.kind.name in _PARTS)
        if inside and around is not None and (shown or one.text == around.text):
            continue
        kept.append(one)
        if not inside and one.value is not None and not is_short(one):
            around, content = one, _content(one)
    return kept


def _is_form(reading: Reading) -> bool:
    """Tell whether a reading is the JSON of a whole object.

    The header of a block is none: a middleware puts the transactions of the block beside it.
    """
    return reading.kind.name in _FORMS and hasattr(object_of(reading), "TAG")


def object_of(reading: Reading) -> Any:
    """Return the object that a reading is of: its value, or what an answer of a node holds."""
    inner = getattr(reading.value, "obj", None)
    return reading.value if inner is None else inner


def _content(reading: Reading) -> str:
    """Return a text with all identifiers that the tree of a reading shows."""
    found = object_of(reading)
    if _has_tree(reading):
        from ..display import show

        return f"{found!r} {show(found)} {_plain(reading)}"
    return str(_plain(reading))


def sentence(reading: Reading) -> str:
    """Say what something was taken for, and why."""
    steps = f" ({', '.join(reading.steps)})" if reading.steps else ""
    digest = getattr(reading.value, "hash", None)  # of an answer of a node
    steps += f": {digest}" if isinstance(digest, str) else ""
    said = f"; strict reading: {reading.error}" if reading.error is not None else ""
    return printable(f"{reading.kind}: {reading.why}{steps}{said}")


def summary(readings: Iterable[Reading]) -> str:
    """Count the kinds of several readings."""
    counts = Counter(str(one.kind) for one in readings)
    kinds = ", ".join(f"{kind} ({count})" for kind, count in counts.items())
    return f"{counts.total()} things: {kinds}"


def complaint(reading: Reading, error: AecodecError) -> str:
    """Say what is wrong with a thing, what was probably meant, and what else a person should know."""
    if error.code == "secret_given":
        return f"{error} ({reading.why})"
    meant, notes = reading.suggestion, list(reading.notes)
    if reading.kind.name == "SHORTENED" and reading.error is not None:
        error = reading.error
    elif meant is None and notes and reading.kind.name in ("DAMAGED", "SHORTENED"):
        return f"{reading.kind}: {'; '.join(notes)}"
    if meant is not None and not any(f"mean {meant}" in note for note in notes):
        notes.insert(0, f"Did you mean {meant}?")
    said = (f"{'.' if note[:1].isupper() else ';'} {note.removesuffix('.')}" for note in notes)
    return f"{error}{''.join(said)}"


def is_short(reading: Reading) -> bool:
    """Tell whether a reading fits on one line."""
    return reading.kind.name in _SHORT and reading.text is not None


def line(reading: Reading) -> str:
    """Write a short reading as one line: what it is, and its text."""
    meaning = str(reading.kind)
    if isinstance(reading.value, text.Parts):
        from .._parts import MEANINGS

        meaning = MEANINGS[reading.value.prefix]
    return printable(f"{meaning} {reading.text}")


def tree(reading: Reading, source: str, layout: Layout, known: Known | None = None) -> str:
    """Write a reading as a tree: its value, its canonical text if the source has another, then notes."""
    signed = signatures(reading)
    notes = [Row("note", (Value(printable(note)),)) for note in (*reading.notes, *signed)]
    if _has_tree(reading):
        from ..display import outline

        shown = outline(object_of(reading), known)
        own = (Row("text", (Value(reading.text or ""),)),)
        more: tuple[Row, ...] = ()
        if isinstance(reading.value, text.Parts):
            shown = shown._replace(below=own + shown.below)
        elif object_of(reading) is not reading.value:
            more = tuple(_rows(_around_object(reading)))
        elif reading.text is not None and reading.text != source.strip():
            more = own
        return "\n".join(lines(shown._replace(below=(*shown.below, *more, *notes)), layout))
    below = (*_rows(_plain(reading)), *notes)
    title = Value(str(reading.kind), reading.text if not below and reading.text else "")
    return "\n".join(map(redact_within, lines(Row("", (title,), below), layout)))


def signatures(reading: Reading) -> tuple[str, ...]:
    """Say of the answer of a node who signed it and for which network; () of anything else."""
    found = object_of(reading)
    if reading.kind.name != "NODE_JSON" or not getattr(found, "signatures", ()):
        return ()
    from .signatures import check, sentence

    return (sentence(check(found, None, None, inner=False, trust_ga=False)),)


def _has_tree(reading: Reading) -> bool:
    """Tell whether `display` knows the value."""
    found = object_of(reading)
    known = isinstance(found, text.Parts) or hasattr(found, "TAG") or found is not reading.value
    return known or (found is not None and reading.kind.name in _OBJECTS)


def _around_object(reading: Reading) -> dict[str, Any]:
    """Return what an answer of a node says beside its object."""
    members: dict[str, Any] = to_plain(reading.value)
    return {name: item for name, item in members.items() if name not in ("kind", "obj", "notes", "hash")}


def _plain(reading: Reading) -> Any:
    """Return the value of a reading as dicts, lists and scalars; its text if it has no other."""
    if reading.kind.name == "FRAME" and reading.value is not None:
        value = reading.value.value
        return (
            {key: item for key, item in value.items() if key != "jsonrpc"} if type(value) is dict else value
        )
    if reading.value is None:
        return {"text": reading.text} if reading.text is not None else {}
    if reading.kind.name == "FOREIGN":
        return {"address": reading.text}
    if reading.kind.name == "TRUNCATED":
        return {name: item for name, item in to_plain(reading.value).items() if name != "wire"}
    return to_plain(reading.value)


def to_plain(value: Any) -> Any:
    """Convert a value to dicts, lists and scalars; what is absent is left out."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = _present(value._asdict())
    elif hasattr(value, "__struct_fields__"):
        value = _present({name: getattr(value, name) for name in value.__struct_fields__})
    elif hasattr(value, "__dataclass_fields__"):
        value = _present({name: getattr(value, name) for name in value.__dataclass_fields__})
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, bool | int | str) else str(value)


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the members that say nothing."""
    return {
        name: item
        for name, item in members.items()
        if item is not None and item is not False and item not in ("", (), {})
    }


def _rows(value: Any) -> Iterator[Row]:
    if isinstance(value, dict):
        items: Iterable[tuple[str, Any]] = value.items()
    elif isinstance(value, list):
        items = ((_label(index, item), item) for index, item in enumerate(value))
    else:
        items = [("value", value)]
    for name, item in items:
        if isinstance(item, dict | list) and item:
            yield Row(printable(name), (), tuple(_rows(item)))
        else:
            yield Row(printable(name), (_leaf(item),))


def _label(index: int, item: Any) -> str:
    """Name an item of a list: a prefixed text by what its prefix stands for."""
    from .._parts import MEANINGS

    return (
        MEANINGS.get(item[:2], f"[{index}]") if isinstance(item, str) and item[2:3] == "_" else f"[{index}]"
    )


def _leaf(item: Any) -> Value:
    if item is None or item is True or item is False:
        return Value({None: "null", True: "true", False: "false"}[item])
    if isinstance(item, dict | list):
        return Value("(none)")
    if item == "":
        return Value("(empty)")
    shown = printable(str(item))
    return (
        Value(shown) if len(shown) <= _LONGEST else Value(f"{shown[:_LONGEST]}…", f"{len(shown)} characters")
    )


def record(reading: Reading) -> dict[str, Any]:
    """Return what a record says of a reading."""
    known: dict[str, Any] = {
        "kind": str(reading.kind),
        "confidence": reading.confidence.name.lower(),
        "why": reading.why,
        "start": reading.start,
        "end": reading.end,
    }
    known |= {"steps": list(reading.steps)} if reading.steps else {}
    known |= {"text": reading.text} if reading.text is not None else {}
    known |= {"signatures": said[0]} if (said := signatures(reading)) else {}
    known |= {"suggestion": reading.suggestion} if reading.suggestion is not None else {}
    return known | ({"notes": list(reading.notes)} if reading.notes else {})


def form(reading: Reading, ints: Ints) -> Any:
    """Return the value of a reading as JSON."""
    from ..json_form import with_safe_ints
    from ..redaction import redact_json

    value = redact_json(_plain(reading))
    return value if ints == "number" else with_safe_ints(value)
