"""Predicates: what they accept is what the strict functions read, and nothing makes them raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import Id, IdKind, decode, encode, is_address, is_id, is_name, is_valid
from aecodec.errors import AecodecError
from aecodec.names import to_ascii
from aecodec.protocol import ID_PREFIXES, PREFIXES, Protocol

ANYTHING = st.one_of(st.text(), st.binary(), st.integers(), st.none(), st.lists(st.text()), st.floats())
PAYLOADS = {name: bytes(rule.length or 32) for name, rule in PREFIXES.items()}


class Text(str):
    """Text whose methods lie."""

    def __str__(self) -> str:
        raise RuntimeError

    def partition(self, separator: str, /) -> Any:
        raise RuntimeError


@pytest.mark.parametrize("prefix", PREFIXES)
def test_text_of_each_prefix_is_valid_as_itself_only(prefix: str) -> None:
    text = encode(prefix, PAYLOADS[prefix])
    assert is_valid(text)
    assert [other for other in PREFIXES if is_valid(text, other)] == [prefix]
    assert not is_valid(text[:-1])


@pytest.mark.parametrize("kind", IdKind)
def test_an_identifier_is_one_as_text_and_as_object(kind: IdKind) -> None:
    found = Id.of(kind, bytes(range(32)))
    for value in (found, str(found)):
        assert is_id(value)
        assert is_id(value, kind)
        assert [one for one in IdKind if is_id(value, one)] == [kind]
        assert is_id(value, *IdKind)
        assert is_address(value) == (kind is IdKind.ACCOUNT)


def test_prefixed_text_that_names_nothing_is_no_identifier() -> None:
    others = [encode(prefix, PAYLOADS[prefix]) for prefix in PREFIXES if prefix not in ID_PREFIXES.values()]
    assert len(others) == 21
    assert not any(is_id(text) for text in others)
    assert not is_id(encode("nm", bytes(31)))  # valid text, but an identifier has 32 bytes
    assert is_valid(encode("nm", bytes(31)))


@pytest.mark.parametrize(
    ("name", "now", "before_lima"),
    [
        ("superhero.chain", True, False),
        ("Bücher.chain", True, False),
        ("example.test", False, True),
        ("example.chain.", True, False),
        ("foo.CHAIN", False, False),
        ("two.labels.chain", False, False),
        (".chain", False, False),
        ("superhero", False, False),
        ("", False, False),
        (b"example.chain", True, False),
        (b"\xff.chain", False, False),
    ],
)
def test_a_name_ends_in_what_its_protocol_registers(name: Any, now: bool, before_lima: bool) -> None:
    assert is_name(name) is is_name(name, protocol="lima") is now
    assert is_name(name, protocol=Protocol.FORTUNA) is before_lima


@given(st.text())
def test_the_predicates_agree_with_the_strict_functions(text: str) -> None:
    def works(function: Callable[[str], Any]) -> bool:
        try:
            return function(text) is not None
        except AecodecError:
            return False

    assert is_valid(text) == works(decode)
    assert is_id(text) == works(Id)
    assert is_name(f"{text}.chain") == works(lambda label: to_ascii(f"{label}.chain"))


@given(ANYTHING, ANYTHING)
def test_nothing_raises(value: Any, argument: Any) -> None:
    assert is_valid(value, argument) in (True, False)
    assert is_id(value, argument) in (True, False)
    assert is_address(value) in (True, False)
    assert is_name(value, protocol=argument) in (True, False)


def test_text_of_a_subclass_is_read_as_what_it_holds() -> None:
    account = Text("ak_11111111111111111111111111111111273Yts")
    assert is_valid(account)
    assert is_valid(account, Text("ak"))
    assert is_address(account)


def test_the_predicates_stand_at_the_front_door() -> None:
    assert {"is_valid", "is_id", "is_address", "is_name"} <= {*aecodec.__all__}
    assert "predicates" not in aecodec.__all__
