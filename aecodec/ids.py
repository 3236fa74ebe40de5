"""Identifiers: `Id` of the twin that runs, and the function by which its pickles are read."""

from typing import TYPE_CHECKING

from ._backend import ids as _twin

if TYPE_CHECKING:
    from aecodec import Id  # the name by which type checkers show it
else:
    Id = _twin.Id

unpickle = _twin.unpickle

__all__ = ["Id"]
