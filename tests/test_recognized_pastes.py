"""What people paste from explorers, logs, chats, wallets and programs: the transaction in it is found."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import build
from aecodec.recognition import Kind

from .command_line import run

KEY = aecodec.Key.from_seed(bytes(range(32)))
BOB = "ak_2StwPVMjaBggbEbrvLKMBbuLB7gHnazsBKA9pM5yHNbWr3eCPy"
SPEND = build.spend_tx(sender_id=str(KEY.address), recipient_id=BOB, amount=10**18, nonce=7, memo="hi")
SIGNED = aecodec.sign(SPEND, KEY, "ae_mainnet")
TX = aecodec.encode_tx(SIGNED)
HASH = aecodec.tx_hash(SIGNED)
WIRE = aecodec.decode(TX)
ANSWER: dict[str, Any] = aecodec.to_node_json(SIGNED)
QUOTED = urllib.parse.quote(TX, safe="")


def lines(text: str, width: int, before: str = "") -> str:
    return "\n".join(before + text[at : at + width] for at in range(0, len(text), width))


def camel(value: Any) -> Any:
    """A value with the names that the JavaScript SDK gives to members."""
    if isinstance(value, dict):
        return {re.sub("_([a-z])", lambda at: at[1].upper(), key): camel(one) for key, one in value.items()}
    return [camel(one) for one in value] if isinstance(value, list) else value


PASTES = {
    "curl -v": f"> GET /v3/transactions/{HASH} HTTP/2\n< HTTP/2 200\n{{ [data]\n{json.dumps(ANSWER)}\n*",
    "docker compose": f"node_1  | \x1b[32m10:11:12\x1b[0m \x1b[36m[info]\x1b[0m posting \x1b[1m{TX}\x1b[0m",
    "docker, JSON": json.dumps({"log": f"posted {json.dumps(ANSWER)}\n", "stream": "stdout"}),
    "a quotation": f"> why is it refused?\n> ```\n{lines(TX, 80, '> ')}\n> ```",
    "a quotation of a quotation": f">> Hi,\n>> the tx is\n{lines(TX, 70, '>> ')}\n> thanks",
    "JSON in JSON in JSON": json.dumps({"body": json.dumps({"data": json.dumps({"tx": TX})})}),
    "a traceback": f"Traceback (most recent call last):\n  File \"a.py\"\nValueError: Invalid: '{TX}'",
    "CSV": f'id,hash,amount,tx\n1,{HASH},1000000000000000000,"{TX}"\n',
    "TSV": f"{HASH}\t{BOB}\t1000000000000000000\t{TX}",
    "HTML": f'<td><a href="/{HASH}">{HASH[:9]}...{HASH[-4:]}</a></td><td data-tx="{html.escape(TX)}">',
    "HTML entities": f"&quot;tx&quot;: &quot;{TX.replace('+', '&#43;')}&quot;",
    "a link of a wallet": f"https://wallet.superhero.com/sign-transaction?transaction={QUOTED}&x=ae_mainnet",
    "Rust": f'Transaction {{ hash: "{HASH}", tx: "{TX}", block_height: Some(12) }}',
    "Go": f"&{{Hash:{HASH} Tx:{TX} Height:12}}",
    "Erlang": f'#{{<<"hash">> => <<"{HASH}">>,<<"tx">> => <<"{TX}">>}}',
    "an Erlang log": f"10:11:12 host aeternity[123]: [info] <0.1.0>@aehttp:post:12 Tx {{signed_tx,{TX}}}",
    "SQL": f"INSERT INTO txs (hash, raw) VALUES ('{HASH}', '\\x{WIRE.hex()}');",
    "psql": f"  hash  |  raw\n--------+------\n {HASH} | \\x{WIRE.hex()}\n(1 row)",
    "a diff": f"-  tx: '{TX}',\n+  tx: '{TX}',",
    "a conflict of versions": f"<<<<<<< HEAD\n{TX}\n=======\n{TX}\n>>>>>>> other",
    "markdown": f"```json\n{json.dumps(ANSWER, indent=2)}\n```",
    "a table of markdown": f"| hash | tx |\n|---|---|\n| `{HASH}` | `{TX}` |",
    "print_r": f"Array\n(\n    [hash] => {HASH}\n    [tx] => {TX}\n)\n",
    "var_dump": f'array(2) {{\n  ["tx"]=>\n  string({len(TX)}) "{TX}"\n}}\n',
    "YAML": f"hash: {HASH}\ntx: {TX}\nblock_height: 12\n",
    "TOML": f'[tx]\nhash = "{HASH}"\nraw = "{TX}"',
    "XML": f"<tx><hash>{HASH}</hash><raw>{TX}</raw></tx>",
    "a shell": f"export TX={TX}\nNETWORK_ID=ae_mainnet",
    "TypeScript": f"const tx = `{TX}` as Encoded.Transaction;",
    "bytes of Python": repr(WIRE),
    "a bytearray": repr(bytearray(WIRE)),
    "numbers": str(list(WIRE)),
    "numbers of Go": f"[{' '.join(map(str, WIRE))}]",
    "numbers with a sign": str([one - 256 if one > 127 else one for one in WIRE]),
    "a binary": f"<<{','.join(map(str, WIRE))}>>",
    "an array of C": f"unsigned char tx[] = {{\n  {', '.join(f'0x{one:02x}' for one in WIRE)}\n}};",
    "a slice of Go": f"[]byte{{{', '.join(f'0x{one:x}' for one in WIRE)}}}",
    "a Buffer as JSON": json.dumps({"type": "Buffer", "data": list(WIRE)}),
    "base64": base64.b64encode(WIRE).decode(),
    "base64 of URLs": base64.urlsafe_b64encode(WIRE).decode().rstrip("="),
    "base64 of mail": lines(base64.b64encode(WIRE).decode(), 76),
    "quoted-printable": lines(TX.replace("=", "=3D"), 70).replace("\n", "=\n"),
    "a form": f"tx={urllib.parse.quote_plus(TX)}&network=ae_mainnet",
    "an RPC of a wallet": json.dumps(
        {"jsonrpc": "2.0", "id": 3, "method": "transaction.sign", "params": {"tx": TX}}
    ),
    "hexadecimal in capitals": f"0X{WIRE.hex().upper()}",
    "GraphQL": json.dumps({"data": {"transaction": {"hash": HASH, "rawTx": TX}}}),
    "pending transactions": json.dumps(
        {"transactions": [{**ANSWER, "block_hash": "none", "block_height": -1}]}
    ),
    "a page of a middleware": json.dumps(
        {"data": [{**ANSWER, "micro_index": 0}], "next": None, "prev": None}
    ),
    "an activity": json.dumps(
        {"data": [{"height": 5, "payload": ANSWER, "type": "SpendTxEvent"}], "next": None}
    ),
    "an answer in the JavaScript SDK": json.dumps(camel(ANSWER)),
    "the same without the text": json.dumps(
        {key: one for key, one in camel(ANSWER).items() if key != "encodedTx"}
    ),
    "Python": repr(ANSWER),
    "a named tuple": f"TxObject(tx='{TX}', hash='{HASH}', network_id='ae_mainnet')",
}


@pytest.mark.parametrize("source", PASTES.values(), ids=PASTES)
def test_the_transaction_in_a_paste_is_shown_without_an_error(source: str) -> None:
    found = run(given=source)
    assert found.returncode == 0
    assert "SpendTx (tag 12, version 1)" in found.out
    assert HASH in found.out


@pytest.mark.parametrize("source", PASTES.values(), ids=PASTES)
def test_the_transaction_in_a_paste_is_a_value(source: str) -> None:
    values = [getattr(one.value, "obj", one.value) for one in aecodec.recognize(source)]
    frames = [one for one in aecodec.recognize(source) if one.kind is Kind.FRAME]
    assert SIGNED in values or frames


# --- names in camel case ------------------------------------------------------------------------


def test_names_in_camel_case_are_read_and_that_is_said() -> None:
    (reading,) = [one for one in aecodec.recognize(json.dumps(camel(ANSWER))) if one.kind is Kind.NODE_JSON]
    assert (reading.value.obj, reading.value.hash) == (SIGNED, HASH)
    assert reading.steps == ("put names in snake case",)
    (reading,) = [one for one in aecodec.recognize(json.dumps(ANSWER)) if one.kind is Kind.NODE_JSON]
    assert reading.steps == ()


def test_a_hash_that_does_not_fit_is_told_in_camel_case_as_well() -> None:
    wrong = camel(ANSWER)
    wrong["tx"]["amount"] += 1
    (reading,) = [one for one in aecodec.recognize(json.dumps(wrong)) if one.kind is Kind.NODE_JSON]
    assert reading.value.differing == ("tx.amount",)


def test_an_answer_without_signatures_is_an_error_and_its_transaction_is_shown() -> None:
    answer, tx = (
        one
        for one in aecodec.recognize(json.dumps({"hash": HASH, "tx": ANSWER["tx"]}))
        if one.kind is Kind.NODE_JSON
    )
    assert answer.error is not None
    assert (answer.error.code, answer.error.path) == ("json_key_missing", "signatures")
    assert (tx.error, tx.value.obj) == (None, SPEND)


# --- shortened texts ----------------------------------------------------------------------------


@given(st.integers(6, 20), st.integers(2, 8), st.sampled_from(["...", "…", "…", "***"]), st.booleans())
def test_a_shortened_text_is_nothing_where_the_whole_one_stands_too(
    begin: int, end: int, dots: str, first: bool
) -> None:
    short = f"{HASH[:begin]}{dots}{HASH[-end:]}"
    source = f"{short} {HASH}" if first else f"{HASH}, {short}"
    assert [one.text for one in aecodec.recognize(source)] == [HASH]
    alone = aecodec.recognize(f"see {short}")
    assert all(one.kind is Kind.SHORTENED for one in alone)


def test_a_shortened_text_of_another_one_stays() -> None:
    short = f"{HASH[:8]}...{BOB[-4:]}"
    assert {one.kind for one in aecodec.recognize(f"{short} {HASH}")} == {Kind.SHORTENED, Kind.IDENTIFIER}


@pytest.mark.parametrize("line", ["=======", "====", "===================="])
def test_a_line_of_equals_signs_is_no_padding(line: str) -> None:
    readings = aecodec.recognize(f"{TX}\n{line}\n{TX}")
    assert [(one.value, one.error) for one in readings] == [(SIGNED, None)] * 2
