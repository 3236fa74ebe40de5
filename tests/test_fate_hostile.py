"""Hostile interfaces and values: bounded in time and depth, and refused by one line."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from aecodec import FateError, fate, limits
from aecodec.fate import Contract

from .aci_vectors import one_function
from .error_of import error_of


def seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def deepest() -> tuple[Any, Any]:
    """Return the deepest type that an interface may have, and a value of it."""
    form, value = "int", 1
    for _ in range(limits.MAX_ACI_DEPTH - 1):
        form, value = {"list": [form]}, [value]  # type: ignore[assignment]
    return form, value


def test_values_of_the_deepest_type_are_read_and_written() -> None:
    form, value = deepest()
    contract = Contract(one_function(form))
    made = contract.call("f", value)
    assert contract.decode_call(made).arguments == {"x1": value}
    assert contract.json.call("f", contract.json.decode_call(made).arguments["x1"]) == made


def test_a_fault_in_the_deepest_value_is_found_at_once() -> None:
    form, value = deepest()
    innermost = value
    while type(innermost[0]) is list:
        innermost = innermost[0]
    innermost[0] = "1"
    contract = Contract(one_function(form))
    error = error_of(FateError, contract.call, "f", value)
    assert error.path == "argument 1 `x1`" + "[0]" * (limits.MAX_ACI_DEPTH - 1)
    assert seconds(lambda: error_of(FateError, contract.call, "f", value)) < 1


def test_values_deeper_than_their_type_are_refused_without_looking_into_them() -> None:
    endless: list[Any] = []
    endless.append(endless)
    contract = Contract(one_function({"list": ["int"]}, "'a"))
    assert error_of(FateError, contract.call, "f", endless, 1).path == "argument 1 `x1`[0]"
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    error = error_of(FateError, contract.call, "f", [], deep)
    assert (error.code, error.path[:15]) == ("fate_too_deep", "argument 2 `x2`")
    while type(deep) is list:  # Python would free it by recursion
        deep = deep[0]


def test_the_time_of_large_values_grows_as_they_do() -> None:
    contract = Contract(one_function({"map": ["int", {"list": ["string"]}]}))
    small, large = ({number: ["a"] for number in range(count)} for count in (1_000, 10_000))
    made = contract.call("f", large)
    for work in (
        lambda value: contract.call("f", value),
        lambda value: contract.decode_call(made if value is large else contract.call("f", value)),
    ):
        work(small)
        assert seconds(lambda work=work: work(large)) < 30 * max(seconds(lambda work=work: work(small)), 0.01)


@pytest.mark.parametrize("count", [300, 5_000])
def test_many_arguments_and_functions_take_no_time(count: int) -> None:
    form = one_function(*["int"] * count)
    function = form[0]["contract"]["functions"][0]
    form[0]["contract"]["functions"] += [
        {**function, "name": f"g{number}", "arguments": []} for number in range(count)
    ]
    contract = Contract(form)
    made = contract.call("f", **{f"x{number}": number for number in range(1, count + 1)})
    assert len(contract.decode_call(made).arguments) == count
    assert made == fate.call("f", tuple(range(1, count + 1)))
    assert seconds(lambda: error_of(FateError, contract.call, "h")) < 2


def test_names_from_an_interface_are_shown_on_one_line() -> None:
    form = one_function("int")
    form[0]["contract"]["functions"][0]["arguments"][0] |= {"name": "a\n\x1b[31mb"}
    form[0]["contract"]["functions"][0] |= {"name": "f\n\u202e"}
    contract = Contract(form)
    error = error_of(FateError, contract.call, "f\n\u202e", "x")
    assert str(error) == "wrong type at argument 1 `_1`: expected int, found str"
    assert error_of(FateError, contract.call, "g").expected == r"one of 'f\n\u202e'"
