"""A participant of a channel, without I/O: frames in, events and frames out, and checks in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from .. import rpc
from .._channel_terms import Role, Terms
from .._validation import as_account, as_network, as_uint
from ..errors import SignatureError
from ..ids import Id
from ..objects import Tx
from ..rpc import Connection
from ..rpc.params import Params
from . import asking, incoming
from .errors import ChannelEnded
from .events import Disconnected, Event
from .machine import ENDED, Machine, Status
from .operations import Operation, make_move, make_solo, make_transfer
from .requests import SignRequest
from .state import Resume, State

__all__ = ["MAX_FEE", "Session"]

#: The fee that is signed at most, in aettos, unless the caller names another limit: 0.01 AE.
MAX_FEE: Final = 10**16

#: Seconds after which the node is asked whether it is there, if it said nothing; or if this side did not, as
#: the node drops a connection on which nothing comes for 60 seconds.
_PING_AFTER: Final = 20.0

#: Seconds after which a request to leave counts as one that the node said "ok" to, as it does in every state,
#: and did not follow. In the state that allows it, the node's own timer ends it before.
_LEAVING_FOR: Final = 150.0

#: Seconds after which a conflict counts as the end of a request for which the node asked no signature.
_DOUBT_FOR: Final = 3.0


class Session:
    """One participant of one channel, from its opening to its end.

    Give it every frame of the node (`receive`), take what it reports (`events`), then send what it has to say
    (`to_send`). Every request to sign is checked before it is reported; `sign` takes none that has a problem.
    A `Save` event holds what must be stored before anything else leaves: frames are held back until it is
    taken from `events`.

    terms: what both agreed on. me: this participant's account. network_id: the network that signatures are
    for; there is no default. max_fee: in aettos, the highest fee that is signed without having been asked
    for. resume: what an earlier session of the channel handed out last. generalized: participants that are
    generalized accounts: their authentication is taken as given, because only the chain can run their
    contracts.

    Raises BuildError if `me` is not one of the participants, SignatureError for an invalid network id.
    """

    def __init__(
        self,
        terms: Terms,
        me: Id | str,
        network_id: str,
        *,
        max_fee: int = MAX_FEE,
        resume: Resume | None = None,
        generalized: Iterable[Id | str] = (),
    ) -> None:
        """Begin a session before its connection is made."""
        as_network(network_id, SignatureError)
        accounts = frozenset(as_account(account, "generalized") for account in generalized)
        self._machine = Machine(
            terms,
            as_account(me, "me"),
            network_id,
            max_fee=as_uint(max_fee, "max_fee"),
            resume=resume,
            generalized=accounts,
        )

    def __repr__(self) -> str:
        machine = self._machine
        number = None if machine.state is None else machine.state.round
        return f"Session({machine.role}, {machine.channel_id}, {machine.status}, round={number})"

    # --- what is known ----------------------------------------------------------------------------

    @property
    def terms(self) -> Terms:
        """What both participants agreed on."""
        return self._machine.terms

    @property
    def me(self) -> Id:
        """This participant."""
        return self._machine.me

    @property
    def peer(self) -> Id:
        """The other participant."""
        return self._machine.peer

    @property
    def role(self) -> Role:
        """The role of this participant."""
        return self._machine.role

    @property
    def network_id(self) -> str:
        """The network that signatures are for."""
        return self._machine.network_id

    @property
    def status(self) -> Status:
        """Where the channel stands."""
        return self._machine.status

    @property
    def channel_id(self) -> Id | None:
        """The channel; None before its create transaction is signed."""
        return self._machine.channel_id

    @property
    def state(self) -> State | None:
        """The latest state that both signed."""
        return self._machine.state

    @property
    def balances(self) -> dict[Id, int] | None:
        """Both balances in the latest state, in aettos; None while they are not known."""
        return None if self._machine.state is None else self._machine.state.balances

    @property
    def pending(self) -> tuple[State, ...]:
        """What bears our signature and was not confirmed: the other participant can still complete it.

        The newest is the last; the latest 100 are kept.
        """
        return self._machine.pending

    @property
    def request(self) -> SignRequest | None:
        """The request to sign that waits for an answer."""
        return self._machine.request

    @property
    def resume(self) -> Resume:
        """What must survive a crash."""
        return self._machine.resume()

    # --- frames and events ------------------------------------------------------------------------

    def connection(self, base: str, **options: Any) -> Connection:
        """Return the URL to connect to, for a new channel or for coming back to one.

        base: such as `ws://localhost:3014/channel`. options: other parameters of `rpc.Connection`. Raises
        RpcError for a parameter that does not fit.
        """
        terms, machine = self.terms, self._machine
        values: dict[str, Any] = {"protocol": "json-rpc", "role": self.role}
        if machine.returning or (machine.channel_id is not None and machine.token is not None):
            values |= {"existing_channel_id": str(machine.channel_id), "existing_fsm_id": machine.token}
        else:
            values |= {
                "initiator_id": str(terms.initiator_id),
                "responder_id": str(terms.responder_id),
                "initiator_amount": terms.initiator_amount,
                "responder_amount": terms.responder_amount,
                "push_amount": terms.push_amount,
                "channel_reserve": terms.channel_reserve,
                "lock_period": terms.lock_period,
            }
        return Connection.make(base, **(values | options))

    def receive(self, text: str | bytes) -> None:
        """Take one frame of the node. Nothing that a node sends raises; it is reported by events."""
        incoming.receive(self._machine, text)

    def events(self) -> Iterator[Event]:
        """Yield what happened. A `Save` counts as taken when the iteration goes on after it."""
        return self._machine.take_events()

    def to_send(self) -> Iterator[str]:
        """Yield the frames that can be sent now, in order; each once."""
        return self._machine.take_frames()

    def eof(self) -> None:
        """Note that the connection ended. What was under way is reported as `Dropped`."""
        machine = self._machine
        if machine.status == "disconnected":
            return
        lives = machine.status not in ENDED and machine.channel_id is not None and machine.token is not None
        machine.end("disconnected")
        machine.emit(Disconnected(resume=machine.resume() if lives else None))

    def tick(self, seconds: float) -> None:
        """Note that time passed; after 20 seconds of silence of either side the node is pinged."""
        machine = self._machine
        if machine.status in ENDED or machine.status == "connecting":
            return
        machine.silence += seconds
        machine.own_silence += seconds
        machine.doubted += seconds if machine.is_read else 0.0
        if machine.doubted >= _DOUBT_FOR:
            machine.end_doubt()
            machine.pump()
        if (
            machine.doubted >= _LEAVING_FOR
            and machine.running is not None
            and machine.running.name == "leave"
        ):
            machine.drop_running()
            machine.pump()
        if max(machine.silence, machine.own_silence) >= _PING_AFTER:
            machine.silence = 0.0
            machine.send("channels.system", rpc.System(action="ping"))

    def see_height(self, height: int) -> None:
        """Note the height of the chain, by which the ttl of transactions is checked."""
        self._machine.height = as_uint(height, "height")

    # --- requests to sign -------------------------------------------------------------------------

    def sign(self, request: SignRequest, signed: Tx | str, *, contracts_checked: bool = False) -> None:
        """Answer a request to sign with the signed transaction, such as `signing.sign` makes it.

        contracts_checked: the caller has run the contract itself, and waives `contract_unchecked`, and only
        that. Raises Unsafe if the request has a problem; ChannelError if it is not the pending one
        (`request_not_pending`) or `signed` is not its transaction with one more authentication, that of this
        participant (`reply_wrong`); and what `decode_tx` raises.
        """
        self._check_alive()
        asking.sign(self._machine, request, signed, contracts_checked=contracts_checked)

    def refuse(self, request: SignRequest, code: int = 1) -> None:
        """Refuse to sign; the other participant sees the code.

        code: 1 for a failed check, 4 for no reason, 128 to 65535 by agreement. Raises ChannelError for
        another code (`refusal_code`), if the request is not the pending one (`request_not_pending`), and for
        a create transaction, which cannot be refused (`refusal_not_allowed`): end the connection.
        """
        self._check_alive()
        asking.refuse(self._machine, request, code)

    # --- operations -------------------------------------------------------------------------------
    # Each returns at once. Its end is an event that refers to the Operation.

    def pay(self, amount: int, meta: Sequence[str] = ()) -> Operation:
        """Propose to pay the other participant, in aettos. meta: texts for it, which nobody signs.

        Operations are sent one after the other, as soon as the channel is open and idle. Raises ChannelEnded
        if it has ended, FieldError for an invalid amount.
        """
        return self._submit(make_transfer(self.me, self.peer, amount, meta))

    def request_payment(self, amount: int, meta: Sequence[str] = ()) -> Operation:
        """Propose that the other participant pays. Arguments and errors are those of `pay`."""
        return self._submit(make_transfer(self.peer, self.me, amount, meta))

    def deposit(self, amount: int, meta: Sequence[str] = (), **fees: int | None) -> Operation:
        """Propose to lock more coins of this participant in the channel.

        fees: `fee`, `gas_price`, `nonce` of the transaction, where the node's are not wanted. Raises like
        `pay`.
        """
        return self._submit(make_move("deposit", self.me, amount, meta, fees))

    def withdraw(self, amount: int, meta: Sequence[str] = (), **fees: int | None) -> Operation:
        """Propose to take coins of this participant out of the channel. Arguments like `deposit`."""
        return self._submit(make_move("withdraw", self.me, amount, meta, fees))

    def shutdown(self, **fees: int | None) -> Operation:
        """Propose to close the channel; each pays half of the fee. fees: as of `deposit`."""
        return self._submit(make_solo("shutdown", fees))

    def close_solo(self, **fees: int | None) -> Operation:
        """Close the channel without the other participant, by the latest state. fees: as of `deposit`."""
        return self._submit(make_solo("close_solo", fees))

    def slash(self, **fees: int | None) -> Operation:
        """Dispute a close by an older state, with the latest one. fees: as of `deposit`."""
        return self._submit(make_solo("slash", fees))

    def settle(self, **fees: int | None) -> Operation:
        """Pay out a channel that one participant closed, after the lock period. fees: as of `deposit`."""
        return self._submit(make_solo("settle", fees))

    def snapshot(self, **fees: int | None) -> Operation:
        """Put the latest off-chain state on chain; the channel stays open. fees: as of `deposit`."""
        return self._submit(make_solo("snapshot_solo", fees))

    def leave(self) -> Operation:
        """Leave the channel, which stays open on chain; both can come back."""
        return self._submit(Operation("leave", "channels.leave", rpc.Leave()))

    def cancel(self, operation: Operation) -> bool:
        """Take back an operation that was not sent yet; return False if it is too late for that."""
        return self._machine.cancel(operation)

    def message(self, text: str) -> int:
        """Send text to the other participant; return the id of the frame. Nothing confirms its arrival."""
        self._check_alive()
        params = rpc.SendMessage(to=str(self.peer), info=text)
        return self._machine.send("channels.message", params)

    def ask(self, method: str, params: Params) -> int:
        """Send a query; return its id, which the `Replied` or `Refused` event repeats.

        method: such as `channels.get.balances`. The answer is what the node says, and proves nothing. Raises
        RpcError for an unknown method and for params of another one.
        """
        self._check_alive()
        frame_id = self._machine.send(method, params)
        self._machine.queries.add(frame_id)
        return frame_id

    def _submit(self, operation: Operation) -> Operation:
        self._check_alive()
        self._machine.submit(operation)
        return operation

    def _check_alive(self) -> None:
        if self.status in ENDED:
            raise ChannelEnded(self.status)
