"""The simulated node: a session played line by line, and captures replayed against it.

An input that begins with `{`, `#` or whitespace is a capture. In any other each line is a step, of the
client named by its first letter or of the node: `i{...}` a frame of the initiator, `r!` the responder signs
what it was last asked for, `r?4` it refuses, `i&QUERY` a new connection, `ih` a hangup, `ix` a timer runs
out, `d` all messages are delivered, `m` a block is mined.
"""

from __future__ import annotations

from typing import Any

from ..checking import Checker

_SIDES = {"i": "initiator", "r": "responder"}
_SEEDS = {"i": b"a test seed: alice, initiator ..", "r": b"a test seed: bob, responder ...."}
_NETWORK = "ae_fuzz"
_MOST_STEPS = 200


def check(data: bytes) -> set[str]:
    """Check the bytes as a session or as a capture."""
    checker = Checker(data.count(b"\n") + 1)
    if data[:1] in b"{#\n ":
        found = checker.both(lambda aec: _replay(aec, data), refusals=("CaptureError",), name="replay")
        return checker.features | {f"replay {found.good}"}
    steps = data.decode("utf-8", "replace").splitlines()[:_MOST_STEPS]
    played = checker.both(lambda aec: _Session(aec).play(steps), refusals=(), name="played")
    frames, balances = played.value
    for frame in frames:
        checker.features |= _features(frame)
    if b"deposit" not in data and b"withdraw" not in data:
        checker.require(all(sum(one) == 200 for one in balances), "coins are conserved", balances)
    checker.require(all(min(one) >= 2 for one in balances), "the reserve is kept", balances)
    return checker.features


def _replay(aec: Any, data: bytes) -> Any:
    result = aec.simulator.replay.replay(aec.inspector.read(data, "fuzz").entries)
    return dict(result.agreed), dict(result.sent), result.difference, result.stopped


def _features(frame: Any) -> set[str]:
    if not isinstance(frame, dict):
        return {"no object"}
    error = frame.get("error")
    codes = [error["code"], *(one["code"] for one in error.get("data", []))] if error else []
    data = (frame.get("params") or {}).get("data")
    event = data.get("event", data.get("info", "")) if isinstance(data, dict) else ""
    return {f"{frame.get('method')} {event} {codes}"}


class _Session:
    """A channel with coins of 100 and 100 and without fees that count, and two clients that can sign."""

    def __init__(self, aec: Any) -> None:
        self.aec = aec
        self.tokens = 0
        node = aec.simulator.Node(_NETWORK, random_bytes=self._random)
        keys = {letter: aec.Key.from_seed(seed) for letter, seed in _SEEDS.items()}
        terms = aec.simulator.Terms(
            initiator_id=keys["i"].address,
            responder_id=keys["r"].address,
            initiator_amount=100,
            responder_amount=100,
            channel_reserve=2,
        )
        both = node.preset(terms, 2, keys=tuple(keys.values()))
        self.node, self.keys = node, keys
        self.clients = dict(zip(_SIDES, both, strict=True))
        self.machines = [one.machine for one in both]
        self.asked: dict[str, tuple[str, Any]] = {}
        self.frames: list[Any] = []

    def play(self, steps: list[str]) -> tuple[list[Any], list[list[int]]]:
        """Take the steps; return all frames, and the balances in both machines in the end."""
        for step in steps:
            self._step(step)
            self._read()
        balances = [
            list(machine.latest.balances.values()) for machine in self.machines if machine.latest is not None
        ]
        return self.frames, balances

    def _step(self, step: str) -> None:
        client = self.clients.get(step[:1])
        action, rest = step[1:2], step[2:]
        if step == "d":
            while self.node.deliver():
                pass
        elif step == "m":
            self.node.mine()
        elif client is None:
            return
        elif action == "!":
            self._sign(step[0], client)
        elif action == "?" and step[0] in self.asked:
            self._send(client, self.asked[step[0]][0], {"error": rest})
        elif action == "&":
            self.clients[step[0]] = self.node.connect(rest)
        elif action == "h":
            self.node.hangup(client)
        elif action == "x":
            self._expire(client)
        else:
            self.node.receive(client, step[1:])

    def _sign(self, letter: str, client: Any) -> None:
        if letter in self.asked:
            method, text = self.asked[letter]
            signed = self.aec.sign(self.aec.decode_tx(text), self.keys[letter], _NETWORK)
            self._send(client, method, {"signed_tx": self.aec.encode_tx(signed)})

    def _send(self, client: Any, method: str, params: Any) -> None:
        frame = self.aec.rpc.Notification(method=method, params=params)
        self.node.receive(client, self.aec.rpc.encode(frame))

    def _expire(self, client: Any) -> None:
        try:
            self.node.expire(client)
        except self.aec.errors.ChannelError:
            return  # no timer runs

    def _read(self) -> None:
        for letter, client in self.clients.items():
            for text in client.frames():
                frame = self.aec.rpc.decode(text)
                self.frames.append(frame.value)
                method = getattr(frame, "method", "")
                if method.startswith("channels.sign."):
                    reply = next(name for name, asked in self.aec.rpc.REPLIES.items() if asked == method)
                    self.asked[letter] = reply, frame.data["signed_tx"]

    def _random(self, count: int) -> bytes:
        self.tokens += 1
        return self.tokens.to_bytes(count, "big")
