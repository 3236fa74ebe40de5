"""`aecodec id`: ids from plain arguments, by the specification's vectors, and all ids of a transaction."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import derived, ids_of

from .command_line import forms, output, run
from .conftest import founding, spec_rows
from .shared_vectors import WIRES, known_object

ACCOUNT = "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW"


def ba(digest: str) -> str:
    return aecodec.encode("ba", bytes.fromhex(digest))


#: The command line of each kind of the specification's rows, and how its result is written.
ARGUMENTS: dict[str, Any] = {
    "channel_id": lambda row: ["channel", row["initiator_id"], row["nonce"], row["responder_id"]],
    "channel_id_ga": lambda row: ["channel", row["initiator_id"], ba(row["auth_id"]), row["responder_id"]],
    "contract_id": lambda row: ["contract", row["owner_id"], row["nonce"]],
    "contract_id_ga": lambda row: ["contract", row["owner_id"], ba(row["auth_id"])],
    "contract_call_id": lambda row: ["call", row["caller_id"], row["nonce"], row["contract_id"]],
    "ga_call_id": lambda row: ["call", ACCOUNT, ba(row["auth_id"]), row["contract_id"]],
    "oracle_query_id": lambda row: ["query", row["sender_id"], row["nonce"], row["oracle_id"]],
    "oracle_query_id_ga": lambda row: ["query", ACCOUNT, ba(row["auth_id"]), row["oracle_id"]],
    "ga_auth_id": lambda row: [
        "auth",
        row["ga_id"],
        aecodec.encode("cb", bytes.fromhex(row["auth_data"])),
    ],
    "name_id": lambda row: ["name", row["name"]],
    "commitment_id": lambda row: ["commitment", row["name"], row["salt"]],
}
ROWS = [
    row
    for row in spec_rows("derived.jsonl")
    if row.values[0]["kind"] in ARGUMENTS and row.values[0].get("name") != "x.y.test"
]


@pytest.mark.parametrize("row", ROWS)
def test_plain_arguments_give_the_id_of_the_specification(row: dict[str, Any]) -> None:
    result = row["result"] if "_" in row["result"] else ba(row["result"])
    assert output("id", *ARGUMENTS[row["kind"]](row)) == f"{result}\n"


def test_each_kind_has_rows() -> None:
    assert {row.values[0]["kind"] for row in ROWS} >= ARGUMENTS.keys() - {
        "contract_id_ga",
        "oracle_query_id_ga",
    }


def test_an_oracle_has_the_key_of_its_account() -> None:
    assert output("id", "oracle", ACCOUNT) == f"ok_{ACCOUNT[3:]}\n"


def test_all_that_follows_from_the_founding_transaction() -> None:
    facts = founding()
    digest = aecodec.tx_hash(facts["co_signed"])
    assert output("id", facts["co_signed"]) == (
        f"ChannelCreateTx\n  tx hash     {digest}\n  channel id  {facts['channel_id']}\n"
    )
    (record,) = forms("id", "--json", given=facts["co_signed"])
    assert record["ids"] == {"tx_hash": digest, "channel_id": facts["channel_id"]}


#: Beside its hash, what follows from a transaction of each type.
FOLLOWS = {
    "ChannelCreateTxV1": "channel_id",
    "ChannelCreateTxV2": "channel_id",
    "ContractCreateTx": "contract_id contract_call_id",
    "GAAttachTx": "contract_id contract_call_id",
    "ContractCallTx": "contract_call_id",
    "OracleRegisterTx": "oracle_id",
    "OracleQueryTx": "oracle_query_id",
    "NameClaimTxV1": "name_id commitment_id",
    "NameClaimTxV2": "name_id commitment_id",
}


@pytest.mark.parametrize("name", [name for name in WIRES if isinstance(known_object(name), aecodec.Tx)])
def test_of_every_type_all_ids_are_there(name: str) -> None:
    tx = known_object(name)
    inner = aecodec.tx.layers.unwrap(tx)
    expected = ["tx_hash", *(["auth_id"] if inner.metas else [])]
    follows = FOLLOWS.get(type(inner.tx).__name__, "").split()
    expected += [one for one in follows if one != "commitment_id" or inner.tx.name_salt]
    found = ids_of(tx)
    assert list(found) == expected
    assert found == {one: getattr(derived, f"{one}_of" if one != "tx_hash" else one)(tx) for one in expected}


def test_a_claim_without_a_salt_reveals_no_commitment() -> None:
    claim = aecodec.replace(known_object("NameClaimTxV2"), name_salt=0)
    assert list(ids_of(claim)) == ["tx_hash", "name_id"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["contract", ACCOUNT], 2, "contract takes OWNER NONCE, not 1 arguments"),
        (["contract", ACCOUNT, "seven"], 2, "argument NONCE: a whole number"),
        (["contract", ACCOUNT, "-1"], 2, ""),
        (["contract", f"{ACCOUNT[:-1]}X", "7"], 1, "checksum does not match at owner_id"),
        (["channel", ACCOUNT, "7", f"ct_{ACCOUNT[3:]}"], 1, "expected account, found contract"),
        (["commitment", "a.chain", "0"], 1, "invalid name salt"),
        (["name", "a"], 1, "wrong number of name labels"),
        ([ACCOUNT], 1, "expected tx_"),
        ([], 2, "no input"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], code: int, says: str) -> None:
    found = run("id", *arguments)
    assert (found.returncode, found.out) == (code, "")
    assert says in found.err


def test_a_mistyped_kind_is_answered_with_the_nearest_one() -> None:
    found = run("id", "cntract", "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW", "7")
    assert (found.returncode, found.err) == (
        2,
        "aecodec id: unknown kind 'cntract'. Did you mean contract?\n",
    )
