"""What the HTML page says of copies of a transaction, of several files, and of accounts without roles."""

from __future__ import annotations

from typing import Any

from aecodec.inspector import read_many
from aecodec.inspector.html import to_html

from .captured_forms import side
from .recorded_sessions import ALICE, BOB, Record, Session, at, inspection_of, text_of
from .test_html_report import block
from .test_report_places import inspected


def content_of(records: list[Record], name: str = "content") -> Any:
    return block(to_html(inspection_of(records)), name)


def test_a_later_copy_says_what_it_adds() -> None:
    session = Session().opening().update(2, 5)
    txs = content_of(session.records, "transactions")
    unsigned, half, both = txs[-3:]
    assert "copy" not in unsigned
    for later, earlier, adds, name in (
        (half, len(txs) - 2, 1, "initiator"),
        (both, len(txs) - 1, 1, "responder"),
    ):
        assert later["copy"]["of"] == f"tx {earlier} with {adds} signature more"
        ((label, ((text, role),), below),) = later["copy"]["adds"]
        assert (label, role, below) == ("signature", name, [])
        assert text.startswith("sg_")


def without_roles(records: list[Record]) -> list[Record]:
    """The same session, by participants of whom nobody knows who they are, from the first round on."""
    start = next(n for n, one in enumerate(records) if "sign.update" in str(one.get("frame")))
    names = {"initiator": "left", "responder": "right"}
    return [one | {"participant": names[one["participant"]]} for one in records[start:]]


def test_accounts_without_roles_are_called_by_the_beginning_of_their_addresses() -> None:
    (channel,) = content_of(without_roles(Session().opening().update(2, 5).records))["channels"]
    assert channel["rolesKnown"] is False
    names = {party["account"]: party["role"] for party in channel["parties"]}
    assert names == {str(key.address): f"{str(key.address)[:9]}…" for key in (ALICE, BOB)}
    assert len({*names.values()}) == 2


def test_facts_of_merged_files_lead_to_the_finding_of_the_right_file() -> None:
    files = {
        who: [one | {"line": n} for n, one in enumerate(side(who), 1)] for who in ("initiator", "responder")
    }
    balances = [one for one in files["initiator"] if isinstance((one.get("frame") or {}).get("result"), list)]
    balances[-1]["frame"]["result"][0]["balance"] += 1
    (capture,) = read_many([(text_of(records), f"{who}.jsonl") for who, records in files.items()])
    content = block(to_html(inspected(capture)), "content")
    (channel,) = content["channels"]
    finding = content["findings"][channel["doubts"]["balances"]]
    assert (finding["code"], finding["severity"]) == ("balance_differs", "error")
    entries = content["entries"]
    assert entries["source"][finding["entry"]] == "initiator.jsonl"
    assert entries["line"][finding["entry"]] == balances[-1]["line"]
    opened = content["steps"][0]
    for (first, last, entry), who in zip(opened["lines"], ("initiator", "responder"), strict=True):
        lines = [entries["line"][n] for n in opened["entries"] if entries["source"][n] == f"{who}.jsonl"]
        assert (first, last, entries["source"][entry]) == (lines[0], lines[-1], f"{who}.jsonl")


def test_frames_that_are_none_are_one_finding_for_each_participant() -> None:
    session = Session().opening()
    for _ in range(3):
        line = session.send("responder", "get.balances", {"accounts": []})
        at(session.records, line)["frame"] = [1]
    (told,) = [one for one in inspection_of(session.records).findings if one.code == "frame_unknown"]
    assert (told.line, told.participant) == (line - 2, "responder")
    assert told.message.endswith(f", and 2 more messages of this kind, the last on line {line}")
