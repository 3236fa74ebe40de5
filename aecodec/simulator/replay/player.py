"""The replay itself: what the clients of a recording did, and what the node must send next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from ... import rpc
from ..._channel_terms import Terms
from ...codec import encode_tx
from ...objects import SignedTx
from ...rpc import REPLIES
from ...rpc.frames import Error, Frame, Notification, Request, Result, UnknownFrame
from ..connection import ClientConnection, is_answer
from ..contracts import CONTRACT_METHODS
from ..node import Node
from .comparison import Counterparts, difference
from .events import Event, event_of, frame_of, method_of, params_of, request_name, signed_of
from .hidden import post_hidden_close
from .keys import Keys
from .preamble import SIDES, read_preamble
from .results import DifferenceFound, Stopped
from .settings import query_of, read_settings

__all__ = ["Player"]

_NETWORK: Final = "ae_replay"
#: Blocks mined and messages delivered for one frame at most; those of recordings are far below.
_MOST_BLOCKS: Final = 60
_MOST_MESSAGES: Final = 100
_OTHER: Final = -32603
_SHOWN: Final = ("open", "send", "receive")
#: The event that only a timer brings, and the code of a conflict that does.
_TIMEOUT, _TIMEOUT_CODE = "timeout", 3


class _Client:
    """A connection of the recording, with what it was asked to sign: recorded, and by our node."""

    def __init__(self, participant: str, connection: ClientConnection) -> None:
        self.participant = participant
        self.connection = connection
        self.asked: dict[str, tuple[SignedTx, SignedTx]] = {}
        self.held: list[Frame] = []
        self.stop_ids: set[Any] = set()
        self.hung_up = False


class Player:
    """Plays a recording event by event."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Read the settings of the node from the recording, and set it up."""
        self.events = events
        self.settings = read_settings(events)
        self.known = Counterparts()
        self.node = Node(_NETWORK, protocol=self.settings.protocol, like=self.settings.behaviour)
        self.keys = Keys(self.known, _NETWORK, self.settings.generalized)
        self.agreed: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self._clients: list[_Client] = []

    def run(self) -> None:
        """Play all events. Raises DifferenceFound at the first difference, Stopped if it cannot go on."""
        self._set_up()
        for index, event in enumerate(self.events):
            if event.kind == "open":
                self._open(event)
            elif event.kind == "close":
                self._close(event)
            elif event.kind == "send" and frame_of(event) is not None:
                self._send(index, event)
            elif event.kind == "receive" and frame_of(event) is not None:
                self._receive(index, event)

    # --- set up -----------------------------------------------------------------------------------

    def _set_up(self) -> None:
        for event in self.events:
            query = query_of(event)
            for name in ("initiator_id", "responder_id"):
                if query.get(name, "any") != "any" and query[name].startswith("ak_"):
                    self.keys.key_of(query[name])
        first = next((event.kind for event in self.events if event.kind in _SHOWN), "open")
        if first != "open":
            self._preset()
        for recorded in self.settings.unknown:
            self.node.unknown(self.keys.key_of(recorded).address)
        for account in self.settings.generalized:
            self.node.generalized(self.keys.key_of(str(account)).address)
        for account, nonce in self.settings.nonces.items():
            self.node.account(self.keys.key_of(str(account)).address).nonce = nonce

    def _preset(self) -> None:
        """Put the channel of a recording that begins in the middle into its state."""
        before = read_preamble(self.events)
        keys = [self.keys.key_of(account) for account in before.accounts]
        terms = Terms(
            initiator_id=keys[0].address,
            responder_id=keys[1].address,
            initiator_amount=before.balances[0],
            responder_amount=before.balances[1],
            channel_reserve=2,
        )
        both = self.node.preset(terms, before.round, keys=keys)
        self._clients = [_Client(side, connection) for side, connection in zip(SIDES, both, strict=True)]

    # --- clients ----------------------------------------------------------------------------------

    def _open(self, event: Event) -> None:
        query = self.known.translate(query_of(event))
        self._clients.append(_Client(event.participant, self.node.connect(urlencode(query))))

    def _close(self, event: Event) -> None:
        open_ones = [one for one in self._of(event) if not one.hung_up]
        ended = [one for one in open_ones if one.connection.closing]
        for client in (ended or open_ones[::-1])[:1]:
            client.hung_up = True
            self.node.hangup(client.connection)

    def _send(self, index: int, event: Event) -> None:
        frame = frame_of(event)
        assert isinstance(frame, (Request, Notification, Result, Error))
        client = self._sender(event)
        value = frame.value
        if method_of(event) in REPLIES and "signed_tx" in params_of(event):
            value = self._signed_reply(client, event)
        else:
            value = self.known.translate(value)
        if method_of(event) == "channels.system" and isinstance(frame, Request):
            client.stop_ids.add(frame.id)
        made = rpc.from_json(value)
        self.node.receive(client.connection, rpc.encode(made))
        self.sent[event.participant] += 1
        if method_of(event) in CONTRACT_METHODS:
            self._stop_at_contract(index, event, client)

    def _signed_reply(self, client: _Client, event: Event) -> Any:
        name = REPLIES[method_of(event)].removeprefix("channels.sign.")
        frame = frame_of(event)
        assert frame is not None
        value: Any = frame.value
        recorded = signed_of(params_of(event)["signed_tx"])
        if name not in client.asked or recorded is None or client.connection.machine is None:
            return self.known.translate(value)
        before, own = client.asked[name]
        machine = client.connection.machine
        signed = self.keys.reply(own, recorded, before, machine.own_id, machine.peer_id)
        params = {**self.known.translate(value["params"]), "signed_tx": encode_tx(signed)}
        return {**value, "params": params}

    def _stop_at_contract(self, index: int, event: Event, client: _Client) -> None:
        """Stop at a request that the simulated node refuses for want of a contract machine."""
        answers = [one for one in client.connection.pending if isinstance(one, Error)]
        if not answers or answers[-1].code != _OTHER:
            return
        recorded = next((frame_of(one) for one in self._later(index, event)), None)
        if not (isinstance(recorded, Error) and recorded.code == _OTHER):
            raise Stopped(f"line {event.line}: {method_of(event)} needs a contract machine")

    def _later(self, index: int, event: Event) -> Any:
        later = self.events[index + 1 :]
        return (one for one in later if one.participant == event.participant and one.kind == "receive")

    # --- frames of the node -----------------------------------------------------------------------

    def _receive(self, index: int, event: Event) -> None:
        recorded = frame_of(event)
        assert recorded is not None
        if isinstance(recorded, Error) and recorded.request == {} and not self._of(event):
            return
        client = self._receiver(event, recorded)
        own = self._next(client, index, event, recorded)
        if own is None:
            if isinstance(recorded, Result) and recorded.id in client.stop_ids:
                self.agreed[event.participant] += 1
                return
            raise DifferenceFound(event, "", None)
        path = difference(self.known, recorded, own)
        if path is not None:
            raise DifferenceFound(event, path, rpc.encode(own))
        self.agreed[event.participant] += 1
        if request_name(event):
            asked, made = (signed_of(_data_of(one).get("signed_tx")) for one in (recorded, own))
            if asked is not None and made is not None:
                client.asked[request_name(event)] = (asked, made)

    def _next(self, client: _Client, index: int, event: Event, recorded: Frame) -> Frame | None:
        """Return the frame that the node sends next, after as many messages and blocks as that takes."""
        found = self._take(client, recorded)
        for _ in range(_MOST_MESSAGES):
            if found is not None or not (self.node.deliver(client.connection) or self.node.deliver()):
                break
            found = self._take(client, recorded)
        if found is not None or client.connection.closed:
            return found
        if self._is_timeout(event):
            self.node.expire(client.connection)
            return self._take(client, recorded)
        if params_of(event).get("info") == "can_slash":
            post_hidden_close(self.node, self.keys, self.events[index:], client.connection)
        for _ in range(_MOST_BLOCKS):
            self.node.mine()
            found = self._take(client, recorded)
            for _ in range(_MOST_MESSAGES):
                if found is not None or not self.node.deliver():
                    break
                found = self._take(client, recorded)
            if found is not None:
                return found
        return None

    def _take(self, client: _Client, recorded: Frame) -> Frame | None:
        """Take the next frame of a connection: answers overtake notifications, and pongs may be late."""
        connection = client.connection
        if is_answer(recorded):
            late = next((one for one in client.held if type(one) is type(recorded)), None)
            if late is not None:
                client.held.remove(late)
                return late
            return _decoded(connection.take_answer())
        while connection.pending and self._may_be_late(client, connection.pending[0]):
            late = _decoded(connection.take_answer())
            assert late is not None
            client.held.append(late)
        return _decoded(connection.take())

    def _may_be_late(self, client: _Client, frame: Frame) -> bool:
        if isinstance(frame, Notification):
            return frame.method == "channels.system.pong"
        return isinstance(frame, Result) and frame.id in client.stop_ids

    def _is_timeout(self, event: Event) -> bool:
        conflict = method_of(event) == "channels.conflict"
        return event_of(event) == _TIMEOUT or (
            conflict and params_of(event).get("error_code") == _TIMEOUT_CODE
        )

    # --- which connection -------------------------------------------------------------------------

    def _of(self, event: Event) -> list[_Client]:
        return [one for one in self._clients if one.participant == event.participant]

    def _sender(self, event: Event) -> _Client:
        """Return the connection that sends: the one that was asked, else the latest."""
        candidates = self._of(event)
        if not candidates:
            raise Stopped(f"line {event.line}: {event.participant} has no connection")
        name = REPLIES.get(method_of(event), "").removeprefix("channels.sign.")
        asked = [one for one in candidates if name in one.asked and not one.connection.closing]
        alive = [one for one in candidates if not one.connection.closing]
        return (asked or alive or candidates)[-1]

    def _receiver(self, event: Event, recorded: Frame) -> _Client:
        """Return the connection that receives: the one of the frame's channel, else the latest."""
        candidates = self._of(event)
        if not candidates:
            raise Stopped(f"line {event.line}: {event.participant} has no connection")
        own = self.known.ours.get(recorded.channel or "")
        same = [one for one in candidates if own is not None and one.connection.channel_id == own]
        waiting = [one for one in same if one.connection.pending or not one.connection.closed]
        return (waiting or candidates)[-1]


def _data_of(frame: Frame) -> dict[str, Any]:
    data: Any = frame.data if isinstance(frame, Notification) else {}
    return data if isinstance(data, dict) else {}


def _decoded(text: str | None) -> Frame | None:
    if text is None:
        return None
    frame = rpc.decode(text)
    assert not isinstance(frame, UnknownFrame)
    return frame
