"""Whole transactions of generalized accounts: what ga_meta changes, what is left over, any layers."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import decode_tx, encode_tx, replace, signing, to_bytes
from aecodec.objects import SignedTx, Tx
from aecodec.signing import FORMS, KNOWN, Key, Verification, find_network, message_to_sign, sign, verification
from aecodec.signing.signers import required_signers
from aecodec.tx import (
    ChannelCloseMutualTx,
    ChannelOffchainTxV2,
    GAMetaTxV1,
    GAMetaTxV2,
)

from .signed_txs import (
    ALICE,
    BOB,
    CAROL,
    EVE,
    INNER,
    NETWORK,
    authorize,
    bare,
    create,
    of_ours,
    paying,
    signers_of,
    spend,
)

#: Contracts are taken to agree, as on the chain; what is said of them without that stands in a section below.
verify = partial(signing.verify, trust_ga=True)


# --- ga_meta --------------------------------------------------------------------------------------


def test_a_generalized_account_needs_no_signature() -> None:
    result = verify(authorize(spend(), ALICE), NETWORK)
    assert (result.ok, result.missing, result.by_contract) == (True, (), (ALICE.address,))
    assert [layer.signers for layer in result.layers] == [(), ()]
    assert required_signers(authorize(spend(), ALICE)) == ()


@pytest.mark.parametrize("first", [ALICE, BOB], ids=["initiator", "responder"])
def test_who_has_no_contract_still_signs(first: Key) -> None:
    other = BOB if first is ALICE else ALICE
    half = authorize(create(), first)
    assert verify(half, NETWORK).missing == (other.address,)
    whole = sign(half, other, NETWORK)
    result = verify(whole, NETWORK)
    assert (result.ok, result.by_contract) == (True, (first.address,))
    # The signature went to what is wrapped.
    assert signers_of(result) == [[], [other.address]]
    assert whole == authorize(sign(create(), other, NETWORK), first)
    assert find_network(whole) == ((NETWORK, "raw", other.address),)


def test_several_layers_nest() -> None:
    result = verify(authorize(authorize(create(), ALICE), BOB), NETWORK)
    assert (result.ok, result.by_contract) == (True, (ALICE.address, BOB.address))
    assert [layer.path for layer in result.layers] == ["SignedTx", INNER, f"{INNER}.transaction.tx"]


@pytest.mark.parametrize("tx", [ChannelCloseMutualTx, ChannelOffchainTxV2])
def test_participants_may_be_generalized_too(tx: type[Tx]) -> None:
    unsigned, _, pair = of_ours(tx.__name__)
    whole = sign(authorize(unsigned, ALICE), BOB, NETWORK)
    assert verify(whole, NETWORK, participants=pair).ok
    assert "give participants" in verify(whole, NETWORK).problems[0]


def test_a_layer_of_the_wrong_account_authorizes_nothing() -> None:
    result = verify(authorize(spend(), EVE), NETWORK)
    assert (result.ok, result.missing, result.by_contract) == (False, (ALICE.address,), ())
    assert verify(authorize(sign(spend(), ALICE, NETWORK), EVE), NETWORK).by_contract == ()


def test_a_layer_authorizes_only_what_is_within() -> None:
    inner = authorize(spend(), ALICE)
    outer = paying(inner, ALICE)
    assert verify(bare(outer), NETWORK).missing == (ALICE.address,)
    assert verify(sign(outer, ALICE, NETWORK), NETWORK).ok
    assert verify(authorize(outer, ALICE), NETWORK).ok


def test_a_signature_around_a_ga_meta_is_left_over() -> None:
    whole = authorize(spend(), ALICE)
    signature = ALICE.sign(NETWORK.encode() + to_bytes(whole.transaction))
    result = verify(replace(whole, signatures=(signature,)), NETWORK)
    (problem,) = result.problems
    assert problem.startswith(
        "signature matches no required signer at SignedTx.signatures[0]: expected no signature of a ga_meta"
    )
    assert signers_of(result) == [[None], []]


def test_a_signature_of_whom_a_contract_authorizes_is_left_over() -> None:
    result = verify(authorize(sign(spend(), ALICE, NETWORK), ALICE), NETWORK)
    (problem,) = result.problems
    assert problem.startswith(
        f"unexpected signature of an account that ga_meta authorizes at {INNER}.signatures[0]: "
    )
    assert problem.endswith(f" of {ALICE.address}")
    assert [(found.signer, found.ok) for found in result.signatures] == [(ALICE.address, False)]


def test_a_bare_ga_meta_lacks_the_signed_tx_around_it() -> None:
    meta = authorize(spend(), ALICE).transaction
    result = verify(meta, NETWORK)
    assert result.problems == ("transaction is not wrapped in a SignedTx: found a bare GAMetaTx",)
    assert [layer.path for layer in result.layers] == ["GAMetaTx", "GAMetaTx.tx"]


def test_both_versions_of_ga_meta_authorize() -> None:
    meta: Any = authorize(spend(), ALICE).transaction
    old = {name: getattr(meta, name) for name in GAMetaTxV2.__struct_fields__}
    assert verify(bare(GAMetaTxV1(**old, ttl=0)), NETWORK).by_contract == (ALICE.address,)


# --- without trust in contracts -------------------------------------------------------------------


def ga_layers(result: Verification) -> list[str]:
    return [issue.found or "" for issue in result.issues if issue.code == "ga_unchecked"]


def test_anybody_can_wrap_what_no_one_signed_so_it_is_not_verified() -> None:
    for forged in (authorize(spend(), ALICE), sign(paying(authorize(spend(), ALICE)), CAROL, NETWORK)):
        result = signing.verify(forged, NETWORK)
        assert (bool(result), result.by_contract, result.missing) == (False, (ALICE.address,), ())
        assert ga_layers(result) == [f"generalized account {ALICE.address}"]
        (problem,) = result.problems
        assert "authorized by a contract, which only the chain can check" in problem
        assert problem in str(result)
        assert str(verify(forged, NETWORK)).splitlines() == [
            f"verified on {NETWORK}",
            f"only the chain can check the contract of {ALICE.address}",
        ]


def test_an_account_around_what_is_fully_signed_is_not_verified_either() -> None:
    whole = authorize(sign(spend(), ALICE, NETWORK), EVE)
    assert ga_layers(signing.verify(whole, NETWORK)) == [f"generalized account {EVE.address}"]
    assert verify(whole, NETWORK).ok


@given(st.lists(st.sampled_from([ALICE, BOB, EVE]), max_size=5), st.booleans())
def test_every_ga_meta_needs_trust_and_nothing_else_does(accounts: list[Key], paid: bool) -> None:
    whole = sign(spend(CAROL), CAROL, NETWORK, inner=paid)
    for account in accounts:
        whole = authorize(whole, account)
    if paid:
        whole = sign(paying(whole), CAROL, NETWORK)
    assert verify(whole, NETWORK).ok
    assert len(ga_layers(signing.verify(whole, NETWORK))) == len(accounts)
    assert signing.verify(whole, NETWORK).ok == (not accounts)


# --- all together ---------------------------------------------------------------------------------


def test_a_chain_of_layers_within_a_paying_for_is_signed_as_inner() -> None:
    inner = sign(authorize(create(), ALICE), BOB, NETWORK, inner=True)
    result = verify(sign(paying(inner), CAROL, NETWORK), NETWORK)
    assert (result.ok, result.by_contract) == (True, (ALICE.address,))
    assert signers_of(result) == [[CAROL.address], [], [BOB.address]]
    assert [layer.inner for layer in result.layers] == [False, True, True]
    wrong = sign(authorize(create(), ALICE), BOB, NETWORK)
    assert verify(sign(paying(wrong), CAROL, NETWORK), NETWORK).missing == (BOB.address,)


def test_a_generalized_payer_authorizes_from_outside() -> None:
    inner = sign(spend(BOB), BOB, NETWORK, inner=True)
    whole = authorize(paying(inner), CAROL)
    result = verify(whole, NETWORK)
    assert (result.ok, result.by_contract) == (True, (CAROL.address,))
    assert verify(sign(authorize(paying(inner), EVE), CAROL, NETWORK), NETWORK).ok


def test_what_is_signed_does_not_depend_on_ga_metas_around_it() -> None:
    once, twice = authorize(create(), ALICE), authorize(authorize(create(), ALICE), BOB)
    for form in FORMS:
        for inner in (False, True):
            covered = message_to_sign(create(), NETWORK, form, inner=inner)
            assert message_to_sign(once, NETWORK, form, inner=inner) == covered
            assert message_to_sign(twice.transaction, NETWORK, form, inner=inner) == covered


@pytest.mark.parametrize("act", ["verify", "find_network"])
def test_the_work_does_not_grow_with_layers_times_signatures(
    monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    made = 0

    class Counting(verification.SignedContent):
        """Counts the bytes of the messages that are made, each of which is then hashed."""

        def message(self, form: Any, network: bytes, inner: bool) -> bytes:
            nonlocal made
            message = super().message(form, network, inner)
            made += len(message)
            return message

    monkeypatch.setattr(verification, "SignedContent", Counting)
    whole = SignedTx(signatures=STRAYS, transaction=replace(spend(), payload=bytes(1 << 20)))
    for _ in range(14):
        whole = replace(authorize(whole, EVE), signatures=STRAYS)
    if act == "verify":
        assert not verify(whole, NETWORK)
    else:
        assert find_network(whole) == ()
    assert made < 12 * (1 if act == "verify" else len(KNOWN)) * len(to_bytes(whole))


def test_each_layer_is_serialized_once(monkeypatch: pytest.MonkeyPatch) -> None:
    serialized = []

    class Noted(verification.SignedContent):
        def __init__(self, tx: Tx) -> None:
            serialized.append(type(tx).__name__)
            super().__init__(tx)

    monkeypatch.setattr(verification, "SignedContent", Noted)
    whole = SignedTx(signatures=STRAYS, transaction=paying(SignedTx(signatures=STRAYS, transaction=spend())))
    for act in (lambda: verify(whole, NETWORK), lambda: find_network(whole)):
        serialized.clear()
        act()
        assert serialized == ["PayingForTx", "SpendTx"]


STRAYS = tuple(number.to_bytes(64, "big") for number in range(64))
ACTS = st.lists(st.sampled_from(["ga alice", "ga bob", "ga eve", "pay"]), max_size=6)


@given(ACTS, st.sets(st.sampled_from(["alice", "bob"])), st.sampled_from(FORMS))
def test_whatever_is_wrapped_whoever_must_sign_is_found_or_missing(
    acts: list[str], signing: set[str], form: Any
) -> None:
    acts = [act for index, act in enumerate(acts) if act != "pay" or "pay" not in acts[:index]]
    keys = {"alice": ALICE, "bob": BOB, "eve": EVE}
    by_contract = {act.split()[1] for act in acts if act.startswith("ga")} & {"alice", "bob"}
    whole: SignedTx = bare(create())
    for name in sorted(signing - by_contract):
        whole = sign(whole, keys[name], NETWORK, form, inner="pay" in acts)
    for act in acts:
        whole = (
            sign(paying(whole), CAROL, NETWORK) if act == "pay" else authorize(whole, keys[act.split()[1]])
        )
    result = verify(decode_tx(encode_tx(whole)), NETWORK)
    assert set(result.by_contract) == {keys[name].address for name in by_contract}
    missing = {"alice", "bob"} - by_contract - signing
    assert set(result.missing) == {keys[name].address for name in missing}
    assert result.ok == (not missing)
    assert len(result.layers) == len(acts) + 1
    if result.signatures:
        assert not verify(whole, "ae_mainnet").ok
