"""`aecodec rlp`: any RLP as JSON and back; compared with the `rlp` package."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st

import aecodec

from .command_line import forms, output, run
from .conftest import founding
from .mutated_rlp import nest

items = st.recursive(st.binary(max_size=70), lambda inner: st.lists(inner, max_size=5), max_leaves=20)


def to_hex(item: Any) -> Any:
    return item.hex() if isinstance(item, bytes) else [to_hex(one) for one in item]


def test_an_account_is_four_items() -> None:
    # Tag 10, version 1, nonce 7, balance 1000: docs/protocol/objects.md, Account.
    assert output("rlp", "c60a01078203e8") == '["0a", "01", "07", "03e8"]\n'
    assert output("rlp", '["0a", "01", "07", "03e8"]') == "c60a01078203e8\n"


@given(items)
def test_any_item_is_decoded_as_the_other_package_encodes_it(item: Any) -> None:
    wire = rlp.encode(item)
    found = run("rlp", "decode", f"0x{wire.hex()}")
    if isinstance(item, bytes) and len(wire) in (32, 64):
        assert found.returncode == 1  # it may be a secret key
        return
    assert json.loads(found.out) == to_hex(item)


@given(items)
def test_any_item_is_encoded_as_the_other_package_does(item: Any) -> None:
    assert output("rlp", "encode", json.dumps(to_hex(item))) == f"{rlp.encode(item).hex()}\n"


@given(st.lists(st.lists(items, max_size=6), min_size=1, max_size=4))
def test_encoding_what_is_decoded_gives_it_back(given_: list[Any]) -> None:
    lines = "".join(f"{rlp.encode(item).hex()}\n" for item in given_)
    assert output("rlp", "encode", given=output("rlp", "decode", given=lines)) == lines
    assert output("rlp", given=output("rlp", given=lines)) == lines


def test_every_dress_of_the_same_bytes_is_taken() -> None:
    text: str = founding()["co_signed"]
    payload = aecodec.decode(text)
    whole = base64.b64decode(text[3:])
    expected = f"{json.dumps(to_hex(rlp.decode(payload)))}\n"
    for dressed in (
        text,
        payload.hex(),
        payload.hex().upper(),
        f"0x{payload.hex()}",
        base64.b64encode(payload).decode(),
        base64.b64encode(payload).decode().rstrip("="),
        base64.urlsafe_b64encode(payload).decode(),
        base64.b64encode(whole).decode(),
    ):
        assert output("rlp", "--", dressed) == expected
    assert output("rlp", "--prefix", "tx", expected.strip()) == f"{text}\n"


@pytest.mark.parametrize(
    "dressed",
    [
        "<<198,10,1,7,130,3,232>>",
        "[198, 10, 1, 7, 130, 3, 232]",
        "<Buffer c6 0a 01 07 82 03 e8>",
        "c6 0a 01 07 82 03 e8",
    ],
)
def test_bytes_as_programs_print_them_are_recognized(dressed: str) -> None:
    found = run("rlp", dressed)
    assert (found.returncode, found.out) == (0, '["0a", "01", "07", "03e8"]\n')
    assert found.err.startswith("aecodec: recognised ")
    assert found.err.count("\n") == 1


def test_json_over_many_lines_is_one_item() -> None:
    pretty = json.dumps([["0a"], "01"], indent=2)
    assert output("rlp", given=f"{pretty}\n{pretty}\nc0\n") == "c3c10a01\nc3c10a01\n[]\n"


def test_a_program_gets_records() -> None:
    assert forms("rlp", "--json", "c0", '["0x00"]') == [
        {"input": "c0", "output": []},
        {"input": '["0x00"]', "output": "c100"},
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("c1", "rlp_truncated"),
        ("8100", "rlp_single_byte_not_minimal"),
        ("c0c0", "rlp_trailing_bytes"),
        (nest(65).hex(), "rlp_too_deep"),
        ("c", "bad_hex"),
        ("0xc", "bad_hex"),
        ("ö", "bad_base64"),
        ("tx_AAAA", "too_short"),
        ('["0"]', "bad_hex"),
        ('["xy"]', "bad_hex"),
        ('[["00", 1]]', "field_type"),
        ('["00"', "json_syntax"),
        ("[" * 70 + "]" * 70, "json_too_deep"),
        ('{"a": "00"}', "bad_base64"),
        (aecodec.encode("sk", bytes(32)), "secret_given"),
        ("9f" + "00" * 31, "secret_given"),
    ],
)
def test_what_is_wrong_is_named(wrong: str, code: str) -> None:
    (record,) = forms("rlp", "--json", wrong, code=1)
    assert record["error"]["code"] == code
    found = run("rlp", wrong)
    assert (found.returncode, found.out, found.err.count("\n")) == (1, "", 1)


def test_a_direction_refuses_the_other_one() -> None:
    assert run("rlp", "decode", '["00"]').returncode == 1
    assert run("rlp", "encode", "c0").returncode == 1
    assert run("rlp").returncode == 2
