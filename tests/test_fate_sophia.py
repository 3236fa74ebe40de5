"""Values of Sophia types: the vectors of the compiler both ways, and Python values for each kind of type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from aecodec import FateError, Id, IdKind, fate
from aecodec.fate.aci import NO_INIT
from aecodec.fate.sophia_json import JSON_FORM
from aecodec.fate.sophia_types import SophiaType
from aecodec.fate.sophia_values import Constructor, PythonForm, Some
from aecodec.fate.sophia_walk import from_fate, to_fate

from .aci_vectors import aci_of, type_of
from .error_of import error_of
from .fate_vectors import rows

PYTHON = PythonForm({})
ACCOUNT = "ak_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"
CONTRACT = str(Id.of(IdKind.CONTRACT, Id(ACCOUNT).key))


def typed_values() -> list[Any]:
    """Return type, value and Sophia JSON of each argument and result of the vectors."""
    found = []
    for name in ("calls", "results"):
        for number, row in enumerate(rows(name), 1):
            if "aci" not in row or row.get("return_type", "ok") != "ok":
                continue
            functions = aci_of(row["aci"]).contracts[row["contract"]].functions
            function = functions.get(row["function"], NO_INIT)
            value = fate.decode(bytes.fromhex(row["hex"]))
            if name == "calls":
                kinds, values, forms = [one.type for one in function.arguments], value[1], row["sophia"]
            else:
                kinds, values, forms = [function.returns], [value], [row["sophia"]]
            found += [
                pytest.param(*each, id=f"{name}:{number}") for each in zip(kinds, values, forms, strict=True)
            ]
    return found


@pytest.mark.parametrize(("kind", "value", "form"), typed_values())
def test_a_value_is_the_json_of_its_vector_and_comes_back_from_both_forms(
    kind: SophiaType, value: Any, form: Any
) -> None:
    wire = fate.encode(value)
    assert from_fate(kind, value, JSON_FORM) == form
    assert fate.encode(to_fate(kind, form, JSON_FORM)) == wire
    python = from_fate(kind, value, PYTHON)
    assert fate.encode(to_fate(kind, python, PYTHON)) == wire
    assert fate.matches(value, kind.fate)


TYPEDEFS = [
    ("point", {"record": [{"name": "x", "type": "int"}, {"name": "y", "type": "int"}]}),
    ("only", {"record": [{"name": "it", "type": "bool"}]}),
    ("shape", {"variant": [{"Dot": []}, {"Line": ["C.point", "C.point"]}]}),
    ("maybe", {"option": ["int"]}),
]


def kind_of(form: Any) -> SophiaType:
    return type_of(form, typedefs=TYPEDEFS)


@dataclass
class Point:
    x: int
    y: int


class Pair(NamedTuple):
    x: int
    y: int


#: Type, Python value, its FATE value in hexadecimal, and other Python values that are taken for it.
PYTHON_VALUES: list[tuple[Any, Any, str, tuple[Any, ...]]] = [
    ("int", -1, "82", ()),
    ("char", "a", "6f21", (97,)),
    ("char", 0xD800, "6f82d7c0", ()),
    ("char", 0x110000, "6f8310ffc0", ()),
    ("bool", True, "ff", ()),
    ("string", "\udcff", "05ff", ()),
    ("bits", fate.Bits(-2), "cf02", (-2,)),
    ({"bytes": 2}, b"\0\xff", "9f010900ff", ("#00ff", "#00FF", bytearray(b"\0\xff"))),
    ("address", Id(ACCOUNT), "9f00a0" + Id(ACCOUNT).key.hex(), (ACCOUNT,)),
    ("C", Id(CONTRACT), "9f02a0" + Id(ACCOUNT).key.hex(), (CONTRACT,)),
    ("unit", (), "3f", ([],)),
    ({"tuple": ["int", "bool"]}, (1, False), "2b027f", ([1, False],)),
    ({"list": ["int"]}, [1, 2], "230204", ((1, 2),)),
    ({"map": ["int", "bool"]}, {1: True, 2: False}, "2f0202ff047f", ({2: False, 1: True},)),
    ({"Set.set": ["int"]}, {1, 2}, "2f02023f043f", ([2, 1], {"to_map": {1: (), 2: ()}}, frozenset((1, 2)))),
    ("C.point", {"x": 1, "y": 2}, "2b0204", ({"y": 2, "x": 1}, Point(1, 2), Pair(1, 2))),
    ("C.only", {"it": True}, "ff", ()),
    ("C.shape", Constructor("Dot"), "af820002003f", ("Dot", {"Dot": []}, "C.Dot")),
    ("C.maybe", None, "af820001003f", (Constructor("None"),)),
    ("C.maybe", 5, "af820001011b0a", (Some(5), Constructor("Some", 5))),
    ({"option": ["C.maybe"]}, Some(None), "af820001011baf820001003f", ()),
    ({"option": ["C.maybe"]}, Some(5), "af820001011baf820001011b0a", (Some(Some(5)),)),
    ({"option": ["C.maybe"]}, None, "af820001003f", ()),
    ({"option": ["unit"]}, (), "af820001011b3f", (Some(()),)),
    ("Chain.ttl", Constructor("FixedTTL", 5), "af820101011b0a", ({"FixedTTL": [5]},)),
    (
        "AENSv2.pointee",
        Constructor("AENSv2.DataPt", b"\1"),
        "af850101010101041b9f010501",
        (Constructor("DataPt", "#01"),),
    ),
    ("'a", [1, True], "2302ff", ()),
]


@pytest.mark.parametrize(("form", "value", "wire", "also"), PYTHON_VALUES)
def test_a_python_value_stands_for_a_value_of_its_type(
    form: Any, value: Any, wire: str, also: tuple[Any, ...]
) -> None:
    kind = kind_of(form)
    found = from_fate(kind, fate.decode(bytes.fromhex(wire)), PYTHON)
    assert (found, type(found)) == (value, type(value))
    for given in (value, *also):
        assert fate.encode(to_fate(kind, given, PYTHON)).hex() == wire


def test_keys_that_no_dict_can_have_are_kept_in_a_map() -> None:
    kind = kind_of({"map": ["C.point", "int"]})
    entries = fate.Map((({"x": 1, "y": 2}, 3), ({"x": 1, "y": 3}, 4)))
    value = to_fate(kind, entries, PYTHON)
    assert value == {(1, 2): 3, (1, 3): 4}
    assert from_fate(kind, value, PYTHON) == entries
    elements = kind_of({"Set.set": [{"list": ["int"]}]})
    assert from_fate(elements, to_fate(elements, [[1]], PYTHON), PYTHON) == ([1],)


def test_records_become_instances_of_the_classes_given_for_them() -> None:
    kind = kind_of({"list": ["C.point"]})
    for cls in (Point, Pair):
        form = PythonForm({"C.point": cls})
        value = to_fate(kind, [cls(1, 2)], form)
        assert from_fate(kind, value, form) == [cls(1, 2)]


WRONG: list[tuple[Any, Any, str, str, str | None, str | None]] = [
    ("int", "5", "field_type", "", "int", "str"),
    ("int", True, "field_type", "", "int", "bool"),
    ("int", 1.0, "field_type", "", "int", "float"),
    ("int", 1 << 8192, "fate_int_too_long", "", "at most 1024 bytes", None),
    ("char", "ab", "field_type", "", "one character", "2"),
    ("bool", 1, "field_type", "", "bool", "int"),
    ("string", b"a", "field_type", "", "string", "bytes"),
    ("hash", b"a", "bytes_length", "", "32", "1"),
    ({"bytes": 1}, "00", "bad_hex", "", "bytes(1) as # and hexadecimal digits", "'00'"),
    ("address", CONTRACT, "id_tag_not_allowed", "", "an account (ak_)", "a contract (ct_)"),
    ("C", ACCOUNT, "id_tag_not_allowed", "", "a contract (ct_)", "an account (ak_)"),
    ("address", ACCOUNT[:-1] + "k", "bad_checksum", "", None, None),
    ("unit", None, "field_type", "", "unit", "None"),
    ({"tuple": ["int", "int"]}, (1,), "tuple_arity", "", "2", "1"),
    ({"tuple": ["int", "int"]}, (1, ""), "field_type", "[1]", "int", "str"),
    ({"list": ["int"]}, "12", "field_type", "", "list", "str"),
    ({"list": [{"list": ["int"]}]}, [[], [1, None]], "field_type", "[1][1]", "int", "None"),
    ({"map": ["string", "int"]}, {"a": 1, "b": "2"}, "field_type", "['b']", "int", "str"),
    ({"map": ["string", "int"]}, {"a": 1, 2: 2}, "field_type", "key[1]", "string", "int"),
    ({"map": ["int", "int"]}, {2: "2"}, "field_type", "value[0]", "int", "str"),
    ("C.point", {"x": 1}, "record_field_missing", "", "'y'", None),
    ("C.point", {"x": 1, "y": 2, "z": 3}, "record_field_unknown", "", None, "'z'"),
    ("C.point", {"x": 1, "y": ""}, "field_type", "y", "int", "str"),
    ("C.point", (1, 2), "field_type", "", "C.point", "tuple"),
    ("C.shape", "Circle", "constructor_unknown", "", "one of Dot, Line", "'Circle'"),
    ("C.shape", Constructor("Line", 1), "constructor_values", "Line", "2", "1"),
    ("C.shape", Constructor("Line", {"x": 1, "y": 2}, 5), "field_type", "Line[1]", "C.point", "int"),
    ("AENSv2.pointee", Constructor("AENS.AccountPt", ACCOUNT), "constructor_unknown", "", None, None),
    ({"option": ["C.maybe"]}, 5, "field_type", "", "None or Some", "int"),
    ("C.maybe", "5", "field_type", "Some[0]", "int", "str"),
    ("Chain.block", 5, "aci_type_unknown", "", None, "Chain.block"),
]


@pytest.mark.parametrize(("form", "value", "code", "path", "expected", "found"), WRONG)
def test_a_value_of_another_type_is_refused_with_its_path(
    form: Any, value: Any, code: str, path: str, expected: str | None, found: str | None
) -> None:
    error = error_of(FateError, to_fate, kind_of(form), value, PYTHON)
    assert (error.code, error.path) == (code, path)
    assert expected in (None, error.expected)
    assert found in (None, error.found)


@pytest.mark.parametrize(
    ("form", "wire", "code", "path"),
    [
        ("int", "ff", "aci_mismatch", ""),
        ("bool", "02", "aci_mismatch", ""),
        ({"bytes": 3}, "9f010900ff", "bytes_length", ""),
        ("C", "9f00a0" + "11" * 32, "aci_mismatch", ""),
        ({"list": ["int"]}, "2302ff", "aci_mismatch", "[1]"),
        ({"map": ["int", "int"]}, "2f0102ff", "aci_mismatch", "value[0]"),
        ("C.point", "3b020406", "aci_mismatch", ""),
        ("C.point", "2b02ff", "aci_mismatch", "y"),
        ("C.only", "1bff", "aci_mismatch", "it"),
        ("C.shape", "af820001003f", "aci_mismatch", ""),
        ("C.maybe", "af820001011bff", "aci_mismatch", "Some[0]"),
        ({"Set.set": ["int"]}, "2f010202", "aci_mismatch", "value[0]"),
        ("Chain.block", "02", "aci_type_unknown", ""),
        ({"function": {"arguments": [], "returns": "int"}}, "02", "aci_mismatch", ""),
    ],
)
def test_fate_of_another_type_is_refused_with_its_path(form: Any, wire: str, code: str, path: str) -> None:
    value = fate.decode(bytes.fromhex(wire))
    for known in (PYTHON, JSON_FORM):
        error = error_of(FateError, from_fate, kind_of(form), value, known)
        assert (error.code, error.path) == (code, path)
