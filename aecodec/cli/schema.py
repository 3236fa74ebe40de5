"""`aecodec schema`: the wire layout of any object, from the very table that decodes it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, TextIO

from .. import fields as f
from .._sentences import sentences
from .._tree import Row, Value, aligned
from ..codec import prefix_of
from ..errors import quote
from ..limits import MAX_POINTER_BYTES
from ..objects import ChainObject, Tx
from ..protocol import BASE_GAS, CALL_GAS, EARLY_FORCE_PROGRESS_GAS, IdKind, Order
from ..redaction import redact
from ..schema import Description, classes, compile_row, describe
from ..tx.layers import unwrap
from .printing import nearest, write_record

EXAMPLE: Final = """\
  aecodec schema ChannelCreateTx
  aecodec schema --json
  aecodec schema --rpc > channel-api.schema.json"""

#: Base gas of a type where it is another than usual.
_SPECIAL_GAS: Final = {
    43: {f"ABI {abi}": gas for abi, gas in CALL_GAS.items()},
    521: {"before fortuna": EARLY_FORCE_PROGRESS_GAS},
}


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="a type (ChannelCreateTx), one version of it (ChannelCreateTxV2), a tag, or an object;"
        " all without one",
    )
    parser.add_argument("--strict", action="store_true", help="take types and tags only")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument(
        "--rpc", action="store_true", help="the JSON Schema of the frames of the state channel API, instead"
    )


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Describe the named objects, or list all. Return 1 if a name is unknown."""
    if args.rpc:
        return _write_json_schema(args.names, out, err)
    known = [describe(cls) for cls in classes()]
    good = True
    chosen = [] if args.names else known
    for name in args.names:
        found = [one for one in known if name in (one.name, one.cls.__name__, str(one.tag))]
        found = found or _types_within(name, args.strict, err)
        if not found:
            good = False
            hint = nearest(name, {one.name for one in known} | {one.cls.__name__ for one in known})
            print(
                f"aecodec schema: unknown type {quote(name)}{hint}"
                if redact(name) == name
                else "aecodec schema: unknown type",
                file=err,
            )
        chosen += found
    if args.json:
        for one in chosen:
            write_record(out, record(one))
    elif not args.names:
        for one in chosen:
            print(f"{one.tag:4} {_version(one):>4}  {one.name:28} {_protocols(one)}", file=out)
    else:
        for number, one in enumerate(chosen):
            print(*([""] if number else []), *lines(one, sentences(one.cls)), sep="\n", file=out)
    return 0 if good else 1


def _types_within(source: str, strict: bool, err: TextIO) -> list[Description]:
    """Return the types of the objects that are recognized in a text, and say so."""
    if strict:
        return []
    from ..recognition import recognize
    from .readings import in_order, object_of, sentence

    types: dict[type, Description] = {}
    for one in in_order(recognize(source), source):
        if isinstance(obj := object_of(one), ChainObject):
            print(f"aecodec: recognised {sentence(one)}", file=err)
            inner = type(unwrap(obj).tx) if isinstance(obj, Tx) else type(obj)
            types |= {cls: describe(cls) for cls in (type(obj), inner)}
    return list(types.values())


def _write_json_schema(names: list[str], out: TextIO, err: TextIO) -> int:
    """Write the JSON Schema of the channel API, which has no types that could be chosen."""
    if names:
        print("aecodec schema: --rpc takes no names", file=err)
        return 2
    import json

    from ..rpc.json_schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=True), file=out)
    return 0


