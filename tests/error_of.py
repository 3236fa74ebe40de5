"""Checks of errors by code, place and evidence, and texts with a right checksum around any payload."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import base58
import pytest

from aecodec.errors import RULES, AecodecError

_E = TypeVar("_E", bound=AecodecError)

Call = Callable[[ModuleType, Any], object]


class Place(NamedTuple):
    """The code, place and evidence of an error."""

    code: str
    path: str
    offset: int | None
    expected: str | None
    found: str | None


def check_line(error: Any) -> Place:
    """Return the parts of an error; check that its line has them and no control characters."""
    line = str(error)
    assert line.isprintable()
    assert line.startswith(RULES[error.code])
    for part in (error.path, error.expected, error.found):
        assert part is None or part in line
    assert error.offset is None or f"{error.unit} {error.offset}" in line
    return Place(error.code, error.path, error.offset, error.expected, error.found)


def error_of(kind: type[_E], call: Callable[..., object], *arguments: Any, **options: Any) -> _E:
    """Check that a call raises an error of exactly this class, and return it."""
    with pytest.raises(kind) as caught:
        call(*arguments, **options)
    assert type(caught.value) is kind
    check_line(caught.value)
    return caught.value


def expect_error(twin: ModuleType, call: Call, data: Any, kind: str) -> Place:
    """Check that `call(twin, data)` raises an error of exactly this class, and return its parts."""
    with pytest.raises(twin.AecodecError) as caught:
        call(twin, data)
    assert type(caught.value) is getattr(twin, kind)
    return check_line(caught.value)


def checked58(prefix: str, payload: bytes) -> str:
    """Write a text with a right checksum, of any length, by other code than ours."""
    return f"{prefix}_{base58.b58encode_check(payload).decode()}"


def checked64(prefix: str, payload: bytes) -> str:
    checksum = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    return f"{prefix}_{base64.b64encode(payload + checksum).decode()}"
