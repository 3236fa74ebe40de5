"""What a node would do with a connection: admit it, refuse it with a code, close it without a word."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from aecodec import rpc
from aecodec.rpc import Connection, Error, connection_refusal

from .recordings import RECORDINGS, needs_recordings, recorded_history
from .test_connection import CHANNEL, TOKEN

BASE = "ws://localhost:3014/channel"
#: Source: `aecodec.testing`; any two accounts do.
OPENING: dict[str, Any] = {
    "protocol": "json-rpc",
    "role": "initiator",
    "host": "localhost",
    "port": 3114,
    "initiator_id": "ak_2KP8cKSPR1Zt6BP3PtdfKqmYGArvp9RDdPz7xdjf6DRa9PNyPL",
    "responder_id": "ak_RLFiEZ2Cq165ftSppQwVJ5jCQRBXjY31yPDLRB9WEK8v2qNQo",
    "initiator_amount": 70,
    "responder_amount": 40,
    "push_amount": 1,
    "channel_reserve": 10,
    "lock_period": 10,
}
RETURN: dict[str, Any] = {
    **{name: OPENING[name] for name in ("protocol", "role", "host", "port")},
    "existing_channel_id": CHANNEL,
    "existing_fsm_id": TOKEN,
}


@pytest.mark.parametrize(
    ("parameters", "name", "code"),
    [
        (OPENING, None, None),
        (RETURN, None, None),
        (OPENING | {"protocol": None}, "protocol", None),
        (OPENING | {"protocol": "legacy"}, "protocol", None),
        (OPENING | {"host": None}, "host", None),
        (OPENING | {"host": None, "role": "responder"}, None, None),
        (OPENING | {"initiator_id": "any"}, "initiator_id", None),
        (OPENING | {"initiator_id": "any", "role": "responder"}, None, None),
        (OPENING | {"responder_id": "any", "role": "responder"}, "responder_id", None),
        (OPENING | {"responder_id": CHANNEL}, "responder_id", None),
        (OPENING | {"minimum_depth": -1, "channel_reserve": -1}, "minimum_depth", None),
        (OPENING | {"channel_reserve": -1}, "channel_reserve", 105),
        (OPENING | {"push_amount": -1, "channel_reserve": -1}, "channel_reserve", 105),
        (OPENING | {"push_amount": -1}, "push_amount", 105),
        (OPENING | {"push_amount": 60}, None, None),
        (OPENING | {"push_amount": 61}, "initiator_amount", 105),
        (OPENING | {"responder_amount": 8}, "responder_amount", 105),
        (OPENING | {"responder_amount": 9}, None, None),
        (OPENING | {"lock_period": -1}, "lock_period", 105),
        (OPENING | {"lock_period": None}, "lock_period", None),
        (OPENING | {"existing_fsm_id": "ba_x"}, None, None),
        (OPENING | {"slogan": "any text"}, None, None),
        (OPENING | {"reestablish": "true", "log_keep": -5}, None, None),
        (RETURN | {"existing_fsm_id": None}, "existing_fsm_id", 2000),
        (RETURN | {"existing_fsm_id": "ba_Xfbg4g=="}, "existing_fsm_id", 1016),
        (RETURN | {"existing_fsm_id": CHANNEL}, "existing_fsm_id", 1016),
        (RETURN | {"existing_channel_id": "ch_x"}, "existing_channel_id", None),
        (RETURN | {"initiator_id": "ak_x", "channel_reserve": -1}, None, None),
        (RETURN | {"offchain_tx": "tx_x"}, None, None),
        (RETURN | {"port": None}, "port", None),
    ],
)
def test_a_node_admits_or_refuses(parameters: dict[str, Any], name: str | None, code: int | None) -> None:
    refusal = connection_refusal(Connection.make(BASE, **parameters))
    if name is None:
        assert refusal is None
    else:
        assert refusal is not None
        assert (refusal.parameter, refusal.code) == (name, code)
        assert refusal.reason.startswith(name) or name == "protocol"


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("&fee=1e18", "fee", None),
        ("&timeout_idle=soon", "timeout_idle", None),
        ("&report_info=1", "report_info", None),
        ("&keep_running=yes", "keep_running", None),
        ("&existing_channel_id=&existing_fsm_id=", "existing_channel_id", None),
        (f"&existing_channel_id={CHANNEL}&existing_fsm_id=", "existing_fsm_id", 1016),
        (f"&existing_channel_id={CHANNEL}&existing_fsm_id=ba_x&ttl=x", "ttl", None),
    ],
)
def test_what_is_malformed_closes_the_connection(query: str, name: str, code: int | None) -> None:
    refusal = connection_refusal(Connection.parse(Connection.make(BASE, **OPENING).url + query))
    assert refusal is not None
    assert (refusal.parameter, refusal.code) == (name, code)
    assert TOKEN not in refusal.reason


@needs_recordings
def test_recorded_connections_are_refused_as_their_node_did() -> None:
    """The node tells the code in an error without a request; what only the chain shows is left out."""
    predicted: Counter[int | None] = Counter()
    seen: Counter[int] = Counter()
    for path in RECORDINGS:
        for entry in recorded_history(path).capture.entries:
            if entry.connection is not None:
                refusal = connection_refusal(entry.connection)
                predicted[refusal.code if refusal is not None else 0] += 1
            if isinstance(entry.frame, Error) and entry.frame.request == {}:
                reasons = rpc.reasons_of(entry.frame)
                assert isinstance(reasons, tuple)
                seen.update(one.code for one in reasons)
    assert (predicted[105], predicted[2000]) == (seen[105], seen[2000]) == (12, 2)
    # Of tokens only the form shows; the others were not the current one.
    assert (predicted[1016], seen[1016]) == (4, 6)
    assert None not in predicted
    assert set(seen) == {105, 1011, 1016, 2000}
