"""`aecodec lint`: every reason why a node would refuse a transaction, with its code."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO

from .._tree import Row, Value, lines
from ..derived import tx_hash
from ..errors import printable
from ..ids import Id
from ..linting import Finding, PerAccount, lint
from ..objects import Tx
from ..schema import describe
from ..tx.layers import iter_layers
from . import inputs, options, sources, terminal
from .printing import write_record
from .sources import Found

EXAMPLE: Final = """\
  aecodec lint @transaction.txt
  aecodec lint --height 1000000 --nonce 7 --balance 12.5AE --network ae_mainnet @transaction.txt"""

#: What is only checked where an option says what is known of the chain: the option and the words for it.
_UNCHECKED: Final = {
    "height": "its ttl (--height)",
    "nonce": "its nonce (--nonce)",
    "balance": "what it costs (--balance)",
    "network": "signatures (--network)",
}


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "tx")
    parser.description = (
        f"{parser.description}\n\n"
        "What is known of the chain, the options say; what only the chain knows is not checked: whether\n"
        "accounts, names, channels and contracts exist, and how a contract runs. The exit code is 1 if\n"
        "there is an error; a warning is a reason for which nodes refuse or delay it by default."
    )
    parser.add_argument("--height", metavar="N", type=options.number, help="the height of the chain")
    parser.add_argument(
        "--nonce",
        metavar="N",
        action="append",
        default=[],
        type=_next_nonce,
        help="the next nonce of the account that sends it; AK=N for another account",
    )
    parser.add_argument(
        "--balance",
        metavar="AMOUNT",
        action="append",
        default=[],
        type=_balance,
        help="the balance of this account, such as 12.5AE; AK=AMOUNT for another account",
    )
    parser.add_argument(
        "--network", metavar="ID", type=inputs.network, help="check the signatures for this network, too"
    )
    options.configure_participants(parser)
    options.configure_protocol(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def _next_nonce(text: str) -> tuple[Id | None, int]:
    account, number = _split(text)
    return account, options.number(number)


def _balance(text: str) -> tuple[Id | None, int]:
    account, number = _split(text)
    return account, options.amount(number)


def _split(text: str) -> tuple[Id | None, str]:
    """Split `AK=NUMBER`; a number without an account is that of the sender."""
    account, equals, number = text.partition("=")
    return (options.account(account), number) if equals else (None, text)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Lint every transaction. Return 1 if one has an error or is invalid, 2 if there is none."""
    try:
        participants = options.participants_of(args)
        nonce, balance = _per_account("nonce", args.nonce), _per_account("balance", args.balance)
    except options.UsageError as wrong:
        print(f"aecodec lint: {wrong}", file=err)
        return 2
    layout = terminal.layout(out)
    before = False

    def show(found: Found) -> int:
        nonlocal before
        findings = lint(
            found.value,
            height=args.height,
            next_nonce=nonce,
            balance=balance,
            protocol=args.protocol,
            network_id=args.network,
            participants=participants,
        )
        unchecked = [words for name, words in _UNCHECKED.items() if getattr(args, name) in (None, [])]
        if args.json:
            write_record(out, found.record() | _record(found.value, findings, unchecked))
        else:
            tree = _tree(found.value, findings, unchecked)
            print(*([""] if before else []), *lines(tree, layout), sep="\n", file=out)
        before = True
        return 1 if any(one.severity == "error" for one in findings) else 0

    return sources.each(args, sources.TRANSACTION, show, "lint", out, err)


def _per_account(option: str, given: Iterable[tuple[Id | None, int]]) -> PerAccount | None:
    """Return the numbers of accounts, or that of the sender. Raises UsageError for a mixture."""
    known = dict(given)
    if None not in known:
        return {account: number for account, number in known.items() if account is not None} or None
    if len(known) > 1:
        raise options.UsageError(
            f"argument --{option}: where several are given, each needs its account (AK=)"
        )
    return known[None]


# --- for people ---------------------------------------------------------------------------------


def _tree(tx: Tx, findings: tuple[Finding, ...], unchecked: list[str]) -> Row:
    name = " around ".join(describe(type(layer.tx)).name for layer in iter_layers(tx))
    rows = [Row(one.severity, (Value(one.code), Value(printable(str(one))))) for one in findings]
    if unchecked:
        rows.append(Row("not checked", (Value(", ".join(unchecked)),)))
    return Row("", (Value(f"{name}: {_count(findings)}"),), tuple(rows))


def _count(findings: tuple[Finding, ...]) -> str:
    return ", ".join(_counts(findings)) or "no reason to refuse it was found"


def _counts(findings: tuple[Finding, ...]) -> Iterator[str]:
    for severity in ("error", "warning"):
        count = sum(one.severity == severity for one in findings)
        if count:
            yield f"{count} {severity}{'' if count == 1 else 's'}"


# --- for programs -------------------------------------------------------------------------------


def _record(tx: Tx, findings: tuple[Finding, ...], unchecked: list[str]) -> dict[str, Any]:
    return {
        "hash": tx_hash(tx),
        "findings": [one._asdict() | {"message": str(one)} for one in findings],
        "not_checked": unchecked,
    }
