"""The peers: one small adapter each, with the same verbs as far as the peer has them.

    decode_text(text) -> payload                encode_text(prefix, payload) -> text
    decode_rlp(wire) -> item                    encode_rlp(item) -> wire
    decode_tx(text) -> dict, ids raw            encode_tx(dict) -> text
    decode_tx_and_ids(text) -> dict             to_bytes(dict) -> wire
    raw_fields(text) -> nested RLP items        id_text(raw id) -> text
    tx_hash(text) -> text                       channel_id(initiator_id, nonce, responder_id) -> text
    sign(message, signing key) -> signature     verify(signature, message, verify key) -> bool

A peer that runs in a process of its own (`js_sdk`) brings `clock(verb, *args)` along, which says how long
so many calls take there.

An adapter states NAME and VERSION and imports its package at the top: a package that is not installed
makes the peer absent, not the run fail. Compositions (`best_parts`, `plain_parts`) are what a program
puts together without this library. Adapters take the peer's fastest way that still checks its input.
"""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType
from typing import Final, NamedTuple

NAMES: Final = (
    "stdlib", "pybase64", "base58", "based58", "based58_hashlib", "rlp_pure", "rlp_installed", "rusty_rlp",
    "pynacl", "js_sdk", "best_parts", "plain_parts",
)  # fmt: skip


class Peer(NamedTuple):
    """A peer, its versions, and its adapter; None where it is absent, and `version` says why."""

    name: str
    version: str
    module: ModuleType | None


@cache
def load(name: str) -> Peer:
    """Import the adapter of a peer."""
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except ImportError as error:
        return Peer(name.replace("_", " "), f"absent: {error}", None)
    return Peer(module.NAME, module.VERSION, module)
