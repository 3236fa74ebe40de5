"""The table of bad inputs: each is refused with one line of rule, place, expected and found.

Texts and RLP, in the order of the users' table of attacks; test_bad_objects has what comes after it, and
limits are in test_limits. What stands in a row follows from the rules of the specification
(docs/protocol/serialization.md).
"""

from __future__ import annotations

import base64
import hashlib
from types import ModuleType

import pytest

from .conftest import founding
from .error_of import Call, Place, checked58, checked64, expect_error
from .mutated_rlp import Raw, encode_items, header, set_unused_bits
from .shared_vectors import golden

FOUNDING: str = founding()["co_signed"]
PADDED: str = next(
    text for text in (founding()[key] for key in ("unsigned", "half_signed")) if text[-1] == "="
)
ALICE: str = founding()["initiator_id"]
CHANNEL: str = founding()["channel_id"]

DIGITS58 = "a digit or letter but 0, I, O and l"
DIGITS64 = "A to Z, a to z, 0 to 9, + or /"
KNOWN = "one such as tx_ or ak_"


# --- text ---------------------------------------------------------------------------------------


def put(char: str, at: int, text: str = FOUNDING) -> str:
    return text[:at] + char + text[at + 1 :]


def flip_char(text: str) -> tuple[str, str, str]:
    """Change one character of a text; return the text, the right checksum and the one it has."""
    changed = put("A" if text[30] != "A" else "B", 30, text)
    whole = base64.b64decode(changed[3:])
    right = hashlib.sha256(hashlib.sha256(whole[:-4]).digest()).digest()[:4]
    return changed, right.hex(" "), whole[-4:].hex(" ")


FLIPPED, RIGHT, WRONG = flip_char(FOUNDING)

#: Texts, and of each error its code, offset, expected and found.
TEXTS: dict[str, tuple[str, str, int, str, str]] = {
    "nothing": ("", "missing_prefix", 0, KNOWN, "''"),
    "no underscore": (FOUNDING[3:], "missing_prefix", 0, KNOWN, f"'{FOUNDING[3:27]}'…"),
    "an underscore alone": ("_", "unknown_prefix", 0, KNOWN, "'_'"),
    "an empty body": ("tx_", "too_short", 3, "at least 4 bytes", "0"),
    "an empty body in base58": ("ak_", "too_short", 3, "at least 4 bytes", "0"),
    "a second underscore": ("tx_" + FOUNDING[2:], "bad_base64", 3, DIGITS64, "'_'"),
    "a second underscore in base58": (put("_", 9, ALICE), "bad_base58_char", 9, DIGITS58, "'_'"),
    "capital letters": ("TX_" + FOUNDING[3:], "unknown_prefix", 0, KNOWN, "'TX_'"),
    "white space before": (" " + FOUNDING, "unknown_prefix", 0, KNOWN, "' tx_'"),
    "a zero byte before": ("\0" + ALICE, "unknown_prefix", 0, KNOWN, r"'\x00ak_'"),
    "a letter that only looks alike": ("аk" + ALICE[2:], "unknown_prefix", 0, KNOWN, r"'\u0430k_'"),
    "a zero byte within": (put("\0", 50), "bad_base64", 50, DIGITS64, r"'\x00'"),
    "a zero byte within base58": (put("\0", 9, ALICE), "bad_base58_char", 9, DIGITS58, r"'\x00'"),
    "a letter beyond ASCII": (put("é", 50), "bad_base64", 50, DIGITS64, r"'\xe9'"),
    "half a character": (put("\ud800", 50), "bad_base64", 50, DIGITS64, r"'\ud800'"),
    "a letter beyond ASCII in base58": (put("é", 9, ALICE), "bad_base58_char", 9, DIGITS58, r"'\xe9'"),
    "a digit that base58 does not have": (put("0", 9, ALICE), "bad_base58_char", 9, DIGITS58, "'0'"),
    "base64 where base58 belongs": ("ak_" + FOUNDING[3:60],
        "bad_base58_char", 3, DIGITS58, f"'{FOUNDING[3]}'"),
    "a space within": (put(" ", 50), "bad_base64", 50, DIGITS64, "' '"),
    "a space behind": (FOUNDING + " ", "bad_base64", len(FOUNDING), DIGITS64, "' '"),
    "a line end behind": (FOUNDING + "\n", "bad_base64", len(FOUNDING), DIGITS64, r"'\n'"),
    "the alphabet of URLs": (put("-", 50), "bad_base64", 50, DIGITS64, "'-'"),
    "padding left out": (PADDED.rstrip("="), "bad_base64", len(PADDED.rstrip("=")), "groups of 4 characters",
        f"{(len(PADDED.rstrip('=')) - 3) % 4} over"),
    "padding too long": (FOUNDING + "====", "bad_base64", len(FOUNDING), DIGITS64, "'='"),
    "padding in the middle": (put("=", 50), "bad_base64", 50, DIGITS64, "'='"),
    "unused bits": (set_unused_bits(PADDED), "non_canonical_base64", len(PADDED.rstrip("=")) - 1,
        repr(PADDED.rstrip("=")[-1]), repr(set_unused_bits(PADDED).rstrip("=")[-1])),
    "one byte": ("tx_AA==", "too_short", 3, "at least 4 bytes", "1"),
    "three bytes": ("tx_AAAA", "too_short", 3, "at least 4 bytes", "3"),
    # The checksum of nothing is that of ba_Xfbg4g==.
    "four bytes that are no checksum": ("tx_AAAAAA==", "bad_checksum", 3, "5d f6 e0 e2", "00 00 00 00"),
    "one other character": (FLIPPED, "bad_checksum", 3, RIGHT, WRONG),
    "31 bytes": (checked58("ak", bytes(31)), "wrong_length", 3, "32 bytes", "31"),
    "33 bytes": (checked58("ct", bytes(33)), "wrong_length", 3, "32 bytes", "33"),
    "a signature of 63 bytes": (checked58("sg", bytes(63)), "wrong_length", 3, "64 bytes", "63"),
    "a state hash of 33 bytes": (checked64("st", bytes(33)), "wrong_length", 3, "32 bytes", "33"),
}  # fmt: skip


