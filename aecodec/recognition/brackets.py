"""A value in brackets: Bracket while it is read, Literal afterwards."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from copy import copy
from typing import Any, Final, NamedTuple, TypeAlias

from .._strict_json import Float
from ..errors import format_step
from .tokens import Feature, LeftOut, name_notation

Key: TypeAlias = str | int


class Cut(NamedTuple):
    """A member that is not in the source, as a printer left it out.

    text: what stands there instead, such as `[Object]` or `... 3 more items`. path: the keys
    and indexes that lead to it. start, end: its place.
    """

    path: tuple[Key, ...]
    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The path as text, such as `params.data`."""
        name = ""
        for key in self.path:
            step = format_step(key)
            name += step if step.startswith("[") or not name else f".{step}"
        return name


class Literal:
    """A value in brackets, with the places of its members.

    value: a dict with text as keys or a list; in them str, bytes, int, Float, bool, None, dicts and lists.
    start, end: its place. features: what its notation has that JSON has not. cuts: members that are not in
    the source. repeated: a key that it, or a value in it, holds twice; the last one counts. fault: a code of
    RULES if the text stops being a value at `end`; the literal then holds what stands before.
    """

    __slots__ = ("_children", "_spans", "cuts", "end", "fault", "features", "repeated", "start", "value")

    def __init__(self, bracket: Bracket, value: Any, end: int, fault: str | None) -> None:
        self.value = value
        self.start = bracket.start
        self.end = end
        self.features = bracket.features
        self.cuts = tuple(bracket.cuts)
        self.repeated = bracket.repeated
        self.fault = fault
        self._spans = bracket.spans
        self._children = bracket.children

    @classmethod
    def of(cls, value: Any, start: int, end: int, features: Feature) -> Literal:
        """Make the literal of a value whose members have no places."""
        literal = cls.__new__(cls)
        literal.value, literal.start, literal.end, literal.features = value, start, end, features
        literal.cuts, literal.repeated, literal.fault = (), None, None
        literal._spans, literal._children = array("q"), {}
        return literal

    def with_pairs(self) -> Literal:
        """Return the literal with a dict for each list of pairs, as Erlang writes maps of text."""
        if not _are_pairs(self.value):
            return self
        literal = copy(self)
        literal.value, literal.features = _with_pairs(self.value), self.features | Feature.ERLANG
        return literal

    @property
    def notation(self) -> str:
        """The language that prints values in this way."""
        return name_notation(self.features)

    @property
    def is_json(self) -> bool:
        """True if this is JSON, but for its limits and the rule that no key is repeated."""
        return not (self.features or self.fault)

    def children(self) -> Iterator[tuple[Key, Literal]]:
        """Yield the members that are values in brackets themselves, with their keys."""
        if self._children:
            keys = self._keys()
            yield from ((keys[index], child) for index, child in self._children.items())

    def place(self, *path: Key) -> tuple[int, int]:
        """Return where a member stands in the text. Raises LookupError if there is none."""
        if not path:
            return self.start, self.end
        keys = self._keys()
        if path[0] not in keys:
            raise LookupError(path[0])
        index = keys.index(path[0])
        if len(path) > 1:
            return self._children[index].place(*path[1:])
        return self._spans[2 * index], self._spans[2 * index + 1]

    def _keys(self) -> list[Key]:
        return list(self.value if isinstance(self.value, dict) else range(len(self.value)))


