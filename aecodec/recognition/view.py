"""View, a text made from the source, which knows where in the source each of its characters stands."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from .reading import Reading


class View:
    """A text made from the source, with the place in the source of each of its characters.

    steps: what was done to all of the source to get to this text. A view of the source itself has none.
    A step of `replace` belongs only to the readings that hold a part that it replaced.
    """

    # The text is divided into stretches whose characters stand one behind another in the source:
    # `_indexes` holds where each stretch begins in the text, `_places` where in the source. The last entry
    # of both is the end. A text of a few replaced parts has a few stretches, whatever its length.
    __slots__ = ("_indexes", "_places", "_replaced", "steps", "text")

    def __init__(self, text: str, places: Sequence[int] | None = None, steps: Iterable[str] = ()) -> None:
        """Make a view. places: a number for each character and one for the end; None: its own."""
        self.text = text
        self.steps = tuple(steps)
        self._indexes: Sequence[int] = range(len(text) + 1) if places else (0, len(text))
        self._places: Sequence[int] = places or self._indexes
        self._replaced: tuple[tuple[str, Sequence[int]], ...] = ()

    def place(self, index: int) -> int:
        """Return where a character of this text, or its end, stands in the source."""
        stretch = bisect_right(self._indexes, index) - 1
        place = self._places[stretch]
        if stretch + 1 == len(self._indexes):
            return place
        return min(place + index - self._indexes[stretch], self._places[stretch + 1])

    def cut(self, start: int, end: int, step: str | None = None) -> View:
        """Return a part of the text as a view of its own."""
        view = View(self.text[start:end], steps=(*self.steps, step) if step else self.steps)
        view._indexes, view._places = indexes, places = array("I"), array("I")
        self._copy(start, end, 0, indexes, places)
        # What was removed behind the last character is no part of its place.
        behind = bisect_left(self._indexes, end)
        if behind < len(self._indexes) and self._indexes[behind] == end > start:
            indexes.append(end - start)
            places.append(self._places[behind])
        indexes.append(end - start)
        places.append(self.place(end))
        view._replaced = self._replaced
        return view

    def replace(self, parts: Iterable[tuple[int, int, str]], step: str) -> View:
        """Return the text with parts of it replaced: (start, end, replacement), in order, without overlap.

        step: what was done; `{count}` in it stands for the number of parts that a reading holds.
        """
        text: list[str] = []
        indexes, places, replaced = array("I"), array("I"), array("I")
        done = length = 0
        for start, end, new in parts:
            if start > done:
                self._copy(done, start, length, indexes, places)
                length += start - done
            indexes.append(length)
            places.append(self.place(start))
            replaced.append(places[-1])
            text += (self.text[done:start], new)
            length += len(new)
            done = end
        self._copy(done, len(self.text), length, indexes, places)
        text.append(self.text[done:])
        view = View("".join(text), steps=self.steps)
        view._indexes, view._places = indexes, places
        indexes.append(len(view.text))
        places.append(self.place(len(self.text)))
        view._replaced = (*self._replaced, (step, replaced))
        return view

    def reading(self, start: int, end: int, **members: Any) -> Reading:
        """Return a reading of a part of this text. `steps` are added to those that led to this part."""
        first, last = self.place(start), self.place(end)
        steps = list(self.steps)
        for step, places in self._replaced:
            count = bisect_left(places, last) - bisect_left(places, first)
            if count:
                steps.append(step.replace("{count}", f"{count}"))
        steps += members.pop("steps", ())
        return Reading(start=first, end=last, steps=tuple(steps), **members)

    def _copy(self, start: int, end: int, index: int, indexes: array[int], places: array[int]) -> None:
        """Add the stretches of a part of this text to those of another, in which it begins at `index`."""
        indexes.append(index)
        places.append(self.place(start))
        first, last = bisect_right(self._indexes, start), bisect_left(self._indexes, end)
        indexes.extend(one - start + index for one in self._indexes[first:last])
        places.extend(self._places[first:last])
