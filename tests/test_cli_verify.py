"""`aecodec verify` of whole transactions: every layer, who signed it, and the first thing that is wrong."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from aecodec import cli, encode, encode_tx
from aecodec.objects import SignedTx, Tx, replace
from aecodec.signing import sign

from .conftest import VECTORS, json_lines
from .signed_txs import (
    ALICE,
    BOB,
    CAROL,
    EVE,
    INNER,
    NETWORK,
    authorize,
    bare,
    create,
    paying,
    spend,
)

FROM_CHAIN = [row for _, row in json_lines(VECTORS / "authorized.jsonl")]


class Report:
    """The output, the error line and the JSON record that the command prints for a transaction."""

    def __init__(self, capsys: Any, tx: Tx | str, *options: str) -> None:
        text = tx if isinstance(tx, str) else encode_tx(tx)
        self.code = cli.main(["verify", *options, text])
        self.out, self.err = capsys.readouterr()
        assert cli.main(["verify", "--json", *options, text]) == self.code
        self.record = json.loads(capsys.readouterr().out)
        assert self.record["ok"] == (self.code == 0) == (self.err == "")


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Any:
    return lambda tx, *options: Report(capsys, tx, *options)


@pytest.mark.parametrize("row", FROM_CHAIN, ids=[row["hash"] for row in FROM_CHAIN])
def test_what_the_chain_took_is_verified(report: Any, row: dict[str, Any]) -> None:
    participants = [part for account in row["participants"] or () for part in ("--participant", account)]
    found = report(row["tx"], "--trust-ga", *participants)
    assert found.code == 0
    assert f"  {row['hash']}" in found.out
    if row["signed"]:
        assert f": verified on {row['network_id']}, signed by " in found.out
        assert found.record["network"] == row["network_id"]
    signed = [[one["path"], one["signer"], one["form"], one["inner"]] for one in found.record["signatures"]]
    assert signed == row["signed"]
    assert found.record["by_contract"] == row["by_contract"]
    assert all(f"{account}, which only the chain can check" in found.out for account in row["by_contract"])


def test_a_paying_for_is_reported_with_what_it_pays_for(report: Any) -> None:
    found = report(sign(paying(sign(spend(), ALICE, NETWORK, inner=True)), CAROL, NETWORK))
    assert found.out.startswith(f"PayingForTx around SpendTx: verified on {NETWORK}, signed by the payer ")
    assert f" by {CAROL.address}, form raw\n" in found.out
    assert f" by {ALICE.address}, form raw, at {INNER}\n" in found.out


def test_what_only_contracts_authorize_has_no_network(report: Any) -> None:
    found = report(authorize(spend(), ALICE), "--trust-ga")
    assert found.out.startswith("GAMetaTx around SpendTx: verified, authorized by the contract of ")
    assert f"  by contract  {ALICE.address}, which only the chain can check\n" in found.out
    assert (found.record["network"], found.record["by_contract"]) == (None, [str(ALICE.address)])


def test_a_wrong_mark_of_an_inner_signature_is_reported(report: Any) -> None:
    found = report(sign(paying(sign(spend(), ALICE, NETWORK)), CAROL, NETWORK))
    assert f"signature matches no required signer at {INNER}.signatures[0]" in found.err
    assert f"{NETWORK}: {ALICE.address}, form raw, not inside a paying_for, at {INNER}\n" in found.out
    (fit,) = found.record["elsewhere"]
    assert fit == {
        "network": NETWORK,
        "form": "raw",
        "signer": str(ALICE.address),
        "inner": False,
        "path": INNER,
    }
    own = report(sign(spend(), ALICE, "my_net", inner=True), "--network", "my_net")
    assert f"my_net: {ALICE.address}, form raw, inside a paying_for (--inner)\n" in own.out


def test_an_inner_signature_for_another_network_is_reported(report: Any) -> None:
    inner = sign(spend(), ALICE, "ae_mainnet", inner=True)
    found = report(sign(paying(inner), CAROL, NETWORK), "--network", NETWORK)
    assert f"ae_mainnet: {ALICE.address}, form raw, at {INNER}\n" in found.out


@pytest.mark.parametrize(
    ("tx", "code", "path", "named"),
    [
        (sign(paying(bare(spend())), CAROL, NETWORK), "signature_missing", INNER, ALICE),
        (bare(paying(sign(spend(), ALICE, NETWORK, inner=True))), "signature_missing", "", CAROL),
        (authorize(spend(), EVE), "signature_missing", INNER, ALICE),
        (authorize(create(), ALICE), "signature_missing", INNER, BOB),
        (
            authorize(sign(spend(), ALICE, NETWORK), ALICE),
            "signature_needless",
            f"{INNER}.signatures[0]",
            ALICE,
        ),
        (authorize(spend(), ALICE).transaction, "signed_tx_missing", "", None),
    ],
)
def test_the_first_thing_that_is_wrong_is_named_with_its_place(
    report: Any, tx: Tx, code: str, path: str, named: Any
) -> None:
    found = report(tx)
    assert (found.record["error"]["code"], found.record["error"]["path"]) == (code, path)
    assert named is None or str(named.address) in found.err


def test_signatures_around_a_ga_meta_match_no_signer(report: Any) -> None:
    whole: SignedTx = authorize(spend(), ALICE)
    found = report(replace(whole, signatures=(bytes(64),)), "--network", NETWORK)
    error = found.record["error"]
    assert (error["code"], error["path"]) == ("signature_stray", "SignedTx.signatures[0]")
    assert f"expected no signature of a ga_meta, found {encode('sg', bytes(64))}" in found.err


@pytest.mark.parametrize("items", [[], ["@{empty}"], ["-"]], ids=["no argument", "an empty file", "no input"])
@pytest.mark.parametrize("options", [[], ["--json"], ["--network", NETWORK]])
def test_nothing_to_verify_is_no_success(
    items: list[str], options: list[str], tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n \n", encoding="utf-8")
    for stdin in (None, io.TextIOWrapper(io.BytesIO(b"\n\n"))):
        monkeypatch.setattr(sys, "stdin", stdin)
        assert cli.main(["verify", *options, *(item.format(empty=empty) for item in items)]) == 2
        out, err = capsys.readouterr()
        assert (out, err) == ("", "aecodec verify: no input\n")


def test_what_contracts_authorize_is_not_verified_without_trust(report: Any) -> None:
    found = report(authorize(sign(create(), BOB, NETWORK), ALICE))
    assert (found.code, found.record["error"]["code"]) == (1, "ga_unchecked")
    assert "authorized by a contract, which only the chain can check" in found.err
    assert report(authorize(sign(create(), BOB, NETWORK), ALICE), "--trust-ga").code == 0


def test_an_unknown_network_is_distinguished_from_a_wrong_signature(report: Any) -> None:
    unknown = report(sign(spend(), ALICE, "my_net"))
    assert unknown.record["error"]["code"] == "network_unknown"
    assert "no known network fits the signatures" in unknown.err
    assert "--network" in unknown.err
    wrong = report(sign(spend(), ALICE, "my_net"), "--network", NETWORK)
    assert wrong.record["error"]["code"] == "signature_stray"
    elsewhere = report(sign(spend(), ALICE, "ae_devnet"), "--network", NETWORK)
    assert f"ae_devnet: {ALICE.address}, form raw\n" in elsewhere.out
    assert report(sign(spend(), ALICE, "ae_devnet")).out.startswith(
        "SpendTx: verified on ae_devnet, signed by the sender "
    )


@pytest.mark.parametrize(
    "network", ["ae_uat\n", "ae uat", "ae_u\u0430t", "\x1a\x01ae_uat", "ae_uat-inner_tx"]
)
def test_an_impossible_network_id_is_wrong_usage(network: str, capsys: Any) -> None:
    assert cli.main(["verify", "--network", network, encode_tx(sign(spend(), ALICE, NETWORK))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("a network id is printable ASCII without spaces, such as ae_mainnet\n")
