"""Seeds: the founding session, golden objects of every type, generated channel sessions.

All come from data of the repository that has other uses.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import aecodec
from aecodec import _strict_json, testing
from aecodec.inspector import sample
from aecodec.protocol import PREFIXES

from ..captured_forms import FOLDER, har, har_socket, side
from ..dresses import BYTES
from ..fate_vectors import all_wires, rows
from ..printers import PRINTERS, as_json
from ..recorded_sessions import Session

_VECTORS = Path(__file__).parent.parent / "vectors"

#: Records of a session in one input: enough for a round, few enough to be quick.
_WINDOW = 10


@cache
def wires() -> tuple[bytes, ...]:
    """Return bytes of objects of every type and version, of the founding transactions, of block headers."""
    rows = (_VECTORS / "headers.jsonl").read_text("utf-8").splitlines()
    headers = [bytes.fromhex(json.loads(row)["bytes"]) for row in rows]
    return (*(vector.wire for vector in testing.vectors()), *map(aecodec.decode, _founding_txs()), *headers)


@cache
def items() -> tuple[bytes, ...]:
    """Return bare RLP: the smallest items, and the shorter objects."""
    small = [
        b"\x80",
        b"\xc0",
        b"\0",
        b"\x81\xff",
        b"\xb8\x38" + bytes(56),
        b"\xc2\xc1\xc0",
        b"\xf8\x38" + bytes(56),
    ]
    return (*small, *(wire for wire in wires() if len(wire) < 400))


@cache
def contract_data() -> tuple[bytes, ...]:
    """Return FATE values, call data and code of the vectors, the shorter ones."""
    wires = [wire for wire, _ in all_wires()]
    wires += [bytes.fromhex(row["hex"]) for row in rows("invalid")]
    short = dict.fromkeys(wire for wire in wires if len(wire) < 300)
    return tuple(sorted(short, key=len, reverse=True))


@cache
def texts() -> tuple[bytes, ...]:
    """Return a text of every prefix, and the founding transactions."""
    made = []
    for number, prefix in enumerate(sorted(PREFIXES)):
        length = PREFIXES[prefix].length
        made.append(aecodec.encode(prefix, bytes(range(number, number + (32 if length is None else length)))))
    ids = [_founding()[name] for name in ("channel_id", "initiator_id", "responder_id")]
    return tuple(text.encode() for text in (*made, *ids, *_founding_txs()))


@cache
def forms() -> tuple[bytes, ...]:
    """Return the JSON form of every object and header."""
    objects: list[Any] = []
    for wire in wires():
        try:
            objects.append(aecodec.decode_object(wire))
        except aecodec.DecodeError:
            objects.append(aecodec.decode_header(wire))
    return tuple(json.dumps(aecodec.to_json(obj)).encode() for obj in objects)


@cache
def answers() -> tuple[bytes, ...]:
    """Return JSON of nodes and middlewares: the shortest answer of each type in each dialect."""
    source = lzma.decompress((_VECTORS / "spec" / "node_json.jsonl.xz").read_bytes())
    shortest: dict[Any, bytes] = {}
    for row in map(json.loads, source.splitlines()):
        name = (row["kind"], row.get("object"), row.get("object_version"), row["dialect"])
        dropped = () if row.get("lossy") else ("encoded_tx",)
        form = {key: value for key, value in row["json"].items() if key not in dropped}
        text = json.dumps(form).encode()
        shortest[name] = min(text, shortest.get(name, text), key=len)
    return tuple(text for text in shortest.values() if len(text) < 8000)


@cache
def frames() -> tuple[bytes, ...]:
    """Return every different frame of the sessions."""
    found = [record["frame"] for record in _records() if "frame" in record]
    return tuple(dict.fromkeys(json.dumps(frame).encode() for frame in found))


@cache
def literals() -> tuple[bytes, ...]:
    """Return frames as languages print them, and what Node.js prints of other values."""
    printed = []
    for number, frame in enumerate(frames()[:40]):
        value = _strict_json.load(frame)
        printed.append(list(PRINTERS.values())[number % len(PRINTERS)](value))
    rows = (_VECTORS / "inspect.jsonl").read_text("utf-8").split("\n")
    inspected = [json.loads(row)["text"] for row in rows if row]
    others = [
        as_json(form)
        for form in ({"tx": aecodec.to_json(tx)} for tx in map(aecodec.decode_tx, _founding_txs()))
    ]
    urls = "\n".join(
        (
            "ws://localhost:3014/channel?existing_fsm_id=ba_14XZqoUZUc9U6RUbvN2iWd%2Bdd5H9xIWYDUyjk6L3NE2MZV2P&role=initiator",
            f"https://wallet.superhero.com/sign-transaction?transaction={_founding_txs()[0]}&networkId=ae_uat",
            "aenode://pp_HdcpgTX2C1aZ5sjGGysFEuup67K9XiFsWqSPJs4RahEcSyF7X@node1:3015",
        )
    )
    return tuple(text.encode("utf-8", "surrogatepass") for text in (*printed, *inspected, *others, urls))


@cache
def sources() -> tuple[bytes, ...]:
    """Return texts of every prefix, and bytes in every way in which programs print them."""
    wire = aecodec.decode(_founding()["co_signed"])
    printed = [dress(wire).encode() for dress in BYTES.values()]
    cut = [dress(wire[:90]).encode() for dress in BYTES.values()]
    others = (
        b"aens.chain",
        b"1,000.5 AE",
        b"1.5e+21",
        b"{jsonrpc=2.0, method=channels.info, params={a=1, b=[x, y]}}",
        b"map[jsonrpc:2.0 method:channels.info params:map[a:1 b:[x y]]]",
        b'[{jsonrpc,<<"2.0">>},{method,<<"channels.info">>},{params,[{a,1}]}]',
        b"{ tag: 12, version: 1, senderId: 'ak_x', amount: '1', nonce: 1n }",
    )
    small = [wire for wire in wires() if len(wire) < 200]
    return (*texts(), *printed, *cut, *small, *frames()[:8], *others)


@cache
def captures() -> tuple[bytes, ...]:
    """Return the sessions in pieces, as JSON lines and as markdown recordings."""
    records = _records()
    windows = [records[start : start + _WINDOW] for start in range(0, len(records), _WINDOW)]
    return tuple(text.encode() for window in windows for text in (_json_lines(window), _recording(window)))


@cache
def forms_of_captures() -> tuple[bytes, ...]:
    """Return sessions as programs have written them, whole or in pieces."""
    files = [path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix != ".md"]
    printed = [
        "\n".join(print_value(record["frame"]) for record in _records()[at : at + 6] if "frame" in record)
        for at, print_value in enumerate(PRINTERS.values())
    ]
    others = (
        har(har_socket(side("initiator")[:6])),
        json.dumps([record["frame"] for record in side("responder")[1:6]], indent=1),
        "\n".join(f"2024-01-01 10:00:0{at} {line}" for at, line in enumerate(_logged())),
        f"# How it went\n\nThe initiator sends\n```json\n{frames()[0].decode()}\n```\nand waits.",
    )
    pieces = [data[start : start + 6000] for data in files for start in range(0, len(data), 6000)]
    return (*pieces, *(text.encode("utf-8", "surrogatepass") for text in (*printed, *others)))


def _logged() -> list[str]:
    return [
        "DEBUG > GET /channel?role=initiator HTTP/1.1",
        "DEBUG > Host: localhost:3014",
        f"DEBUG < TEXT {frames()[1].decode()!r} [99 bytes]",
        "DEBUG < BINARY 00 01 02 [3 bytes]",
        "DEBUG > PING 'x' [1 byte]",
        "DEBUG < CLOSE 1000 (OK) [2 bytes]",
    ]


def _founding() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((_VECTORS / "founding.json").read_text("utf-8"))
    return facts


def _founding_txs() -> list[str]:
    return [_founding()[name] for name in ("unsigned", "half_signed", "co_signed")]


@cache
def _records() -> list[dict[str, Any]]:
    """Return the records of the bundled session and of a generated one with two rounds and a query."""
    own = Session().opening().update(2, 5).update(3, 7)
    own.query_balances("initiator", 10**20 - 15, 10**20 + 15)
    return [json.loads(line) for line in sample().splitlines()] + own.records


def _json_lines(records: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def _recording(records: list[dict[str, Any]]) -> str:
    """Write the records as a markdown recording."""
    blocks = ["# A session\n"]
    for record in records:
        who = record["participant"]
        match record["kind"]:
            case "message":
                arrow = "---> node" if record["direction"] == "send" else "<--- node"
                blocks.append(f"#### {who} {arrow}\n```json\n{json.dumps(record['frame'], indent=2)}\n```\n")
            case "open":
                blocks.append(f"#### {who} opens a WebSocket connection\n```\n{record['url']}\n```\n")
            case "close":
                blocks.append(f"#### {who} closes WebSocket connection\n")
            case _:
                blocks.append(f"#### {who} info\n> {record['text']}\n")
    return "\n".join(blocks)


#: The accounts of the simulated sessions, made from the seeds in parsers/simulator.py.
_ALICE = "ak_2ujGnA7cGGTze7KogP1MW7supiAjSuMq6qHHcGEGyurMqbJnbz"
_BOB = "ak_2qa8k7BcHNtbtzoLmv7N3vsUJCa3uegAWAtT3MRSWFkuZXZcxN"


@cache
def simulated() -> tuple[bytes, ...]:
    """Return sessions with the simulated node, and captures to replay against it."""

    def request(method: str, params: Any = None, **members: Any) -> str:
        return json.dumps(
            {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params or {}, **members}
        )

    transfer = request("update.new", {"from": _ALICE, "to": _BOB, "amount": 1, "meta": ["x"]}, id=0)
    back = request("update.new", {"from": _BOB, "to": _ALICE, "amount": 2})
    accounts = request("get.balances", {"accounts": [_ALICE, _BOB]}, id=1)
    sessions = (
        [f"i{transfer}", "i!", "d", "r!", "d", f"r{back}", "r!", "d", "i?4", "d", f"i{accounts}"],
        [f"i{transfer}", f"r{back}", "r!", "i!", "d", f"i{transfer}", "i!", "d", f"r{back}", "d", "rx"],
        [f"i{request('deposit', {'amount': 0, 'fee': 1})}", f"i{request('withdraw', {'amount': 99})}"],
        [f"i{request('snapshot_solo')}", "i!", "m", "m", f"r{request('close_solo')}", "r!", "m", "d"],
        [f"i{request('close_solo')}", "i!", "m", f"r{request('settle')}", "r!", *["m"] * 15, "d"],
        [f"i{request('leave', id=2)}", "d", f"r{request('message', {'to': _ALICE, 'info': 'x'})}", "ih"],
        [f"i{request('get.poi', {'accounts': [_BOB]})}", f"i{request('history.fetch', {'n': 3})}", "ix"],
        [f"r{request('get.offchain_state', id='x')}", f"r{request('system', {'action': 'stop'})}", "d"],
        ["i&role=initiator&existing_channel_id=ch_x", f"i[{transfer}, {accounts}]", "r[]"],
    )
    return (*("\n".join(steps).encode() for steps in sessions), *captures()[:4])


@cache
def played() -> tuple[bytes, ...]:
    """Return frames of a node to the participants of a channel."""
    from aecodec import encode_tx, rpc

    from ..channel_requests import ALICE as INITIATOR
    from ..channel_requests import CHANNEL, after, both, deposit, offchain, signed, transfer

    def frame(method: str, data: Any) -> str:
        params = {"channel_id": str(CHANNEL), "data": data}
        return json.dumps({"jsonrpc": "2.0", "method": f"channels.{method}", "params": params, "version": 1})

    paid = transfer()
    state = offchain(2, after(paid))
    shown = [rpc.write_update(paid)]
    asked = {"signed_tx": encode_tx(signed(state, INITIATOR)), "updates": shown}
    own = {"signed_tx": encode_tx(signed(state)), "updates": shown}
    conflict = {"channel_id": str(CHANNEL), "round": 1, "error_code": 2, "error_msg": "conflict"}
    sessions = (
        [frame("info", {"event": "update"}), frame("sign.update_ack", asked), frame("conflict", conflict)],
        [frame("sign.update_ack", asked), frame("update", {"state": encode_tx(both(state))})],
        ["i" + frame("sign.update", own), "i" + frame("conflict", conflict)],
        [frame("sign.deposit_ack", {"signed_tx": encode_tx(signed(deposit(), INITIATOR)), "updates": shown})],
        [frame("on_chain_tx", {"info": "channel_changed", "tx": encode_tx(both(state)), "type": "x"})],
        [frame("leave", {"state": encode_tx(both(state))}), frame("info", {"event": "died"})],
        ['{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"Rejected","data":[]},"version":1}', "[]", "{"],
    )
    return tuple("\n".join(lines).encode() for lines in sessions)
