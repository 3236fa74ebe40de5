"""The error codes of the channel API, in refusals and in conflicts, with names and explanations.

A refusal has an outer code, and in `data` a list of more exact ones. A client that does not sign gives a
code of SIGNING_ERRORS, which the other participant sees in a conflict.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .frames import ABSENT, Error
from .params import Params, UnknownParams
from .reading import read_or_keep

__all__ = ["ERRORS", "REASONS", "SIGNING_ERRORS", "Reason", "SigningError", "explain", "reasons_of"]


class Reason(Params, frozen=True, kw_only=True):
    """One item of `error.data`: why the node refused a request."""

    code: int  #: The code, one of REASONS.
    message: str  #: The node's words for it.


#: The outer code of a refusal: the node's words, and the meaning.
ERRORS: Final[dict[int, tuple[str, str]]] = {
    -32700: ("Parse error", "the frame is not JSON; nodes do not send this, but stay silent"),
    -32000: ("Invalid request", "the message is too long or no text"),
    -32601: ("Method not found", "the method is unknown, or a member of its params is missing or misnamed"),
    -32602: ("Invalid params", "the params are wrong; nodes do not send this"),
    -32603: ("Internal error", "there is no code for the reason: often the state does not allow the request"),
    1: ("Unauthorized", "the client may not do this; nodes do not send this"),
    2: ("Action not allowed", "the latest state is no off-chain one, see the reason"),
    3: ("Rejected", "the request was refused, see the reasons"),
}

#: The reasons within a refusal: the node's words, and the meaning.
REASONS: Final[dict[int, tuple[str, str]]] = {
    100: ("X doesn't exist", "an account, contract or object is not in the state"),
    101: ("Requires coin", "nodes do not send this"),
    102: ("Gas too low", "nodes do not send this"),
    103: ("Gas limit exceeded", "nodes do not send this"),
    104: ("Rejected", "the request was refused"),
    105: ("Value too low", "an amount of the opening is negative or below the channel reserve"),
    106: ("Timeout", "nodes do not send this"),
    107: ("Conflict", "another proposal came first"),
    108: ("Not ready", "the channel is still being opened or taken up again"),
    1001: ("Insufficient balance", "whoever pays would fall below the channel reserve"),
    1002: ("Negative amount", "an amount is negative"),
    1003: ("Invalid pubkeys", "the accounts are not the two participants"),
    1004: ("Call not found", "no such call was made in this round, or its result is forgotten"),
    1005: ("Broken encoding: account pubkey", "a text with the prefix ak_ is damaged or something else"),
    1006: ("Broken encoding: contract pubkey", "a text with the prefix ct_ is damaged or something else"),
    1007: ("Contract init failed", "the function init of the contract failed"),
    1008: ("Not a number", "a number is no JSON integer: text and fractions are none"),
    1009: ("Broken encoding: contract bytearray", "a text with the prefix cb_ is damaged or something else"),
    1010: ("Broken encoding: transaction", "a text with the prefix tx_ is damaged or something else"),
    1011: ("Participant not found", "an account of the opening is not on chain"),
    1012: (
        "Offchain tx expected",
        "only off-chain states have snapshots; the latest state is none",
    ),
    1013: ("Tx already on-chain", "the latest round is on chain already"),
    1014: ("Invalid meta object", "meta is not a list of strings"),
    1015: ("Invalid error code (expect 1...65535)", "nodes do not send this, but -32603"),
    1016: ("Invalid fsm id", "the token for coming back is damaged, or not the current one"),
    1017: ("Bad signature", "a signature is wrong, while the channel is opened or taken up again"),
    1018: ("Not allowed at current channel state", "no such signature is awaited, or it cannot be refused"),
    1019: ("ABI version mismatch", "the contract has another ABI"),
    1020: ("VM version mismatch", "the contract has another virtual machine"),
    2000: ("Missing field: existing_fsm_id", "the token for coming back is missing"),
}


class SigningError(NamedTuple):
    """The codes from `first` to `last`, by which a client refuses to sign, and the node's words for them."""

    first: int
    last: int
    message: str


#: Every code by which a client refuses to sign, and by which a conflict says why an update was dropped.
SIGNING_ERRORS: Final = (
    SigningError(1, 1, "validation error"),
    SigningError(2, 2, "conflict"),
    SigningError(3, 3, "timeout"),
    SigningError(4, 4, "abort"),
    SigningError(5, 5, "rejected on-chain"),
    SigningError(6, 127, "unknown"),
    SigningError(128, 65_535, "user-defined"),
)


def explain(code: int) -> str | None:
    """Explain the code of a refusal or of a reason within one; None for an unknown one."""
    words = ERRORS.get(code) or REASONS.get(code)
    return None if words is None else words[1]


def reasons_of(error: Error) -> tuple[Reason, ...] | UnknownParams:
    """Read `data` of a refusal; () if it has none."""
    if error.data is ABSENT:
        return ()
    typed: tuple[Reason, ...] | UnknownParams = read_or_keep((tuple[Reason, ...],), error.data, "error.data")
    return typed
