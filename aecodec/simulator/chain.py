"""The chain of the simulated node: accounts with nonces, a mempool, blocks, and the state of channels.

Every account is known, and its balance counts only where it was set: `balance` is None for an account with as
many coins as it needs. Blocks are mined by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .. import fees
from .._validation import AnyId, ProtocolName, as_account, as_network, as_protocol
from ..derived import channel_id_of, tx_hash
from ..errors import AecodecError, ChannelError, SignatureError
from ..ids import Id
from ..objects import SignedTx
from ..protocol import CURRENT_PROTOCOL, IdKind
from ..signing import verify
from ..tx import ChannelCreateTx
from ..tx.layers import origin, unwrap_ga
from .on_chain import OnChain, apply, check, content_of

__all__ = ["Account", "Chain"]

_LONGEST_MEMPOOL: Final = 10_000


@dataclass(slots=True)
class Account:
    """An account on chain. balance: in aettos; None for as many as it needs."""

    nonce: int = 0
    balance: int | None = None
    exists: bool = True
    generalized: bool = False


class Chain:
    """A chain that only knows channels."""

    def __init__(self, network_id: str, protocol: ProtocolName = CURRENT_PROTOCOL) -> None:
        """Begin at height 1 with no transaction. Raises SignatureError for a network id that is none."""
        as_network(network_id, SignatureError)
        self.network_id = network_id
        self.protocol = as_protocol(protocol)
        self.height = 1
        self.mempool: list[SignedTx] = []
        self.channels: dict[Id, OnChain] = {}
        self._accounts: dict[Id, Account] = {}

    def account(self, account_id: AnyId) -> Account:
        """Return an account, to read and to change. Raises what `Id` raises."""
        return self._accounts.setdefault(as_account(account_id, "account_id"), Account())

    def next_nonce(self, account_id: Id) -> int:
        """Return the next nonce of an account, counting the mempool; 0 for a generalized one."""
        account = self.account(account_id)
        if account.generalized:
            return 0
        taken = {content_of(signed).nonce for signed in self.mempool if _payer(signed) == account_id}
        nonce = account.nonce + 1
        while nonce in taken:
            nonce += 1
        return nonce

    def push(self, signed: SignedTx) -> None:
        """Add a transaction to the mempool. Raises ChannelError with the reason why the chain refuses it."""
        tx = content_of(signed)
        payer = _payer(signed)
        if payer is None or not (isinstance(tx, ChannelCreateTx) or hasattr(tx, "channel_id")):
            raise _refusal("a transaction of a channel", type(tx).__name__)
        if signed in self.mempool:
            return
        if len(self.mempool) >= _LONGEST_MEMPOOL:
            raise _refusal(f"at most {_LONGEST_MEMPOOL} transactions in the mempool", None)
        account = self.account(payer)
        if not account.generalized and tx.nonce <= account.nonce:
            raise _refusal(f"a nonce above {account.nonce}", str(tx.nonce))
        self._check_signatures(signed)
        self._check_balances(signed)
        check(self._channel_of(signed), tx, self)
        self.mempool.append(signed)

    def mine(self) -> tuple[SignedTx, ...]:
        """Mine a block, and return the transactions that it holds, in order.

        What can never come into a block any more leaves the mempool, so that it does not keep a nonce.
        """
        self.height += 1
        included: list[SignedTx] = []
        progress = True
        while progress:
            progress = False
            for signed in sorted(self.mempool, key=_nonce):
                if self._include(signed):
                    self.mempool.remove(signed)
                    included.append(signed)
                    progress = True
        self.mempool = [one for one in self.mempool if self._may_come(one)]
        return tuple(included)

    # --- inclusion ------------------------------------------------------------------------------

    def _include(self, signed: SignedTx) -> bool:
        """Include a transaction if its nonce is the next one and the channel allows it now."""
        tx = content_of(signed)
        payer = _payer(signed)
        if payer is None:
            return False
        account = self.account(payer)
        if not account.generalized and tx.nonce != account.nonce + 1:
            return False
        channel = self._channel_of(signed)
        try:
            check(channel, tx, self, in_block=True)
        except ChannelError:
            return False
        if not account.generalized:
            account.nonce = tx.nonce
        self._pay(signed)
        if isinstance(tx, ChannelCreateTx):
            self.channels[channel_id_of(signed)] = OnChain.create(tx)
        elif channel is not None:
            for account_id, coins in apply(channel, tx, self.height):
                self._move(account_id, coins)
        return True

    def _may_come(self, signed: SignedTx) -> bool:
        """Tell whether a later block can hold a transaction."""
        payer, tx = _payer(signed), content_of(signed)
        if (
            payer is not None
            and not self.account(payer).generalized
            and tx.nonce <= self.account(payer).nonce
        ):
            return False
        try:
            check(self._channel_of(signed), tx, self)
        except ChannelError:
            return False
        return True

    def _channel_of(self, signed: SignedTx) -> OnChain | None:
        tx = content_of(signed)
        return None if isinstance(tx, ChannelCreateTx) else self.channels.get(tx.channel_id)

    def _check_signatures(self, signed: SignedTx) -> None:
        channel = self._channel_of(signed)
        both = None if channel is None else channel.participants
        try:
            result = verify(signed, self.network_id, participants=both, trust_ga=True)
        except AecodecError as error:
            raise _refusal("valid signatures", str(error)) from None
        if not result.ok:
            raise _refusal("valid signatures", result.problems[0])
        for account_id in result.by_contract:
            if not self.account(account_id).generalized:
                raise _refusal("a generalized account", str(account_id))

    def _check_balances(self, signed: SignedTx) -> None:
        for account_id in fees.cost(signed).accounts:
            if account_id.kind != IdKind.ACCOUNT:
                continue
            balance, needed = self.account(account_id).balance, fees.cost(signed, account_id).balance
            if balance is not None and balance < needed:
                raise _refusal(f"{needed} aettos of {account_id}", str(balance))

    def _pay(self, signed: SignedTx) -> None:
        for account_id, coins in fees.cost(signed).accounts.items():
            if account_id.kind == IdKind.ACCOUNT:
                self._move(account_id, -coins)

    def _move(self, account_id: Id, coins: int) -> None:
        account = self.account(account_id)
        if account.balance is not None:
            account.balance = max(account.balance + coins, 0)


def _payer(signed: SignedTx) -> Id | None:
    return origin(unwrap_ga(signed).tx)


def _nonce(signed: SignedTx) -> tuple[int, str]:
    tx = content_of(signed)
    return tx.nonce, tx_hash(signed)


def _refusal(expected: str, found: str | None) -> ChannelError:
    return ChannelError("chain_refuses", "", None, expected, found)
