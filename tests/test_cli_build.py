"""`aecodec build`: transactions from fields, the tx_ text alone on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aecodec
from aecodec import build
from aecodec.builders.texts import TYPES

from .command_line import forms, output, run
from .conftest import spec_rows

ALICE = "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW"
BOB = "ak_2StwPVMjaBggbEbrvLKMBbuLB7gHnazsBKA9pM5yHNbWr3eCPy"
SPEND = [f"sender_id={ALICE}", f"recipient_id={BOB}", "amount=1AE", "nonce=7", "memo=for the coffee"]
#: The same transaction, in docs/guide/build.md since the beginning.
TEXT = (
    "tx_+GcMAaEBoEdIG/kzzGUOBvnz30V4/5NUkshRKn3m529BFpwOHb6hAb5+tMTkcwOhrV3wAqQqR0afohH4m06z/FMPj1VVCnuxiA3g"
    "trOnZAAAhg+NZ2z4AAAHjmZvciB0aGUgY29mZmVlF3F+pw=="
)
SECRET = aecodec.encode("sk", bytes(range(32)))
#: A published test phrase, see test/unit/metamask.ts of aepp-sdk-js.
PHRASE = "eye quarter chapter suit cruel scrub verify stuff volume control learn dust"


def test_the_text_goes_to_standard_output_and_what_it_is_to_standard_error() -> None:
    found = run("build", "spend", *SPEND)
    assert (found.returncode, found.out) == (0, f"{TEXT}\n")
    assert found.err == f"{aecodec.show(aecodec.decode_tx(TEXT))}\n"
    assert output("build", "--quiet", "SpendTx", *SPEND) == f"{TEXT}\n"


@pytest.mark.parametrize("row", [row for row in spec_rows("spend_tx.jsonl") if row.values[0]["min_fee"]])
def test_the_transactions_of_the_javascript_sdk_come_out_byte_for_byte(
    row: dict[str, dict[str, str]],
) -> None:
    params = {**row["params"], "payload": f"0x{row['params']['payload']}"}
    del params["fee"]  # the minimum, which is filled in
    fields = [f"{name}={value}" for name, value in params.items()]
    assert output("build", "--quiet", "spend", *fields) == f"{row['tx']}\n"


def test_objects_of_fields_make_a_transaction_each(tmp_path: Path) -> None:
    path = tmp_path / "fields.json"
    fields = dict(field.split("=", 1) for field in SPEND)
    pretty = json.dumps({**fields, "nonce": 8}, indent=2)
    path.write_text(f"{json.dumps(fields)}\n{pretty}\n", encoding="utf-8")
    found = [aecodec.decode_tx(line) for line in output("build", "--quiet", "spend", f"@{path}").split()]
    assert [aecodec.encode_tx(found[0]), found[1].nonce] == [TEXT, 8]
    # What stands on the command line holds for all of them.
    shown = output("build", "--quiet", "spend", "nonce=9", "-", given=path.read_text(encoding="utf-8"))
    assert [aecodec.decode_tx(line).nonce for line in shown.split()] == [9, 9]


def test_a_program_gets_the_object_and_the_hash() -> None:
    (record,) = forms("build", "--json", "spend", *SPEND)
    tx = aecodec.decode_tx(TEXT)
    assert record == {
        "tx": TEXT,
        "hash": aecodec.tx_hash(tx),
        "object": aecodec.to_json(tx, ints="safe"),
    }
    (record,) = forms("build", "--json", "spend", *SPEND, "fee=1", code=1)
    assert (record["error"]["code"], record["error"]["path"]) == ("fee_too_low", "fee")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "which type of transaction? aecodec build --help lists them"),
        (["spent"], "unknown type 'spent'. Did you mean spend?"),
        (["ChanelCreateTx"], "unknown type 'ChanelCreateTx'. Did you mean channel_create?"),
        (["spend", *SPEND, "nonse=1"], "spend has no field 'nonse'"),
        (["spend", *SPEND[:3], "nonse=1"], "spend has no field 'nonse'. Did you mean nonce?"),
        (
            ["spend", "amount=1AE"],
            "spend needs sender_id, recipient_id, nonce; it may have payload, memo, ttl",
        ),
        (["spend", *SPEND, "amount=2AE"], "'amount' is given twice"),
        (["spend", "amount"], "FIELD=VALUE is expected, not 'amount'"),
        (["spend", *PHRASE.split()], "a secret was given as an argument"),
        (["spend", SECRET], "FIELD=VALUE is expected, not sk_…"),
        (["spend", "--no-such-option", *SPEND], "unrecognized arguments"),
    ],
)
def test_wrong_usage_says_what_is_meant(arguments: list[str], says: str) -> None:
    found = run("build", *arguments)
    assert (found.returncode, found.out) == (2, "")
    assert says in found.err
    assert SECRET[4:12] not in found.err
    assert "quarter" not in found.err


def test_a_memo_of_many_words_is_no_secret() -> None:
    memo = "thanks for all the coffee that you have made for me this week my friend"
    text = output("build", "--quiet", "spend", *SPEND[:4], f"memo={memo}")
    assert aecodec.decode_tx(text.strip(), aecodec.SpendTx).payload == memo.encode()


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("amount=1,5AE", "not an amount at amount"),
        ("amount=-1", "not an amount at amount"),
        ("nonce=-1", "wrong type at nonce"),
        ("amount=1e18", "not an amount at amount"),
        ("recipient_id=bob", "no prefix at recipient_id"),
        ("recipient_id=bob.eth", "unknown name registrar at recipient_id"),
        ("protocol=homestead", "unknown protocol"),
        (f"recipient_id={SECRET}", "a secret, which is not shown at recipient_id"),
        (f"memo={SECRET}", "a secret, which is not shown at memo"),
        (f"memo={PHRASE}", "a secret, which is not shown at memo"),
    ],
)
def test_a_wrong_value_is_one_line(field: str, says: str) -> None:
    fields = [one for one in SPEND if one.partition("=")[0] != field.partition("=")[0]]
    found = run("build", "spend", *fields, field)
    assert (found.returncode, found.out, found.err.count("\n")) == (1, "", 1)
    assert says in found.err
    assert SECRET[4:12] not in found.err


def test_a_wrong_object_is_named_with_its_line_and_the_others_are_built(tmp_path: Path) -> None:
    lines = ['{"nonce": 1}', "{", '{"nonce": 1.5}', '{"nonse": 1}', '{"nonce": 2}']
    found = run("build", "--quiet", "spend", *SPEND[:3], "-", given="\n".join(lines))
    assert found.returncode == 1
    assert [aecodec.decode_tx(line).nonce for line in found.out.split()] == [1, 2]
    assert [re_line in found.err for re_line in ("(line 2)", "(line 3)", "(line 4)")] == [True] * 3
    assert run("build", "spend", "-").returncode == 2


def test_help_lists_every_type() -> None:
    shown = run("build", "--help").out
    assert all(f" {name}" in shown for name in TYPES)
    assert len(TYPES) == len(build.__all__)


@pytest.mark.parametrize(
    ("change", "meant"),
    [
        ({"sender_id": f"{ALICE[:-1]}{'2' if ALICE[-1] != '2' else '3'}"}, ALICE),
        ({"recipient_id": "superhero"}, "superhero.chain"),
        ({"amount": "1,5AE"}, "1.5 AE"),
    ],
)
def test_what_was_meant_by_a_wrong_value_is_suggested(change: dict[str, str], meant: str) -> None:
    fields = {"sender_id": ALICE, "recipient_id": ALICE, "amount": "1AE", "nonce": "1"} | change
    found = run("build", "spend", *(f"{name}={value}" for name, value in fields.items()))
    assert (found.returncode, found.out) == (1, "")
    assert f"Did you mean {meant}?" in found.err
