"""Identifiers: `Id` of the twin that runs."""

from ._backend import ids as _twin

Id = _twin.Id
channel_id_of_sound = _twin.channel_id_of_sound

__all__ = ["Id", "channel_id_of_sound"]
