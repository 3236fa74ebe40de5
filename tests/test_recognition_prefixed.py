"""Prefixed texts in any text: found where they stand, as they were meant; and words that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.codec import CARRIED
from aecodec.protocol import PREFIXES
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.testing import transactions

from .conftest import examples, founding
from .dresses import AROUND, BASE64, BODY, Dress

ACCOUNT = "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M"
CO_SIGNED: str = founding()["co_signed"]
#: Those that may hold any payload.
FREE = sorted(PREFIXES.keys() - CARRIED.keys() - {"sk"})


def only(source: str | bytes) -> Reading:
    """Return the only reading of a source."""
    (reading,) = aecodec.recognize(source)
    return reading


def whole(source: str) -> str | None:
    """Return the text that a source was taken for without a doubt."""
    reading = only(source)
    assert reading.confidence is Confidence.CERTAIN
    assert reading.error is None
    assert aecodec.split(reading.text or "")
    return reading.text


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a prefixed text of no object and no secret key."""
    prefix = draw(st.sampled_from(FREE))
    length = PREFIXES[prefix].length or (32 if PREFIXES[prefix].base58 else None)
    payload = draw(st.binary(min_size=length or 8, max_size=length or 300))
    return aecodec.encode(prefix, payload)


@pytest.mark.parametrize("dress", AROUND.values(), ids=AROUND)
@examples(20)
@given(text=texts())
def test_a_text_is_found_in_what_is_around_it(text: str, dress: Dress) -> None:
    (reading,) = [one for one in aecodec.recognize(dress(text)) if one.text is not None]
    assert reading.value == aecodec.split(text)


@pytest.mark.parametrize("dress", (BODY | BASE64).values(), ids=BODY | BASE64)
@examples(20)
@given(tx=transactions())
def test_a_transaction_is_found_whatever_happened_to_its_text(tx: aecodec.Tx, dress: Dress) -> None:
    text = aecodec.encode_tx(tx)
    reading = only(dress(text))
    assert (reading.kind, reading.text) == (Kind.TRANSACTION, text)
    assert reading.value == tx


@pytest.mark.parametrize("dress", BODY.values(), ids=BODY)
@examples(20)
@given(text=texts().filter(lambda text: PREFIXES[text[:2]].base58))
def test_an_identifier_is_found_whatever_happened_to_its_text(text: str, dress: Dress) -> None:
    assert whole(dress(text)) == text


@given(st.binary(min_size=40, max_size=400), st.integers(30, 100))
def test_bytes_of_unknown_length_are_joined_over_a_few_lines(payload: bytes, width: int) -> None:
    text = aecodec.encode("ba", payload)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    readings = aecodec.recognize("\n".join(["they are:", *lines, "or so it was said"]))
    assert readings[0].text == text


def test_a_sign_alone_on_the_last_line_belongs_to_the_body() -> None:
    text = aecodec.encode("ba", bytes(60) + b"\0\0\x3e" * 3)
    at = next(at for at in range(10, len(text)) if text[at] in "+/")
    reading = only(f"{text[:at]}\n{text[at]}\n{text[at + 1 :]}")
    assert (reading.text, reading.steps) == (text, ("joined 3 lines",))


def test_a_plus_sign_at_the_end_may_be_the_only_blank() -> None:
    tx = aecodec.ContractCreateTx(
        owner_id="ak_11111111111111111111111111111111273Yts",
        nonce=0,
        code=b"",
        ct_version=aecodec.CtVersion(vm=0, abi=0),
        fee=0,
        ttl=0,
        deposit=0,
        amount=0,
        gas=0,
        gas_price=0,
        call_data=b"",
    )
    text = aecodec.encode_tx(tx)
    assert (text.count("+"), text[-1]) == (1, "+")
    assert only(f"thing={text[:-1]} ").value == tx


@given(
    st.lists(st.tuples(st.sampled_from(["ak", "ct", "th"]), st.binary(min_size=31, max_size=31)), min_size=2)
)
def test_identifiers_without_anything_between_them_are_found(parts: list[tuple[str, bytes]]) -> None:
    # A key that begins with zeros is shorter: then nothing tells where a word ends.
    several = [aecodec.encode(prefix, b"\x80" + rest) for prefix, rest in parts]
    found = sorted(aecodec.recognize("".join(several)), key=lambda one: one.start)
    assert [one.text for one in found] == several


