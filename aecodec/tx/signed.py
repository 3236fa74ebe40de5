"""The wrapper that carries signatures."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ..fields import Signature, Sorted, Without
from ..objects import Tx


class SignedTx(Tx, frozen=True, kw_only=True):
    """A transaction with its signatures, sorted by their bytes.

    None is normal for a draft and for what a generalized account authorises.
    """

    TAG: ClassVar = 11
    VERSION: ClassVar = 1

    signatures: Annotated[tuple[Signature, ...], Sorted()]
    transaction: Annotated[Tx, Without(frozenset({11}))]
