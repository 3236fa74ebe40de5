"""The heads of a report: the capture, and each of its channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..._tree import Layout, columns
from ..channels import ROLES, Channel, Status
from ..checks import Finding
from ..formatting import clean, count, grouped, number
from ..inspection import Inspection
from ..model import Unit
from ..wording import name_participants
from .styles import MARKS, Style, cut, paint, worst, wrap

_STATUS: Final[dict[Status | None, str]] = {
    "open": ", open",
    "closing": ", closing",
    "closed": ", closed",
    "left": ", left without closing",
    "died": ", ended without closing",
    None: "",
}
_MAX_CHARS: Final = 240  # of a name or an id of the capture

#: How participants are called whose roles are not known.
ACCOUNTS: Final = ("account 1", "account 2")

#: What findings contradict in a line of the head, or say more about: their codes.
_CODES: Final[dict[str, tuple[str, ...]]] = {
    "channel": ("channel_id_differs", "create_differs", "check_failed"),
    "network": ("network_unknown", "signature_network"),
    "balances": (
        *("balance_differs", "reserve_broken", "state_hash_differs", "trees_differ", "coins_not_conserved"),
        *("finals_differ", "shares_differ", "proof_differs", "state_differs", "amount_differs"),
        *("updates_changed", "updates_unexpected", "account_foreign"),
    ),
    "state": (
        *("round_backwards", "round_reused", "round_skipped", "round_signed_twice", "half_signed_out"),
        *("older_state_on_chain", "payload_outdated", "dropped_after_both_signed", "state_differs"),
        *("chain_differs", "type_unexpected", "reply_differs", "nonce_differs", "payer_differs"),
    ),
    "fees": ("fee_too_low", "fee_surprising", "shares_differ"),
    "signed": (
        *("signature_foreign", "signature_network", "signature_missing", "signatures_unexpected"),
        *("payload_unsigned", "reply_differs", "transaction_invalid"),
    ),
}

#: By the code of a finding, the lines of the head that it is about.
ABOUT: Final[dict[str, tuple[str, ...]]] = {
    code: tuple(line for line, codes in _CODES.items() if code in codes)
    for code in dict.fromkeys(code for codes in _CODES.values() for code in codes)
}


class _Line(NamedTuple):
    name: str
    value: str
    about: str = ""


def capture_heading(inspected: Inspection, layout: Layout) -> Iterator[str]:
    """Write what was read, in numbers."""
    history, summary = inspected.history, inspected.summary
    text = (
        f"{history.capture.name}: {count(summary['messages'], 'message')}, "
        f"{count(summary['transactions'], 'transaction')} ({len(inspected.transactions)} different), "
        f"{count(len(history.channels), 'channel')}"
    )
    for line in wrap(clean(text), layout, 0):
        yield paint(line, "title", layout)


def channel_heading(
    channel: Channel, title: str, findings: tuple[Finding, ...], layout: Layout, unit: Unit = "line"
) -> Iterator[str]:
    """Write who takes part in a channel, its network, its state, and what its signatures are worth.

    findings: those about this channel; what they contradict has their mark. unit: what
    the numbers of places count.
    """
    lines = [
        _Line(title, cut(channel.channel_id, _MAX_CHARS), "channel"),
        _Line("network", cut(channel.network_id or "not known", _MAX_CHARS), "network"),
    ]
    balances = channel.payouts or channel.last_balances or {}
    paid = "" if channel.payouts is None else " paid out"
    roles = ROLES if channel.roles_known else ACCOUNTS
    for role, account in zip(roles, channel.participants or (), strict=False):
        lines.append(_Line(role, str(account)))
        if account in balances:
            lines.append(_Line("", grouped(balances[account]) + paid, "balances"))
    status = _STATUS[channel.status]
    if channel.round is not None or status:
        reached = "not known" if channel.round is None else number(channel.round)
        lines.append(_Line("state", f"round {reached}{status}", "state"))
    if channel.fees:
        names = name_participants(channel)
        fees = (f"{grouped(fee)} by {names.get(str(one), one)}" for one, fee in channel.fees.items())
        lines.append(_Line("fees", ", ".join(fees), "fees"))
    lines.append(_Line("signed", describe_signatures(channel, findings), "signed"))
    severe = [one for one in findings if one.severity != "info"]
    if severe:
        kinds = [(name, sum(one.severity == name for one in severe)) for name in ("error", "warning")]
        words = ", ".join(count(many, name) for name, many in kinds if many)
        lines.append(_Line("findings", words, "findings"))
    yield from _write(lines, severe, layout, unit)


def _write(lines: list[_Line], findings: list[Finding], layout: Layout, unit: Unit) -> Iterator[str]:
    names = max(len("initiator"), *(len(line.name) for line in lines))
    values = [clean(line.value) for line in lines]
    below = layout.width is not None and names + 2 + max(map(columns, values)) > layout.width
    for line, value in zip(lines, values, strict=True):
        style, remark = _judge(line, findings, unit)
        indent = 2 if below else names + 2
        if below and line.name:
            yield paint(line.name, "dim", layout)
        text = f"{MARKS[style]} {value} {remark}".rstrip() if style else value
        for at, piece in enumerate(wrap(text, layout, indent)):
            name = " " * indent
            if at == 0 and not below:
                name = f"{line.name:<{names}}  "
            yield paint(name, "dim", layout) + paint(piece, style, layout)


def _judge(line: _Line, findings: list[Finding], unit: Unit) -> tuple[Style, str]:
    """Return the severity of what contradicts a line, and where that is told."""
    about = [one for one in findings if line.about in ABOUT.get(one.code, ())]
    if line.about == "findings":
        return worst(findings), ""
    style = worst(about)
    return style, next((f"(see {unit} {one.line})" for one in about if one.severity == style), "")


def describe_signatures(channel: Channel, findings: tuple[Finding, ...]) -> str:
    """Say how many signatures of a channel are valid; findings: those about it."""
    checked = {
        one.signature: one
        for verification in channel.verifications.values()
        for one in verification.signatures
    }
    if not checked:
        signed = any(carried.signatures for message in channel.messages for carried in message.evidence)
        return "signatures that could not be checked" if signed else "no signature seen"
    wrong = sum(not one.ok for one in checked.values())
    if wrong:
        return f"{wrong} of {count(len(checked), 'signature')} not valid"
    missing = sum(one.code == "signature_missing" for one in findings)
    if missing:
        return f"{count(len(checked), 'signature')} valid, {count(missing, 'transaction')} not signed by all"
    whole = any(len(found.signatures) == len(checked) for found in channel.verifications.values())
    if len(checked) == 2 and whole:
        return "both signatures valid"
    return f"all {len(checked)} signatures valid" if len(checked) > 1 else "one signature, valid"
