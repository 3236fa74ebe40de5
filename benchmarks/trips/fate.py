"""Data of contracts: call data, and a large value both ways."""

from __future__ import annotations

from typing import Any

import aecodec
from aecodec import Id, IdKind, fate

from ..founding import CO_SIGNED, INITIATOR, as_dict, signed_dict
from ..race import Contestant, Race, ours, rival, time_of

CALL = fate.call("transfer", [Id(INITIATOR), 10**18])
#: The entries of a token: accounts and amounts.
ENTRIES = [(Id.of(IdKind.ACCOUNT, number.to_bytes(32, "big")), 10**18 + number) for number in range(100)]
WIRE = fate.encode(ENTRIES)
TEXT = aecodec.encode("cb", WIRE)
#: As the JavaScript library shows them.
SHOWN = [[str(account), str(amount)] for account, amount in ENTRIES]


def as_shown(entries: Any) -> list[list[str]]:
    return [[str(account), str(amount)] for account, amount in entries]


def call_as_list(call: fate.Call) -> list[Any]:
    return [call.function_id.hex(), str(call.arguments[0]), call.arguments[1]]


RACES = (
    Race(
        "fate.decode_call, a transfer",
        [fate.function_id("transfer").hex(), INITIATOR, 10**18],
        ours(fate.decode_call, CALL, convert=call_as_list),
        (
            Contestant(
                "own decode_tx",
                aecodec.decode_tx,
                (CO_SIGNED,),
                convert=as_dict,
                answer=signed_dict(),
                must=time_of(10),
            ),
        ),
    ),
    Race(
        "fate.decode, 100 accounts and amounts",
        SHOWN,
        ours(fate.decode, TEXT, convert=as_shown),
        (rival("js_sdk", "decode_fate", TEXT),),
    ),
    Race(
        "fate.encode, 100 accounts and amounts",
        WIRE,
        ours(fate.encode, ENTRIES),
        (
            Contestant(
                "own decode",
                fate.decode,
                (WIRE,),
                answer=ENTRIES,
                must=time_of(1),
            ),
        ),
    ),
)
