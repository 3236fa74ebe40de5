"""Removal of secrets from URLs: passwords, tokens, keys."""

from __future__ import annotations

import re
from typing import Final

from ..redaction import MASK, redact_within

__all__ = ["redact_name", "redact_parameter", "redact_url"]

#: What the names of parameters that let somebody in have in them.
_TOKENS: Final = ("fsm_id", "token", "secret", "passw", "api_key", "apikey", "api-key", "jwt")

#: No name of such a parameter is longer.
_LONGEST_NAME: Final = 24

_SIGNS: Final = re.compile("([?&#])")

#: URLs within parameters of URLs that are searched.
_MOST_NESTED: Final = 3


def redact_url(url: str, nested: int = _MOST_NESTED) -> str:
    """Redact the secrets in a URL: passwords, tokens such as `existing_fsm_id`, keys by their form."""
    from urllib.parse import unquote, unquote_plus

    place, *pairs = _SIGNS.split(url)
    redacted = [redact_within(place)]
    for mark, pair in zip(pairs[::2], pairs[1::2], strict=True):
        name, sign, text = pair.partition("=")
        if not sign:
            redacted.append(f"{mark}{redact_name(name)}")
            continue
        decoded = unquote_plus(text)
        shown = redact_parameter(unquote(name), decoded)
        if shown == decoded and "=" in decoded and nested:
            shown = redact_url(decoded, nested - 1)
        redacted.append(f"{mark}{redact_name(name)}={text if shown == decoded else shown}")
    return "".join(redacted)


def redact_name(name: str) -> str:
    """Redact the name of a parameter: without a sign of equality, the value may stand in it."""
    found = any(word in name.lower() for word in _TOKENS)
    return MASK if found and len(name) > _LONGEST_NAME else redact_within(name)


def redact_parameter(name: str, value: str) -> str:
    """Redact the value of a parameter, all of it if the name says so."""
    return MASK if value and any(word in name.lower() for word in _TOKENS) else redact_within(value)
