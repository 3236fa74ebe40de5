"""What people had in their hands: JSON of nodes and middlewares from public reports."""

from __future__ import annotations

import json
from typing import Any

import pytest

import aecodec
from aecodec import FieldError, NodeAnswer, SignedTx, read_node_json

from .conftest import SHARED

PATH = SHARED / "cases" / "cases.jsonl"
needs_cases = pytest.mark.skipif(
    not PATH.is_file(), reason="the cases are not beside this repository (../shared/cases)"
)


def cases(*families: str) -> list[Any]:
    """The cases whose ids begin with one of these words."""
    lines = PATH.read_text(encoding="utf-8").splitlines() if PATH.is_file() else []
    rows = [row for row in map(json.loads, lines) if row["id"].partition("-")[0] in families]
    return [pytest.param(row, id=row["id"]) for row in rows] or [pytest.param({}, id="none")]


def outcome(source: str) -> NodeAnswer | FieldError:
    try:
        return read_node_json(aecodec.parse_json(source))
    except FieldError as error:
        return error


@needs_cases
@pytest.mark.parametrize("case", cases("json", "mdw"))
def test_the_json_of_a_report_gives_what_was_asked_for(case: dict[str, Any]) -> None:
    found = outcome(case["input"])
    shown = str(found) if isinstance(found, FieldError) else f"{aecodec.show(found.obj)} {found.hash}"
    assert [words for words in case["expect"]["out"] if words not in shown] == []
    assert isinstance(found, FieldError) == (case["id"] == "json-name-claim-derived-ttl")
    if isinstance(found, NodeAnswer) and isinstance(found.obj, SignedTx):
        assert found.network_id == "ae_mainnet"
        assert found.verification


@needs_cases
@pytest.mark.parametrize("case", cases("api"))
def test_the_program_of_a_report_prints_what_was_asked_for(
    case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    exec(case["run"], {"INPUT": case["input"]})
    printed = capsys.readouterr().out
    assert [words for words in case["expect"]["out"] if words not in printed] == []