def lines(one: Description, meant: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """Describe the layout of an object for a person: its head, then one field a line in wire order.

    meant: what fields mean, which follows as a comment.
    """
    summary = (one.cls.__doc__ or "").partition("\n")[0]
    yield f"{one.name} (tag {one.tag}, version {_version(one)})"
    yield f"  {summary}"
    rows = [("protocols", _protocols(one))]
    if (prefix := prefix_of(one.cls)) is not None:
        rows.append(("text", f"{prefix}_"))
    if one.tag in BASE_GAS:
        special = [f"{gas} ({where})" for where, gas in _SPECIAL_GAS.get(one.tag, {}).items()]
        rows.append(("base gas", ", ".join([str(BASE_GAS[one.tag]), *special])))
    if signers := _signers(one.cls):
        rows.append(("signed by", signers))
    yield from (f"  {line}" for line in aligned(Row(name, (Value(value),)) for name, value in rows))
    yield "  fields"
    meanings = {name: f"  # {sentence}" for name, sentence in meant.items()}
    fields = ((name, _words(kind) + meanings.get(name, "")) for name, kind in one.fields)
    yield from (f"    {line}" for line in aligned(Row(name, (Value(words),)) for name, words in fields))


def record(one: Description) -> dict[str, Any]:
    """Describe the layout of an object for a program."""
    meant = sentences(one.cls)
    return {
        "type": one.name,
        "class": one.cls.__name__,
        "tag": one.tag,
        "version": one.version,
        "since": one.since.name.lower(),
        "until": None if one.until is None else one.until.name.lower(),
        "prefix": prefix_of(one.cls),
        "base_gas": BASE_GAS.get(one.tag),
        "base_gas_where": _SPECIAL_GAS.get(one.tag, {}),
        "signers": _signers(one.cls) or None,
        "summary": (one.cls.__doc__ or "").partition("\n")[0],
        "fields": [
            {"name": field.name, "type": _form(field.type), "meaning": meant.get(field.name)}
            for field in one.fields
        ],
    }


def _version(one: Description) -> str:
    return "any" if one.version is None else str(one.version)


def _protocols(one: Description) -> str:
    since = one.since.name.lower()
    return f"from {since}" if one.until is None else f"{since} to {one.until.name.lower()}"


def _signers(cls: type) -> str:
    if not issubclass(cls, Tx):
        return ""
    named = " and ".join(cls.SIGNERS)
    return "both participants" if cls.BOTH_PARTICIPANTS else named


def _words(kind: f.FieldType) -> str:
    """Describe in words what a field is on the wire."""
    match kind:
        case f.Uint(unit="height"):
            return "unsigned integer, a height"
        case f.Uint(unit=unit):
            return f"unsigned integer{f', in {unit}' if unit else ''}"
        case f.Bool():
            return "boolean"
        case f.Bytes(length=length, api=api, text=text):
            size = "bytes" if length is None else f"{length} bytes"
            return f"{size}, UTF-8 by convention" if text else f"{size}, shown as {api}_"
        case f.Identifier(kinds=kinds):
            return f"identifier: {_kinds(kinds)}"
        case f.Enum(cls=cls):
            return " or ".join(f"{member.name.lower()} ({int(member)})" for member in cls)
        case f.PackedVersion():
            return "packed versions of virtual machine and ABI"
        case f.PointerTarget():
            return f"pointer: identifier or at most {MAX_POINTER_BYTES} bytes"
        case f.List(of=of, most=most, order=order):
            limits = [f"at most {most}"] if most is not None else []
            limits += [_ORDERS[order]] if order else []
            return f"list{f' ({words})' if (words := ', '.join(limits)) else ''} of {_words(of)}"
        case f.Tuple(cls=cls, items=items):
            inner = zip(cls._fields, items, strict=True)
            return f"({'; '.join(f'{name}: {_words(item)}' for name, item in inner)})"
        case f.Object(base=base, empty_ok=empty_ok):
            return f"{base.__name__} as bytes{', or nothing' if empty_ok else ''}"
    return "the version in the head"


_ORDERS: Final = {
    Order.BY_ITEM: "sorted",
    Order.BY_KEY: "sorted by key, each once",
    Order.DISTINCT_KEYS: "each key once",
}


def _kinds(kinds: tuple[IdKind, ...]) -> str:
    return " or ".join(kind.name.lower() for kind in kinds)


def _form(kind: f.FieldType) -> Any:
    """Describe a field on the wire as JSON. The kinds are those of `protocol.Op`, in lower case."""
    name = compile_row(kind)[0].name.lower()
    match kind:
        case f.Bytes():
            return {"kind": name, "length": kind.length, "prefix": kind.api, "text": kind.text}
        case f.Identifier(kinds=kinds):
            return {"kind": name, "of": [one.name.lower() for one in kinds]}
        case f.Enum(cls=cls):
            return {"kind": name, "values": {member.name.lower(): int(member) for member in cls}}
        case f.List(of=of, most=most, order=order):
            return {"kind": name, "of": _form(of), "most": most, "order": order.name.lower()}
        case f.Tuple(cls=cls, items=items):
            named = zip(cls._fields, items, strict=True)
            return {"kind": name, "items": [{"name": name, "type": _form(item)} for name, item in named]}
        case f.Object(base=base, empty_ok=empty_ok):
            return {"kind": name, "of": base.__name__, "empty_ok": empty_ok}
        case f.Uint(unit=unit):
            return {"kind": name, "unit": unit or None}
    return {"kind": name}
