"""Findings: what a check says, and the table of their codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..messages import Message

__all__ = ["CODES", "SEVERITIES", "Finding", "Severity", "about"]

Severity: TypeAlias = Literal["error", "warning", "info"]

#: Every code of a finding: its severity, and what it means.
CODES: Final[dict[str, tuple[Severity, str]]] = {
    # entries and frames
    "entry_unreadable": ("error", "a body is not JSON, or an entry of the capture is malformed"),
    "message_unknown": ("warning", "a message is binary, or text that is no JSON"),
    "frame_unknown": ("warning", "a body is JSON, but no frame of JSON-RPC"),
    "address_malformed": ("warning", "a parameter of a connection URL is malformed"),
    "params_malformed": ("warning", "params or a result do not have the members of their method"),
    "transactions_unopened": ("warning", "a frame holds more transactions than are decoded"),
    # transactions
    "transaction_invalid": ("error", "a transaction does not decode, and the node did not refuse it"),
    "transaction_unknown": ("warning", "a transaction has a tag or version that is not known"),
    "transaction_refused": ("info", "a transaction does not decode, and the node refused it"),
    "transaction_not_canonical": ("warning", "a transaction decodes only as leniently as the node does it"),
    "fee_too_low": ("warning", "a fee is below what nodes relay"),
    "fee_surprising": ("warning", "a fee is many times what the node computes, and nobody asked for it"),
    "ttl_limited": ("warning", "a transaction expires: whoever signs it must know the height"),
    "delegates_present": ("warning", "a create transaction lets other accounts act for a participant"),
    # signatures
    "network_unknown": ("warning", "the signatures fit no known network"),
    "signature_foreign": ("error", "a signature matches no required signer"),
    "signature_network": ("error", "a signature is for another network than the others of the channel"),
    "signature_missing": ("error", "a state that counts, or a transaction on chain, lacks a signature"),
    "signatures_unexpected": ("error", "a request to sign, or its reply, has a wrong number of signatures"),
    "payload_unsigned": ("error", "the state within a transaction lacks valid signatures of both"),
    # requests, answers, replies
    "request_refused": ("info", "the node refused a request"),
    "request_unanswered": ("warning", "a request with an id has no answer"),
    "answer_unexpected": ("warning", "an answer to a request that is not in the capture"),
    "signature_unanswered": ("warning", "a request to sign has no reply"),
    "signature_refused": ("info", "a participant refused to sign"),
    "reply_differs": ("error", "a reply holds another transaction than was to be signed"),
    # what is to be signed
    "type_unexpected": ("error", "a request to sign holds another type of transaction than its name says"),
    "request_unexpected": ("warning", "a request to sign that this client did not ask for"),
    "updates_unexpected": ("error", "the updates are not one of the operation, and then metas"),
    "updates_changed": ("error", "the updates are not those that the client asked for"),
    "account_foreign": ("error", "an update names an account that is no participant"),
    "amount_differs": ("error", "a transaction and the updates beside it differ in who pays, or how much"),
    "payer_differs": (
        "error",
        "a transaction is in the name of another participant than its proposer",
    ),
    "nonce_differs": ("error", "a transaction has another nonce than the client asked for"),
    "channel_id_differs": ("error", "a message and its transaction are of different channels"),
    "create_differs": ("error", "a create transaction is not what the connection URL says"),
    # rounds and balances
    "round_reused": ("error", "a round is proposed although it, or a later one, counts already"),
    "round_skipped": ("warning", "a proposed round is not the next one, or the capture lacks rounds"),
    "round_backwards": (
        "error",
        "a state counts after a later one, or after another of its round",
    ),
    "round_signed_twice": ("warning", "a participant signed two states of a round, and none was dropped"),
    "state_hash_differs": ("error", "a state hash is not that of the balances after the updates"),
    "trees_differ": ("error", "state trees, or a proof, have another hash than the state that both signed"),
    "balance_differs": ("error", "a node reports another balance than the state has"),
    "coins_not_conserved": ("error", "coins appear or disappear"),
    "reserve_broken": ("error", "whoever pays has less than the channel reserve afterwards"),
    "half_signed_out": (
        "warning",
        "the other participant can still complete what one has signed",
    ),
    "conflicts": ("info", "proposals were dropped because of a conflict"),
    "dropped_after_both_signed": ("warning", "a proposal was dropped although both had signed it"),
    # the chain
    "chain_differs": ("error", "a transaction on chain is not what was signed"),
    "state_differs": ("error", "the state that counts is not what was signed for this round"),
    "shares_differ": ("warning", "a mutual close shares its fee in an unusual way"),
    "finals_differ": ("error", "a pay-out is not what the state says"),
    "payload_outdated": ("warning", "a participant acts with an older state than both have signed"),
    "proof_differs": ("error", "a proof of inclusion does not show the state that it comes with"),
    "older_state_on_chain": ("warning", "the chain holds an older state: it can be disputed"),
    "timed_out": ("info", "a timer ran out, and ended a state machine"),
    "check_failed": ("error", "a check of this package failed: please report it"),
}

#: Every code of a finding and its severity.
SEVERITIES: Final[dict[str, Severity]] = {code: severity for code, (severity, _) in CODES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a check found: a code of CODES, the line of the capture and one sentence.

    path: the JSON path in the frame, if one value is wrong. participant, channel_id: of the message, as far
    as they are known; a message of a step is of the step's channel. index: of the message among the entries.
    source: of its file, where several were merged. step: the position among `Channel.steps` of the step that
    this is about, if it is about one.
    """

    code: str
    line: int
    message: str
    path: str = ""
    channel_id: str | None = None
    participant: str | None = None
    index: int | None = None
    source: str | None = None
    step: int | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is, by its code."""
        return SEVERITIES[self.code]


def about(message: Message, code: str, text: str, path: str = "") -> Finding:
    """Make a finding about a message; a path stands before its sentence."""
    return Finding(
        code=code,
        line=message.line,
        message=f"{path}: {text}" if path else text,
        path=path,
        channel_id=message.channel_id,
        participant=message.entry.participant,
        index=message.index,
        source=message.entry.source,
    )
