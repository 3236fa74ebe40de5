"""`aecodec diff`: fields, sizes, hashes, and what they mean for signatures."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

import aecodec
from aecodec import Key, build, testing

from .command_line import forms, output, run
from .conftest import founding

FACTS = founding()
ALICE, BOB = (Key.from_seed(bytes([number]) * 32) for number in (1, 2))
SPEND = build.spend_tx(sender_id=ALICE.address, recipient_id=BOB.address, amount=10**18, nonce=7)
SIGNED = aecodec.sign(SPEND, ALICE, "ae_uat")
#: The same with another amount, which its signature does not cover.
CHANGED = aecodec.replace(SIGNED, transaction=aecodec.replace(SPEND, amount=3 * 10**18, nonce=6))
SIGNATURE = aecodec.encode("sg", SIGNED.signatures[0])


def test_each_field_is_shown_with_both_values() -> None:
    found = run("diff", aecodec.encode_tx(SIGNED), aecodec.encode_tx(CHANGED))
    size = len(aecodec.to_bytes(SIGNED))
    assert found.out == (
        "SignedTx: 2 differences\n"
        "  transaction.amount  - 1000000000000000000 (1 AE)\n"
        "                      + 3000000000000000000 (3 AE, 2 AE more)\n"
        "  transaction.nonce   - 7\n"
        "                      + 6 (1 less)\n"
        f"  size                  {size} bytes\n"
        f"  hash                - {aecodec.tx_hash(SIGNED)}\n"
        f"                      + {aecodec.tx_hash(CHANGED)}\n"
        "  signed bytes          different: no signature is valid for both\n"
        f"  signatures            {SIGNATURE} (valid for the first: {ALICE.address} on ae_uat, form raw)\n"
    )
    assert (found.returncode, found.err) == (1, "")


@given(testing.objects())
def test_the_difference_of_equal_objects_is_empty(obj: aecodec.ChainObject) -> None:
    wire = aecodec.to_bytes(obj).hex()
    found = run("diff", wire, wire)
    assert found.returncode == 0
    assert ": no difference\n" in found.out
    (record,) = forms("diff", "--json", wire, wire)
    assert record["differences"] == []
    assert record["left"] == record["right"]


def test_a_draft_and_what_became_of_it() -> None:
    found = run("diff", FACTS["unsigned"], FACTS["co_signed"])
    assert found.returncode == 1
    assert found.out.startswith("SignedTx: 2 differences\n")
    assert "signed bytes    the same: a signature of one is valid for the other\n" in found.out
    assert found.out.count("+ sg_") == 2
    assert found.out.count(f"on {FACTS['network_id']}") == 2


def test_a_program_gets_paths_and_values() -> None:
    (record,) = forms("diff", "--json", aecodec.encode_tx(SIGNED), aecodec.encode_tx(CHANGED), code=1)
    assert record["differences"] == [
        {
            "path": "SignedTx.transaction.amount",
            "left": "1000000000000000000",
            "right": "3000000000000000000",
        },
        {"path": "SignedTx.transaction.nonce", "left": 7, "right": 6},
    ]
    assert record["same_signed_bytes"] is False
    (signature,) = record["signatures"]
    assert signature["valid_for_left"]["network"] == "ae_uat"
    assert signature["valid_for_right"] is None
    (record,) = forms("diff", "--json", "c60a01078203e8", "c60a01088203e8", code=1)
    assert record["differences"] == [{"path": "Account.nonce", "left": 7, "right": 8}]
    assert record["same_signed_bytes"] is None


def test_the_two_may_come_from_files_or_standard_input(tmp_path: Path) -> None:
    texts = [FACTS["half_signed"], FACTS["co_signed"]]
    expected = run("diff", *texts)
    names = [tmp_path / name for name in ("one", "other")]
    for name, text in zip(names, texts, strict=True):
        name.write_text(f"{text}\n", encoding="utf-8")
    assert run("diff", *(f"@{name}" for name in names)) == expected
    assert run("diff", given="\n".join(texts)) == expected
    assert expected.out.count("+ sg_") == 1


def test_another_network_can_be_tried() -> None:
    private = aecodec.encode_tx(aecodec.sign(SPEND, ALICE, "my_network"))
    draft = aecodec.encode_tx(SPEND)
    assert "valid for neither" in run("diff", draft, private).out
    assert "on my_network, form raw" in run("diff", "--network", "my_network", draft, private).out


@pytest.mark.parametrize("count", [0, 1, 3])
def test_other_than_two_objects_are_wrong_usage(count: int) -> None:
    found = run("diff", *["c60a01078203e8"] * count)
    assert (found.returncode, found.out) == (2, "")
    assert found.err.startswith("aecodec diff: two objects are compared, not ")


def test_an_invalid_object_is_one_line() -> None:
    found = run("diff", "c60a01078203e8", "c60a010782")
    assert (found.returncode, found.out, found.err.count("\n")) == (1, "", 1)
    assert "RLP item is truncated" in found.err


def test_no_units_leaves_remarks_out() -> None:
    shown = run("diff", "--no-units", aecodec.encode_tx(SIGNED), aecodec.encode_tx(CHANGED)).out
    assert "+ 3000000000000000000\n" in shown
    assert output("diff", "--no-units", "c60a01078203e8", "c60a01078203e8").startswith("Account: no")
