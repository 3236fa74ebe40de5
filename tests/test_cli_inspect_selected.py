"""`aecodec inspect` with options that select messages, rounds and findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command_line import records, run
from .inspected_files import sample_file
from .recorded_sessions import Session, at, founding_session, text_of


def lines_shown(*args: str, given: str | None = None) -> list[int]:
    """The lines of the messages in the sequence."""
    source = {} if given is not None else {"given": text_of(founding_session())}
    found = run("inspect", "--messages", *args, **(source or {"given": given or ""}))
    assert (found.returncode, found.err) == (0, "")
    lines = found.out.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("  line  "))
    return [int(line[2:6]) for line in lines[start + 1 :] if line[2:6].strip().isdecimal()]


def messages_where(**wanted: object) -> list[int]:
    """The lines of messages of the founding session, read from the session itself."""
    found = []
    for record in founding_session():
        frame = record.get("frame") or {}
        method = frame.get("method", "").removeprefix("channels.")
        facts = {"participant": record["participant"], "kind": record["kind"], "method": method}
        if all(facts[name] == value for name, value in wanted.items()):
            found.append(record["line"])
    return found


def test_a_method_selects_its_messages_and_their_answers_and_shows_them() -> None:
    assert lines_shown("--method", "responder_sign") == [320, 332]
    assert lines_shown("--method", "channels.responder_sign") == [320, 332]
    shown = lines_shown("--method", "sign.*")
    assert shown == messages_where(method="sign.initiator_sign") + messages_where(
        method="sign.responder_sign"
    )
    out = run("inspect", "--sample", "--method", "responder_sign").out
    assert "\n   320  " in out  # without --messages, too


def test_words_of_one_kind_add_up_and_kinds_narrow() -> None:
    both = lines_shown("--method", "info", "--method", "update")
    assert both == sorted(messages_where(method="info") + messages_where(method="update"))
    one = lines_shown("--method", "info", "--method", "update", "--participant", "responder")
    ours = messages_where(participant="responder")
    assert one == [line for line in both if line in ours]


@pytest.mark.parametrize("name", ["responder", "RESPONDER", "resp", "r"])
def test_a_participant_is_named_by_the_beginning_of_its_name(name: str) -> None:
    shown = lines_shown("--participant", name)
    assert shown
    assert set(shown) <= set(messages_where(participant="responder"))


def test_a_round_selects_the_messages_whose_transactions_make_it() -> None:
    session = Session().opening()
    first = session.line
    session.update(2, 5)
    second = session.line
    session.update(3, 5).update(4, 5)
    text = text_of(session.records)
    assert lines_shown("--round", "2", given=text) == list(range(first + 1, second + 1))
    assert lines_shown("--round", "2-3", given=text) == list(range(first + 1, second + 7))
    assert lines_shown("--round", "2", "--round", "4", given=text) == [
        *range(first + 1, second + 1),
        *range(second + 7, second + 13),
    ]


def test_a_channel_is_named_by_its_number_or_the_beginning_of_its_id() -> None:
    first, second = Session().opening(), Session(nonce=2).opening()
    for record in second.records:
        record["line"] += first.line
    text = text_of(first.records + second.records)
    shown = lines_shown("--channel", "2", given=text)
    assert min(shown) > first.line
    assert lines_shown("--channel", second.channel, given=text) == shown
    assert lines_shown("--channel", second.channel[:12], given=text) == shown
    out = run("inspect", "--channel", "2", given=text).out
    assert second.channel in out
    assert first.channel not in out


def test_a_severity_selects_findings_and_the_messages_that_they_are_about() -> None:
    changed = founding_session()
    at(changed, 667)["frame"]["result"][0]["balance"] += 1
    at(changed, 250)["frame"] = []
    found = run("inspect", "--messages", "--severity", "error", given=text_of(changed))
    assert found.returncode == 1
    assert "line 667" in found.out
    assert "line 250" not in found.out
    assert "\n✗  667  " in found.out
    assert "\n   652  " not in found.out
    both = run("inspect", "--severity", "error", "--severity", "warning", given=text_of(changed)).out
    assert "line 250" in both


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (
            ["--method", "responder_sing"],
            "no method 'responder_sing' in this capture. Did you mean responder_sign?",
        ),
        (["--participant", "initator"], "no participant 'initator' in this capture. Did you mean initiator?"),
        (["--participant", "xyz"], "no participant 'xyz' in this capture: it has initiator, responder"),
        (["--channel", "7"], "no channel '7' in this capture"),
        (["--round", "2"], "no round 2 in this capture: it has 1\n"),
        (["--round", "2-9"], "no round 2-9 in this capture"),
        (["--method", "\x1b[2J"], "no method '\\x1b[2J' in this capture"),
    ],
)
def test_what_no_capture_has_is_wrong_usage_and_the_nearest_is_named(args: list[str], words: str) -> None:
    found = run("inspect", "--sample", *args)
    assert (found.returncode, found.out) == (2, "")
    assert found.err.startswith(f"aecodec inspect: {words}")
    assert found.err.count("\n") == 1


def test_records_are_selected_as_the_report_is() -> None:
    printed = records(run("inspect", "--sample", "--json", "--method", "responder_sign").out)
    assert [one["line"] for one in printed if one["kind"] == "message"] == [320, 332]
    assert printed[-1]["kind"] == "summary"


def test_of_several_files_one_must_have_what_is_asked_for(tmp_path: Path) -> None:
    session = tmp_path / "other.jsonl"
    session.write_text(text_of(Session().opening().update(2, 5).records))
    found = run("inspect", "--method", "update_ack", str(sample_file(tmp_path)), str(session))
    assert (found.returncode, found.err) == (0, "")
    assert "other.jsonl" in found.out
    found = run("inspect", "--method", "nothing", str(sample_file(tmp_path)), str(session))
    assert (found.returncode, found.out) == (2, "")


def test_findings_that_are_not_selected_are_not_denied() -> None:
    changed = founding_session()
    at(changed, 667)["frame"]["result"][0]["balance"] += 1
    found = run("inspect", "--participant", "responder", given=text_of(changed))
    assert found.returncode == 1
    assert "\nno findings in what is selected, 1 elsewhere\n" in found.out
    assert "findings   ✗ 1 error" in found.out