@pytest.mark.parametrize("what", TEXTS)
def test_a_bad_text_is_refused_in_its_place(twin: ModuleType, what: str) -> None:
    data, code, *evidence = TEXTS[what]
    place = Place(code, "", *evidence)
    assert expect_error(twin, lambda t, d: t.decode(d), data, "TextError") == place
    assert expect_error(twin, lambda t, d: t.split(d), data, "TextError") == place
    if data.startswith("tx_"):
        assert expect_error(twin, lambda t, d: t.decode_tx(d), data, "TextError") == place
        assert expect_error(twin, lambda t, d: t.decode_object(d), data, "TextError") == place
    elif data[:3] in ("ak_", "ct_"):
        assert expect_error(twin, lambda t, d: t.Id(d), data, "TextError") == place


def test_a_truncated_tail_never_passes(twin: ModuleType) -> None:
    for text in (FOUNDING, ALICE):
        for length in range(len(text)):
            place = expect_error(twin, lambda t, d: t.decode(d), text[:length], "TextError")
            assert place.offset is not None
            assert place.offset <= length


@pytest.mark.parametrize(
    ("call", "data", "expected", "found"),
    [
        (lambda t, d: t.decode(d, "ct"), ALICE, "ct_", "ak_"),
        (lambda t, d: t.decode_tx(d), ALICE, "tx_", "ak_"),
        (lambda t, d: t.decode_object(d), ALICE, "tx_ or pi_ or ss_ or cs_ or ba_ or cb_", "'ak_'"),
        (lambda t, d: t.Id(d), checked58("th", bytes(32)), "an identifier", "'th_'"),
    ],
    ids=["another was asked for", "no transaction", "no object", "no identifier"],
)
def test_the_right_text_of_a_wrong_kind_is_refused(
    twin: ModuleType, call: Call, data: str, expected: str, found: str
) -> None:
    assert expect_error(twin, call, data, "TextError") == Place("wrong_prefix", "", 0, expected, found)


