"""`aecodec inspect` with names of contracts: calls in transactions, on the terminal and in the page."""

from __future__ import annotations

import json
from pathlib import Path

import aecodec
from aecodec import build, fate

from .command_line import output, run
from .recorded_sessions import ALICE, Session, text_of

#: A name that no standard defines, so that it is not known without being given.
FUNCTION = "water_the_plants"
ACI = [
    {
        "contract": {
            "name": "Garden",
            "functions": [
                {"name": FUNCTION, "returns": "unit", "arguments": [{"name": "litres", "type": "int"}]}
            ],
        }
    }
]


def capture() -> str:
    """Return a capture with the call of a contract."""
    contract = aecodec.encode("ct", bytes(range(32)))
    data = fate.call(FUNCTION, (7,))
    tx = build.contract_call_tx(
        caller_id=ALICE.address, nonce=1, contract_id=contract, gas=20_000, call_data=data
    )
    session = Session().opening()
    session.receive("initiator", "update", {"state": aecodec.encode_tx(tx)})
    return text_of(session.records)


def test_calls_have_the_names_of_the_interface_or_of_the_list(tmp_path: Path) -> None:
    aci = tmp_path / "garden.json"
    aci.write_text(json.dumps(ACI))
    number = fate.function_id(FUNCTION).hex()
    for form in (["--messages"], ["--html", "-"]):
        bare = run("inspect", *form, given=capture()).out
        assert number in bare
        assert FUNCTION not in bare
        listed = run("inspect", *form, "--names", FUNCTION, given=capture()).out
        assert f"matches {FUNCTION}" in listed
        named = run("inspect", *form, "--aci", str(aci), given=capture()).out
        assert f"Garden.{FUNCTION}" in named
        assert "litres" in named


def test_one_transaction_has_them_as_well() -> None:
    shown = run("inspect", "--messages", "--names", FUNCTION, given=capture()).out
    (line,) = [line for line in shown.splitlines() if "matches" in line]
    last = max(
        int(words[1].rstrip(",")) for words in map(str.split, shown.splitlines()) if words[:1] == ["tx"]
    )
    alone = run("inspect", "--tx", str(last), "--names", FUNCTION, given=capture()).out
    assert line.strip() in alone


def test_a_missing_interface_is_wrong_usage(tmp_path: Path) -> None:
    found = run("inspect", "--sample", "--aci", str(tmp_path / "missing.json"))
    assert (found.returncode, found.out) == (2, "")
    assert found.err.startswith("aecodec inspect: ")
    assert len(found.err.splitlines()) == 1


def test_names_change_nothing_where_no_contract_is_called() -> None:
    assert output("inspect", "--sample", "--messages", "--names", FUNCTION) == output(
        "inspect", "--sample", "--messages"
    )


def test_what_is_no_capture_is_decoded_with_the_same_names() -> None:
    data = fate.call(FUNCTION, (7,))
    assert f"matches {FUNCTION}" in run("inspect", "--names", FUNCTION, given=data).out
