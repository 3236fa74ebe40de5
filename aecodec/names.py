"""Names of the name service: their form before hashing, and the hashes that name and commit to them.

A name is one label and `.chain` (before Lima: labels and `.test`). Hashed is its ASCII form: IDNA 2008
with the mapping of UTS 46 and its STD3 rules, in lower case (SERIALIZATION.md, section 7). Plain ASCII
is judged here; for all else the package `idna` is imported on first use.
"""

from __future__ import annotations

import re
from typing import Final

from ._validation import as_uint, fixed
from .errors import FieldError, quote
from .text import blake2b256

CHAIN: Final = "chain"
TEST: Final = "test"
_MAX_LABEL_CHARS: Final = 63
#: A bound for hostile text. UTS 46 lets some characters vanish, so a valid name may be longer than its form.
_MAX_NAME_CHARS: Final = 1024
_PLAIN: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def to_ascii(name: str | bytes) -> str:
    """The form of a name that is hashed; its text is `str`, or UTF-8 bytes as in a claim transaction.

    Raises FieldError: `name_not_utf8`, `name_registrar` for a name that ends neither in `.chain` nor in
    `.test`, `name_labels` for too few or too many labels, `name_label` for a malformed one.
    """
    text = _text(name)
    if len(text) > _MAX_NAME_CHARS:
        most = f"at most {_MAX_NAME_CHARS} characters"
        raise FieldError("text_too_long", "name", None, most, f"{len(text)}")
    result = ".".join(map(_plain, text.lower().split("."))) if _is_plain(text) else _mapped(text)
    labels = result.split(".")
    if len(labels) < 2:
        raise FieldError("name_labels", "name", None, "a label and its registrar", quote(text))
    if labels[-1] not in (CHAIN, TEST):
        raise FieldError("name_registrar", "name", found=quote(labels[-1]))
    if labels[-1] == CHAIN and len(labels) > 2:
        raise FieldError("name_labels", "name", None, "one label before .chain", f"{len(labels) - 1}")
    return result


def name_hash(name: str | bytes) -> bytes:
    """The 32 bytes that stand for a name. Raises what `to_ascii` raises."""
    return _hash_of(to_ascii(name))


def commitment_hash(name: str | bytes, salt: int) -> bytes:
    """The 32 bytes of a commitment to a name; of a `.chain` name the salt is above 0.

    Raises FieldError with path `salt`, and what `to_ascii` raises.
    """
    ascii_name = to_ascii(name)
    number = fixed(as_uint(salt, "salt", 32))
    if not ascii_name.endswith(f".{CHAIN}"):
        return blake2b256(_hash_of(ascii_name) + number)
    if salt == 0:
        raise FieldError("name_salt", "salt", None, "1 or more", "0")
    return blake2b256(ascii_name.encode() + number)


def _hash_of(ascii_name: str) -> bytes:
    if ascii_name.endswith(f".{CHAIN}"):
        return blake2b256(ascii_name.encode())
    digest = bytes(32)
    for label in ascii_name.encode().split(b"."):
        digest = blake2b256(digest + blake2b256(label))
    return digest


def _text(name: str | bytes) -> str:
    if isinstance(name, str):
        return name
    if not isinstance(name, bytes):
        raise TypeError(f"name: expected text, not {type(name).__name__}")
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FieldError("name_not_utf8", "name", error.start) from None


def _is_plain(text: str) -> bool:
    """Whether no label is, or stands for, anything beyond ASCII."""
    return text.isascii() and not any(label.startswith("xn--") for label in text.lower().split("."))


def _plain(label: str) -> str:
    """A label of ASCII if it is one: letters, digits and inner hyphens, but none third and fourth."""
    if not _PLAIN.fullmatch(label) or label[2:4] == "--":
        raise FieldError("name_label", "name", None, "letters, digits and inner hyphens", quote(label))
    if len(label) > _MAX_LABEL_CHARS:
        raise FieldError("name_label", "name", None, f"at most {_MAX_LABEL_CHARS} bytes", f"{len(label)}")
    return label


def _mapped(text: str) -> str:
    """The ASCII form of a name with labels beyond ASCII."""
    import idna

    try:
        result = idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except (UnicodeError, ValueError):
        # What idna says of it quotes the whole label, which would break the one line of an error.
        raise FieldError("name_label", "name", None, "what IDNA 2008 allows", quote(text)) from None
    return result
