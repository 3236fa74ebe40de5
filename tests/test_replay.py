"""Recordings of real sessions are played against the simulated node, and all frames of the node agree.

The recordings with their numbers of frames are listed in ../shared/spec/CHANNEL_PLAY.md, section 5.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aecodec.inspector import captures
from aecodec.simulator.replay import replay

from .conftest import ROOT

SHARED = ROOT.parent / "shared"
RECORDINGS = SHARED / "transcripts"
LIST = SHARED / "spec" / "CHANNEL_PLAY.md"

#: These need a contract machine, and stop at the first request for one.
WITH_CONTRACTS = (
    "changeable_nonce/sc_ws_optional_params_fail_force_progress",
    "contracts/sc_ws_oracle_contract",
    "contracts/sc_ws_wrong_call_data",
    "force_progress/sc_ws_force_progress_based_on_offchain_state",
)

needs_recordings = pytest.mark.skipif(not LIST.exists(), reason="the recordings are not in ../shared")


def listed() -> dict[str, tuple[int, int, int, int]]:
    """Name to frames of the node to initiator and responder, and of both clients."""
    if not LIST.exists():
        return {}
    section = LIST.read_text("utf-8").partition("Shared, 43 pass")[2].partition("Shared, fail")[0]
    found = re.findall(r"`([\w/]+)`\s+(\d+)/(\d+)\s+\((\d+)/(\d+)\)", section)
    return {name: (int(a), int(b), int(c), int(d)) for name, a, b, c, d in found}


def path_of(name: str) -> Path:
    direct = RECORDINGS / f"{name}.md"
    return direct if direct.exists() else RECORDINGS / "json-rpc" / f"{name}.md"


@needs_recordings
def test_the_list_has_43_recordings_with_all_their_frames():
    counts = listed().values()
    assert len(counts) == 43
    assert (sum(one[0] for one in counts), sum(one[1] for one in counts)) == (1314, 1114)


@needs_recordings
@pytest.mark.parametrize("name", sorted(listed()))
def test_all_frames_of_the_node_agree(name: str):
    result = replay(captures.read(path_of(name).read_text("utf-8"), name).entries)
    assert result.difference is None
    assert result.stopped is None
    frames = [result.agreed.get(side, 0) for side in ("initiator", "responder")]
    sent = [result.sent.get(side, 0) for side in ("initiator", "responder")]
    assert (*frames, *sent) == listed()[name]
    assert result


@needs_recordings
@pytest.mark.parametrize("name", WITH_CONTRACTS)
def test_a_recording_with_contracts_stops_at_the_first_request_for_one(name: str):
    result = replay(captures.read(path_of(name).read_text("utf-8"), name).entries)
    assert not result
    assert result.difference is None
    assert result.stopped is not None
    assert re.fullmatch(r"line \d+: channels\.update\.new_contract needs a contract machine", result.stopped)


def test_the_founding_session_happens_again():
    result = replay(captures.read(captures.sample(), "sample").entries)
    assert result
    assert (result.agreed, result.sent) == (
        {"initiator": 21, "responder": 20},
        {"initiator": 10, "responder": 9},
    )


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"event":"channel_accept"', '"event":"channel_open"', "params.data.event"),
        ('"balance":69999999999999', '"balance":69999999999998', "result[0].balance"),
        ('"info":"channel_changed"', '"info":"channel_closed"', "params.data.info"),
        ('"tag":"pong"', '"tag":"ping"', "params.data.tag"),
    ],
)
def test_a_changed_frame_is_the_difference(old: str, new: str, path: str):
    text = captures.sample().replace('": ', '":').replace(", ", ",")
    assert old in text
    changed = text.replace(old, new, 1)
    result = replay(captures.read(changed, "changed").entries)
    assert not result
    assert result.difference is not None
    assert result.difference.path == path
    line = text[: text.index(old)].count("\n")
    assert f'"line":{result.difference.line},' in changed.splitlines()[line]
