"""Auctions of names, from Lima on: which names are auctioned, the least next bid, and when an auction ends.

A claim of a short name is the first bid of its auction, a claim with a name salt of 0 a later one
(docs/protocol/fees.md). Bids are in aettos, heights those of key blocks.
"""

from __future__ import annotations

from ._validation import ProtocolName, as_protocol, as_uint
from .errors import FieldError, format_int
from .fees import name_fee
from .names import label_length
from .protocol import (
    AUCTION_BLOCKS,
    AUCTION_EXTENSION,
    BID_INCREMENT,
    CURRENT_PROTOCOL,
    LONGEST_AUCTIONED_NAME,
    Protocol,
)

__all__ = ["blocks", "end_height", "is_auctioned", "min_bid"]


def is_auctioned(name: str | bytes, *, protocol: ProtocolName = CURRENT_PROTOCOL) -> bool:
    """Check whether a name goes to an auction when it is claimed: from Lima on, up to 12 characters in ASCII.

    Raises FieldError for what is no name at this protocol (`names.to_ascii`), and for an unknown protocol.
    """
    return blocks(name, protocol=protocol) > 0


def blocks(name: str | bytes, *, protocol: ProtocolName = CURRENT_PROTOCOL) -> int:
    """Return the key blocks from the first bid for a name to the end of its auction; 0 without an auction.

    Raises what `is_auctioned` raises.
    """
    at = as_protocol(protocol)
    length = label_length(name, protocol=at)
    if length > LONGEST_AUCTIONED_NAME:
        return 0
    return next((count for longest, count in AUCTION_BLOCKS.get(at, ()) if length <= longest), 0)


def min_bid(
    name: str | bytes, previous_bid: int | None = None, *, protocol: ProtocolName = CURRENT_PROTOCOL
) -> int:
    """Return the least bid for a name: the name fee, or 5 % more than the previous bid, rounded up.

    Raises FieldError for a name without an auction (`not_auctioned`) and a negative bid, and what
    `is_auctioned` raises.
    """
    _require_auction(name, protocol)
    least = name_fee(name)
    if previous_bid is None:
        return least
    # The node compares (bid - previous) * 100 >= previous * 5.
    bid = as_uint(previous_bid, "previous_bid")
    return max(least, bid + -(-bid * BID_INCREMENT // 100))


def end_height(
    name: str | bytes,
    height: int,
    previous_end: int | None = None,
    *,
    protocol: ProtocolName = CURRENT_PROTOCOL,
) -> int:
    """Return the height at which the auction ends after a bid; the state holds it as the auction's `ttl`.

    height: that of the block with the bid. previous_end: for a later bid, the end of the auction before it.
    From Ceres on a later bid only extends an auction that is about to end; before, the whole time began anew.

    Raises FieldError for a name without an auction (`not_auctioned`) and for an auction that has ended before
    this height (`auction_over`), and what `is_auctioned` raises.
    """
    _require_auction(name, protocol)
    at = as_uint(height, "height")
    if previous_end is None:
        return at + blocks(name, protocol=protocol)
    end = as_uint(previous_end, "previous_end")
    if end < at:
        expected = f"height {format_int(at)} or later"
        raise FieldError("auction_over", "previous_end", None, expected, format_int(end))
    if as_protocol(protocol) < Protocol.CERES:
        return at + blocks(name, protocol=protocol)
    return max(end, at + AUCTION_EXTENSION)


def _require_auction(name: str | bytes, protocol: ProtocolName) -> None:
    if not is_auctioned(name, protocol=protocol):
        found = f"{label_length(name)} characters at {as_protocol(protocol).name.lower()}"
        expected = f"at most {LONGEST_AUCTIONED_NAME} characters, from lima on"
        raise FieldError("not_auctioned", "name", None, expected, found)
