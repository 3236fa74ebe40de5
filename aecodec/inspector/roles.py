"""The roles of the two participants of a channel, and words that name one of them."""

from __future__ import annotations

import re
from typing import Final

ROLES: Final = ("initiator", "responder")

_ROLE: Final = re.compile("initiator|responder", re.IGNORECASE)


def role_in(text: str) -> str | None:
    """Return the role that a text names; None if it names none or both."""
    roles = {match[0].lower() for match in _ROLE.finditer(text)}
    return roles.pop() if len(roles) == 1 else None
