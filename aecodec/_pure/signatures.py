"""Signatures checked by libsodium, one by one through PyNaCl, which is imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the compiled twin takes `fits` from here, and needs nothing else
    from .ids import Id

SIGNATURE = 64


def fits(signature: bytes, message: bytes, account: Id) -> bool:
    """Whether this is the account's signature of the message."""
    if len(signature) != SIGNATURE:
        return False
    open_signed, forged = _opening()
    try:
        open_signed(signature + message, account.key)
    except forged:
        return False
    return True


def fits_each(opener: int | None, checks: Sequence[tuple[bytes, bytes, Id]]) -> list[bool]:
    """`fits` of each (signature, message, account). `opener` serves the compiled twin alone."""
    return [fits(*check) for check in checks]


@cache
def _opening() -> tuple[Callable[[bytes, bytes], bytes], type[Exception]]:
    """What opens a signed message, and what it raises for a forged one. Kept: threads import one by one."""
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError

    return crypto_sign_open, BadSignatureError
