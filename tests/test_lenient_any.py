"""Lenient decoding of any input: deviations put into valid objects are found, and nothing breaks it."""

from __future__ import annotations

import string
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import rlp, schema
from aecodec.lenient import decode_lenient
from aecodec.protocol import Order
from aecodec.text import encode

from .conftest import GOLDEN_OBJECTS, examples, founding, json_lines, spec_rows
from .mutated_rlp import decode_strict, deviations_of, error_from, header

#: The closed list of deviations, by the code that strict decoding refuses each with.
CODES = {
    "rlp_single_byte_not_minimal",
    "rlp_length_not_minimal",
    "uint_empty",
    "not_sorted",
    "ct_version",
    "bytes_length",
    "bad_base64",
    "non_canonical_base64",
}
PATTERNS = ("*_tx.jsonl", "*_tx.spec_only.jsonl", "extremes.spec_only.jsonl", "objects.jsonl")
WIRES = [
    *(bytes.fromhex(row["rlp"]) for _, row in json_lines(GOLDEN_OBJECTS)),
    *(bytes.fromhex(row.values[0]["rlp"]) for row in spec_rows(*PATTERNS)),
    aecodec.decode(founding()["co_signed"]),
]
PREFIXES = {"TreesPoi": "pi", "StateTrees": "ss", "CallsMtree": "cs"}

Places = list[tuple[str, str, int]]


