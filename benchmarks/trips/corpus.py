"""Whole corpora of mixed types, one transaction after the other: captured ones, and the generated ones.

The others give bare RLP items, with the objects in them opened; ours are typed and checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import aecodec

from .. import peers
from ..clock import InParts
from ..corpus import mixture, transcripts
from ..founding import items_of
from ..race import OURS, Contestant, Goal, Race, faster, identity

Decode = Callable[[str], Any]


def all_of(decode: Decode, texts: Sequence[str]) -> list[Any]:
    return [decode(text) for text in texts]


def list_items(objects: list[Any]) -> list[Any]:
    return [items_of(one) for one in objects]


def over(texts: Sequence[str], name: str, decode: Decode, **details: Any) -> Contestant:
    """Make a contestant that decodes all of these texts; its time is that of one of them."""
    clock = InParts(decode, texts)
    return Contestant(name, all_of, (decode, texts), own_clock=clock, units=len(texts) or 1, **details)


def composition(peer: str, texts: Sequence[str], **goals: Goal | None) -> Contestant:
    who = peers.load(peer)
    if who.module is None:
        return Contestant(who.name, identity, absent=who.version, **goals)
    return over(texts, who.name, who.module.raw_fields, **goals)


def items_in(texts: Sequence[str]) -> list[Any]:
    """Return the answer of all: that of a composition, or ours where none is installed."""
    modules = (peers.load(name).module for name in ("plain_parts", "best_parts"))
    other = next((module for module in modules if module is not None), None)
    return all_of(other.raw_fields, texts) if other else list_items(all_of(aecodec.decode_object, texts))


def race(
    name: str,
    decode: Decode,
    texts: Sequence[str],
    must: Goal | None = None,
    floor: Goal | None = None,
    absent: str | None = None,
) -> Race:
    """Make a race of ours against both compositions over these texts."""
    rivals = (composition("plain_parts", texts, must=must, floor=floor), composition("best_parts", texts))
    return Race(name, items_in(texts), over(texts, OURS, decode, convert=list_items, absent=absent), rivals)


def race_with_js_sdk() -> Race:
    """Make a race against the JavaScript SDK over those generated transactions that it accepts."""
    who = peers.load("js_sdk")
    texts = mixture.transactions()
    rival = Contestant(who.name, identity, absent=who.version)
    if who.module is not None:
        surveyed = zip(texts, who.module.survey(texts), strict=True)
        texts = tuple(text for text, (refused, _) in surveyed if refused is None)
        clock = who.module.clock("decode_all", texts)
        rival = Contestant(
            who.name,
            who.module.decode_all,
            (texts,),
            convert=len,
            own_clock=clock,
            units=len(texts),
            remote=True,
        )
    name = "decode_tx, generated ones that the JavaScript SDK takes"
    return Race(name, len(texts), over(texts, OURS, aecodec.decode_tx, convert=len), (rival,))


RACES = (
    race(
        "decode_tx, captured transactions",
        aecodec.decode_tx,
        transcripts.transactions(),
        must=faster(15),
        absent=transcripts.absent(),
    ),
    race("decode_tx, generated transactions", aecodec.decode_tx, mixture.transactions(), floor=faster(13)),
    race("decode_object, generated states", aecodec.decode_object, mixture.states(), floor=faster(7)),
    race_with_js_sdk(),
)
