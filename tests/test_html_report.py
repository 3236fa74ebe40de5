"""The HTML report: its data, its policy, and what is not in it. How it looks is tested in tests/browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from aecodec import replace
from aecodec.inspector import findings, inspect, merge, read, reconstruct
from aecodec.inspector.html import to_frame, to_html

from .conftest import SHARED
from .recorded_sessions import ALICE, Session, at, founding_session, inspection_of, text_of

RECORDINGS = sorted((SHARED / "transcripts").rglob("*.md")) if SHARED.is_dir() else []


def block(page: str, name: str) -> Any:
    """The data of a script block of a page, read as a browser does."""
    (content,) = re.findall(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    return json.loads(content)


def page_of(records: list[dict[str, Any]]) -> str:
    return to_html(inspection_of(records))


def numbers(value: Any) -> Iterator[int | float]:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, (int, float)) and type(value) is not bool:
        yield value


def test_the_page_tells_channel_participants_and_balances() -> None:
    content = block(page_of(founding_session()), "content")
    (channel,) = content["channels"]
    assert content["participants"] == ["initiator", "responder"]
    assert channel["id"] == "ch_EeYbtmghnbRqhBctcEh9ABRNLuCwEXL166P6JeE3H9fBC2U8R"
    assert [party["role"] for party in channel["parties"]] == ["initiator", "responder"]
    # By the address that was opened: 70 and 40 million million aettos, of which 1 is pushed.
    assert [party["balance"][0] for party in channel["parties"]] == ["69999999999999", "40000000000001"]
    assert channel["parties"][0]["balance"][1] == "0.000069999999999999 AE"
    assert (channel["signed"], channel["forged"]) == ("both signatures valid", False)


def test_every_entry_of_a_capture_has_its_place_in_every_column() -> None:
    records = founding_session()
    page = page_of(records)
    entries = block(page, "content")["entries"]
    assert {len(column) for column in entries.values()} == {len(records)}
    assert entries["line"] == [record["line"] for record in records]
    assert entries["kind"] == [record.get("direction", record["kind"]) for record in records]
    frames = block(page, "frames")
    sent = [json.loads(text) for text, kind in zip(frames, entries["kind"], strict=True) if kind == "send"]
    assert sent == [record["frame"] for record in records if record.get("direction") == "send"]


def test_a_transaction_is_in_the_page_once() -> None:
    page = page_of(founding_session())
    texts = [tx["text"] for tx in block(page, "transactions")]
    assert len(texts) == len(set(texts)) == 3
    assert sum(map(len, block(page, "content")["entries"]["transactions"])) == 10


def test_the_same_inspection_gives_the_same_page() -> None:
    assert page_of(founding_session()) == page_of(founding_session())


def test_the_policy_allows_the_script_and_the_style_of_the_page_and_nothing_else() -> None:
    page = page_of(founding_session())
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'",
        "style-src": f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert not re.search(
        r"\sstyle=|\son\w+=|https?://(?!www\.w3\.org/2000/svg\")", page
    )  # a name, no address
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\b|Function\(", script
    )


def test_no_number_of_the_data_is_one_that_a_browser_rounds() -> None:
    session = Session().opening().update(2, 2**60)
    session.send("initiator", "update.new", {"amount": 2**64, "from": str(ALICE.address)}, id=2**70)
    page = page_of(session.records)
    for name in ("content", "transactions", "frames"):
        assert all(type(number) is int and number < 2**53 for number in numbers(block(page, name)))
    assert str(2**64) in block(page, "frames")[-1]
    assert str(10**20 - 3 - 2**60) in json.dumps(block(page, "content"))


HOSTILE = "</script><script>ran = 1</script><!-- \u2028\u202e {{script}} & \ud800"


def test_nothing_of_a_capture_stands_in_the_page_but_in_its_data() -> None:
    session = Session().opening()
    session.send(HOSTILE, f"x{HOSTILE}", {HOSTILE: HOSTILE})
    session.add("comment", "initiator", text=HOSTILE)
    page, plain = page_of(session.records), page_of(founding_session())
    outline = re.compile(r'(<script type="application/json" id="\w+">).*?(</script>)', re.DOTALL)
    assert outline.sub(r"\1\2", page) == outline.sub(r"\1\2", plain)
    data = "".join(re.findall(r'<script type="application/json" id="\w+">(.*?)</script>', page, re.DOTALL))
    assert data.isascii()
    assert not set("<>&") & set(data)
    assert HOSTILE.replace("\ud800", "") in block(page, "frames")[-1].replace("\ud800", "")


def test_neither_tokens_of_nodes_nor_secret_keys_are_in_the_page() -> None:
    records = founding_session()
    tokens = set(re.findall(r"ba_[A-Za-z0-9+/=]{20,}", json.dumps(records)))
    assert tokens
    records[0]["url"] += "&existing_fsm_id=ba_c2VjcmV0IHRva2VuIFCD&password=hunter2"
    seed = b"a test seed: alice, initiator ..".hex()
    at(records, 588)["frame"]["params"]["info"] = f"my key is {seed}"
    page = page_of(records)
    for secret in (*tokens, "ba_c2VjcmV0IHRva2VuIFCD", "hunter2", seed):
        assert secret not in page


def test_steps_have_their_balances_as_text_and_the_places_of_their_messages() -> None:
    session = Session().opening().update(2, 2**60)
    content = block(page_of(session.records), "content")
    opened, paid = content["steps"]
    assert (opened["kind"], opened["round"], opened["signers"]) == ("open", "1", ["initiator", "responder"])
    assert [held[0] for held in paid["balances"]] == [str(10**20 - 3 - 2**60), str(10**20 + 3 + 2**60)]
    assert paid["moves"] == [["initiator", "responder", [str(2**60), "1.152921504606846976 AE"]]]
    lines = [content["entries"]["line"][entry] for entry in paid["entries"]]
    assert paid["lines"] == [[lines[0], lines[-1], paid["entries"][0]]]
    assert lines[-1] == session.line


def test_a_finding_names_the_entry_that_it_is_about() -> None:
    session = Session().opening()
    line = session.send("initiator", "get.balances", {"accounts": []}, id=77)
    content = block(page_of(session.records), "content")
    (finding,) = [one for one in content["findings"] if one["code"] == "request_unanswered"]
    assert content["entries"]["line"][finding["entry"]] == finding["line"] == line
    assert content["findings"].index(finding) in content["entries"]["findings"][finding["entry"]]


def test_a_frame_of_a_notebook_holds_the_same_page() -> None:
    inspected = inspection_of(founding_session())
    (inner,) = re.findall(r'srcdoc="(.*?)"', to_frame(inspected), re.DOTALL)
    assert unescape(inner) == to_html(inspected)
    assert 'sandbox="allow-scripts"' in to_frame(inspected)
    assert inspected._repr_html_() == inspected.history._repr_html_() == to_frame(inspected)


def test_comments_of_nobody_are_in_no_lane() -> None:
    session = Session().opening()
    session.add("comment", "", text="of nobody")
    content = block(page_of(session.records), "content")
    assert content["participants"] == ["initiator", "responder"]
    assert content["entries"]["who"][-1] == -1


def test_a_capture_of_comments_has_a_page() -> None:
    content = block(
        page_of([{"kind": "comment", "participant": "", "line": 1, "text": "nothing"}]), "content"
    )
    assert content["participants"] == content["channels"] == content["findings"] == []


def test_the_row_of_a_step_has_the_severity_of_its_finding() -> None:
    session = Session().opening().update(2, 5, lambda tx: replace(tx, state_hash=bytes(32)))
    content = block(page_of(session.records), "content")
    opened, spoiled = content["steps"]
    assert (opened["severity"], spoiled["severity"]) == (None, "error")
    assert content["findings"][content["channels"][0]["doubts"]["balances"]]["severity"] == "error"


def test_entries_of_merged_captures_name_their_file() -> None:
    sides = [
        read(text_of([one for one in founding_session() if one["participant"] == who]), f"{who}.jsonl")
        for who in ("initiator", "responder")
    ]
    merged = merge(sides)
    histories = [reconstruct(capture) for capture in merged]
    for history in histories:
        entries = block(to_html(inspect(history, findings(history))), "content")["entries"]
        assert entries["source"] == [entry.source for entry in history.capture.entries]


@pytest.mark.skipif(not RECORDINGS, reason="needs the shared recordings, which are no part of the repository")
def test_every_shared_recording_has_a_page_with_all_its_messages() -> None:
    messages = 0
    for file in RECORDINGS:
        history = reconstruct(read(file.read_text(encoding="utf-8"), file.name))
        content = block(to_html(inspect(history, findings(history))), "content")
        messages += sum(kind in ("send", "receive") for kind in content["entries"]["kind"])
        assert all(place is not None for place in content["entries"]["who"])
    assert messages == 7612
