"""Call data and results of the captured sessions: all that is FATE is opened, and gives its bytes again."""

from __future__ import annotations

import re
from functools import cache

import aecodec
from aecodec import FateError, fate

from .error_of import error_of
from .recordings import RECORDINGS, needs_recordings

pytestmark = needs_recordings

CALLS = re.compile(r'"abi_version":\s*(\d)[^{}]*"call_data":\s*"(cb_[^"]*)"')
RESULTS = re.compile(r'"return_type":\s*"(\w+)"[^{}]*"return_value":\s*"(cb_[^"]*)"')


@cache
def recorded(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return what a pattern finds in all recordings, each once."""
    return {pair for path in RECORDINGS for pair in pattern.findall(path.read_text(encoding="utf-8"))}


def test_all_call_data_for_fate_is_opened_and_written_again() -> None:
    texts = [text for abi, text in recorded(CALLS) if abi == "3"]
    assert len(texts) >= 10
    for text in texts:
        call = fate.decode_call(text)
        assert call.to_text() == text
        assert fate.from_json(fate.to_json(call.arguments)) == call.arguments
        assert fate.matches(call.arguments, fate.type_of(call.arguments))
        assert fate.decode_call_lenient(text).deviations == ()


def test_call_data_of_the_older_machine_is_never_taken_for_fate() -> None:
    texts = [text for abi, text in recorded(CALLS) if abi == "1"]
    assert texts
    for text in texts:
        assert len(aecodec.decode(text)) % 32 == 0
        for decode in (fate.decode_call, fate.decode_call_lenient):
            assert error_of(FateError, decode, text).code == "fate_trailing_bytes"


def test_results_of_the_new_machine_are_opened_and_written_again() -> None:
    texts = [(how, text) for how, text in recorded(RESULTS) if len(aecodec.decode(text)) % 32]
    messages = set()
    for how, text in texts:
        result = fate.decode_result(text, how)
        messages.add(result.message or result.value)
        if result.message is None:
            assert aecodec.encode("cb", fate.encode(result.value)) == text
    assert any("Trying to call undefined function" in str(message) for message in messages)