def test_an_account_where_a_contract_is_needed_is_refused(twin: ModuleType) -> None:
    changed = lambda t, d: t.replace(golden(t, "ContractCallTx"), contract_id=d)  # noqa: E731
    assert expect_error(twin, changed, CHANNEL, "FieldError") == Place(
        "id_tag_not_allowed", "ContractCallTx.contract_id", None, "name or contract", "channel"
    )


# --- RLP ----------------------------------------------------------------------------------------

LONG = (1 << 63) - 1
RLP: dict[str, tuple[bytes, str, int, str | None, str]] = {
    "nothing": (b"", "rlp_truncated", 0, "an item", "no bytes"),
    "a byte behind": (b"\xc2\x01\x02\x03", "rlp_trailing_bytes", 3, None, "1 bytes"),
    "a string cut short": (b"\xc4\x83ab", "rlp_truncated", 0, "4 bytes", "3"),
    "an item that leaves its list": (b"\xc2\x82ab", "rlp_truncated", 1, "2 bytes", "1"),
    "a length cut short": (b"\xb9\x01", "rlp_truncated", 0, "2 length bytes", "1"),
    "2^63 - 1 bytes": (b"\xbf" + LONG.to_bytes(8, "big"), "rlp_truncated", 0, f"{LONG} bytes", "0"),
    "2^64 - 1 bytes": (b"\xff" + b"\xff" * 8 + bytes(9), "rlp_truncated", 0, f"{2**64 - 1} bytes", "9"),
    "a length that wraps around": (b"\xc9\xbf" + (2**64 - 9).to_bytes(8, "big"),
        "rlp_truncated", 1, f"{2**64 - 9} bytes", "0"),
    "a leading zero in a length": (b"\xb9\x00\x38" + bytes(56),
        "rlp_length_leading_zero", 0, None, "b9 00 38"),
    "one byte with a header": (b"\x81\x05", "rlp_single_byte_not_minimal", 0, None, "81 05"),
    "a long form for one byte": (b"\xb8\x01\x41", "rlp_length_not_minimal", 0, "a length above 55", "1"),
    "a long form for a short list": (b"\xf8\x02\x01\x02",
        "rlp_length_not_minimal", 0, "a length above 55", "2"),
    "a long form for 55 bytes": (b"\xb8\x37" + bytes(55),
        "rlp_length_not_minimal", 0, "a length above 55", "55"),
    "headers that each claim all that follows": (b"\xc5\xc5\x01\x02\x03\x04",
        "rlp_truncated", 1, "5 bytes", "4"),
}  # fmt: skip
READERS: list[Call] = [
    lambda t, d: t.rlp.decode(d),
    lambda t, d: t.decode_tx(d),
    lambda t, d: t.decode_object(d),
    lambda t, d: t.decode_raw(d),
    lambda t, d: t.decode_tx(checked64("tx", d)),
]


@pytest.mark.parametrize("what", RLP)
def test_bad_rlp_is_refused_in_its_place_by_every_reader(twin: ModuleType, what: str) -> None:
    data, code, *evidence = RLP[what]
    place = Place(code, "", *evidence)
    for call in READERS:
        assert expect_error(twin, call, data, "RlpError") == place


@pytest.mark.parametrize("what", RLP)
def test_bad_rlp_within_a_transaction_counts_from_the_outermost_byte(twin: ModuleType, what: str) -> None:
    data, code, *evidence = RLP[what]
    place = Place(code, "", *evidence)
    outer = encode_items([b"\x0b", b"\x01", [], Raw(header(0x80, len(data)) + data)])
    if len(data) == 1 or not data:
        outer = encode_items([b"\x0b", b"\x01", [], data])
    inside = len(outer) - len(data)
    found = expect_error(twin, lambda t, d: t.decode_tx(d), outer, "RlpError")
    assert place.offset is not None
    assert found == place._replace(path="SignedTx.transaction", offset=inside + place.offset)
