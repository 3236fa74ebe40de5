"""Keys keep their secret, and single signatures are checked as by libsodium."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from typing import Any

import pytest

from aecodec import Id, text
from aecodec.errors import FieldError, SignatureError, TextError
from aecodec.protocol import IdKind
from aecodec.signing import Key, verify_signature

from .conftest import ROOT

ALICE = Key.from_seed(bytes([1]) * 32)

# --- keys ---------------------------------------------------------------------------------------

# RFC 8032, section 7.1, test 1.
RFC_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
RFC_SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0"
    "595bbe24655141438e7a100b"
)


def test_a_key_from_a_seed_signs_as_the_standard_says() -> None:
    key = Key.from_seed(RFC_SEED)
    assert key.address == Id.of(IdKind.ACCOUNT, RFC_PUBLIC)
    assert key.sign(b"") == RFC_SIGNATURE
    assert verify_signature(signature=RFC_SIGNATURE, message=b"", account_id=key.address)


def test_seed_text_and_secret_give_the_same_key() -> None:
    key = Key.from_seed(RFC_SEED)
    assert Key.from_seed(text.encode("sk", RFC_SEED)) == key
    assert Key.from_secret(RFC_SEED + RFC_PUBLIC) == key
    assert hash(Key.from_secret(bytearray(RFC_SEED + RFC_PUBLIC))) == hash(key)
    assert Key.from_seed(RFC_SEED.hex()) == Key.from_seed(RFC_SEED.hex().upper()) == key
    assert Key.from_secret((RFC_SEED + RFC_PUBLIC).hex()) == key
    assert key != ALICE
    assert key != RFC_SEED


def test_generated_keys_differ_and_sign() -> None:
    one, other = Key.generate(), Key.generate()
    assert one != other
    assert verify_signature(signature=one.sign(b"message"), message=b"message", account_id=one.address)
    assert not verify_signature(signature=one.sign(b"message"), message=b"message", account_id=other.address)


@pytest.mark.parametrize(
    ("make", "secret", "code"),
    [
        (Key.from_seed, RFC_SEED[:31], "key_length"),
        (Key.from_seed, RFC_SEED + RFC_PUBLIC, "key_length"),
        (Key.from_secret, RFC_SEED, "key_length"),
        (Key.from_secret, RFC_SEED + RFC_PUBLIC[:-1] + b"\0", "key_halves"),
        (Key.from_seed, RFC_SEED.hex()[:-1], "key_text"),
        (Key.from_seed, RFC_SEED.hex() + RFC_PUBLIC.hex(), "key_text"),
        (Key.from_seed, "0x" + RFC_SEED.hex()[2:], "key_text"),
        (Key.from_seed, RFC_SEED.hex()[:31] + "  " + RFC_SEED.hex()[31:62], "key_text"),
        (Key.from_seed, RFC_SEED.hex()[:-1] + "g", "key_text"),
        (Key.from_secret, RFC_SEED.hex(), "key_text"),
        (Key.from_secret, text.encode("sk", RFC_SEED), "key_text"),
        (Key.from_secret, RFC_SEED.hex() * 2, "key_halves"),
        (Key.from_seed, text.encode("sk", RFC_SEED)[:-1], "key_text"),
        (Key.from_seed, text.encode("ak", RFC_SEED), "key_text"),
    ],
)
def test_what_is_no_secret_key_is_refused_without_showing_it(make: Any, secret: Any, code: str) -> None:
    with pytest.raises(SignatureError) as wrong:
        make(secret)
    assert wrong.value.code == code
    if code != "key_halves":
        forms = ["64 bytes", "128 hex digits", "from_seed"]
        if make == Key.from_seed:
            forms = ["32 bytes", "64 hex digits", "sk_ text", "from_secret"]
        assert all(form in str(wrong.value) for form in forms)
    shown = f"{wrong.value} {wrong.value!r} {wrong.value.__context__!r} {wrong.value.__cause__!r}"
    given_text = secret if isinstance(secret, str) else secret.hex()
    assert all(given_text[at : at + 6] not in shown for at in range(3, len(given_text) - 6))


@pytest.mark.parametrize("secret", [None, 5, [1] * 32])
def test_a_secret_of_a_wrong_type_is_a_type_error(secret: Any) -> None:
    with pytest.raises(TypeError):
        Key.from_seed(secret)
    with pytest.raises(TypeError):
        Key.from_secret(secret)


def test_a_key_shows_only_its_address() -> None:
    key = Key.from_seed(RFC_SEED)
    for shown in (repr(key), str(key), f"{key}", repr([key])):
        assert str(key.address) in shown
        assert RFC_SEED.hex() not in shown
        assert repr(RFC_SEED) not in shown
        assert text.encode("sk", RFC_SEED) not in shown
    assert not hasattr(key, "__dict__")


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_is_neither_pickled_nor_copied(leak: Any) -> None:
    with pytest.raises(TypeError, match="neither pickled nor copied"):
        leak(ALICE)


def test_a_key_is_not_made_by_its_class_alone() -> None:
    with pytest.raises(TypeError, match=r"Key\.generate"):
        Key()


def test_the_cryptography_is_loaded_on_first_use() -> None:
    code = (
        "import sys, aecodec, aecodec.signing, aecodec.build; assert 'nacl' not in sys.modules;"
        "aecodec.signing.Key.generate(); assert 'nacl' in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


# --- single signatures: those that a careless Ed25519 takes are in test_forgeries -----------------


@pytest.mark.parametrize("length", [0, 63, 65, 128])
def test_a_signature_of_another_length_is_not_valid(length: int) -> None:
    assert not verify_signature(signature=bytes(length), message=b"", account_id=ALICE.address)


@pytest.mark.parametrize("cut", [0, 63, 65, 70])
def test_the_boundary_between_signature_and_message_cannot_be_moved(cut: int) -> None:
    together = ALICE.sign(b"message") + b"message"
    assert verify_signature(signature=together[:64], message=together[64:], account_id=ALICE.address)
    assert not verify_signature(signature=together[:cut], message=together[cut:], account_id=ALICE.address)


def test_a_signature_can_be_given_as_text() -> None:
    signature = text.encode("sg", ALICE.sign(b"message"))
    assert verify_signature(signature=signature, message=b"message", account_id=str(ALICE.address))
    assert not verify_signature(signature=signature, message=b"another", account_id=str(ALICE.address))
    digits = ALICE.sign(b"message").hex()
    for hexadecimal in (digits, digits.upper()):
        assert verify_signature(signature=hexadecimal, message=b"message", account_id=ALICE.address)
        assert not verify_signature(signature=hexadecimal, message=b"another", account_id=ALICE.address)
    for wrong in (digits[:-1], digits + "00", f"0x{digits}", digits[:-1] + "g", f" {digits[:126]} "):
        with pytest.raises(TextError):
            verify_signature(signature=wrong, message=b"message", account_id=ALICE.address)
    with pytest.raises(TextError):
        verify_signature(signature=signature[:-1], message=b"message", account_id=ALICE.address)


def test_only_accounts_sign() -> None:
    with pytest.raises(FieldError) as wrong:
        verify_signature(signature=bytes(64), message=b"", account_id=Id.of(IdKind.CONTRACT, bytes(32)))
    assert (wrong.value.code, wrong.value.path) == ("id_tag_not_allowed", "account_id")


@pytest.mark.parametrize("arguments", [(5, b""), (bytes(64), "text"), (None, b"")])
def test_what_is_no_message_is_a_type_error(arguments: Any) -> None:
    signature, message = arguments
    with pytest.raises(TypeError):
        verify_signature(signature=signature, message=message, account_id=ALICE.address)
