"""Sign transactions under a network id.

A signature covers the network id, followed by the serialized unsigned transaction or its hash
(docs/protocol/serialization.md). There is no default network: on every network another signature is valid.
"""

from __future__ import annotations

from typing import Final

from .._validation import as_network
from ..codec import Data, as_tx, to_bytes
from ..errors import SignatureError, quote
from ..objects import SignedTx, Tx, replace
from ..text import blake2b256
from ..tx import GAMetaTxV1, GAMetaTxV2
from ..tx.layers import iter_layers, unwrap_ga
from .keys import Signer, signature_by
from .signers import Form

FORMS: Final[tuple[Form, ...]] = ("raw", "hash")

_INNER: Final = b"-inner_tx"


def sign(tx: Tx | Data, key: Signer, network_id: str, form: Form = "raw", *, inner: bool = False) -> SignedTx:
    """Sign a transaction: return a `SignedTx` with the key's signature added.

    Signatures are sorted, and none occurs twice. A `GAMetaTx` itself is not signed: the signature is added to
    the transaction inside. The payer of a `PayingForTx` signs the whole, after everything inside is signed.

    form: `hash` is valid from Lima on, `raw` always. inner: the transaction will be wrapped in a
    `PayingForTx`. Raises SignatureError for an invalid network id (`network_id`) or form (`signing_form`),
    FieldError if another signer than a Key returns other than 64 bytes, and what `decode_tx` raises.
    """
    if not isinstance(key, Signer):
        raise TypeError(f"expected a Key, not {type(key).__name__}")
    typed = as_tx(tx)
    return _with_signature(typed, signature_by(key, message_to_sign(typed, network_id, form, inner=inner)))


def message_to_sign(tx: Tx | Data, network_id: str, form: Form = "raw", *, inner: bool = False) -> bytes:
    """Return the bytes that a signature of this transaction covers, for a wallet that signs bytes.

    Arguments and errors are those of `sign`. Signatures that the transaction already has, and `GAMetaTx`
    layers around it, make no difference.
    """
    if form not in FORMS:
        raise SignatureError("signing_form", "form", None, " or ".join(FORMS), quote(str(form)))
    network = as_network(network_id, SignatureError)
    return SignedContent(unwrap_ga(as_tx(tx)).tx).message(form, network, inner)


class SignedContent:
    """The content that signatures of one unsigned transaction cover; it is serialized and hashed once."""

    __slots__ = ("_by_form",)

    def __init__(self, tx: Tx) -> None:
        """Serialize and hash a transaction without its signatures."""
        raw = to_bytes(tx)
        self._by_form: dict[Form, bytes] = {"raw": raw, "hash": blake2b256(raw)}

    def message(self, form: Form, network: bytes, inner: bool) -> bytes:
        """Return the message that is signed under a network."""
        return network + _INNER + self._by_form[form] if inner else network + self._by_form[form]


def _with_signature(tx: Tx, signature: bytes) -> SignedTx:
    outermost = next(iter_layers(tx))
    unsigned, signatures = outermost.tx, outermost.signatures
    if isinstance(unsigned, (GAMetaTxV1, GAMetaTxV2)):
        unsigned = replace(unsigned, tx=_with_signature(unsigned.tx, signature))
    elif signature not in signatures:
        signatures = tuple(sorted((*signatures, signature)))
    return SignedTx(signatures=signatures, transaction=unsigned)
