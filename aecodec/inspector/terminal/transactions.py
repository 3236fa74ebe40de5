"""The transactions of a capture: each is opened once, and a later copy shows what it adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ..._tree import Layout, Row, Value, aligned, lines
from ...display import outline
from ...ids import Id
from ...objects import Tx
from ...redaction import redact_within
from ...text import encode
from ..formatting import at_place, clean, count
from ..inspection import Inspection, NumberedTx
from ..wording import name_participants
from .styles import paint, wrap

if TYPE_CHECKING:
    from ...fate.opening import Known

#: Copies of a transaction that a later one is compared with; sessions have three.
_MAX_COMPARED: Final = 8


class Copy(NamedTuple):
    """What a transaction adds to an earlier copy: signatures, and authorizing accounts.

    first: the earlier copy with most of the same signatures. signatures, accounts: those that only the later
    copy has. missing: the number of signatures and accounts that only the earlier one has.
    """

    first: NumberedTx
    signatures: tuple[bytes, ...]
    accounts: tuple[Id, ...]
    missing: int


def find_copies(inspected: Inspection) -> dict[int, Copy]:
    """Find for each number of a transaction what it adds to the same transaction with another number."""
    earlier: dict[Tx, list[NumberedTx]] = {}
    copies: dict[int, Copy] = {}
    for numbered in inspected.transactions.values():
        inner = numbered.carried.inner
        if inner is None:
            continue
        before = earlier.setdefault(inner, [])
        if before:
            copies[numbered.number] = min(
                (_compare(numbered, first) for first in before),
                key=lambda copy: len(copy.signatures) + len(copy.accounts) + copy.missing,
            )
        if len(before) < _MAX_COMPARED:
            before.append(numbered)
    return copies


def _compare(numbered: NumberedTx, first: NumberedTx) -> Copy:
    signatures, accounts = _authors(numbered)
    known = _authors(first)
    known_signatures, known_accounts = frozenset(known[0]), frozenset(known[1])
    added = tuple(one for one in signatures if one not in known_signatures)
    more = tuple(one for one in accounts if one not in known_accounts)
    missing = len(known_signatures.difference(signatures)) + len(known_accounts.difference(accounts))
    return Copy(first, added, more, missing)


def _authors(numbered: NumberedTx) -> tuple[tuple[bytes, ...], tuple[Id, ...]]:
    unwrapped = numbered.carried.unwrapped
    if unwrapped is None:
        return (), ()
    return tuple(unwrapped.signatures), tuple(meta.ga_id for meta in unwrapped.metas)


def heading(numbered: NumberedTx) -> str:
    """Return who authorized a transaction: its number, its line, its signers and authorizing accounts."""
    first = f"tx {numbered.number}, first {at_place(numbered.unit, numbered.carried.line)}"
    unwrapped = numbered.carried.unwrapped
    if unwrapped is None:
        return first
    signed = [
        f"{_name(numbered, one.signer)} ({one.form})" if one.signer else "an unknown signer"
        for one in numbered.signatures
    ]
    if unwrapped.signatures and not signed:
        first += f", {count(len(unwrapped.signatures), 'signature')} not checked"
    elif signed:
        first += f", signed by {' and '.join(signed)}"
    metas = [_name(numbered, meta.ga_id) for meta in unwrapped.metas]
    return f"{first}, authorized by {' and '.join(metas)} (generalized account)" if metas else first


def open_tx(
    numbered: NumberedTx, layout: Layout, indent: int = 2, known: Known | None = None
) -> Iterator[str]:
    """Write a transaction with all its fields below its heading, or why it does not decode.

    known: what is known of contracts, by which their calls are named.
    """
    yield from _paint_heading(heading(numbered), layout, indent)
    tx, error = numbered.carried.tx, numbered.carried.error
    blank = " " * (indent + 2)
    if tx is None:
        for line in wrap(clean(str(error)), layout, len(blank)):
            yield blank + line
        return
    inside = layout if layout.width is None else layout._replace(width=max(layout.width - len(blank), 1))
    for line in lines(_redact(outline(tx, known)), inside):
        yield blank + line


def open_copy(numbered: NumberedTx, copy: Copy, layout: Layout, indent: int = 2) -> Iterator[str]:
    """Write what a transaction adds to an earlier copy."""
    said, rows = describe_copy(numbered, copy)
    yield from _paint_heading(f"tx {numbered.number} is {said}", layout, indent)
    yield from aligned(rows, layout, indent + 2)


def describe_copy(numbered: NumberedTx, copy: Copy) -> tuple[str, list[Row]]:
    """Say what a transaction adds to an earlier copy: in words, and its signatures and accounts."""
    said = f"tx {copy.first.number}"
    rows = []
    checked = {one.signature: one for one in numbered.signatures}
    for signature in copy.signatures:
        found = checked.get(signature)
        signer = "" if found is None else _name(numbered, found.signer) if found.signer else "unknown signer"
        rows.append(Row("signature", (Value(encode("sg", signature), signer),)))
    rows += [Row("authorized", (Value(str(account), _name(numbered, account)),)) for account in copy.accounts]
    said += f" with {count(len(rows), 'authorization')} more" if rows and copy.accounts else ""
    said += f" with {count(len(rows), 'signature')} more" if rows and not copy.accounts else ""
    said += f"{' and' if rows else ' with'} {copy.missing} fewer" if copy.missing else ""
    said += " in another wrapper" if not rows and not copy.missing else ""
    return said, rows


def _paint_heading(text: str, layout: Layout, indent: int) -> Iterator[str]:
    for line in wrap(clean(text), layout, indent):
        yield " " * indent + paint(line, "title", layout)


def _name(numbered: NumberedTx, account: Id | None) -> str:
    return name_participants(numbered.channel).get(str(account), str(account))


def _redact(row: Row) -> Row:
    """Return a tree without secrets in its values."""
    values = tuple(Value(redact_within(value.text), value.note) for value in row.values)
    return Row(row.name, values, tuple(map(_redact, row.below)))
