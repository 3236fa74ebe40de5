"""The state of a session: what it knows, what it waits for, and what it has to send and to report.

Only `session.py` and `incoming.py` use it. Nothing here reads a frame or makes a decision on a signature.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from .. import rpc
from .._channel_terms import Terms
from ..ids import Id
from ..objects import SignedTx, Tx
from ..rpc.frames import Notification, Request
from ..rpc.methods import TypedParams
from ..tx import ChannelCloseMutualTx
from .checks import Knowledge
from .events import Conflicted, Dropped, Event, Save
from .operations import Operation
from .requests import SignRequest
from .state import Resume, State

__all__ = ["ENDED", "MAX_PENDING", "Machine", "Status", "round_of_both"]

Status: TypeAlias = Literal[
    "connecting",
    "connected",
    "negotiating",
    "half signed",
    "signed",
    "open",
    "closing",
    "closed",
    "left",
    "died",
    "disconnected",
]

#: After these, nothing more can be asked of the session.
ENDED: Final = frozenset({"closed", "left", "died", "disconnected"})

#: Signed transactions that were not confirmed and are kept, since the latest state that was.
MAX_PENDING: Final = 100

#: What can be proposed while the channel is being closed.
_WHILE_CLOSING: Final = frozenset({"shutdown", "slash", "settle"})


def round_of_both(tx: Tx) -> int | None:
    """Return the round of what both must sign; 0 for a mutual close, None for what one signs alone."""
    return State.round_of(tx) or (0 if isinstance(tx, ChannelCloseMutualTx) else None)


class Machine:
    """The state of a session.

    request: the request to sign that is not answered yet. answered, reply: what was signed, and is not
    settled yet. posted: what was signed alone, and is not in a block yet. posted_over: the round
    that the chain had then. refusing: what was refused, until
    the node confirms it. announced: the other participant proposed something, and the request to sign is
    still to come. maybe_aborted: a refusal may have met the request that was answered after it. running: the
    own operation in flight.
    """

    def __init__(
        self,
        terms: Terms,
        me: Id,
        network_id: str,
        *,
        max_fee: int,
        resume: Resume | None,
        generalized: frozenset[Id],
    ) -> None:
        """Begin before the connection is made."""
        self.terms, self.me, self.peer = terms, me, terms.peer_of(me)
        self.role = terms.role_of(me)
        self.network_id, self.max_fee, self.generalized = network_id, max_fee, generalized
        self.height: int | None = None
        resume = resume or Resume()
        self.channel_id, self.token = resume.channel_id, resume.token
        self.state, self.pending = resume.state, resume.pending
        self.returning = resume.channel_id is not None
        self.status: Status = "connecting"
        self.on_chain_round = 0
        if self.state is not None and not self.state.is_off_chain:
            self.on_chain_round = self.state.round
        self.closing_balances: dict[Id, int] | None = None
        self.closing_tx: Tx | None = None
        self.reason: str | None = None
        self.queue: deque[Operation] = deque()
        self.running: Operation | None = None
        self.request: SignRequest | None = None
        self.answered: SignRequest | None = None
        self.reply: SignedTx | None = None
        self.posted: SignRequest | None = None
        self.posted_over = 0
        self.refusing: SignRequest | None = None
        self.announced = False
        self.left = False
        self.maybe_aborted = False
        self.catching_up = False
        self.deferred: deque[Notification | Request] = deque()
        self._unsent_reply = ""
        self.doubt: Conflicted | None = None
        self.doubted = 0.0
        self.asked: dict[int, str | Operation] = {}
        self.queries: set[int] = set()
        self.next_id = 1
        self.silence = self.own_silence = 0.0
        self._events: deque[Event] = deque()
        self._frames: deque[str | Save] = deque()

    # --- what goes out ----------------------------------------------------------------------------

    def emit(self, event: Event) -> None:
        """Report an event."""
        self._events.append(event)

    def save(self) -> None:
        """Report what must be stored; every frame that is sent from now on waits until it is taken."""
        event = Save(resume=self.resume())
        self._events.append(event)
        self._frames.append(event)

    def send(self, method: str, params: TypedParams, asked: str | Operation | None = None) -> int:
        """Send a request with a new id; `asked` is what its answer is about."""
        frame_id, self.next_id = self.next_id, self.next_id + 1
        self.own_silence = 0.0
        self.asked[frame_id] = method if asked is None else asked
        self._frames.append(rpc.encode(rpc.make_request(method, params, frame_id)))
        return frame_id

    def send_reply(self, method: str, params: TypedParams, operation: Operation | None) -> None:
        """Send the answer to a request to sign; it is taken back if the request ends before it left."""
        self.send(method, params, operation)
        last = self._frames[-1]
        self._unsent_reply = last if isinstance(last, str) else ""

    def take_events(self) -> Iterator[Event]:
        """Yield what was reported; a Save counts as taken when the iteration goes on after it."""
        while self._events:
            event = self._events[0]
            if not isinstance(event, Save):
                self._events.popleft()
                yield event
                continue
            yield event
            if self._events and self._events[0] is event:
                self._events.popleft()
                self._frames = deque(frame for frame in self._frames if frame is not event)

    def take_frames(self) -> Iterator[str]:
        """Yield what can be sent now."""
        while self._frames and isinstance(self._frames[0], str):
            frame = self._frames.popleft()
            assert isinstance(frame, str)
            yield frame

    # --- what is known ----------------------------------------------------------------------------

    def resume(self) -> Resume:
        """Return what must survive a crash."""
        return Resume(channel_id=self.channel_id, token=self.token, state=self.state, pending=self.pending)

    def knowledge(self) -> Knowledge:
        """Return what the checks of a request compare it with."""
        out = None if self.answered is None or self.answered.tx is None else round_of_both(self.answered.tx)
        return Knowledge(
            terms=self.terms,
            me=self.me,
            network_id=self.network_id,
            max_fee=self.max_fee,
            height=self.height,
            generalized=self.generalized,
            channel_id=self.channel_id,
            state=self.state,
            on_chain_round=self.on_chain_round,
            closing=self.closing_balances,
            half_signed_round=out,
        )

    @property
    def is_read(self) -> bool:
        """True if the node answered the request of the operation that runs."""
        return self.running is not None and self.running not in self.asked.values()

    @property
    def idle(self) -> bool:
        """True if nothing is under way that a new proposal could collide with."""
        waits = (self.running, self.request, self.answered, self.refusing)
        return not (self.announced or self.catching_up) and all(one is None for one in waits)

    # --- operations -------------------------------------------------------------------------------

    def submit(self, operation: Operation) -> None:
        """Send an operation as soon as the channel is open and idle."""
        self.queue.append(operation)
        self.pump()

    def pump(self) -> None:
        """Send the next operation if that is possible now."""
        while self.queue and self.idle and self.status in ("open", "closing"):
            operation = self.queue.popleft()
            if self.status == "closing" and operation.name not in _WHILE_CLOSING:
                self.drop(operation)
                continue
            operation.phase = "requested"
            operation.frame_id = self.send(operation.method, operation.params, operation)
            self.running, self.doubted = operation, 0.0

    def cancel(self, operation: Operation) -> bool:
        """Take an operation out of the queue; return False if it is not in it."""
        if operation not in self.queue:
            return False
        self.queue.remove(operation)
        operation.phase = "failed"
        return True

    def finish(self, *, done: bool) -> Operation | None:
        """End the operation that runs, and return it."""
        operation, self.running, self.doubt, self.posted = self.running, None, None, None
        if operation is not None:
            operation.phase = "done" if done else "failed"
        return operation

    def end_doubt(self) -> None:
        """Report that a conflict did end the operation that waits for its request to sign."""
        if self.doubt is not None and self.running is not None:
            old = self.doubt
            operation = self.finish(done=False)
            event = Conflicted(
                round=old.round, code=old.code, message=old.message, operation=operation, half_signed=None
            )
            self.emit(event)

    def agree_on(self, state: State) -> None:
        """Take over a state that both signed: what was pending before it is over."""
        self.state = state
        self.pending = ()
        if not state.is_off_chain:
            self.on_chain_round = state.round

    def settle(self) -> None:
        """Forget what was waiting for a signature or for its effect."""
        self.request = self.answered = self.refusing = None
        self.reply = None
        self.maybe_aborted = False
        if self._unsent_reply in self._frames:
            self._frames.remove(self._unsent_reply)
        self.announced = False

    def settle_own(self) -> None:
        """Forget what an own operation waited for, and keep what the other participant's waits for."""
        for name in ("request", "answered", "refusing"):
            waiting: SignRequest | None = getattr(self, name)
            if waiting is not None and waiting.own:
                setattr(self, name, None)
        if self.answered is None:
            self.reply = None

    def give_up(self, code: int | None, *, posted: bool = False) -> None:
        """Report that what was to be signed, or was, comes to nothing, while the channel goes on.

        code: of the conflict that is reported. posted: also what this participant signed alone, which the
        node has posted.
        """
        running, half = self.running, self.reply
        if running is not None and running.phase in ("signing", "sent") and (posted or self.posted is None):
            round_ = 0 if self.state is None else self.state.round
            self.finish(done=False)
            self.emit(Conflicted(round=round_, code=code, message=None, operation=running, half_signed=half))
        self.settle()

    def drop_signed(self) -> None:
        """Report that what was to be signed, or was, will not be settled, as the channel is being closed."""
        running = self.running
        if running is not None and (running.phase in ("signing", "sent") or running.name == "leave"):
            self.drop_running()
        self.settle()

    def drop_running(self) -> None:
        """Report that the operation that runs will not be settled any more."""
        if self.running is not None:
            self.drop(self.running)
            self.running = self.posted = None

    def drop(self, operation: Operation) -> None:
        """Report that an operation will not be settled any more."""
        half = self.reply if operation is self.running else None
        operation.phase = "failed"
        self.emit(Dropped(operation=operation, half_signed=half))

    def end(self, status: Status) -> None:
        """End the session: nothing that waits will be settled any more."""
        if self.status not in ENDED:
            self.status = status
        self.drop_running()
        for operation in self.queue:
            self.drop(operation)
        self.queue.clear()
        self.settle()
