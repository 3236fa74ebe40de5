"""JSON that nests deeper than Python's own writer goes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aecodec._deep_json import dumps, rebuild

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(JSON)
def test_it_is_what_json_writes(form: Any) -> None:
    assert dumps(form) == json.dumps(form)
    assert dumps(form, ascii_only=False) == json.dumps(form, ensure_ascii=False)


@given(JSON)
def test_a_copy_without_changes_is_equal_in_the_same_order(form: Any) -> None:
    assert json.dumps(rebuild(form, lambda _, value: value, str)) == json.dumps(form)


def test_it_nests_without_limit() -> None:
    form: Any = 1
    for _ in range(20_000):
        form = {"list": [form, 2]}
    text = dumps(form)
    assert text == '{"list": [' * 20_000 + "1" + ", 2]}" * 20_000
    while isinstance(form, dict):  # Python frees deep values by recursion, unless they are taken apart
        form = form.pop("list")[0]


def test_strings_are_changed_but_not_names() -> None:
    assert dumps({"a": ["a", 1]}, str.upper) == '{"a": ["A", 1]}'


def test_a_copy_has_other_values_by_the_names_of_their_members() -> None:
    def change(name: str | None, value: Any) -> Any:
        return 0 if name == "secret" else value.upper() if isinstance(value, str) else value

    form = {"secret": ["a"], "list": ["b", {"secret": 5, "c": "d"}], "tuple": ("e",)}
    changed = {"SECRET": 0, "LIST": ["B", {"SECRET": 0, "C": "D"}], "TUPLE": ["E"]}
    assert rebuild(form, change, str.upper) == changed


def test_of_members_that_get_one_name_the_last_one_stays() -> None:
    assert rebuild({"a": [1], "A": [2]}, lambda _, value: value, str.lower) == {"a": [2]}


def test_copies_nest_without_limit() -> None:
    form: Any = 1
    for _ in range(20_000):
        form = [form]
    copy = rebuild(form, lambda _, value: value, str)
    for deep in (form, copy):
        depth = 0
        while isinstance(deep, list):  # and so Python need not free it by recursion
            deep, depth = deep.pop(), depth + 1
        assert (deep, depth) == (1, 20_000)
