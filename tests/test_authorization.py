"""Whole transactions: who signs each type, and what paying_for changes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from aecodec import decode_object, decode_tx, encode_tx, signing
from aecodec.derived import tx_hash
from aecodec.errors import FieldError
from aecodec.objects import SignedTx, Tx
from aecodec.signing import FORMS, KNOWN, find_network, sign
from aecodec.signing.signers import layers, required_signers

from .conftest import VECTORS, json_lines
from .shared_vectors import WIRES
from .signed_txs import (
    ALICE,
    CAROL,
    EVE,
    INNER,
    NETWORK,
    TYPES,
    authorize,
    bare,
    of_ours,
    paying,
    signers_of,
    spend,
)

#: Contracts are taken to agree, as on the chain; what is said of them without that stands in a section below.
verify = partial(signing.verify, trust_ga=True)


# --- from the chain, and from recorded sessions ---------------------------------------------------


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["hash"]) for _, row in json_lines(VECTORS / "authorized.jsonl")]
)
def test_what_the_chain_took_is_fully_authorized(row: dict[str, Any]) -> None:
    assert tx_hash(row["tx"]) == row["hash"]
    pair = row["participants"] and tuple(row["participants"])
    result = verify(row["tx"], row["network_id"], participants=pair)
    assert (result.ok, result.problems, result.missing) == (True, (), ())
    assert list(result.by_contract) == row["by_contract"]
    assert [
        [f"{layer.path}.signatures[{index}]", found.signer, found.form, layer.inner]
        for layer in result.layers
        for index, found in enumerate(layer.signatures)
    ] == row["signed"]
    assert result.signatures == tuple(found for layer in result.layers for found in layer.signatures)
    fits = find_network(row["tx"], participants=pair)
    assert {fit.network_id for fit in fits} == ({row["network_id"]} if row["signed"] else set())
    for other in set(KNOWN) - {row["network_id"]}:
        assert verify(row["tx"], other, participants=pair).ok == (not row["signed"])


# --- who signs each type --------------------------------------------------------------------------


def test_every_type_that_is_signed_has_its_line() -> None:
    transactions = {name for name, wire in WIRES.items() if isinstance(decode_object(wire), Tx)}
    assert transactions - TYPES.keys() == {"SignedTx", "GAMetaTxV1", "GAMetaTxV2"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TYPES)
def test_each_type_is_signed_by_these_and_no_other(name: str, form: Any) -> None:
    tx, keys, pair = of_ours(name)
    addresses = tuple(key.address for key in keys)
    assert layers(tx, pair)[0].signers == addresses
    signed = bare(tx)
    for key in keys:
        result = verify(signed, NETWORK, participants=pair)
        assert not result.ok
        assert result.missing == addresses[len(signed.signatures) :]
        signed = sign(signed, key, NETWORK, form)
    result = verify(signed, NETWORK, participants=pair)
    assert (result.ok, result.problems, result.missing) == (True, (), ())
    assert {(found.signer, found.form) for found in result.layers[0].signatures} == {
        (address, form) for address in addresses
    }
    assert not verify(signed, "ae_mainnet", participants=pair).ok
    assert not verify(signed, NETWORK, participants=pair, inner=True).ok
    assert verify(decode_tx(encode_tx(signed)), NETWORK, participants=pair) == result
    foreign = sign(signed, EVE, NETWORK, form)
    again = sign(signed, ALICE, NETWORK, "raw" if form == "hash" else "hash")
    for more in (foreign, again):
        found = verify(more, NETWORK, participants=pair)
        assert (found.ok, found.missing, len(found.problems)) == (False, (), 1)


# --- paying_for -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_payer_and_paid_for_both_sign_each_for_its_place(form: Any) -> None:
    inner = sign(spend(), ALICE, NETWORK, form, inner=True)
    whole = sign(paying(inner), CAROL, NETWORK)
    result = verify(whole, NETWORK)
    assert result.ok
    assert signers_of(result) == [[CAROL.address], [ALICE.address]]
    assert [(layer.path, layer.inner) for layer in result.layers] == [("SignedTx", False), (INNER, True)]
    assert required_signers(whole) == (CAROL.address, ALICE.address)
    assert set(find_network(whole)) == {(NETWORK, "raw", CAROL.address), (NETWORK, form, ALICE.address)}


def test_what_is_paid_for_lacks_its_signature() -> None:
    result = verify(sign(paying(bare(spend())), CAROL, NETWORK), NETWORK)
    assert not result.ok
    assert result.missing == (ALICE.address,)
    missing = (
        f"a required signature is missing at {INNER}: expected {ALICE.address} on '{NETWORK}', found none"
    )
    assert result.problems == (missing,)
    assert result.layers[0].missing == ()
    assert result.layers[1].missing == (ALICE.address,)


def test_an_inner_signature_without_its_mark_is_reported() -> None:
    whole = sign(paying(sign(spend(), ALICE, NETWORK)), CAROL, NETWORK)
    result = verify(whole, NETWORK)
    assert signers_of(result) == [[CAROL.address], [None]]
    assert result.problems[0].startswith(
        f"signature matches no required signer at {INNER}.signatures[0]: "
        f"expected {ALICE.address} on '{NETWORK}', found sg_"
    )
    assert result.problems[0].endswith(f", which {ALICE.address} signed without a paying_for around it")
    loose = verify(sign(spend(), ALICE, NETWORK, inner=True), NETWORK)
    assert loose.problems[0].endswith(f", which {ALICE.address} signed to be wrapped in a paying_for")


def test_the_payer_cannot_sign_for_the_other_nor_the_other_for_the_payer() -> None:
    whole = sign(paying(sign(spend(), CAROL, NETWORK, inner=True)), ALICE, NETWORK)
    result = verify(whole, NETWORK)
    assert signers_of(result) == [[None], [None]]
    assert result.missing == (CAROL.address, ALICE.address)


def test_one_account_may_pay_for_itself_but_signs_twice() -> None:
    whole = sign(paying(sign(spend(), ALICE, NETWORK, inner=True), ALICE), ALICE, NETWORK)
    assert verify(whole, NETWORK).ok
    result = verify(sign(paying(bare(spend()), ALICE), ALICE, NETWORK), NETWORK)
    assert (result.ok, result.missing) == (False, (ALICE.address,))


@pytest.mark.parametrize("kind", ["PayingForTx", "ChannelOffchainTxV2", "ChannelClientReconnectTx"])
@pytest.mark.parametrize("through", [False, True], ids=["directly", "through a ga_meta"])
def test_what_cannot_be_paid_for_is_not_right_as_an_inner_transaction(kind: str, through: bool) -> None:
    tx, keys, pair = of_ours(kind)
    inner: SignedTx = bare(tx)
    for key in keys:
        inner = sign(inner, key, NETWORK, inner=True)
    inner = authorize(inner, EVE) if through else inner
    result = verify(inner, NETWORK, participants=pair, inner=True)
    assert not result.ok
    (problem,) = result.problems
    assert problem.startswith("transaction type cannot be paid for")
    assert problem.endswith(f": found a {kind}")
    with pytest.raises(FieldError) as refused:
        paying(inner)
    assert refused.value.code == "object_not_allowed_here"
