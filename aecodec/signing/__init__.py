"""Signatures: keys, who must sign what, signing and verifying under a network id, messages.

Ed25519 is libsodium's, through PyNaCl, which is imported on first use.
"""

from __future__ import annotations

from .keys import Key, Signer, verify_signature
from .many import verify_many
from .messages import message_hash, sign_delegation, sign_message, verify_delegation, verify_message
from .signers import CheckedSignature, Form, Issue, Participants, SignatureLayer, layers, required_signers
from .transactions import (
    FORMS,
    KNOWN,
    NetworkMatch,
    Verification,
    find_network,
    message_to_sign,
    sign,
    verify,
)

__all__ = [
    "FORMS",
    "KNOWN",
    "CheckedSignature",
    "Form",
    "Issue",
    "Key",
    "NetworkMatch",
    "Participants",
    "SignatureLayer",
    "Signer",
    "Verification",
    "find_network",
    "layers",
    "message_hash",
    "message_to_sign",
    "required_signers",
    "sign",
    "sign_delegation",
    "sign_message",
    "verify",
    "verify_delegation",
    "verify_many",
    "verify_message",
    "verify_signature",
]
