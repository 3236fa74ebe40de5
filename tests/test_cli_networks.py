"""`aecodec verify` of a simple transaction: who signed it, for which network, and who is missing."""

from __future__ import annotations

from typing import Any

import aecodec
from aecodec import signing

from .command_line import one_error, records, run
from .conftest import founding

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]
TX_NAMES = ["unsigned", "half_signed", "co_signed"]
SECRET = aecodec.encode("sk", bytes(range(32)))


def test_a_co_signed_transaction_is_verified_and_its_network_found() -> None:
    found = run("verify", CO_SIGNED)
    assert (found.returncode, found.err) == (0, "")
    assert found.out.startswith(
        f"ChannelCreateTx: verified on {FACTS['network_id']}, signed by the initiator "
    )
    assert f"by {FACTS['initiator_id']}, form raw" in found.out
    assert f"by {FACTS['responder_id']}, form raw" in found.out
    assert run("verify", CO_SIGNED, "--network", FACTS["network_id"]).returncode == 0


def test_a_half_signed_transaction_says_who_is_missing() -> None:
    found = run("verify", FACTS["half_signed"])
    assert (
        f"a required signature is missing at SignedTx.signatures: expected {FACTS['responder_id']}"
        in one_error(found)
    )
    (record,) = records(run("verify", "--json", FACTS["half_signed"]).out)
    assert record["missing"] == [FACTS["responder_id"]]
    assert record["summary"] == (
        f"ChannelCreateTx: not verified on {FACTS['network_id']}, signed by the initiator"
        f" {FACTS['initiator_id']}, the signature of the responder {FACTS['responder_id']} is missing"
    )
    assert found.out.startswith(f"{record['summary']}\n")
    assert record["signatures"][0]["signer"] == FACTS["initiator_id"]
    assert (record["network"], record["ok"]) == (FACTS["network_id"], False)
    assert record["error"]["code"] == "signature_missing"


def test_an_unsigned_transaction_is_not_verified() -> None:
    found = run("verify", FACTS["unsigned"])
    assert "a required signature is missing" in one_error(found)
    assert found.out.startswith("ChannelCreateTx: not verified, the signatures of the initiator ")


def with_signatures(*signatures: bytes) -> str:
    tx = aecodec.decode_tx(CO_SIGNED)
    return aecodec.encode_tx(aecodec.replace(tx, signatures=tuple(sorted(signatures))))


def test_a_signature_by_a_stranger_is_named_with_its_place_and_who_was_expected() -> None:
    tx: Any = aecodec.decode_tx(CO_SIGNED)
    own = tx.signatures[1]  # the initiator's, as the half-signed transaction shows
    foreign = signing.sign(tx.transaction, signing.Key.from_seed(bytes(32)), FACTS["network_id"]).signatures[
        0
    ]
    text = with_signatures(own, foreign)
    message = one_error(run("verify", text))
    place = sorted([own, foreign]).index(foreign)
    assert f"signature matches no required signer at SignedTx.signatures[{place}]: " in message
    assert f"expected {FACTS['responder_id']} on 'local_iris_testnet'" in message
    assert f"found {aecodec.encode('sg', foreign)}" in message


def test_a_signature_twice_is_left_over() -> None:
    tx: Any = aecodec.decode_tx(CO_SIGNED)
    message = one_error(run("verify", with_signatures(*tx.signatures, tx.signatures[0])))
    assert "duplicate signature of one account at SignedTx.signatures[1]: expected 2 signatures" in message


def test_the_wrong_network_is_told_with_the_right_one() -> None:
    found = run("verify", CO_SIGNED, "--network", "ae_mainnet")
    message = one_error(found)
    assert "signature matches no required signer at SignedTx.signatures[0]" in message
    assert message.endswith(f", which is right for {FACTS['network_id']}")
    assert found.out.startswith(
        f"ChannelCreateTx: not verified on ae_mainnet, but signed for {FACTS['network_id']} by the "
    )
    assert f"{FACTS['network_id']}: {FACTS['initiator_id']}, form raw" in found.out
    (record,) = records(run("verify", "--json", "--network", "ae_mainnet", CO_SIGNED).out)
    assert {fit["network"] for fit in record["elsewhere"]} == {FACTS["network_id"]}


def test_a_network_that_nobody_knows_must_be_named() -> None:
    both = [signing.Key.from_seed(bytes([number]) * 32) for number in (1, 2)]
    tx: Any = aecodec.decode_tx(CO_SIGNED)
    mine = aecodec.replace(tx.transaction, initiator_id=both[0].address, responder_id=both[1].address)
    for key in both:
        mine = signing.sign(mine, key, "hc_mine", form="hash")
    text = aecodec.encode_tx(mine)
    assert "no known network fits the signatures" in one_error(run("verify", text))
    found = run("verify", text, "--network", "hc_mine")
    assert (found.returncode, found.err) == (0, "")
    assert found.out.count("form hash") == 2


def test_an_off_chain_transaction_needs_its_participants() -> None:
    both = [signing.Key.from_seed(bytes([number]) * 32) for number in (1, 2)]
    tx: Any = aecodec.ChannelOffchainTxV2(channel_id=FACTS["channel_id"], round=2, state_hash=bytes(32))
    for key in both:
        tx = signing.sign(tx, key, "ae_uat")
    text = aecodec.encode_tx(tx)
    assert "required signers are unknown: expected both participants" in one_error(run("verify", text))
    names = [part for key in both for part in ("--participant", str(key.address))]
    assert run("verify", text, *names).returncode == 0


def test_a_transaction_signed_for_a_paying_for_verifies_as_inner_only() -> None:
    key = signing.Key.from_seed(bytes([1]) * 32)
    spend = aecodec.SpendTx(
        sender_id=key.address,
        recipient_id=FACTS["responder_id"],
        amount=1,
        fee=1,
        ttl=0,
        nonce=1,
        payload=b"",
    )
    text = aecodec.encode_tx(signing.sign(spend, key, "ae_uat", inner=True))
    found = run("verify", text)
    assert one_error(found)
    assert f"ae_uat: {key.address}, form raw, inside a paying_for (--inner)" in found.out
    assert run("verify", "--inner", text).returncode == 0


CHANGED = CO_SIGNED[:40] + ("A" if CO_SIGNED[40] != "A" else "B") + CO_SIGNED[41:]


def test_a_damaged_transaction_is_one_line_in_verify_too() -> None:
    assert "checksum does not match at character 3" in one_error(run("verify", CHANGED))
    assert "wrong prefix at character 0: expected tx_" in one_error(run("verify", FACTS["channel_id"]))
    (record,) = records(run("verify", "--json", CHANGED).out)
    assert record["error"]["code"] == "bad_checksum"
