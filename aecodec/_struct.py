"""Struct: what typed values here are made of. Chain objects, block headers and field types are Structs.

This and `objects` are where the core names msgspec, whose classes are the fastest to define and to build.
"""

from __future__ import annotations

import msgspec


class Struct(msgspec.Struct, frozen=True):
    """A frozen value with the fields of its class body: hashable, picklable, equal only within its class."""
