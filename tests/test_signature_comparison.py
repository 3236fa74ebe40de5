"""Which signatures of two transactions are valid for which of them."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import Key, build
from aecodec.signing import compare_signatures

ALICE, BOB = (Key.from_seed(bytes([number]) * 32) for number in (1, 2))


def spend(**changes: Any) -> aecodec.SpendTx:
    arguments = {"sender_id": ALICE.address, "recipient_id": BOB.address, "amount": 1, "nonce": 1}
    return build.spend_tx(**{**arguments, **changes})


def rows(left: Any, right: Any, **options: Any) -> list[tuple[bool, bool, str | None, str | None]]:
    """Return of each signature where it stands, and the network for which it is valid with either content."""
    return [
        (one.in_left, one.in_right, one.left and one.left.network_id, one.right and one.right.network_id)
        for one in compare_signatures(left, right, **options).signatures
    ]


def test_a_draft_and_the_signed_transaction_have_the_same_content() -> None:
    signed = aecodec.sign(spend(), ALICE, "ae_uat")
    found = compare_signatures(spend(), signed)
    assert found.same_content
    (one,) = found.signatures
    assert one.left is not None
    assert (one.left.signer, one.left.form, one.left.network_id) == (ALICE.address, "raw", "ae_uat")
    assert rows(spend(), signed) == [(False, True, "ae_uat", "ae_uat")]
    assert rows(signed, spend()) == [(True, False, "ae_uat", "ae_uat")]


def test_a_field_that_was_changed_after_signing_shows() -> None:
    signed = aecodec.sign(spend(), ALICE, "ae_mainnet", "hash")
    changed = aecodec.replace(signed, transaction=spend(amount=2))
    assert not compare_signatures(signed, changed).same_content
    assert rows(signed, changed) == [(True, True, "ae_mainnet", None)]
    assert rows(spend(amount=2), aecodec.replace(signed, transaction=spend(amount=3))) == [
        (False, True, None, None)
    ]


def test_signatures_for_two_networks_are_told_apart() -> None:
    one, other = (aecodec.sign(spend(), ALICE, network) for network in ("ae_uat", "my_network"))
    assert sorted(rows(one, other), key=str) == sorted(
        [(True, False, "ae_uat", "ae_uat"), (False, True, None, None)], key=str
    )
    assert sorted(network for _, _, network, _ in rows(one, other, candidates=["ae_uat", "my_network"])) == [
        "ae_uat",
        "my_network",
    ]


def test_participants_who_are_not_named_must_be_given() -> None:
    deposit = build.channel_deposit_tx(
        channel_id=aecodec.channel_id(ALICE.address, 1, BOB.address),
        from_id=ALICE.address,
        amount=1,
        state_hash=bytes(32),
        round=2,
        nonce=2,
    )
    signed = aecodec.sign(aecodec.sign(deposit, ALICE, "ae_uat"), BOB, "ae_uat")
    both = (ALICE.address, BOB.address)
    assert [row[2] for row in rows(deposit, signed, participants=both)] == ["ae_uat", "ae_uat"]
    assert sorted(str(row[2]) for row in rows(deposit, signed)) == ["None", "ae_uat"]


def test_within_a_ga_meta_what_is_signed_is_inside() -> None:
    inner = aecodec.sign(spend(nonce=0), BOB, "ae_uat")
    meta = build.ga_meta_tx(ga_id=BOB.address, auth_data=b"", tx=inner, protocol="ceres", gas=1000)
    found = compare_signatures(aecodec.SignedTx(signatures=(), transaction=meta), spend(nonce=0))
    assert found.same_content
    assert [(one.in_left, one.in_right) for one in found.signatures] == [(True, False)]


def test_signatures_to_be_wrapped_in_a_paying_for_say_so() -> None:
    inner = aecodec.sign(spend(), ALICE, "ae_uat", inner=True)
    (one,) = compare_signatures(inner, spend()).signatures
    assert one.left is not None
    assert one.left.inner


def test_without_any_signature_there_is_none() -> None:
    assert compare_signatures(spend(), spend()) == (True, ())
    with pytest.raises(TypeError):
        compare_signatures(None, spend())  # type: ignore[arg-type]
