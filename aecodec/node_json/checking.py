"""Reading one answer, transaction or header, checked by the hash that stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeGuard, cast

from .. import text
from .._json_values import Json, call_at
from ..codec import decode_tx, tx_digest
from ..errors import DecodeError, FieldError
from ..headers import Header, header_hash
from ..objects import Tx, replace
from . import table
from .answer import NodeAnswer
from .comparison import find_differing
from .detection import NodeJsonKind, Place, join
from .diagnosis import explain_mismatch
from .headers import hash_text, previous_of, read_header
from .reading import Attempt, Dialect
from .values import read_hash, read_integral

if TYPE_CHECKING:
    from .answer import NodeObject

_NO_HASH: Final = "there is no hash by which the members could be checked"


def read_place(place: Place, diagnose: bool = True) -> NodeAnswer:
    """Read what stands at a place in JSON. The signatures are not verified.

    diagnose: look for the member by which a hash does not match, which takes longer than reading.
    """
    try:
        answer = _READERS[place.kind](place.value)
    except _Mismatch as mismatch:
        error = mismatch.explain(diagnose)
    except FieldError as wrong:
        error = wrong
    else:
        return replace(answer, path=place.path)
    error.path = join(place.path, error.path)
    raise error


class _Mismatch(Exception):  # noqa: N818  (it never leaves this module)
    """An object has another hash than the JSON says.

    loss: the error for a member that may have lost something. found: the hash of the object.
    """

    def __init__(
        self, attempt: Attempt, obj: Tx | Header, wanted: bytes, wanted_text: str, found: str
    ) -> None:
        super().__init__()
        self.obj = obj
        self.loss = attempt.loss
        self.wanted = wanted
        self.wanted_text = wanted_text
        self.found = found

    def explain(self, diagnose: bool) -> FieldError:
        """Return the error that says most."""
        error = explain_mismatch(self.obj, self.wanted, self.wanted_text) if diagnose else None
        plain = FieldError("node_json_hash", "hash", None, self.found, self.wanted_text)
        return error or self.loss or plain


# --- answers ------------------------------------------------------------------------------------


def _read_answer(form: dict[str, Json]) -> NodeAnswer:
    """Read an answer: from `encoded_tx` if it is there, else from the members."""
    wanted = None if form.get("hash") is None else call_at("hash", read_hash, form["hash"], "th")
    encoded = next((name for name in ("encoded_tx", "tx") if isinstance(form.get(name), str)), None)
    if encoded is None and not isinstance(form.get("tx"), dict):
        raise FieldError("node_json_lossy", "tx", None, "encoded_tx", "no transaction")
    if encoded is None:
        answer = _rebuild(NodeJsonKind.ANSWER, form, wanted)
    else:
        answer = _decode(encoded, form, wanted)
    height, block = form.get("block_height"), form.get("block_hash")
    if height in (-1, "-1") or block == "none":  # it is pending
        return answer
    if height is not None:
        height = call_at("block_height", read_integral, height, False)
    if block is not None:
        call_at("block_hash", read_hash, block, "mh")
    return replace(answer, block_height=height, block_hash=block)


def _decode(name: str, form: dict[str, Json], wanted: bytes | None) -> NodeAnswer:
    """Decode the text of the whole transaction, and compare the other members with it."""
    try:
        tx = decode_tx(form[name])
    except DecodeError as error:
        path = join(name, error.path)
        raise FieldError(error.code, path, None, error.expected, error.found) from None
    digest = tx_digest(tx)
    if wanted is not None and digest != wanted:
        expected = f"{text.encode('th', digest)} of {name}"
        raise FieldError("node_json_hash", "hash", None, expected, form["hash"])
    attempt = Attempt(Dialect.NODE, checked=True)
    members = None if name == "tx" else _try(attempt, NodeJsonKind.ANSWER, form)
    differing = () if name == "tx" or members == tx else tuple(find_differing(tx, form))
    notes = () if wanted is not None else (_NO_HASH,)
    return NodeAnswer(
        kind=NodeJsonKind.ANSWER,
        obj=tx,
        hash=form.get("hash"),
        from_encoded_tx=True,
        derived=tuple(attempt.derived),
        unknown=tuple(attempt.unknown),
        differing=differing,
        notes=(*notes, *(f"encoded_tx has another {path}" for path in differing)),
    )


def _read_transaction(form: dict[str, Json]) -> NodeAnswer:
    return _rebuild(NodeJsonKind.TRANSACTION, form, None)


def _rebuild(kind: NodeJsonKind, form: dict[str, Json], wanted: bytes | None) -> NodeAnswer:
    """Put a transaction together from its members; of two ways to read them the hash tells the right one."""
    first = Attempt(Dialect.NODE, checked=wanted is not None)
    result = _try(first, kind, form)
    if wanted is None:
        if isinstance(result, FieldError):
            raise result
        return _answer(kind, first, result, form, _notes_without_hash(first, kind, form, result))
    if _has_digest(result, wanted):
        return _answer(kind, first, result, form)
    tried = [(first, result)]
    for dialect in first.choices:
        other = Attempt(dialect, checked=True)
        result = _try(other, kind, form)
        if _has_digest(result, wanted):
            return _answer(kind, other, result, form, (f"{other.choices[dialect]} is read {dialect.value}",))
        tried.append((other, result))
    raise _refusal(tried, wanted, form["hash"])


def _try(attempt: Attempt, kind: NodeJsonKind, form: dict[str, Json]) -> Tx | FieldError:
    try:
        if kind is NodeJsonKind.TRANSACTION:
            return attempt.read_tx(form)
        attempt.ignore(form, table.ENVELOPE, table.ENVELOPE_DERIVED, table.ENVELOPE_ADDED)
        return attempt.read_signed(form)
    except FieldError as error:
        return error


def _has_digest(result: Tx | FieldError, wanted: bytes) -> TypeGuard[Tx]:
    return isinstance(result, Tx) and tx_digest(result) == wanted


def _answer(
    kind: NodeJsonKind, attempt: Attempt, obj: Tx | Header, form: dict[str, Json], notes: tuple[str, ...] = ()
) -> NodeAnswer:
    return NodeAnswer(
        kind=kind,
        obj=cast("NodeObject", obj),
        hash=None if kind is NodeJsonKind.TRANSACTION else form.get("hash"),
        derived=tuple(attempt.derived),
        unknown=tuple(attempt.unknown),
        notes=notes,
    )


def _refusal(
    tried: list[tuple[Attempt, Tx | FieldError]], wanted: bytes, wanted_text: str
) -> FieldError | _Mismatch:
    """Return the error for members that no dialect reads as what the hash is of."""
    for attempt, result in tried:
        if isinstance(result, Tx):
            return _Mismatch(attempt, result, wanted, wanted_text, text.encode("th", tx_digest(result)))
    (_, error), *_ = tried
    assert isinstance(error, FieldError)
    return error


def _notes_without_hash(
    attempt: Attempt, kind: NodeJsonKind, form: dict[str, Json], result: Tx
) -> tuple[str, ...]:
    """Return what to say of members that no hash checks; raise FieldError if they may mean something else."""
    if attempt.loss is not None:
        raise attempt.loss
    place = attempt.choices.get(Dialect.MIDDLEWARE)
    if place is None:
        return (_NO_HASH,)
    other = _try(Attempt(Dialect.MIDDLEWARE, checked=False), kind, form)
    if isinstance(other, FieldError) or other == result:
        return (_NO_HASH,)
    if attempt.from_middleware:
        raise FieldError("node_json_ambiguous", place, None, "a hash", "text that is base64, too")
    return _NO_HASH, f"{place} is read {Dialect.NODE.value}, though it is base64, too"


# --- headers ------------------------------------------------------------------------------------


def _read_key_header(form: dict[str, Json]) -> NodeAnswer:
    return _read_header(NodeJsonKind.KEY_HEADER, form, "kh")


def _read_micro_header(form: dict[str, Json]) -> NodeAnswer:
    return _read_header(NodeJsonKind.MICRO_HEADER, form, "mh")


def _read_header(kind: NodeJsonKind, form: dict[str, Json], prefix: str) -> NodeAnswer:
    wanted = None if form.get("hash") is None else call_at("hash", read_hash, form["hash"], prefix)
    attempt = Attempt(Dialect.NODE, checked=wanted is not None)
    header = read_header(attempt, form)
    if wanted is not None and header_hash(header) != wanted:
        raise _Mismatch(attempt, header, wanted, form["hash"], hash_text(header))
    notes = () if wanted is not None else (_NO_HASH,)
    return replace(_answer(kind, attempt, header, form, notes), previous=previous_of(form))


_READERS: Final[dict[NodeJsonKind, Callable[[dict[str, Json]], NodeAnswer]]] = {
    NodeJsonKind.ANSWER: _read_answer,
    NodeJsonKind.TRANSACTION: _read_transaction,
    NodeJsonKind.KEY_HEADER: _read_key_header,
    NodeJsonKind.MICRO_HEADER: _read_micro_header,
}
