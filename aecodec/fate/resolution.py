"""Resolution of the types of an interface: names are replaced by what they stand for.

A form is what the interface has for a type: a name, or an object with one member. Forms come from anywhere,
so the work is bounded: names of names are followed in a loop, types of equal form are made once, and the
depth and the number of all forms have limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from .._json_values import describe_json
from .._struct import Struct
from ..errors import FateError, format_int, format_step, quote
from ..limits import MAX_ACI_DEPTH, MAX_ACI_TYPES
from . import sophia_types as types
from ._members import as_dict, as_list, as_name, member, only_member, refuse_repeated
from .built_in import BUILT_IN
from .sophia_types import PRIMITIVES, UNIT, SophiaType

__all__ = ["Definition", "Form", "Resolver"]

#: What an interface has for a type.
Form: TypeAlias = Any
#: Types that stand for something else where a definition is being resolved: by the name of its variable.
_Scope: TypeAlias = Mapping[str, SophiaType]


class Definition(Struct, frozen=True):
    """A type with a name. variables: as `'a`. path: where its body stands in the interface."""

    variables: tuple[str, ...]
    body: Form
    path: str


class _Place(NamedTuple):
    """A form that is being resolved. name: that of the definition whose body it is, else empty."""

    form: Form
    path: str
    scope: _Scope
    name: str = ""


_BUILT_IN: Final = {name: Definition(*given, name) for name, given in BUILT_IN.items()}
_NO_SCOPE: Final[_Scope] = {}

#: Constructors of a datatype, and values of one: FATE has a byte for each number.
_MOST_PARTS: Final = 255


class Resolver:
    """Turns forms into types. contracts: the names that stand for the address of a contract."""

    def __init__(self, definitions: Mapping[str, Definition], contracts: frozenset[str]) -> None:
        self._definitions = definitions
        self._contracts = contracts
        self._made: dict[tuple[object, ...], SophiaType] = {(types.TupleOf,): UNIT}
        self._known: dict[tuple[str | int, ...], SophiaType] = {}
        self._variables: dict[str, SophiaType] = {}
        self._active: set[str] = set()
        self._count = 0

    def resolve(self, form: Form, path: str) -> SophiaType:
        """Return the type that a form stands for. Raises FateError, whose path begins with `path`."""
        return self._resolve(_Place(form, path, _NO_SCOPE), 1)

    def anew(self) -> Resolver:
        """Return a resolver that shares all types with this one, and counts and follows names by itself."""
        other = Resolver(self._definitions, self._contracts)
        other._made, other._known, other._variables = self._made, self._known, self._variables
        return other

    def check(self, name: str) -> None:
        """Resolve a definition, its variables as they are. Raises FateError for a fault in it."""
        definition = self._definitions[name]
        self.resolve({name: definition.variables} if definition.variables else name, definition.path)

    def records(self) -> dict[str, tuple[str, ...]]:
        """Return the fields of each record that has been resolved, by the name of its type."""
        made = [kind for kind in self._made.values() if isinstance(kind, types.Record)]
        return {kind.name: kind.fields for kind in made if kind.name}

    def _resolve(self, place: _Place, depth: int) -> SophiaType:
        entered: list[tuple[str, tuple[str | int, ...]]] = []
        try:
            while True:
                self._bound(place.path, depth)
                found, definition, arguments = self._look_up(place, depth)
                if definition is None:
                    break
                name = place.form if isinstance(place.form, str) else next(iter(place.form))
                key = (name, *map(id, arguments))
                if key in self._known:
                    found = self._known[key]
                    break
                place = self._enter(name, definition, arguments, place)
                entered.append((name, key))
            made = self._make(place, depth) if found is None else found
        finally:
            self._active.difference_update(name for name, _ in entered)
        for _, key in entered:
            self._known[key] = made
        return self._check_depth(made, place.path, depth)

    def _bound(self, path: str, depth: int) -> None:
        self._count += 1
        if self._count > MAX_ACI_TYPES:
            raise FateError("aci_too_large", path, None, f"at most {MAX_ACI_TYPES}")
        if depth > MAX_ACI_DEPTH:
            raise FateError("aci_too_deep", path, None, f"at most {MAX_ACI_DEPTH} levels")

    def _check_depth(self, made: SophiaType, path: str, depth: int) -> SophiaType:
        if depth + made.depth - 1 > MAX_ACI_DEPTH:
            raise FateError("aci_too_deep", path, None, f"at most {MAX_ACI_DEPTH} levels")
        return made

    def _look_up(
        self, place: _Place, depth: int
    ) -> tuple[SophiaType | None, Definition | None, tuple[SophiaType, ...]]:
        """Return the type that a name stands for by itself, or its definition with the types given to it.

        None of them for a form with parts, which `_make` takes.
        """
        form = place.form
        if isinstance(form, str):
            if form in place.scope:
                return place.scope[form], None, ()
            definition = self._defined(form)
            return (None, definition, ()) if definition is not None else (self._name(form), None, ())
        name, given = only_member(form, place.path)
        definition = None if name in _MAKERS else self._defined(name)
        if definition is None:
            return None, None, ()
        path = place.path + "." + format_step(name)
        return None, definition, self._resolve_all(given, path, place.scope, depth)

    def _defined(self, name: str) -> Definition | None:
        return self._definitions.get(name) or _BUILT_IN.get(name)

    def _name(self, name: str) -> SophiaType:
        """Return the type of a name without a definition."""
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        if name in self._contracts:
            return PRIMITIVES["contract"]
        if not name.startswith("'"):
            return self._intern(types.Unknown, name)
        if name not in self._variables:
            self._variables[name] = types.Variable(name, len(self._variables))
        return self._variables[name]

    def _enter(
        self, name: str, definition: Definition, arguments: tuple[SophiaType, ...], place: _Place
    ) -> _Place:
        """Return the body of a definition as the next form to resolve."""
        if len(arguments) != len(definition.variables):
            expected = f"{len(definition.variables)} for {quote(name)}"
            raise FateError("aci_type_arguments", place.path, None, expected, f"{len(arguments)}")
        if name in self._active:
            raise FateError("aci_type_cycle", definition.path, None, None, quote(name))
        self._active.add(name)
        scope = dict(zip(definition.variables, arguments, strict=True))
        return _Place(definition.body, definition.path, scope, name)

    def _make(self, place: _Place, depth: int) -> SophiaType:
        """Make the type of a form with parts."""
        name, given = only_member(place.form, place.path)
        path = f"{place.path}.{format_step(name)}"
        maker = _MAKERS.get(name)
        if maker is None:
            return self._intern(types.Unknown, name)
        return maker(self, given, place._replace(path=path), depth)

    def _resolve_all(self, forms: Form, path: str, scope: _Scope, depth: int) -> tuple[SophiaType, ...]:
        """Resolve the forms of an array."""
        return tuple(
            self._resolve(_Place(form, f"{path}[{index}]", scope), depth + 1)
            for index, form in enumerate(as_list(forms, path))
        )

    def _intern(self, kind: Callable[..., Any], *arguments: Any) -> SophiaType:
        """Return the type of this form, which is made once. Types in it are told apart by identity."""
        key = (kind, *(_identity(argument) for argument in arguments))
        if key not in self._made:
            self._made[key] = kind(*arguments)
        return self._made[key]

    # --- the forms with parts -------------------------------------------------------------------

    def _bytes(self, given: Form, place: _Place, depth: int) -> SophiaType:
        if given != "any" and (type(given) is not int or given < 0):
            found = format_int(given) if type(given) is int else describe_json(given)
            raise FateError("aci_form", place.path, None, "a number of bytes or 'any'", found)
        return self._intern(types.BytesOf, None if given == "any" else given)

    def _items(self, given: Form, place: _Place, depth: int, count: int | None) -> tuple[SophiaType, ...]:
        found = self._resolve_all(given, place.path, place.scope, depth)
        if count is not None and len(found) != count:
            raise FateError("aci_type_arguments", place.path, None, f"{count}", f"{len(found)}")
        return found

    def _list(self, given: Form, place: _Place, depth: int) -> SophiaType:
        return self._intern(types.ListOf, *self._items(given, place, depth, 1))

    def _map(self, given: Form, place: _Place, depth: int) -> SophiaType:
        return self._intern(types.MapOf, *self._items(given, place, depth, 2))

    def _option(self, given: Form, place: _Place, depth: int) -> SophiaType:
        return self._intern(types.Option, *self._items(given, place, depth, 1))

    def _tuple(self, given: Form, place: _Place, depth: int) -> SophiaType:
        items = self._items(given, place, depth, None)
        return self._intern(types.TupleOf, items) if items else UNIT

    def _oracle(self, given: Form, place: _Place, depth: int) -> SophiaType:
        self._items(given, place, depth, 2)
        return PRIMITIVES[place.path.rpartition(".")[2]]

    def _function(self, given: Form, place: _Place, depth: int) -> SophiaType:
        form = as_dict(given, place.path)
        arguments = f"{place.path}.arguments"
        parts = self._resolve_all(member(form, "arguments", place.path), arguments, place.scope, depth)
        returns = _Place(member(form, "returns", place.path), f"{place.path}.returns", place.scope)
        return self._intern(types.Function, (*parts, self._resolve(returns, depth + 1)))

    def _record(self, given: Form, place: _Place, depth: int) -> SophiaType:
        names, items = [], []
        for index, each in enumerate(as_list(given, place.path)):
            path = f"{place.path}[{index}]"
            field = as_dict(each, path)
            names.append(as_name(member(field, "name", path), f"{path}.name"))
            form = _Place(member(field, "type", path), f"{path}.type", place.scope)
            items.append(self._resolve(form, depth + 1))
        refuse_repeated(names, place.path)
        if place.name == "Set.set" and names == ["to_map"]:
            (entries,) = items
            if isinstance(entries, types.MapOf) and entries.value is UNIT:
                return self._intern(types.SetOf, entries.key)
        return self._intern(types.Record, place.name, tuple(names), tuple(items))

    def _variant(self, given: Form, place: _Place, depth: int) -> SophiaType:
        names, constructors = [], []
        for index, each in enumerate(as_list(given, place.path)):
            path = f"{place.path}[{index}]"
            name, forms = (each, []) if isinstance(each, str) else only_member(each, path)
            names.append(name)
            constructors.append(self._resolve_all(forms, f"{path}.{format_step(name)}", place.scope, depth))
        refuse_repeated(names, place.path)
        most = max(len(names), *map(len, constructors)) if names else 0
        if most > _MOST_PARTS:
            expected = f"at most {_MOST_PARTS} constructors, and values of one"
            raise FateError("aci_form", place.path, None, expected, f"{most}")
        return self._intern(types.Datatype, place.name, tuple(names), tuple(constructors))


_MAKERS: Final[dict[str, Callable[[Resolver, Form, _Place, int], SophiaType]]] = {
    "bytes": Resolver._bytes,
    "list": Resolver._list,
    "map": Resolver._map,
    "option": Resolver._option,
    "tuple": Resolver._tuple,
    "oracle": Resolver._oracle,
    "oracle_query": Resolver._oracle,
    "function": Resolver._function,
    "record": Resolver._record,
    "variant": Resolver._variant,
}


def _identity(argument: object) -> object:
    """Return what tells an argument of a type from another one, at a cost that depends on its own length."""
    if isinstance(argument, SophiaType):
        return id(argument)
    return tuple(map(_identity, argument)) if isinstance(argument, tuple) else argument
