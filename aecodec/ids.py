"""Identifiers: `Id` of the twin that runs."""

from typing import TYPE_CHECKING

from ._backend import ids as _twin

if TYPE_CHECKING:
    from aecodec import Id  # the name by which type checkers show it
else:
    Id = _twin.Id

channel_id_of_sound = _twin.channel_id_of_sound

__all__ = ["Id", "channel_id_of_sound"]
