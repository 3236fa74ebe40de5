"""`aecodec inspect`: what it says, how it exits, where it reads from."""

from __future__ import annotations

import gc
from pathlib import Path
from unittest import mock

import pytest

from aecodec.errors import RULES
from aecodec.inspector import captures

from .command_line import one_error, records, run, run_program
from .inspected_files import broken_file, sample_file
from .recorded_sessions import CHANNEL, Session, at, founding_session, text_of

SUMMARY = {"kind": "summary", "messages": 60, "transactions": 10, "errors": 0, "warnings": 0}


# --- what it says and how it exits ----------------------------------------------------------------


def test_the_sample_is_told_with_its_facts_and_its_transactions() -> None:
    found = run("inspect", "--sample")
    assert (found.returncode, found.err) == (0, "")
    for fact in (
        f"channel    {CHANNEL}",
        "network    local_iris_testnet",
        "69 999 999 999 999",
        "40 000 000 000 001",
        "both signatures valid",
        "no findings",
        "--messages shows the 60 messages, --tx N one of 3 transactions",
    ):
        assert fact in found.out
    assert max(map(len, found.out.splitlines())) <= 120


def test_messages_come_with_each_transaction_opened_once_and_what_later_copies_add() -> None:
    found = run("inspect", "--sample", "--messages")
    assert found.returncode == 0
    assert found.out.count("ChannelCreateTx (tag 50, version 1)") == 1
    assert "fee               17620000000000 (0.00001762 AE)" in found.out
    lines = [line.strip() for line in found.out.splitlines()]
    assert "tx 1, first on line 142" in lines
    for copy, signer in (("tx 2 is tx 1", "initiator"), ("tx 3 is tx 2", "responder")):
        at = lines.index(f"{copy} with 1 signature more")
        assert lines[at + 1].startswith("signature  sg_")
        assert lines[at + 1].endswith(f"({signer})")


def test_one_transaction_is_shown_whole() -> None:
    found = run("inspect", "--sample", "--tx", "3")
    lines = found.out.splitlines()
    assert (found.returncode, found.err) == (0, "")
    assert lines[0] == "tx 3, first on line 320, signed by responder (raw) and initiator (raw)"
    assert lines[1] == "  SignedTx (tag 11, version 1)"
    assert "      nonce             5" in lines
    found = run("inspect", "--sample", "--tx", "4")
    assert (found.returncode, found.out) == (2, "")
    assert found.err == "aecodec inspect: no transaction 4 in this capture: it has 1 to 3\n"


def test_a_file_and_standard_input_give_the_same(tmp_path: Path) -> None:
    session = sample_file(tmp_path)
    whole = run("inspect", "--sample").out.partition("\n")[2]
    for found, name in (
        (run_program("inspect", str(session)), str(session)),
        (run_program("inspect", given=captures.sample()), "<stdin>"),
        (run("inspect", "-", given=captures.sample()), "<stdin>"),
    ):
        assert found.returncode == 0
        heading, _, rest = found.out.partition("\n")
        assert heading == f"{name}: 60 messages, 10 transactions (3 different), 1 channel"
        assert rest == whole


def test_a_finding_of_severity_error_gives_exit_code_1(tmp_path: Path) -> None:
    broken = broken_file(tmp_path)
    found = run("inspect", str(broken))
    assert (found.returncode, found.err) == (1, "")
    assert "✗ error    line 667: " in found.out
    assert "70000000000000, but by the agreed states 69999999999999 [balance_differs]" in found.out
    found = run("inspect", "--json", str(broken))
    assert (found.returncode, records(found.out)[-1]) == (1, SUMMARY | {"errors": 1})


