"""`aecodec lint`: the findings of `lint`, with what was not checked, and exit code 1 for an error."""

from __future__ import annotations

import json

import pytest

import aecodec
from aecodec import Key, build, sign

from .command_line import forms, one_error, output, run

ALICE, BOB = (Key.from_seed(bytes([number]) * 32) for number in range(2))
TX = build.spend_tx(sender_id=ALICE.address, recipient_id=BOB.address, amount=10**18, nonce=7, ttl=500)
TEXT = aecodec.encode_tx(sign(TX, ALICE, "ae_uat"))
#: All that can be said of the chain, and all of it right. 1 AE, and 20,000 gas at 10^9 are more than enough.
RIGHT = ["--height", "500", "--nonce", "7", "--balance", "1.00002AE", "--network", "ae_uat"]


def test_a_transaction_without_a_fault() -> None:
    assert output("lint", *RIGHT, TEXT) == "SpendTx: no reason to refuse it was found\n"


def test_what_was_not_checked_is_said() -> None:
    shown = output("lint", *RIGHT[2:6], TEXT)
    assert shown.splitlines()[1] == "  not checked  its ttl (--height), signatures (--network)"


@pytest.mark.parametrize(
    ("changed", "severity", "code", "path"),
    [
        (["--height", "501"], "error", "ttl_expired", "ttl"),
        (["--nonce", "8"], "error", "nonce_used", "nonce"),
        (["--nonce", "6"], "warning", "nonce_too_high", "nonce"),
        (["--balance", "1AE"], "error", "balance_too_low", ""),
        (["--balance", f"{ALICE.address}=0.5AE"], "error", "balance_too_low", ""),
        (["--network", "ae_mainnet"], "error", "signature_stray", None),
    ],
)
def test_each_reason_has_its_code(changed: list[str], severity: str, code: str, path: str | None) -> None:
    found = run("lint", *changed, TEXT)
    assert (found.returncode, found.err) == (int(severity == "error"), "")
    rows = [line.split() for line in found.out.splitlines()]
    assert [severity, code] in rows
    record = json.loads(run("lint", "--json", *changed, TEXT).out)
    finding = record["findings"][0]
    assert (finding["severity"], finding["code"]) == (severity, code)
    if path is not None:
        assert finding["path"] == ".".join(filter(None, ("SignedTx.transaction", path)))
    assert finding["message"] in found.out


def test_numbers_of_other_accounts_concern_them_alone() -> None:
    assert "nonce_used" not in output("lint", "--nonce", f"{BOB.address}=9", TEXT)
    paid = build.paying_for_tx(payer_id=BOB.address, nonce=1, tx=sign(TX, ALICE, "ae_uat", inner=True))
    shown = run(
        "lint", "--nonce", f"{BOB.address}=1", "--nonce", f"{ALICE.address}=9", aecodec.encode_tx(paid)
    )
    assert shown.returncode == 1
    assert shown.out.startswith("PayingForTx around SpendTx: 1 error\n")


def test_participants_are_those_who_must_sign_what_does_not_name_them() -> None:
    tx = build.channel_close_mutual_tx(
        channel_id=aecodec.channel_id(ALICE.address, 1, BOB.address),
        from_id=ALICE.address,
        initiator_amount_final=1,
        responder_amount_final=1,
        nonce=1,
    )
    text = aecodec.encode_tx(sign(tx, ALICE, "ae_uat"))
    unsure = run("lint", "--network", "ae_uat", text)
    assert unsure.out.startswith("ChannelCloseMutualTx: 1 warning\n")
    assert (unsure.returncode, "signers_unknown" in unsure.out) == (0, True)
    both = ["--participant", str(ALICE.address), "--participant", str(BOB.address)]
    sure = run("lint", "--network", "ae_uat", *both, text)
    assert (sure.returncode, "signers_unknown" in sure.out) == (1, False)
    assert "signature_missing\n" in sure.out
    assert f"expected {BOB.address}" in sure.out


def test_a_transaction_anywhere_in_a_text() -> None:
    found = run("lint", f"rejected: {TEXT}, why?")
    assert (found.returncode, found.out.splitlines()[0]) == (0, "SpendTx: no reason to refuse it was found")
    assert found.err.startswith("aecodec: recognised transaction")


def test_what_is_no_transaction_is_invalid() -> None:
    found = run("lint", TEXT[:-8])
    assert (found.returncode, found.out) == (1, "")
    assert "cut short" in one_error(found)
    (record,) = forms("lint", "--json", TEXT)
    assert [*record] == ["input", "hash", "findings", "not_checked"]
    assert run("lint", given="").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--nonce", "7", "--nonce", f"{BOB.address}=1"], "argument --nonce: where several are given"),
        (["--participant", str(BOB.address)], "argument --participant: give both participants"),
        (["--participant", str(aecodec.contract_id(BOB.address, 1))], "an account (ak_) is expected"),
        (["--balance", "1.5"], "argument --balance"),
        (["--height", "-1"], "argument --height"),
        (["--hight", "1"], "Did you mean --height?"),
    ],
)
def test_wrong_usage(arguments: list[str], complaint: str) -> None:
    found = run("lint", *arguments, TEXT)
    assert (found.returncode, found.out) == (2, "")
    assert complaint in found.err
