"""JSON that nests deeper than Python's own writer goes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aecodec.cli.deep_json import dumps

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(JSON)
def test_it_is_what_json_writes(form: Any) -> None:
    assert dumps(form) == json.dumps(form)


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
