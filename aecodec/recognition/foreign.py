"""Addresses of other networks: Ethereum, Bitcoin and its kin, Solana, chains of Substrate and of Cosmos.

They are named so that nobody takes them for addresses of this network. Only a checksum makes that certain;
Solana has none, so that any 32 bytes in base58 look like an address of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from .._text_rules import decode_base58
from .bech32 import decode_segwit, prefix_of
from .edits import CHECKSUM_BYTES, fits
from .keccak import keccak256
from .reading import Confidence, Kind, Reading
from .view import View

__all__ = ["find"]

#: Letters and digits that are no part of a prefixed text or of base64.
_TOKEN: Final = re.compile(
    r"(?<![0-9A-Za-z_+$])(?:0[xX]([0-9A-Fa-f]{40})|(?:addr_test|stake_test)?[0-9A-Za-z]{25,120})(?![0-9A-Za-z_+=])",
    re.ASCII,
)

#: Addresses of Ethereum whose checksum is looked at in one text: one takes half a millisecond.
_MOST_CHECKED: Final = 256

#: The first byte of an address in base58, of Bitcoin and of networks that took over its form.
_BITCOIN_VERSIONS: Final = {
    0x00: "Bitcoin",
    0x05: "Bitcoin",
    0x6F: "Bitcoin (testnet)",
    0xC4: "Bitcoin (testnet)",
    0x16: "Dogecoin",
    0x1E: "Dogecoin",
    0x30: "Litecoin",
    0x32: "Litecoin",
    0x41: "Tron",
}
#: What stands before the first `1` of an address in Bech32.
_BECH32_PREFIXES: Final = {
    "addr": "Cardano",
    "addr_test": "Cardano (testnet)",
    "stake": "Cardano",
    "celestia": "Celestia",
    "cosmos": "Cosmos",
    "erd": "MultiversX",
    "inj": "Injective",
    "ltc": "Litecoin",
    "osmo": "Osmosis",
    "sei": "Sei",
    "terra": "Terra",
}
_BITCOIN_BYTES: Final = 21

#: Networks of Substrate by their number. Source: the SS58 registry.
_SUBSTRATE: Final = {0: "Polkadot", 2: "Kusama", 42: "a network of Substrate (generic form)"}
_SS58_CHECKSUM_BYTES: Final = 2
_KEY_BYTES: Final = 32

_NOT_OURS: Final = "it is no address of æternity: those begin with ak_"


class _Found(NamedTuple):
    """An address, the network that it belongs to, and how sure that is."""

    network: str
    address: bytes
    text: str
    confidence: Confidence
    why: str


def find(view: View) -> Iterator[Reading]:
    """Find the addresses of other networks in a view."""
    only = view.text.strip()
    checked = 0
    for match in _TOKEN.finditer(view.text):
        token = match[0]
        if match[1]:
            checked += 1
            found: _Found | None = _ethereum(match[1], checked <= _MOST_CHECKED)
        else:
            found = _bitcoin(token) or _bech32(token) or _substrate(token) or _solana(token, token == only)
        if found is not None:
            yield view.reading(*match.span(), **_members(found))


def _members(found: _Found) -> dict[str, Any]:
    return {
        "kind": Kind.FOREIGN,
        "value": found.address,
        "text": found.text,
        "confidence": found.confidence,
        "why": f"an address of {found.network}: {found.why}",
        "notes": (_NOT_OURS,),
    }


def _ethereum(digits: str, check: bool) -> _Found:
    address, token = bytes.fromhex(digits), f"0x{digits}"
    if not check:
        return _Found("Ethereum", address, token, Confidence.LIKELY, "20 bytes in hexadecimal")
    right = _with_case(digits.lower())
    if digits in (digits.lower(), digits.upper()):
        why = "20 bytes in hexadecimal, of one case and so without a checksum (EIP-55)"
        return _Found("Ethereum", address, f"0x{right}", Confidence.LIKELY, why)
    if digits != right:
        why = "20 bytes in hexadecimal, but the checksum in its upper and lower case (EIP-55) is wrong"
        return _Found("Ethereum", address, token, Confidence.LIKELY, why)
    return _Found("Ethereum", address, token, Confidence.CERTAIN, "its checksum (EIP-55) is right")


def _with_case(digits: str) -> str:
    """Return hexadecimal digits with the checksum of EIP-55 in their upper and lower case."""
    digest = keccak256(digits.encode()).hex()
    return "".join(
        char.upper() if sign >= "8" else char for char, sign in zip(digits, digest[:40], strict=True)
    )


def _bitcoin(token: str) -> _Found | None:
    program = decode_segwit(token)
    if program is not None:
        why = "its checksum (Bech32) is right"
        network = "Bitcoin" if token[:2].lower() == "bc" and token[2] == "1" else "Bitcoin (testnet)"
        return _Found(network, program, token, Confidence.CERTAIN, why)
    whole = decode_base58(token) if len(token) <= 35 else None
    if whole is None or len(whole) != _BITCOIN_BYTES + CHECKSUM_BYTES or whole[0] not in _BITCOIN_VERSIONS:
        return None
    if not fits(whole, len(whole)):
        return None
    network = _BITCOIN_VERSIONS[whole[0]]
    return _Found(network, whole[1:_BITCOIN_BYTES], token, Confidence.CERTAIN, "its checksum is right")


def _bech32(token: str) -> _Found | None:
    network = _BECH32_PREFIXES.get(token.lower().rpartition("1")[0])
    if network is None or prefix_of(token) is None:
        return None
    return _Found(network, token.encode(), token, Confidence.CERTAIN, "its checksum (Bech32) is right")


def _substrate(token: str) -> _Found | None:
    whole = decode_base58(token) if 45 <= len(token) <= 50 else None
    if whole is None:
        return None
    # A number of a network below 64 is one byte, above two with their bits in another order.
    size = 1 if whole[0] < 64 else 2
    if len(whole) != size + _KEY_BYTES + _SS58_CHECKSUM_BYTES or whole[0] >= 128:
        return None
    payload, checksum = whole[:-_SS58_CHECKSUM_BYTES], whole[-_SS58_CHECKSUM_BYTES:]
    if blake2b(b"SS58PRE" + payload).digest()[:_SS58_CHECKSUM_BYTES] != checksum:
        return None
    number = whole[0] if size == 1 else (whole[0] & 63) << 2 | whole[1] >> 6 | (whole[1] & 63) << 8
    network = _SUBSTRATE.get(number, f"network {number} of Substrate")
    return _Found(network, payload[size:], token, Confidence.CERTAIN, "its checksum (SS58) is right")


def _solana(token: str, alone: bool) -> _Found | None:
    if not 32 <= len(token) <= 44 or token[:2].lower() == "sk":  # a part of a secret key
        return None
    address = decode_base58(token)
    if address is None or len(address) != _KEY_BYTES:
        return None
    sure = Confidence.LIKELY if alone else Confidence.UNLIKELY
    return _Found("Solana", address, token, sure, "32 bytes in base58, which has no checksum there")
