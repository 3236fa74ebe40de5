"""Words and numbers: names, amounts, heights and network ids.

Nothing proves any of them. A name is likely where it stands alone, in quotes, in a URL, or behind a word such
as `name`; an amount where a text holds nothing else. Heights and network ids are looked for only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .. import auctions
from ..amounts import format_amount
from ..derived import name_id
from ..errors import DecodeError
from ..fees import name_fee
from ..limits import MAX_AMOUNT_CHARS
from ..names import TEST, to_ascii
from ..protocol import NETWORK_IDS, PROTOCOL_STARTS, Protocol
from . import amounts
from .reading import Confidence, Kind, Reading
from .view import View

__all__ = ["find"]

#: A label and its registrar, with nothing before or behind that makes it a part of something else.
_NAME: Final = re.compile(r"(?<![\w.@%&#-])([\w-]{1,200})\.(chain|test)(?![\w(=-]|\.\w)")
#: What stands before a name that is meant as one.
_NAMING: Final = re.compile(r"(?:[\"'/]|\bnames?\W{1,5})\Z", re.IGNORECASE)
_EDGE: Final = " \t\r\n\"'`,;\ufeff"
_DOTTED: Final = re.compile(r"(?:[\w-]{1,63}\.){2,9}(?:chain|test)")
_DIGITS: Final = re.compile("[0-9]{1,78}")

#: A key block comes every three minutes: the networks reach this height after more than fifty years.
_HIGHEST: Final = 10_000_000
#: Amounts below are rarely written in aettos: a thousandth of the least fee.
_LEAST_AMOUNT: Final = 10**9


def find(view: View) -> Iterator[Reading]:
    """Find the names and amounts of a view; and the number or network id that is all of it."""
    only = view.text.strip(_EDGE)
    if len(only) <= MAX_AMOUNT_CHARS:
        start = view.text.find(only)
        # A number without a unit or an exponent is told as that.
        amount = () if _DIGITS.fullmatch(only) else amounts.find(only)
        for members in (*_network(only), *_number(only), *amount, *_name_with_dots(only)):
            yield view.reading(start, start + len(only), **members)
    for begin, end, members in () if amounts.is_number(only) else amounts.find_within(view.text):
        yield view.reading(begin, end, **members)
    for match in _NAME.finditer(view.text):
        alone = match[0] == only
        if match[2] == TEST and not alone:
            continue  # a file or a host
        named = _NAMING.search(view.text, max(0, match.start() - 12), match.start()) is not None
        name = _name(match[0], Confidence.LIKELY if alone or named else Confidence.UNLIKELY)
        if name is not None:
            yield view.reading(*match.span(), **name)


def _name(word: str, sure: Confidence) -> dict[str, Any] | None:
    try:
        ascii_name = to_ascii(word)
        identifier = name_id(word)
    except DecodeError:
        return None
    notes = [f"name id {identifier}, name hash {identifier.key.hex()}"]
    if ascii_name != word:
        notes.append(f"it is hashed as {ascii_name}")
    notes.append(_claim(word))
    why = "a label and .chain form a name; whether somebody has claimed it, only the chain knows"
    if word.endswith(f".{TEST}"):
        why = "a label and .test formed a name before Lima; today they end in .chain"
    return {
        "kind": Kind.NAME,
        "value": identifier,
        "text": str(identifier),
        "confidence": sure,
        "why": why,
        "notes": tuple(notes),
    }


def _name_with_dots(word: str) -> Iterator[dict[str, Any]]:
    """Read a name with a dot too many: there are no names below names."""
    if not _DOTTED.fullmatch(word):
        return
    try:
        to_ascii(word)
    except DecodeError as error:
        yield {
            "kind": Kind.DAMAGED,
            "confidence": Confidence.LIKELY,
            "why": "it ends as names do, but has several labels before that",
            "error": error,
            "notes": (f"a name has one label before .{word.rpartition('.')[2]}",),
        }


def _claim(word: str) -> str:
    """Say what it takes to claim a name at the protocol of today."""
    if word.endswith(f".{TEST}"):
        return "it cannot be claimed since Lima"
    fee = format_amount(name_fee(word))
    blocks = auctions.blocks(word)
    if not blocks:
        return f"no auction: claimed at once for a name fee of at least {fee}"
    return f"auctioned for {blocks} key blocks; the first bid is at least {fee}, later ones are 5 % higher"


def _network(word: str) -> Iterator[dict[str, Any]]:
    if word in NETWORK_IDS:
        yield {
            "kind": Kind.NETWORK,
            "value": word,
            "text": word,
            "confidence": Confidence.CERTAIN,
            "why": "it is the id of a known network, which all signatures cover",
            "notes": (_NETWORKS.get(word, "a network that developers run"),),
        }


_NETWORKS: Final = {"ae_mainnet": "the main network", "ae_uat": "the public test network"}


def _number(word: str) -> Iterator[dict[str, Any]]:
    """Read digits as a height and as an amount in aettos, the likelier one first."""
    if not _DIGITS.fullmatch(word) or (word[0] == "0" and word != "0"):
        return
    number = int(word)
    height = number < _HIGHEST
    if height:
        yield {
            "kind": Kind.HEIGHT,
            "value": number,
            "confidence": Confidence.LIKELY,
            "why": "a number of this size may be a height",
            "notes": (f"at this height, {_protocols(number)}",),
        }
    yield {
        "kind": Kind.AMOUNT,
        "value": number,
        "text": format_amount(number),
        "confidence": Confidence.UNLIKELY if number < _LEAST_AMOUNT else Confidence.LIKELY,
        "why": "a number may be an amount in aettos, 10^18 of which are 1 AE",
        "notes": (f"{number} aettos are {format_amount(number)}",),
    }


def _protocols(height: int) -> str:
    """Name the protocol of a height on both public networks."""
    main = max(one for one, start in PROTOCOL_STARTS.items() if _started(start.mainnet, height))
    test = max(one for one, start in PROTOCOL_STARTS.items() if _started(start.testnet, height))
    if main == test:
        return f"mainnet and testnet have {_title(main)}"
    return f"mainnet has {_title(main)}, testnet {_title(test)}"


def _started(start: int | None, height: int) -> bool:
    return start is not None and start <= height


def _title(protocol: Protocol) -> str:
    return f"{protocol.name.title()} (protocol {protocol.value})"
