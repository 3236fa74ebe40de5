"""Reading, what a source or a part of it was taken for; and View, a text that remembers its source."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Any

from .._struct import Struct
from ..errors import AecodecError


class Kind(enum.StrEnum):
    """What a thing is, in the words that people read."""

    TRANSACTION = "transaction"
    OBJECT = "chain object"
    HEADER = "block header"
    IDENTIFIER = "identifier"
    BYTES = "bytes"
    HASH_OR_KEY = "32 bytes: a hash or public key"
    SIGNATURE = "signature"
    FRAME = "JSON-RPC frame"
    CAPTURE = "captured channel session"
    CONNECTION = "connection of a channel"
    LINK = "link of a wallet"
    NODE_JSON = "JSON of a node or middleware"
    JSON_FORM = "JSON form of an object"
    NAME = "name"
    AMOUNT = "amount"
    HEIGHT = "height"
    NETWORK = "network id"
    DAMAGED = "damaged text"
    SHORTENED = "shortened text"
    FOREIGN = "address of another network"
    SECRET = "secret"


class Confidence(enum.IntEnum):
    """How sure a reading is: a checksum or a strict parse is certain; a form that others share is not."""

    UNLIKELY = 1
    LIKELY = 2
    CERTAIN = 3


class Reading(Struct, frozen=True, kw_only=True):
    """What a source, or a part of it, was taken for.

    kind: what it is. value: the object, parts, bytes or number; None where there is none or it is secret.
    start, end: its place in the source, in characters of a text or in bytes. confidence: how sure this is;
    why: the reason in one sentence. steps: what was done to the source to get there. text: the canonical
    text of the value, where it has one. error: what strict decoding says of it. suggestion: a text that was
    probably meant; it is never applied. notes: what a person should know, a sentence each.
    """

    kind: Kind
    value: Any = None
    start: int
    end: int
    confidence: Confidence
    why: str
    steps: tuple[str, ...] = ()
    text: str | None = None
    error: AecodecError | None = None
    suggestion: str | None = None
    notes: tuple[str, ...] = ()


class View:
    """A text made from the source, with the place in the source of each of its characters.

    steps: what was done to get from the source to this text. A view of the source itself has none.
    """

    __slots__ = ("_places", "steps", "text")

    def __init__(self, text: str, places: Sequence[int] | None = None, steps: Iterable[str] = ()) -> None:
        """Make a view. places: a number for each character and one for the end; None: its own."""
        self.text = text
        self.steps = tuple(steps)
        self._places = places

    def place(self, index: int) -> int:
        """Return where a character of this text, or its end, stands in the source."""
        return index if self._places is None else self._places[index]

    def cut(self, start: int, end: int, step: str | None = None) -> View:
        """Return a part of the text as a view of its own."""
        places = [self.place(index) for index in range(start, end + 1)]
        return View(self.text[start:end], places, (*self.steps, step) if step else self.steps)

    def replace(self, parts: Iterable[tuple[int, int, str]], step: str) -> View:
        """Return the text with parts of it replaced: (start, end, replacement), in order, without overlap."""
        text: list[str] = []
        places: list[int] = []
        done = 0
        for start, end, new in parts:
            text += (self.text[done:start], new)
            places += [self.place(index) for index in range(done, start)]
            places += [self.place(start)] * len(new)
            done = end
        text.append(self.text[done:])
        places += [self.place(index) for index in range(done, len(self.text) + 1)]
        return View("".join(text), places, (*self.steps, step))

    def reading(self, start: int, end: int, **members: Any) -> Reading:
        """Return a reading of a part of this text. `steps` are added to those of the view."""
        steps = (*self.steps, *members.pop("steps", ()))
        return Reading(start=self.place(start), end=self.place(end), steps=steps, **members)
