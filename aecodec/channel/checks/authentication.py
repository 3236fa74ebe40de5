"""Who authenticated a transaction of the channel: by a signature under its network, or by a contract."""

from __future__ import annotations

from typing import Final, NamedTuple

from ...ids import Id
from ...objects import Tx
from ...signing import FORMS, message_to_sign
from ...signing.keys import is_signature
from ...tx.layers import unwrap_ga

__all__ = ["Authentications", "authentications_of"]

#: More than two are never right; a hostile list only costs time.
_MOST: Final = 4


class Authentications(NamedTuple):
    """Accounts with a valid signature, accounts whose contract decides on the chain, and what fits nobody."""

    signers: tuple[Id, ...] = ()
    by_contract: tuple[Id, ...] = ()
    unknown: int = 0

    @property
    def accounts(self) -> tuple[Id, ...]:
        """Everybody who authenticated it, by either way."""
        return (*self.signers, *self.by_contract)


def authentications_of(outer: Tx, participants: tuple[Id, Id], network_id: str) -> Authentications:
    """Find whose signatures a transaction bears. An authentication by contract is taken from its layer."""
    layer = unwrap_ga(outer)
    messages = [message_to_sign(layer.tx, network_id, form) for form in FORMS]
    signers: list[Id] = []
    unknown = max(0, len(layer.signatures) - _MOST)
    for signature in layer.signatures[:_MOST]:
        fitting = (
            account
            for message in messages
            for account in participants
            if is_signature(signature, message, account)
        )
        signer = next(fitting, None)
        if signer is None:
            unknown += 1
        else:
            signers.append(signer)
    return Authentications(tuple(signers), tuple(meta.ga_id for meta in layer.metas[:_MOST]), unknown)
