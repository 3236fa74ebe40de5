"""Answers of a client to requests to sign: checks first, then the policy, then the key."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from ..ids import Id
from ..objects import SignedTx, Tx
from ..signing import Form, message_to_sign, sign
from .errors import Unsafe
from .policy import Decision, Refuse
from .requests import SignRequest
from .session import Session

__all__ = ["AsyncSigner", "Authenticator", "Policy", "answer"]

Policy: TypeAlias = Callable[[SignRequest, Session], Decision | Awaitable[Decision]]

#: The number that a refusal for a failed check carries.
_FAILED_CHECK: Final = 1


@runtime_checkable
class AsyncSigner(Protocol):
    """A key that may live elsewhere."""

    @property
    def address(self) -> Id:
        """The account that is signed for."""

    def sign(self, message: bytes) -> bytes | Awaitable[bytes]:
        """Return the 64-byte Ed25519 signature of a message, or an awaitable of it."""


@runtime_checkable
class Authenticator(Protocol):
    """The key of a generalized account: it wraps a transaction by a `GAMetaTx`."""

    @property
    def address(self) -> Id:
        """The account."""

    def authenticate(self, signed: Tx) -> SignedTx | Awaitable[SignedTx]:
        """Return the transaction with the account's authentication around it."""


async def answer(
    session: Session, request: SignRequest, key: AsyncSigner | Authenticator, policy: Policy, form: Form
) -> None:
    """Sign or refuse. The policy is asked only for proposals of the other participant, after all checks.

    Raises Unsafe for a create transaction with a problem, which cannot be refused. Does nothing if the
    request was dropped in the meantime.
    """
    if not request.safe:
        if request.name in ("initiator_sign", "responder_sign"):
            raise Unsafe(request)
        _refuse(session, request, _FAILED_CHECK)
        return
    if request.name.endswith("_ack"):
        decision = await _wait(policy(request, session))
        if isinstance(decision, Refuse):
            _refuse(session, request, decision.code)
            return
    if session.request is request and request.signed is not None:
        reply = await _authenticate(request.signed, key, session.network_id, form)
        if session.request is request:
            session.sign(request, reply)


def _refuse(session: Session, request: SignRequest, code: int) -> None:
    if session.request is request:
        session.refuse(request, code)


async def _authenticate(
    signed: Tx, key: AsyncSigner | Authenticator, network_id: str, form: Form
) -> SignedTx:
    if isinstance(key, Authenticator):
        wrapped: SignedTx = await _wait(key.authenticate(signed))
        return wrapped
    signature = await _wait(key.sign(message_to_sign(signed, network_id, form)))
    return sign(signed, _Given(key.address, signature), network_id, form)


class _Given:
    """A signature that was made elsewhere, in the place of its key."""

    def __init__(self, address: Id, signature: bytes) -> None:
        self.address = address
        self._signature = signature

    def sign(self, message: bytes) -> bytes:
        return self._signature


async def _wait(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