@pytest.mark.parametrize("alike", ["\u0430k_", "a\u043a_", "\uff41\uff4b\uff3f"])  # Cyrillic, wide
def test_letters_of_other_alphabets_that_look_alike_are_told(alike: str) -> None:
    reading = only(alike + ACCOUNT[3:])
    assert reading.text == ACCOUNT
    assert reading.steps[0].startswith("put Latin letters in place of those alike")


def test_the_steps_tell_what_was_done() -> None:
    assert only("\n> ".join((CO_SIGNED[:80], CO_SIGNED[80:200], CO_SIGNED[200:]))).steps == (
        "joined 3 lines",
    )
    assert only(f"{ACCOUNT[:9]}\u200b{ACCOUNT[9:30]}\u2060{ACCOUNT[30:]}").steps == (
        "removed invisible characters (2)",
    )
    assert only(f"{ACCOUNT[:9]} {ACCOUNT[9:]}").steps == ("removed blanks",)
    text = aecodec.encode("ba", b"\xfb\xff\xfe" * 6 + b"\xff")
    assert {"+", "/", "="} <= {*text}
    assert only(text.rstrip("=")).steps == ("added padding",)
    assert only(text.replace("+", "-").replace("/", "_")).steps == ("translated from the url-safe alphabet",)
    assert only(text.replace("+", "%2B")).steps == ("percent-decoded",)
    assert only(f"({text})").steps == ()


def test_unused_bits_do_not_matter_but_are_told() -> None:
    text = aecodec.encode("ba", b"1234567")
    assert text.count("=") == 1
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet[alphabet.index(text[-2]) | 1]
    reading = only(f"{text[:-2]}{last}=")
    assert (reading.text, reading.steps) == (text, ("cleared unused bits of the last character",))
    assert reading.error is not None
    assert reading.error.code == "non_canonical_base64"


@pytest.mark.parametrize(
    "source",
    [
        '{"tx_hash": null, "tx_type": "spend_tx", "ok_flag": true, "st_date": 1}',
        "let ct_version = 7; const th_head_of_the_table_2 = ok_to_go(cs_rows)",
        "see tx_hash… and ak_… or th_… below",
        "tx_ is the prefix of transactions, ak_ that of accounts",
        "the fields or_size_in_bytes_per_account and cb_call_back_function_name",
        "ss_poolSizeMaxInBytesPerAccount(ba_getTransactionByHashAndHeight)",
        "ak_",
        "tx_...",
    ],
)
def test_words_that_begin_like_a_text_are_none(source: str) -> None:
    assert aecodec.recognize(source) == ()


# --- what is not whole --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "th_3jq…",
        "th_3jq...",
        '"tx_+QENCwH4h..."',
        "ak_2iK7D…g3HMW",
        "ak_2iK7D***g3HMW",
        "tx_+QENCw[truncated]",
    ],
)
def test_a_shortened_text_is_said_to_be_one(source: str) -> None:
    reading = only(f"it was {source} again")
    assert (reading.kind, reading.confidence) == (Kind.SHORTENED, Confidence.LIKELY)
    assert reading.text is None
    assert "shortened" in reading.notes[0]


@pytest.mark.parametrize("length", [30, 100, 300, len(CO_SIGNED) - 8])
def test_a_transaction_without_its_end_is_cut_short(length: int) -> None:
    reading = only(f"tx={CO_SIGNED[:length]}\n")
    assert (reading.kind, reading.start, reading.end) == (Kind.TRUNCATED, 3, 3 + length)
    missing = len(CO_SIGNED.rstrip("=")) - length
    assert reading.notes[0] == f"it is cut short: {missing} characters are missing at the end"


def test_an_identifier_without_its_end_is_cut_short() -> None:
    assert only(ACCOUNT[:30]).kind is Kind.SHORTENED


def changed(text: str, at: int) -> str:
    """Change a character of a text to another one of base58."""
    return f"{text[:at]}{'2' if text[at] != '2' else '3'}{text[at + 1 :]}"


