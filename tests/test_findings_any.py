"""No value in any place of a session, healthy or not, makes a check fail."""

from __future__ import annotations

import copy
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

import aecodec
from aecodec import testing
from aecodec.inspector import captures, checks, inspection
from aecodec.inspector.history import reconstruct

from . import altered_closings, altered_sessions
from .recorded_sessions import ALICE, OTHER_KEY, Record, Session, text_of

#: Sessions that reach every check, and one that is healthy.
SESSIONS: Final[list[list[Record]]] = [
    *(make()[0] for make in (altered_sessions.CASES | altered_closings.CASES).values()),
    Session().opening().update(2, 5).update(3, 6).records,
]

VALUES = st.one_of(
    testing.transactions().map(aecodec.encode_tx),
    testing.objects().map(lambda obj: aecodec.encode("ba", aecodec.to_bytes(obj))),
    st.sampled_from([None, True, 0, -1, 2**64, 10**2400, 1.5, "", "x", "tx_", [], {}, "\0\ud800\n\x1b[31m"]),
    st.sampled_from([str(ALICE.address), str(OTHER_KEY.address), "OffChainDeposit", "can_slash", "conflict"]),
    st.sampled_from(
        [f"channels.{name}" for name in ("update", "sign.slash_tx", "slash_sign", "leave", "info")]
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


@settings(max_examples=200)
@given(st.data())
def test_any_value_anywhere_gives_findings_and_records_but_no_failure(data: st.DataObject) -> None:
    records = copy.deepcopy(data.draw(st.sampled_from(SESSIONS)))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([path for path in places(records) if len(path) > 1]))
        target: Any = records
        for key in place[:-1]:
            target = target[key]
        target[place[-1]] = data.draw(VALUES)
    if data.draw(st.booleans()):
        records = data.draw(st.permutations(records))
    history = reconstruct(captures.read('{"kind":"summary"}\n' + text_of(records)))
    inspected = inspection.inspect(history, checks.findings(history))
    assert [one for one in inspected.findings if one.code == "check_failed"] == []
    assert all(captures.to_line(record) for record in inspection.to_records(inspected, "safe"))
    for channel in history.channels:
        mine = [one.step for one in inspected.findings if one.channel_id == channel.channel_id]
        assert all(step is None or step < len(channel.steps) for step in mine)
        sums = (channel.fees, channel.deposits, channel.withdrawals, channel.payouts or {})
        assert all(amount >= 0 for amounts in sums for amount in amounts.values())
        assert all(len(step.signers) == 1 for step in channel.half_signed)


def test_the_sessions_themselves_reach_every_code_of_their_tables() -> None:
    found = set()
    for records in SESSIONS:
        found |= {one.code for one in checks.findings(reconstruct(captures.read(text_of(records))))}
    assert found == altered_sessions.CASES.keys() | altered_closings.CASES.keys()
