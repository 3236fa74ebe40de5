"""Reading of the interface of a contract (ACI), the JSON that compilers of Sophia write beside the code.

Compilers since 7.1 write a list of contracts and namespaces. Older ones write one object, with the contract
in `encoded_aci` and those that it calls in `external_encoded_aci`, and `type_defs` instead of `typedefs`. The
JavaScript SDK keeps an interface as `aci` beside the bytecode. All of them are read.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from .._json_values import Json, describe_json
from .._strict_json import load as load_json
from .._struct import Struct
from ..errors import FateError, quote
from ..limits import MAX_JSON_BYTES, MAX_RECORD_DEPTH
from ._members import as_dict, as_list, as_name, check_bounds, member, only_member, refuse_repeated
from .resolution import Definition, Resolver
from .sophia_types import UNIT, Datatype, SophiaType

__all__ = ["Aci", "Argument", "ContractInterface", "FunctionInterface", "read_aci"]

#: Members that hold the interface itself, in the forms of an object.
_WRAPPED: Final = ("aci", "encoded_aci", "encodedAci")
_EXTERNAL: Final = ("external_encoded_aci", "externalEncodedAci")
_KINDS: Final = ("contract_main", "contract_child", "contract_interface", "")


class Argument(Struct, frozen=True):
    """An argument of a function. form: its type, as it stands in the interface."""

    name: str
    type: SophiaType
    form: Json


class FunctionInterface(Struct, frozen=True):
    """An entrypoint of a contract. form: the type of its result, as it stands in the interface."""

    name: str
    arguments: tuple[Argument, ...]
    returns: SophiaType
    form: Json
    stateful: bool
    payable: bool


class ContractInterface(Struct, frozen=True):
    """A contract of an interface.

    kind: contract_main, contract_child or contract_interface; empty where an old compiler names none.
    state, event: the types of these names, if they are declared.
    """

    name: str
    kind: str
    payable: bool
    functions: dict[str, FunctionInterface]
    state: SophiaType | None
    event: Datatype | None


class Aci(Struct, frozen=True):
    """All contracts of an interface by name; main: the name of the one that was compiled."""

    contracts: dict[str, ContractInterface]
    main: str
    resolver: Resolver


def read_aci(source: str | bytes | bytearray | memoryview | Json) -> Aci:
    """Read an interface from JSON text, its bytes, or parsed JSON.

    Raises FateError, whose path is that in the JSON.
    """
    if isinstance(source, str | bytes | bytearray | memoryview):
        source = load_json(source, MAX_JSON_BYTES, MAX_RECORD_DEPTH, FateError)
    else:
        check_bounds(source)
    entries = list(_entries(source))
    definitions: dict[str, Definition] = {}
    contracts: dict[str, tuple[dict[str, Json], str]] = {}
    seen: dict[str, Json] = {}
    for kind, form, path in entries:
        name = as_name(member(form, "name", path), f"{path}.name")
        if name in seen and seen[name] == form:  # what two contracts call may stand there twice
            continue
        if name in seen:
            raise FateError("aci_name_repeated", f"{path}.name", None, None, quote(name))
        seen[name] = form
        definitions |= _definitions(name, form, path)
        if kind == "contract":
            contracts[name] = form, path
    if not contracts:
        raise FateError("aci_form", "", None, "a contract", "none")
    resolver = Resolver(definitions, frozenset(contracts))
    for name in definitions:
        resolver.check(name)
    read = {name: _contract(name, form, path, resolver) for name, (form, path) in contracts.items()}
    mains = [name for name, contract in read.items() if contract.kind == "contract_main"]
    return Aci(read, (mains or [*read])[-1], resolver)


def _entries(source: Json) -> list[tuple[str, dict[str, Json], str]]:
    """Return kind, content and path of each contract and namespace, in the order of the list form."""
    listed: list[tuple[Json, str]] = []
    if isinstance(source, dict) and not {"contract", "namespace"} & source.keys():
        wrapped = next((name for name in _WRAPPED if name in source), None)
        if wrapped is None:
            expected = "a list, or an object with one of contract, aci, encoded_aci"
            raise FateError("aci_form", "", None, expected, "other members")
        for name in _EXTERNAL:
            if name in source:
                listed += _with_places(source[name], name)
        source, path = source[wrapped], wrapped
    else:
        path = ""
    listed += _with_places(source, path) if isinstance(source, list | tuple) else [(source, path)]
    found = []
    for form, place in listed:
        kind, content = only_member(form, place)
        inner = f"{place}.{kind}" if place else kind
        if kind not in ("contract", "namespace"):
            raise FateError("aci_form", place, None, "contract or namespace", quote(kind))
        found.append((kind, as_dict(content, inner), inner))
    return found


def _with_places(forms: Json, path: str) -> list[tuple[Json, str]]:
    return [(form, f"{path}[{index}]") for index, form in enumerate(as_list(forms, path))]


def _definitions(owner: str, form: dict[str, Json], path: str) -> dict[str, Definition]:
    """Return the types that a contract or a namespace defines, by their full names."""
    found: dict[str, Definition] = {}
    listed = "typedefs" if "typedefs" in form else "type_defs"
    for index, each in enumerate(as_list(form.get(listed, []), f"{path}.{listed}")):
        place = f"{path}.{listed}[{index}]"
        definition = as_dict(each, place)
        name = f"{owner}.{as_name(member(definition, 'name', place), f'{place}.name')}"
        if name in found:
            raise FateError("aci_name_repeated", f"{place}.name", None, None, quote(name))
        found[name] = Definition(
            _variables(definition, place), member(definition, "typedef", place), f"{place}.typedef"
        )
    for name in ("state", "event"):
        if name in form:
            found.setdefault(f"{owner}.{name}", Definition((), form[name], f"{path}.{name}"))
    return found


def _variables(definition: dict[str, Json], path: str) -> tuple[str, ...]:
    names = []
    for index, each in enumerate(as_list(definition.get("vars", []), f"{path}.vars")):
        place = f"{path}.vars[{index}]"
        names.append(as_name(member(as_dict(each, place), "name", place), f"{place}.name"))
    refuse_repeated(names, f"{path}.vars")
    return tuple(names)


def _contract(name: str, form: dict[str, Json], path: str, resolver: Resolver) -> ContractInterface:
    functions: dict[str, FunctionInterface] = {}
    for index, each in enumerate(as_list(form.get("functions", []), f"{path}.functions")):
        place = f"{path}.functions[{index}]"
        function = _function(as_dict(each, place), place, resolver)
        if function.name in functions:
            raise FateError("aci_name_repeated", f"{place}.name", None, None, quote(function.name))
        functions[function.name] = function
    kind = as_name(form.get("kind", ""), f"{path}.kind")
    if kind not in _KINDS:
        raise FateError("aci_form", f"{path}.kind", None, " or ".join(_KINDS[:3]), quote(kind))
    event = resolver.resolve(f"{name}.event", f"{path}.event") if "event" in form else None
    if event is not None and not isinstance(event, Datatype):
        raise FateError("aci_form", f"{path}.event", None, "a datatype", event.words)
    state = resolver.resolve(f"{name}.state", f"{path}.state") if "state" in form else None
    return ContractInterface(name, kind, _flag(form, "payable", path), functions, state, event)


def _function(form: dict[str, Json], path: str, resolver: Resolver) -> FunctionInterface:
    name = as_name(member(form, "name", path), f"{path}.name")
    arguments: list[Argument] = []
    for index, each in enumerate(as_list(member(form, "arguments", path), f"{path}.arguments")):
        place = f"{path}.arguments[{index}]"
        argument = as_dict(each, place)
        given = member(argument, "type", place)
        found = resolver.resolve(given, f"{place}.type")
        arguments.append(Argument(as_name(argument.get("name", ""), f"{place}.name"), found, given))
    returns = member(form, "returns", path)
    resolved = resolver.resolve(returns, f"{path}.returns")
    flags = _flag(form, "stateful", path), _flag(form, "payable", path)
    return FunctionInterface(name, _with_names(arguments), resolved, returns, *flags)


def _with_names(arguments: list[Argument]) -> tuple[Argument, ...]:
    """Return arguments whose names differ: `_3` is the third one if its name says nothing, or is repeated.

    Names that stand for nothing are those of patterns, `_` among them.
    """
    names = Counter(argument.name for argument in arguments)
    told = [
        argument.name
        if argument.name.isidentifier() and argument.name != "_" and names[argument.name] == 1
        else ""
        for argument in arguments
    ]
    return tuple(
        Argument(name or f"_{index}", argument.type, argument.form)
        for index, (name, argument) in enumerate(zip(told, arguments, strict=True), 1)
    )


def _flag(form: dict[str, Json], name: str, path: str) -> bool:
    flag = form.get(name, False)
    if not isinstance(flag, bool):
        raise FateError("aci_form", f"{path}.{name}", None, "true or false", describe_json(flag))
    return flag


#: What a contract without `init` has in its place: no arguments and a unit state.
NO_INIT: Final = FunctionInterface("init", (), UNIT, "unit", False, False)