def _with_pairs(value: Any) -> Any:
    """Return a value with a dict for each list of pairs."""
    if isinstance(value, dict):
        return {key: _with_pairs(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == 1 and _are_pairs(value[0]):
        return _with_pairs(value[0])  # `{[...]}`, a map of the library jiffy
    if _are_pairs(value):
        return {_as_key(key): _with_pairs(item) for key, item in value}
    return [_with_pairs(item) for item in value]


def _are_pairs(value: object) -> bool:
    """Tell whether a value is a list of pairs, the first of each a text of its own."""
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value):
        return False
    return len({pair[0] for pair in value}) == len(value)


class Current:
    """The value that was read last: what follows makes it a key, a member or an item."""

    __slots__ = ("child", "end", "is_word", "key", "parts", "start", "value")

    def __init__(
        self,
        value: object,
        start: int,
        end: int,
        child: Literal | None = None,
        *,
        key: str | None = None,
        is_word: bool = False,
    ) -> None:
        """Make a value. key: what it is as a key, if that is another. is_word: a word without a meaning."""
        self.value = value
        self.start = start
        self.end = end
        self.child = child
        self.key = key
        self.is_word = is_word
        self.parts: list[str] = []  # of a string that goes on

    def join(self, more: object, end: int) -> bool:
        """Add a string to this one. Returns False if one of them is no string."""
        if self.is_word or not isinstance(self.value, str) or not isinstance(more, str):
            return False
        self.parts.append(more)
        self.end = end
        return True

    def whole(self) -> object:
        """Return the value, with all parts of a string."""
        return f"{self.value}{''.join(self.parts)}" if self.parts else self.value


_FEW: Final = 32
_CLOSERS: Final = {"{": "}", "[": "]", "(": ")"}

#: Constructors of Rust and Python around one value that mean this value.
_TRANSPARENT: Final = frozenset(("String", "Number", "Bool", "Array", "Object", "Some", "OrderedDict"))


class Bracket:
    """A bracket that is open: its members so far, its key and its value that are being read."""

    __slots__ = (
        *("atoms", "children", "closer", "current", "cuts", "features", "items", "key", "keys", "name"),
        *("repeated", "spans", "start"),
    )

    def __init__(self, match: re.Match[str], around: Bracket | None = None) -> None:
        text = match[0]
        map_sign = text[0] if text[0] in "%#" else ""
        self.start = match.start() if map_sign else match.end() - 1
        self.closer = _CLOSERS[text[-1]]
        self.name = "" if map_sign else text[:-1].split("(")[0].strip()
        self.features = _features_of(map_sign, self.name, self.closer)
        #: Words are values here, as in Erlang.
        self.atoms: bool = map_sign == "#" or (around is not None and around.atoms)
        #: The index of each key, in a map.
        self.keys: dict[str, int] | None = {} if map_sign else None
        self.items: list[Any] = []
        self.spans: array[int] = array("q")
        self.children: dict[int, Literal] = {}
        self.cuts: list[Cut] = []
        self.repeated: str | None = None
        self.key: str | None = None
        self.current: Current | None = None

    def make_key(self, sign: str) -> bool:
        """Make the current value a key. Returns False if it cannot be one here."""
        current = self.current
        key = None if current is None else current.key or _as_key(current.whole())
        if current is None or key is None or self.key is not None or (self.keys is None and self.items):
            return False
        if sign == "=" and self.closer != ")":
            return False
        if current.key is not None:
            self.features |= Feature.BARE_KEYS
        elif type(current.value) is not str:
            self.features |= Feature.RELAXED
        if sign == "=>":
            self.features |= Feature.ARROWS
        elif self.closer == "]":
            self.features |= Feature.ELIXIR  # a list of keywords
        elif sign == "=":
            self.features |= Feature.PYTHON  # arguments of a call
        self.keys = {} if self.keys is None else self.keys
        self.key, self.current = key, None
        return True

    def add(self, *, last: bool = False) -> bool:
        """Add the current value as a member or an item. Returns False if it cannot be one here.

        last: the bracket closes behind it.
        """
        current, self.current = self.current, None
        key, self.key = self.key, None
        if current is None or (current.is_word and not self.atoms and not self._may_hold_atoms(last)):
            return False
        value = current.whole()
        if isinstance(value, LeftOut):
            # In a map, an ellipsis without a key stands for members of unknown names.
            unknown = self.keys is not None and key is None
            path: tuple[Key, ...] = () if unknown else (len(self.items) if key is None else key,)
            self.cuts.append(Cut(path, value.text, current.start, current.end))
            return True
        if self.keys is not None and key is None:
            return False
        self._set(key, value, current)
        return True

    def _may_hold_atoms(self, last: bool) -> bool:
        """Tell whether this may be a tuple of Erlang, in which words are values; a word alone is none."""
        if self.closer != "}" or self.keys is not None or (last and not self.items):
            return False
        self.features |= Feature.ERLANG
        return True

    def members(self) -> dict[str, Any]:
        """Return the members of a small map, such as one message of a log; of others none."""
        if self.keys is None or len(self.items) > _FEW:
            return {}
        return dict(zip(self.keys, self.items, strict=False))

    def cut_off(self) -> bool:
        """Note that the current value is a string whose rest is left out. Returns False if it is none."""
        current = self.current
        if current is None or current.is_word or not isinstance(current.value, str):
            return False
        current.value, current.parts = LeftOut("only its beginning is given"), []
        self.features |= Feature.RELAXED
        return True

    def _set(self, key: str | None, value: object, current: Current) -> None:
        """Set a member, or add an item."""
        index = len(self.items)
        if key is not None and self.keys is not None:
            if key in self.keys:
                self.repeated = key
            index = self.keys.setdefault(key, index)
        if index == len(self.items):
            self.items.append(value)
            self.spans.extend((current.start, current.end))
        else:
            self.items[index] = value
            self.spans[2 * index : 2 * index + 2] = array("q", (current.start, current.end))
            self.children.pop(index, None)
        if (child := current.child) is not None:
            self.children[index] = child
            self.repeated = self.repeated or child.repeated
            step: Key = index if key is None else key
            self.cuts += [cut._replace(path=(step, *cut.path)) for cut in child.cuts]

    def close(self, end: int, comma: bool, fault: str | None = None) -> Current:
        """Return the whole value. comma: whether a comma stands before the closing bracket."""
        start = self.start
        if self.closer == ")" and self.name and self.name not in _TRANSPARENT:
            return Current(LeftOut(f"{self.name}(…)"), start, end)
        if self.closer == ")" and len(self.items) == 1 and not comma:
            return Current(self.items[0], start, end, self.children.get(0))
        value: Any = self.items
        if self.keys is not None:
            value = dict(zip(self.keys, self.items, strict=True))
        elif self.closer == "}":
            value = self.items or {}
            self.features |= Feature.RELAXED if self.items else Feature.NONE
        if comma:
            self.features |= Feature.RELAXED
        return Current(value, start, end, Literal(self, value, end, fault))


def _features_of(map_sign: str, name: str, closer: str) -> Feature:
    """Return what an opening bracket, and what stands before it, shows of the notation."""
    if map_sign:
        return Feature.ELIXIR if map_sign == "%" else Feature.ERLANG
    if closer == ")":
        return Feature.RUST if name in _TRANSPARENT else Feature.PYTHON
    if name:
        return Feature.RUST if name in ("Object", "Array") else Feature.JAVASCRIPT
    return Feature.NONE


def _as_key(value: object) -> str | None:
    """Return the text of a key; None for what can be none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return None
    if isinstance(value, Float):
        return value.text
    return f"{value}" if type(value) is int and value.bit_length() < 64 else None
