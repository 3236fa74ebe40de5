"""The participants of a replay: keys that stand for recorded accounts, and authentications made anew."""

from __future__ import annotations

from typing import Any

from ...ids import Id
from ...objects import SignedTx, replace
from ...signing import Key, sign
from ...text import blake2b256
from .comparison import Counterparts
from .events import signing

__all__ = ["Keys"]


class Keys:
    """Keys of the replay, one for each recorded account, made from it."""

    def __init__(self, known: Counterparts, network_id: str, metas: dict[Id, Any]) -> None:
        """Begin without a key. metas: for each recorded account that is a generalized one, its last meta."""
        self.known = known
        self.network_id = network_id
        self._metas = {str(account): meta for account, meta in metas.items()}
        self._keys: dict[str, Key] = {}
        self._recorded: dict[str, str] = {}

    def key_of(self, recorded: str) -> Key:
        """Return the key that stands for a recorded account."""
        if recorded not in self._keys:
            key = Key.from_seed(blake2b256(b"replay of " + recorded.encode()))
            self._keys[recorded] = key
            self._recorded[str(key.address)] = recorded
            self.known.learn(recorded, str(key.address))
        return self._keys[recorded]

    def recorded(self, own: Id) -> str:
        """Return the recorded account that one of ours stands for."""
        return self._recorded[str(own)]

    def authenticate(self, signed: SignedTx, own: Id, meta: Any = None) -> SignedTx:
        """Add the authentication of an account: a signature, or a meta around the whole.

        meta: the recorded one; by default the last one of the account.
        """
        recorded = self.recorded(own)
        meta = meta or self._metas.get(recorded)
        if meta is None:
            return sign(signed, self.key_of(recorded), self.network_id)
        around = replace(meta, ga_id=own, tx=signed)
        return SignedTx(signatures=(), transaction=around)

    def reply(self, asked: SignedTx, recorded: SignedTx, before: SignedTx, own: Id, other: Id) -> SignedTx:
        """Authenticate what we were asked for as the recorded client did.

        before: the recorded request; recorded: the recorded reply, which has one authentication more, or
        that of the other participant as well. Metas are those of the recording, the outermost last.
        """
        signatures, metas = signing(recorded)
        signed_before, metas_before = signing(before)
        new_metas = {str(meta.ga_id): meta for meta in metas[: len(metas) - len(metas_before)]}
        plain = max(signatures - signed_before, 0)
        for account in (own, other):
            meta = new_metas.get(self.recorded(account))
            if meta is not None:
                asked = self.authenticate(asked, account, meta)
            elif plain > 0:
                plain -= 1
                asked = sign(asked, self.key_of(self.recorded(account)), self.network_id)
        return asked
