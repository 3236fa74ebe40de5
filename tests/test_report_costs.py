"""Reports of long and of hostile captures take time in proportion to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from aecodec import SignedTx, encode_tx, replace
from aecodec._tree import PLAIN
from aecodec.inspector import mermaid, terminal
from aecodec.inspector.inspection import Inspection

from .growth import assert_linear
from .recorded_sessions import ALICE, Session, inspection_of


def rounds(many: int) -> Session:
    session = Session().opening()
    for number in range(2, many // 6 + 2):
        session.update(number, 1)
    return session


def participants(many: int) -> Session:
    session = Session()
    for number in range(many):
        session.add("close", f"name {number}")
    return session


def refusals(many: int) -> Session:
    session = Session().opening()
    for number in range(many):
        error = {"code": 3, "message": f"because of {number}", "request": {"method": "channels.deposit"}}
        session.answer("initiator", None, error=error)
    return session


def channels(many: int) -> Session:
    session = Session()
    for number in range(1, many + 1):
        create = replace(session.create, nonce=number)
        session.receive("initiator", "update", {"state": session.signed(create, ALICE)}, None)
    return session


def signatures(many: int) -> Session:
    session = Session()
    signed = replace(session.create, nonce=7)
    for size in (many, many - 1):
        tx = _signed_by_many(signed, size)
        session.receive("initiator", "update", {"state": tx})
    return session


def _signed_by_many(tx: Any, many: int) -> str:
    names = [number.to_bytes(64, "big") for number in range(many)]
    return encode_tx(SignedTx(signatures=names, transaction=tx))


def wide(inspected: Inspection) -> Iterable[str]:
    return terminal.lines(inspected, PLAIN, messages=True)


def narrow(inspected: Inspection) -> Iterable[str]:
    return terminal.lines(inspected, PLAIN._replace(width=60), messages=True)


@pytest.mark.parametrize("write", [wide, narrow, mermaid.lines])
@pytest.mark.parametrize("session", [rounds, participants, refusals, channels, signatures])
def test_ten_times_the_capture_takes_about_ten_times_as_long(
    session: Callable[[int], Session], write: Callable[[Inspection], Iterable[str]]
) -> None:
    size = 30 if session is channels else 90
    small, large = (inspection_of(session(many).records) for many in (size, 10 * size))
    assert_linear(lambda inspected: list(write(inspected)), small, large)
