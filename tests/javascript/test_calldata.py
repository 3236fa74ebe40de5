"""The JavaScript library reads the call data that we write as the same values, and writes the same again.

    python -m pytest tests/javascript

Needs node 18 or later with npm, which installs the library. What it is known to do wrong is listed, and is
all that may differ.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aecodec import Id, fate
from aecodec.fate import Constructor, Contract, Some
from aecodec.fate.aci import read_aci
from aecodec.fate.sophia_types import MapOf, Option, Record, SophiaType, Variable

from ..aci_vectors import forms, one_function
from ..fate_vectors import rows
from ..generated_acis import Interface, interfaces

LIBRARY = "@aeternity/aepp-calldata@1.9.1"
PROGRAM = Path(__file__).parent / "calldata.mjs"
#: Calls of interfaces at random.
COUNT = int(os.environ.get("AECODEC_CALLS", "500"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the library and the program."""
    if shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    found = tmp_path_factory.mktemp("calldata")
    install = subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", LIBRARY],
        cwd=found,
        capture_output=True,
        timeout=300,
        check=False,
    )
    if install.returncode:
        pytest.skip(f"npm could not install {LIBRARY}")
    shutil.copy(PROGRAM, found)
    return found


def answers(folder: Path, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the library makes of each call."""
    run = subprocess.run(
        ["node", PROGRAM.name],
        cwd=folder,
        input="".join(json.dumps(call) + "\n" for call in calls),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def plain(value: Any) -> Any:
    """Return a Python value as the program writes it, with the entries of maps in order."""
    match value:
        case bool() | None:
            return value
        case int():
            return str(value)
        case fate.Bits(number):
            return str(number)
        case str() if not value.isascii() and value.encode("utf-8", "replace") != (raw := raw_of(value)):
            return f"#{raw.hex()}"  # not UTF-8
        case Id() | fate.OracleQueryId():
            return str(value)
        case bytes():
            return f"#{value.hex()}"
        case Some(inner):
            return plain(inner)
        case Constructor(name, values):
            return ["dict", [[name, [*map(plain, values)]]]]
        case dict() | fate.Map():
            return ["dict", ordered([[plain(key), plain(item)] for key, item in value.items()])]
        case set():
            return ["set", ordered([*map(plain, value)])]
        case list() | tuple():
            return [*map(plain, value)]
    return value


def raw_of(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def ordered(items: list[Any]) -> list[Any]:
    return sorted(items, key=json.dumps)


def reordered(form: Any) -> Any:
    """Return what the program wrote with the entries of maps in the same order as `plain` has them."""
    if not isinstance(form, list):
        return form
    if len(form) == 2 and form[0] in ("dict", "set") and isinstance(form[1], list):
        return [form[0], ordered([*map(reordered, form[1])])]
    return [*map(reordered, form)]


def parts_of(kind: SophiaType) -> set[SophiaType]:
    """Return all types within one, itself among them."""
    return {kind}.union(*map(parts_of, kind.parts))


def keys_of(value: Any) -> list[list[Any]]:
    """Return the keys of each map within a Python value, and the elements of each set."""
    match value:
        case dict() | fate.Map():
            inner = [*value.keys(), *value.values()]
            return [[*value.keys()], *(one for each in inner for one in keys_of(each))]
        case set():
            return [[*value]]
        case Constructor(_, values) | list(values) | tuple(values):
            return [one for each in values for one in keys_of(each)]
        case Some(inner):
            return keys_of(inner)
    return []


def known_fault(kinds: list[SophiaType], value: Any) -> str:
    """Return what the library is known to do wrong with values of these types; "" if nothing."""
    parts = set().union(*map(parts_of, kinds))
    if any(kind.words == "char" for kind in parts):
        return "no type char"
    if any(isinstance(kind, MapOf) and isinstance(kind.key, Record) for kind in parts):
        return "no maps keyed by records"
    if any(isinstance(kind, Option) and isinstance(kind.item, Option) for kind in parts):
        return "Some(None) read as None"
    if any(isinstance(kind, Variable) for kind in parts):
        return "no type variables"
    for keys in keys_of(value):
        if any(isinstance(key, str) and not key.isascii() for key in keys) and len(keys) > 1:
            return "strings in the order of UTF-16"
        if len({len(key) for key in keys if isinstance(key, bytes)}) > 1:
            return "bytes without regard to their length"
        if any(isinstance(key, fate.Bits) and key.number < 0 for key in keys) and len(keys) > 1:
            return "negative bits backwards"
    return ""


def differences(folder: Path, calls: list[tuple[Any, Contract, str, str]]) -> Counter[str]:
    """Check calls of interface, contract, function and call data; count what may differ, and does."""
    lines = [
        {"aci": form, "contract": contract.name, "function": function, "call": call}
        for form, contract, function, call in calls
    ]
    counted: Counter[str] = Counter()
    for (form, contract, function, call), found in zip(calls, answers(folder, lines), strict=True):
        declared = read_aci(form).contracts[contract.name].functions.get(function)
        kinds = [argument.type for argument in declared.arguments] if declared is not None else []
        values = [*contract.decode_call(call).arguments.values()]
        if found.get("again") == call and reordered(found["values"]) == plain(values):
            counted["equal"] += 1
            continue
        fault = known_fault(kinds, values)
        parts = set().union(*map(parts_of, kinds))
        if "BLS12_381.f" in contract.signature(function):
            fault = "field elements of BLS12-381 read as numbers"
        elif found.get("again") == call and any(
            isinstance(kind, Record) and len(kind.items) == 1 for kind in parts
        ):
            fault = fault or "name of an only field lost"
        assert fault, (contract.signature(function), values, found)
        counted[fault] += 1
    return counted


def test_calls_of_the_compiler_are_read_and_written_alike(folder: Path) -> None:
    calls = []
    for row in rows("calls"):
        form = forms()[row["aci"]]
        contract = Contract(form)
        again = contract.call(row["function"], **contract.decode_call(row["cb"]).arguments)
        assert again == row["cb"]
        calls.append((form, contract, row["function"], again))
    assert differences(folder, calls)["equal"] >= 55


def test_calls_of_any_interface_are_read_and_written_alike(folder: Path) -> None:
    calls: list[tuple[Any, Contract, str, str]] = []

    @settings(
        max_examples=COUNT, phases=[Phase.generate], database=None, suppress_health_check=[*HealthCheck]
    )
    @given(interfaces(), st.data())
    def collect(interface: Interface, data: st.DataObject) -> None:
        contract = Contract(interface.form)
        calls.append((interface.form, contract, "f", contract.call("f", data.draw(interface.kind.pairs)[0])))

    collect()
    assert differences(folder, calls)["equal"] > COUNT // 2


@pytest.mark.parametrize(
    ("form", "value", "fault"),
    [
        ({"map": ["string", "int"]}, {"\U0001f600": 1, "abc": 2}, "strings in the order of UTF-16"),
        ({"map": [{"bytes": "any"}, "int"]}, {b"\1\1": 1, b"\2": 2}, "bytes without regard to their length"),
        ({"map": ["bits", "int"]}, {fate.Bits(-1): 1, fate.Bits(-2): 2}, "negative bits backwards"),
        ({"option": [{"option": ["int"]}]}, Some(None), "Some(None) read as None"),
        ("char", "a", "no type char"),
    ],
)
def test_each_known_fault_is_still_there(folder: Path, form: Any, value: Any, fault: str) -> None:
    interface = one_function(form)
    contract = Contract(interface)
    call = (interface, contract, "f", contract.call("f", value))
    assert differences(folder, [call]) == {fault: 1}
