"""Frames, URLs, JSON of nodes and captures are searched for in linear time, whatever the text."""

from __future__ import annotations

import pytest

from aecodec.recognition import captures, structured, urls
from aecodec.recognition.view import View

from .growth import assert_linear

FRAME = '{"jsonrpc":"2.0","method":"channels.info","params":{"x":1}}'


def search(text: str) -> int:
    view = View(text)
    return sum(1 for find in (structured.find, captures.find, urls.find) for _ in find(view))


@pytest.mark.parametrize(
    "part",
    [
        FRAME + "\n",
        FRAME + ",",
        FRAME + " and ",
        "> " + FRAME + "\n",
        '{"jsonrpc":"2.0","method":"',
        '{"jsonrpc":"2.0","result":',
        '{"jsonrpc":"2.0","result":[',
        "'" + FRAME + "',",
        "['" + FRAME + "',",
        '["' + FRAME.replace('"', '\\"') + '",',
        '{"a":"{\\"a\\":\\"{',
        '{"type":"SpendTx","version":1,"x":',
        '{"type":"SpendTx","tag":12,"x":',
        '{"type":"SpendTx","version":1,"fee":1}',
        '{"hash":"th_","tx":{"type":"SpendTx"',
        '{"log":{"entries":[{"_webSocketMessages":[1]},',
        '{"kind":"message","participant":"a"}\n',
        "#### a ---> node\n",
        "9:websocket;",
        "https://a.b/?transaction=tx_&",
        "ws://h/channel?role=initiator&",
        "aenode://pp_a@",
        "http:\\/\\/",
        '{"action":"info","payload":{"event":1},',
    ],
)
def test_the_search_takes_linear_time(part: str) -> None:
    small, large = (part * (size // len(part)) for size in (4_000, 40_000))
    assert_linear(search, small, large)


@pytest.mark.parametrize("around", [("[", "]"), ('{"a":', "}"), ("'", "'"), ('{"x":"', '"}')])
def test_what_is_nested_takes_linear_time(around: tuple[str, str]) -> None:
    before, after = around
    small, large = (before * size + FRAME + after * size for size in (1_000, 10_000))
    assert_linear(search, small, large)
