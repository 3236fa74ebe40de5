"""The node's state machine of one participant: its state, what it knows, and what it tells others.

The rules of each operation stand in modules of their own, which take the machine as argument; dispatch.py
hands events to them. A machine talks to three parties: its client (`notify`), the machine of the other
participant (`send`), and the chain (`watch`).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

from .._channel_rules import Balances
from .._channel_terms import Terms
from .._strict_json import Json
from ..codec import encode_tx
from ..derived import tx_hash
from ..errors import AecodecError
from ..ids import Id
from ..objects import SignedTx
from ..protocol import DEFAULT_GAS_PRICE
from ..rpc.connection import Connection
from ..rpc.frames import Notification
from ..rpc.reading import to_json
from .behaviour import Behaviour
from .on_chain import content_of
from .operations import Operation
from .states import DEFAULT_TIMEOUTS, ENDED, TIMERS

if TYPE_CHECKING:
    from .chain import Chain
    from .connection import ClientConnection
    from .node import Node

__all__ = ["Agreed", "Machine", "Message", "Pending", "Watch"]

#: The parameter of the URL that switches off a method.
_REPORTS = {
    "channels.info": "report_info",
    "channels.update": "report_update",
    "channels.leave": "report_leave",
    "channels.conflict": "report_conflict",
    "channels.message": "report_message",
    "channels.on_chain_tx": "report_on_chain_tx",
}
_DEPTH_EVENTS = ("min_depth_achieved", "minimum_depth_achieved")
_DEFAULT_LOG = 10
_LONGEST_LOG = 1000


class Agreed(NamedTuple):
    """A state of the channel, and the transaction that both participants signed for it."""

    round: int
    balances: Balances
    signed: SignedTx


class Message(NamedTuple):
    """What one machine sends to the other."""

    kind: str
    content: Any = None


class Pending(NamedTuple):
    """A request to sign that the client has not answered, or a proposal that the other side has not signed.

    operation: None for what one participant does alone. after: the state that it leads to; None if it ends
    the channel or changes nothing. back: the state to return to.
    """

    name: str
    operation: Operation | None
    own: bool
    signed: SignedTx
    updates: tuple[Any, ...] = ()
    after: Agreed | None = None
    back: str = "open"


class Watch(NamedTuple):
    """A transaction on chain whose depth a machine waits for. height: of its block, None before there is one.

    assumed: the client has told the machine to take it as confirmed.
    """

    tx_hash: str
    kind: str
    signed: SignedTx
    depth: int
    height: int | None = None
    assumed: bool = False


class Machine:
    """The state machine of one participant."""

    def __init__(self, node: Node, side: str, parameters: Connection, token: str) -> None:
        """Begin without a state; `enter` sets the first one."""
        self.node = node
        self.side = side
        self.parameters = parameters
        self.token = token
        self.state = "awaiting_open"
        self.client: ClientConnection | None = None
        self.peer: Machine | None = None
        self.inbox: deque[Message] = deque()
        self.terms: Terms | None = None
        self.channel_id: Id | None = None
        self.latest: Agreed | None = None
        self.pending: Pending | None = None
        self.proposed: Pending | None = None
        self.watches: list[Watch] = []
        self.log: list[tuple[str, str, str, Json]] = []
        self.minimum_depth = parameters.minimum_depth
        self.depth_strategy = parameters.minimum_depth_strategy
        self.reported_round: int | None = None
        self.is_open = False
        self.is_returning = False
        self.may_lose_client = False
        #: Events that wait for another state, and whether it is time to try them again.
        self.postponed: list[Any] = []
        self.retry = False
        #: Counts the events that restart the timer.
        self.timer_serial = 0

    # --- what it knows --------------------------------------------------------------------------

    @property
    def chain(self) -> Chain:
        """The chain of the node."""
        return self.node.chain

    @property
    def behaviour(self) -> Behaviour:
        """The version of the node that is simulated."""
        return self.node.behaviour

    @property
    def participants(self) -> tuple[Id, Id]:
        """The accounts of initiator and responder, which are known from the terms."""
        assert self.terms is not None
        return self.terms.participants

    @property
    def own_id(self) -> Id:
        """The account of this machine's client."""
        return self.participants[0 if self.side == "initiator" else 1]

    @property
    def peer_id(self) -> Id:
        """The account of the other participant."""
        return self.participants[1 if self.side == "initiator" else 0]

    @property
    def keeps_running(self) -> bool:
        """A responder that stays when the other side leaves."""
        return self.side == "responder" and self.parameters.keep_running is not False

    @property
    def ended(self) -> bool:
        """The machine does nothing more."""
        return self.state == ENDED

    @property
    def timeout(self) -> int | None:
        """Milliseconds of the timer of this state; None if it has none."""
        name = TIMERS.get(self.state)
        if name is None:
            return None
        given: int | None = getattr(self.parameters, f"timeout_{name}")
        if given is None and name not in DEFAULT_TIMEOUTS:
            name = "accept" if name == "initialized" else "idle"
            given = getattr(self.parameters, f"timeout_{name}")
        return DEFAULT_TIMEOUTS[name] if given is None else max(given, 0)

    # --- telling others -------------------------------------------------------------------------

    def notify(self, method: str, data: Any, *, channel: bool = True) -> None:
        """Send a notification to the client; without one, or switched off by the URL, it is lost.

        channel: with the id of the channel, if it is known.
        """
        value = to_json(data)
        self.record("rpt", method.removeprefix("channels.").partition(".")[0], value)
        event = value.get("event") if isinstance(value, dict) else None
        switch = "report_min_depth" if event in _DEPTH_EVENTS else _REPORTS.get(method, "")
        if self.client is None or getattr(self.parameters, switch, None) is False:
            return
        channel_id = str(self.channel_id) if channel and self.channel_id is not None else None
        params = {"channel_id": channel_id, "data": value}
        self.client.put(Notification(method=method, params=params, version=1))

    def info(self, event: str, *, channel: bool = True, **members: Json) -> None:
        """Send an event of `channels.info`."""
        self.notify("channels.info", {"event": event, **members}, channel=channel)

    def send(self, kind: str, content: Any = None) -> None:
        """Send a message to the other machine, which gets it when the node delivers it."""
        self.record("snd", kind, None)
        if self.peer is not None:
            self.peer.inbox.append(Message(kind, content))
            self.node.with_messages[self.peer] = None

    def record(self, kind: str, tag: str, value: Json) -> None:
        """Keep an event for `history.fetch`."""
        given = self.parameters.log_keep
        keep = _DEFAULT_LOG if given is None or given < 0 else min(given, _LONGEST_LOG)
        self.log.append((self.node.clock(), kind, tag, value))
        del self.log[: max(len(self.log) - keep, 0)]

    def conflict(self, code: int, words: str) -> None:
        """Tell the client that the running update was dropped."""
        round_ = 0 if self.latest is None else self.latest.round
        channel_id = str(self.channel_id)
        data = {"channel_id": channel_id, "round": round_, "error_code": code, "error_msg": words}
        self.notify("channels.conflict", data)

    # --- states ---------------------------------------------------------------------------------

    def enter(self, state: str) -> None:
        """Enter a state: its timer starts, and what was postponed is tried again."""
        self.state = state
        self.retry = True
        self.timer_serial += 1

    def go_open(self) -> None:
        """Enter `open`, and report what the client does not know yet."""
        self.pending = self.proposed = None
        self.enter("open")
        if not self.is_open:
            self.is_open = True
            self.info("open")
        if self.latest is not None and self.latest.round != self.reported_round:
            self.reported_round = self.latest.round
            self.notify("channels.update", {"state": encode_tx(self.latest.signed)})

    def go_back(self, state: str) -> None:
        """Drop what is pending, and return to the state before it."""
        self.pending = self.proposed = None
        if state == "open":
            self.go_open()
        else:
            self.enter(state)

    def resume(self, state: str) -> None:
        """Return to the state before a request to sign; a proposal that was sent before it is still out."""
        self.pending = None
        if state == "open":
            self.go_open()
        else:
            self.enter(state)

    def funding_event(self, event: str) -> None:
        """Report that the other side signed the create transaction, with the token as newer nodes do."""
        if self.behaviour.early_ids:
            self.info(event, channel=False)
        else:
            self.info(event, fsm_id=self.token)

    def ask(self, pending: Pending) -> None:
        """Ask the client to sign."""
        self.pending = pending
        self.enter("awaiting_signature")
        early = self.behaviour.early_ids and pending.name == "responder_sign"
        data = {"signed_tx": encode_tx(pending.signed), "updates": [to_json(one) for one in pending.updates]}
        self.notify(f"channels.sign.{pending.name}", data, channel=not early)

    def die(self) -> None:
        """End: tell client and peer, and let the state be taken up again later."""
        if self.ended:
            return
        self.enter(ENDED)
        self.info("died")
        if self.client is not None:
            self.client.close()
        self.send("gone")
        self.node.forget(self)
        self.postponed.clear()

    # --- the chain ------------------------------------------------------------------------------

    def push(self, signed: SignedTx) -> bool:
        """Push a transaction to the mempool; return False if the chain refuses it."""
        try:
            self.chain.push(signed)
        except AecodecError:
            return False
        return True

    def watch(self, kind: str, signed: SignedTx) -> None:
        """Wait for a transaction to be deep enough on chain."""
        if all(one.signed != signed for one in self.watches):
            self.watches.append(Watch(tx_hash(signed), kind, signed, self.depth_of(signed)))

    def depth_of(self, signed: SignedTx) -> int:
        """Return the key blocks above a transaction after which it counts as confirmed."""
        tx = content_of(signed)
        factor = self.minimum_depth
        if self.depth_strategy == "plain":
            return 3 if factor is None else factor
        return fee_depth(tx.fee, 10 if factor is None else factor)


def fee_depth(fee: int, factor: int) -> int:
    """Return the smallest depth whose power of `factor` is at least the fee in units of the gas price."""
    units = -(-fee // DEFAULT_GAS_PRICE)
    if factor == 0 or units <= 1:
        return 1
    low, high = 1, 1 << (units.bit_length() // factor + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        # A power that is too long to be below is not computed.
        too_long = (middle.bit_length() - 1) * factor > units.bit_length()
        low, high = (low, middle) if too_long or middle**factor >= units else (middle, high)
    return high
