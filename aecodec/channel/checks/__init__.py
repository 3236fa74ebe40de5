"""The checks that every request to sign passes first: small functions in a table by request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from ..problems import Problem
from .authentication import Authentications, authentications_of
from .case import Case, Knowledge
from .closing import CLOSE, FORCE, SETTLE, SHUTDOWN, SNAPSHOT
from .common import COMMON, is_right_type
from .opening import OPENING
from .updates import MOVES, UPDATES

__all__ = [
    "CHECKS",
    "Authentications",
    "Case",
    "Check",
    "Knowledge",
    "authentications_of",
    "find_problems",
]

Check: TypeAlias = Callable[[Case], Iterator[Problem]]

#: For each request, what is checked beyond what all have in common.
CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "initiator_sign": OPENING,
    "responder_sign": OPENING,
    "update": UPDATES,
    "update_ack": UPDATES,
    "deposit_tx": MOVES,
    "deposit_ack": MOVES,
    "withdraw_tx": MOVES,
    "withdraw_ack": MOVES,
    "shutdown_sign": SHUTDOWN,
    "shutdown_sign_ack": SHUTDOWN,
    "close_solo_sign": CLOSE,
    "slash_tx": CLOSE,
    "settle_sign": SETTLE,
    "snapshot_solo_tx": SNAPSHOT,
    "force_progress_tx": FORCE,
}


def find_problems(case: Case) -> tuple[Problem, ...]:
    """Make every check of a request; without problems it may be signed.

    A transaction of another type is not checked further, as nothing in it has the meaning that it should.
    """
    problems = list(is_right_type(case))
    if case.tx is None or any(problem.code == "type_wrong" for problem in problems):
        return tuple(problems)
    for check in (*COMMON, *CHECKS[case.name]):
        problems += check(case)
    return tuple(dict.fromkeys(problems))
