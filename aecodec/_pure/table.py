"""What the engine works from: Schemas, the Table that finds them, and what is Allowed where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from ..protocol import Op

Row: TypeAlias = tuple[Any, ...]


class Allowed(NamedTuple):
    """Which objects may stand in a place: their tags, and what they are in words."""

    tags: frozenset[int]
    words: str


class Schema:
    """A class and what its fields are on the wire.

    name: the first word of error paths. version: None where the object's version is data of its own,
    kept in a field whose row is HEAD_VERSION. payable: a paying_for may wrap it.
    """

    __slots__ = ("cls", "name", "names", "payable", "rows", "slots", "tag", "version")

    def __init__(
        self,
        cls: type,
        name: str,
        tag: int,
        version: int | None,
        names: tuple[str, ...],
        rows: tuple[Row, ...],
    ) -> None:
        if len(names) != len(rows):
            raise ValueError(f"{len(names)} names for {len(rows)} rows")
        self.cls = cls
        self.name = name
        self.tag = tag
        self.version = version
        self.payable = getattr(cls, "CAN_BE_PAID_FOR", True)
        self.names = names
        self.rows = rows
        self.slots = tuple(getattr(cls, field) for field in names)

    @property
    def width(self) -> int:
        """The number of items that follow tag and version on the wire."""
        return sum(row[0] != Op.HEAD_VERSION for row in self.rows)

    def values(self, obj: Any) -> tuple[int, list[tuple[str, Row, Any]]]:
        """Return an object's version, and the name, row and value of each field behind it on the wire."""
        version: Any = self.version
        behind = []
        for name, row in zip(self.names, self.rows, strict=True):
            value = getattr(obj, name)
            if row[0] == Op.HEAD_VERSION:
                version = value
            else:
                behind.append((name, row, value))
        return version, behind


class Table:
    """The schemas found so far: `find(tag, version)` and `of(cls)` are asked once for each.

    tags: the known classes, by tag and version.
    """

    __slots__ = ("_by_class", "_by_head", "_find", "_of", "tags")

    def __init__(
        self,
        tags: Mapping[int, Mapping[int | None, type]],
        find: Callable[[int, int], Schema | None],
        of: Callable[[type], Schema],
    ) -> None:
        self.tags = tags
        self._find = find
        self._of = of
        self._by_head: dict[tuple[int, int], Schema] = {}
        self._by_class: dict[type, Schema] = {}

    def find(self, tag: int, version: int) -> Schema | None:
        """Find the schema of this tag and version; None if there is none."""
        head = tag, version
        known = self._by_head.get(head)
        if known is None:
            known = self._find(tag, version)
            # A version that is data can be any number: nothing is kept for each.
            if known is not None and known.version is not None:
                self._by_head[head] = known
        return known

    def of(self, cls: type) -> Schema:
        """Find the schema of a class of chain objects."""
        schema = self._by_class.get(cls)
        # A metaclass can make a class equal another one.
        if schema is None or schema.cls is not cls:
            schema = self._of(cls)
            if schema.cls is not cls:
                raise TypeError("a schema of another class")
            self._by_class[cls] = schema
        return schema
