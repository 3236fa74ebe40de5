"""Form, one way in which captures are written: how it is recognized and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from ..model import Entry
from ..source import Source

#: What stands in a capture and is no entry, by kind, such as `requests of HTTP`.
Skipped: TypeAlias = Counter[str]


class Form(NamedTuple):
    """A form of captures.

    name: as `Capture.form` gives it. detect: tells by the beginning of a source whether it has this form.
    read: yields the entries in order and counts what it skips; raises CaptureError for what is no capture
    at all, never for a part of it. labelled: participants are labels of connections, which get names later.
    numbered: the source has no lines that a person would look for, so entries are numbered.
    """

    name: str
    detect: Callable[[Source], bool]
    read: Callable[[Source, Skipped], Iterator[Entry]]
    labelled: bool = False
    numbered: bool = False
