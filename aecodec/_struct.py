"""Struct, the base of chain objects, block headers and field types.

In the core, only this module and `objects` import msgspec. Its classes are the fastest to define and to make.
"""

from __future__ import annotations

import msgspec


class Struct(msgspec.Struct, frozen=True):
    """A frozen value with the fields of its class body: hashable, picklable, equal only within its class."""
