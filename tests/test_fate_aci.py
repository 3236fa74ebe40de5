"""Interfaces of contracts: every form that compilers wrote, and what is refused, with its place."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from aecodec import FateError, limits
from aecodec.fate import sophia_types, types
from aecodec.fate.aci import read_aci

from .aci_vectors import forms, one_function, type_of
from .error_of import error_of

LIST = "[0].contract.typedefs"
ARGUMENT = "[0].contract.functions[0].arguments[0].type"


@pytest.mark.parametrize("name", sorted(forms()))
def test_each_interface_of_the_compiler_is_read_from_text_bytes_and_json(name: str) -> None:
    form = forms()[name]
    aci = read_aci(form)
    (main,) = (
        entry["contract"] for entry in form if entry.get("contract", {}).get("kind") == "contract_main"
    )
    assert aci.main == main["name"]
    assert [*aci.contracts[aci.main].functions] == [function["name"] for function in main["functions"]]
    text = json.dumps(form)
    for source in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert [*read_aci(source).contracts] == [*aci.contracts]


def old(form: Any) -> Any:
    """Return an interface as compilers before 7.1 wrote it: without kinds, with type_defs."""
    if isinstance(form, list):
        return [old(one) for one in form]
    if isinstance(form, dict):
        names = {"typedefs": "type_defs"}
        return {names.get(name, name): old(one) for name, one in form.items() if name != "kind"}
    return form


@pytest.mark.parametrize(
    ("inner", "outer"),
    [("encoded_aci", "external_encoded_aci"), ("encodedAci", "externalEncodedAci"), ("aci", None)],
)
def test_the_one_object_of_old_compilers_and_of_the_sdk_is_read(inner: str, outer: str | None) -> None:
    form = forms()["Zoo"]
    *others, main = old(form)
    source = {inner: form, "bytecode": "cb_"} if outer is None else {inner: main, outer: others}
    aci = read_aci({"interface": "contract interface Zoo = ...", **source})
    assert aci.main == "Zoo"
    new = read_aci(form)
    for name, function in new.contracts["Zoo"].functions.items():
        found = aci.contracts["Zoo"].functions[name]
        assert found.returns.fate == function.returns.fate
        assert [one.type.fate for one in found.arguments] == [one.type.fate for one in function.arguments]


def test_the_main_contract_is_the_last_one_where_none_is_called_so() -> None:
    form = old(forms()["remote_call"])
    assert read_aci(form).main == form[-1]["contract"]["name"]
    assert read_aci([form[-1], form[0]]).main == form[0]["contract"]["name"]


def test_what_two_contracts_call_may_stand_there_twice_but_only_in_one_form() -> None:
    remote, *rest = one_function("int"), *one_function("int")
    other = {"contract": remote[0]["contract"] | {"name": "R"}}
    assert [*read_aci([other, other, *rest]).contracts] == ["R", "C"]
    changed = {"contract": other["contract"] | {"payable": True}}
    error = error_of(FateError, read_aci, [other, changed, *rest])
    assert (error.code, error.path) == ("aci_name_repeated", "[1].contract.name")


def test_names_of_arguments_that_say_nothing_are_numbers() -> None:
    form = one_function("int", "int", "int", "int")
    for argument, name in zip(
        form[0]["contract"]["functions"][0]["arguments"], ("_", "x", "_", "(a, b)"), strict=True
    ):
        argument["name"] = name
    (function,) = read_aci(form).contracts["C"].functions.values()
    assert [argument.name for argument in function.arguments] == ["_1", "x", "_3", "_4"]


POINT = {"record": [{"name": "x", "type": "int"}, {"name": "y", "type": "'a"}]}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("hash", types.BytesType(32)),
        ("signature", types.BytesType(64)),
        ({"bytes": "any"}, types.BytesType(None)),
        ("char", types.INTEGER),
        ("unit", types.UNIT),
        ({"tuple": []}, types.UNIT),
        ("C", types.CONTRACT),
        ({"oracle": ["string", "int"]}, types.ORACLE),
        ({"oracle_query": ["string", "int"]}, types.ORACLE_QUERY),
        ({"option": ["int"]}, types.VariantType((types.UNIT, types.TupleType((types.INTEGER,))))),
        ({"Set.set": ["int"]}, types.MapType(types.INTEGER, types.UNIT)),
        ("Chain.ttl", types.VariantType((types.TupleType((types.INTEGER,)),) * 2)),
        ("MCL_BLS12_381.fr", types.BytesType(32)),
        ("MCL_BLS12_381.fp", types.BytesType(48)),
        ({"C.point": ["bool"]}, types.TupleType((types.INTEGER, types.BOOLEAN))),
        ({"C.box": ["string"]}, types.STRING),
        ({"C.box": [{"C.box": ["string"]}]}, types.STRING),
        ("C.points", types.ListType(types.TupleType((types.INTEGER, types.STRING)))),
        ({"list": ["'a"]}, types.ListType(types.TypeVariable(0))),
    ],
)
def test_a_type_stands_for_that_of_fate(form: Any, expected: types.FateType) -> None:
    typedefs = [
        ("point", "'a", POINT),
        ("box", "'b", {"record": [{"name": "only", "type": "'b"}]}),
        ("points", {"list": [{"C.point": ["string"]}]}),
    ]
    assert type_of(form, typedefs=typedefs).fate == expected


def test_every_built_in_type_of_the_compiler_is_known() -> None:
    names = ["AENS.name", "AENSv2.name", "Chain.tx", "Chain.base_tx", "Chain.ga_meta_tx"]
    for name in (*names, "AENS.pointee", "AENSv2.pointee", "Chain.paying_for_tx"):
        assert isinstance(type_of(name), sophia_types.Datatype | sophia_types.Record)
    pointees = [type_of(f"{name}.pointee") for name in ("AENS", "AENSv2")]
    assert [len(kind.parts) for kind in pointees] == [4, 5]
    txs = type_of("Chain.base_tx")
    assert isinstance(txs, sophia_types.Datatype)
    assert txs.arities == (3, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 2, 0)


def test_a_type_is_made_once_however_often_it_is_named() -> None:
    one = {"map": ["string", {"C.pair": ["int"]}]}
    form = one_function(one, one, typedefs=[("pair", "'a", {"tuple": ["'a", "'a"]})])
    first, second = read_aci(form).contracts["C"].functions["f"].arguments
    assert first.type is second.type


def nested(depth: int) -> Any:
    form: Any = "int"
    for _ in range(depth - 1):
        form = {"list": [form]}
    return form


REFUSED = {
    "a cycle of one": ([("t", "C.t")], "C.t", "aci_type_cycle", f"{LIST}[0].typedef"),
    "a cycle of two": (
        [("t", "C.u"), ("u", {"list": ["C.t"]})],
        "int",
        "aci_type_cycle",
        f"{LIST}[0].typedef",
    ),
    "a cycle in a variable": (
        [("t", "'a", {"option": [{"C.t": [{"list": ["'a"]}]}]})],
        "int",
        "aci_type_cycle",
        f"{LIST}[0].typedef",
    ),
    "too few arguments": ([("t", "'a", "'a")], "C.t", "aci_type_arguments", ARGUMENT),
    "too many arguments": ([("t", "int")], {"C.t": ["int"]}, "aci_type_arguments", ARGUMENT),
    "a list of two": ([], {"list": ["int", "int"]}, "aci_type_arguments", f"{ARGUMENT}.list"),
    "a negative size": ([], {"bytes": -1}, "aci_form", f"{ARGUMENT}.bytes"),
    "a size that is a boolean": ([], {"bytes": True}, "aci_form", f"{ARGUMENT}.bytes"),
    "two members": ([], {"list": ["int"], "map": []}, "aci_form", ARGUMENT),
    "no type": ([], None, "aci_form", ARGUMENT),
    "a form within": ([], {"map": ["int", 5]}, "aci_form", f"{ARGUMENT}.map[1]"),
    "a record without names": (
        [("t", {"record": [{"type": "int"}]})],
        "int",
        "member_missing",
        f"{LIST}[0].typedef.record[0]",
    ),
    "a field twice": (
        [("t", {"record": [{"name": "x", "type": "int"}] * 2})],
        "int",
        "aci_name_repeated",
        f"{LIST}[0].typedef.record",
    ),
    "a constructor twice": (
        [("t", {"variant": [{"A": []}, {"A": ["int"]}]})],
        "int",
        "aci_name_repeated",
        f"{LIST}[0].typedef.variant",
    ),
    "a name of a type twice": ([("t", "int")] * 2, "int", "aci_name_repeated", f"{LIST}[1].name"),
    "constructors beyond a byte": (
        [("t", {"variant": [{f"A{number}": []} for number in range(300)]})],
        "int",
        "aci_form",
        f"{LIST}[0].typedef.variant",
    ),
    "levels beyond the limit": (
        [],
        nested(limits.MAX_ACI_DEPTH + 1),
        "aci_too_deep",
        ARGUMENT + ".list[0]" * limits.MAX_ACI_DEPTH,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_type_is_refused_with_its_path(name: str) -> None:
    typedefs, form, code, path = REFUSED[name]
    error = error_of(FateError, read_aci, one_function(form, typedefs=typedefs))
    assert (error.code, error.path) == (code, path)


def changed(where: str, value: Any) -> Any:
    form = json.loads(json.dumps(one_function("int")))
    *steps, last = where.split(".")
    place = form[0]["contract"]
    for step in steps:
        place = place[int(step)] if step.isdecimal() else place[step]
    place[int(last) if last.isdecimal() else last] = value
    return form


@pytest.mark.parametrize(
    ("source", "code", "path"),
    [
        (None, "aci_form", ""),
        (5, "aci_form", ""),
        ({}, "aci_form", ""),
        ([], "aci_form", ""),
        ([{"namespace": {"name": "N"}}], "aci_form", ""),
        ([5], "aci_form", "[0]"),
        ([{"library": {}}], "aci_form", "[0]"),
        ([{"contract": []}], "aci_form", "[0].contract"),
        ([{"contract": {}}], "member_missing", "[0].contract"),
        ({"encoded_aci": {"contract": {"name": 5}}}, "aci_form", "encoded_aci.contract.name"),
        (changed("functions", {}), "aci_form", "[0].contract.functions"),
        (changed("functions.0.name", None), "aci_form", "[0].contract.functions[0].name"),
        (changed("functions.0.stateful", 1), "aci_form", "[0].contract.functions[0].stateful"),
        (changed("functions.0", {"name": "f"}), "member_missing", "[0].contract.functions[0]"),
        (changed("kind", "main"), "aci_form", "[0].contract.kind"),
        (changed("event", "int"), "aci_form", "[0].contract.event"),
        (changed("functions", one_function()[0]["contract"]["functions"] * 2), "aci_name_repeated", ""),
        ('[{"contract": ', "json_syntax", ""),
        ('[{"contract": {"name": "C", "name": "D"}}]', "json_repeated_key", "[0].contract"),
        (b"\xff", "json_not_utf8", ""),
        ("[" * 300 + "]" * 300, "json_too_deep", ""),
    ],
)
def test_what_is_no_interface_is_refused_with_its_path(source: Any, code: str, path: str) -> None:
    error = error_of(FateError, read_aci, source)
    assert error.code == code
    assert error.path == path or (not path and code in ("aci_name_repeated", "json_too_deep"))


def test_names_of_names_are_no_levels() -> None:
    count = 20_000
    typedefs = [("t0", "int"), *((f"t{number}", f"C.t{number - 1}") for number in range(1, count))]
    for order in (typedefs, typedefs[::-1]):
        assert type_of(f"C.t{count - 1}", typedefs=order).fate == types.INTEGER


def test_levels_count_alike_whatever_the_order_of_the_definitions() -> None:
    deepest = limits.MAX_ACI_DEPTH
    typedefs = [("t0", "int"), *((f"t{one}", {"list": [f"C.t{one - 1}"]}) for one in range(1, deepest + 1))]
    for order in (typedefs, typedefs[::-1]):
        assert type_of(f"C.t{deepest - 1}", typedefs=order[1:] if order[0][0] != "t0" else order[:-1])
        error = error_of(FateError, read_aci, one_function("int", typedefs=order))
        assert error.code == "aci_too_deep"


def test_a_type_of_a_million_parts_takes_no_time_and_one_of_too_many_forms_is_refused() -> None:
    start = time.process_time()
    pairs = [("t0", "int"), *((f"t{one}", {"tuple": [f"C.t{one - 1}"] * 2}) for one in range(1, 60))]
    assert type_of("C.t59", typedefs=pairs).depth == 60
    forks: list[Any] = [("t0", "'a", "'a")]
    for number in range(1, 40):
        below = f"C.t{number - 1}"
        forks.append(
            (f"t{number}", "'a", {"tuple": [{below: [{"list": ["'a"]}]}, {below: [{"option": ["'a"]}]}]})
        )
    error = error_of(FateError, read_aci, one_function("int", typedefs=forks))
    assert (error.code, error.expected) == ("aci_too_large", f"at most {limits.MAX_ACI_TYPES}")
    assert time.process_time() - start < 20


def test_parsed_json_without_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert error_of(FateError, read_aci, [{"contract": endless}]).code == "json_too_deep"
    wide: list[Any] = [[0] * 1024] * 1024
    assert error_of(FateError, read_aci, wide).code == "json_too_many_values"


def test_an_unknown_type_is_an_error_where_a_value_of_it_is_needed() -> None:
    aci = read_aci(one_function("Chain.block", {"Other.box": ["int"]}))
    for argument in aci.contracts["C"].functions["f"].arguments:
        assert isinstance(argument.type, sophia_types.Unknown)
