"""A contract by its interface: calls, results and events as Python values with names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from .. import text
from .._fate_types import TupleType
from .._json_values import Json
from .._pure.rlp import Buffer
from .._struct import Struct
from ..errors import FateError, quote
from ..state.contract import ReturnType
from . import code_comparison
from ._binding import bind, is_polymorphic, place_of, unknown_name
from .aci import NO_INIT, ContractInterface, FunctionInterface, read_aci
from .calls import call as make_call
from .calls import decode_call
from .code import Code, function_id
from .codec import Data, decode, encode
from .contract_code import decode_code
from .events import decode_event, encode_event, event_id
from .inference import matches
from .results import Result, decode_result
from .sophia_json import JSON_FORM
from .sophia_text import format_signature
from .sophia_types import Datatype, SophiaType, format_name, join_names, step_to
from .sophia_values import PythonForm, fields_of
from .sophia_walk import ValueForm, at, from_fate, to_fate

__all__ = ["Contract", "Event", "NamedCall"]

#: How a call ended, as nodes say it.
Ending: TypeAlias = ReturnType | Literal["ok", "error", "revert"]

_TOPIC: Final = re.compile("0x[0-9a-fA-F]{1,64}|[0-9]{1,78}")


class NamedCall(Struct, frozen=True):
    """Call data: the function, and its arguments by name, in order."""

    function: str
    arguments: dict[str, Any]


class Event(Struct, frozen=True):
    """An event: the name of its constructor, and its values in order."""

    name: str
    values: tuple[Any, ...]


class Contract:
    """A contract, as its interface (ACI) describes it.

    aci: JSON text, its bytes, or parsed JSON, as any compiler of Sophia wrote it. name: which contract of the
    interface; the one that was compiled if it is not given. classes: for the name of a record's type, as
    `Token.info`, the dataclass, NamedTuple or msgspec Struct that its values become.

    Values are as docs/guide/contracts.md says: a record is a dict, an option None or the value, another
    datatype a `Constructor`. Raises FateError for what is no interface, with the path in its JSON.
    """

    def __init__(
        self,
        aci: str | Buffer | Json,
        name: str | None = None,
        *,
        classes: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self._source = aci, name, dict(classes or {})
        self._aci = read_aci(aci)
        contracts = self._aci.contracts
        wanted = self._aci.main if name is None else name
        if wanted not in contracts:
            raise FateError("aci_form", "", None, f"a contract {quote(wanted)}", join_names(contracts))
        self._interface: ContractInterface = contracts[wanted]
        self._form: ValueForm = PythonForm(_check_classes(classes or {}, self._aci.resolver.records()))
        self._by_id = {function_id(name): name for name in (*self.functions, "init")}

    def __reduce__(self) -> tuple[Callable[..., Contract], tuple[Any, ...]]:
        return _restore, (*self._source, self._form is JSON_FORM)

    def __repr__(self) -> str:
        return f"<Contract {self.name}: {len(self.functions)} functions>"

    @property
    def name(self) -> str:
        """The name of the contract."""
        return self._interface.name

    @property
    def payable(self) -> bool:
        """True if a spend transaction to it is allowed."""
        return self._interface.payable

    @property
    def functions(self) -> dict[str, FunctionInterface]:
        """Its entrypoints by name, with types, stateful and payable or not."""
        return dict(self._interface.functions)

    @property
    def json(self) -> Contract:
        """The same contract with JSON in place of Python values, without loss (*Sophia JSON*)."""
        other = object.__new__(Contract)
        other.__dict__.update(self.__dict__)
        other._form = JSON_FORM
        return other

    def signature(self, function: str) -> str:
        """Return the declaration of a function in Sophia. Raises FateError for an unknown one."""
        return format_signature(self._function(function))

    # --- calls ----------------------------------------------------------------------------------

    def call(self, function: str, /, *arguments: Any, **named: Any) -> str:
        """Make the call data of a function, `cb_` text. Arguments are given in order, or by name.

        Raises FateError for an unknown function, and for an argument that does not fit its type: its path
        leads to the place, as in "argument 2 `amount`.legs".
        """
        known = self._function(function)
        given = bind(known, arguments, named)
        values = [
            at(place_of(index, argument), to_fate, argument.type, value, self._form)
            for index, (argument, value) in enumerate(zip(known.arguments, given, strict=True), 1)
        ]
        try:
            made = make_call(function, values)
        except FateError:
            for index, (argument, value) in enumerate(zip(known.arguments, values, strict=True), 1):
                at(place_of(index, argument), encode, value)  # the same error with the place
            raise
        types = TupleType(tuple(argument.type.fate for argument in known.arguments))
        if any(map(is_polymorphic, known.arguments)) and not matches(tuple(values), types):
            raise FateError("type_variable", step_to(function))
        return made

    def decode_call(self, data: Data) -> NamedCall:
        """Decode call data, bytes or `cb_` text.

        Raises FateError for what is no canonical call data, for a function that the interface does not have,
        and for arguments of other types.
        """
        found = decode_call(data)
        name = self._by_id.get(found.function_id)
        if name is None:
            raise FateError(
                "function_unknown",
                "",
                None,
                f"a function of {format_name(self.name)}",
                found.function_id.hex(),
            )
        arguments = self._function(name).arguments
        if len(found.arguments) != len(arguments):
            raise FateError(
                "argument_count", step_to(name), None, f"{len(arguments)}", f"{len(found.arguments)}"
            )
        values = {
            argument.name: at(place_of(index, argument), from_fate, argument.type, value, self._form)
            for index, (argument, value) in enumerate(zip(arguments, found.arguments, strict=True), 1)
        }
        return NamedCall(name, values)

    # --- results --------------------------------------------------------------------------------

    def decode_result(self, function: str, return_type: Ending, return_value: Data) -> Result:
        """Decode what a call of a function returned. return_type: how it ended, as nodes tell it.

        Raises FateError for a value of another type.
        """
        known = self._function(function)
        found = decode_result(return_value, return_type)
        if found.return_type != ReturnType.OK:
            return found
        if found.value is None:  # no bytes, as a successful `init` returns
            if function != "init":
                raise FateError("fate_truncated", "", 0, known.returns.words, "no bytes")
            return found
        return Result(found.return_type, from_fate(known.returns, found.value, self._form))

    def encode_result(self, function: str, value: Any) -> str:
        """Encode what a function returns, as `cb_` text: for tests and simulations."""
        return text.encode("cb", encode(to_fate(self._function(function).returns, value, self._form)))

    # --- events ---------------------------------------------------------------------------------

    def decode_event(self, topics: Sequence[int | str | bytes], data: Data) -> Event:
        """Decode a log entry of the contract.

        topics: as nodes give them, as numbers, their decimal text, text as `0x00ff`, or 32 bytes. data: the
        raw bytes, or `cb_` text of them.

        Raises FateError for an event that the interface does not have, and for what does not fit its types.
        """
        words = [at(f"topics[{index}]", _as_topic, topic) for index, topic in enumerate(topics)]
        kind = self._event()
        for name, types in zip(kind.names, kind.constructors, strict=True):
            bare = name.rpartition(".")[2]
            if words and words[0] == event_id(bare):
                values = at(step_to(bare), decode_event, words, data, [each.fate for each in types])
                written = [
                    at(f"{step_to(bare)}[{index}]", from_fate, each, value, self._form)
                    for index, (each, value) in enumerate(zip(types, values, strict=True))
                ]
                return Event(bare, tuple(written))
        found = f"topic {words[0]:#066x}" if words else "no topic"
        raise FateError("event_unknown", "", None, f"one of {join_names(kind.names)}", found)

    def encode_event(self, name: str, *values: Any) -> tuple[tuple[int, ...], bytes]:
        """Return the topics and the data of an event: what to look for in logs, or to test with."""
        kind = self._event()
        for known, types in zip(kind.names, kind.constructors, strict=True):
            if name in (known, known.rpartition(".")[2]):
                if len(values) != len(types):
                    raise FateError(
                        "constructor_values", step_to(name), None, f"{len(types)}", f"{len(values)}"
                    )
                written = [
                    at(f"{step_to(name)}[{index}]", to_fate, each, value, self._form)
                    for index, (each, value) in enumerate(zip(types, values, strict=True))
                ]
                bare = known.rpartition(".")[2]
                topics, data = at(step_to(name), encode_event, bare, written, [each.fate for each in types])
                return topics, data
        raise FateError("event_unknown", "", None, f"one of {join_names(kind.names)}", quote(name))

    def _event(self) -> Datatype:
        if self._interface.event is None:
            raise FateError("event_unknown", "", None, "none, as the contract declares no events")
        return self._interface.event

    # --- values of any type ---------------------------------------------------------------------

    def decode(self, type_: Json, data: Data) -> Any:
        """Decode a FATE value of a type: queries of oracles, registers of a store.

        type_: as the interface writes types: `int`, `Token.state`, `{"list": ["int"]}`.
        """
        return from_fate(self._type(type_), decode(data), self._form)

    def encode(self, type_: Json, value: Any) -> bytes:
        """Encode a value of a type as FATE. type_: as for `decode`."""
        return encode(to_fate(self._type(type_), value, self._form))

    def _type(self, form: Json) -> SophiaType:
        return self._aci.resolver.anew().resolve(form, "")

    # --- code -----------------------------------------------------------------------------------

    def code_differences(self, code: Code | Data) -> tuple[str, ...]:
        """Return in what the code of a contract differs from the interface, a sentence for each function."""
        known = code if isinstance(code, Code) else decode_code(code)
        return tuple(code_comparison.differences(self._interface, known))

    def matches_code(self, code: Code | Data) -> bool:
        """Tell whether the code has the functions of the interface, with their types."""
        return not self.code_differences(code)

    def _function(self, name: str) -> FunctionInterface:
        if not isinstance(name, str):
            raise TypeError(f"function: expected its name, found {type(name).__name__}")
        known = self._interface.functions.get(name)
        if known is None and name == "init":
            return NO_INIT
        if known is None:
            raise unknown_name("function_unknown", "", name, [*self._interface.functions])
        return known


def _restore(aci: Json, name: str | None, classes: dict[str, Callable[..., Any]], in_json: bool) -> Contract:
    """Make a contract again, for pickles and copies."""
    found = Contract(aci, name, classes=classes)
    return found.json if in_json else found


def _check_classes(
    classes: Mapping[str, Callable[..., Any]], records: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Callable[..., Any]]:
    """Return the classes of records, each of which has the fields of its type."""
    for name, cls in classes.items():
        if name not in records:
            raise unknown_name("aci_type_unknown", "classes", name, [*records])
        names = fields_of(cls) if isinstance(cls, type) else None
        if names is not None and {*names} != {*records[name]}:
            expected = f"{', '.join(records[name])} for {quote(name)}"
            raise FateError("record_field_unknown", "classes", None, expected, ", ".join(names))
    return dict(classes)


def _as_topic(topic: int | str | bytes) -> int:
    """Return a topic as a number."""
    if isinstance(topic, bytes) and len(topic) == 32:
        return int.from_bytes(topic, "big")
    if type(topic) is int and 0 <= topic < 1 << 256:
        return topic
    if isinstance(topic, str) and topic.isascii() and len(topic) <= 80:
        if topic.isdecimal() and int(topic) < 1 << 256:
            return int(topic)
        digits = topic.removeprefix("0x")
        if (
            len(digits) <= 64
            and digits != topic
            and digits.isalnum()
            and not digits.strip("0123456789abcdefABCDEF")
        ):
            return int(digits, 16)
    found = quote(topic) if isinstance(topic, str) else type(topic).__name__
    raise FateError("fate_event", "", None, "a number of 256 bits", found)
