"""One text, one payload, one object: whatever is accepted comes back as it was.

So two inputs never give equal objects. Signatures have no second form either: see test_forgeries.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import aecodec

from .conftest import TWINS, examples, founding
from .mutated_rlp import Raw, encode_items, header, set_unused_bits
from .shared_vectors import WIRES
from .tx_texts import TEXTS

# --- bytes and texts ----------------------------------------------------------------------------

REAL = [aecodec.decode(text) for text in TEXTS] + list(WIRES.values())
both_twins = pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
often = examples(250)


def decode_and_compare(twin: ModuleType, data: Any) -> Any:
    """Decode an input, check that encoding gives it back, and return the object; None if it is refused."""
    try:
        obj = twin.decode_object(data)
    except twin.DecodeError:
        return None
    again = twin.encode(data[:2], twin.to_bytes(obj)) if isinstance(data, str) else twin.to_bytes(obj)
    assert again == data
    return obj


@st.composite
def reencode(draw: Any) -> bytes:
    """Encode a real object in forms that a careless decoder accepts as well: long lengths, needless headers,
    zeros, lists in another order."""
    widths = st.sampled_from([0, 0, 0, 0, 0, 1, 2, 8])

    def write(item: Any) -> bytes:
        if isinstance(item, list):
            body = b"".join(map(write, item))
            return header(0xC0, len(body), draw(widths)) + body
        if draw(st.integers(0, 9)) == 0:
            item = draw(st.sampled_from([b"\0" + item, item + b"\0", item[1:], b""]))
        if len(item) == 1 and item[0] < 0x80 and draw(st.integers(0, 9)):
            return bytes(item)
        return header(0x80, len(item), draw(widths)) + item

    items: Any = aecodec.rlp.decode(draw(st.sampled_from(REAL)))
    if draw(st.booleans()):
        for inner in [item for item in items if isinstance(item, list) and len(item) > 1]:
            inner[:] = draw(st.permutations(inner))
    return write(items)


@st.composite
def mutate_bytes(draw: Any) -> bytes:
    """Change, insert or delete up to three bytes of a real object."""
    wire = bytearray(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(wire) - 1))
        byte = draw(st.sampled_from([0, 1, 0x7F, 0x80, 0x81, 0xB8, 0xC0, 0xF8, 0xFF]) | st.integers(0, 255))
        match draw(st.sampled_from(["change", "change", "insert", "delete"])):
            case "change":
                wire[at] = byte
            case "insert":
                wire.insert(at, byte)
            case _:
                del wire[at]
    return bytes(wire)


@both_twins
@often
@given(wire=reencode() | mutate_bytes())
def test_no_two_byte_strings_are_one_object(twin: ModuleType, wire: bytes) -> None:
    decode_and_compare(twin, wire)


@both_twins
def test_what_is_rewritten_here_is_sometimes_accepted_and_sometimes_not(twin: ModuleType) -> None:
    seen = set()

    @settings(max_examples=120, database=None)
    @given(wire=reencode() | mutate_bytes())
    def look(wire: bytes) -> None:
        seen.add(decode_and_compare(twin, wire) is None)

    look()
    assert seen == {True, False}


letters = st.sampled_from("ABab019+/-_=! \t\n\r\0é") | st.characters()


@st.composite
def respell(draw: Any) -> str:
    """Write a real text otherwise: white space, padding, unused bits, case, other letters."""
    text: str = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)) | st.integers(max(0, len(text) - 4), len(text)))
        match draw(st.sampled_from(["insert", "change", "cut", "pad", "strip", "bits", "case", "prefix"])):
            case "insert":
                text = text[:at] + draw(letters) + text[at:]
            case "change":
                text = text[:at] + draw(letters) + text[at + 1 :]
            case "cut":
                text = text[:at]
            case "pad":
                text += "="
            case "strip":
                text = text.rstrip("=")
            case "bits" if text in TEXTS and text.endswith("="):
                text = set_unused_bits(text)
            case "case":
                text = text[:at] + text[at:].swapcase()
            case "prefix":
                text = draw(st.sampled_from(["TX_", "Tx_", " tx_", "tx__", "tx", "ba_"])) + text[3:]
    return text


@both_twins
@often
@given(text=respell())
@example(text=TEXTS[0])
def test_no_two_texts_are_one_transaction(twin: ModuleType, text: str) -> None:
    obj = decode_and_compare(twin, text)
    if text.startswith("ba_"):  # how nodes write bytes of any object; no transaction is read from it
        with pytest.raises(twin.TextError):
            twin.decode_tx(text)
        return
    assert obj is None or text in TEXTS
    if text.isascii() and text.strip() in TEXTS:
        assert (obj is None) == (text not in TEXTS)


@both_twins
def test_every_spelling_of_the_same_bytes_but_one_is_refused(twin: ModuleType) -> None:
    for text in TEXTS:
        body = text[3:]
        others = [
            "tx_ " + body,
            text + " ",
            text + "\n",
            "TX_" + body,
            text + "=",
            text + "====",
            text[:40] + "\n" + text[40:],
            text.replace("+", "-").replace("/", "_") if set(text) & set("+/") else " " + text,
            *([set_unused_bits(text), text.rstrip("=")] if text.endswith("=") else []),
        ]
        assert decode_and_compare(twin, text) is not None
        assert [other for other in others if decode_and_compare(twin, other) is not None] == []


@both_twins
def test_an_identifier_has_one_text(twin: ModuleType) -> None:
    for text in (founding()["initiator_id"], founding()["channel_id"]):
        others = ["1" + text[3:], text[3:] + "1", text[3:].swapcase(), " " + text[3:], text[3:] + "\n"]
        for other in others:
            with pytest.raises(twin.TextError):
                twin.Id(text[:3] + other)
        zeros = twin.encode("ak", bytes(32))
        assert zeros.startswith("ak_" + "1" * 32)
        for ones in (31, 33):
            with pytest.raises(twin.TextError):
                twin.Id("ak_" + "1" * ones + zeros[35:])


@both_twins
def test_a_second_copy_of_a_signature_makes_another_transaction_that_never_verifies(twin: ModuleType) -> None:
    # The node lets a duplicate stand, so both are canonical; each has its own bytes and its own hash.
    once = twin.decode_tx(TEXTS[2])
    first = once.signatures[0]
    twice = twin.replace(once, signatures=tuple(sorted((*once.signatures, first))))
    assert decode_and_compare(twin, twin.encode_tx(twice)) == twice != once
    assert twin.tx_hash(twice) != twin.tx_hash(once)
    assert twin.verify(once, founding()["network_id"]).ok
    assert not twin.verify(twice, founding()["network_id"]).ok
    for signatures in (once.signatures[::-1], (*twice.signatures[::-1],)):
        with pytest.raises(twin.FieldError, match="not sorted"):
            twin.replace(once, signatures=signatures)


@both_twins
def test_headers_that_need_not_be_are_refused_within_every_object(twin: ModuleType) -> None:
    """A length in its long form, for each byte string of each golden object that can have one."""
    for wire in WIRES.values():
        items = twin.rlp.decode(wire)
        for index, item in enumerate(items):
            if isinstance(item, bytes) and len(item) < 56:
                for long in (header(0x80, len(item), 1) + item, header(0x80, len(item), 2) + item):
                    changed = [*items[:index], Raw(long), *items[index + 1 :]]
                    assert decode_and_compare(twin, encode_items(changed)) is None
