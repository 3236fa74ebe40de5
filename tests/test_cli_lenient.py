"""`aecodec lenient`: what the node takes beyond canonical form, and the two hashes."""

from __future__ import annotations

import aecodec

from .command_line import forms, output, run
from .mutated_rlp import Raw, set_unused_bits, spend
from .shared_vectors import blake2b_256

WIRE = spend()
TEXT = aecodec.encode("tx", WIRE)
HASH = aecodec.encode("th", blake2b_256(WIRE))


def test_canonical_input_has_one_hash() -> None:
    assert output("lenient", TEXT) == f"SpendTx: canonical\n  canonical  {TEXT}\n  hash       {HASH}\n"


def test_each_deviation_is_a_sentence_with_its_place() -> None:
    longer = spend(ttl=Raw(b"\x80"), nonce=Raw(b"\x81\x03"))
    given = aecodec.encode("th", blake2b_256(longer))
    assert output("lenient", aecodec.encode("tx", longer)) == (
        "SpendTx: taken by the node, with 2 deviations\n"
        "  deviations     empty integer at SpendTx.ttl, byte 75: expected 00, found no bytes\n"
        "                 RLP header before a single byte below 80 at SpendTx.nonce, byte 75:"
        " expected 03, found 81 03\n"
        f"  canonical      {TEXT}\n"
        f"  hash           {HASH} (of the canonical form, by which the chain knows it)\n"
        f"  hash as given  {given}\n"
    )


def test_bytes_give_bytes() -> None:
    shown = output("lenient", "c60a01078203e8")
    digest = blake2b_256(bytes.fromhex("c60a01078203e8")).hex()
    assert shown == f"Account: canonical\n  canonical  c60a01078203e8\n  hash       {digest}\n"


def test_white_space_and_unused_bits_of_the_text_are_deviations() -> None:
    spaced = f"{TEXT[:20]} {TEXT[20:]}"
    (record,) = forms("lenient", "--json", spaced)
    assert [(one["code"], one["offset"]) for one in record["deviations"]] == [("bad_base64", 20)]
    assert (record["canonical"], record["hash"], record["canonical_hash"]) == (TEXT, HASH, HASH)
    longer = aecodec.encode("tx", spend(payload=b"ab"))
    (record,) = forms("lenient", "--json", set_unused_bits(longer))
    assert [one["code"] for one in record["deviations"]] == ["non_canonical_base64"]
    assert record["canonical"] == longer


def test_what_the_node_refuses_is_one_line() -> None:
    found = run("lenient", spend(fee=b"\0\5").hex())
    assert (found.returncode, found.out) == (1, "")
    assert "leading zero in integer at SpendTx.fee, byte 74: expected 05, found 00 05" in found.err
    assert run("lenient").returncode == 2
    assert run("lenient", "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW").returncode == 1


def test_several_inputs_are_told_apart() -> None:
    shown = output("lenient", given=f"{TEXT}\nc60a01078203e8\n")
    assert shown.count("\n\n") == 1
