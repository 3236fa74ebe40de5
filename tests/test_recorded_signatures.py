"""Every signature in the recorded channel sessions is right: whose it has to be, and none is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from aecodec import decode_tx
from aecodec.errors import DecodeError
from aecodec.objects import SignedTx, Tx
from aecodec.signing import find_network, verify
from aecodec.signing.signers import layers
from aecodec.tx import ChannelCloseSoloTx, ChannelCreateTx, ChannelOffchainTx

from .recordings import RECORDINGS, needs_recordings


def with_payloads(tx: Tx) -> Iterator[Tx]:
    """A transaction, and the agreed states that it carries as evidence."""
    yield tx
    for layer in layers(tx):
        payload = getattr(layer.tx, "payload", None)
        if isinstance(payload, SignedTx):
            yield from with_payloads(payload)


@cache
def recorded(path: Path) -> tuple[tuple[str, ...], tuple[Tx, ...]]:
    """The accounts and the transactions of a recording."""
    text = path.read_text(encoding="utf-8")
    found: dict[Tx, None] = {}
    for written in dict.fromkeys(re.findall(r"tx_[A-Za-z0-9+/=]+", text)):
        try:
            found |= dict.fromkeys(with_payloads(decode_tx(written)))
        except DecodeError:
            assert len(written) < 20, "only what a client sent to be refused"
    return tuple(dict.fromkeys(re.findall(r"ak_[1-9A-HJ-NP-Za-km-z]{38,}", text))), tuple(found)


@needs_recordings
@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_every_recorded_signature_is_a_participant_s(path: Path) -> None:
    accounts, transactions = recorded(path)
    signed = [tx for tx in transactions if any(layer.signatures for layer in layers(tx))]
    # A recording that begins in the middle names the participants among other accounts.
    pairs = list(combinations(accounts, 2))
    fitting = [pair for pair in pairs if all(find_network(tx, participants=pair) for tx in signed)]
    assert len(fitting) == 1 or not signed
    for tx in signed:
        (network_id,) = {fit.network_id for fit in find_network(tx, participants=fitting[0])}
        assert network_id in ("local_iris_testnet", "local_lima_testnet")
        result = verify(tx, network_id, participants=fitting[0], trust_ga=True)
        assert all(found.ok and found.form == "raw" for found in result.signatures)
        assert all(problem.startswith("a required signature is missing") for problem in result.problems)
        innermost = result.layers[-1].tx
        needed = 2 if innermost.BOTH_PARTICIPANTS or isinstance(innermost, ChannelCreateTx) else 1
        assert len(result.signatures) + len(result.by_contract) + len(result.missing) == needed


@needs_recordings
def test_the_recordings_hold_what_these_tests_are_for() -> None:
    verified = [layers(tx) for path in RECORDINGS for tx in recorded(path)[1]]
    signatures = {one.signature for found in verified for layer in found for one in layer.signatures}
    assert len(signatures) >= 500
    innermost = [(found[-1].tx, len(found[-1].signatures), len(found)) for found in verified]
    assert any(isinstance(tx, ChannelOffchainTx) and count == 2 for tx, count, _ in innermost)
    assert any(isinstance(tx, ChannelCloseSoloTx) and count == 1 for tx, count, _ in innermost)
    assert any(
        isinstance(tx, ChannelCreateTx) and count == 1 and depth == 2 for tx, count, depth in innermost
    )
