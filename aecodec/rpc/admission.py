"""What a node does with a connection: it admits it, refuses it with a code, or closes it without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .._struct import Struct
from ..errors import TextError
from ..text import decode
from .connection import Connection
from .parameters import PARAMETERS, Parameter

__all__ = ["ConnectionRefusal", "connection_refusal"]

#: The order in which a node reads parameters: the first that is wrong decides. Amounts are compared later.
_FIRST: Final = (
    *("protocol", "role", "host", "port", "minimum_depth", "minimum_depth_strategy"),
    *("ttl", "fee", "gas_price", "nonce", "msg_forwarding"),
)
_LAST: Final = ("keep_running", "log_keep", "slogan")
_ORDER: Final = (*_FIRST, *(name for name in PARAMETERS if name not in _FIRST + _LAST), *_LAST)
#: What a node takes as it is, or does not read at all.
_IGNORED: Final = ("offchain_tx", "slogan")

_AMOUNTS: Final = ("channel_reserve", "push_amount")

#: Code of a missing token.
_NO_TOKEN: Final = 2000


class ConnectionRefusal(Struct, frozen=True):
    """The reason why a node does not admit a connection.

    parameter: the one that is wrong. code: by which the node refuses it, one of REASONS; None if it closes
    the connection without a word. reason: a sentence.
    """

    parameter: str
    code: int | None
    reason: str


def connection_refusal(connection: Connection) -> ConnectionRefusal | None:
    """Return why a node would not admit a connection; None if it would, as far as the URL shows.

    What depends on the chain is not checked: the existence of accounts and channels, the current token, and
    ports that the node allows.
    """
    return next(_refusals(connection), None)


def _refusals(connection: Connection) -> Iterator[ConnectionRefusal]:
    """Yield what is wrong, in the node's order."""
    back = connection.existing_channel_id is not None or "existing_channel_id" in connection.others
    for name in _ORDER:
        rule = PARAMETERS[name]
        if not (back and rule.for_opening) and (back or not name.startswith("existing_")):
            yield from _check_parameter(connection, name, rule, back)
    if not back:
        yield from _check_amounts(connection)


def _check_parameter(
    connection: Connection, name: str, rule: Parameter, back: bool
) -> Iterator[ConnectionRefusal]:
    value: Any = getattr(connection, name)
    demand = rule.returning if back else rule.opening
    if name in connection.others:
        if name not in _IGNORED:
            yield ConnectionRefusal(name, 1016 if name == "existing_fsm_id" else None, f"{name} is malformed")
    elif value is None:
        if demand is True or (demand and demand == connection.role):
            code = _NO_TOKEN if name == "existing_fsm_id" else None
            yield ConnectionRefusal(name, code, f"{name} is missing")
    elif name == "protocol" and value != "json-rpc":
        yield ConnectionRefusal(name, None, "nodes speak only json-rpc since 2019")
    elif rule.least is not None and rule.code is None and value < rule.least:
        yield ConnectionRefusal(name, None, f"{name} is below {rule.least}")
    elif rule.prefix and name not in _IGNORED and not _is_good(connection, name, rule.prefix, value):
        yield ConnectionRefusal(name, rule.code, f"{name} is no text with the prefix {rule.prefix}_")


def _is_good(connection: Connection, name: str, prefix: str, value: str) -> bool:
    """Tell whether a node decodes the text of an identifier or of the token."""
    if name == "initiator_id" and value == "any":
        return connection.role == "responder"
    try:
        return len(decode(value, prefix)) == 32
    except TextError:
        return False


def _check_amounts(connection: Connection) -> Iterator[ConnectionRefusal]:
    """Check the amounts of an opening, all of which are there."""
    for name in _AMOUNTS:
        if getattr(connection, name) < 0:
            yield ConnectionRefusal(name, 105, f"{name} is negative")
    push, reserve = connection.push_amount or 0, connection.channel_reserve or 0
    after = {
        "initiator_amount": (connection.initiator_amount or 0) - push,
        "responder_amount": (connection.responder_amount or 0) + push,
    }
    for name, amount in after.items():
        if amount < reserve:
            yield ConnectionRefusal(name, 105, f"{name} after the push is below the channel reserve")
    if (connection.lock_period or 0) < 0:
        yield ConnectionRefusal("lock_period", 105, "lock_period is negative")
