"""`aecodec name`: ids, fees and auctions of names, by the figures of the specification and the node."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .command_line import forms, output, run
from .conftest import spec_rows, spec_text

FACTS: dict[str, Any] = json.loads(spec_text("fees.json"))["name_fee"]
DERIVED = [row.values[0] for row in spec_rows("derived.jsonl")]
#: Names of `.chain` with their ids, and what the node says of names: `ok` with the ASCII form, or `no`.
IDS = {row["name"]: row["result"] for row in DERIVED if row["kind"] == "name_id" and ".chain" in row["name"]}
NODE = [
    (name, *answer.split(" ", 1)) for name, answer in (row.values[0] for row in spec_rows("node_names.jsonl"))
]


def test_what_is_known_of_a_name() -> None:
    assert output("name", "example.chain") == (
        "example.chain\n"
        f"  id        {IDS['example.chain']}\n"
        "  length    7 (characters of the ascii form before the dot)\n"
        "  name fee  31781100000000000000 (31.7811 AE at least)\n"
        "  auction   960 (key blocks after the first bid)\n"
        "  pointers  account_pubkey (account)\n"
        "            oracle_pubkey (oracle)\n"
        "            contract_pubkey (contract)\n"
        "            channel (channel)\n"
    )


@pytest.mark.parametrize("name", IDS)
def test_ids_are_those_of_the_specification(name: str) -> None:
    assert forms("name", "--json", name)[0]["id"] == IDS[name]


@pytest.mark.parametrize(("protocol", "table"), [("iris", "lima_iris"), ("ceres", "ceres")])
def test_fees_and_auctions_of_each_length(protocol: str, table: str) -> None:
    lengths = {int(length): fee for length, fee in FACTS["by_length"].items()}
    names = [f"{'a' * length}.chain" for length in lengths]
    found = forms("name", "--json", "--protocol", protocol, *names)
    for (length, fee), record in zip(lengths.items(), found, strict=True):
        blocks = next((count for most, count in FACTS["auction_blocks"][table] if length <= most), 0)
        assert (record["length"], str(record["name_fee"])) == (length, fee)
        assert record["auction_blocks"] == blocks
    assert "  auction   no\n" in output("name", "thirteenchars.chain")


def test_the_next_bid_is_five_percent_higher() -> None:
    lines = output("name", "--bid", "100AE", "example.chain").splitlines()
    assert "  next bid  105000000000000000000 (105 AE at least)" in lines
    (record,) = forms("name", "--json", "--bid", "1", "example.chain")
    assert record["next_bid"] == "31781100000000000000"  # never less than the name fee
    found = run("name", "--bid", "1AE", "thirteenchars.chain")
    assert found.returncode == 1
    assert "name is not auctioned" in found.err


def test_the_ascii_form_is_the_one_of_the_node() -> None:
    chain = [
        (name, verdict, form) for name, verdict, form in NODE if verdict == "ok" and form.endswith(".chain")
    ]
    for name, _, form in chain[:40]:
        (record,) = forms("name", "--json", "--", name)
        assert record["ascii"] == form
    shown = output("name", "ß.chain")
    assert shown.startswith("ß.chain\n  id          nm_")
    assert "  ascii form  xn--zca.chain\n" in shown


def test_what_the_node_refuses_is_one_line() -> None:
    for name, verdict, _ in NODE[:200]:
        if verdict == "no":
            found = run("name", "--strict", "--", name)
            assert (found.returncode, found.out) == (1, "")
            assert found.err.count("\n") == 1
    assert (
        "unknown name registrar at name: expected .test" in run("name", "--protocol", "roma", "a.chain").err
    )
    assert output("name", "--no-units", "--protocol", "roma", "a.test").splitlines()[1:4] == [
        "  id        " + forms("name", "--json", "--protocol", "roma", "a.test")[0]["id"],
        "  length    1",
        "  auction   no",
    ]


def test_wrong_usage_is_told_apart() -> None:
    for arguments in ([], ["--bid", "1,5AE", "a.chain"], ["--protocol", "homestead", "a.chain"]):
        found = run("name", *arguments)
        assert (found.returncode, found.out) == (2, "")


def test_names_are_found_in_other_text() -> None:
    found = run("name", "--json", "see https://aescan.io/names/superhero.chain and name: example.chain")
    assert found.returncode == 0
    records = [json.loads(line) for line in found.out.splitlines()]
    assert [record["input"] for record in records] == ["superhero.chain", "example.chain"]
    first, *each = found.err.splitlines()
    assert first == "aecodec: recognised 2 things: name (2)"
    assert [line.rpartition(" (")[2] for line in each] == ["column 29)", "column 55)"]


def test_a_name_without_its_end_is_suggested() -> None:
    assert "Did you mean superhero.chain?" in run("name", "superhero").err
    assert "Did you mean" not in run("name", "no name at all").err
