"""The parameters of a connection's URL: what a node demands of them, and how their values are written."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._strict_json import read_decimal, write_decimal
from .._struct import Struct

__all__ = ["PARAMETERS", "Parameter", "Role", "Value", "read_value", "write_value"]

#: The value of a parameter.
Value: TypeAlias = int | bool | str

Role: TypeAlias = Literal["initiator", "responder"]

#: Integers have at most this many digits; amounts have 27.
_MAX_DIGITS: Final = 640

_BOOLEANS: Final = {"true": True, "false": False}


class Parameter(Struct, frozen=True, kw_only=True):
    """What a node demands of a parameter.

    opening, returning: whether it must be there, when a channel is opened and when a client comes back to
    one; a role: for this one only. words: the values that it may have. least: the smallest number. prefix: of
    a text. default: what counts where it is missing. code: by which a node refuses a bad value; without one
    it closes the connection and says nothing. for_opening: it is not read when a client comes back.
    """

    opening: bool | Role = False
    returning: bool | Role = False
    words: tuple[str, ...] = ()
    least: int | None = None
    prefix: str = ""
    default: Value | None = None
    code: int | None = None
    for_opening: bool = False


#: What a node reads when a channel is opened, and takes from elsewhere when a client comes back.
_PARTICIPANT: Final = Parameter(opening=True, for_opening=True, prefix="ak")
_AMOUNT: Final = Parameter(opening=True, for_opening=True, least=0, code=105)

_ROLES: Final = ("initiator", "responder")
_OPTIONAL: Final = Parameter()
_REPORT: Final = Parameter(default=True)
_TWO_MINUTES: Final = Parameter(default=120_000)

#: Each parameter that nodes know, in the order of the attributes of Connection.
PARAMETERS: Final[dict[str, Parameter]] = {
    "protocol": Parameter(opening=True, returning=True, words=("json-rpc", "legacy")),
    "role": Parameter(opening=True, returning=True, words=_ROLES),
    "host": Parameter(opening="initiator", returning="initiator"),
    "port": Parameter(opening=True, returning=True),
    "initiator_id": _PARTICIPANT,
    "responder_id": _PARTICIPANT,
    "initiator_amount": _AMOUNT,
    "responder_amount": _AMOUNT,
    "push_amount": _AMOUNT,
    "channel_reserve": _AMOUNT,
    "lock_period": _AMOUNT,
    "ttl": Parameter(default=0),
    "fee": _OPTIONAL,
    "gas_price": _OPTIONAL,
    "nonce": _OPTIONAL,
    "minimum_depth": Parameter(least=0),
    "minimum_depth_strategy": Parameter(words=("txfee", "plain"), default="txfee"),
    "msg_forwarding": Parameter(default=False),
    "keep_running": Parameter(default=True),
    "log_keep": Parameter(default=10),
    "slogan": _OPTIONAL,
    "existing_channel_id": Parameter(returning=True, prefix="ch"),
    "existing_fsm_id": Parameter(returning=True, prefix="ba", code=1016),
    "offchain_tx": Parameter(prefix="tx"),
    "timeout_accept": _TWO_MINUTES,
    "timeout_funding_create": _TWO_MINUTES,
    "timeout_funding_sign": _TWO_MINUTES,
    "timeout_funding_lock": Parameter(default=360_000),
    "timeout_idle": Parameter(default=600_000),
    "timeout_sign": Parameter(default=500_000),
    "timeout_initialized": _OPTIONAL,
    "timeout_awaiting_open": _OPTIONAL,
    "report_info": _REPORT,
    "report_update": _REPORT,
    "report_leave": _REPORT,
    "report_conflict": _REPORT,
    "report_message": _REPORT,
    "report_error": _REPORT,
    "report_debug": Parameter(default=False),
    "report_on_chain_tx": _REPORT,
    "report_min_depth": _REPORT,
    "bh_delta_not_newer_than": Parameter(default=0),
    "bh_delta_not_older_than": Parameter(default=10),
    "bh_delta_pick": Parameter(default=0),
}


def read_value(kind: type, words: tuple[str, ...], text: str) -> Value | None:
    """Read the text of a parameter; None if it is malformed."""
    if kind is int:
        sign, digits = (text[:1], text[1:]) if text[:1] in ("+", "-") else ("", text)
        # `isdecimal` alone would accept the digits of every script.
        plain = digits.isdecimal() and digits.isascii() and len(digits) <= _MAX_DIGITS
        return read_decimal(sign.replace("+", "") + digits) if plain else None
    if kind is bool:
        return _BOOLEANS.get(text)
    return text if text and text in (words or (text,)) else None


def write_value(kind: type, value: object) -> str | None:
    """Write the value of a parameter; None if it is of another type."""
    if type(value) is not kind:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return write_decimal(value) if isinstance(value, int) else str(value)
