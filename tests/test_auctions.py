"""Auctions of names: which names, the least bid, and the height at which an auction ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import auctions, build
from aecodec.errors import BuildError, FieldError
from aecodec.protocol import AUCTION_BLOCKS, Protocol

ROMA, MINERVA, FORTUNA, LIMA, IRIS, CERES, ARCUS, SALUS = Protocol
AE = 10**18

#: Key blocks of an auction by the length of the name: the table of AENS.md in aeternity/protocol, before and
#: from Ceres on; the earlier one is that of the node's module aec_governance, too (62, 31 and 1 days of 480).
BEFORE_CERES = {1: 62 * 480, 4: 62 * 480, 5: 31 * 480, 8: 31 * 480, 9: 480, 12: 480, 13: 0, 31: 0, 63: 0}
FROM_CERES = {1: 2400, 4: 2400, 5: 960, 8: 960, 9: 480, 12: 480, 13: 0, 31: 0, 63: 0}


def name(length: int) -> str:
    return f"{'a' * length}.chain"


@pytest.mark.parametrize("protocol", [LIMA, IRIS, CERES, ARCUS, SALUS])
def test_an_auction_lasts_as_long_as_the_protocol_says(protocol: Protocol) -> None:
    table = BEFORE_CERES if protocol < CERES else FROM_CERES
    for length, blocks in table.items():
        assert auctions.blocks(name(length), protocol=protocol) == blocks
        assert auctions.is_auctioned(name(length), protocol=protocol) is (blocks > 0)
        if blocks:
            assert auctions.end_height(name(length), 1_000_000, protocol=protocol) == 1_000_000 + blocks


@pytest.mark.parametrize("protocol", [ROMA, MINERVA, FORTUNA])
def test_before_lima_no_name_is_auctioned(protocol: Protocol) -> None:
    assert not auctions.is_auctioned("a.test", protocol=protocol)
    assert auctions.blocks("a.test", protocol=protocol) == 0
    assert protocol not in AUCTION_BLOCKS


def test_what_counts_is_the_length_in_ascii() -> None:
    # xn--bcher-kva has 13 characters; the six of bücher would be auctioned.
    assert not auctions.is_auctioned("bücher.chain")
    assert auctions.is_auctioned("bucher.chain")
    assert auctions.is_auctioned(b"ABCDEFGHIJKL.chain.")


@pytest.mark.parametrize(
    ("length", "fee"),
    # spec: fees.md, Names
    [(1, 570_288_700), (4, 134_626_900), (8, 19_641_800), (12, 2_865_700)],
)
def test_the_first_bid_is_the_fee_of_the_name(length: int, fee: int) -> None:
    assert auctions.min_bid(name(length)) == fee * 10**12


@pytest.mark.parametrize(
    ("previous", "least"),
    [
        # the node: (bid - previous) * 100 >= previous * 5
        (3 * AE, 3_150_000_000_000_000_000),
        (10 * AE, 10_500_000_000_000_000_000),
        (3 * AE + 1, 3_150_000_000_000_000_002),  # 0.05 of one aetto more, rounded up
        (3 * AE + 19, 3_150_000_000_000_000_020),  # 0.95
        (3 * AE + 20, 3_150_000_000_000_000_021),  # 1 exactly
        (0, 2_865_700_000_000_000_000),  # never below the fee
    ],
)
def test_a_later_bid_is_five_percent_higher_rounded_up(previous: int, least: int) -> None:
    assert auctions.min_bid(name(12), previous) == least


@given(st.integers(0, 10**30))
def test_the_least_bid_is_the_first_that_the_node_accepts(previous: int) -> None:
    least = auctions.min_bid(name(12), previous)

    def accepted(bid: int) -> bool:
        return (bid - previous) * 100 >= previous * 5 and bid >= 2_865_700_000_000_000_000

    assert accepted(least)
    assert not accepted(least - 1)


@pytest.mark.parametrize(
    ("protocol", "height", "previous_end", "end"),
    [
        (LIMA, 1_100, 1_480, 1_580),  # the whole time again
        (IRIS, 1_480, 1_480, 1_960),
        (CERES, 1_100, 1_480, 1_480),  # more than 240 remain
        (CERES, 1_240, 1_480, 1_480),
        (CERES, 1_241, 1_480, 1_481),
        (CERES, 1_480, 1_480, 1_720),
        (SALUS, 1_479, 1_480, 1_719),
    ],
)
def test_a_later_bid_extends_the_auction(
    protocol: Protocol, height: int, previous_end: int, end: int
) -> None:
    assert auctions.end_height(name(9), height, previous_end, protocol=protocol) == end


@pytest.mark.parametrize(
    ("call", "code", "path"),
    [
        (lambda: auctions.min_bid(name(13)), "not_auctioned", "name"),
        (lambda: auctions.min_bid("a.test", protocol="fortuna"), "not_auctioned", "name"),
        (lambda: auctions.end_height(name(13), 1), "not_auctioned", "name"),
        (lambda: auctions.end_height(name(9), 1_481, 1_480), "auction_over", "previous_end"),
        (lambda: auctions.end_height(name(9), -1), "uint_negative", "height"),
        (lambda: auctions.end_height(name(9), 1, -1), "uint_negative", "previous_end"),
        (lambda: auctions.min_bid(name(9), -1), "uint_negative", "previous_bid"),
        (lambda: auctions.is_auctioned("a.test"), "name_registrar", "name"),
        (lambda: auctions.is_auctioned("a.chain", protocol="fortuna"), "name_registrar", "name"),
        (lambda: auctions.is_auctioned("a"), "name_labels", "name"),
        (lambda: auctions.blocks(name(64)), "name_label", "name"),
        (lambda: auctions.is_auctioned("a.chain", protocol=9), "protocol_unknown", "protocol"),
    ],
)
def test_what_has_no_auction_is_refused(call: Callable[[], Any], code: str, path: str) -> None:
    with pytest.raises(FieldError) as wrong:
        call()
    assert (wrong.value.code, wrong.value.path) == (code, path)


def test_wrong_types_are_type_errors() -> None:
    for call in (
        lambda: auctions.min_bid(name(9), 1.5),  # type: ignore[arg-type]
        lambda: auctions.end_height(name(9), "1"),  # type: ignore[arg-type]
        lambda: auctions.is_auctioned(None),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError):
            call()


def test_builder_and_auction_agree_on_the_first_bid() -> None:
    given_ = {"account_id": "ak_11111111111111111111111111111111273Yts", "nonce": 1, "name_salt": 0}
    least = auctions.min_bid(name(12))
    claim = build.name_claim_tx(name=name(12), name_fee=least, version=2, **given_)
    assert claim == build.name_claim_tx(name=name(12), version=2, **given_)
    with pytest.raises(BuildError) as wrong:
        build.name_claim_tx(name=name(12), name_fee=least - 1, version=2, **given_)
    assert (wrong.value.code, wrong.value.path) == ("name_fee_too_low", "name_fee")
