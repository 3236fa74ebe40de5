"""The addon of the documents, loaded by the real mitmproxy: what it shows of flows and of any bytes."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("mitmproxy", reason="mitmproxy is not installed")

from .conftest import ROOT

ADDON = ROOT / "docs" / "mitmproxy_addon.py"
FLOWS = ROOT / "tests" / "vectors" / "captures" / "mitmproxy.flow"


@pytest.fixture(scope="module")
def addon() -> dict[str, Any]:
    return runpy.run_path(str(ADDON))


@pytest.mark.skipif(
    shutil.which("mitmdump", path=str(Path(sys.executable).parent)) is None, reason="no mitmdump"
)
def test_mitmdump_opens_the_transactions_of_frames() -> None:
    program = Path(sys.executable).parent / "mitmdump"
    run = subprocess.run(
        [program, "-n", "-r", FLOWS, "-s", ADDON, "--set", "flow_detail=4"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    # The fee of the create transaction, which stands in no JSON.
    assert "17620000000000" in run.stdout
    assert "fsm_id" in run.stdout
    assert "ba_FVcvPFjQm1A" not in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_a_frame_is_shown_with_its_transaction_and_without_its_token(addon: dict[str, Any]) -> None:
    body = (
        b'{"jsonrpc":"2.0","method":"channels.info","params":{"channel_id":null,"data":{"event":"fsm_up",'
        b'"fsm_id":"ba_ssRAN6hALVWP2kZ/4bQbvU+UECbrlk5eQqJ/5CXITlzkMz9/"}},"version":1}'
    )
    lines = list(addon["describe"](body))
    assert lines[0] == "channels.info  (channel None)"
    assert "ssRAN6" not in "\n".join(lines)
    assert addon["priority"](body) > 0


@given(data=st.binary() | st.text().map(lambda text: ('{"jsonrpc": "2.0", "method": "' + text).encode()))
def test_any_bytes_are_shown_in_printable_lines(addon: dict[str, Any], data: bytes) -> None:
    for line in addon["describe"](data):
        assert line.isprintable()


def test_other_bodies_are_left_to_other_views(addon: dict[str, Any]) -> None:
    assert addon["priority"](b'{"height": 1}') == 0