def test_warnings_and_remarks_give_exit_code_0() -> None:
    changed = founding_session()
    at(changed, 250)["frame"] = []
    found = run("inspect", given=text_of(changed))
    assert (found.returncode, found.err) == (0, "")
    assert "! warning  line 250: " in found.out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--sample", "x.md"], "--sample goes without files"),
        (["--sample", "--json", "--mermaid"], "--json and --mermaid exclude each other"),
        (["--sample", "--mermaid", "--tx", "1"], "--mermaid and --tx exclude each other"),
        (["--sample", "--tx", "x"], "a whole number in decimal digits is expected"),
        (["--sample", "--round", "x"], "a round is a number, such as 4, or two with a hyphen, such as 2-5"),
        (["--sample", "--round", "5-2"], "5 comes after 2"),
        (["--sample", "--severity", "eror"], "Did you mean error?"),
        (["--network"], "expected one argument"),
        (["--network", ""], "a network id is printable ASCII"),
        (["--no-such-option"], "unrecognized arguments"),
    ],
)
def test_wrong_usage_gives_exit_code_2_and_says_why(args: list[str], words: str) -> None:
    found = run("inspect", *args)
    assert (found.returncode, found.out) == (2, "")
    assert words in found.err


def test_a_network_can_be_named() -> None:
    private = text_of(Session(network="my_own_network").opening().records)
    assert "network    ! not known (see line " in run("inspect", given=private).out
    found = run("inspect", "--network", "another", "--network", "my_own_network", given=private)
    assert "network    my_own_network" in found.out
    assert "both signatures valid" in found.out


def test_the_help_says_what_becomes_of_tokens_and_keys() -> None:
    words = " ".join(run("inspect", "--help").out.split())
    assert "tokens (fsm_id)" in words
    assert "--json keeps every message as it was" in words
    assert "Secret keys (sk_) are masked in both" in words


# --- files that are no captures -------------------------------------------------------------------


def test_a_missing_file_gives_exit_code_2_and_the_others_are_told(tmp_path: Path) -> None:
    session, broken = sample_file(tmp_path), broken_file(tmp_path)
    found = run("inspect", "/no/such/file", str(session), str(broken.parent))
    assert found.returncode == 2
    assert found.err.splitlines() == [
        "aecodec: /no/such/file: No such file or directory",
        f"aecodec: {broken.parent}: Is a directory",
    ]
    assert found.out.startswith(f"{session}: 60 messages")
    found = run("inspect", "--json", "/no/such/file", str(broken))
    assert (found.returncode, records(found.out)[-1]) == (2, SUMMARY | {"errors": 1})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"just words", "capture_form"),
        (b'{"a": 1}', "capture_form"),
        (b"\x7fELF\xff\xfe", "capture_not_text"),
        (b"#### a ---> node\n\0", "capture_not_text"),
        (bytes(range(256)) * 100, "capture_not_text"),
    ],
)
def test_what_is_no_capture_gives_one_line_and_exit_code_1(content: bytes, code: str) -> None:
    found = run("inspect", given=content)
    assert RULES[code] in one_error(found)
    assert found.out == ""
    found = run("inspect", "--json", given=content)
    assert RULES[code] in one_error(found)
    assert records(found.out) == [SUMMARY | {"messages": 0, "transactions": 0}]


def test_a_line_of_any_length_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(b"x" * 100_001)
    with (
        mock.patch("aecodec.inspector.source.MAX_CAPTURE_BYTES", 100_000),
        mock.patch("aecodec.cli.inspect.MAX_CAPTURE_BYTES", 100_000),
    ):
        assert RULES["capture_too_long"] in one_error(run("inspect", str(path)))
    text = captures.sample().replace('"Hello"', f'"{"x" * 100_000}"')
    with mock.patch("aecodec.rpc.frames.MAX_FRAME_BYTES", 100_000):
        found = run("inspect", given=text)
    assert found.returncode == 1
    assert RULES["json_too_long"] in found.out
    assert len(found.out) < 20_000


def test_a_frame_as_deep_as_a_stack_is_survived() -> None:
    deep = '{"kind": "message", "frame": ' + "[" * 100_000
    found = run("inspect", given=captures.sample() + deep)
    assert found.returncode == 1
    assert RULES["json_too_deep"] in found.out


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_of_reference_cycles_is_as_it_was_afterwards(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        assert run("inspect", "--sample").returncode == 0
        assert run("inspect", given="nothing").returncode != 0
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()
