"""Sessions of both roles beside every captured one: no honest request to sign has a problem."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from aecodec import decode_lenient, rpc
from aecodec.channel import CHECKS, Event, Session, SignRequest, Terms, Warned
from aecodec.channel.machine import ENDED
from aecodec.channel.operations import SIGNED_BY, Operation, make_move, make_solo, make_transfer
from aecodec.errors import AecodecError
from aecodec.fields import CtVersion
from aecodec.ids import Id
from aecodec.inspector.model import Entry
from aecodec.rpc import REPLIES, Connection
from aecodec.state.update import OffChainCallContract, OffChainMeta, OffChainNewContract, OffChainUpdate
from aecodec.text import decode

from .recordings import RECORDINGS, needs_recordings, recorded_history

#: Operations of contracts, which a session does not propose by itself.
CONTRACTS = ("channels.update.new_contract", "channels.update.call_contract", "channels.force_progress")

#: Fees of the recordings' tests go up to some hundredths of a coin.
MAX_FEE = 10**17


class Player:
    """One participant of a recording: its session takes the node's frames and signs as the client did."""

    def __init__(self, connection: Connection, network_id: str, generalized: bool) -> None:
        self.terms = _terms(connection)
        self.me = self.terms.initiator_id if connection.role == "initiator" else self.terms.responder_id
        self.network_id = network_id
        self.generalized = self.terms.participants if generalized else ()
        self.session = self._session(None)
        self.requests: list[tuple[int, SignRequest]] = []
        self.events: list[Event] = []

    def _session(self, resume: Any) -> Session:
        return Session(
            self.terms,
            self.me,
            self.network_id,
            max_fee=MAX_FEE,
            resume=resume,
            generalized=self.generalized,
        )

    def come_back(self) -> None:
        self.session.eof()
        self.session = self._session(self.session.resume)

    def play(self, entry: Entry) -> None:
        if entry.kind == "close":
            self.session.eof()
        elif entry.kind == "receive":
            self.session.receive(rpc.encode(entry.frame) if entry.frame is not None else entry.text)
        elif isinstance(entry.frame, rpc.Request | rpc.Notification) and self.session.status not in ENDED:
            self._send(entry.frame)
        for event in self.session.events():
            self.events.append(event)
            if isinstance(event, SignRequest):
                self.requests.append((entry.line, event))
        list(self.session.to_send())

    def _send(self, frame: rpc.Request | rpc.Notification) -> None:
        """Do what the recorded client did; its signature stands for that of the session's owner."""
        typed: Any = rpc.params_of(frame, "send")
        if frame.method in REPLIES:
            self._answer(typed)
            return
        machine = self.session._machine
        frame_id = getattr(frame, "id", None)
        operation = _operation(self.session, frame.method, typed)
        if operation is not None:
            operation.phase = "requested"
            machine.running = operation
        if isinstance(frame_id, int):
            machine.asked[frame_id] = frame.method if operation is None else operation

    def _answer(self, typed: Any) -> None:
        request = self.session.request
        if request is None:  # recorded after a conflict had dropped it
            return
        if isinstance(typed, rpc.Refused):
            self.session.refuse(request, int(typed.error))
        else:
            reply: Any = decode_lenient(typed.signed_tx).obj
            self.session.sign(request, reply, contracts_checked=True)


def _terms(connection: Connection) -> Terms:
    values: dict[str, Any] = {name: getattr(connection, name) for name in Terms.__struct_fields__}
    return Terms(**values)


def _operation(session: Session, method: str, typed: Any) -> Operation | None:
    """The operation that a recorded request proposes; None for a query, and for what the node refuses."""
    name = method.removeprefix("channels.")
    if isinstance(typed, rpc.UnknownParams):
        return None
    fees = {key: getattr(typed, key, None) or None for key in ("fee", "gas_price", "nonce")}
    try:
        if method in CONTRACTS:
            kind = "force_progress" if name == "force_progress" else "transfer"
            return Operation(kind, method, typed, [_contract_update(session.me, typed), *_metas(typed)])
        if name == "update.new":
            return make_transfer(Id(typed.from_), Id(typed.to), typed.amount, typed.meta or ())
        if name in ("deposit", "withdraw"):
            return make_move(name, session.me, typed.amount, typed.meta or (), fees)
        return make_solo(name, fees) if name in SIGNED_BY else None
    except AecodecError:
        return None


def _contract_update(me: Id, typed: Any) -> OffChainUpdate:
    """What a request to create or to call a contract leads to; nodes add a limit of gas and its price."""
    if isinstance(typed, rpc.NewContract):
        return OffChainNewContract(
            owner=me,
            ct_version=CtVersion(typed.vm_version, typed.abi_version),
            code=decode(typed.code, "cb"),
            deposit=typed.deposit,
            call_data=decode(typed.call_data, "cb"),
        )
    price = getattr(typed, "gas_price", 1)
    gas = getattr(typed, "gas", None) or 1_000_000
    return OffChainCallContract(
        caller=me,
        contract=Id(typed.contract_id),
        abi_version=typed.abi_version,
        amount=typed.amount,
        gas=gas,
        gas_price=price,
        call_data=decode(typed.call_data, "cb"),
        call_stack=(),
    )


def _metas(typed: Any) -> list[OffChainUpdate]:
    return [OffChainMeta(data=text.encode()) for text in getattr(typed, "meta", None) or ()]


def _players(path: Path) -> list[Player]:
    """Play a recording; return everybody whose channel begins in it."""
    history = recorded_history(path)
    network = next((one.network_id for one in history.channels if one.network_id), "ae_test")
    current: dict[str, Player | None] = {}
    everybody: list[Player] = []
    for entry in history.capture.entries:
        player = current.get(entry.participant)
        if entry.kind == "open" and entry.connection is not None:
            if entry.connection.existing_channel_id is not None:
                if player is not None:
                    player.come_back()
                continue
            try:
                player = Player(entry.connection, network, "generalized_accounts" in path.parts)
                everybody.append(player)
            except (AecodecError, TypeError):  # recordings of how the node refuses terms
                player = None
            current[entry.participant] = player
        elif player is not None:
            player.play(entry)
    return everybody


@needs_recordings
@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_no_honest_request_is_refused(path: Path) -> None:
    for player in _players(path):
        for line, request in player.requests:
            found = [str(one) for one in request.problems if one.code != "contract_unchecked"]
            assert found == [], (line, request.name)
        warnings = [event for event in player.events if isinstance(event, Warned)]
        assert warnings == []


@needs_recordings
def test_the_recordings_hold_requests_of_almost_every_kind() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    clean = 0
    for path in RECORDINGS:
        for player in _players(path):
            for _, request in player.requests:
                seen[player.session.role, request.name] += 1
                clean += request.safe
    assert clean > 250
    # Those of deposits begin in the middle of a channel.
    names = {name for _, name in seen}
    assert CHECKS.keys() - names == {"deposit_tx", "deposit_ack"}
