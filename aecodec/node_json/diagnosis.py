"""Why the hash of an answer does not match its members: one member that would make it match."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

from .. import fields as f
from ..codec import to_bytes
from ..errors import FieldError, format_int
from ..headers import Header, header_fields
from ..objects import SignedTx, Tx, replace
from ..text import blake2b256
from ..tx.layers import iter_layers
from . import table
from .detection import join
from .values import SAFE_INT, integral

#: Limits of the search: objects that are hashed, and their bytes.
_MAX_TRIALS: Final = 4096
_MAX_TRIAL_BYTES: Final = 1 << 22

_Object: TypeAlias = Tx | Header


class _Change(NamedTuple):
    """One member that may be wrong: its path, the value in the JSON, and one that may be right."""

    path: str
    found: int
    value: int
    apply: Callable[[int], _Object]


def explain_mismatch(obj: _Object, wanted: bytes, wanted_text: str) -> FieldError | None:
    """Return the error that names the one member by which the hash of an object is not that of the JSON.

    That is a `ttl` which a middleware has put in the place of 0, or a number that another program has
    rounded to a double. None if no such member is found.
    """
    trials = min(_MAX_TRIALS, _MAX_TRIAL_BYTES // len(to_bytes(obj)))
    for change in islice(_changes(obj), trials):
        try:
            fits = blake2b256(to_bytes(change.apply(change.value))) == wanted
        except FieldError:
            continue
        if fits:
            expected = f"{format_int(change.value)}, with which it is {wanted_text}"
            return FieldError("node_json_hash", change.path, None, expected, format_int(change.found))
    return None


def _changes(obj: _Object) -> Iterator[_Change]:
    """Yield the changes to try, the likely ones first."""
    numbers = list(_numbers(obj))
    for path, value, apply in numbers:
        if path.rpartition(".")[2] == "ttl" and value:
            yield _Change(path, value, 0, apply)
    for path, value, apply in numbers:
        yield from (_Change(path, value, other, apply) for other in rounded_to(value))


def _numbers(obj: _Object) -> Iterator[tuple[str, int, Callable[[int], _Object]]]:
    """Yield each integer of an object: its path in the JSON, its value, and how to replace it."""
    if isinstance(obj, Header):
        for name, kind in header_fields(type(obj)):
            if isinstance(kind, f.Uint):
                yield name, getattr(obj, name), _replacer(obj, name)
        return
    path = ""
    for depth, layer in enumerate(iter_layers(obj)):
        path = join(path, "tx") if layer.signed is not None else path
        for member in table.members_of(type(layer.tx)):
            if member.form is table.Form.INTEGER:
                name = member.fields[0]
                yield join(path, member.name), getattr(layer.tx, name), _replacer(obj, name, depth)
        path = join(path, "tx")


def _replacer(obj: Any, name: str, depth: int = 0) -> Callable[[int], _Object]:
    """Return a function that replaces a field of the transaction at this depth of wrapping."""

    def replaced(here: Any, depth: int, value: int) -> Any:
        if isinstance(here, SignedTx):
            return replace(here, transaction=replaced(here.transaction, depth, value))
        if depth:
            return replace(here, tx=replaced(here.tx, depth - 1, value))
        return replace(here, **{name: value})

    return lambda value: replaced(obj, depth, value)


def rounded_to(number: int) -> Iterator[int]:
    """Yield the integers that a writer which keeps numbers as doubles would write as this one."""
    if not SAFE_INT < number < 1 << 1023:
        return
    double = float(number)
    # As the double is, or by the fewest digits that give it: JavaScript fills up with zeros.
    if number not in (int(double), integral(repr(double))):
        return
    gap = 1 << int(double).bit_length() - 53
    if gap > _MAX_TRIALS:
        return
    around = range(int(double) - gap // 2, int(double) + gap // 2 + 1)
    yield from (other for other in around if float(other) == double and other != number)
