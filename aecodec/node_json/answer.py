"""Reading what a node or middleware answers: the object, checked by its hash, and what else is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, TypeGuard

from .. import text
from .._json_values import Json, as_mapping, call_at
from .._struct import Struct
from ..codec import decode_tx, tx_digest
from ..errors import DecodeError, FieldError
from ..headers import Header, header_hash
from ..objects import SignedTx, Tx, replace
from ..signing import KNOWN, Participants, Verification, find_network, verify
from . import table
from .comparison import find_differing
from .detection import NodeJsonKind, Place, find_all, join
from .diagnosis import explain_mismatch
from .headers import Previous, hash_text, previous_of, read_header
from .reading import Attempt, Dialect
from .values import read_hash, read_integral

#: What JSON of a node holds.
NodeObject: TypeAlias = Tx | Header

_NO_HASH: Final = "there is no hash by which the members could be checked"
_NOT_FOUND: Final = "tx, encoded_tx, type and version, or the members of a block header"


class NodeAnswer(Struct, frozen=True, kw_only=True):
    """An object from the JSON of a node or middleware, and what reading it has shown.

    If `hash` is there, it is that of the object.
    """

    kind: NodeJsonKind
    """What the JSON is."""
    obj: Tx | Header
    """The object: a `SignedTx` of an answer, another transaction of one alone, or a block header."""
    path: str = ""
    """Where in the JSON that was read it stands; empty if it is the whole."""
    hash: str | None = None
    """The hash in the JSON, which was checked; None without one."""
    from_encoded_tx: bool = False
    """The object was decoded from `encoded_tx`, not put together from the members."""
    derived: tuple[str, ...] = ()
    """Members that were ignored because nodes or middlewares derive them; paths from `path` on."""
    unknown: tuple[str, ...] = ()
    """Members that were ignored because nobody is known to write them."""
    differing: tuple[str, ...] = ()
    """Members that say something else than `encoded_tx`."""
    notes: tuple[str, ...] = ()
    """What a person should know, a sentence each."""
    block_height: int | None = None
    """The height of the block that holds the transaction; None if it is pending or not said."""
    block_hash: str | None = None
    """The hash of that block."""
    previous: Previous | None = None
    """The kind of the block before a header."""
    verification: Verification | None = None
    """The result of `verify`, under the network that was given or found; None without one."""

    @property
    def network_id(self) -> str | None:
        """The network under which the signatures were verified."""
        return None if self.verification is None else self.verification.network_id


def from_node_json(
    form: dict[str, Json],
    *,
    network_id: str | None = None,
    participants: Participants | None = None,
    trust_ga: bool = False,
) -> SignedTx | Tx | Header:
    """Construct the transaction or block header of a JSON value from a node or middleware.

    It may stand alone in another object or an array. A hash beside it must be its hash; without one, nothing
    tells whether the members are complete. `read_node_json` says more.

    network_id: `verify` must be satisfied with the signatures there; participants and trust_ga are its
    arguments.

    Raises FieldError with the JSON path: `node_json_hash` if the hash does not match, `node_json_lossy` if
    the JSON does not hold the whole object, and what the constructors raise. Raises SignatureError for what
    `verify` is not satisfied with.
    """
    answer = read_node_json(
        form, network_id=network_id, candidates=(), participants=participants, trust_ga=trust_ga
    )
    if answer.verification is not None and not answer.verification.ok:
        raise answer.verification.issues[0].error()
    return answer.obj


def read_node_json(
    form: dict[str, Json],
    *,
    network_id: str | None = None,
    candidates: Iterable[str] = KNOWN,
    participants: Participants | None = None,
    trust_ga: bool = False,
) -> NodeAnswer:
    """Read a JSON value from a node or middleware: as `from_node_json`, with what else is known of it.

    network_id: verify the signatures under this network. candidates: without a network, verify them under
    the first of these for which somebody has signed; () verifies nothing. participants and trust_ga are
    those of `verify`.

    Raises FieldError as `from_node_json` does; signatures that are not valid are told in `verification`.
    """
    return _read_place(_find_one(form), network_id, tuple(candidates), participants, trust_ga)


def iter_node_json(
    form: Json, *, network_id: str | None = None, candidates: Iterable[str] = KNOWN
) -> Iterator[NodeAnswer | FieldError]:
    """Read every answer, transaction and header within a JSON value, in order; what is invalid is an error.

    Lists of transactions, blocks of a middleware with what they hold, and any other JSON around them. The
    arguments are those of `read_node_json`; a network that was found is tried first for what follows.

    Raises FieldError for a value beyond the limits of JSON.
    """
    networks = tuple(candidates)
    for place in find_all(form):
        try:
            answer = _read_place(place, network_id, networks)
        except FieldError as error:
            yield error.with_traceback(None)
            continue
        if answer.network_id is not None and network_id is None:
            networks = tuple(dict.fromkeys((answer.network_id, *networks)))
        yield answer


def _find_one(form: Json) -> Place:
    """Find the only answer, transaction or header in a value, with what a middleware nests in it."""
    found: Place | None = None
    for place in find_all(form):
        if found is None:
            found = place
        elif not place.path.startswith((f"{found.path}.", f"{found.path}[")):
            raise FieldError("node_json_several", "", None, "one", f"{found.path} and {place.path}")
        if not found.path:
            break
    if found is None:
        members = as_mapping(form, "an object")
        other = "the form that from_json reads" if "type" in members and "tag" in members else None
        raise FieldError("node_json_unknown", "", None, _NOT_FOUND, other)
    return found


def _read_place(
    place: Place,
    network_id: str | None,
    candidates: tuple[str, ...],
    participants: Participants | None = None,
    trust_ga: bool = False,
) -> NodeAnswer:
    """Read what stands at a place, and verify its signatures."""
    try:
        answer = _READERS[place.kind](place.value)
    except FieldError as error:
        error.path = join(place.path, error.path)
        raise
    answer = replace(answer, path=place.path)
    if not isinstance(answer.obj, Tx) or not (network_id or candidates):
        return answer
    if network_id is None:
        matches = find_network(answer.obj, candidates, participants=participants)
        if not matches:
            return answer
        network_id = matches[0].network_id
    verification = verify(answer.obj, network_id, participants=participants, trust_ga=trust_ga)
    return replace(answer, verification=verification)


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
    kind: NodeJsonKind, attempt: Attempt, obj: NodeObject, form: dict[str, Json], notes: tuple[str, ...] = ()
) -> NodeAnswer:
    return NodeAnswer(
        kind=kind,
        obj=obj,
        hash=None if kind is NodeJsonKind.TRANSACTION else form.get("hash"),
        derived=tuple(attempt.derived),
        unknown=tuple(attempt.unknown),
        notes=notes,
    )


def _refusal(tried: list[tuple[Attempt, Tx | FieldError]], wanted: bytes, wanted_text: str) -> FieldError:
    """Return the error for members that no dialect reads as what the hash is of."""
    for attempt, result in tried:
        if isinstance(result, Tx):
            found = text.encode("th", tx_digest(result))
            return _mismatch(attempt, result, wanted, wanted_text, found)
    (_, error), *_ = tried
    assert isinstance(error, FieldError)
    return error


def _mismatch(attempt: Attempt, obj: NodeObject, wanted: bytes, wanted_text: str, found: str) -> FieldError:
    """Return the error for an object that has another hash, the most exact one that is known."""
    error = explain_mismatch(obj, wanted, wanted_text) or attempt.loss
    return error or FieldError("node_json_hash", "hash", None, found, wanted_text)


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
        raise _mismatch(attempt, header, wanted, form["hash"], hash_text(header))
    notes = () if wanted is not None else (_NO_HASH,)
    return replace(_answer(kind, attempt, header, form, notes), previous=previous_of(form))


_READERS: Final[dict[NodeJsonKind, Callable[[dict[str, Json]], NodeAnswer]]] = {
    NodeJsonKind.ANSWER: _read_answer,
    NodeJsonKind.TRANSACTION: _read_transaction,
    NodeJsonKind.KEY_HEADER: _read_key_header,
    NodeJsonKind.MICRO_HEADER: _read_micro_header,
}
