"""Identifiers: `Id` of the twin that runs."""

from ._backend import ids as _twin

Id = _twin.Id

__all__ = ["Id"]
