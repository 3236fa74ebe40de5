"""The simulated node: its connections, its state machines, its chain, all moved by hand."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from .. import rpc, text
from .._channel_terms import Terms
from .._validation import AnyId, ProtocolName
from ..codec import Data, as_tx
from ..errors import AecodecError, ChannelError
from ..ids import Id
from ..objects import SignedTx
from ..protocol import CURRENT_PROTOCOL
from ..rpc.connection import Connection
from ..rpc.frames import Notification, Request, UnknownFrame
from ..signing import Key
from .behaviour import BEHAVIOURS, Behaviour, Like
from .chain import Account, Chain
from .confirming import on_block
from .connection import ClientConnection, Tamper
from .dispatch import handle_frame, handle_message, handle_postponed
from .machine import Agreed, Machine
from .opening import find_peer, meet, terms_of
from .presetting import preset
from .refusals import Refusal, error_frame
from .timing import on_timeout

__all__ = ["Node"]

_TOKEN_BYTES: Final = 32
_BASE_URL: Final = "ws://localhost/channel"
_UNKNOWN_ACCOUNT: Final = 1011
_BAD_TOKEN: Final = 1016
_LONGEST_BATCH: Final = 1000
_MOST_UNREAD: Final = 10_000


class _Stored(NamedTuple):
    """What is kept of a state machine that ended; the token is the key to it."""

    token: str
    parameters: Connection
    terms: Terms
    latest: Agreed


class Node:
    """The node's side of the channel API, for both participants of any number of channels.

    Nothing happens by itself. `receive` hands a client's frame in, `deliver` hands over what the two state
    machines of a channel send each other, `mine` mines blocks, `expire` lets a timer run out; a connection's
    `take` gives what the node sends. Contracts are refused: there is no machine that runs them.
    """

    def __init__(
        self,
        network_id: str,
        *,
        protocol: ProtocolName = CURRENT_PROTOCOL,
        like: Like | Behaviour = "current",
        tamper: Tamper | None = None,
        clock: Callable[[], str] = lambda: "1970-01-01T00:00:00Z",
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """Make a node of a network, with a chain of its own.

        protocol: decides the version of create transactions. like: a version of the node. tamper: changes
        frames before they are sent. clock: the time in `history.fetch`. random_bytes: makes tokens. Raises
        SignatureError for a network id that is none, FieldError for an unknown protocol.
        """
        self.chain = Chain(network_id, protocol)
        self.behaviour = like if isinstance(like, Behaviour) else BEHAVIOURS[like]
        self.tamper = tamper
        self.clock = clock
        self._random_bytes = random_bytes
        #: The machines that have not ended, in the order of their connections; the keys count.
        self.machines: dict[Machine, None] = {}
        #: Machines that have messages, in the order in which these came; the keys count.
        self.with_messages: dict[Machine, None] = {}
        self._unread: dict[ClientConnection, None] = {}
        self._stored: dict[tuple[Id, str], _Stored] = {}

    # --- connections ----------------------------------------------------------------------------

    def connect(self, query: str) -> ClientConnection:
        """Open a connection by its URL, or by the query alone; one that is refused is closed at once."""
        url = query if "://" in query else f"{_BASE_URL}?{query.rpartition('?')[2]}"
        parameters = Connection.parse(url)
        connection = ClientConnection(parameters, self.tamper)
        refusal = rpc.connection_refusal(parameters)
        if refusal is not None and refusal.parameter != "lock_period":
            self._refuse(connection, refusal.code)
        elif parameters.existing_channel_id is not None:
            self._take_up(connection, parameters)
        elif self._unknown_account(parameters):
            self._refuse(connection, _UNKNOWN_ACCOUNT)
        elif refusal is not None:
            self._refuse(connection, refusal.code)
        else:
            self._open(connection, parameters)
        return connection

    def receive(self, connection: ClientConnection, frame: str | bytes) -> None:
        """Take the text of a frame from a client. What is no request is ignored, as the node does."""
        if connection.closing:
            return
        if connection.is_blocked:
            connection.unread.append(frame)
            self._unread[connection] = None
            if len(connection.unread) > _MOST_UNREAD:
                self.hangup(connection)
            return
        try:
            decoded = rpc.decode(frame)
        except AecodecError:
            return
        if isinstance(decoded, UnknownFrame) and isinstance(decoded.value, list):
            connection.begin_batch(decoded.value[:_LONGEST_BATCH])
            self._read_batch(connection)
        else:
            self._handle(connection, decoded)
        self._read_on()

    def hangup(self, connection: ClientConnection) -> None:
        """Take the end of a connection. The state machine lives on once its client has signed the opening."""
        connection.close()
        machine = connection.machine
        if machine is None or machine.client is not connection:
            return
        machine.client = None
        machine.postponed = [one for one in machine.postponed if one[0] is not connection]
        if not machine.may_lose_client:
            machine.die()

    # --- by hand --------------------------------------------------------------------------------

    def deliver(self, connection: ClientConnection | None = None) -> int:
        """Hand over one message to each state machine that has one, and return how many that were.

        connection: only to the machine of this client. Machines that wait for each other meet here first.
        """
        count = self.introduce(connection)
        for machine in tuple(self.with_messages):
            if connection is None or machine.client is connection:
                count += self.deliver_to(machine)
        return count

    def deliver_to(self, machine: Machine) -> int:
        """Hand over one message to a state machine, which may have no client; return 0 if it has none."""
        if machine not in self.with_messages:
            return 0
        handle_message(machine, machine.inbox.popleft())
        if not machine.inbox:
            self.with_messages.pop(machine, None)
        self._read_on()
        return 1

    def introduce(self, connection: ClientConnection | None = None) -> int:
        """Connect machines that wait for each other; return how many pairs these are.

        connection: only if the machine of this client is one of them.
        """
        count = 0
        for machine in tuple(self.machines):
            if machine.side == "initiator" and machine.state == "awaiting_connect":
                found = find_peer(machine, self.machines)
                if found is not None and connection in (None, machine.client, found.client):
                    meet(machine, found)
                    count += 1
        return count

    def mine(self, blocks: int = 1) -> None:
        """Mine blocks; each holds what is in the mempool and allowed."""
        for _ in range(blocks):
            included = self.chain.mine()
            for machine in tuple(self.machines):
                on_block(machine, included)
                handle_postponed(machine)
        self._read_on()

    def expire(self, connection: ClientConnection) -> None:
        """Let the timer of the connection's state machine run out. Raises ChannelError if none runs."""
        machine = connection.machine
        if machine is None or machine.ended:
            raise ChannelError("channel_ended")
        self.expire_machine(machine)

    def expire_machine(self, machine: Machine) -> None:
        """Let the timer of a state machine run out, which may have no client."""
        if machine.timeout is None:
            raise ChannelError("no_timer", found=machine.state)
        on_timeout(machine)
        handle_postponed(machine)
        self._read_on()

    def post(self, signed: SignedTx | Data) -> None:
        """Post a transaction past all connections. Raises ChannelError if the chain refuses it."""
        tx = as_tx(signed)
        if not isinstance(tx, SignedTx):
            raise ChannelError("chain_refuses", "", None, "a SignedTx", type(tx).__name__)
        self.chain.push(tx)

    def account(self, account_id: AnyId) -> Account:
        """Return an account on chain, to read and to change its nonce and balance."""
        return self.chain.account(account_id)

    def unknown(self, account_id: AnyId) -> None:
        """Let an account not exist on chain."""
        self.chain.account(account_id).exists = False

    def generalized(self, account_id: AnyId) -> None:
        """Let an account be a generalized one: a contract authorizes for it, and it has no nonce."""
        self.chain.account(account_id).generalized = True

    def preset(
        self,
        terms: Terms,
        round: int = 1,  # noqa: A002  (the node's name)
        balances: Sequence[int] | None = None,
        *,
        keys: Iterable[Key] = (),
        query: str = "",
    ) -> tuple[ClientConnection, ClientConnection]:
        """Put a channel into `open` at a round, and return the connections of initiator and responder.

        balances: of initiator and responder; by default those of the terms. keys: of both participants, to
        sign the state; without them nobody can use it on chain. query: parameters for both connections.
        Raises ChannelError for balances that do not fit the terms.
        """
        return preset(self, terms, round, balances, tuple(keys), query)

    # --- for the machines -----------------------------------------------------------------------

    def token_of(self, channel_id: Id, side: str) -> str | None:
        """Return the token by which a client takes up its channel; None if there is nothing to take up."""
        for machine in self.machines:
            if (machine.channel_id, machine.side) == (channel_id, side):
                return machine.token
        stored = self._stored.get((channel_id, side))
        return None if stored is None else stored.token

    def new_token(self) -> str:
        """Make the token of a state machine."""
        return text.encode("ba", self._random_bytes(_TOKEN_BYTES))

    def new_machine(self, connection: ClientConnection | None, parameters: Connection) -> Machine:
        """Start the state machine of a connection."""
        assert parameters.role is not None
        machine = Machine(self, parameters.role, parameters, self.new_token())
        machine.client = connection
        if connection is not None:
            connection.machine = machine
        self.machines[machine] = None
        return machine

    def forget(self, machine: Machine) -> None:
        """Remove a machine that ended, and store what is needed to go on."""
        self.machines.pop(machine, None)
        self.with_messages.pop(machine, None)
        if machine.channel_id is not None and machine.latest is not None and machine.terms is not None:
            key = (machine.channel_id, machine.side)
            self._stored[key] = _Stored(machine.token, machine.parameters, machine.terms, machine.latest)

    # --- details --------------------------------------------------------------------------------

    def _handle(self, connection: ClientConnection, frame: object) -> None:
        if isinstance(frame, (Request, Notification)):
            handle_frame(connection, frame)

    def _read_batch(self, connection: ClientConnection) -> None:
        """Read the rest of a batch, up to a request that is held back."""
        for value in connection.batch():
            self._handle(connection, rpc.from_json(value))
        if connection.is_blocked:
            self._unread[connection] = None

    def _read_on(self) -> None:
        """Read what has come while connections were blocked."""
        for connection in tuple(self._unread):
            if not connection.is_blocked:
                self._read_batch(connection)
            while connection.unread and not connection.is_blocked and not connection.closing:
                self.receive(connection, connection.unread.popleft())
            if not connection.unread or connection.closing:
                self._unread.pop(connection, None)

    def _refuse(self, connection: ClientConnection, code: int | None) -> None:
        if code is not None:
            connection.put(error_frame({}, None, Refusal(code)))
        connection.close()

    def _unknown_account(self, parameters: Connection) -> bool:
        named = (parameters.initiator_id, parameters.responder_id)
        return any(one is not None and one != "any" and not self.chain.account(one).exists for one in named)

    def _open(self, connection: ClientConnection, parameters: Connection) -> None:
        try:
            # A responder that takes any initiator has no terms of its own yet.
            terms = None if parameters.initiator_id == "any" else terms_of(parameters)
        except AecodecError:
            self._refuse(connection, None)
            return
        machine = self.new_machine(connection, parameters)
        if machine.side == "initiator":
            machine.terms = terms
            machine.enter("awaiting_connect")
        machine.info("fsm_up", fsm_id=machine.token)

    def _take_up(self, connection: ClientConnection, parameters: Connection) -> None:
        """Give a connection the state machine of its channel, or a new one with what was stored."""
        assert parameters.existing_channel_id is not None
        assert parameters.role is not None
        key = (Id(parameters.existing_channel_id), parameters.role)
        for machine in self.machines:
            if (machine.channel_id, machine.side) == key:
                self._reconnect(connection, machine, parameters)
                return
        stored = self._stored.get(key)
        if stored is None and key[0] not in self.chain.channels:
            connection.close()
        elif stored is None or stored.token != parameters.existing_fsm_id:
            self._refuse(connection, _BAD_TOKEN)
        else:
            del self._stored[key]
            self._restart(connection, key[0], stored, parameters)

    def _reconnect(self, connection: ClientConnection, machine: Machine, parameters: Connection) -> None:
        if parameters.existing_fsm_id != machine.token:
            self._refuse(connection, _BAD_TOKEN)
            return
        if machine.client is not None:
            before, machine.client = machine.client, None
            before.close()
        machine.client = connection
        connection.machine = machine
        machine.info("fsm_up", fsm_id=machine.token)

    def _restart(
        self, connection: ClientConnection, channel_id: Id, stored: _Stored, parameters: Connection
    ) -> None:
        machine = self.new_machine(connection, parameters)
        machine.terms, machine.latest, machine.channel_id = stored.terms, stored.latest, channel_id
        machine.may_lose_client = machine.is_returning = True
        machine.enter("awaiting_connect" if machine.side == "initiator" else "awaiting_reestablish")
        machine.info("fsm_up", fsm_id=machine.token, channel=self.behaviour.reestablish_id)
