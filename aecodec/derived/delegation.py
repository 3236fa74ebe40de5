"""Delegations: what an account signs so that a contract may act for it, from Ceres on.

The form is that of the node's module `aeser_delegation`; see docs/protocol/serialization.md.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from .. import rlp, text
from .._validation import AnyHash, AnyId, Bytes, as_data, as_hash, as_id, as_network, minimal
from ..errors import FieldError, RlpError, format_bytes, format_int, format_minimal, quote
from ..ids import Id
from ..protocol import IdKind

DelegationKind: TypeAlias = Literal[
    "aens_wildcard", "aens_name", "aens_preclaim", "oracle", "oracle_response"
]

#: The number of each kind of delegation, and its identifiers in order.
_DELEGATIONS: Final[dict[DelegationKind, tuple[int, tuple[str, ...]]]] = {
    "aens_wildcard": (1, ("account_id", "contract_id")),
    "aens_name": (2, ("account_id", "name_id", "contract_id")),
    "aens_preclaim": (3, ("account_id", "contract_id")),
    "oracle": (4, ("account_id", "contract_id")),
    "oracle_response": (5, ("query_id", "contract_id")),
}
_KINDS: Final = {number: kind for kind, (number, _) in _DELEGATIONS.items()}
#: The kind of each identifier. The node serializes a query's id as that of an oracle.
_ID_KINDS: Final = {
    "account_id": IdKind.ACCOUNT,
    "name_id": IdKind.NAME,
    "query_id": IdKind.ORACLE,
    "contract_id": IdKind.CONTRACT,
}
#: No network id begins with the byte 1a, so this is no transaction's message; 1 is the number of delegations.
DELEGATION_HEAD: Final = b"\x1a\x01"
_DELEGATION_VERSION: Final = 1


class Delegation(NamedTuple):
    """What an account allows a contract: the arguments of `delegation_data`.

    The kinds `aens_wildcard`, `aens_preclaim` and `oracle` hold the account only, `aens_name` a name as well,
    and `oracle_response` a query (`oq_`) instead of the account.
    """

    kind: DelegationKind
    network_id: str
    contract_id: Id
    account_id: Id | None = None
    name_id: Id | None = None
    query_id: str | None = None


def delegation_data(
    kind: DelegationKind,
    network_id: str,
    *,
    contract_id: AnyId,
    account_id: AnyId | None = None,
    name_id: AnyId | None = None,
    query_id: AnyHash | None = None,
) -> bytes:
    """Return the message that an account signs so that a contract may act for it, from Ceres on.

    It is signed as it is, without hashing: see `aecodec.signing.sign_delegation`. It contains the account and
    the contract; of kind `aens_name` a name as well, of `oracle_response` a query instead of the account.
    Raises what `auth_tx_hash` raises.
    """
    if kind not in _DELEGATIONS:
        raise FieldError("enum_value", "kind", None, " or ".join(_DELEGATIONS), quote(str(kind)))
    number, names = _DELEGATIONS[kind]
    given: dict[str, Any] = {
        "account_id": account_id,
        "name_id": name_id,
        "query_id": query_id,
        "contract_id": contract_id,
    }
    if names != tuple(name for name, value in given.items() if value is not None):
        raise TypeError(f"{kind} takes {', '.join(names[:-1])} and contract_id")
    ids = [_as_id(name, given[name]) for name in names]
    items = [minimal(number), minimal(_DELEGATION_VERSION), *map(bytes, ids)]
    return DELEGATION_HEAD + as_network(network_id) + rlp.encode(items)


def decode_delegation(data: Bytes | str) -> Delegation:
    """Decode the message that `delegation_data` makes, given as bytes or `ba_` text.

    Decoding is strict: `delegation_data` makes the same bytes again of the result. Raises RlpError or
    FieldError with the field as path and the byte as offset, and TextError for malformed text.
    """
    content = as_data(data, "data", "ba")
    head = len(DELEGATION_HEAD)
    if not content.startswith(DELEGATION_HEAD):
        found = format_bytes(content[:head])
        raise FieldError("delegation_data", "", 0, format_bytes(DELEGATION_HEAD), found)
    # A network id is ASCII, the list begins with a byte that is not.
    start = next((at for at, byte in enumerate(content) if byte >= 0x80), len(content))
    network = content[head:start].decode()
    try:
        as_network(network)
    except FieldError as error:
        raise FieldError(error.code, error.path, head, error.expected, error.found) from None
    kind, items = _delegation_items(content, start)
    values: dict[str, Any] = {}
    for name, (offset, item) in zip(_DELEGATIONS[kind][1], items, strict=True):
        key = _decode_id(name, item, offset)
        values[name] = text.encode("oq", key.key) if name == "query_id" else key
    return Delegation(kind, network, **values)


def _as_id(name: str, value: Any) -> Id:
    """Return an identifier of a delegation, given as that argument."""
    if name == "query_id":
        return Id.of(_ID_KINDS[name], as_hash(value, name, "oq"))
    return as_id(value, name, _ID_KINDS[name])


def _delegation_items(content: bytes, start: int) -> tuple[DelegationKind, list[tuple[int, Any]]]:
    """Return the kind of a delegation whose list starts here, and its identifiers with their offsets."""
    try:
        items = rlp.decode(content[start:])
    except RlpError as error:
        place = None if error.offset is None else start + error.offset
        raise RlpError(error.code, error.path, place, error.expected, error.found) from None
    if not isinstance(items, (list, tuple)):
        raise FieldError("expected_list", "", start)
    if len(items) not in (4, 5):
        raise FieldError("field_count", "", start, "4 or 5", f"{len(items)}")
    lengths = [len(rlp.encode(item)) for item in items]
    offsets = list(accumulate(lengths[:-1], initial=len(content) - sum(lengths)))
    number, version = (
        _decode_uint(name, items[index], offsets[index]) for index, name in enumerate(("kind", "version"))
    )
    if number not in _KINDS:
        raise FieldError("enum_value", "kind", offsets[0], " or ".join(map(str, _KINDS)), format_int(number))
    if version != _DELEGATION_VERSION:
        raise FieldError("unknown_version", "version", offsets[1], "1", format_int(version))
    kind = _KINDS[number]
    needed = 2 + len(_DELEGATIONS[kind][1])
    if len(items) != needed:
        raise FieldError("field_count", "", start, f"{needed}", f"{len(items)}")
    return kind, list(zip(offsets[2:], items[2:], strict=True))


def _decode_uint(name: str, item: Any, offset: int) -> int:
    if not isinstance(item, bytes):
        raise FieldError("expected_bytes", name, offset)
    if not item:
        raise FieldError("uint_empty", name, offset)
    if item[0] == 0 and len(item) > 1:
        raise FieldError("uint_leading_zero", name, offset, format_minimal(item), format_bytes(item))
    return int.from_bytes(item, "big")


def _decode_id(name: str, item: Any, offset: int) -> Id:
    if not isinstance(item, bytes):
        raise FieldError("expected_bytes", name, offset)
    try:
        return as_id(item, name, _ID_KINDS[name])
    except FieldError as error:
        raise FieldError(error.code, name, offset, error.expected, error.found) from None
