"""Sessions for the tests of the inspector: the bundled one with changes, and one of our own making."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aecodec import decode, encode_tx, replace
from aecodec.build import channel_create_tx
from aecodec.derived import channel_id_of
from aecodec.inspector import captures, checks, inspection
from aecodec.inspector.checks import Finding
from aecodec.inspector.history import Channel, ChannelHistory, reconstruct
from aecodec.inspector.inspection import Inspection
from aecodec.objects import Tx
from aecodec.signing import Key, sign
from aecodec.state_tree import state_hash
from aecodec.tx import ChannelOffchainTxV2

Record = dict[str, Any]

# Keys of these tests alone: their seeds stand here for everybody to read.
ALICE = Key.from_seed(b"a test seed: alice, initiator ..")
BOB = Key.from_seed(b"a test seed: bob, responder ....")
OTHER_KEY = Key.from_seed(b"a test seed: a stranger to them.")

CHANNEL = "ch_EeYbtmghnbRqhBctcEh9ABRNLuCwEXL166P6JeE3H9fBC2U8R"
OTHER_CHANNEL = "ch_2hR7FZ3bfyLgXvGu3qHya6tBn42mQgrEieFYrVRY589yRtwANr"


# --- the bundled session ------------------------------------------------------------------------


def founding_session() -> list[Record]:
    """The records of the bundled session, to change and to inspect."""
    return [json.loads(line) for line in captures.sample().splitlines()]


def at(records: list[Record], line: int) -> Record:
    """The record of a line of the recording."""
    (record,) = (record for record in records if record["line"] == line)
    return record


def without(records: list[Record], line: int) -> list[Record]:
    return [record for record in records if record["line"] != line]


def change_url(records: list[Record], line: int, old: str, new: str) -> None:
    record = at(records, line)
    assert record["url"].count(old) == 1
    record["url"] = record["url"].replace(old, new)


# --- inspecting ---------------------------------------------------------------------------------


def text_of(records: list[Record]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def sessions_with(changes: Mapping[int, Callable[[Record], object]]) -> Iterator[str]:
    """The bundled session with the record of each of these lines changed alone, then with all of them."""
    everywhere = founding_session()
    for line, change in changes.items():
        alone = founding_session()
        change(at(alone, line))
        change(at(everywhere, line))
        yield text_of(alone)
    yield text_of(everywhere)


def history_of(records: list[Record], *networks: str) -> ChannelHistory:
    return reconstruct(captures.read(text_of(records), "session"), networks)


def channel_of(records: list[Record], *networks: str) -> Channel:
    """Return the only channel of a session."""
    (channel,) = history_of(records, *networks).channels
    return channel


def findings_of(records: list[Record], *networks: str) -> tuple[Finding, ...]:
    return checks.findings(history_of(records, *networks))


def only_finding(found: tuple[Finding, ...]) -> tuple[str, str, int]:
    """Return code, severity and line of the only finding."""
    assert len(found) == 1, found
    return found[0].code, found[0].severity, found[0].line


def inspection_of(records: list[Record], *networks: str) -> Inspection:
    history = history_of(records, *networks)
    return inspection.inspect(history, checks.findings(history))


# --- a session of our own -----------------------------------------------------------------------


class Session:
    """The two sides of a conversation between Alice, Bob and their nodes, record by record.

    Every record stands on a line of its own; `line` is that of the last one.
    """

    def __init__(self, network: str = "ae_uat", **fields: Any) -> None:
        self.network = network
        self.records: list[Record] = []
        self.line = 0
        terms = {
            "initiator_amount": 10**20,
            "responder_amount": 10**20,
            "push_amount": 3,
            "channel_reserve": 2,
            "lock_period": 10,
        }
        self.create: Any = channel_create_tx(
            initiator_id=ALICE.address, responder_id=BOB.address, nonce=1, version=2, **terms
        )
        if fields:
            self.create = replace(self.create, **fields)
        self.terms = terms
        self.channel = str(channel_id_of(self.create))
        self.balances = {ALICE.address: 10**20 - 3, BOB.address: 10**20 + 3}

    def add(self, kind: str, who: str, **members: Any) -> int:
        self.line += 1
        self.records.append({"kind": kind, "participant": who, "line": self.line, **members})
        return self.line

    def open(self, who: str, **parameters: Any) -> int:
        ids = {"initiator_id": ALICE.address, "responder_id": BOB.address, "role": who}
        query = "&".join(f"{name}={value}" for name, value in {**ids, **self.terms, **parameters}.items())
        return self.add("open", who, url=f"ws://localhost:3014/channel?{query}")

    def send(self, who: str, method: str, params: Any = None, **members: Any) -> int:
        frame = {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params or {}, **members}
        return self.add("message", who, direction="send", frame=frame)

    def receive(self, who: str, method: str, data: Any, channel: str | None = "") -> int:
        channel = self.channel if channel == "" else channel
        params = {"channel_id": channel, "data": data}
        frame = {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params, "version": 1}
        return self.add("message", who, direction="receive", frame=frame)

    def answer(self, who: str, id_: Any, **members: Any) -> int:
        frame = {"jsonrpc": "2.0", "id": id_, "channel_id": self.channel, "version": 1, **members}
        return self.add("message", who, direction="receive", frame=frame)

    def signed(self, tx: Tx, *keys: Key, network: str | None = None) -> str:
        """The text of a transaction with these signatures; of an unsigned one in its wrapper, too."""
        signed: Any = sign(tx, keys[0] if keys else ALICE, network or self.network)
        for key in keys[1:]:
            signed = sign(signed, key, network or self.network)
        return encode_tx(signed if keys else replace(signed, signatures=()))

    def ask(self, who: str, operation: str, tx: Tx, *keys: Key, updates: Any = ()) -> int:
        data = {"signed_tx": self.signed(tx, *keys), "updates": list(updates)}
        return self.receive(who, f"sign.{operation}", data)

    def opening(self, push: Any = None) -> Session:
        """From the addresses to `open`, as both sides see it."""
        create, signed = self.create, self.signed
        for who in ("initiator", "responder"):
            self.open(who, **({} if push is None else {"push_amount": push}))
            self.receive(who, "info", {"event": "fsm_up", "fsm_id": "ba_c2VjcmV0IHRva2VuIFCD"}, None)
        self.receive("initiator", "sign.initiator_sign", {"signed_tx": signed(create), "updates": []}, None)
        self.send("initiator", "initiator_sign", {"signed_tx": signed(create, ALICE)})
        self.ask("responder", "responder_sign", create, ALICE)
        self.send("responder", "responder_sign", {"signed_tx": signed(create, ALICE, BOB)})
        self.chain("responder", "funding_created", create, ALICE, BOB)
        self.chain("initiator", "funding_signed", create, ALICE, BOB)
        for who in ("initiator", "responder"):
            self.receive(who, "info", {"event": "open"})
            self.receive(who, "update", {"state": signed(create, ALICE, BOB)})
        return self

    def chain(self, who: str, info: str, tx: Tx, *keys: Key) -> int:
        tx_type = "channel_create_tx"
        return self.receive(who, "on_chain_tx", {"info": info, "tx": self.signed(tx, *keys), "type": tx_type})

    def round(self, number: int, amount: int) -> ChannelOffchainTxV2:
        """The transaction of a round in which Alice pays Bob, with the balances after it."""
        self.balances[ALICE.address] -= amount
        self.balances[BOB.address] += amount
        hashed = decode(state_hash(self.balances), "st")
        return ChannelOffchainTxV2(channel_id=self.channel, round=number, state_hash=hashed)

    def transfer(self, amount: int) -> Record:
        payer, payee = str(ALICE.address), str(BOB.address)
        return {"op": "OffChainTransfer", "from": payer, "to": payee, "amount": amount}

    def update(self, number: int, amount: int, spoil: Callable[[Tx], Tx] = lambda tx: tx) -> Session:
        """A whole round; `spoil` changes the transaction after its balances were told."""
        tx, updates = spoil(self.round(number, amount)), [self.transfer(amount)]
        self.ask("initiator", "update", tx, updates=updates)
        self.send("initiator", "update", {"signed_tx": self.signed(tx, ALICE)})
        self.ask("responder", "update_ack", tx, ALICE, updates=updates)
        self.send("responder", "update_ack", {"signed_tx": self.signed(tx, ALICE, BOB)})
        for who in ("responder", "initiator"):
            self.receive(who, "update", {"state": self.signed(tx, ALICE, BOB)})
        return self

    def query_balances(self, who: str, alice: int, bob: int) -> int:
        """A balance query and its answer."""
        accounts = [str(ALICE.address), str(BOB.address)]
        self.send(who, "get.balances", {"accounts": accounts}, id=7)
        balances = [{"account": accounts[0], "balance": alice}, {"account": accounts[1], "balance": bob}]
        return self.answer(who, 7, result=balances)
