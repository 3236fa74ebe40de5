"""Removal of secrets from messages, and representations that show none."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from .._strict_json import Json
from ..redaction import MASK, redact_json

__all__ = ["TOKENS", "redact_frame", "redacted_repr"]

#: Members with a token by which a client takes up its channel again, as good as a password.
TOKENS: Final = frozenset(("fsm_id", "existing_fsm_id"))


def redact_frame(value: Json) -> Json:
    """Redact the secrets in a JSON value, and the tokens of a channel."""
    return redact_json(_redact_tokens(value))


def _redact_tokens(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            key: MASK if key in TOKENS and isinstance(item, str) else _redact_tokens(item)
            for key, item in value.items()
        }
    return [_redact_tokens(item) for item in value] if isinstance(value, list) else value


def redacted_repr(value: Any) -> str:
    """Write a struct for `repr`, without secrets and without what is absent."""
    members = {name: getattr(value, name) for name in value.__struct_fields__}
    parts = [
        f"{name}={(MASK if name in TOKENS and member else _redact(member))!r}"
        for name, member in members.items()
        if member is not UNSET and member != {}
    ]
    return f"{type(value).__name__}({', '.join(parts)})"


def _redact(member: Any) -> Any:
    if isinstance(member, tuple):
        return tuple(_redact(item) for item in member)
    return redact_frame(member) if isinstance(member, str | dict | list) else member
