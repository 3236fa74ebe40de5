"""Interfaces at random, with values of their types: in Python, in FATE, and with a fault at a known place.

What a value is in FATE is said here a second time, by other code than that of the package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from aecodec import fate
from aecodec.fate import Constructor, Some

from .fate_vectors import IDS, INTS, STRINGS

#: A value in Python and in FATE.
Pair = tuple[Any, Any]


class Kind(NamedTuple):
    """A type at random.

    form: as it stands in an interface. pairs: its values. broken: a Python value with one part that is of no
    type, and the path to it. is_key: it may be that of keys of a dict.
    """

    form: Any
    pairs: st.SearchStrategy[Pair]
    broken: st.SearchStrategy[tuple[Any, str]]
    is_option: bool = False
    is_key: bool = False


class Nothing:
    """A value of no type."""


def _leaf(form: Any, values: st.SearchStrategy[Any], to_fate: Callable[[Any], Any] = lambda v: v) -> Kind:
    pairs = values.map(lambda value: (value, to_fate(value)))
    return Kind(form, pairs, st.builds(lambda: (Nothing(), "")), is_key=True)


LEAVES = [
    _leaf("int", INTS),
    _leaf("bool", st.booleans()),
    _leaf("string", STRINGS),
    _leaf("char", st.characters(exclude_categories=["Cs"]), ord),
    _leaf("bits", st.builds(fate.Bits, INTS)),
    _leaf({"bytes": 3}, st.binary(min_size=3, max_size=3)),
    _leaf({"bytes": "any"}, st.binary(max_size=70)),
    _leaf("address", IDS.filter(lambda one: one.kind == 1)),
    _leaf("D", IDS.filter(lambda one: one.kind == 5)),
    _leaf("unit", st.just(())),
]


def _join(step: str, path: str) -> str:
    return step + ("" if not path or path[0] == "[" else ".") + path


def _product(kinds: list[Kind], steps: list[str]) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    """Return strategies of parts of these types, and of parts of which one is broken, with its path."""
    parts = st.tuples(*(kind.pairs for kind in kinds))

    def spoil(index: int) -> st.SearchStrategy[tuple[list[Any], str]]:
        def put(found: tuple[Any, Any]) -> tuple[list[Any], str]:
            whole, (value, path) = found
            python = [one for one, _ in whole]
            python[index] = value
            return python, _join(steps[index], path)

        return st.tuples(parts, kinds[index].broken).map(put)

    return parts, st.one_of([spoil(index) for index in range(len(kinds))])


def _list_of(item: Kind) -> Kind:
    pairs = st.lists(item.pairs, max_size=3)
    broken = st.tuples(pairs, item.broken).map(
        lambda found: ([*(one for one, _ in found[0]), found[1][0]], _join(f"[{len(found[0])}]", found[1][1]))
    )
    split = pairs.map(lambda found: ([one for one, _ in found], [other for _, other in found]))
    return Kind({"list": [item.form]}, split, broken)


def _map_of(key: Kind, value: Kind) -> Kind:
    entries = st.lists(st.tuples(key.pairs, value.pairs), max_size=3, unique_by=lambda entry: entry[0][0])
    pairs = entries.map(
        lambda found: ({k[0]: v[0] for k, v in found}, {k[1]: v[1] for k, v in found})  # of one type each
    )
    broken = st.tuples(entries, key.broken).map(
        lambda found: (
            {**{k[0]: v[0] for k, v in found[0]}, found[1][0]: None},
            f"key[{len({k[0] for k, _ in found[0]})}]",
        )
    )
    return Kind({"map": [key.form, value.form]}, pairs, broken)


def _tuple_of(items: list[Kind]) -> Kind:
    parts, broken = _product(items, [f"[{index}]" for index in range(len(items))])
    pairs = parts.map(lambda found: (tuple(one for one, _ in found), tuple(other for _, other in found)))
    return Kind(
        {"tuple": [item.form for item in items]}, pairs, broken.map(lambda found: (tuple(found[0]), found[1]))
    )


def _option_of(item: Kind) -> Kind:
    def some(pair: Pair) -> Pair:
        return Some(pair[0]) if item.is_option else pair[0], fate.Variant((0, 1), 1, (pair[1],))

    pairs = st.just((None, fate.Variant((0, 1), 0))) | item.pairs.map(some)
    broken = item.broken.map(lambda found: (Some(found[0]), _join("Some[0]", found[1])))
    return Kind({"option": [item.form]}, pairs, broken, is_option=True)


def _record_of(items: list[Kind]) -> tuple[Any, Kind]:
    """Return the body of a record's definition, and the type without its form."""
    names = [f"f{index}" for index in range(len(items))]
    parts, broken = _product(items, names)

    def whole(found: Any) -> Pair:
        in_fate = tuple(other for _, other in found)
        return {name: one for name, (one, _) in zip(names, found, strict=True)}, (
            in_fate[0] if len(items) == 1 else in_fate
        )

    spoiled = broken.map(lambda found: (dict(zip(names, found[0], strict=True)), found[1]))
    body = {"record": [{"name": name, "type": item.form} for name, item in zip(names, items, strict=True)]}
    return body, Kind(None, parts.map(whole), spoiled)


