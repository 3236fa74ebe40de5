"""Generalized accounts in channels, in either role and in both: authenticated outside, by a function."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("websockets", reason="the package websockets is missing (pip install 'aecodec[ws]')")

from aecodec.channel.client import (
    AsyncSigner,
    Authenticator,
    Channel,
    FileStore,
    Unsafe,
    accept_all,
    connect,
)
from aecodec.derived import channel_id_of
from aecodec.errors import ChannelError
from aecodec.objects import SignedTx, Tx
from aecodec.signing import Key, sign
from aecodec.simulator import Node
from aecodec.simulator.server import serve
from aecodec.tx.layers import unwrap, unwrap_ga

from .channel_play import OPTIONS, START_A, START_B, Part, until_it_ends
from .channel_requests import ALICE, BOB, NETWORK, TERMS, UNIT, A, B
from .contract_account import ContractAccount, RemoteContractAccount

AnyKey = AsyncSigner | Authenticator


def play(alice: AnyKey, bob: AnyKey, parts: tuple[Part, Part], **options: Any) -> None:
    """Let both take part; who is no Key is a generalized account, of which the node and the other know."""
    accounts = [one.address for one in (alice, bob) if not isinstance(one, Key)]
    node = Node(NETWORK)
    for account in accounts:
        node.generalized(account)

    async def take_part(url: str, key: AnyKey, part: Part, more: dict[str, Any]) -> None:
        given = {"policy": accept_all, "generalized": accounts, **OPTIONS, **more}
        async with connect(url, TERMS, key, network_id=NETWORK, **given) as channel:
            await part(channel)

    async def run() -> None:
        async with serve(node, block_time=0.01) as url, asyncio.timeout(30), asyncio.TaskGroup() as group:
            group.create_task(take_part(url, alice, parts[0], options.get("for_alice", {})))
            group.create_task(take_part(url, bob, parts[1], options.get("for_bob", {})))

    try:
        asyncio.run(run())
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None


async def alice_plays(channel: Channel) -> None:
    assert (await channel.pay(3 * UNIT, ["for a coffee"])).round == 2
    assert (await channel.deposit(10 * UNIT)).round == 3
    await channel.until(round=5)
    assert channel.mine == START_A - 3 * UNIT + 10 * UNIT - UNIT
    await until_it_ends(channel)
    assert channel.status == "closed"


async def bob_plays(channel: Channel) -> None:
    await channel.until(round=3)
    assert (await channel.request(UNIT)).round == 4
    state = await channel.withdraw(5 * UNIT)
    assert (state.round, channel.mine) == (5, START_B + 4 * UNIT - 5 * UNIT)
    finals: Any = unwrap(await channel.shutdown()).tx
    locked = TERMS.initiator_amount + TERMS.responder_amount + 5 * UNIT
    assert finals.initiator_amount_final + finals.responder_amount_final + finals.fee == locked


@pytest.mark.parametrize(
    ("alice", "bob"),
    [(ContractAccount(A), BOB), (ALICE, ContractAccount(B)), (RemoteContractAccount(A), ContractAccount(B))],
    ids=["initiator", "responder", "both"],
)
def test_a_channel_from_its_opening_to_its_close(alice: AnyKey, bob: AnyKey) -> None:
    play(alice, bob, (alice_plays, bob_plays))
    for one in (alice, bob):
        if isinstance(one, ContractAccount):
            # The opening, the transfer there and back, deposit, withdrawal and close.
            assert len(one.authenticated) == 6
            assert all(isinstance(asked, SignedTx) for asked in one.authenticated)


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_what_one_does_alone_is_authenticated_too(role: str) -> None:
    async def closes(channel: Channel) -> None:
        await channel.pay(UNIT)
        for act in (channel.snapshot, channel.close_solo, channel.settle):
            posted = await act()
            (meta,) = unwrap_ga(posted).metas
            tx: Any = unwrap_ga(posted).tx
            assert (meta.ga_id, tx.from_id, tx.nonce) == (account.address, account.address, 0)

    account = ContractAccount(A if role == "initiator" else B)
    alice: AnyKey = account if role == "initiator" else ALICE
    bob: AnyKey = account if role == "responder" else BOB
    parts: tuple[Part, Part] = (closes, until_it_ends) if role == "initiator" else (until_it_ends, closes)
    play(alice, bob, parts)


def test_the_channel_of_a_generalized_initiator_has_its_id_from_the_authentication() -> None:
    ids: list[object] = []

    async def look(channel: Channel) -> None:
        assert channel.state is not None
        ids.extend([channel.id, channel_id_of(channel.state.signed)])
        assert unwrap(channel.state.signed).tx.nonce == 0  # type: ignore[attr-defined]

    play(ContractAccount(A), BOB, (look, look))
    assert len(set(ids)) == 1


def test_who_is_not_said_to_be_a_generalized_account_cannot_authenticate_like_one() -> None:
    async def never(channel: Channel) -> None:
        raise AssertionError("it must not open")

    with pytest.raises(Unsafe) as caught:
        play(ContractAccount(A), BOB, (never, never), for_bob={"generalized": ()})
    assert [problem.code for problem in caught.value.problems] == ["auth_invalid"]


class Wrong(ContractAccount):
    """An account that authenticates the opening well, and everything after it as `change` does."""

    def __init__(self, change: Any) -> None:
        super().__init__(A)
        self.change = change

    def authenticate(self, signed: Tx) -> SignedTx:
        authenticated = super().authenticate(signed)
        if len(self.authenticated) == 1:
            return authenticated
        changed: SignedTx = self.change(self, signed, authenticated)
        return changed


WRONG = {
    "not at all": lambda account, signed, authenticated: signed,
    "by a signature of somebody else": lambda account, signed, authenticated: sign(signed, BOB, NETWORK),
    "twice": lambda account, signed, authenticated: ContractAccount(A).authenticate(authenticated),
    "for the other one": lambda account, signed, authenticated: ContractAccount(B).authenticate(signed),
    "another transaction": lambda account, signed, authenticated: ContractAccount(A).authenticate(
        account.authenticated[0]
    ),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_authenticated_wrongly_is_not_sent(change: Any) -> None:
    async def alice(channel: Channel) -> None:
        with pytest.raises(ChannelError) as caught:
            await asyncio.wait_for(channel.pay(UNIT), 10)
        assert caught.value.code == "reply_wrong"
        assert channel.round == 1

    async def bob(channel: Channel) -> None:
        await asyncio.sleep(0.1)
        assert channel.round == 1

    play(Wrong(change), BOB, (alice, bob))


def test_a_function_that_fails_ends_the_connection_and_sends_nothing() -> None:
    def fail(account: ContractAccount, signed: Tx, authenticated: SignedTx) -> SignedTx:
        raise ZeroDivisionError

    async def alice(channel: Channel) -> None:
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(channel.pay(UNIT), 10)

    async def bob(channel: Channel) -> None:
        await asyncio.sleep(0.1)
        assert channel.round == 1

    play(Wrong(fail), BOB, (alice, bob))


def test_both_come_back_from_their_files(tmp_path: Any) -> None:
    stores = [FileStore(tmp_path / name) for name in ("alice.json", "bob.json")]
    node = Node(NETWORK)
    keys = (ContractAccount(A), ContractAccount(B))
    for key in keys:
        node.generalized(key.address)

    async def take_part(url: str, number: int, round_: int) -> None:
        options = {**OPTIONS, "keep_running": False, "generalized": (A, B), "store": stores[number]}
        resume = stores[number].load()
        async with connect(
            url, TERMS, keys[number], network_id=NETWORK, resume=resume, policy=accept_all, **options
        ) as channel:
            if number == 0:
                await channel.pay(UNIT)
                await channel.leave()
            await channel.until(round=round_)
            await until_it_ends(channel)

    async def run() -> None:
        async with serve(node, block_time=0.01) as url:
            for round_ in (2, 3):
                async with asyncio.timeout(20), asyncio.TaskGroup() as group:
                    for number in (0, 1):
                        group.create_task(take_part(url, number, round_))

    asyncio.run(run())
