"""Both participants over WebSockets against the served node: operations, refusals, ends, returns."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("websockets", reason="the package websockets is missing (pip install 'aecodec[ws]')")

from aecodec.channel import Session, SignRequest
from aecodec.channel.client import (
    ACCEPT,
    Channel,
    ChannelEnded,
    Decision,
    FileStore,
    NodeRefused,
    PeerRefused,
    Refuse,
    Resume,
    Unsafe,
    accept_all,
    connect,
    gains_only,
)
from aecodec.errors import ChannelError
from aecodec.rpc import Balance, GetBalances, Notification, from_json
from aecodec.simulator import Node
from aecodec.simulator.server import serve
from aecodec.tx import ChannelCloseMutualTx, ChannelSnapshotSoloTx
from aecodec.tx.layers import unwrap

from .channel_play import OPTIONS, START_A, START_B, play, take_part, until_it_ends
from .channel_requests import ALICE, BOB, NETWORK, TERMS, UNIT, A, B, token

# --- operations ---------------------------------------------------------------------------------


def test_a_channel_from_its_opening_to_its_close() -> None:
    seen: dict[str, Any] = {}

    async def alice(channel: Channel) -> None:
        assert (channel.round, channel.mine, channel.peer) == (1, START_A, B)
        state = await channel.pay(3 * UNIT, ["for a coffee"])
        assert (state.round, channel.mine) == (2, START_A - 3 * UNIT)
        await channel.until(round=3)
        assert channel.mine == START_A - 2 * UNIT
        await channel.message("hello")
        assert await channel.hear() == "hello back"
        assert (await channel.deposit(10 * UNIT)).round == 4
        await until_it_ends(channel)
        seen["alice"] = channel.status

    async def bob(channel: Channel) -> None:
        await channel.until(round=2)
        await channel.pay(UNIT)
        assert await channel.hear() == "hello"
        await channel.message("hello back")
        await channel.until(round=4)
        assert (await channel.withdraw(5 * UNIT)).round == 5
        assert channel.mine == START_B + 2 * UNIT - 5 * UNIT
        assert (await channel.request(UNIT)).round == 6
        closed = unwrap(await channel.shutdown()).tx
        assert isinstance(closed, ChannelCloseMutualTx)
        seen["paid"] = closed.initiator_amount_final + closed.responder_amount_final + closed.fee
        seen["bob"] = channel.status

    play(alice, bob, for_alice={"policy": accept_all})
    locked = TERMS.initiator_amount + TERMS.responder_amount + 5 * UNIT
    assert seen == {"alice": "closed", "bob": "closed", "paid": locked}


def test_a_close_by_one_participant_is_settled() -> None:
    async def alice(channel: Channel) -> None:
        await channel.pay(UNIT)
        assert isinstance(unwrap(await channel.snapshot()).tx, ChannelSnapshotSoloTx)
        await channel.close_solo()
        settled: Any = unwrap(await channel.settle()).tx
        assert (settled.initiator_amount_final, settled.responder_amount_final) == (
            START_A - UNIT,
            START_B + UNIT,
        )

    play(alice, until_it_ends)


def test_queries_are_answered_and_refused() -> None:
    async def alice(channel: Channel) -> None:
        (balance,) = await channel.ask("channels.get.balances", GetBalances(accounts=(str(A),)))  # type: ignore[misc]
        assert isinstance(balance, Balance)
        assert balance.balance == START_A
        with pytest.raises(NodeRefused) as caught:
            await channel.pay(START_A)
        assert [reason.code for reason in caught.value.reasons] == [1001]
        assert (await channel.pay(UNIT)).round == 2

    async def bob(channel: Channel) -> None:
        await channel.until(round=2)

    play(alice, bob)


def test_many_operations_at_once_are_done_one_after_the_other() -> None:
    async def alice(channel: Channel) -> None:
        states = await asyncio.gather(*(channel.pay(UNIT) for _ in range(20)))
        assert [state.round for state in states] == list(range(2, 22))
        assert channel.mine == START_A - 20 * UNIT

    async def bob(channel: Channel) -> None:
        await channel.until(lambda one: one.mine == START_B + 20 * UNIT)

    play(alice, bob)


# --- policies -----------------------------------------------------------------------------------


def test_the_default_policy_takes_coins_and_gives_none() -> None:
    async def alice(channel: Channel) -> None:
        with pytest.raises(PeerRefused) as caught:
            await channel.request(UNIT)
        assert (caught.value.number, caught.value.round) == (4, 1)
        await channel.pay(UNIT)

    async def bob(channel: Channel) -> None:
        await channel.until(round=2)

    play(alice, bob)


def test_a_policy_is_asked_after_all_checks_and_its_code_arrives() -> None:
    asked: list[str] = []

    async def policy(request: SignRequest, session: Session) -> Decision:
        asked.append(request.name)
        assert request.safe
        await asyncio.sleep(0.01)  # as one that asks a person
        return Refuse(147) if request.gain_of(session.me) == 13 else ACCEPT

    async def alice(channel: Channel) -> None:
        with pytest.raises(PeerRefused) as caught:
            await channel.pay(13)
        assert caught.value.number == 147
        await channel.pay(14)

    async def bob(channel: Channel) -> None:
        await channel.until(round=2)

    play(alice, bob, for_bob={"policy": policy})
    assert asked == ["update_ack", "update_ack"]


def test_a_policy_that_fails_ends_the_connection_and_signs_nothing() -> None:
    def policy(request: SignRequest, session: Session) -> Decision:
        raise ZeroDivisionError

    async def alice(channel: Channel) -> None:
        with pytest.raises(ChannelError):
            await asyncio.wait_for(channel.pay(1), 5)

    async def bob(channel: Channel) -> None:
        with pytest.raises(ZeroDivisionError):
            await channel.until(round=2)
        assert channel.round == 1

    play(alice, bob, for_bob={"policy": policy, "timeout_accept": 100}, for_alice={"timeout_accept": 100})


def test_a_key_may_live_elsewhere() -> None:
    class Remote:
        address = BOB.address

        async def sign(self, message: bytes) -> bytes:
            await asyncio.sleep(0.01)
            return BOB.sign(message)

    async def alice(channel: Channel) -> None:
        await channel.pay(UNIT)

    async def bob(channel: Channel) -> None:
        await channel.until(round=2)

    async def run() -> None:
        async with serve(Node(NETWORK), block_time=0.01) as url, asyncio.TaskGroup() as group:
            group.create_task(take_part(url, ALICE, alice))
            group.create_task(take_part(url, Remote(), bob))  # type: ignore[arg-type]

    asyncio.run(run())


# --- a node that lies ---------------------------------------------------------------------------


def test_a_create_transaction_that_was_not_agreed_on_is_not_signed() -> None:
    async def never(channel: Channel) -> None:
        raise AssertionError("it must not open")

    async def run() -> None:
        async with serve(Node(NETWORK), block_time=0.01) as url, asyncio.timeout(20):
            # A node takes the lock period of the initiator, whatever the responder asked for.
            other = TERMS.__class__(
                **{name: getattr(TERMS, name) for name in TERMS.__struct_fields__} | {"lock_period": 99}
            )

            async def bob() -> None:
                async with connect(url, other, BOB, network_id=NETWORK, **OPTIONS) as channel:
                    await never(channel)

            alice = asyncio.create_task(take_part(url, ALICE, never))
            with pytest.raises(Unsafe) as caught:
                await bob()
            alice.cancel()
            assert [problem.code for problem in caught.value.problems] == ["lock_period_wrong"]

    asyncio.run(run())


def test_an_update_that_the_node_changed_is_refused() -> None:
    def tamper(connection: Any, frame: Any) -> list[Any]:
        if isinstance(frame, Notification) and frame.method == "channels.sign.update":
            value = json.loads(json.dumps(frame.value))
            value["params"]["data"]["updates"][0]["amount"] += 1
            return [from_json(value)]
        return [frame]

    async def alice(channel: Channel) -> None:
        with pytest.raises(Unsafe) as caught:
            await channel.pay(UNIT)
        codes = {problem.code for problem in caught.value.problems}
        assert codes == {"updates_changed", "state_hash_wrong"}
        assert channel.round == 1

    async def bob(channel: Channel) -> None:
        await asyncio.sleep(0.2)
        assert channel.round == 1

    play(alice, bob, node=Node(NETWORK, tamper=tamper))


# --- ends and returns ---------------------------------------------------------------------------


def test_an_opening_that_the_node_refuses_is_an_error() -> None:
    node = Node(NETWORK)
    node.unknown(B)

    async def never(channel: Channel) -> None:
        raise AssertionError("it must not open")

    with pytest.raises(NodeRefused) as caught:
        play(never, never, node=node)
    assert [reason.code for reason in caught.value.reasons] == [1011]


def test_nobody_there_is_an_error_of_the_system() -> None:
    async def run() -> None:
        async with connect("ws://127.0.0.1:9/channel", TERMS, ALICE, network_id=NETWORK, **OPTIONS):
            raise AssertionError("nobody listens there")

    with pytest.raises(ConnectionRefusedError):
        asyncio.run(run())


def test_an_operation_on_a_channel_that_ended_is_an_error() -> None:
    async def alice(channel: Channel) -> None:
        await channel.shutdown()
        with pytest.raises(ChannelEnded) as caught:
            await channel.pay(1)
        assert caught.value.status == "closed"

    play(alice, until_it_ends)


def test_a_cancelled_operation_that_was_not_sent_is_not_sent() -> None:
    async def alice(channel: Channel) -> None:
        first = asyncio.create_task(channel.pay(UNIT))
        second = asyncio.create_task(channel.pay(2 * UNIT))
        await asyncio.sleep(0)
        second.cancel()
        await first
        assert (await channel.pay(4 * UNIT)).round == 3
        assert channel.mine == START_A - 5 * UNIT

    async def bob(channel: Channel) -> None:
        await channel.until(round=3)

    play(alice, bob)


def test_a_lost_connection_is_made_again() -> None:
    async def alice(channel: Channel) -> None:
        await channel.pay(UNIT)
        socket: Any = channel._driver._socket
        await socket.close()
        await channel.until(lambda one: one.status == "disconnected")
        await channel.until(lambda one: one.status == "open")
        assert (await channel.pay(UNIT)).round == 3

    async def bob(channel: Channel) -> None:
        await channel.until(round=3)

    play(alice, bob)


def test_a_node_that_does_not_know_the_client_any_more_is_not_asked_again() -> None:
    async def alice(channel: Channel) -> None:
        channel._session._machine.token = token(9)
        socket: Any = channel._driver._socket
        await socket.close()
        with pytest.raises(NodeRefused) as caught:
            await channel.until(round=9)
        assert [reason.code for reason in caught.value.reasons] == [1016]

    async def bob(channel: Channel) -> None:
        await asyncio.sleep(0.1)

    play(alice, bob)


def test_both_leave_and_come_back_from_their_files(tmp_path: Path) -> None:
    stores = {ALICE: FileStore(tmp_path / "alice.json"), BOB: FileStore(tmp_path / "bob.json")}
    node = Node(NETWORK)

    async def alice(channel: Channel) -> None:
        await channel.pay(UNIT)
        await channel.leave()

    async def bob(channel: Channel) -> None:
        await until_it_ends(channel)
        assert channel.status == "left"

    stays = {"keep_running": False}
    play(
        alice,
        bob,
        node=node,
        for_alice={"store": stores[ALICE]} | stays,
        for_bob={"store": stores[BOB]} | stays,
    )

    async def again(channel: Channel) -> None:
        assert (channel.round, channel.mine) == (2, START_A - UNIT)
        await channel.pay(UNIT)

    async def bob_again(channel: Channel) -> None:
        await channel.until(round=3)

    play(
        again,
        bob_again,
        node=node,
        for_alice={"store": stores[ALICE], "resume": stores[ALICE].load()} | stays,
        for_bob={"store": stores[BOB], "resume": stores[BOB].load()} | stays,
    )


def test_a_store_that_fails_keeps_the_signature_back() -> None:
    class Full:
        def save(self, resume: Resume) -> None:
            if resume.pending and resume.pending[-1].round == 2:
                raise OSError(28, "No space left on device")

    async def alice(channel: Channel) -> None:
        with pytest.raises(ChannelError):
            await asyncio.wait_for(channel.pay(1), 5)
        assert channel.round == 1

    async def bob(channel: Channel) -> None:
        with pytest.raises(OSError, match="No space left"):
            await channel.until(round=2)

    short = {"timeout_accept": 100}
    play(alice, bob, for_bob={"store": Full()} | short, for_alice=short)


def test_the_default_policy_is_the_careful_one() -> None:
    assert connect.__wrapped__.__kwdefaults__["policy"] is gains_only  # type: ignore[attr-defined]
