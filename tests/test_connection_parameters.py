"""Every parameter of a connection is typed as in the specification, and the URL is written as well."""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import RpcError
from aecodec.rpc import PARAMETERS, Connection, Parameter

from .conftest import spec_text

SPEC: dict[str, Any] = json.loads(spec_text("connection.json"))["parameters"]
REPORTS = ["info", "update", "leave", "conflict", "message", "error", "debug", "on_chain_tx", "min_depth"]
HINTS = get_type_hints(Connection)
TYPES = {name: get_args(HINTS[name])[0] for name in PARAMETERS}

#: Nodes spoke it until 2019.
LEGACY = "legacy"


def named(name: str) -> list[str]:
    return [f"report_{one}" for one in REPORTS] if name == "report_*" else [name]


def test_every_parameter_of_the_specification_has_an_attribute_and_no_other() -> None:
    assert {name for known in SPEC for name in named(known)} == set(PARAMETERS)
    assert set(HINTS) - set(PARAMETERS) == {"url", "others", "problems"}
    assert list(PARAMETERS) == [name for name in Connection.__struct_fields__ if name in PARAMETERS]
    assert (
        "report_info, _update, _leave, _conflict, _message, _error, _debug, _on_chain_tx, _min_depth"
        in (SPEC["report_*"]["meaning"])
    )


@pytest.mark.parametrize("known", SPEC)
def test_a_parameter_is_what_the_specification_says(known: str) -> None:
    facts = SPEC[known]
    for name in named(known):
        rule: Parameter = PARAMETERS[name]
        kind = {"int": int, "bool": bool}.get(facts["type"], str)
        assert TYPES[name] is kind
        assert (rule.opening, rule.returning) == (facts["required_open"], facts["required_reestablish"])
        assert set(rule.words) - {LEGACY} == set(facts.get("values", ()))
        assert rule.least == facts.get("min")
        prefix = {"fsm_id": "ba"}.get(facts["type"], facts["type"])
        assert rule.prefix == ("" if prefix in ("int", "bool", "text") else prefix)
        bad = facts.get("on_bad_value")
        assert rule.code == (bad if isinstance(bad, int) else None)
        stated = {"true": True, "false": False}.get(facts.get("default"), facts.get("default"))
        if isinstance(stated, int) or stated in rule.words:
            assert rule.default == stated
        elif known == "report_*":
            assert rule.default is (name != "report_debug")
        else:
            assert rule.default is None


BASE = "ws://localhost:3014/channel"
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1)


def values(name: str) -> st.SearchStrategy[Any]:
    if PARAMETERS[name].words:
        return st.sampled_from(PARAMETERS[name].words)
    return {int: st.integers(), bool: st.booleans(), str: TEXTS}[TYPES[name]]


drawn = st.fixed_dictionaries({}, optional={name: values(name) for name in PARAMETERS} | {"x y": TEXTS})


@given(drawn)
def test_the_parameters_of_a_url_come_back(parameters: dict[str, Any]) -> None:
    made = Connection.make(BASE, **parameters)
    assert made.parameters == parameters
    assert made.problems == ()
    assert made.others == ({"x y": parameters["x y"]} if "x y" in parameters else {})
    assert Connection.parse(made.url) == made


def test_a_url_is_written_with_percent_signs_and_without_what_is_none() -> None:
    made = Connection.make(
        BASE, role="initiator", fee=None, port=3114, keep_running=False, existing_fsm_id="ba_+/="
    )
    assert made.url == f"{BASE}?role=initiator&port=3114&keep_running=false&existing_fsm_id=ba_%2B%2F%3D"
    assert made.existing_fsm_id == "ba_+/="
    assert "+/=" not in repr(made)
    assert Connection.make(BASE).url == BASE


@pytest.mark.parametrize(
    ("base", "parameters", "code", "path"),
    [
        (BASE, {"port": "3114"}, "url_parameter", "port"),
        (BASE, {"port": True}, "url_parameter", "port"),
        (BASE, {"fee": 1.5}, "url_parameter", "fee"),
        (BASE, {"keep_running": 1}, "url_parameter", "keep_running"),
        (BASE, {"role": "judge"}, "url_parameter", "role"),
        (BASE, {"host": ""}, "url_parameter", "host"),
        (BASE, {"reestablish": True}, "url_parameter", "reestablish"),
        (BASE, {"fee": 10**700}, "url_parameter", "fee"),
        (BASE + "?role=initiator", {"port": 1}, "url_parameter", "base"),
        ("http://localhost/channel", {"port": 1}, "url_scheme", ""),
        ("ws://[x/channel", {}, "url_scheme", ""),
    ],
)
def test_what_no_url_can_say_is_refused(base: str, parameters: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises(RpcError) as raised:
        Connection.make(base, **parameters)
    assert (raised.value.code, raised.value.path) == (code, path)


def test_a_refused_token_is_not_shown() -> None:
    with pytest.raises(RpcError) as raised:
        Connection.make(BASE, existing_fsm_id=b"ba_geheim")
    assert str(raised.value) == (
        "malformed connection parameter at existing_fsm_id: expected str, found bytes"
    )


@given(st.text())
def test_any_url_that_is_parsed_without_problems_can_be_made_again(query: str) -> None:
    parsed = Connection.parse(f"{BASE}?{query}")
    if not parsed.problems and "" not in parsed.parameters:
        assert Connection.make(BASE, **parsed.parameters).parameters == parsed.parameters