def _variant_of(constructors: list[list[Kind]]) -> tuple[Any, Kind]:
    """Return the body of a datatype's definition, and the type without its form."""
    arities = tuple(map(len, constructors))
    pairs, broken = [], []
    for tag, items in enumerate(constructors):
        name = f"K{tag}"
        if not items:
            pairs.append(st.just((Constructor(name), fate.Variant(arities, tag))))
            continue
        parts, spoiled = _product(items, [f"{name}[{index}]" for index in range(len(items))])

        def made(found: Any, name: str = name, tag: int = tag) -> Pair:
            return Constructor(name, *(one for one, _ in found)), fate.Variant(
                arities, tag, tuple(other for _, other in found)
            )

        pairs.append(parts.map(made))
        broken.append(spoiled.map(lambda found, name=name: (Constructor(name, *found[0]), found[1])))
    body = {"variant": [{f"K{tag}": [one.form for one in each]} for tag, each in enumerate(constructors)]}
    wrong = st.one_of(broken) if broken else st.builds(lambda: (Nothing(), ""))
    return body, Kind(None, st.one_of(pairs), wrong)


class Interface(NamedTuple):
    """An interface whose function `f` has one argument `x` of a type, which it returns."""

    form: list[Any]
    kind: Kind


@st.composite
def interfaces(draw: st.DrawFn) -> Interface:
    """Draw types that are made of one another, some of them defined with a name or with a variable."""
    known = list(LEAVES)
    typedefs: list[dict[str, Any]] = []

    def define(body: Any, kind: Kind, argument: Kind | None = None) -> Kind:
        name = f"t{len(typedefs)}"
        variables = [] if argument is None else [{"name": "'a"}]
        typedefs.append({"name": name, "vars": variables, "typedef": body})
        return kind._replace(form=f"C.{name}" if argument is None else {f"C.{name}": [argument.form]})

    for _ in range(draw(st.integers(1, 7))):
        kinds = st.sampled_from(known[-4:] + LEAVES)
        match draw(st.integers(0, 6)):
            case 0:
                made = _list_of(draw(kinds))
            case 1:
                made = _map_of(draw(st.sampled_from(LEAVES)), draw(kinds))
            case 2:
                made = _tuple_of(draw(st.lists(kinds, min_size=2, max_size=3)))
            case 3:
                made = _option_of(draw(kinds))
            case 4:
                made = define(*_record_of(draw(st.lists(kinds, min_size=1, max_size=3))))
            case 5:
                made = define(
                    *_variant_of(draw(st.lists(st.lists(kinds, max_size=2), min_size=1, max_size=3)))
                )
            case _:
                argument = draw(kinds)
                body, kind = _record_of([argument, _list_of(argument._replace(form="'a"))])
                body["record"][0]["type"] = "'a"
                made = define(body, kind, argument)
        known.append(made)
    chosen = known[-1]
    function = {"name": "f", "arguments": [{"name": "x", "type": chosen.form}], "returns": chosen.form}
    contract = {"name": "C", "kind": "contract_main", "functions": [function], "typedefs": typedefs}
    called = {"name": "D", "kind": "contract_interface", "functions": [], "typedefs": []}
    order = draw(st.booleans())
    contract["typedefs"] = typedefs[::-1] if order else typedefs
    return Interface([{"contract": called}, {"contract": contract}], chosen)
