"""Reading of the members of a request, each with the reason by which the node refuses a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .._strict_json import Json
from ..errors import AecodecError
from ..ids import Id
from ..protocol import IdKind
from ..text import decode
from .refusals import Refusal

__all__ = ["METHOD_UNKNOWN", "OTHER", "Params", "identifier", "joined_text"]

#: What the node answers when a member is missing or misnamed, and when there is no code for the reason.
METHOD_UNKNOWN: Final = -32601
OTHER: Final = -32603

_NOT_A_NUMBER: Final = 1008
_BAD_META: Final = 1014
_BAD_ID: Final = {"ak": 1005, "ct": 1006}
_KINDS: Final = {"ak": IdKind.ACCOUNT, "ct": IdKind.CONTRACT}
#: No amount or nonce is longer, whoever writes it.
_LONGEST_NUMBER: Final = 1 << 256


class Params:
    """The params of a request. Every method raises Refusal for a wrong member."""

    def __init__(self, value: object, *required: str) -> None:
        """Take params that must have these members."""
        members = value if isinstance(value, dict) else {}
        if any(name not in members for name in required):
            raise Refusal(code=METHOD_UNKNOWN)
        self.members: dict[str, Json] = members

    def integer(self, name: str) -> int:
        """Return an integer."""
        value = self.members[name]
        if type(value) is not int:
            raise Refusal(_NOT_A_NUMBER)
        if abs(value) >= _LONGEST_NUMBER:
            raise Refusal(code=OTHER)
        return value

    def optional_integer(self, name: str) -> int | None:
        """Return an integer, or None if it is not there."""
        return self.integer(name) if name in self.members else None

    def on_chain(self) -> dict[str, int | None]:
        """Return nonce, fee and gas price."""
        return {name: self.optional_integer(name) for name in ("nonce", "fee", "gas_price")}

    def account(self, name: str) -> Id:
        """Return an account."""
        found = identifier(self.members[name], "ak")
        if found is None:
            raise Refusal(1005)
        return found

    def identifiers(self, name: str, prefix: str) -> tuple[Id, ...] | None:
        """Return a list of identifiers, empty if it is not there; None if one of them is damaged."""
        values = self.members.get(name, [])
        if not isinstance(values, list):
            return None
        found = tuple(identifier(value, prefix) for value in values)
        known = tuple(one for one in found if one is not None)
        return known if len(known) == len(found) else None

    def meta(self) -> tuple[str, ...]:
        """Return the texts of `meta`."""
        value = self.members.get("meta", [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Refusal(_BAD_META)
        return tuple(value)

    def check_block_hash(self) -> None:
        """Check that a block hash is one."""
        if "block_hash" in self.members and not _is_hash(self.members["block_hash"], "kh", "mh"):
            raise Refusal(code=OTHER)


def identifier(value: object, prefix: str) -> Id | None:
    """Return an identifier of this prefix; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        found = Id(value)
    except AecodecError:
        return None
    return found if found.kind == _KINDS[prefix] else None


def joined_text(value: object, limit: int) -> str | None:
    """Return text, also in pieces, as one; None for what is no text or longer than `limit` bytes."""
    pieces: list[str] = []
    for piece in _pieces(value) if isinstance(value, (str, list)) else (None,):
        if piece is None:
            return None
        pieces.append(piece)
    text = "".join(pieces)
    return text if len(text.encode("utf-8", "surrogatepass")) <= limit else None


def _pieces(value: Any) -> Iterator[str | None]:
    if isinstance(value, list):
        for one in value:
            yield from _pieces(one)
    elif type(value) is int and 0 <= value < 256:
        yield chr(value)
    else:
        yield value if isinstance(value, str) else None


def _is_hash(value: object, *prefixes: str) -> bool:
    if not isinstance(value, str):
        return False
    for prefix in prefixes:
        try:
            return len(decode(value, prefix)) == 32
        except AecodecError:
            continue
    return False
