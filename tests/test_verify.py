"""Verifying transactions: required signers, wrong signatures, participants."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, decode_tx, signing
from aecodec.errors import FieldError, SignatureError, TextError
from aecodec.objects import Tx, replace
from aecodec.protocol import IdKind
from aecodec.signing import KNOWN, sign, verify
from aecodec.signing.verification import Verifier
from aecodec.tx import ChannelOffchainTxV2

from .conftest import founding
from .signed_txs import ALICE, BOB, EVE, close, spend

FOUNDING = founding()
NETWORK: str = FOUNDING["network_id"]


def offchain() -> ChannelOffchainTxV2:
    return ChannelOffchainTxV2(channel_id=Id.of(IdKind.CHANNEL, bytes(32)), round=2, state_hash=bytes(32))


def test_the_founding_session_s_transaction_is_signed_by_both_for_its_network() -> None:
    result = verify(FOUNDING["co_signed"], NETWORK)
    assert result
    assert (result.ok, result.missing, result.problems) == (True, (), ())
    assert {found.signer for found in result.signatures} == {
        FOUNDING["initiator_id"],
        FOUNDING["responder_id"],
    }
    assert [(found.form, found.ok) for found in result.signatures] == [("raw", True), ("raw", True)]


def test_the_half_signed_one_lacks_the_responder() -> None:
    result = verify(FOUNDING["half_signed"], NETWORK)
    assert not result
    assert result.missing == (FOUNDING["responder_id"],)
    (problem,) = result.problems
    assert problem == (
        f"a required signature is missing at SignedTx.signatures: expected {result.missing[0]} "
        f"on '{NETWORK}', found 1 of 2"
    )


def test_the_unsigned_one_lacks_everybody() -> None:
    result = verify(FOUNDING["unsigned"], NETWORK)
    assert not result.ok
    assert result.signatures == ()
    assert result.missing == (FOUNDING["initiator_id"], FOUNDING["responder_id"])
    assert len(result.problems) == 2


def test_a_bare_transaction_is_said_to_carry_no_signatures() -> None:
    result = verify(spend(), NETWORK)
    assert not result.ok
    assert result.missing == (ALICE.address,)
    assert result.problems[0] == ("transaction is not wrapped in a SignedTx: found a bare SpendTx")


@pytest.mark.parametrize("network_id", [network_id for network_id in KNOWN if network_id != NETWORK])
def test_on_every_other_network_its_signatures_match_no_signer(network_id: str) -> None:
    result = verify(FOUNDING["co_signed"], network_id)
    assert not result.ok
    assert len(result.missing) == 2
    assert [(found.signer, found.form, found.ok) for found in result.signatures] == [(None, None, False)] * 2
    assert result.problems[0].startswith(
        f"signature matches no required signer at SignedTx.signatures[0]: expected {result.missing[0]} and "
        f"{result.missing[1]} on '{network_id}', found sg_"
    )


def test_another_signature_spoils_a_complete_transaction() -> None:
    result = verify(sign(sign(spend(), ALICE, NETWORK), EVE, NETWORK), NETWORK)
    assert not result.ok
    assert result.missing == ()
    assert sorted(found.ok for found in result.signatures) == [False, True]
    assert [found.signer for found in result.signatures if not found.ok] == [None]


@pytest.mark.parametrize("form", ["raw", "hash"])
def test_a_second_signature_of_one_signer_is_left_over(form: signing.Form) -> None:
    signed = sign(spend(), ALICE, NETWORK)
    (first,) = signed.signatures
    (second,) = sign(spend(), ALICE, NETWORK, form).signatures
    twice = replace(signed, signatures=tuple(sorted((first, second))))
    result = verify(twice, NETWORK)
    assert not result.ok
    assert [(found.signer, found.ok) for found in result.signatures] == [
        (ALICE.address, True),
        (ALICE.address, False),
    ]
    (problem,) = result.problems
    assert problem.startswith("duplicate signature of one account at SignedTx.signatures[1]: ")
    assert problem.endswith(f" of {ALICE.address}")


@pytest.mark.parametrize("tx", [close(), offchain()], ids=["close_mutual", "offchain"])
def test_a_transaction_that_does_not_name_both_participants_needs_them(tx: Tx) -> None:
    both = sign(sign(tx, ALICE, NETWORK), BOB, NETWORK)
    assert verify(both, NETWORK, participants=(ALICE.address, str(BOB.address))).ok
    alone = verify(both, NETWORK)
    assert not alone.ok
    assert "give participants" in alone.problems[0]
    assert verify(both, NETWORK, participants=(ALICE.address, EVE.address)).missing == (EVE.address,)


def test_who_closes_a_channel_must_be_a_participant() -> None:
    both = sign(sign(close(), EVE, NETWORK), BOB, NETWORK)
    result = verify(both, NETWORK, participants=(EVE.address, BOB.address))
    assert result.problems == (
        f"wrong channel participants: expected {EVE.address} or {BOB.address}, found {ALICE.address}",
    )


def test_participants_are_not_asked_where_the_transaction_names_its_signers() -> None:
    result = verify(FOUNDING["co_signed"], NETWORK, participants=(ALICE.address, BOB.address))
    assert result.ok


@pytest.mark.parametrize(
    ("participants", "code"),
    [
        ((ALICE.address, ALICE.address), "participants"),
        ((ALICE.address,), "participants"),
        ((ALICE.address, "ak_"), "too_short"),
        ((ALICE.address, Id.of(IdKind.CHANNEL, bytes(32))), "id_tag_not_allowed"),
    ],
)
def test_impossible_participants_are_refused(participants: Any, code: str) -> None:
    with pytest.raises((SignatureError, TextError, FieldError)) as wrong:
        verify(offchain(), NETWORK, participants=participants)
    assert wrong.value.code == code
    assert wrong.value.path.startswith("participants")
    with pytest.raises(TypeError):
        verify(offchain(), NETWORK, participants=f"{ALICE.address}")  # type: ignore[arg-type]


def test_required_signers_are_those_that_the_transaction_names() -> None:
    pair = (ALICE.address, BOB.address)
    assert signing.required_signers(FOUNDING["co_signed"]) == (
        FOUNDING["initiator_id"],
        FOUNDING["responder_id"],
    )
    assert signing.required_signers(spend()) == (ALICE.address,)
    assert signing.required_signers(close()) == (ALICE.address,)
    assert signing.required_signers(close(), pair) == pair
    assert signing.required_signers(offchain()) == ()


NETWORK_IDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1).filter(
    lambda network_id: not network_id.endswith("-inner_tx")
)


@given(st.sampled_from(["raw", "hash"]), NETWORK_IDS, st.integers(0, 2**70), st.booleans())
def test_what_is_signed_verifies_on_its_network_alone(
    form: signing.Form, network_id: str, amount: int, inner: bool
) -> None:
    signed = sign(spend(amount=amount), ALICE, network_id, form, inner=inner)
    result = verify(signed, network_id, inner=inner)
    assert result.ok
    assert [(found.signer, found.form) for found in result.signatures] == [(ALICE.address, form)]
    assert not verify(signed, network_id + "x", inner=inner).ok
    assert not verify(signed, network_id, inner=not inner).ok


@given(st.integers(0, 511))
def test_one_flipped_bit_of_a_signature_spoils_it(bit: int) -> None:
    signed = sign(spend(), ALICE, NETWORK)
    flipped = int.from_bytes(signed.signatures[0], "big") ^ 1 << bit
    assert not verify(replace(signed, signatures=(flipped.to_bytes(64, "big"),)), NETWORK).ok


@given(st.sampled_from(["amount", "fee", "ttl", "nonce"]), st.integers(0, 2**40))
def test_a_changed_field_spoils_the_signature(field: str, value: int) -> None:
    signed = sign(spend(), ALICE, NETWORK)
    changed = replace(signed, transaction=replace(signed.transaction, **{field: value}))
    assert verify(changed, NETWORK).ok == (changed == signed)


def test_more_signatures_than_anybody_needs_are_not_all_checked() -> None:
    strays = {number.to_bytes(64, "big") for number in range(1000)}
    signed = sign(spend(), ALICE, NETWORK)
    many = replace(signed, signatures=tuple(sorted({*strays, *signed.signatures})))
    result = verify(many, NETWORK)
    assert (result.ok, len(result.signatures), result.missing) == (False, 1001, (ALICE.address,))
    assert (
        "more signatures than any transaction needs are not checked at SignedTx.signatures[64]: "
        "expected at most 64 signatures, found 1001"
    ) in result.problems
    assert len(result.problems) == 66
    few = replace(signed, signatures=(*sorted(strays)[:63], *signed.signatures))
    assert verify(few, NETWORK).missing == ()


def test_a_large_transaction_with_a_few_wrong_signatures_is_checked_in_full() -> None:
    large = spend(payload=bytes(3 << 20))
    wrong = tuple(bytes([number]) * 64 for number in (1, 255, 254))
    signed = sign(large, ALICE, NETWORK)
    result = verify(replace(signed, signatures=tuple(sorted((*wrong, *signed.signatures)))), NETWORK)
    assert (result.missing, [issue.code for issue in result.issues]) == ((), ["signature_stray"] * 3)


def test_one_signature_twice_is_left_over() -> None:
    signed = sign(spend(), ALICE, NETWORK)
    result = verify(replace(signed, signatures=signed.signatures * 2), NETWORK)
    assert [found.ok for found in result.signatures] == [True, False]
    assert result.missing == ()


def test_a_channel_with_oneself_is_never_rightly_signed() -> None:
    create: Any = signing.layers(FOUNDING["unsigned"])[0].tx
    alone = sign(replace(create, initiator_id=ALICE.address, responder_id=ALICE.address), ALICE, NETWORK)
    assert verify(alone, NETWORK).problems == (
        f"wrong channel participants: expected two different accounts, found {ALICE.address} twice",
    )


def test_the_text_of_a_verification_is_its_first_few_sentences() -> None:
    good = verify(FOUNDING["co_signed"], NETWORK)
    assert str(good) == f"verified on {NETWORK}"
    half = verify(FOUNDING["half_signed"], NETWORK)
    assert str(half).splitlines() == [f"not verified on {NETWORK}", *half.problems]
    strays = replace(decode_tx(FOUNDING["co_signed"]), signatures=(bytes(64),) * 20)
    lines = str(verify(strays, NETWORK)).splitlines()
    assert lines[:4] == [f"not verified on {NETWORK}", *verify(strays, NETWORK).problems[:3]]
    assert lines[4:] == ["and 19 more problems"]  # 20 signatures and 2 missing signers, without the first 3


def test_a_verifier_of_many_transactions_gives_what_each_gives_alone() -> None:
    both = (ALICE.address, BOB.address)
    half = sign(offchain(), ALICE, "ae_uat")
    other = sign(replace(offchain(), round=3), ALICE, "ae_uat")
    spoiled = replace(half, signatures=(bytes(64),))
    moved = replace(other, signatures=half.signatures)
    verifier = Verifier("ae_uat")
    for one in (half, sign(half, BOB, "ae_uat"), half, spoiled, other, moved):
        assert verifier.verify(one, participants=both) == verify(one, "ae_uat", participants=both)
