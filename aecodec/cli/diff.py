"""`aecodec diff`: the fields in which two objects differ, and what that means for signatures."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, TextIO

from .. import fields as f
from .. import text
from .._tree import Row, Value, aligned, lines
from ..amounts import format_amount
from ..codec import to_bytes
from ..derived import tx_hash
from ..differences import Difference, diff
from ..display import field_row
from ..json_form import write_safe, write_value
from ..objects import ChainObject, Tx
from ..schema import describe
from ..signing import KNOWN, ComparedSignature, SignatureComparison, compare_signatures
from ..signing.verification import SignatureMatch
from . import options, sources, terminal
from .printing import write_error, write_record

EXAMPLE: Final = """\
  aecodec diff @draft.txt @signed.txt
  aecodec diff c60a01078203e8 c60a01088203e8"""

_NO_MORE: Final = 3  # objects; that there is a third one is enough to know


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "object")
    parser.description = f"{parser.description}\n\nThe exit code is 1 if they differ."
    options.configure_networks(parser)
    options.configure_participants(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    terminal.configure(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Compare the two objects in the sources. Return 1 if they differ or one is invalid."""
    try:
        participants = options.participants_of(args)
    except options.UsageError as wrong_usage:
        print(f"aecodec diff: {wrong_usage}", file=err)
        return 2
    found = list(islice(sources.read(args, sources.OBJECT, err), _NO_MORE))
    wrong = [one for one in found if one.error is not None]
    for one in wrong:
        assert one.error is not None
        write_error(one.item, one.error, args.json, out, err)
    if wrong:
        return 1
    if len(found) != 2:
        count = "more" if len(found) > 2 else f"{len(found)}"
        print(f"aecodec diff: two objects are compared, not {count}", file=err)
        return 2
    left, right = (one.value for one in found)
    differences = diff(left, right)
    signed = None
    if isinstance(left, Tx) and isinstance(right, Tx):
        candidates = dict.fromkeys((*args.network, *KNOWN))
        signed = compare_signatures(left, right, candidates, participants=participants)
    if args.json:
        write_record(out, _record(left, right, differences, signed))
    else:
        tree = _tree(left, right, differences, signed)
        print(*lines(tree, terminal.layout(out, not args.no_units)), sep="\n", file=out)
    return 1 if differences else 0


# --- for people ---------------------------------------------------------------------------------


def _tree(
    left: ChainObject,
    right: ChainObject,
    differences: tuple[Difference, ...],
    signed: SignatureComparison | None,
) -> Row:
    names = " and ".join(dict.fromkeys(describe(type(obj)).name for obj in (left, right)))
    count = len(differences)
    words = "no difference" if not count else "1 difference" if count == 1 else f"{count} differences"
    # The outermost signatures are compared below, with what they are valid for.
    excluded = () if signed is None else ("SignedTx.signatures",)
    rows = [_difference(one) for one in differences if not one.path.startswith(excluded)]
    rows.append(_pair("size", *(f"{len(to_bytes(obj))} bytes" for obj in (left, right))))
    if isinstance(left, Tx) and isinstance(right, Tx):
        rows.append(_pair("hash", tx_hash(left), tx_hash(right)))
    if signed is not None:
        rows += _signature_rows(signed)
    return Row("", (Value(f"{names}: {words}"),), tuple(rows))


def _pair(name: str, left: str, right: str) -> Row:
    if left == right:
        return Row(name, (Value(f"  {left}"),))
    return Row(name, (Value(f"- {left}"), Value(f"+ {right}")))


def _difference(one: Difference) -> Row:
    left = [value._replace(text=f"- {value.text}") for value in _values(one.kind, one.left)]
    right = [value._replace(text=f"+ {value.text}") for value in _values(one.kind, one.right)]
    if isinstance(one.kind, f.Uint) and one.left is not None and one.right is not None:
        right = [right[0]._replace(note=_change(one.kind, one.left, one.right, right[0].note))]
    return Row(one.path.partition(".")[2], (*left, *right))


def _values(kind: f.FieldType | None, value: Any) -> list[Value]:
    """Return the lines of a value; none of one that is not there."""
    if kind is None or value is None:
        return [] if value is None else [Value(f"{value}")]
    row = field_row("", kind, value)
    return [*row.values, *map(Value, aligned(row.below))]


def _change(kind: f.Uint, left: int, right: int, note: str) -> str:
    amount = abs(right - left)
    words = format_amount(amount) if kind.unit == "aettos" and amount >= 10**9 else f"{amount}"
    change = f"{words} {'more' if right > left else 'less'}"
    return f"{note}, {change}" if note else change


def _signature_rows(signed: SignatureComparison) -> Iterator[Row]:
    words = (
        "the same: a signature of one is valid for the other"
        if signed.same_content
        else "different: no signature is valid for both"
    )
    yield Row("signed bytes", (Value(f"  {words}"),))
    if signed.signatures:
        values = (
            Value(f"{_mark(one)} {text.encode('sg', one.signature)}", _validity(one, signed.same_content))
            for one in signed.signatures
        )
        yield Row("signatures", tuple(values))


def _mark(one: ComparedSignature) -> str:
    return " " if one.in_left and one.in_right else "-" if one.in_left else "+"


def _validity(one: ComparedSignature, same: bool) -> str:
    match = one.left or one.right
    if match is None:
        return "valid for neither, as far as signers and networks are known"
    which = "both" if same else "the first" if one.left else "the second"
    inner = ", inside a paying_for" if match.inner else ""
    return f"valid for {which}: {match.signer} on {match.network_id}, form {match.form}{inner}"


# --- for programs -------------------------------------------------------------------------------


def _record(
    left: ChainObject,
    right: ChainObject,
    differences: tuple[Difference, ...],
    signed: SignatureComparison | None,
) -> dict[str, Any]:
    return {
        "left": _side(left),
        "right": _side(right),
        "differences": [
            {"path": one.path, "left": _plain(one.kind, one.left), "right": _plain(one.kind, one.right)}
            for one in differences
        ],
        "same_signed_bytes": None if signed is None else signed.same_content,
        "signatures": [] if signed is None else [_signature(one) for one in signed.signatures],
    }


def _side(obj: ChainObject) -> dict[str, Any]:
    digest = tx_hash(obj) if isinstance(obj, Tx) else None
    return {"type": describe(type(obj)).name, "size": len(to_bytes(obj)), "hash": digest}


def _plain(kind: f.FieldType | None, value: Any) -> Any:
    if value is None or kind is None or isinstance(kind, f.HeadVersion):
        return value
    return write_value(kind, value, write_safe)


def _signature(one: ComparedSignature) -> dict[str, Any]:
    return {
        "signature": text.encode("sg", one.signature),
        "in_left": one.in_left,
        "in_right": one.in_right,
        "valid_for_left": _match(one.left),
        "valid_for_right": _match(one.right),
    }


def _match(match: SignatureMatch | None) -> dict[str, Any] | None:
    if match is None:
        return None
    return {
        "network": match.network_id,
        "form": match.form,
        "signer": str(match.signer),
        "inner": match.inner,
    }
