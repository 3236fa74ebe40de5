"""Members of an answer that say something else than its `encoded_tx`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._json_values import Json
from ..errors import FieldError
from ..objects import SignedTx, Tx
from ..schema import describe
from . import table
from .construction import find_class
from .detection import join
from .reading import Attempt, Dialect
from .table import Form, Member
from .writing import write_tx


def find_differing(tx: Tx, form: dict[str, Json]) -> Iterator[str]:
    """Yield the paths of the members of an answer whose values are not those of its transaction.

    Whatever dialect they are in; members that are missing are none of them.
    """
    if isinstance(tx, SignedTx):
        yield from _compare_signed(tx, form, "")


def _compare_signed(signed: SignedTx, form: dict[str, Json], path: str) -> Iterator[str]:
    given = form.get("signatures")
    if given and not _same_signatures(signed, given):
        yield join(path, "signatures")
    if isinstance(form.get("tx"), dict):
        yield from _compare(signed.transaction, form["tx"], join(path, "tx"))


def _same_signatures(signed: SignedTx, given: Json) -> bool:
    attempt = Attempt(Dialect.NODE, checked=True)
    try:
        return attempt.read_signatures(given) == signed.signatures
    except FieldError:
        return False


def _compare(tx: Tx, form: dict[str, Json], path: str) -> Iterator[str]:
    if "version" not in form:  # all that a middleware has of a transaction is, at times, its type
        return
    try:
        cls = find_class(form)
    except FieldError as error:
        yield join(path, error.path)
        return
    if cls is not type(tx):
        yield join(path, "type" if describe(cls).name != describe(type(tx)).name else "version")
        return
    name = describe(cls).name
    for member in table.members_of(cls):
        if member.form is Form.SIGNED and isinstance(form.get(member.name), dict):
            yield from _compare_signed(
                getattr(tx, member.fields[0]), form[member.name], join(path, member.name)
            )
        elif not _agrees(tx, name, member, form):
            yield join(path, member.name)


def _agrees(tx: Tx, type_name: str, member: Member, form: dict[str, Json]) -> bool:
    """Check whether a member, read by some dialect, is that of the transaction, or as the node writes it."""
    if not (member.omitted_when_zero or any(name in form for name in member.names)):
        return True
    expected: dict[str, Any] = {field: getattr(tx, field) for field in member.fields}
    for dialect in Dialect:
        try:
            if Attempt(dialect, checked=True).read_member(type_name, member, form) == expected:
                return True
        except FieldError:
            continue
    written = write_tx(tx)
    return all(form.get(name) == written.get(name) for name in member.names)
