"""Secret keys in texts that people paste: told by their form, or by the name that they stand under.

What is masked is shown as `…`. Nobody can tell the 32 bytes of a seed in hexadecimal from those of a hash:
as everything here has a prefix on this network, such digits are taken for a secret.
"""

from __future__ import annotations

import re
from typing import Any, Final

MASK: Final = "…"
_MASKED_TEXT: Final = f"sk_{MASK}"

#: A secret key's text in an input: nobody knows where it ends, so all that follows belongs to it.
_TEXT: Final = re.compile("sk_.*", re.IGNORECASE | re.DOTALL)

#: The same within what people and nodes wrote; `task_id` is none. One that is glued to a word is told by
#: its length and its mixed letters.
_TEXT_WITHIN: Final = re.compile(
    r"(?<![0-9A-Za-z])(?i:sk_)[0-9A-Za-z]+|(?i:sk_)(?=[a-z]*[0-9A-Z])[0-9A-Za-z]{16,}", re.ASCII
)

#: A seed or a whole secret key in hexadecimal, or one with a few digits too many or lost. Base64 may hold
#: such a row of digits, but goes on on both sides, or behind its prefix.
_DIGITS: Final = "(?:[0-9A-Fa-f]{124,132}|[0-9A-Fa-f]{60,68})"
_HEX: Final = re.compile(
    rf"(?<![0-9A-Za-z+/_])(?:0[xX])?{_DIGITS}(?![0-9A-Fa-f])|(?<![0-9A-Fa-f]){_DIGITS}(?![0-9A-Za-z+/=])",
    re.ASCII,
)

#: The same as JavaScript writes arrays of bytes.
_ARRAY: Final = re.compile(
    r"\[\s{0,9}(?:[0-9]{1,3}\s{0,9},\s{0,9}){31}(?:(?:[0-9]{1,3}\s{0,9},\s{0,9}){32})?[0-9]{1,3}\s{0,9}\]",
    re.ASCII,
)

#: What each of these needs.
_SUSPECT: Final = re.compile(
    r"sk_|[0-9A-F]{60}|[\[{]\s{0,9}\"?[0-9]|secret|priv|seed|mnemonic", re.ASCII | re.IGNORECASE
)

#: What is called a secret and looks like one, such as `secretKey: "…"` or `my seed is …`.
_NAMED: Final = re.compile(
    r"((?:secret|private|seed|mnemonic)[\w -]{0,24}[\"']?\s{0,9}(?:[:=]|\bis\b)\s{0,9}[\"']?)"
    r"(?:[0-9A-Za-z+/=_-]{16,}|[a-z]{3,8}(?:[ ,]{1,3}[a-z]{3,8}){11,})",
    re.ASCII | re.IGNORECASE,
)

#: Bytes of a seed and of a whole secret key.
_SIZES: Final = (32, 64)

#: The name of a JSON member that holds a secret, whatever its form.
_NAME: Final = re.compile("secret|private_?key|priv_?key|seed|mnemonic", re.IGNORECASE)


def redact_secret_text(text: str) -> str:
    """An input without the text of a secret key: what follows `sk_` is not shown."""
    return _TEXT.sub(_MASKED_TEXT, text)


def redact(text: str) -> str:
    """An input without a secret key, be it a text or digits that may be one."""
    return _HEX.sub(MASK, redact_secret_text(text))


def may_hold_secret(text: str) -> bool:
    """Whether a text, or the JSON that it is, may hold a secret key: a look that most need not go beyond."""
    return _SUSPECT.search(text) is not None


def redact_within(text: str) -> str:
    """A longer text without the secret keys in it; all else in it is shown."""
    if not may_hold_secret(text):
        return text
    text = _TEXT_WITHIN.sub(_MASKED_TEXT, text)
    text = _ARRAY.sub(f'["{MASK}"]', _HEX.sub(MASK, text))
    return _NAMED.sub(rf"\1{MASK}", text)


def redact_json(form: Any) -> Any:
    """A JSON value whose strings and keys are masked; a mask in finished JSON could break it."""
    if isinstance(form, str):
        return redact_within(form)
    if isinstance(form, dict):
        if len(form) in _SIZES and _is_bytes([form.get(f"{index}") for index in range(len(form))]):
            return MASK
        return {redact_within(key): _masked_member(key, item) for key, item in form.items()}
    if isinstance(form, (list, tuple)):
        return [MASK] if _is_bytes(form) else [redact_json(item) for item in form]
    return form


def _masked_member(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    return MASK if _NAME.search(name) else redact_json(value)


def _is_bytes(items: list[Any] | tuple[Any, ...]) -> bool:
    """Whether these are as many bytes as a seed or a secret key has."""
    return len(items) in _SIZES and all(type(item) is int and 0 <= item < 256 for item in items)
