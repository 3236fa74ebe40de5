"""Histories of captures with any value in any place."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import replace
from aecodec.inspector import captures, checks, inspection, terminal
from aecodec.inspector.history import reconstruct
from aecodec.tx import SignedTx

from .conftest import founding
from .recorded_sessions import (
    CHANNEL,
    Session,
    at,
    founding_session,
    history_of,
    text_of,
)

FACTS = founding()
hostile = st.recursive(
    st.sampled_from(
        [
            *(None, True, 0, -1, 2**64, 10**2400, 1.5, "", "x", "tx_", "ch_", "ak_", "\0\ud800\n\x1b[31m"),
            *(FACTS["unsigned"], FACTS["co_signed"], FACTS["initiator_id"], "OffChainTransfer", "died"),
            *("channels.sign.update", "channels.update", "channels.message", "channels.on_chain_tx"),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["op", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


PLACES = [place for place in places(Session().opening().update(2, 5).records) if place]


@given(st.lists(st.tuples(st.sampled_from(PLACES), hostile), min_size=1, max_size=4))
def test_any_value_anywhere_in_a_session_gives_a_history_findings_and_a_report(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    session = Session().opening().update(2, 5)
    session.query_balances("initiator", 1, 2)
    for place, value in changes:
        target: Any = session.records
        try:
            for key in place[:-1]:
                target = target[key]
            target[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    history = reconstruct(captures.read('{"kind":"summary"}\n' + text_of(session.records)))
    inspected = inspection.inspect(history, checks.findings(history))
    assert {finding.code for finding in inspected.findings} <= set(checks.SEVERITIES)
    told = [captures.to_line(record) for record in inspection.to_records(inspected)]
    again = captures.read('{"kind":"summary"}\n' + "\n".join(told))
    assert again.entries == history.capture.entries
    assert sum(len(line) for line in terminal.lines(inspected, messages=True)) < 100_000
    assert all(list(terminal.transaction_lines(opened)) for opened in inspected.transactions.values())


def test_hundreds_of_channels_and_signatures_are_no_matter() -> None:
    session = Session()
    for number in range(1, 300):
        tx = replace(session.create, nonce=number, fee=10**15)
        forged = SignedTx(signatures=(bytes([number % 256]) * 64,), transaction=tx)
        session.receive("initiator", "update", {"state": aecodec.encode_tx(forged)}, f"ch_{number}")
    history = history_of(session.records)
    assert len(history.channels) == 299
    assert {finding.code for finding in checks.findings(history)} == {"channel_id_differs", "network_unknown"}


def test_lines_of_the_sample_can_be_left_out_one_by_one() -> None:
    records = founding_session()
    for line in [record["line"] for record in records]:
        history = history_of([record for record in records if record is not at(records, line)])
        assert history.channels[0].channel_id == CHANNEL
