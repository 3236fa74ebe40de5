"""The replay itself: what the clients of a recording did, and what the node must send next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from ... import rpc
from ..._channel_terms import Terms
from ...codec import encode_tx
from ...errors import AecodecError
from ...ids import Id
from ...rpc import REPLIES
from ...rpc.frames import Error, Frame, Notification, Request, Result
from ...signing import Key, sign
from ...text import blake2b256
from ..contracts import CONTRACT_METHODS
from ..node import Node
from .clients import Client, Clients
from .comparison import Counterparts, difference
from .events import Event, event_of, frame_of, method_of, params_of, request_name, signed_of
from .keys import Keys
from .preamble import SIDES, Preamble, read_preamble
from .progress import Progress
from .results import DifferenceFound, Stopped
from .settings import query_of, read_settings

__all__ = ["Player"]

_NETWORK: Final = "ae_replay"
_OTHER: Final = -32603
#: The code of a conflict after a bad signature.
_BAD_REPLY: Final = 1
_SHOWN: Final = ("open", "send", "receive")


class Player:
    """Plays a recording event by event."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Read the settings of the node from the recording, and set it up."""
        self.events = events
        self.settings = read_settings(events)
        self.known = Counterparts()
        self._tokens = 0
        self.node = Node(
            _NETWORK,
            protocol=self.settings.protocol,
            like=self.settings.behaviour,
            random_bytes=self._token,
        )
        self.keys = Keys(self.known, _NETWORK, self.settings.generalized)
        self.agreed: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.clients = Clients(self.node, self.known, events)
        self.progress = Progress(self.node, self.keys, events)

    def run(self) -> None:
        """Play all events. Raises DifferenceFound at the first difference, Stopped if it cannot go on."""
        self._set_up()
        for index, event in enumerate(self.events):
            self.clients.hang_up_before(index)
            for account in self.settings.attached.get(index, ()):
                self.node.generalized(self.keys.key_of(str(account)).address)
            if event.kind == "open":
                self._open(index, event)
            elif event.kind == "close":
                self.clients.close(index, event)
            elif event.kind == "send" and frame_of(event) is not None:
                self._send(index, event)
            elif event.kind == "receive" and frame_of(event) is not None:
                self._receive(index, event)

    def _token(self, count: int) -> bytes:
        """Make the bytes of a token, the same in each replay."""
        self._tokens += 1
        return blake2b256(self._tokens.to_bytes(8, "big"))[:count]

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
            channel_reserve=min(2, *before.balances),
        )
        if before.create is not None:
            terms = self._recorded_terms(before, keys)
            self.node.account(keys[0].address).nonce = max(before.create.nonce - 1, 0)
        both = self.node.preset(terms, before.round, before.balances, keys=keys)
        for side, connection in zip(SIDES, both, strict=True):
            self.clients.all.append(Client(side, connection))
        frames = (frame_of(event) for event in self.events)
        channel = next((frame.channel for frame in frames if frame is not None and frame.channel), None)
        if channel is not None and both[0].channel_id is not None:
            self.known.learn(channel, both[0].channel_id)

    def _recorded_terms(self, before: Preamble, keys: Sequence[Key]) -> Terms:
        """Return the terms of a recorded create transaction, with the coins that are there now."""
        create: Any = before.create
        coins = sum(before.balances)
        first = create.initiator_amount if before.round == 1 else coins - create.responder_amount
        push = first - before.balances[0] if before.round == 1 else 0
        return Terms(
            initiator_id=keys[0].address,
            responder_id=keys[1].address,
            initiator_amount=max(first, 0),
            responder_amount=coins - max(first, 0),
            push_amount=max(push, 0),
            channel_reserve=min(create.channel_reserve, *before.balances),
            lock_period=create.lock_period,
        )

    # --- clients ----------------------------------------------------------------------------------

    def _open(self, index: int, event: Event) -> None:
        recorded = query_of(event)
        query = self.known.translate(recorded)
        token = recorded.get("existing_fsm_id")
        if token is not None and token not in self.known.ours and self._is_admitted(index, event):
            # A token of before the recording: the one that the node knows.
            query["existing_fsm_id"] = self._token_of(query) or token
        self.clients.all.append(Client(event.participant, self.node.connect(urlencode(query))))

    def _is_admitted(self, index: int, event: Event) -> bool:
        first = next((one for _, one in self.clients.later(index, event.participant)), None)
        return first is not None and event_of(first) == "fsm_up"

    def _token_of(self, query: dict[str, str]) -> str | None:
        try:
            return self.node.token_of(Id(query.get("existing_channel_id", "")), query.get("role", ""))
        except AecodecError:
            return None

    def _send(self, index: int, event: Event) -> None:
        frame = frame_of(event)
        assert frame is not None
        client = self.clients.sender(index, event)
        value: Any = self.known.translate(frame.value)
        if method_of(event) in REPLIES and "signed_tx" in params_of(event):
            value = self._signed_reply(index, client, event, value)
        stops = method_of(event) == "channels.system" and params_of(event).get("action") == "stop"
        if stops and isinstance(frame, Request):
            client.stop_ids.add(frame.id)
        self.node.receive(client.connection, rpc.encode(rpc.from_json(value)))
        self.sent[event.participant] += 1
        if method_of(event) in CONTRACT_METHODS:
            self._stop_at_contract(index, event, client)

    def _signed_reply(self, index: int, client: Client, event: Event, value: Any) -> Any:
        name = REPLIES[method_of(event)].removeprefix("channels.sign.")
        recorded = signed_of(params_of(event)["signed_tx"])
        machine = client.connection.machine
        if name not in client.asked or recorded is None or machine is None:
            return value
        before, own = client.asked[name]
        if self._is_bad_signature(index, event):
            signed = sign(own, self.keys.key_of("nobody"), _NETWORK)
            return {**value, "params": {**value["params"], "signed_tx": encode_tx(signed)}}
        signed = self.keys.reply(own, recorded, before, machine.own_id, machine.peer_id)
        return {**value, "params": {**value["params"], "signed_tx": encode_tx(signed)}}

    def _is_bad_signature(self, index: int, event: Event) -> bool:
        """Tell whether the node found that a reply is not what it asked for."""
        for later in self.events[index + 1 :]:
            if request_name(later) and later.participant != event.participant:
                return False  # it went on to the other side
            if later.kind == "receive" and later.participant == event.participant and method_of(later):
                conflict = method_of(later) == "channels.conflict"
                return conflict and params_of(later).get("error_code") == _BAD_REPLY
        return False

    def _stop_at_contract(self, index: int, event: Event, client: Client) -> None:
        """Stop at a request that the simulated node refuses for want of a contract machine."""
        answers = [one for one in client.connection.pending if isinstance(one, Error)]
        if not answers or answers[-1].code != _OTHER:
            return
        recorded = next((frame_of(one) for _, one in self.clients.later(index, event.participant)), None)
        if not (isinstance(recorded, Error) and recorded.code == _OTHER):
            raise Stopped(f"line {event.line}: {method_of(event)} needs a contract machine")

    # --- frames of the node -----------------------------------------------------------------------

    def _receive(self, index: int, event: Event) -> None:
        recorded = frame_of(event)
        assert recorded is not None
        client = self.clients.receiver(event, recorded)
        own = self.progress.next_frame(client, index, recorded)
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


def _data_of(frame: Frame) -> dict[str, Any]:
    data: Any = frame.data if isinstance(frame, Notification) else {}
    return data if isinstance(data, dict) else {}
