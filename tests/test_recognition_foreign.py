"""Addresses of other networks are named as such, and only a checksum makes that certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.protocol import PREFIXES
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.recognition.keccak import keccak256

from .dresses import AROUND, Dress

#: Polkadot's well-known development account of Alice.
ALICE = bytes.fromhex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")
EIP55 = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

CIP19 = (
    "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x"
)

CERTAIN = {
    # EIP-55, test cases
    EIP55: "Ethereum",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359": "Ethereum",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB": "Ethereum",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb": "Ethereum",
    # The output of the first block of Bitcoin, and the example of BIP-13
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": "Bitcoin",
    "3P14159f73E4gFr7JterCCQh9QjiTjiZrG": "Bitcoin",
    # BIP-173 and BIP-350, test vectors
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": "Bitcoin",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7": "Bitcoin (testnet)",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": "Bitcoin",
    # The documents of Tron and of Cosmos; CIP-19, test vectors
    "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC": "Tron",
    "cosmos1hsk6jryyqjfhp5dhc55tc9jtckygx0eph6dd02": "Cosmos",
    CIP19: "Cardano",
    # Substrate, well-known accounts
    "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5": "Polkadot",
    "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F": "Kusama",
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY": "a network of Substrate (generic form)",
    "7Lpe5LRa2Ntx9KGDk77xzoBPYTCAvj7QqaBx4Nz2TFqL3sLw": "network 63 of Substrate",
}


def only(source: str) -> Reading:
    """Return the only reading of a source."""
    (reading,) = aecodec.recognize(source)
    return reading


@pytest.mark.parametrize("address", CERTAIN)
def test_a_checksum_proves_the_network(address: str) -> None:
    reading = only(f"send it to {address}, please")
    assert (reading.kind, reading.confidence) == (Kind.FOREIGN, Confidence.CERTAIN)
    assert reading.why.startswith(f"an address of {CERTAIN[address]}: its checksum")
    assert (reading.text, reading.start) == (address, 11)
    assert "no address of æternity" in reading.notes[0]


@pytest.mark.parametrize("address", [one for one, network in CERTAIN.items() if network != "Ethereum"])
def test_with_a_wrong_character_it_is_no_address(address: str) -> None:
    place = len(address) // 2
    for char in "q2zQ":
        if char.lower() == address[place].lower():
            continue
        wrong = f"{address[:place]}{char}{address[place + 1 :]}"
        found = aecodec.recognize(f"to {wrong}")
        assert not any(one.kind is Kind.FOREIGN and one.confidence > Confidence.UNLIKELY for one in found)


def test_the_key_of_a_substrate_address_is_its_value() -> None:
    assert only("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY").value == ALICE
    assert only("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5").value == ALICE


def test_an_address_of_ethereum_says_what_its_checksum_says() -> None:
    low = only(EIP55.lower())
    assert (low.confidence, low.text, low.value) == (Confidence.LIKELY, EIP55, bytes.fromhex(EIP55[2:]))
    assert "without a checksum" in low.why
    wrong = only(EIP55.replace("A", "a", 1))
    assert (wrong.confidence, wrong.text) == (Confidence.LIKELY, EIP55.replace("A", "a", 1))
    assert "is wrong" in wrong.why


@pytest.mark.parametrize(
    "address",
    [
        # The program of tokens of Solana, its system program, and wrapped SOL
        "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        "11111111111111111111111111111111",
        "So11111111111111111111111111111111111111112",
    ],
)
def test_an_address_of_solana_is_likely_alone_and_unlikely_in_a_text(address: str) -> None:
    assert (only(f"{address}\n").kind, only(address).confidence) == (Kind.FOREIGN, Confidence.LIKELY)
    assert "Solana" in only(address).why
    assert only(f"to {address}").confidence is Confidence.UNLIKELY


@pytest.mark.parametrize("dress", AROUND.values(), ids=AROUND)
def test_an_address_is_found_in_what_is_around_it(dress: Dress) -> None:
    reading = next(one for one in aecodec.recognize(dress(EIP55)) if one.kind is Kind.FOREIGN)
    assert (reading.text, reading.confidence) == (EIP55, Confidence.CERTAIN)


@given(st.sampled_from(sorted(PREFIXES.keys() - {"sk"})), st.binary(min_size=32, max_size=64))
def test_nothing_of_this_network_is_taken_for_foreign(prefix: str, payload: bytes) -> None:
    length = PREFIXES[prefix].length or (32 if PREFIXES[prefix].base58 else len(payload))
    text = aecodec.encode(prefix, payload.ljust(length, b"\7")[:length])
    for source in (text, f"{text[:-1]}x", text.replace("_", "$"), f"to:{text}"):
        assert Kind.FOREIGN not in {one.kind for one in aecodec.recognize(source)}


@given(st.binary(min_size=20, max_size=64))
def test_hexadecimal_of_other_lengths_is_no_address(data: bytes) -> None:
    found = {one.kind for one in aecodec.recognize(f"0x{data.hex()}")}
    assert (Kind.FOREIGN in found) is (len(data) == 20)


@given(st.text(alphabet="0xXabcdefABCDEF123zZ", min_size=20, max_size=100))
def test_any_letters_and_digits_are_read_or_not(token: str) -> None:
    for one in aecodec.recognize(f"a {token}, 0{token}"):
        assert (
            one.confidence < Confidence.CERTAIN or one.kind is not Kind.FOREIGN or "0x" in f"0{token}".lower()
        )


def test_keccak_is_that_of_its_authors() -> None:
    # Keccak known answer tests of 256 bits, lengths 0 and 8
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"\xcc").hex() == "eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a"
    assert len({keccak256(bytes(length)) for length in range(136)}) == 136
