"""Signatures and keys that a careless Ed25519 takes, made from the mathematics of the curve: all are refused.

Valid is what libsodium accepts, which is stricter than RFC 8032 demands: S below the order, no key and
no commitment of small order, one form of each point, and the equation holds exactly, without the cofactor.
"""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import Id, IdKind, Key, signing

from . import curve
from .mutated_rlp import spend

SEED = bytes(range(32))
KEY = Key.from_seed(SEED)
NETWORK = "ae_uat"
TORSION = curve.torsion()
#: Every spelling of every point of small order, and none twice.
SMALL = sorted({form for point in TORSION for form in curve.forms(point)})
#: Those among them that only a lenient reader takes for a point.
OTHER_FORMS = [form for form in SMALL if form not in {curve.written(point) for point in TORSION}]


def account(key: bytes) -> Id:
    return Id.of(IdKind.ACCOUNT, key)


def accepted(signature: bytes, message: bytes, key: bytes) -> bool:
    """Check a signature by every function that does, which must agree."""
    who = account(key)
    result = signing.verify_signature(signature=signature, message=message, account_id=who)
    as_text = aecodec.encode("sg", signature)
    assert signing.verify_signature(signature=as_text, message=message, account_id=str(who)) == result
    return result


def spent(key: bytes) -> tuple[Any, bytes]:
    """Return a transaction of this account, and the message to sign."""
    tx = aecodec.decode_tx(spend(sender_id=b"\1" + key))
    return tx, signing.message_to_sign(tx, NETWORK)


def verified(tx: Any, signature: bytes) -> bool:
    """Verify a transaction with this signature; finding its network must agree."""
    signed = aecodec.SignedTx(signatures=(signature,), transaction=tx)
    result = aecodec.verify(signed, NETWORK)
    assert bool(aecodec.find_network(signed, [NETWORK])) == result.ok
    (many,) = signing.verify_many([signed], NETWORK)
    assert many.ok == result.ok
    return result.ok


def test_the_curve_of_these_tests_is_that_of_the_library() -> None:
    assert curve.written(curve.times(curve.secret_of(SEED), curve.BASE)) == KEY.address.key
    assert curve.times(curve.L, curve.BASE) == curve.NEUTRAL
    for point in TORSION:
        assert curve.times(8, point) == curve.NEUTRAL
    # The neutral element and the points of order 2, 4, 4 and 8, 8, 8, 8.
    assert len(TORSION) == len(set(TORSION)) == 8
    assert len(SMALL) == 14
    assert len(OTHER_FORMS) == 6


def test_a_signature_raised_by_the_order_is_refused() -> None:
    tx, message = spent(KEY.address.key)
    signature = KEY.sign(message)
    assert verified(tx, signature)
    s = int.from_bytes(signature[32:], "little")
    for factor in range(1, 16):
        if (raised := s + factor * curve.L) < 2**256:
            other = signature[:32] + raised.to_bytes(32, "little")
            assert not accepted(other, message, KEY.address.key)
            assert not verified(tx, other)
    with_high_bit = signature[:63] + bytes([signature[63] | 0x80])
    assert not accepted(with_high_bit, message, KEY.address.key)


@pytest.mark.parametrize("s", [curve.L, curve.L - 1, 0, 1, 2**255 - 1, 2**256 - 1])
def test_a_scalar_out_of_range_or_out_of_thin_air_is_refused(s: int) -> None:
    tx, message = spent(KEY.address.key)
    for r in (KEY.sign(message)[:32], curve.written(curve.BASE), curve.written(curve.NEUTRAL)):
        forged = r + s.to_bytes(32, "little")
        assert not accepted(forged, message, KEY.address.key)
        assert not verified(tx, forged)


@pytest.mark.parametrize("key", SMALL, ids=bytes.hex)
def test_a_key_of_small_order_signs_nothing(key: bytes) -> None:
    tx, message = spent(key)
    # With A of order 8 at most and S = r, SB = R + hA holds wherever h is a multiple of 8, and for the
    # neutral element always: some of these signatures satisfy the equation.
    fitting = 0
    for r in range(1, 40):
        commitment = curve.written(curve.times(r, curve.BASE))
        forged = commitment + r.to_bytes(32, "little")
        fitting += curve.challenge(commitment, key, message) % 8 == 0
        assert not accepted(forged, message, key)
        assert not verified(tx, forged)
    assert fitting
    for point in SMALL:
        assert not accepted(point + bytes(32), message, key)


