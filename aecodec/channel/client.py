"""A participant of a channel over a WebSocket: one object, a method for each operation, checks inside.

    async with connect(url, terms, key, network_id="ae_uat") as channel:
        await channel.pay(100)

Needs the package `websockets`: `pip install 'aecodec[ws]'`. All rules are those of `Session`; this module
moves frames, asks the policy, and waits.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from .._channel_terms import Terms
from ..errors import ChannelError
from ..ids import Id
from ..objects import Tx
from ..rpc.methods import TypedResult
from ..rpc.params import Params
from ..signing import Form
from .answering import AsyncSigner, Authenticator, Policy
from .driver import Driver
from .errors import ChannelEnded, Conflict, NodeRefused, PeerRefused, Unsafe
from .events import Event
from .machine import Status
from .operations import Operation
from .policy import ACCEPT, Decision, Refuse, accept_all, gains_only
from .session import MAX_FEE, Session
from .state import Resume, State
from .stores import FileStore, Store

__all__ = [
    "ACCEPT",
    "AsyncSigner",
    "Authenticator",
    "Channel",
    "ChannelEnded",
    "ChannelError",
    "Conflict",
    "Decision",
    "FileStore",
    "NodeRefused",
    "PeerRefused",
    "Policy",
    "Refuse",
    "Resume",
    "State",
    "Store",
    "Terms",
    "Unsafe",
    "accept_all",
    "connect",
    "gains_only",
]


@contextlib.asynccontextmanager
async def connect(
    url: str,
    terms: Terms,
    key: AsyncSigner | Authenticator,
    *,
    network_id: str,
    policy: Policy = gains_only,
    store: Store | None = None,
    resume: Resume | None = None,
    generalized: Iterable[Id | str] = (),
    form: Form = "raw",
    max_fee: int = MAX_FEE,
    timeout: float = 600.0,
    reconnect: bool = True,
    **options: Any,
) -> AsyncIterator[Channel]:
    """Open a channel, or come back to one; the block is entered when it is open, or is being closed.

    Leaving the block hangs up, and the channel lives on: `shutdown` closes it.

    url: the WebSocket of a node, without parameters. terms: what both agreed on; the role follows from whose
    key it is. key: a Key, or anything that signs (`AsyncSigner`) or authenticates (`Authenticator`).
    policy: asked for proposals of the other participant that passed every check. store: keeps what must
    survive a crash, before anything leaves that depends on it. resume: what a store kept. generalized,
    max_fee: see Session. form: of the signatures. timeout: seconds for opening and for each operation.
    reconnect: connect again when the connection is lost. options: other parameters of the connection, such as
    `host` and `port`, which the initiator needs.

    Raises Unsafe if the create transaction is not what was agreed on, NodeRefused, ChannelEnded, OSError if
    the node cannot be reached or the store fails, TimeoutError, and ImportError without `websockets`.
    """
    session = partial(
        Session, terms, key.address, network_id, max_fee=max_fee, generalized=tuple(generalized)
    )
    driver = Driver(
        lambda known: session(resume=known),
        url,
        options,
        key=key,
        policy=policy,
        store=store,
        form=form,
        timeout=timeout,
        reconnect=reconnect,
        resume=resume,
    )
    async with _running(driver):
        async with asyncio.timeout(timeout):
            await driver.until(lambda: driver.was_open)
        yield Channel(driver)


@contextlib.asynccontextmanager
async def _running(driver: Driver) -> AsyncIterator[None]:
    """Run a driver beside the block, and hang up behind it."""
    task = asyncio.create_task(driver.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Channel:
    """A channel that one participant plays. Made by `connect`."""

    def __init__(self, driver: Driver) -> None:
        """Play over a driver."""
        self._driver = driver

    @property
    def _session(self) -> Session:
        return self._driver.session

    # --- what is known ----------------------------------------------------------------------------

    @property
    def id(self) -> Id | None:
        """The channel's identifier."""
        return self._session.channel_id

    @property
    def state(self) -> State | None:
        """The latest state that both signed."""
        return self._session.state

    @property
    def round(self) -> int:
        """The round of the latest state; 0 before there is one."""
        return 0 if self.state is None else self.state.round

    @property
    def balances(self) -> dict[Id, int] | None:
        """Both balances in aettos; None while they are not known."""
        return self._session.balances

    @property
    def mine(self) -> int | None:
        """This participant's balance in aettos."""
        return None if self.balances is None else self.balances[self._session.me]

    @property
    def peer(self) -> Id:
        """The other participant."""
        return self._session.peer

    @property
    def status(self) -> Status:
        """Where the channel stands."""
        return self._session.status

    @property
    def resume(self) -> Resume:
        """What is needed to come back."""
        return self._session.resume

    # --- operations -------------------------------------------------------------------------------
    # Each returns when it is final. One that is cancelled before it was sent is not sent; afterwards the
    # other participant may still complete it.

    async def pay(self, amount: int, meta: Sequence[str] = ()) -> State:
        """Pay the other participant, in aettos; return the state that both signed.

        Raises PeerRefused, Conflict if another proposal came first, NodeRefused, Unsafe if the node asked to
        sign something else, ChannelEnded, TimeoutError.
        """
        return await self._state(self._session.pay(amount, meta))

    async def request(self, amount: int, meta: Sequence[str] = ()) -> State:
        """Ask the other participant to pay. Raises like `pay`."""
        return await self._state(self._session.request_payment(amount, meta))

    async def deposit(self, amount: int, meta: Sequence[str] = (), **fees: int | None) -> State:
        """Lock more coins; return when both nodes have seen it deep enough. Raises like `pay`."""
        return await self._state(self._session.deposit(amount, meta, **fees))

    async def withdraw(self, amount: int, meta: Sequence[str] = (), **fees: int | None) -> State:
        """Take coins out; return when both nodes have seen it deep enough. Raises like `pay`."""
        return await self._state(self._session.withdraw(amount, meta, **fees))

    async def shutdown(self, **fees: int | None) -> Tx:
        """Close the channel together; return the transaction, seen in a block. Raises like `pay`."""
        return await self._tx(self._session.shutdown(**fees))

    async def close_solo(self, **fees: int | None) -> Tx:
        """Close the channel alone, by the latest state; return the transaction. Raises like `pay`."""
        return await self._tx(self._session.close_solo(**fees))

    async def slash(self, **fees: int | None) -> Tx:
        """Dispute a close by an older state; return the transaction. Raises like `pay`."""
        return await self._tx(self._session.slash(**fees))

    async def settle(self, **fees: int | None) -> Tx:
        """Pay out a channel that one participant closed; return the transaction. Raises like `pay`."""
        return await self._tx(self._session.settle(**fees))

    async def snapshot(self, **fees: int | None) -> Tx:
        """Put the latest off-chain state on chain; return the transaction. Raises like `pay`."""
        return await self._tx(self._session.snapshot(**fees))

    async def leave(self) -> State:
        """Leave the channel, which stays open on chain; return the latest state. Raises like `pay`."""
        return await self._state(self._session.leave())

    async def message(self, text: str) -> None:
        """Send text to the other participant. Nothing confirms its arrival."""
        self._session.message(text)
        await self._driver.flush()

    async def ask(self, method: str, params: Params) -> TypedResult:
        """Ask the node something, such as `channels.get.balances`. Raises NodeRefused, ChannelEnded."""
        result: TypedResult = await self._driver.outcome(self._session.ask(method, params))
        return result

    # --- waiting ----------------------------------------------------------------------------------

    async def hear(self) -> str:
        """Return the next message of the other participant. Raises ChannelEnded when none can come."""
        await self._driver.until(lambda: self._driver.heard)
        return self._driver.heard.popleft()

    async def until(
        self,
        test: Callable[[Channel], object] | None = None,
        *,
        round: int | None = None,  # noqa: A002
    ) -> State:
        """Wait until a test of the channel holds, or until a round is reached; return the state then.

        Raises ChannelEnded if the channel ends before, TypeError without a condition.
        """
        if test is None and round is None:
            raise TypeError("until() needs a test or a round")

        def holds() -> bool:
            reached = round is None or self.round >= round
            return reached and (test is None or bool(test(self)))

        await self._driver.until(holds)
        if self.state is None:
            raise ChannelEnded(self.status)
        return self.state

    async def __aiter__(self) -> AsyncIterator[Event]:
        """Yield events until the channel or the connection ends; the last 1,000 are kept meanwhile."""
        driver = self._driver
        while True:
            async with driver.changed:
                await driver.changed.wait_for(lambda: driver.events or driver.over)
            if not driver.events:
                return
            yield driver.events.popleft()

    # --- inside -----------------------------------------------------------------------------------

    async def _state(self, operation: Operation) -> State:
        state: State = await self._driver.outcome(operation)
        return state

    async def _tx(self, operation: Operation) -> Tx:
        tx: Tx = await self._driver.outcome(operation)
        return tx