def minimal(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


class DeviationWriter:
    """Encodes objects with deviations at random places, and says where; shares no code with the package."""

    def __init__(self, seed: int, rate: float) -> None:
        self.random = Random(seed)
        self.rate = rate

    def chance(self) -> bool:
        return self.random.random() < self.rate

    def item(self, content: bytes, is_list: bool, path: str, inner: Places) -> tuple[bytes, Places]:
        """Encode an item, and list its deviations; offsets count from its first byte."""
        base = 0xC0 if is_list else 0x80
        single = not is_list and len(content) == 1 and content[0] < 0x80
        head = b"" if single else header(base, len(content))
        code = ""
        if single and self.chance():
            head, code = b"\x81", "rlp_single_byte_not_minimal"
        if len(content) in range(1, 56) and self.chance():
            head, code = header(base, len(content), 1), "rlp_length_not_minimal"
        own = [(code, path, 0)] if code else []
        return head + content, own + [(code, where, at + len(head)) for code, where, at in inner]

    def number(self, value: int, path: str, never_empty: bool = False) -> tuple[bytes, Places]:
        if value == 0 and not never_empty and self.chance():
            return self.item(b"", False, path, [("uint_empty", path, 0)])
        return self.item(minimal(value), False, path, [])

    def versions(self, vm: int, abi: int, path: str) -> tuple[bytes, Places]:
        right = abi if vm == abi <= 2 else vm << 16 | abi
        number = right
        if self.chance():
            forms = [right, vm << 16 | abi, vm << 16 | abi | 1 << self.random.randint(32, 90)]
            number = self.random.choice(forms + [abi] * (vm == abi))
        return self.item(minimal(number), False, path, [("ct_version", path, 0)] if number != right else [])

    def sequence(
        self, kinds: list[Any], values: list[Any], paths: list[str], path: str
    ) -> tuple[bytes, Places]:
        body, places = b"", []
        for kind, value, place in zip(kinds, values, paths, strict=True):
            wire, inner = self.field(kind, value, place)
            places += [(code, where, at + len(body)) for code, where, at in inner]
            body += wire
        return self.item(body, True, path, places)

    def signatures(self, values: list[bytes], path: str) -> tuple[bytes, Places]:
        if self.chance():
            self.random.shuffle(values)
        places = [
            ("not_sorted", f"{path}[{index}]", 66 * index)
            for index in range(1, len(values))
            if values[index] < values[index - 1]
        ]
        return self.item(b"".join(header(0x80, 64) + value for value in values), True, path, places)

    def field(self, kind: Any, value: Any, path: str) -> tuple[bytes, Places]:
        match type(kind).__name__:
            case "Uint" | "Enum":
                return self.number(value, path, path.endswith("HCVoteTx.epoch"))
            case "PackedVersion":
                return self.versions(value.vm, value.abi, path)
            case "List" if kind.order == Order.BY_ITEM:
                return self.signatures(list(value), path)
            case "List":
                paths = [f"{path}[{index}]" for index in range(len(value))]
                return self.sequence([kind.of] * len(value), list(value), paths, path)
            case "Tuple":
                paths = [f"{path}.{name}" for name in kind.cls._fields]
                return self.sequence(list(kind.items), list(value), paths, path)
            case "Object" if value is not None:
                wire, inner = self.whole(value, path)
                return self.item(wire, False, path, inner)
            case "PointerTarget":
                content = b"\2" + value if isinstance(value, bytes) else b"\1" + bytes(value)
            case "Bool":
                content = bytes([value])
            case _:
                content = b"" if value is None else bytes(value)
        return self.item(content, False, path, [])

    def whole(self, obj: Any, path: str = "") -> tuple[bytes, Places]:
        known = schema.describe(type(obj))
        version = obj.version if known.version is None else known.version
        joint = f"{path}." if path else ""
        path = path or known.name
        # The tag is never 0 and the version may be: both are integers.
        heads = [self.number(known.tag, f"{joint}tag"), self.number(version, f"{joint}version")]
        parts = heads + [
            self.field(field.type, getattr(obj, field.name), f"{path}.{field.name}")
            for field in known.fields
            if type(field.type).__name__ != "HeadVersion"
        ]
        body, places = b"", []
        for wire, inner in parts:
            places += [(code, where, at + len(body)) for code, where, at in inner]
            body += wire
        return self.item(body, True, path, places)

    def text(self, text: str) -> tuple[str, Places]:
        """Set unused bits of a text and insert white space."""
        alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
        last = len(text.rstrip("=")) - 1
        spare = 4 ** (len(text) - 1 - last)
        extra = self.random.randrange(spare) if self.chance() else 0
        chars = list(text)
        chars[last] = alphabet[alphabet.index(text[last]) + extra]
        out, places = "", []
        for place, char in enumerate([*chars, ""]):
            if place >= 3 and self.random.random() < self.rate / 10:
                places.append(("bad_base64", "", len(out)))
                out += "".join(self.random.choices("\t\n\r ", k=self.random.randint(1, 3)))
            if place == last and extra:
                places.append(("non_canonical_base64", "", len(out)))
            out += char
        return out, places


seeds = st.integers(0, 1 << 32)
rates = st.sampled_from([0.02, 0.1, 0.5, 1.0])
wires = st.sampled_from(WIRES)


def sort_by_offset(places: Places) -> Places:
    return sorted(places, key=lambda one: one[2])


@examples(400)
@given(wires, seeds, rates)
def test_deviations_put_into_a_valid_object_are_all_found_in_their_place(
    wire: bytes, seed: int, rate: float
) -> None:
    writer = DeviationWriter(seed, rate)
    original = decode_strict(wire)
    loose, places = writer.whole(original)
    result = decode_lenient(loose)
    assert deviations_of(loose) == sort_by_offset(places)
    assert {code for code, _, _ in places} <= CODES
    assert (result.obj, result.canonical) == (original, wire)
    assert result.canonical_hash == decode_lenient(wire).hash
    prefix = "tx" if isinstance(original, aecodec.Tx) else PREFIXES.get(type(original).__name__)
    if prefix:
        text, text_places = writer.text(encode(prefix, loose))
        assert deviations_of(text) == text_places + sort_by_offset(places)
        assert decode_lenient(text).canonical == encode(prefix, wire)
        assert decode_lenient(text)[3:] == result[3:]


def check_agreement(data: Any) -> None:
    """Check that strict decoding accepts exactly what has no deviations, and both refuse the rest alike."""
    lenient_error, strict_error = error_from(decode_lenient, data), error_from(decode_strict, data)
    if lenient_error is not None:
        assert lenient_error == strict_error or strict_error[1] in CODES
        return
    result = decode_lenient(data)
    if strict_error is None:
        assert (result.obj, result.deviations, result.canonical) == (decode_strict(data), (), data)
        assert result.hash == result.canonical_hash
        return
    codes = {deviation.code for deviation in result.deviations}
    assert strict_error[1] in codes <= CODES
    again = decode_lenient(result.canonical)
    assert (again.canonical, again.hash) == (result.canonical, result.canonical_hash)
    assert {deviation.code for deviation in again.deviations} == codes & {"bytes_length"}
    assert (error_from(decode_strict, result.canonical) is None) is ("bytes_length" not in codes)


limit_bytes = st.sampled_from(
    [0, 1, 5, 0x37, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xB8, 0xB9, 0xBF, 0xC0, 0xC1, 0xF8, 0xFF]
)


@examples(600)
@given(wires, seeds, rates, st.data())
def test_mutated_bytes_give_a_value_or_the_error_of_strict_decoding(
    wire: bytes, seed: int, rate: float, data: st.DataObject
) -> None:
    if data.draw(st.booleans()):
        wire, _ = DeviationWriter(seed, rate).whole(decode_strict(wire))
    mutable = bytearray(wire)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, max(len(mutable) - 1, 0)))
        width = data.draw(st.integers(0, 2))
        mutable[place : place + width] = bytes(data.draw(st.lists(limit_bytes, max_size=2)))
    check_agreement(bytes(mutable))


@examples(200)
@given(st.one_of(st.binary(max_size=60), st.lists(limit_bytes, max_size=12).map(bytes)))
def test_any_bytes_give_a_value_or_the_error_of_strict_decoding(wire: bytes) -> None:
    check_agreement(wire)


items = st.recursive(st.binary(max_size=40), lambda inner: st.lists(inner, max_size=6), max_leaves=12)


@examples(200)
@given(st.sampled_from([b"\x0b", b"\x0c", b"\x35", b"\x3c", b"\x39", b"\x53"]), st.lists(items, max_size=12))
def test_any_items_behind_a_head_give_a_value_or_the_error_of_strict_decoding(tag: bytes, rest: Any) -> None:
    check_agreement(rlp.encode([tag, b"\1", *rest]))


@examples(300)
@given(wires, seeds, rates, st.data())
def test_mutated_text_gives_a_value_or_the_error_of_strict_decoding(
    wire: bytes, seed: int, rate: float, data: st.DataObject
) -> None:
    text = encode("tx", wire)
    if data.draw(st.booleans()):
        text, _ = DeviationWriter(seed, rate).text(text)
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(st.text("Aa=+_ \n!\xa0", max_size=2)) + text[place + 1 :]
    check_agreement(text)