@pytest.mark.parametrize("r", SMALL, ids=bytes.hex)
def test_a_commitment_of_small_order_is_refused_also_where_the_equation_holds(r: bytes) -> None:
    _, message = spent(KEY.address.key)
    # The owner of a key can make S = ha, which fits R of order 1: SB = R + hA.
    s = curve.challenge(r, KEY.address.key, message) * curve.secret_of(SEED) % curve.L
    assert not accepted(r + s.to_bytes(32, "little"), message, KEY.address.key)


@pytest.mark.parametrize("y", [y for y in range(2, 19) if curve.x_of(y, 0) is not None])
def test_a_key_whose_y_lies_beyond_the_field_is_refused(y: int) -> None:
    key = (y + curve.P).to_bytes(32, "little")
    message = b"message"
    for r in (1, 2, 3):
        commitment = curve.written(curve.times(r, curve.BASE))
        assert not accepted(commitment + r.to_bytes(32, "little"), message, key)


@pytest.mark.parametrize("y", [y for y in range(2, 40) if curve.x_of(y, 0) is None][:8])
def test_a_key_that_is_no_point_signs_nothing(y: int) -> None:
    key = y.to_bytes(32, "little")
    signature = KEY.sign(b"message")
    for forged in (signature, bytes(64), key + signature[32:]):
        assert not accepted(forged, b"message", key)
    assert not verified(spent(key)[0], signature)


@pytest.mark.parametrize("twist", TORSION[1:], ids=lambda point: curve.written(point).hex()[:8])
def test_a_key_with_a_small_part_passes_only_where_the_equation_holds_exactly(twist: Any) -> None:
    """libsodium does not multiply by the cofactor: with it, all of these would pass."""
    secret = curve.secret_of(SEED)
    key = curve.written(curve.added(curve.times(secret, curve.BASE), twist))
    order = next(order for order in (2, 4, 8) if curve.times(order, twist) == curve.NEUTRAL)
    results = set()
    for nonce in range(1, 30):
        commitment = curve.written(curve.times(nonce, curve.BASE))
        h = curve.challenge(commitment, key, b"message")
        signature = commitment + ((nonce + h * secret) % curve.L).to_bytes(32, "little")
        assert accepted(signature, b"message", key) == (h % order == 0)
        results.add(h % order == 0)
    assert results == {True, False}


@pytest.mark.parametrize("key", SMALL, ids=bytes.hex)
def test_messages_and_delegations_are_checked_alike(key: bytes) -> None:
    contract = Id.of(IdKind.CONTRACT, bytes(32))
    leave = aecodec.delegation_data("aens_preclaim", NETWORK, contract_id=contract, account_id=KEY.address)
    said = signing.sign_message("message", KEY)
    left = signing.sign_delegation(leave, KEY)
    assert signing.verify_message(signature=said, message="message", account_id=KEY.address)
    assert signing.verify_delegation(signature=left, data=leave, account_id=KEY.address)
    for signature in (said, left):
        s = int.from_bytes(signature[32:], "little") + curve.L
        for forged in (signature[:32] + s.to_bytes(32, "little"), key + signature[32:], key + bytes(32)):
            for who in (KEY.address, account(key)):
                assert not signing.verify_message(signature=forged, message="message", account_id=who)
                assert not signing.verify_delegation(signature=forged, data=leave, account_id=who)


def test_a_secret_whose_public_half_is_another_s_is_no_key() -> None:
    for half in (*SMALL, Key.from_seed(bytes(32)).address.key):
        with pytest.raises(aecodec.SignatureError) as caught:
            Key.from_secret(SEED + half)
        assert caught.value.code == "key_halves"
    assert Key.from_secret(SEED + KEY.address.key).sign(b"m") == KEY.sign(b"m")
