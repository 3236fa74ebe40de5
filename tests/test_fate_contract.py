"""Contracts by their interface: calls, results and events with names, and code that fits."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from aecodec import FateError, Id, IdKind, fate
from aecodec.fate import Constructor, Contract
from aecodec.state.contract import ReturnType

from .aci_vectors import forms, one_function
from .error_of import error_of
from .fate_vectors import params, rows

CONTRACTS = {name: Contract(form) for name, form in forms().items()}
ZOO = CONTRACTS["Zoo"]
OWNER = Id("ak_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj")


@pytest.mark.parametrize("row", params("calls"))
def test_call_data_of_the_compiler_both_ways(row: dict[str, Any]) -> None:
    contract, function = CONTRACTS[row["aci"]], row["function"]
    for found in (contract.decode_call(row["cb"]), contract.decode_call(bytes.fromhex(row["hex"]))):
        assert found.function == function
        assert contract.call(function, *found.arguments.values()) == row["cb"]
        assert contract.call(function, **found.arguments) == row["cb"]
    assert contract.json.call(function, *row["sophia"]) == row["cb"]
    assert [*contract.json.decode_call(row["cb"]).arguments.values()] == row["sophia"]


@pytest.mark.parametrize("row", params("results"))
def test_results_both_ways(row: dict[str, Any]) -> None:
    contract, how = CONTRACTS[row.get("aci", "Test")], row["return_type"]
    function = row.get("function", "test_unit")
    for cb in (row["cb"], bytes.fromhex(row["hex"])):
        found = contract.json.decode_result(function, how, cb)
        assert found.return_type is ReturnType[how.upper()]
        assert (found.value if how == "ok" else found.message) == row["sophia"]
    if how == "ok":
        assert contract.json.encode_result(function, row["sophia"]) == row["cb"]
        value = contract.decode_result(function, how, row["cb"]).value
        assert contract.encode_result(function, value) == row["cb"]


@pytest.mark.parametrize("row", params("events"))
def test_events_both_ways(row: dict[str, Any]) -> None:
    contract = CONTRACTS[row["aci"]]
    numbers = [int(topic) for topic in row["topics"]]
    words = [number.to_bytes(32, "big") for number in numbers]
    for topics in (row["topics"], numbers, words, [f"0x{word.hex()}" for word in words]):
        for data in (row["data_cb"], bytes.fromhex(row["data"])):
            found = contract.json.decode_event(topics, data)
            assert {found.name: [*found.values]} == row["sophia"]
    event = contract.decode_event(numbers, row["data_cb"])
    assert contract.encode_event(event.name, *event.values) == (tuple(numbers), bytes.fromhex(row["data"]))


def test_code_has_the_functions_of_its_interface_and_not_those_of_another() -> None:
    compiled = [row for row in rows("bytecode") if "aci" in row]
    assert len(compiled) > 15
    for row in compiled:
        contract, code = CONTRACTS[row["aci"]], bytes.fromhex(row["bytecode"])
        assert contract.code_differences(code) == ()
        assert contract.matches_code(fate.without_init(fate.decode_code(code)))
    assert not CONTRACTS["identity"].matches_code(bytes.fromhex(compiled[0]["bytecode"]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"payable": True}, "ping: not payable in the code"),
        ({"name": "pong"}, "pong: not in the code"),
        ({"returns": "string"}, "ping: expected (int) => string, found (int) => int"),
    ],
)
def test_a_difference_of_code_is_a_sentence(change: dict[str, Any], sentence: str) -> None:
    code = fate.Code(
        functions=(
            fate.code.Function(
                id=fate.function_id("ping"), arguments=(fate.types.INTEGER,), result=fate.types.INTEGER
            ),
        )
    )
    form = one_function("int")
    form[0]["contract"]["functions"][0] |= {"name": "ping"}
    assert Contract(form).matches_code(code)
    form[0]["contract"]["functions"][0] |= change
    assert Contract(form).code_differences(code) == (sentence,)


def test_an_interface_among_the_contracts_is_chosen_by_its_name() -> None:
    remote = Contract(forms()["Zoo"], "Remote")
    assert (remote.name, [*remote.functions]) == ("Remote", ["ping"])
    assert remote.call("ping", 5) == remote.call("ping", _1=5) == fate.call("ping", (5,))
    error = error_of(FateError, Contract, forms()["Zoo"], "Remotes")
    assert (error.code, error.expected, error.found) == ("aci_form", "a contract 'Remotes'", "Remote, Zoo")


def test_init_that_is_not_declared_has_no_arguments_and_its_result_is_empty() -> None:
    contract = CONTRACTS["identity"]
    assert "init" not in contract.functions
    assert contract.call("init") == "cb_KxFE1kQfP4oEp9E="
    assert contract.decode_call("cb_KxFE1kQfP4oEp9E=") == fate.NamedCall("init", {})
    assert contract.decode_result("init", "ok", b"").value is None
    error = error_of(FateError, contract.decode_result, "main_fun", "ok", b"")
    assert (error.code, error.offset) == ("fate_truncated", 0)


def test_functions_say_what_they_take_and_whether_they_take_coins() -> None:
    assert ZOO.signature("add") == "payable stateful entrypoint add(a : Zoo.animal) : int"
    assert ZOO.signature("poly") == "entrypoint poly(x : 'a, y : 'b, z : 'a) : 'b"
    assert ZOO.signature("anybytes").endswith("(b : bytes(), f : bytes(3), g : bytes(64)) : bytes()")
    assert ZOO.signature("units") == "entrypoint units(u : unit) : unit"
    assert ZOO.signature("opts").startswith("entrypoint opts(a : option(option(int)), b : option(unit), ")
    assert (ZOO.functions["add"].payable, ZOO.functions["get"].payable) == (True, False)
    form = one_function({"tuple": ["int", {"map": ["string", "bool"]}]}, returns={"record": []})
    assert Contract(form).signature("f") == "entrypoint f(x1 : (int * map(string, bool))) : {}"


class Animal(msgspec.Struct):
    name: str
    legs: int
    owner: Id | None


@dataclass(frozen=True)
class Coord:
    lat: int
    lon: int


def test_records_are_instances_of_the_classes_of_the_user() -> None:
    zoo = Contract(forms()["Zoo"], classes={"Zoo.animal": Animal, "Geo.coord": Coord})
    data = zoo.call("add", Animal("cat", 4, OWNER))
    assert data == ZOO.call("add", {"name": "cat", "legs": 4, "owner": str(OWNER)})
    assert zoo.decode_call(data).arguments == {"a": Animal("cat", 4, OWNER)}
    area = Constructor("Poly", [Coord(1, 2)])
    assert zoo.decode_call(zoo.call("area", area)).arguments["a"] == area
    for name, code in (("Zoo.animals", "aci_type_unknown"), ("Zoo.animal", "record_field_unknown")):
        error = error_of(FateError, Contract, forms()["Zoo"], classes={name: Coord})
        assert (error.code, error.path) == (code, "classes")


@pytest.mark.parametrize(
    ("function", "given", "named", "message"),
    [
        ("adds", (), {}, "unknown function: found 'adds' (did you mean 'addrs'?)"),
        ("coord", ({"lat": 1, "lon": "2"},), {}, "wrong type at argument 1 `c`.lon: expected int, found str"),
        ("coord", (), {}, "missing argument at argument 1 `c`: expected Geo.coord"),
        ("coord", (), {"cc": 1}, "unknown argument at coord: found 'cc' (did you mean 'c'?)"),
        ("coord", (1, 2), {}, "wrong number of arguments at coord: expected 1, found 2"),
        ("coord", (1,), {"c": 1}, "argument is given twice at argument 1 `c`"),
        (
            "poly",
            (1, 2, "3"),
            {},
            "a type variable stands for values of different types, or of none at poly",
        ),
        (
            "poly",
            (1, [1, 1.5], 1),
            {},
            "not a FATE value at argument 2 `y`[1]: expected a FATE value, found float",
        ),
        (
            "init",
            (1, Id.of(IdKind.CONTRACT, OWNER.key)),
            {},
            (
                "identifier kind is not allowed here at argument 2 `who`: "
                "expected an account (ak_), found a contract (ct_)"
            ),
        ),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(
    function: str, given: tuple[Any, ...], named: dict[str, Any], message: str
) -> None:
    assert str(error_of(FateError, ZOO.call, function, *given, **named)) == message


def test_keys_that_are_one_in_fate_are_refused_though_python_tells_them_apart() -> None:
    contract = Contract(one_function({"map": ["address", "int"]}))
    error = error_of(FateError, contract.call, "f", fate.Map(((OWNER, 1), (str(OWNER), 2))))
    assert (error.code, error.path) == ("fate_map_key_duplicate", "argument 1 `x1`.key[1]")


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (fate.call("nobody"), "function_unknown", ""),
        (fate.call("get", (1,)), "argument_count", "get"),
        (fate.call("coord", ((1, "2"),)), "aci_mismatch", "argument 1 `c`.lon"),
        (b"\x3f", "fate_calldata_shape", ""),
    ],
)
def test_call_data_of_another_contract_is_refused(data: Any, code: str, path: str) -> None:
    error = error_of(FateError, ZOO.decode_call, data)
    assert (error.code, error.path) == (code, path)


def test_events_that_the_interface_does_not_have_are_refused() -> None:
    fed = ZOO.encode_event("Fed")[0]
    for topics, code, path in (
        ([], "event_unknown", ""),
        ([1], "event_unknown", ""),
        ([*fed, 2], "fate_event", "Fed.topics"),
        (["0xzz"], "fate_event", "topics[0]"),
        ([1 << 256], "fate_event", "topics[0]"),
    ):
        error = error_of(FateError, ZOO.decode_event, topics, b"")
        assert (error.code, error.path) == (code, path)
    assert error_of(FateError, CONTRACTS["identity"].decode_event, [1], b"").code == "event_unknown"
    assert error_of(FateError, ZOO.encode_event, "Bred").code == "event_unknown"
    assert error_of(FateError, ZOO.encode_event, "Born", 1).code == "constructor_values"
    assert error_of(FateError, ZOO.encode_event, "Born", 1, 2).path == "Born[1]"


def test_values_of_any_type_are_read_and_written() -> None:
    state = ZOO.decode("Zoo.mood", ZOO.encode("Zoo.mood", "Happy"))
    assert state == Constructor("Happy")
    assert ZOO.encode({"list": ["Geo.coord"]}, [{"lat": 1, "lon": 2}]).hex() == "132b0204"
    assert error_of(FateError, ZOO.encode, {"list": []}, []).code == "aci_type_arguments"
    for _ in range(2):  # what one use needs is not counted for the next one
        ZOO.encode({"tuple": ["int"] * 70_000}, [1] * 70_000)


def test_contracts_are_copied_and_pickled() -> None:
    for made in (copy.copy(ZOO), copy.deepcopy(ZOO.json), pickle.loads(pickle.dumps(ZOO.json))):
        assert made.name == "Zoo"
    again = pickle.loads(pickle.dumps(ZOO.json))
    assert again.call("coord", {"lat": "1", "lon": "2"}) == ZOO.call("coord", {"lat": 1, "lon": 2})
    assert pickle.loads(pickle.dumps(Constructor("A", 1))) == Constructor("A", 1)
