"""Every command takes its input through recognition and says so; with `--strict`, none does."""

from __future__ import annotations

import json

import pytest

import aecodec
from aecodec.cli import COMMANDS

from .command_line import run
from .conftest import founding

FACTS = founding()
TX: str = FACTS["co_signed"]
ALICE: str = FACTS["initiator_id"]
BOB: str = FACTS["responder_id"]
LOG = f'10:11:12 [info] posted "{TX}" to the node'
KEY_HEX = bytes(range(32)).hex()
SIGNER = str(aecodec.Key.from_seed(bytes(range(32))).address)
EMPTY = aecodec.fate.Code(version=3, source_hash=bytes(32), compiler_version="9.0.0", payable=False)
SPEND = aecodec.encode_tx(aecodec.build.spend_tx(sender_id=SIGNER, recipient_id=ALICE, amount=1, nonce=1))
#: Code of a contract without functions.
CODE = aecodec.encode("cb", aecodec.fate.encode_code(EMPTY))

#: Arguments of each command, the last of which is no canonical text.
DRESSED = {
    "build": [
        "build",
        "--quiet",
        "spend",
        f"sender_id={ALICE}",
        "amount=1AE",
        "nonce=1",
        f'recipient_id="{BOB}"',
    ],
    "call": ["call", "decode", f"call data {aecodec.fate.call('init')}"],
    "code": ["code", f"bytecode: {CODE}"],
    "decode": ["decode", LOG],
    "diff": ["diff", TX, LOG],
    "encode": ["encode", repr(aecodec.to_json(aecodec.decode_tx(TX)))],
    "fee": ["fee", LOG],
    "hex": ["hex", LOG],
    "id": ["id", LOG],
    "lenient": ["lenient", LOG],
    "lint": ["lint", LOG],
    "name": ["name", "see https://aescan.io/names/superhero.chain for it"],
    "rlp": ["rlp", "<<198,10,1,7,130,3,232>>"],
    "schema": ["schema", LOG],
    "sign": ["sign", "--network", "ae_uat", "--key-env", "KEY", f'"{SPEND}"'],
    "unit": ["unit", "balance: 1.5 AE"],
    "verify": ["verify", LOG],
}
#: Commands that read no text of the chain, or captures, which have no canonical form.
OTHERS = {"channel", "completion", "inspect", "simulate"}

#: Findings about a transaction or a difference are no success, and have nothing to do with how it was read.
CODES = {"lint": {0, 1}}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", KEY_HEX)


def test_no_command_is_forgotten() -> None:
    assert {*DRESSED} | OTHERS == {*COMMANDS}


@pytest.mark.parametrize("verb", DRESSED)
def test_what_an_input_was_taken_for_is_one_line(verb: str) -> None:
    found = run(*DRESSED[verb])
    assert found.returncode in CODES.get(verb, {0})
    assert found.out
    said = [line for line in found.err.splitlines() if "recognised " in line]
    assert len(said) == 1
    assert said[0].startswith("aecodec")
    assert ": " in said[0].partition("recognised ")[2]


@pytest.mark.parametrize("verb", DRESSED)
def test_strict_reading_refuses_it(verb: str) -> None:
    command, *arguments = DRESSED[verb]
    found = run(command, "--strict", *arguments)
    assert (found.returncode, found.out) == (1, "")
    assert "recognised" not in found.err
    assert found.err.count("\n") == 1


#: `diff` compares two inputs, `schema` describes types: their records are of no single input.
@pytest.mark.parametrize("verb", sorted(DRESSED.keys() - {"diff", "encode", "schema"}))
def test_records_say_what_it_was_recognised_as(verb: str) -> None:
    command, *arguments = DRESSED[verb]
    found = run(command, "--json", *(one for one in arguments if one != "--quiet"))
    record = json.loads(found.out)
    known = record["recognised"]
    (known,) = known.values() if verb == "build" else [known]
    assert {"kind", "confidence", "why", "start", "end"} <= known.keys()


def test_canonical_input_says_nothing() -> None:
    for verb in ("fee", "id", "lenient", "verify"):
        found = run(verb, "--json", TX)
        assert (found.returncode, found.err) == (0, "")
        assert "recognised" not in json.loads(found.out)


# --- values among arguments ---------------------------------------------------------------------


def test_a_value_in_an_address_of_an_explorer_is_taken() -> None:
    fields = ["amount=1AE", "nonce=1", "recipient_id=superhero.chain"]
    right = run("build", "--quiet", "spend", *fields, f"sender_id={ALICE}").out
    found = run("build", "--quiet", "spend", *fields, f"sender_id=https://aescan.io/accounts/{ALICE}")
    assert (found.returncode, found.out) == (0, right)
    assert f"sender_id: recognised identifier: the checksum of this ak_ text is right: {ALICE}" in found.err


def test_several_values_in_one_field_are_not_chosen_from() -> None:
    found = run("build", "spend", f"sender_id={ALICE} {BOB}", "recipient_id=a.chain", "amount=1", "nonce=1")
    assert (found.returncode, found.out) == (1, "")
    assert "recognised" not in found.err


def test_objects_of_fields_may_be_those_of_a_language() -> None:
    fields = {"sender_id": ALICE, "recipient_id": BOB, "amount": "1AE", "nonce": 7, "memo": "it's"}
    right = run("build", "--quiet", "spend", "-", given=json.dumps(fields)).out
    found = run("build", "--quiet", "spend", "-", given=f"{fields!r}\n")
    assert (found.returncode, found.out) == (0, right)
    assert (
        found.err
        == "aecodec build: recognised fields: an object as Python or JavaScript prints it (line 1)\n"
    )
    assert run("build", "--strict", "spend", "-", given=f"{fields!r}\n").returncode == 1


def test_arguments_of_ids_are_recognised() -> None:
    right = run("id", "contract", ALICE, "7").out
    found = run("id", "contract", f"`{ALICE}`", "7")
    assert (found.returncode, found.out) == (0, right)
    assert found.err.startswith("aecodec id: recognised identifier: ")
