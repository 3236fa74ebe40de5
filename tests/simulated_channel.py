"""Two clients of a simulated node, moved step by step by a test."""

from __future__ import annotations

import json
from typing import Any

from aecodec import decode_tx, encode_tx
from aecodec.signing import Key, sign
from aecodec.simulator import Node, Terms
from aecodec.tx.layers import unwrap

NETWORK = "ae_test"

# Keys of these tests alone: their seeds stand here for everybody to read.
ALICE = Key.from_seed(b"a test seed: alice, initiator ..")
BOB = Key.from_seed(b"a test seed: bob, responder ....")
KEYS = {"initiator": ALICE, "responder": BOB}

TERMS: dict[str, Any] = {
    "initiator_amount": 70_000,
    "responder_amount": 40_000,
    "push_amount": 1,
    "channel_reserve": 2,
    "lock_period": 3,
}


class Client:
    """One client: what it sends, and what the node has sent to it so far."""

    def __init__(self, side: str, node: Node, connection: Any) -> None:
        self.side, self.node, self.connection = side, node, connection
        self.key = KEYS[side]
        self.seen: list[Any] = []

    @property
    def address(self) -> str:
        return str(self.key.address)

    def send(self, method: str, params: Any = None, **members: Any) -> None:
        frame = {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params or {}, **members}
        self.node.receive(self.connection, json.dumps(frame))

    def read(self) -> list[Any]:
        """Take what the node sends; return the new frames."""
        new = [json.loads(text) for text in self.connection.frames()]
        self.seen += new
        return new

    def news(self) -> list[str]:
        """Take what the node sends, as short words."""
        return [words(frame) for frame in self.read()]

    def asked(self) -> Any:
        """The transaction of the last request to sign."""
        self.read()
        requests = [one for one in self.seen if one.get("method", "").startswith("channels.sign.")]
        return decode_tx(requests[-1]["params"]["data"]["signed_tx"])

    def signed(self, *keys: Key) -> str:
        """The text of that transaction, signed; by this client if no keys are given."""
        signed: Any = self.asked()
        for key in keys or (self.key,):
            signed = sign(signed, key, NETWORK)
        return encode_tx(signed)

    def sign(self, method: str, *keys: Key, **members: Any) -> None:
        self.send(method, {"signed_tx": self.signed(*keys)}, **members)


class Channel:
    """A node with a channel of both clients."""

    def __init__(self, node: Node | None = None, **parameters: Any) -> None:
        self.node = node or Node(NETWORK)
        self.parameters = {**TERMS, "minimum_depth": 0, "minimum_depth_strategy": "plain", **parameters}
        self.initiator = self.connect("initiator")
        self.responder = self.connect("responder")

    def url(self, side: str, **more: Any) -> str:
        accounts = {"initiator_id": ALICE.address, "responder_id": BOB.address}
        values = {"protocol": "json-rpc", "role": side, "port": 3114, **accounts, **self.parameters, **more}
        if side == "initiator":
            values["host"] = "localhost"
        return "&".join(f"{name}={value}" for name, value in values.items() if value is not None)

    def connect(self, side: str, **more: Any) -> Client:
        return Client(side, self.node, self.node.connect(self.url(side, **more)))

    def settle(self) -> None:
        """Deliver all messages."""
        while self.node.deliver():
            pass

    def open(self) -> Channel:
        self.settle()
        self.initiator.sign("initiator_sign")
        self.settle()
        self.responder.sign("responder_sign")
        self.settle()
        self.node.mine()
        self.settle()
        self.initiator.read()
        self.responder.read()
        return self

    @property
    def both(self) -> tuple[Client, Client]:
        return self.initiator, self.responder

    def news(self) -> tuple[list[str], list[str]]:
        return self.initiator.news(), self.responder.news()

    def propose(self, client: Client, amount: int, meta: list[str] | None = None, **members: Any) -> None:
        """A transfer from the client to the other one, up to its signature."""
        other = self.responder if client is self.initiator else self.initiator
        params = {"from": client.address, "to": other.address, "amount": amount, "meta": meta or []}
        client.send("update.new", params, **members)

    def transfer(self, client: Client, amount: int) -> None:
        """A whole round."""
        other = self.responder if client is self.initiator else self.initiator
        self.propose(client, amount)
        client.sign("update")
        self.settle()
        other.sign("update_ack")
        self.settle()
        self.news()

    def balances(self, client: Client | None = None) -> tuple[int, int]:
        client = client or self.initiator
        client.read()
        client.send("get.balances", {"accounts": [str(ALICE.address), str(BOB.address)]}, id=77)
        answer = next(one for one in client.read() if one.get("id") == 77)
        one, other = answer["result"]
        return one["balance"], other["balance"]

    def round(self) -> Any:
        """The round of the latest update that the initiator saw."""
        self.initiator.read()
        updates = [one for one in self.initiator.seen if one.get("method") == "channels.update"]
        tx: Any = unwrap(decode_tx(updates[-1]["params"]["data"]["state"])).tx
        return getattr(tx, "round", 1)


def words(frame: Any) -> str:
    """A frame in a few words: its event, its method, or its codes."""
    if "result" in frame:
        return "ok" if frame["result"] == "ok" else "result"
    if "error" in frame:
        error = frame["error"]
        return "error " + " ".join(str(one["code"]) for one in error.get("data", [error]))
    method, data = frame["method"].removeprefix("channels."), frame["params"]["data"]
    if method == "info":
        return str(data["event"])
    if method == "on_chain_tx":
        return f"chain {data['info']}"
    return f"conflict {data['error_code']}" if method == "conflict" else method


def preset(round_: int = 1, balances: tuple[int, int] | None = None, **more: Any) -> Channel:
    """A channel that is open already."""
    channel = Channel.__new__(Channel)
    channel.node = Node(NETWORK, **more)
    channel.parameters = dict(TERMS)
    terms = Terms(initiator_id=ALICE.address, responder_id=BOB.address, **TERMS)
    both = channel.node.preset(terms, round_, balances, keys=(ALICE, BOB), query="minimum_depth=0")
    channel.initiator, channel.responder = (
        Client(side, channel.node, connection) for side, connection in zip(KEYS, both, strict=True)
    )
    return channel
