"""Long inputs of `encode`: lines together give what they give one by one, wherever objects go on."""

from __future__ import annotations

import json
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.cli import encode, inputs
from aecodec.json_form import to_json

from .command_line import Finished, output, run
from .conftest import examples
from .shared_vectors import WIRES

OBJECTS = [aecodec.decode_object(wire) for wire in WIRES.values()]
TXS = [tx for tx in OBJECTS if isinstance(tx, aecodec.Tx)]
SPEND = next(tx for tx in TXS if isinstance(tx, aecodec.SpendTx))
FORM = json.dumps(to_json(SPEND))
RECORD = json.dumps(
    {"input": aecodec.encode_tx(SPEND), "object": to_json(SPEND), "hash": aecodec.tx_hash(SPEND)}
)
LINES = st.sampled_from(
    [
        *(json.dumps(to_json(one)) for one in TXS[:12]),
        *(json.dumps(to_json(one)) for one in OBJECTS[-4:]),
        *[FORM, RECORD] * 8,
        json.dumps(to_json(SPEND), indent=1),
        FORM + FORM,
        FORM + ",",
        f" {FORM} ",
        FORM[:-1],
        FORM[:40],
        "{",
        "}",
        "[",
        "]",
        "],",
        "",
        "  ",
        '"tx": ',
        '{"prefix": "ak", "payload": "' + "00" * 32 + '"}',
        FORM.replace('"ttl"', '"Ttl"'),
        FORM.replace('"ttl"', '"ttl": 1, "ttl"'),
        '{"object": ' + FORM + "}",
        "\udcff",
        "nonsense",
    ]
)


def one_by_one(*arguments: str, given: bytes) -> Finished:
    """Run the command where every line is left."""

    def leave(block: bytes) -> tuple[list[str | int], int]:
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        return [*range(count)], count

    with mock.patch.object(encode, "form_encoder", return_value=leave):
        return run("encode", *arguments, given=given)


@examples(250)
@given(
    st.lists(LINES, min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
    st.sampled_from([1, 100, 1 << 15]),
    st.lists(st.sampled_from(["--strict", "--trim"]), unique=True),
)
def test_lines_are_encoded_the_same_together_and_one_by_one(
    lines: list[str], end: str, block: int, options: list[str]
) -> None:
    given = end.join(lines).encode("utf-8", "surrogateescape")
    with mock.patch.object(inputs, "_BLOCK", block):
        found = run("encode", *options, given=given)
    assert found == one_by_one(*options, given=given)


@pytest.mark.parametrize("indent", [None, 1])
def test_lines_within_an_array_are_taken_out_of_it(indent: int | None) -> None:
    forms = [to_json(SPEND)] * 3
    given = json.dumps(forms, indent=indent) if indent else "[\n" + ",\n".join([FORM] * 3) + "\n]\n" + FORM
    count = 3 if indent else 4
    assert output("encode", given=given) == f"{aecodec.encode_tx(SPEND)}\n" * count


def test_an_array_without_an_end_is_an_error_after_its_objects() -> None:
    found = run("encode", given=f"{FORM}\n[\n{FORM}\n{FORM}")
    assert found.returncode == 1
    assert found.out == f"{aecodec.encode_tx(SPEND)}\n" * 3
    assert found.err.count("\n") == 1


def test_an_input_that_is_encoded_at_once_is_no_empty_input() -> None:
    assert run("encode", given=FORM) == Finished(0, f"{aecodec.encode_tx(SPEND)}\n", "")
    assert run("encode", given="\n \n").returncode == 2


def test_what_decode_writes_is_encoded_to_what_it_read() -> None:
    texts = "".join(f"{aecodec.encode_tx(tx)}\n" for tx in TXS)
    assert output("encode", given=output("decode", "--json", given=texts)) == texts
