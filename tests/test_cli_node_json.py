"""`aecodec decode` of answers of nodes: the object, and who signed it for which network."""

from __future__ import annotations

import json

import pytest

from .command_line import run
from .test_node_json import VECTORS

#: Answers that are signed for the main network by the account that they name, and for no channel.
SIGNED = [
    row
    for row in VECTORS
    if row.values[0]["kind"] == "answer"
    and row.values[0].get("network") == "ae_mainnet"
    and "channel" not in row.values[0]["object"]
    and "ga_" not in row.values[0]["object"]
    and row.values[0]["json"].get("signatures")
]


@pytest.mark.parametrize("row", SIGNED[:20])
def test_who_signed_an_answer_is_said(row: dict) -> None:
    found = run("decode", given=json.dumps(row["json"]))
    said = [line for line in found.out.splitlines() if "verified on ae_mainnet" in line]
    assert len(said) == 1
    assert ", signed by the " in said[0]
    assert "not verified" not in said[0]
    record = json.loads(run("decode", "--json", given=json.dumps(row["json"])).out.splitlines()[0])
    assert record["recognised"]["signatures"] in said[0]


def test_there_are_such_answers() -> None:
    assert len(SIGNED) > 3


def test_what_an_answer_holds_is_no_second_thing() -> None:
    rows = [row.values[0] for row in VECTORS if row.values[0].get("object") == "channel_close_solo_tx"]
    answers = [row["json"] for row in rows if row["kind"] == "answer" and not row.get("lossy")]
    assert answers
    for answer in answers:
        shown = run("id", "--json", given=json.dumps(answer))
        assert shown.returncode == 0
        (record,) = map(json.loads, shown.out.splitlines())
        assert record["ids"]["tx_hash"] == answer["hash"]
    both = run("diff", given="\n".join(map(json.dumps, answers[:1] * 2)))
    assert (both.returncode, both.out.splitlines()[0]) == (0, "SignedTx: no difference")
