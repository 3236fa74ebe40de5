"""Reading the JSON of nodes: one object, what is known of it, or all objects in a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .._json_values import Json, as_mapping
from ..errors import FieldError
from ..objects import Tx, replace
from ..signing import KNOWN, Participants, find_network, verify
from .answer import NodeAnswer, NodeObject
from .checking import read_place
from .detection import Place, find_all

_NOT_FOUND: Final = "tx, encoded_tx, type and version, or the members of a block header"

#: Of so many errors in one value the member that is wrong is searched for.
_MAX_DIAGNOSED: Final = 16


def from_node_json(
    form: dict[str, Json],
    *,
    network_id: str | None = None,
    participants: Participants | None = None,
    trust_ga: bool = False,
) -> NodeObject:
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
    answer = read_place(_find_one(form))
    return _verified(answer, network_id, tuple(candidates), participants, trust_ga)


def iter_node_json(
    form: Json, *, network_id: str | None = None, candidates: Iterable[str] = KNOWN
) -> Iterator[NodeAnswer | FieldError]:
    """Read every answer, transaction and header within a JSON value, in order; what is invalid is an error.

    Lists of transactions, blocks of a middleware with what they hold, and any other JSON around them. The
    arguments are those of `read_node_json`; a network that was found is tried first for what follows.

    Raises FieldError for a value beyond the limits of JSON.
    """
    networks = tuple(candidates)
    errors = 0
    for place in find_all(form):
        try:
            answer = read_place(place, diagnose=errors < _MAX_DIAGNOSED)
        except FieldError as error:
            errors += 1
            yield error.with_traceback(None)
            continue
        answer = _verified(answer, network_id, networks)
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


def _verified(
    answer: NodeAnswer,
    network_id: str | None,
    candidates: tuple[str, ...],
    participants: Participants | None = None,
    trust_ga: bool = False,
) -> NodeAnswer:
    """Verify the signatures of a transaction under the network that is given, or found among candidates."""
    if not isinstance(answer.obj, Tx):
        return answer
    if network_id is None:
        matches = find_network(answer.obj, candidates, participants=participants) if candidates else ()
        if not matches:
            return answer
        network_id = matches[0].network_id
    verification = verify(answer.obj, network_id, participants=participants, trust_ga=trust_ga)
    return replace(answer, verification=verification)
