"""Values of contracts as deep as the limit allows, through the commands that show them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aecodec import fate, text
from aecodec.limits import MAX_FATE_DEPTH

from .command_line import one_error, run

#: What stands before the innermost integer 1, once for each level.
HEADS = {"list": "13", "tuple": "1b", "map": "2f0102", "variant": "af01001b"}
INTERFACE = [
    {
        "contract": {
            "name": "Deep",
            "functions": [{"name": "f", "arguments": [{"name": "x", "type": "'a"}], "returns": "unit"}],
        }
    }
]
COMMANDS = {
    "call": ("call", "decode"),
    "call as JSON": ("call", "decode", "--json"),
    "decode": ("decode",),
    "decode as JSON": ("decode", "--json", "--open"),
}


def call_of(kind: str, levels: int) -> str:
    """Return call data with a value of this depth, which counts the call's own two tuples."""
    head = b"\x2b\x11" + fate.function_id("f") + b"\x1b"
    return text.encode("cb", head + bytes.fromhex(HEADS[kind]) * (levels - 2) + b"\x02")


@pytest.mark.parametrize("named", [False, True], ids=["without names", "with an interface"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("kind", HEADS)
def test_the_deepest_value_is_shown(kind: str, command: tuple[str, ...], named: bool, tmp_path: Path) -> None:
    aci = tmp_path / "deep.json"
    aci.write_text(json.dumps(INTERFACE))
    options = ("--aci", str(aci)) if named else ()
    code, out, err = run(*command, call_of(kind, MAX_FATE_DEPTH), *options)
    assert (code, err.count("\n") <= 1) == (0, True), err[-500:]
    if "--json" in command:
        assert out.count(f'"{kind}"') == MAX_FATE_DEPTH - 2
        assert '{"int": "1"}' in out


@pytest.mark.parametrize("kind", HEADS)
def test_a_deeper_value_is_one_error(kind: str) -> None:
    error = one_error(run("call", "decode", call_of(kind, MAX_FATE_DEPTH + 1)))
    assert "FATE values are nested too deeply" in error
