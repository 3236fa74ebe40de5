"""Messages of wallets and delegation signatures: what is signed, and that it is nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, text
from aecodec.errors import FieldError, SignatureError, TextError
from aecodec.protocol import IdKind
from aecodec.signing import (
    Key,
    message_hash,
    sign_delegation,
    sign_message,
    verify_delegation,
    verify_message,
    verify_signature,
)
from aecodec.text import blake2b256

from .conftest import spec_rows

ALICE, EVE = (Key.from_seed(bytes([number]) * 32) for number in (1, 2))

# --- messages -----------------------------------------------------------------------------------

#: From the specification's signing.jsonl, made by JS SDK 14.1.1.
LITERAL = {
    "message": "æternity",
    "digest": "b59b70e431d53aee05d081d5f96af2c0ced8fcc38fad8e5b1880726d7cc98f12",
    "secret_key": "sk_NVfqjWXVnMmcKrybJURjjJRGDc24VJsqs1oAA2KzwpzbRUCjR",
    "account_id": "ak_PYcNgqvfpAQo7h6pkapfv1WEDC6CE2KospVa6Avxu7hrASUCK",
    "signature": (
        "sg_Jt7zUWhBuvecEateioG7D7aP3y1f2nT7bK4NobTAC6L8xALNGmfT5Ee7oPHuEnKNmv3istbXLWXkqKhxjjidNr2Tu2rmY"
    ),
}
ROWS = [LITERAL, *(row for row in spec_rows("signing.jsonl") if row.values[0]["kind"] == "message")]


@pytest.mark.parametrize("row", ROWS)
def test_messages_are_signed_as_wallets_sign_them(row: dict[str, Any]) -> None:
    key = Key.from_seed(row["secret_key"])
    assert key.address == row["account_id"]
    for message in (row["message"], row["message"].encode(), bytearray(row["message"].encode())):
        assert message_hash(message).hex() == row["digest"]
        signature = sign_message(message, key)
        assert text.encode("sg", signature) == row["signature"]
        assert verify_message(signature=row["signature"], message=message, account_id=row["account_id"])
        assert verify_message(signature=signature, message=message, account_id=key.address)
    assert not verify_message(
        signature=row["signature"], message=row["message"] + "x", account_id=row["account_id"]
    )
    assert not verify_message(signature=row["signature"], message=row["message"], account_id=EVE.address)


def test_the_specification_has_messages() -> None:
    assert len(ROWS) == 4


@pytest.mark.parametrize(
    ("length", "prefix"),
    [
        (0, "00"),
        (0xFC, "fc"),
        (0xFD, "fdfd00"),
        (0xFF, "fdff00"),
        (0x100, "fd0001"),
        (0xFFFF, "fdffff"),
        (0x10000, "fe00000100"),
        (0x1020304, "fe04030201"),
    ],
)
def test_the_length_stands_before_the_message(length: int, prefix: str) -> None:
    message = b"m" * length
    assert message_hash(message) == blake2b256(
        b"\x1aaeternity Signed Message:\n" + bytes.fromhex(prefix) + message
    )


@given(st.text() | st.binary(), st.text() | st.binary())
def test_a_signed_message_verifies_and_no_other(message: str | bytes, other: str | bytes) -> None:
    signature = sign_message(message, ALICE)
    assert verify_message(signature=signature, message=message, account_id=ALICE.address)
    assert not verify_message(signature=signature, message=message, account_id=EVE.address)
    raw, other_raw = (each.encode() if isinstance(each, str) else each for each in (message, other))
    assert verify_message(signature=signature, message=other, account_id=ALICE.address) == (other_raw == raw)


@pytest.mark.parametrize("message", [None, 5, ["m"]])
def test_what_is_neither_text_nor_bytes_is_no_message(message: Any) -> None:
    for call in (
        lambda: sign_message(message, ALICE),
        lambda: verify_message(signature=bytes(64), message=message, account_id=ALICE.address),
    ):
        with pytest.raises(TypeError):
            call()


def test_text_that_no_bytes_stand_for_is_told_on_one_line() -> None:
    with pytest.raises(SignatureError) as wrong:
        message_hash("a\ud800\n")
    assert str(wrong.value) == (
        "text cannot be signed at message: expected text without lone surrogates, found 'a\\ud800\\n'"
    )


# --- delegation ---------------------------------------------------------------------------------

#: From the specification's derived.jsonl: leave to preclaim names, on ae_mainnet.
DELEGATION = bytes.fromhex(
    "1a0161655f6d61696e6e6574f8460301a1018e67e7cee0bf2202e550895231455d1f3f784b755e9fc964ecc9adbd28eeff07a105"
    "12d2fdf795830b85e8e8be5180d14a7609dacebc0b782f28dc49eba260540931"
)


def test_a_delegation_is_signed_as_it_is_without_a_hash() -> None:
    signature = sign_delegation(DELEGATION, ALICE)
    assert signature == ALICE.sign(DELEGATION)
    assert verify_delegation(signature=signature, data=DELEGATION, account_id=ALICE.address)
    assert verify_delegation(
        signature=text.encode("sg", signature), data=bytearray(DELEGATION), account_id=str(ALICE.address)
    )
    assert not verify_delegation(signature=signature, data=DELEGATION, account_id=EVE.address)
    assert not verify_delegation(
        signature=signature, data=DELEGATION.replace(b"ae_mainnet", b"ae_uat"), account_id=ALICE.address
    )
    assert not verify_message(signature=signature, message=DELEGATION, account_id=ALICE.address)


@pytest.mark.parametrize(
    "row", [row for row in spec_rows("derived.jsonl") if row.values[0]["kind"] == "delegation_data"]
)
def test_every_kind_of_delegation_can_be_signed(row: dict[str, Any]) -> None:
    data = bytes.fromhex(row["result"])
    assert verify_delegation(signature=sign_delegation(data, ALICE), data=data, account_id=ALICE.address)


@pytest.mark.parametrize("data", [b"", b"\x1a", b"\x1a\x02ae_uat", DELEGATION[1:], b"ae_uat" + DELEGATION])
def test_nothing_else_is_signed_as_a_delegation(data: bytes) -> None:
    for call in (
        lambda: sign_delegation(data, ALICE),
        lambda: verify_delegation(signature=bytes(64), data=data, account_id=ALICE.address),
    ):
        with pytest.raises(SignatureError) as wrong:
            call()
        assert (wrong.value.code, wrong.value.path, wrong.value.expected) == (
            "delegation_data",
            "data",
            "1a 01",
        )


# --- both ---------------------------------------------------------------------------------------


class Wallet:
    """A signer that is no Key."""

    address = ALICE.address

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def sign(self, message: bytes) -> Any:
        return self.answer(message)


@pytest.mark.parametrize(("call", "content"), [(sign_message, b"m"), (sign_delegation, DELEGATION)])
def test_another_signer_will_do_if_it_gives_a_signature(call: Any, content: bytes) -> None:
    assert call(content, Wallet(ALICE.sign)) == call(content, ALICE)
    with pytest.raises(FieldError) as wrong:
        call(content, Wallet(lambda _: bytes(63)))
    assert (wrong.value.code, wrong.value.path) == ("bytes_length", "signature")
    with pytest.raises(TypeError, match="signature"):
        call(content, Wallet(lambda _: None))
    for nobody in (None, bytes(32), str(ALICE.address)):
        with pytest.raises(TypeError, match="expected a Key"):
            call(content, nobody)


@pytest.mark.parametrize(
    ("call", "content"), [(verify_message, {"message": b"m"}), (verify_delegation, {"data": DELEGATION})]
)
def test_only_accounts_and_signatures_are_looked_at(call: Any, content: dict[str, bytes]) -> None:
    assert not call(signature=bytes(63), account_id=ALICE.address, **content)
    with pytest.raises(TextError):
        call(signature="sg_", account_id=ALICE.address, **content)
    with pytest.raises(FieldError):
        call(signature=bytes(64), account_id=Id.of(IdKind.ORACLE, ALICE.address.key), **content)


@pytest.mark.parametrize("call", [verify_message, verify_delegation, verify_signature])
def test_signature_and_content_are_given_by_name(call: Any) -> None:
    with pytest.raises(TypeError, match="positional"):
        call(bytes(64), DELEGATION, ALICE.address)
