"""Objects in the hand: constructing one, and reading a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aecodec

from .founding import INITIATOR, RESPONDER, create_dict
from .race import Contestant, Race, ours, time_of, time_with

READS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """The fields of ChannelCreateTxV2 with nothing behind them."""

    initiator_id: aecodec.Id
    initiator_amount: int
    responder_id: aecodec.Id
    responder_amount: int
    channel_reserve: int
    lock_period: int
    ttl: int
    fee: int
    initiator_delegate_ids: tuple[aecodec.Id, ...]
    responder_delegate_ids: tuple[aecodec.Id, ...]
    state_hash: bytes
    nonce: int


class Slots:
    """A class with one slot."""

    __slots__ = ("fee",)

    def __init__(self, fee: int) -> None:
        self.fee = fee


def fields() -> dict[str, Any]:
    """The fields of the founding transaction, in the form of version 2."""
    known = create_dict() | {
        "initiator_id": aecodec.Id(INITIATOR),
        "responder_id": aecodec.Id(RESPONDER),
        "initiator_delegate_ids": (),
        "responder_delegate_ids": (),
    }
    return {name: known[name] for name in Unchecked.__dataclass_fields__}


def reader() -> Callable[[Any], int]:
    """A function that reads `fee` READS times; a new one each time, as the interpreter specialises it."""
    scope: dict[str, Any] = {}
    exec("def read(tx):\n" + "    tx.fee\n" * READS + "    return tx.fee", scope)
    read: Callable[[Any], int] = scope["read"]
    return read


def told(tx: Any) -> dict[str, Any]:
    return {name: getattr(tx, name) for name in Unchecked.__dataclass_fields__}


FIELDS = fields()
FEE = FIELDS["fee"]

RACES = (
    Race(
        "ChannelCreateTxV2(...), checked",
        FIELDS,
        ours(aecodec.ChannelCreateTxV2, options=FIELDS, told=told),
        (
            Contestant(
                "frozen slots dataclass",
                Unchecked,
                options=FIELDS,
                told=told,
                floor=time_of(0.6),
                must=time_of(1.0),
            ),
        ),
    ),
    Race(
        "read tx.fee",
        FEE,
        ours(reader(), aecodec.ChannelCreateTxV2(**FIELDS), units=READS),
        (Contestant("class with slots", reader(), (Slots(FEE),), units=READS, must=time_of(1.2)),),
    ),
)


def test_objects(benchmark: Any, race: Race, contestant: Contestant) -> None:
    time_with(benchmark, race, contestant)
