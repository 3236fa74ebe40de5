"""What people had in their hands: JSON of nodes and middlewares from public reports."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import FieldError, NodeAnswer, SignedTx, read_node_json

from .reported import CASES


def cases(*families: str) -> list[Any]:
    """The cases whose ids begin with one of these words."""
    return [pytest.param(row, id=name) for name, row in CASES.items() if name.partition("-")[0] in families]


def outcome(source: str) -> NodeAnswer | FieldError:
    try:
        return read_node_json(aecodec.parse_json(source))
    except FieldError as error:
        return error


@pytest.mark.parametrize("case", cases("json", "mdw"))
def test_the_json_of_a_report_gives_what_was_asked_for(case: dict[str, Any]) -> None:
    found = outcome(case["input"])
    shown = str(found) if isinstance(found, FieldError) else f"{aecodec.show(found.obj)} {found.hash}"
    assert [words for words in case["shown"] if words not in shown] == []
    assert isinstance(found, FieldError) == (case["id"] == "json-name-claim-derived-ttl")
    if isinstance(found, NodeAnswer) and isinstance(found.obj, SignedTx):
        assert found.network_id == "ae_mainnet"
        assert found.verification


@pytest.mark.parametrize("case", cases("api"))
def test_the_program_of_a_report_prints_what_was_asked_for(
    case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    exec(case["program"], {"INPUT": case["input"]})
    printed = capsys.readouterr().out
    assert [words for words in case["shown"] if words not in printed] == []
