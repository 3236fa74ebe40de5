"""The registry of chain objects: every class by tag and version, and the modules that define them.

A class is registered when it is defined. Its module is imported when one of its tags is met first: to define
all classes takes longer than to import the rest of the core.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ._lazy import load

Versions: TypeAlias = Mapping[int | None, type]

#: The modules that define chain objects, and the tags of each.
HOMES: Final[dict[str, tuple[int, ...]]] = {
    "objects": (11,),
    "tx.account": (12,),
    "tx.channel": (50, 51, 52, 53, 54, 55, 56, 57, 59, 501, 521, 575),
    "tx.contract": (42, 43),
    "tx.generalized": (80, 81),
    "tx.hyperchain": (83,),
    "tx.name": (32, 33, 34, 35, 36),
    "tx.oracle": (22, 23, 24, 25),
    "tx.paying_for": (82,),
    "state.account": (10, 810),
    "state.block": (101, 102, 200),
    "state.channel": (58,),
    "state.contract": (40, 41, 70),
    "state.name": (30, 31, 37),
    "state.oracle": (20, 21),
    "state.proof": (60,),
    "state.trees": (61, 62, 63, 64, 621, 622, 623, 624, 625, 626),
    "state.update": (570, 571, 572, 573, 574, 576),
}

_home_of: Final = {tag: home for home, tags in HOMES.items() for tag in tags}
_imported: Final[set[str]] = set()
_by_tag: Final[dict[int, dict[int | None, type]]] = {}


def register(cls: type) -> None:
    """Add a class of chain objects, which has a TAG and a VERSION of its own."""
    tag, version = cls.__dict__["TAG"], cls.__dict__["VERSION"]
    known = _by_tag.setdefault(tag, {})
    if version in known:
        raise TypeError(f"{cls.__name__} and {known[version].__name__} both claim tag {tag}, {version}")
    known[version] = cls


def is_registered(cls: type) -> bool:
    """Tell whether a class with a TAG of its own is the one of this tag and of its version."""
    return any(known is cls for known in _by_tag.get(cls.__dict__["TAG"], {}).values())


def versions(tag: int) -> Versions:
    """Return the classes of a tag by their version; none for an unknown tag."""
    home = _home_of.get(tag)
    if home is not None and home not in _imported:
        load(f"{__package__}.{home}")
        _imported.add(home)  # only now: another thread may have defined a part of its classes
    return _by_tag.get(tag, {})


def classes() -> Iterator[type]:
    """Yield every class, by tag and version."""
    for tag in sorted(_home_of.keys() | _by_tag.keys()):
        yield from (cls for _, cls in sorted(versions(tag).items(), key=lambda item: item[0] or 0))


def tags_of(base: type) -> set[int]:
    """Return the tags of all classes that derive from a base.

    Where they are defined in more modules than its own, the base names the beginnings of these as HOMES.
    """
    homes: tuple[str, ...] = base.__dict__.get("_HOMES", ())
    own = {tag for home, tags in HOMES.items() if home.startswith(homes) for tag in tags}
    known = ((tag, cls) for tag, family in _by_tag.items() for cls in family.values())
    return own | {tag for tag, cls in known if issubclass(cls, base)}


class Tags(Mapping[int, Versions]):
    """The versions of every tag, as the engines look them up."""

    def __getitem__(self, tag: int) -> Versions:
        known = versions(tag)
        if not known:
            raise KeyError(tag)
        return known

    def __iter__(self) -> Iterator[int]:
        return iter(_home_of.keys() | _by_tag.keys())

    def __len__(self) -> int:
        return len(_home_of.keys() | _by_tag.keys())