@pytest.mark.parametrize("text", [ACCOUNT, CO_SIGNED], ids=["account", "transaction"])
@pytest.mark.parametrize("wrap", ["{}", '"{}",', "see `{}`."])
def test_a_text_with_a_wrong_checksum_is_damaged(text: str, wrap: str) -> None:
    wrong = changed(text, 20)
    reading = only(wrap.format(wrong))
    assert (reading.kind, reading.value, reading.text) == (Kind.DAMAGED, wrong, None)
    assert reading.confidence is Confidence.LIKELY
    assert reading.error is not None
    assert reading.error.code == "bad_checksum"
    assert (reading.start, reading.end - reading.start) == (wrap.index("{"), len(wrong))


def test_a_damaged_text_is_as_long_as_its_lines() -> None:
    wrong = changed(CO_SIGNED, 150)
    lines = [wrong[at : at + 60] for at in range(0, len(wrong), 60)]
    reading = only("\n".join(["here:", *lines, "that was it"]))
    assert (reading.kind, reading.value) == (Kind.DAMAGED, wrong)


def test_a_payload_of_another_length_is_damaged() -> None:
    old = "ak_3scLu3oJbhsdCJkDjfJ6BUPJ4M9ZZJe57CQ56deSbEXhaTSfG3Wf3i2GYZV6APX7RDDVk4Weewb7oLePte3H3QdBw4rMZw"
    reading = only(old)
    assert reading.kind is Kind.DAMAGED
    assert reading.error is not None
    assert (reading.error.code, reading.error.found) == ("wrong_length", "65")


# --- what is in a right text --------------------------------------------------------------------


def test_what_a_right_text_holds_is_read_as_far_as_it_can_be() -> None:
    raw = only(aecodec.encode("tx", bytes.fromhex("c481ff0180")))
    assert (raw.kind, raw.value) == (Kind.RLP, aecodec.decode_raw(bytes.fromhex("c481ff0180")))
    assert raw.error is not None
    assert raw.error.code == "unknown_tag"
    account = only("ba_zQoBAIkFa8deLWMP/BW+ZMQO")
    assert (account.kind, account.value.balance) == (Kind.OBJECT, 99999999999999998997)
    twice = only(aecodec.encode("tx", aecodec.decode(CO_SIGNED) + checksum(aecodec.decode(CO_SIGNED))))
    assert (twice.kind, twice.text) == (Kind.TRANSACTION, CO_SIGNED)
    assert twice.error is not None
    assert twice.error.code == "rlp_trailing_bytes"
    assert "removed the checksum at the end" in twice.steps


def checksum(payload: bytes) -> bytes:
    return aecodec.text.sha256d(payload)[:4]


def test_what_only_the_node_reads_is_told_as_such() -> None:
    spend = aecodec.to_bytes(aecodec.decode_tx(CO_SIGNED).transaction)  # type: ignore[union-attr]
    assert spend[0] == 0xF8
    lenient = only(aecodec.encode("tx", bytes([0xF8, spend[1] + 1, 0x81]) + spend[2:]))
    assert lenient.kind is Kind.TRANSACTION
    assert lenient.error is not None
    assert lenient.notes
    assert lenient.text == aecodec.encode("tx", spend)


# --- secrets ------------------------------------------------------------------------------------

SECRET = aecodec.encode("sk", bytes(range(100, 132)))


@pytest.mark.parametrize("dress", (AROUND | BODY).values(), ids=AROUND | BODY)
def test_a_secret_key_is_named_and_nothing_of_it_is_kept(dress: Dress) -> None:
    readings = aecodec.recognize(dress(SECRET))
    assert [reading.kind for reading in readings] == [Kind.SECRET]
    assert SECRET[3:15] not in repr(readings)


@pytest.mark.parametrize("source", [changed(SECRET, 20), SECRET[:30], f"{SECRET[:20]}…"])
def test_a_secret_key_that_is_not_whole_is_one(source: str) -> None:
    reading = only(source)
    assert (reading.kind, reading.value, reading.error) == (Kind.SECRET, None, None)
    assert source[3:12] not in repr(reading)


@pytest.mark.parametrize("around", ["existing_fsm_id={}", '{{"fsm_id": "{}"}}', "'fsm_id' => \"{}\""])
def test_the_token_of_a_channel_is_a_secret(around: str) -> None:
    token = aecodec.encode("ba", bytes(range(32)))
    assert only(around.format(token)).kind is Kind.SECRET
    assert only(token).kind is Kind.BYTES
