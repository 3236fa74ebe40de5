"""Finding the network that a transaction was signed for."""

from __future__ import annotations

import pytest

from aecodec import SignedTx
from aecodec.signing import KNOWN, find_network, sign

from .conftest import founding
from .signed_txs import ALICE, BOB, close, spend

FOUNDING = founding()
NETWORK: str = FOUNDING["network_id"]


def test_the_founding_session_s_network_is_found() -> None:
    fits = find_network(FOUNDING["co_signed"])
    assert {fit.signer for fit in fits} == {FOUNDING["initiator_id"], FOUNDING["responder_id"]}
    assert {(fit.network_id, fit.form) for fit in fits} == {(NETWORK, "raw")}
    assert find_network(FOUNDING["half_signed"]) == ((NETWORK, "raw", FOUNDING["initiator_id"]),)
    assert find_network(FOUNDING["unsigned"]) == ()


def test_only_the_candidates_are_tried_in_their_order() -> None:
    mixed = sign(sign(close(), ALICE, "my_net", "hash"), BOB, "ae_uat")
    pair = (ALICE.address, BOB.address)
    assert find_network(mixed, participants=pair) == (("ae_uat", "raw", BOB.address),)
    assert find_network(mixed, ("my_net", *KNOWN), participants=pair) == (
        ("my_net", "hash", ALICE.address),
        ("ae_uat", "raw", BOB.address),
    )
    assert find_network(mixed, ["my_net"]) == (("my_net", "hash", ALICE.address),)
    assert find_network(mixed, []) == ()


def test_one_candidate_is_still_a_list_of_candidates() -> None:
    with pytest.raises(TypeError, match="several"):
        find_network(FOUNDING["co_signed"], NETWORK)


def test_a_signed_transaction_stays_a_signed_transaction() -> None:
    assert isinstance(sign(spend(), ALICE, NETWORK), SignedTx)


@pytest.mark.parametrize(
    "network_id", ["ae_devnet", "ae_docker", "ae_testnet", "devnet", "local_ceres_testnet"]
)
def test_networks_that_developers_run_are_known(network_id: str) -> None:
    signed = sign(spend(), ALICE, network_id)
    assert find_network(signed) == ((network_id, "raw", ALICE.address),)
