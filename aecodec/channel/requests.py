"""Requests to sign, as a session shows them: what would be signed, what it leads to, and what is wrong."""

from __future__ import annotations

from .._struct import Struct
from ..ids import Id
from ..objects import Tx
from ..rpc.updates import Update
from .operations import Operation
from .problems import Problem

__all__ = ["SignRequest"]


class SignRequest(Struct, frozen=True, kw_only=True, eq=False):
    """A request to sign, after all checks. Only `Session.sign` answers it, and only if there is no problem.

    name: `update_ack` of `channels.sign.update_ack`. text: the transaction as the node sent it. signed: the
    same, decoded, and tx: what is in it without authentications; None if it is not readable. updates: what
    it changes. operation: what this participant proposed, None for a proposal of the other one. before,
    after: the balances of both, as far as known.
    """

    name: str
    text: str
    signed: Tx | None
    tx: Tx | None
    updates: tuple[Update, ...]
    operation: Operation | None
    before: dict[Id, int] | None
    after: dict[Id, int] | None
    problems: tuple[Problem, ...]

    @property
    def own(self) -> bool:
        """True for what only a proposal of this participant leads to, or the opening by the initiator."""
        return not self.name.endswith("_ack") and self.name != "responder_sign"

    @property
    def safe(self) -> bool:
        """True if every check passed."""
        return not self.problems

    def gain_of(self, account: Id) -> int | None:
        """Return by how much a balance changes, in aettos; None where that is not known."""
        if self.before is None or self.after is None:
            return None
        return self.after.get(account, 0) - self.before.get(account, 0)
