"""Bodies of blocks. Headers have a fixed layout, see `aecodec.headers`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ..fields import AtMost, BlockVersion, Hash, Payload, TxHash
from ..objects import ChainObject, SignedTx


class Pof(ChainObject, frozen=True, kw_only=True):
    """Proof of fraud: two micro headers by which a leader forked the chain. `decode_header` decodes them."""

    TAG: ClassVar = 200
    VERSION: ClassVar = 1

    header1: Payload  #: A header that the leader signed.
    header2: Payload  #: Another header with the same predecessor.
    pubkey: Hash  #: The public key of the leader.


class MicroBlock(ChainObject, frozen=True, kw_only=True):
    """The body of a micro block; its version is the block's protocol."""

    TAG: ClassVar = 101
    VERSION: ClassVar = None

    version: BlockVersion  #: The protocol of the block.
    txs: tuple[SignedTx, ...]  #: The transactions, in order.
    pof: Annotated[tuple[Pof, ...], AtMost(1)]  #: A proof of fraud, or none.


class LightMicroBlock(ChainObject, frozen=True, kw_only=True):
    """A micro block as nodes announce it, with the hashes of its transactions."""

    TAG: ClassVar = 102
    VERSION: ClassVar = None

    version: BlockVersion  #: The protocol of the block.
    header: Payload  #: The header in its wire form.
    tx_hashes: tuple[TxHash, ...]  #: The hashes of the transactions, in order.
    pof: Annotated[tuple[Pof, ...], AtMost(1)]  #: A proof of fraud, or none.
