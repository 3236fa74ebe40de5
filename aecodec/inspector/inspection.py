"""The result of an inspection, and its records: the JSON lines of a capture with what was found.

Records keep every message as it was, so that they are a capture again (see capture_forms/jsonl.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..derived import tx_hash
from ..errors import error_to_json
from ..json_form import Ints, to_json
from ..rpc import known
from ..signing import CheckedSignature
from .captures import write
from .checks import Finding
from .history import Carried, Channel, ChannelHistory
from .model import Entry, Unit
from .records import finding_record, step_record
from .selection import Selection
from .steps import Step


class NumberedTx(NamedTuple):
    """A transaction of the capture with its number, and with its signatures if its network is known."""

    number: int
    carried: Carried
    channel: Channel | None
    signatures: tuple[CheckedSignature, ...]
    unit: Unit = "line"  #: what the number of its first place counts


class Inspection(NamedTuple):
    """A history with its findings and its different transactions by their text."""

    history: ChannelHistory
    findings: tuple[Finding, ...]
    transactions: dict[str, NumberedTx]

    @property
    def summary(self) -> dict[str, int]:
        """The numbers of messages, of transactions without nested ones, of errors and of warnings."""
        severities = Counter(finding.severity for finding in self.findings)
        return {
            "messages": len(self.history.messages),
            "transactions": sum(len(message.carried) for message in self.history.messages),
            "errors": severities["error"],
            "warnings": severities["warning"],
        }

    def _repr_html_(self) -> str:
        """Show the HTML report in a notebook."""
        from .html import to_frame

        return to_frame(self)


def inspect(history: ChannelHistory, findings: tuple[Finding, ...]) -> Inspection:
    """Give each different transaction of a history a number, and add the findings."""
    channels = {channel.channel_id: channel for channel in history.channels}
    transactions: dict[str, NumberedTx] = {}
    for message in history.messages:
        for carried in message.carried:
            if carried.text not in transactions:
                channel = channels.get(message.channel_id or "")
                verification = channel.verifications.get(carried.text) if channel is not None else None
                signatures = () if verification is None else verification.signatures
                number = len(transactions) + 1
                transactions[carried.text] = NumberedTx(
                    number, carried, channel, signatures, history.capture.unit
                )
    return Inspection(history, findings, transactions)


# --- records --------------------------------------------------------------------------------------


def to_records(
    inspected: Inspection, ints: Ints = "number", selection: Selection | None = None
) -> Iterator[dict[str, Any]]:
    """Yield a record for every entry, its transactions, every finding, channel and step; no summary.

    selection: of what is yielded; everything without it.
    """
    shown = selection or Selection(inspected.history, inspected.findings)
    history = inspected.history
    messages = {id(message.entry): message for message in history.messages}
    for entry, record in zip(history.capture.entries, write(history.capture.entries), strict=True):
        message = messages.get(id(entry))
        if not shown.shows(entry, message):
            continue
        if message is None:
            yield record
            continue
        is_known = message.method is not None and known(message.method)
        partner = None if message.partner is None else message.partner.line
        yield record | {
            "method": message.method,
            "known": is_known,
            "partner": partner,
            "channel_id": message.channel_id,
        }
        for carried in message.carried:
            yield _transaction_record(entry, carried, inspected.transactions[carried.text], ints)
    for finding in filter(shown.shows_finding, inspected.findings):
        yield finding_record(finding)
    for channel in filter(shown.shows_channel, history.channels):
        yield _channel_record(channel)
        yield from _step_records(channel.steps, shown, ints)
    yield from _step_records(history.steps, shown, ints)


def _step_records(steps: Iterable[Step], shown: Selection, ints: Ints) -> Iterator[dict[str, Any]]:
    """Yield the records of the steps of which a message is shown."""
    for position, step in enumerate(steps):
        if any(shown.shows(message.entry, message) for message in step.messages):
            yield step_record(step, None if step.channel_id is None else position, ints)


def _transaction_record(entry: Entry, carried: Carried, numbered: NumberedTx, ints: Ints) -> dict[str, Any]:
    record: dict[str, Any] = {
        "kind": "transaction",
        "line": entry.line,
        "participant": entry.participant,
        "path": carried.path,
        "text": carried.text,
    }
    if carried.tx is None:
        assert carried.error is not None
        return record | {"error": error_to_json(carried.error)}
    return record | {
        "hash": tx_hash(carried.tx),
        "network_id": numbered.channel.network_id if numbered.channel is not None else None,
        "signatures": [
            {"signer": None if one.signer is None else str(one.signer), "form": one.form, "ok": one.ok}
            for one in numbered.signatures
        ],
        "object": to_json(carried.tx, ints=ints),
    }


def _channel_record(channel: Channel) -> dict[str, Any]:
    both = [str(account) for account in channel.participants or ()]
    initiator, responder = both if both and channel.roles_known else (None, None)
    balances = channel.last_balances
    return {
        "kind": "channel",
        "channel_id": channel.channel_id,
        "network_id": channel.network_id,
        "initiator_id": initiator,
        "responder_id": responder,
        "participants": both or None,
        "balances": None if balances is None else {str(account): held for account, held in balances.items()},
        "round": channel.round,
        "status": channel.status,
    }


def total_record(summaries: Iterable[dict[str, int]]) -> dict[str, Any]:
    """Return the last record: the sums over all captures."""
    sums = {"messages": 0, "transactions": 0, "errors": 0, "warnings": 0}
    for summary in summaries:
        sums = {name: count + summary[name] for name, count in sums.items()}
    return {"kind": "summary", **sums}
