"""Deviations of text and RLP that the node accepts, and their limits."""

from __future__ import annotations

import pytest

import aecodec
from aecodec import lenient
from aecodec.lenient import decode_lenient
from aecodec.text import encode

from .conftest import founding
from .mutated_rlp import (
    ACCOUNT,
    Raw,
    decode_strict,
    deviations_of,
    encode_items,
    error_from,
    nest,
    set_unused_bits,
    spend,
)

# --- text ---------------------------------------------------------------------------------------

FOUNDING = founding()["co_signed"]
PADDED = next(text for text in (founding()[key] for key in ("unsigned", "half_signed")) if text.endswith("="))


def test_white_space_is_reported_by_character_whatever_it_is() -> None:
    text = f"tx_ {FOUNDING[3:20]}\t\r\n{FOUNDING[20:]}\n"
    result = decode_lenient(text)
    assert result.deviations == (
        ("bad_base64", "", 3, "' '", "no white space"),
        ("bad_base64", "", 21, r"'\t\r\n'", "no white space"),
        ("bad_base64", "", len(text) - 1, r"'\n'", "no white space"),
    )
    assert result.canonical == FOUNDING
    assert result.obj == decode_strict(FOUNDING)
    assert result.hash == result.canonical_hash
    assert str(result.deviations[0]).startswith("malformed base64 at character 3: ")


def test_unused_bits_are_reported_with_the_right_character() -> None:
    text = set_unused_bits(PADDED)
    place = len(text.rstrip("=")) - 1
    deviation = ("non_canonical_base64", "", place, repr(text[place]), repr(PADDED[place]))
    assert decode_lenient(text).deviations == (deviation,)
    assert error_from(decode_strict, text)[1:4] == deviation[:3]
    assert decode_lenient(text).canonical == PADDED
    assert deviations_of(f"{text[:9]} {text[9:]} ") == [
        ("bad_base64", "", 9),
        ("non_canonical_base64", "", place + 1),
        ("bad_base64", "", len(text) + 1),
    ]


def test_deviations_of_the_text_come_before_those_of_its_payload() -> None:
    text = encode("tx", spend(fee=b""))
    assert deviations_of(text + "\n") == [("bad_base64", "", len(text)), ("uint_empty", "SpendTx.fee", 74)]


@pytest.mark.parametrize(
    "text",
    [
        FOUNDING.replace("tx_", " tx_"),
        FOUNDING.replace("tx_", "tx _"),
        FOUNDING.replace("tx_", "TX_"),
        FOUNDING[3:],
        "tx_",
        "tx_Xfbg4g==",
        FOUNDING.rstrip("=")[:-1],
        FOUNDING + "=",
        FOUNDING[:30] + "!" + FOUNDING[30:],
        FOUNDING[:30] + "\x0b" + FOUNDING[30:],
        FOUNDING[:30] + "\xa0" + FOUNDING[30:],
        FOUNDING[:30] + "_" + FOUNDING[31:],
        "ba_Xfbg4g==",
        "ak_2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu7",
        "ak_ 2TYAjeSxPXcs6y3PBSo8zo947Xb7yPCnpXQZkJxqspcR8JzLu7",
        "pi_" + FOUNDING[3:],
        "tx_" + "A" * ((1 << 24) // 3 * 4 + 100),
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_other_text_is_refused_as_by_strict_decoding(text: str) -> None:
    assert error_from(decode_lenient, text) == error_from(decode_strict, text) is not None


def test_an_error_behind_white_space_counts_characters_as_they_came() -> None:
    assert error_from(decode_lenient, f"tx_ {FOUNDING[3:30]} \n!{FOUNDING[30:]}")[1:4] == (
        "bad_base64",
        "",
        33,
    )
    short = f"tx_A\t{FOUNDING[4:-1]}\n"
    assert error_from(decode_lenient, short)[1:4] == ("bad_base64", "", len(short))


# --- limits -------------------------------------------------------------------------------------


def wrap(count: int, inner: bytes) -> bytes:
    """Wrap a transaction in so many objects: GA meta transactions, each around a signed one."""
    for layer in range(count):
        ga_meta = [b"\x51", b"\2", ACCOUNT, b"", b"\1", b"\1", b"\1", b"\1"]
        inner = encode_items([*ga_meta, inner] if layer % 2 else [b"\x0b", b"\1", [], inner])
    return inner


def test_objects_are_decoded_as_deep_as_strict_decoding_goes() -> None:
    deepest = wrap(31, spend(ttl=b""))
    assert deviations_of(deepest) == [
        ("uint_empty", "SignedTx" + ".transaction.tx" * 15 + ".transaction.ttl", len(deepest) - 2)
    ]
    for count in (32, 33, 200):
        wire = wrap(count, spend())
        assert error_from(decode_lenient, wire) == error_from(decode_strict, wire)
        assert error_from(decode_lenient, wire)[1] == "too_deep"


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (nest(64), "not_an_object"),
        (nest(65), "rlp_too_deep"),
        (nest(200_000), "rlp_too_deep"),
        (encode_items([Raw(bytes(1 << 20))]), "rlp_too_many_items"),
        (encode_items(bytes(1 << 24)), "rlp_too_long"),
        (b"\xff" + b"\xff" * 8, "rlp_truncated"),
        (b"\xbf" + (1 << 62).to_bytes(8, "big"), "rlp_truncated"),
        (b"", "rlp_truncated"),
        (spend(fee=b"\1" * 1025), "uint_too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_limits_are_those_of_strict_decoding(wire: bytes, code: str) -> None:
    error = error_from(decode_lenient, wire)
    assert error == error_from(decode_strict, wire)
    assert error[1] == code


def test_there_are_never_more_deviations_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lenient, "MAX_DEVIATIONS", 2)
    text = encode("tx", spend(fee=b"", ttl=b""))
    assert len(deviations_of(f"{text[:9]} {text[9:]} ")) == 4
    wire = spend(fee=b"", ttl=b"", nonce=b"")
    assert error_from(decode_lenient, wire)[1:4] == ("too_many_deviations", "SpendTx.nonce", 76)
    spaced = f"{text[:9]} {text[9:12]} {text[12:]} "
    assert error_from(decode_lenient, spaced)[:4] == (
        aecodec.TextError,
        "too_many_deviations",
        "",
        len(spaced) - 1,
    )
