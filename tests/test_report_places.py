"""Where reports say that something stands: on a line or in an entry, and in which of several files."""

from __future__ import annotations

from aecodec.inspector import Inspection, findings, inspect, mermaid, read_many, reconstruct, terminal
from aecodec.inspector.captures import Capture, read
from aecodec.inspector.selection import Selection

from .captured_forms import Record, har, har_socket, side
from .recorded_sessions import text_of


def inspected(capture: Capture) -> Inspection:
    history = reconstruct(capture)
    return inspect(history, findings(history))


def report(found: Inspection) -> str:
    return "\n".join(terminal.lines(found, messages=True))


def with_batch(records: list[Record]) -> list[Record]:
    """A list of frames for the third message, which is no frame of JSON-RPC."""
    third = [record for record in records if record["kind"] == "message"][2]
    return [record | {"frame": [record["frame"]]} if record is third else record for record in records]


def test_a_har_has_entries_and_no_lines() -> None:
    found = inspected(read(har(har_socket(with_batch(side("initiator"))))))
    (batch,) = [one for one in found.findings if one.code == "frame_unknown"]
    text = report(found)
    assert f"entry {batch.line}: this is not one JSON-RPC frame" in text
    assert "tx 1, first in entry " in text
    assert "line" not in text.replace("online", "")
    assert f"warning, entry {batch.line}: " in "\n".join(mermaid.lines(found))


def test_a_log_has_lines_and_no_entries() -> None:
    found = inspected(read(text_of(with_batch(side("initiator")))))
    (batch,) = [one for one in found.findings if one.code == "frame_unknown"]
    text = report(found)
    assert f"line {batch.line}: this is not one JSON-RPC frame" in text
    assert "tx 1, first on line " in text
    assert "entry" not in text
    assert "entries" not in text


def both(broken: str) -> Inspection:
    """Both sides in files of their own, which number their lines alike; a message of one is broken."""
    files = {who: [record | {"line": at} for at, record in enumerate(side(who), 1)] for who in SIDES}
    files[broken] = with_batch(files[broken])
    (capture,) = read_many([(text_of(records), f"{who}.jsonl") for who, records in files.items()])
    return inspected(capture)


SIDES = ("initiator", "responder")


def test_findings_in_several_files_name_theirs() -> None:
    for who in SIDES:
        assert f" of {who}.jsonl: this is not one JSON-RPC frame" in report(both(who))


def test_a_severity_selects_the_message_of_its_file_and_not_that_on_the_same_line_of_another() -> None:
    for who in SIDES:
        found = both(who)
        (batch,) = [one for one in found.findings if one.code == "frame_unknown"]
        selection = Selection(found.history, found.findings, severities=[batch.severity])
        entries = [one for one in found.history.capture.entries if selection.shows(one, None)]
        wanted = {one.index for one in found.findings if one.severity == batch.severity}
        assert [found.history.capture.entries.index(one) for one in entries] == sorted(wanted - {None})
        same_line = [one for one in found.history.capture.entries if one.line == batch.line]
        assert len(same_line) == 2
        assert [one.source for one in same_line if selection.shows(one, None)] == [f"{who}.jsonl"]


def test_messages_that_are_no_json_are_one_finding_for_each_participant() -> None:
    words = [f"> word {number}" for number in range(5)] + [f"< answer {number}" for number in range(3)]
    frame = '> {"jsonrpc":"2.0","method":"channels.system","params":{"action":"ping"}}'
    history = reconstruct(read("\n".join([frame, *words])))
    other = [one for one in findings(history) if one.code == "message_unknown"]
    assert [(one.line, one.message.partition(", and ")[2]) for one in other] == [
        (2, "7 more messages of this kind, the last on line 9"),
    ]
