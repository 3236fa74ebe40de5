"""Whole corpora of mixed types, one transaction after the other: captured ones, and the generated ones.

The others give bare RLP items, with the objects in them opened; ours are typed and checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import aecodec
from aecodec.schema import classes

from . import peers
from .clock import InParts
from .corpus import mixture, transcripts
from .founding import items_of
from .race import OURS, Contestant, Goal, Race, as_it_is, faster, time_with

Decode = Callable[[str], Any]


def all_of(decode: Decode, texts: Sequence[str]) -> list[Any]:
    return [decode(text) for text in texts]


def told(objects: list[Any]) -> list[Any]:
    return [items_of(one) for one in objects]


def over(texts: Sequence[str], name: str, decode: Decode, **details: Any) -> Contestant:
    """Somebody who decodes all of these, and how long one of them takes."""
    clock = InParts(decode, texts)
    return Contestant(name, all_of, (decode, texts), own_clock=clock, units=len(texts) or 1, **details)


def composition(peer: str, texts: Sequence[str], **goals: Goal | None) -> Contestant:
    who = peers.load(peer)
    if who.module is None:
        return Contestant(who.name, as_it_is, absent=who.version, **goals)
    return over(texts, who.name, who.module.raw_fields, **goals)


def items_in(texts: Sequence[str]) -> list[Any]:
    """What all must say: the word of a composition; where none is here there is nobody to race against."""
    modules = (peers.load(name).module for name in ("plain_parts", "best_parts"))
    witness = next((module for module in modules if module is not None), None)
    return all_of(witness.raw_fields, texts) if witness else told(all_of(aecodec.decode_object, texts))


def race(
    name: str,
    decode: Decode,
    texts: Sequence[str],
    must: Goal | None = None,
    floor: Goal | None = None,
    absent: str | None = None,
) -> Race:
    """Ours against both compositions over these texts."""
    rivals = (composition("plain_parts", texts, must=must, floor=floor), composition("best_parts", texts))
    return Race(name, items_in(texts), over(texts, OURS, decode, told=told, absent=absent), rivals)


def race_with_js_sdk() -> Race:
    """Ours against the JavaScript SDK over what it takes of the generated transactions."""
    who = peers.load("js_sdk")
    texts = mixture.transactions()
    rival = Contestant(who.name, as_it_is, absent=who.version)
    if who.module is not None:
        taken = zip(texts, who.module.survey(texts), strict=True)
        texts = tuple(text for text, (refused, _) in taken if refused is None)
        clock = who.module.clock("decode_all", texts)
        rival = Contestant(
            who.name,
            who.module.decode_all,
            (texts,),
            told=len,
            own_clock=clock,
            units=len(texts),
            remote=True,
        )
    name = "decode_tx, generated ones that the JavaScript SDK takes"
    return Race(name, len(texts), over(texts, OURS, aecodec.decode_tx, told=len), (rival,))


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


def test_transactions_of_all_types_and_versions_are_generated() -> None:
    known = {cls for cls in classes() if issubclass(cls, aecodec.Tx)}
    assert set(mixture.SHARES) == known - {aecodec.SignedTx}


def test_corpus(benchmark: Any, race: Race, contestant: Contestant) -> None:
    time_with(benchmark, race, contestant)
