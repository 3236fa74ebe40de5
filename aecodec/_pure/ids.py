"""Identifiers: 33 bytes, kind and key, with their text made when first asked for."""

from __future__ import annotations

from operator import index
from typing import NoReturn, Self, TypeVar

from ..errors import FieldError, TextError, format_int, quote
from ..protocol import ID_PREFIXES, PREFIXES, IdKind
from . import text
from .rlp import Buffer, contiguous

_I = TypeVar("_I", bound="Id")


class Id:
    """The identifier of an account, name, commitment, oracle, contract or channel.

    `Id("ak_…")` reads the text; `Id.of(kind, key)` and `Id.from_bytes(wire)` take bytes. An Id equals
    its own canonical text and hashes like it, so text keys find it; it never equals bytes. Ids are
    ordered among themselves, by their bytes.

    Raises TextError for text that is no identifier.
    """

    __slots__ = ("_text", "_wire")
    __module__ = "aecodec.ids"  # where pickles find it, whichever twin runs
    _wire: bytes
    _text: str | None

    def __new__(cls, text_or_id: str | Id) -> Self:
        if type(text_or_id) is cls:
            return text_or_id
        plain = text.as_text(text_or_id, "the text of an identifier")
        prefix, key = text.split(plain)
        kind = PREFIXES[prefix].id_kind
        if kind is None:
            raise TextError("wrong_prefix", "", 0, "an identifier", quote(prefix + "_"))
        if len(key) != 32:
            raise TextError("wrong_length", "", 3, "32 bytes", f"{len(key)}")
        return _make(cls, bytes([kind]) + key, plain)

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Id is not to be derived from")

    @classmethod
    def of(cls, kind: IdKind, key: Buffer) -> Self:
        """Make the identifier of this kind with this 32-byte key. Raises FieldError if there is none."""
        number, data = index(kind), contiguous(key)
        if not 0 <= number <= 255:
            raise FieldError("id_tag_unknown", "", None, "1 to 6", format_int(number))
        return cls.from_bytes(bytes([number]) + data)

    @classmethod
    def from_bytes(cls, wire: Buffer) -> Self:
        """Make the identifier from its wire form, kind and key. Raises FieldError if it is none."""
        data = contiguous(wire)
        if len(data) != 33:
            raise FieldError("id_length", "", None, "33 bytes", f"{len(data)}")
        if not 1 <= data[0] <= 6:
            raise FieldError("id_tag_unknown", "", None, "1 to 6", f"{data[0]}")
        return _make(cls, data, None)

    @property
    def kind(self) -> IdKind:
        """The kind of what it names."""
        return IdKind(self._wire[0])

    @property
    def key(self) -> bytes:
        """The 32 bytes without the kind: public key, hash or tree key."""
        return self._wire[1:]

    def __bytes__(self) -> bytes:
        return self._wire

    def __str__(self) -> str:
        if self._text is None:
            object.__setattr__(self, "_text", text.encode(ID_PREFIXES[self.kind], self.key))
        assert self._text is not None
        return self._text

    def __repr__(self) -> str:
        return f"Id('{self}')"

    def __hash__(self) -> int:
        return hash(str(self))

    def __eq__(self, other: object) -> bool:
        if type(other) is Id:
            return self._wire == other._wire
        if type(other) is str:
            return str(self) == other
        return NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._wire < other._wire if type(other) is Id else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._wire <= other._wire if type(other) is Id else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self._wire > other._wire if type(other) is Id else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self._wire >= other._wire if type(other) is Id else NotImplemented

    def __reduce__(self) -> tuple[object, tuple[bytes]]:
        return unpickle, (self._wire,)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("an Id does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("an Id does not change")


def _make(cls: type[_I], wire: bytes, known_text: str | None) -> _I:
    self = object.__new__(cls)
    object.__setattr__(self, "_wire", wire)
    object.__setattr__(self, "_text", known_text)
    return self


def unpickle(wire: Buffer) -> Id:
    """Make an identifier again from its wire form, for pickles; either twin reads those of the other."""
    return Id.from_bytes(wire)


unpickle.__module__ = "aecodec.ids"
