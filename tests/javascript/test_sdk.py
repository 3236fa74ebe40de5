"""The JavaScript SDK plays channels against the served node, and against our client in both roles.

    python -m pytest tests/javascript

Needs node 18 or later with npm, and the acceptance program beside this repository
(../shared/js_channel_acceptance), whose packages `npm ci` installs.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aecodec import text
from aecodec.channel.client import PeerRefused, Refuse, Terms, accept_all, connect, gains_only
from aecodec.simulator import Node
from aecodec.simulator.server import serve

from ..channel_requests import ALICE, BOB, A, B
from ..conftest import SHARED

PROGRAM = SHARED / "js_channel_acceptance"
NETWORK = "ae_sim"

#: What the halves of the program play: see its README.
TERMS = Terms(
    initiator_id=A,
    responder_id=B,
    initiator_amount=500_000_000_000_000_000,
    responder_amount=400_000_000_000_000_000,
    push_amount=10_000_000_000_000_000,
    channel_reserve=2,
    lock_period=1,
)
OPTIONS: dict[str, Any] = {
    "network_id": NETWORK,
    "host": "localhost",
    "port": 3114,
    "minimum_depth": 0,
    "minimum_depth_strategy": "plain",
    "timeout": 60,
}
BLOCK_TIMES = [0.005, 0.05, 0.3]


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in a folder of its own, with its packages."""
    if not PROGRAM.is_dir():
        pytest.skip("the acceptance program is not beside this repository (../shared/js_channel_acceptance)")
    if shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("javascript") / "program"
    shutil.copytree(PROGRAM, folder)
    install = subprocess.run(
        ["npm", "ci", "--silent"], cwd=folder, capture_output=True, text=True, check=False
    )
    if install.returncode:
        pytest.skip("npm could not install the SDK")
    return folder


async def run_program(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    process = await asyncio.create_subprocess_exec(
        "node", "play.mjs", *arguments, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    lines = [json.loads(line) for line in out.decode().splitlines()]
    code = process.returncode
    assert code is not None
    return code, lines


def check(code: int, lines: list[dict[str, Any]]) -> None:
    assert [line for line in lines if not line.get("ok", True)] == []
    assert code == 0
    assert lines[-1]["ok"]


@pytest.mark.parametrize("block_time", BLOCK_TIMES)
def test_all_scenarios_are_played_against_the_node(program: Path, block_time: float) -> None:
    async def play() -> tuple[int, list[dict[str, Any]]]:
        async with serve(Node(NETWORK), block_time=block_time) as url, asyncio.timeout(300):
            return await run_program(program, url, NETWORK)

    code, lines = asyncio.run(play())
    check(code, lines)
    assert lines[-1]["scenarios"] == 8


async def initiate(url: str) -> list[str]:
    async with connect(url, TERMS, ALICE, policy=accept_all, **OPTIONS) as channel:
        await channel.pay(100)
        await channel.until(round=3)
        await channel.message("hello")
        heard = await channel.hear()
        await channel.deposit(1000)
        await channel.until(round=5)
        with pytest.raises(PeerRefused) as caught:
            await channel.pay(13)
        async for _ in channel:
            pass
        return [heard, str(caught.value.number), channel.status]


async def respond(url: str) -> list[str]:
    def policy(request: Any, session: Any) -> Any:
        return Refuse(147) if request.gain_of(session.me) == 13 else gains_only(request, session)

    async with connect(url, TERMS, BOB, policy=policy, **OPTIONS) as channel:
        await channel.until(round=2)
        await channel.pay(50)
        heard = await channel.hear()
        await channel.message("hello back")
        await channel.until(round=4)
        await channel.withdraw(500)
        await asyncio.sleep(1)
        await channel.shutdown()
        return [heard, channel.status]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (initiate, "half_responder", ["hello back", "147", "closed"]),
        (respond, "half_initiator", ["hello", "closed"]),
    ],
    ids=["initiator", "responder"],
)
def test_our_client_plays_with_the_sdk(
    program: Path, tmp_path: Path, ours: Any, theirs: str, expected: list[str]
) -> None:
    keys = tmp_path / "keys.json"
    seeds = {
        "initiator": text.encode("sk", b"a test seed: alice, initiator .."),
        "responder": text.encode("sk", b"a test seed: bob, responder ...."),
    }
    keys.write_text(json.dumps(seeds))

    async def play() -> list[str]:
        async with serve(Node(NETWORK), block_time=0.05) as url, asyncio.timeout(120):
            half = asyncio.create_task(run_program(program, url, NETWORK, theirs, "--keys", str(keys)))
            result: list[str] = await ours(url)
            check(*await half)
            return result

    assert asyncio.run(play()) == expected
