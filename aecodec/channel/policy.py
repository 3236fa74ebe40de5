"""Policies: what a participant wants to sign of what passed all checks."""

from __future__ import annotations

from typing import Final, TypeAlias

from .._struct import Struct
from .requests import SignRequest
from .session import Session

__all__ = ["ACCEPT", "Decision", "Refuse", "accept_all", "gains_only"]


class Accept(Struct, frozen=True):
    """Sign."""


class Refuse(Struct, frozen=True):
    """Do not sign; the other participant sees the code, 128 to 65535 by agreement."""

    code: int = 4


ACCEPT: Final = Accept()

Decision: TypeAlias = Accept | Refuse


def gains_only(request: SignRequest, session: Session) -> Decision:
    """Accept everything that takes no coins from this participant, but its share of a mutual close's fee."""
    gain = request.gain_of(session.me)
    return ACCEPT if gain is not None and gain >= 0 else Refuse()


def accept_all(request: SignRequest, session: Session) -> Decision:
    """Accept whatever passed the checks: also that the other participant takes coins of this one."""
    return ACCEPT
