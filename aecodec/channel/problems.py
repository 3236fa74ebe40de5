"""What the checks before a signature find, each with its code."""

from __future__ import annotations

from typing import Final

from .._struct import Struct
from ..errors import printable

__all__ = ["PROBLEMS", "Problem"]

#: Every code, with the sentence for it.
PROBLEMS: Final[dict[str, str]] = {
    "unreadable": "the request does not hold a transaction in canonical form",
    "type_wrong": "the transaction is of another type than the request",
    "auth_missing": "the other participant has not signed",
    "auth_invalid": "an authentication is not the other participant's under this network",
    "auth_extra": "the transaction has more authentications than it should have",
    "channel_wrong": "the transaction or the message belongs to another channel",
    "request_unexpected": "nothing was proposed that this request could belong to",
    "round_half_signed": "a transaction with our signature for this round is still out",
    "updates_changed": "the updates are not those that were proposed",
    "updates_unknown": "the updates are not one operation of the right kind, followed by metadata",
    "contract_unchecked": "the result of a contract cannot be predicted here",
    "round_wrong": "the round does not follow the last one",
    "state_hash_wrong": "the state hash is not that of the predicted balances",
    "participant_wrong": "the accounts are not the participants in their roles",
    "initiator_amount_wrong": "the initiator's amount is not the agreed one",
    "responder_amount_wrong": "the responder's amount is not the agreed one",
    "channel_reserve_wrong": "the channel reserve is not the agreed one",
    "lock_period_wrong": "the lock period is not the agreed one",
    "delegates_present": "delegates were not agreed on",
    "amount_wrong": "an amount is negative, no integer, or not the same in transaction and updates",
    "payer_wrong": "the account that moves, pays or closes is not the proposer's",
    "reserve_broken": "the payer would fall below the channel reserve",
    "fee_too_high": "the fee is above the limit",
    "ttl_short": "the transaction may expire before it is on chain",
    "nonce_wrong": "the nonce is not the one that was asked for",
    "coins_not_conserved": "final amounts and fee are not the coins of the channel",
    "final_too_low": "this participant's final amount is too low",
    "update_pending": "an update with our signature is not settled yet",
    "payload_wrong": "the payload is not the latest state that both signed",
    "proof_wrong": "the proof of inclusion does not prove the latest balances",
    "finals_wrong": "the final amounts are not the balances of the state that is settled",
}


class Problem(Struct, frozen=True):
    """Why a transaction must not be signed: a code of PROBLEMS, with what was expected and found."""

    code: str
    expected: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        evidence = [
            f"{name} {text}" for name, text in (("expected", self.expected), ("found", self.found)) if text
        ]
        return printable(PROBLEMS[self.code] + (f": {', '.join(evidence)}" if evidence else ""))
