"""Objects: constructing one, and reading a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aecodec

from ..founding import INITIATOR, RESPONDER, create_dict
from ..race import Contestant, Race, ours, time_of

READS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """The fields of ChannelCreateTxV2, unchecked."""

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
    """Return the fields of the founding transaction, in the form of version 2."""
    known = create_dict() | {
        "initiator_id": aecodec.Id(INITIATOR),
        "responder_id": aecodec.Id(RESPONDER),
        "initiator_delegate_ids": (),
        "responder_delegate_ids": (),
    }
    return {name: known[name] for name in Unchecked.__dataclass_fields__}


def reader() -> Callable[[Any], int]:
    """Make a new function that reads `fee` READS times; the interpreter specializes each for its class."""
    scope: dict[str, Any] = {}
    exec("def read(tx):\n" + "    tx.fee\n" * READS + "    return tx.fee", scope)
    read: Callable[[Any], int] = scope["read"]
    return read


def as_dict(tx: Any) -> dict[str, Any]:
    return {name: getattr(tx, name) for name in Unchecked.__dataclass_fields__}


FIELDS = fields()
FEE = FIELDS["fee"]

RACES = (
    Race(
        "ChannelCreateTxV2(...), checked",
        FIELDS,
        ours(aecodec.ChannelCreateTxV2, options=FIELDS, convert=as_dict),
        (
            Contestant(
                "frozen slots dataclass",
                Unchecked,
                options=FIELDS,
                convert=as_dict,
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
