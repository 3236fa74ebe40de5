"""The policies of `aecodec channel open`: what is signed, what a person is asked, and how either is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from ..amounts import format_amount
from ..channel import ACCEPT, Decision, Refuse, Session, SignRequest, accept_all, gains_only
from ..errors import printable
from ..rpc.updates import Update
from ..state.update import OffChainMeta

if TYPE_CHECKING:
    from .channel_console import Console

__all__ = ["Asking"]

_CLOSE: Final = "shutdown_sign_ack"


class Asking:
    """A policy. `gains`: sign what takes no coins; `all`: everything; `ask`: ask for the rest and a close."""

    def __init__(self, console: Console, accept: str) -> None:
        """Choose what is signed."""
        self._console, self._accept = console, accept
        self._asked: asyncio.Future[Decision] | None = None
        self._request: SignRequest | None = None
        self._session: Session | None = None

    async def __call__(self, request: SignRequest, session: Session) -> Decision:
        """Decide on a request that passed every check."""
        words = describe(request, session)
        decision = (accept_all if self._accept == "all" else gains_only)(request, session)
        if self._accept == "ask" and (isinstance(decision, Refuse) or request.name == _CLOSE):
            self._drop()
            self._console.say("asked", f"{words}: yes or no?")
            self._request, self._session = request, session
            self._asked = asyncio.get_running_loop().create_future()
            return await self._asked
        if isinstance(decision, Refuse):
            self._console.say("refused", f"{words}; --accept all would sign it")
        elif self._console.has_prompt:
            self._console.say("accepted", words)
        return decision

    def answer(self, refusal: Refuse | None) -> None:
        """Answer what was asked last: sign, or refuse. Raises ValueError if nothing waits for an answer."""
        if self._asked is None or self._asked.done():
            raise ValueError("nothing is asked")
        self._asked.set_result(ACCEPT if refusal is None else refusal)
        self._asked = self._request = None

    def look(self) -> None:
        """Notice that what was asked is not pending any more."""
        pending = None if self._session is None else self._session.request
        if self._asked is not None and pending is not self._request:
            self._console.say("dropped", "what was asked; nothing was signed")
            self._drop()

    def _drop(self) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(Refuse())
        self._asked = self._request = None


def describe(request: SignRequest, session: Session) -> str:
    """Say what a proposal of the other participant does."""
    gain, first = request.gain_of(session.me), next(iter(request.updates), None)
    amount = getattr(first, "amount", 0)
    match request.name:
        case "deposit_ack":
            return f"it deposits {_amount(amount)}"
        case "withdraw_ack":
            return f"it withdraws {_amount(amount)}"
        case "shutdown_sign_ack":
            return f"it closes the channel and pays you {_amount(_final(request, session))}"
    if gain is None:
        return "it changes the balances in a way that is not known"
    what = f"it pays you {_amount(gain)}" if gain >= 0 else f"it asks you to pay {_amount(-gain)}"
    return what + _text(request.updates)


def _final(request: SignRequest, session: Session) -> int:
    side = "initiator" if session.role == "initiator" else "responder"
    return int(getattr(request.tx, f"{side}_amount_final", 0))


def _text(updates: tuple[Update, ...]) -> str:
    texts = [one.data.decode("utf-8", "replace") for one in updates if isinstance(one, OffChainMeta)]
    return f" ({printable('; '.join(texts))})" if texts else ""


def _amount(aettos: int) -> str:
    return format_amount(aettos) if aettos >= 10**12 else f"{aettos} aettos"
