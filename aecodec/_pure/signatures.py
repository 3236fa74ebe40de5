"""Many signatures checked by libsodium, one by one through PyNaCl."""

from __future__ import annotations

from collections.abc import Sequence

from .ids import Id

SIGNATURE = 64


def open_each(opener: int | None, checks: Sequence[tuple[bytes, bytes, Id]]) -> list[bool]:
    """Whether each (signature, message, account) fits. `opener` serves the compiled twin alone."""
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError

    answers = []
    for signature, message, account in checks:
        if len(signature) != SIGNATURE:
            raise ValueError(f"a signature has {SIGNATURE} bytes")
        try:
            crypto_sign_open(signature + message, account.key)
        except BadSignatureError:
            answers.append(False)
        else:
            answers.append(True)
    return answers
