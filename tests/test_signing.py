"""Signing transactions: forms, networks, keys."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import decode_raw, decode_tx, encode_tx, signing, text, to_bytes
from aecodec.errors import FieldError, SignatureError
from aecodec.schema import TABLE
from aecodec.signing import Key, find_network, message_to_sign, sign, verify
from aecodec.text import blake2b256

from .conftest import founding, spec_rows
from .signed_txs import ALICE, BOB, close, spend

FOUNDING = founding()
NETWORK: str = FOUNDING["network_id"]


@pytest.mark.parametrize("row", [row for row in spec_rows("signing.jsonl") if "tx" in row.values[0]])
def test_the_specification_s_signatures_come_out(row: dict[str, Any]) -> None:
    wire = text.decode(row["tx"], "tx")
    key = Key.from_seed(row["secret_key"])
    assert key.address == row["account_id"]
    message = row["network_id"].encode() + (b"-inner_tx" if row["inner"] else b"") + blake2b256(wire)
    assert text.encode("sg", key.sign(message)) == row["signature"]
    if decode_raw(wire).tag in TABLE.tags:
        signed = sign(row["tx"], key, row["network_id"], row["mode"], inner=row["inner"])
        assert encode_tx(signed) == row["signed_tx"]


# From the specification's signing.jsonl: a spend that is to be wrapped in a paying_for; the key is not its
# sender's.
INNER = {
    "key": "sk_wDT5RFisqYtMT2hxhqigVHhAq3gun7GJndeZGF5gDG1K1iQLm",
    "tx": (
        "tx_+J0MAaEB2FmLbjt6dC7djUZvqRelIrlcwSv2SA/8rX6Jk2G09XChAVLQPBcBEGzAJpLz/qHdIiY1md19XwkuXybf69tBskuyiP//"
        "////////hhCI3HEoAACEAQAAALg/TryfDAZLiAfbnBJlSULaS25SjUFdd5YdV4oocaCTs40yIifSakuv9TR7n+Vzb/G+Z08+fGi6iXsR"
        "NhlrPT0HMoGRFg=="
    ),
    "signature": (
        "sg_StGygKUyox83ojjrSqqDk8oRQWfKpRmB5ABFqwBeNXJ37eu9YUV8mCG8gs6QmSY48gS9Nbmy831VpPjbw6hXEA5H3wQLk"
    ),
}


def test_a_transaction_to_be_wrapped_is_signed_and_verified_as_one() -> None:
    signed = sign(INNER["tx"], Key.from_seed(INNER["key"]), "ae_dev", "hash", inner=True)
    assert [text.encode("sg", signature) for signature in signed.signatures] == [INNER["signature"]]
    own = sign(spend(), ALICE, "ae_dev", inner=True)
    assert verify(own, "ae_dev", inner=True).ok
    assert not verify(own, "ae_dev").ok
    assert find_network(own, inner=True) == (("ae_dev", "raw", ALICE.address),)
    assert find_network(own) == ()


def test_each_form_covers_the_network_and_the_unsigned_transaction() -> None:
    unsigned = to_bytes(spend())
    signed = sign(spend(), ALICE, "my_net")
    for tx in (spend(), signed, encode_tx(spend()), unsigned):
        assert message_to_sign(tx, "my_net") == b"my_net" + unsigned
        assert message_to_sign(tx, "my_net", "hash") == b"my_net" + blake2b256(unsigned)
        assert message_to_sign(tx, "my-net~", inner=True) == b"my-net~-inner_tx" + unsigned


def test_a_second_signature_is_added_in_its_place() -> None:
    both = sign(sign(close(), ALICE, NETWORK), BOB, NETWORK, "hash")
    assert both == sign(sign(close(), BOB, NETWORK, "hash"), ALICE, NETWORK)
    assert list(both.signatures) == sorted(both.signatures)
    assert len(both.signatures) == 2
    assert decode_tx(encode_tx(both)) == both


def test_signing_twice_adds_nothing() -> None:
    once = sign(spend(), ALICE, NETWORK)
    assert sign(once, ALICE, NETWORK) == once


def test_whatever_has_an_address_and_signs_bytes_can_sign() -> None:
    class Wallet:
        address = ALICE.address

        def sign(self, message: bytes) -> bytes:
            return ALICE.sign(message)

    class Broken(Wallet):
        def sign(self, message: bytes) -> bytes:
            return b"short"

    assert sign(spend(), Wallet(), NETWORK) == sign(spend(), ALICE, NETWORK)

    class Silent(Wallet):
        def sign(self, message: bytes) -> Any:
            return None

    with pytest.raises(TypeError, match="signature of Silent"):
        sign(spend(), Silent(), NETWORK)
    with pytest.raises(FieldError) as wrong:
        sign(spend(), Broken(), NETWORK)
    assert (wrong.value.code, wrong.value.path) == ("bytes_length", "SignedTx.signatures[0]")


#: What no network is called: nothing, what is not plain ASCII or cannot be seen, and what could make one kind
#: of signature pass for another.
IMPOSSIBLE = ["", "\ud800", "ae_mаinnet", "ae_mainnet\n", " ae_mainnet", "ae mainnet", "\x1a\x01ae_mainnet"]
IMPOSSIBLE += ["ae_mainnet\0", "ae_mainnet\x7f", "ae_mainnet\xa0", "-inner_tx", "ae_mainnet-inner_tx"]


def refuses_network(network_id: str) -> None:
    calls: list[Any] = [
        lambda: sign(spend(), ALICE, network_id),
        lambda: verify(spend(), network_id),
        lambda: verify(sign(spend(), ALICE, NETWORK), network_id, inner=True),
        lambda: signing.verify_many([], network_id),
        lambda: find_network(FOUNDING["co_signed"], ["ae_uat", network_id]),
        lambda: message_to_sign(spend(), network_id),
    ]
    for call in calls:
        with pytest.raises(SignatureError) as wrong:
            call()
        assert (wrong.value.code, wrong.value.path) == ("network_id", "network_id")
        assert f"{wrong.value}".replace("…", "").isascii()


@pytest.mark.parametrize("network_id", IMPOSSIBLE, ids=ascii)
def test_an_impossible_network_id_is_refused(network_id: str) -> None:
    refuses_network(network_id)


@given(
    st.text(max_size=3), st.characters(exclude_characters=[chr(code) for code in range(33, 127)]), st.text()
)
def test_a_network_id_is_printable_ascii_throughout(before: str, bad: str, after: str) -> None:
    refuses_network(before + bad + after)


def test_there_is_no_default_network() -> None:
    with pytest.raises(TypeError):
        sign(spend(), ALICE)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        verify(spend())  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="network id"):
        verify(spend(), None)  # type: ignore[arg-type]


def test_a_form_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SignatureError) as wrong:
        sign(spend(), ALICE, NETWORK, "sha256")  # type: ignore[arg-type]
    assert (wrong.value.code, wrong.value.path) == ("signing_form", "form")


@pytest.mark.parametrize("key", [bytes(32), "sk_", None])
def test_only_a_key_signs(key: Any) -> None:
    with pytest.raises(TypeError, match="expected a Key"):
        sign(spend(), key, NETWORK)
