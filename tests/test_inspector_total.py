"""No capture makes an inspection fail: hostile values, frames and transactions at any place of it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import testing
from aecodec._tree import PLAIN
from aecodec.cli import main
from aecodec.inspector import captures, checks, inspection, mermaid, terminal
from aecodec.inspector.history import reconstruct
from aecodec.inspector.messages import MAX_FRAME_TRANSACTIONS
from aecodec.state import OffChainDeposit, OffChainTransfer, OffChainWithdrawal
from aecodec.state_tree import state_hash
from aecodec.tx import ChannelOffchainTxV1, OracleRegisterTx

from .recorded_sessions import ALICE, BOB, CHANNEL, Session, findings_of, inspection_of

# --- anything, anywhere -------------------------------------------------------------------------

TEXTS = st.one_of(
    testing.transactions().map(aecodec.encode_tx),
    testing.objects().map(lambda obj: aecodec.encode("ba", aecodec.to_bytes(obj))),
    st.text(max_size=30),
    st.sampled_from(["tx_", CHANNEL, str(ALICE.address), "OffChainTransfer", "died", "\0\ud800\n\x1b[31m"]),
)
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.sampled_from([10**2400, 1.5, -(2**64)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["tx", "op", "amount", "from", "data"]), inner, max_size=3)
    ),
    max_leaves=4,
)
METHODS = st.sampled_from(
    [f"channels.{name}" for name in ("sign.update", "update", "on_chain_tx", "message", "info", "leave", "x")]
)
FRAMES = st.one_of(
    VALUES,
    st.builds(
        lambda method, data: {"jsonrpc": "2.0", "method": method, "params": {"data": data}}, METHODS, VALUES
    ),
    st.builds(
        lambda method, tx: {"jsonrpc": "2.0", "method": method, "params": {"data": {"tx": tx, "state": tx}}},
        METHODS,
        TEXTS,
    ),
    st.builds(lambda number, result: {"jsonrpc": "2.0", "id": number, "result": result}, VALUES, VALUES),
)
RECORDS = st.builds(
    lambda direction, who, frame: {
        "kind": "message", "direction": direction, "participant": who, "frame": frame
    },
    st.sampled_from(["send", "receive"]),
    st.sampled_from(["initiator", "responder", "x"]),
    FRAMES,
)  # fmt: skip


@given(st.lists(RECORDS, max_size=5), st.integers(0, 12))
def test_a_hostile_capture_gives_findings_and_reports_but_no_failure(records: list[Any], place: int) -> None:
    session = Session().opening().records
    lines = [json.dumps(record) for record in (*session[:place], *records, *session[place:])]
    history = reconstruct(captures.read('{"kind":"summary"}\n' + "\n".join(lines)))
    inspected = inspection.inspect(history, checks.findings(history))
    assert [one for one in inspected.findings if one.code == "check_failed"] == []
    assert all(captures.to_line(record) for record in inspection.to_records(inspected))
    for width in (None, 60):
        layout = PLAIN._replace(width=width)
        assert all(isinstance(line, str) for line in terminal.lines(inspected, layout, messages=True))
    assert all(isinstance(line, str) for line in mermaid.lines(inspected))
    assert all(list(terminal.transaction_lines(opened)) for opened in inspected.transactions.values())


def run_inspect(text: str, *options: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    stdin = mock.patch.object(sys, "stdin", mock.Mock(buffer=io.BytesIO(text.encode())))
    with stdin, redirect_stdout(out), redirect_stderr(err):
        code = main(["inspect", *options])
    return code, out.getvalue(), err.getvalue()


LARGE = 256**32


@pytest.mark.parametrize(
    "tx",
    [
        aecodec.replace(Session().create, nonce=LARGE),
        *(
            OracleRegisterTx(
                account_id=ALICE.address, nonce=1, query_format=b"", response_format=b"", query_fee=0,
                ttl_type=kind, ttl_value=ttl, fee=0, ttl=0, abi_version=0,
            )
            for kind in (0, 1) for ttl in (0, LARGE, 256**1000)
        ),
    ],
    ids=lambda tx: type(tx).__name__,
)  # fmt: skip
@pytest.mark.parametrize("options", [("--messages",), ("--json",)])
def test_values_that_no_chain_has_are_told_without_a_traceback(tx: Any, options: tuple[str, ...]) -> None:
    record = {"kind": "message", "direction": "send", "participant": "initiator"}
    frame = {"jsonrpc": "2.0", "method": "m", "params": {"tx": aecodec.encode_tx(tx)}}
    code, out, err = run_inspect(json.dumps({**record, "frame": frame}) + "\n", *options)
    assert code in (0, 1)
    assert "Traceback" not in out + err
    assert "check_failed" not in out
    assert type(tx).__name__.rstrip("V12") in out


def test_a_fault_in_a_check_is_a_finding_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(checks, "CHECKS", (broken, *checks.CHECKS))
    session = Session(network="my_own_network").opening()
    assert [(one.code, one.severity) for one in findings_of(session.records)] == [
        ("check_failed", "error"),
        ("network_unknown", "warning"),
    ]


# --- updates before Fortuna ---------------------------------------------------------------------


def propose(session: Session, updates: tuple[Any, ...], balances: dict[str, int]) -> tuple[str, ...]:
    """The findings on a round of version 1, which carries its updates itself."""
    tx = ChannelOffchainTxV1(channel_id=CHANNEL, round=2, updates=updates, state_hash=state_hash(balances))
    tx = aecodec.replace(tx, channel_id=session.channel)
    session.receive("initiator", "sign.update", {"tx": aecodec.encode_tx(tx)})
    return tuple(one.code for one in findings_of(session.records))


def test_the_updates_of_version_1_are_counted() -> None:
    before = {ALICE.address: 10**20 - 3, BOB.address: 10**20 + 3}
    updates = (
        OffChainTransfer(from_=ALICE.address, to=BOB.address, amount=5),
        OffChainDeposit(from_=BOB.address, amount=7),
        OffChainWithdrawal(to=ALICE.address, amount=1),
    )
    after = {ALICE.address: before[ALICE.address] - 5 - 1, BOB.address: before[BOB.address] + 5 + 7}
    assert propose(Session().opening(), updates, after) == ()
    assert propose(Session().opening(), updates, before) == ("state_hash_differs",)


def test_a_frame_without_updates_leaves_the_balances_open() -> None:
    session = Session().opening().update(2, 5)
    for record in session.records:
        record.get("frame", {}).get("params", {}).get("data", {}).pop("updates", None)
    assert {one.code for one in findings_of(session.records)} == {"params_malformed"}
    proposals = inspection_of(session.records).history.channels[0].proposals
    assert next(one.balances for one in proposals if isinstance(one.tx, aecodec.ChannelOffchainTxV2)) is None


# --- in proportion ------------------------------------------------------------------------------


def test_deep_paths_and_many_transactions_cost_no_more_than_the_capture_has() -> None:
    inner: Any = ["tx_"] * 2000
    for level in range(50):
        inner = {f"{'k' * 36}{level}": inner}
    record = {"kind": "message", "direction": "send", "participant": "a", "frame": inner}
    text = json.dumps(record) + "\n"
    _, out, _ = run_inspect(text, "--json")
    assert len(out) < 2 * len(text) + 1_500 * MAX_FRAME_TRANSACTIONS
    message, *_ = inspection_of([record]).history.messages
    assert (len(message.carried), message.unopened) == (MAX_FRAME_TRANSACTIONS, 2000 - MAX_FRAME_TRANSACTIONS)
    assert message.carried[7].path.endswith("[7]")
    assert message.carried[7].path.startswith("…")
    assert len(message.carried[7].path) < 300


def test_amounts_that_python_hashes_alike_do_not_make_transactions_collide() -> None:
    tx = Session().create
    txs = [aecodec.replace(tx, fee=number * (2**61 - 1)) for number in range(500)]
    assert len({hash(tx) for tx in txs}) == 500
    assert hash(aecodec.decode_tx(aecodec.encode_tx(txs[3]))) == hash(
        aecodec.decode_tx(aecodec.encode_tx(txs[3]))
    )
