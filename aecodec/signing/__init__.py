"""Keys, required signers, signing and verifying transactions under a network id, and signed messages.

Ed25519 is libsodium's, through PyNaCl, which is imported on first use.
"""

from __future__ import annotations

from .comparison import ComparedSignature, SignatureComparison, compare_signatures
from .keys import Key, Signer, verify_signature
from .messages import message_hash, sign_delegation, sign_message, verify_delegation, verify_message
from .signers import CheckedSignature, Form, Issue, Participants, SignatureLayer, layers, required_signers
from .transactions import FORMS, message_to_sign, sign
from .verification import KNOWN, NetworkMatch, Verification, find_network, verify, verify_many

__all__ = [
    "FORMS",
    "KNOWN",
    "CheckedSignature",
    "ComparedSignature",
    "Form",
    "Issue",
    "Key",
    "NetworkMatch",
    "Participants",
    "SignatureComparison",
    "SignatureLayer",
    "Signer",
    "Verification",
    "compare_signatures",
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
