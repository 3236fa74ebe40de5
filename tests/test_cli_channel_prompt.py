"""`aecodec channel open` at a terminal: prompt, news, questions, wrong words, Ctrl-C and Ctrl-D."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

pytest.importorskip("websockets", reason="the package websockets is missing (pip install 'aecodec[ws]')")
pytest.importorskip("pty", reason="there are no pseudo terminals here")

import pty

from .channel_requests import A, B
from .conftest import ROOT

SEEDS = {
    "initiator": b"a test seed: alice, initiator ..".hex(),
    "responder": b"a test seed: bob, responder ....".hex(),
}


class Terminal:
    """A participant in a terminal of its own; `shown` is everything that it printed."""

    def __init__(self, url: str, role: str, *more: str) -> None:
        peer = B if role == "initiator" else A
        words = [
            "channel",
            "open",
            url,
            f"--{role}",
            "--peer",
            str(peer),
            "--network",
            "ae_sim",
            "--depth",
            "0",
        ]
        words += ["--mine", "0.0007AE", "--theirs", "0.0007AE", "--key-env", "SEED", *more]
        self.role, self.shown = role, ""
        self.handle, inner = pty.openpty()
        self.program = subprocess.Popen(
            [sys.executable, "-m", "aecodec", *words],
            cwd=ROOT,
            env={**os.environ, "SEED": SEEDS[role], "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)

    def type(self, text: str) -> None:
        os.write(self.handle, text.encode())

    def wait_for(self, text: str) -> str:
        """Return what is printed from now on up to a text."""
        until = time.monotonic() + 20
        os.set_blocking(self.handle, False)
        while text not in self.shown:
            assert time.monotonic() < until, f"{text!r} is not in {self.shown!r}"
            try:
                self.shown += os.read(self.handle, 1 << 16).decode()
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:  # the program has ended
                break
        assert text in self.shown, self.shown
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def end(self) -> int:
        code = self.program.wait(timeout=20)
        os.close(self.handle)
        return code


@pytest.fixture
def both() -> Iterator[tuple[Terminal, Terminal]]:
    arguments = [sys.executable, "-m", "aecodec", "simulate", "--port", "0", "--block-time", "20"]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        terminals = (Terminal(url, "initiator"), Terminal(url, "responder"))
        try:
            for one in terminals:
                one.wait_for(f"{one.role}> ")
            yield terminals
        finally:
            for one in terminals:
                one.program.kill()
                one.program.wait()
            server.terminate()


def test_a_session_by_hand(both: tuple[Terminal, Terminal]) -> None:
    alice, bob = both
    alice.type("pay 1000 coffee\n")
    assert "it pays you 1000 aettos (coffee)" in bob.wait_for("round 2   mine 700000000001000")
    # What takes coins is asked; the answer decides.
    alice.wait_for("initiator> ")
    alice.type("request 5\n")
    bob.wait_for("it asks you to pay 5 aettos: yes or no?")
    bob.type("no 147\n")
    assert "code 147" in alice.wait_for("initiator> ")
    alice.type("request 7\n")
    bob.wait_for("it asks you to pay 7 aettos: yes or no?")
    bob.type("yes\n")
    alice.wait_for("round 3   mine 699999999999007")
    # News do not spoil the line that is being typed.
    bob.type("say half a li")
    bob.wait_for("half a li")
    alice.type("say hello\n")
    shown = bob.wait_for("heard     hello")
    assert shown.endswith("\x1b[Kheard     hello")
    bob.wait_for("responder> say half a li")
    bob.type("ne\n")
    alice.wait_for("heard     half a line")
    # No escape of the other one reaches the terminal; Ctrl-V takes it into the line.
    bob.type("say \x16\x1b[31mred\n")
    assert "heard     \\x1b[31mred" in alice.wait_for("red")
    # A close is asked, too, and ends both programs.
    alice.type("shutdown\n")
    assert "and pays you 0.0" in bob.wait_for("yes or no?")
    bob.type("yes\n")
    for one in both:
        one.wait_for("closed    ch_")
        assert one.end() == 0


def test_wrong_words_and_the_keys_that_stop(both: tuple[Terminal, Terminal]) -> None:
    alice, bob = both
    for line, complaint in {
        "pey 3": "unknown command 'pey'. Did you mean pay?",
        "frobnicate": "unknown command 'frobnicate'; help lists the commands",
        "pay": "pay takes AMOUNT [TEXT]",
        "deposit 3 coins": "deposit takes an amount alone, such as 1.5AE",
        "pay much": "much: not an amount",
        "until soon": "soon: a whole number in decimal digits is expected",
        "show it": "show takes nothing more",
        "yes": "nothing is asked",
        "no 70000": "70000: a code from 1 to 65535 is expected",
    }.items():
        alice.type(f"{line}\n")
        said = alice.wait_for("initiator> ")
        assert f"aecodec channel: {complaint}" in said
        assert "Traceback" not in said
    alice.type("sho\t\n")
    alice.wait_for("round 1   mine")
    # Ctrl-C ends the wait for a message and nothing else; Ctrl-D hangs up.
    alice.type("hear\n")
    alice.wait_for("hear\r\n")
    time.sleep(0.2)
    os.killpg(alice.program.pid, signal.SIGINT)
    alice.wait_for("stopped waiting")
    alice.wait_for("initiator> ")
    alice.type("\x04")
    assert alice.end() == 0
    # Ctrl-C at the prompt hangs up.
    time.sleep(0.1)
    os.killpg(bob.program.pid, signal.SIGINT)
    assert bob.end() == 130
