"""Objects that are cut off: what their beginning says and where it ends, however the bytes are written."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import aecodec
from aecodec.byte_map import Part, map_bytes
from aecodec.recognition import Confidence, Kind, Reading, Truncated
from aecodec.testing import objects, transactions

from .command_line import forms, run
from .conftest import examples, founding
from .dresses import BYTES
from .growth import assert_linear

TEXT: str = founding()["co_signed"]
WIRE = aecodec.decode(TEXT)
#: `docs/protocol` has the layout: 4 bytes of headers, tag and version, then signatures of 64 bytes each.
FIRST_SIGNATURE = aecodec.encode("sg", aecodec.decode_tx(TEXT).signatures[0])


def only(source: str | bytes) -> Reading:
    (reading,) = aecodec.recognize(source)
    return reading


@pytest.mark.parametrize("dress", sorted({*BYTES} - {"base64 with checksum"}))
def test_a_beginning_is_read_in_every_way_of_writing_bytes(dress: str) -> None:
    reading = only(BYTES[dress](WIRE[:100]))
    assert (reading.kind, reading.value.wire) == (Kind.TRUNCATED, WIRE[:100])
    assert reading.confidence is Confidence.LIKELY
    assert (reading.value.size, reading.value.path) == (len(WIRE), "SignedTx.signatures[1]")
    assert reading.value.fields == {"SignedTx.signatures[0]": FIRST_SIGNATURE}
    assert reading.notes == (f"100 of its {len(WIRE)} bytes are here: it ends within SignedTx.signatures[1]",)
    assert reading.error is not None
    assert (reading.error.code, reading.error.offset) == ("rlp_truncated", 0)


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (TEXT[:163], f"it is cut short: {len(TEXT.rstrip('=')) - 163} characters are missing at the end"),
        (f"sent {TEXT[:163]}... to all", "it is shortened: ... stands for the rest"),
        (f"sent {TEXT[:163]}…{TEXT[-6:]}", "it is shortened: … stands for the rest"),
        (f"<<{','.join(map(str, WIRE[:120]))},...>>", None),
        (f"<Buffer {WIRE[:120].hex(' ')} ... {len(WIRE) - 120} more bytes>", None),
    ],
)
def test_a_shortened_text_says_what_is_there(source: str, note: str | None) -> None:
    reading = only(source)
    assert (reading.kind, reading.value.wire) == (Kind.TRUNCATED, WIRE[:120])
    assert reading.notes[0] == note or note is None
    assert reading.value.type == "SignedTx"


@pytest.mark.parametrize("before", ["", "raw=0x", "tx: "])
def test_hexadecimal_may_be_cut_within_a_byte(before: str) -> None:
    reading = only(f"{before}{WIRE.hex()[:201]}")
    assert (reading.kind, reading.value.wire) == (Kind.TRUNCATED, WIRE[:100])
    assert reading.steps[-1] == "left out the last digit, half a byte"


def test_the_types_are_those_that_the_bytes_tell() -> None:
    cut = map_bytes(WIRE)
    first = next(span.offset for span in cut.spans if span.path.endswith("initiator_id"))
    reading = only(WIRE[: first + 40].hex())
    assert reading.value.type == "SignedTx around ChannelCreateTx"
    assert reading.value.fields["SignedTx.transaction.initiator_id"].startswith("ak_")


@examples(200)
@given(objects(), st.data())
def test_the_fields_of_any_beginning_are_those_of_the_whole(
    obj: aecodec.ChainObject, data: st.DataObject
) -> None:
    wire = aecodec.to_bytes(obj)
    size = data.draw(st.integers(min(8, len(wire)), len(wire)))
    for reading in aecodec.recognize(wire[:size].hex()):
        if reading.kind is Kind.TRUNCATED and isinstance(reading.value, Truncated):
            whole = {one.path: one.value for one in map_bytes(wire).spans}
            assert (reading.value.size, reading.value.wire) == (len(wire), wire[:size])
            for path, value in reading.value.fields.items():
                assert value.startswith(whole[path])


@given(transactions(), st.data())
def test_a_transaction_that_is_cut_off_is_never_taken_for_a_whole_one(
    tx: aecodec.Tx, data: st.DataObject
) -> None:
    wire = aecodec.to_bytes(tx)
    fields = [one for one in map_bytes(wire).spans if one.part is Part.FIELD]
    assume(len(wire) > 40 and fields)
    size = data.draw(st.integers(40, len(wire) - 1))
    for source in (wire[:size].hex(), base64.b64encode(wire[:size]).decode()):
        reading = aecodec.recognize(source)[0]
        assert (reading.kind, reading.value.size) == (Kind.TRUNCATED, len(wire))


@pytest.mark.parametrize(
    "data",
    [
        b"\xf8\xa3\x0c\x02" + bytes(57),  # a version that no type has
        b"\xf8\xa3\x7f\x01" + bytes(57),  # a tag that no type has
        b"\xf8\xa3" + bytes(range(60)),
        b"\xf9\xff\xff\x0c\x01\xa1\x09" + bytes(58),  # a kind of identifier that there is not
    ],
)
def test_other_bytes_that_claim_to_be_longer_are_no_beginning(data: bytes) -> None:
    assert {one.kind for one in aecodec.recognize(data.hex())} <= {Kind.BYTES}


def test_the_command_shows_what_is_there_and_that_it_is_not_all() -> None:
    found = run("decode", TEXT[:163])
    assert (found.returncode, found.out.splitlines()[0]) == (1, "object that is cut off")
    assert FIRST_SIGNATURE in found.out
    assert "RLP item is truncated" in found.err
    (record,) = forms("decode", "--json", TEXT[:163], code=1)
    assert (record["object"]["path"], record["error"]["code"]) == ("SignedTx.signatures[1]", "rlp_truncated")
    for command in ("verify", "lint", "fee"):
        refused = run(command, TEXT[:163])
        assert (refused.returncode, refused.out) == (1, "")
        assert "it ends within SignedTx.signatures[1]" in refused.err
    assert "SignedTx" in run("hex", f"sent {TEXT[:163]}").out


def test_beginnings_are_read_in_linear_time() -> None:
    part = base64.b64encode(WIRE[:90]).decode().rstrip("=")
    for unit in (f"{part}\n", f"{TEXT[:90]}...\n", f"{WIRE[:90].hex()}\n", f"{part} "):
        assert_linear(lambda size, unit=unit: aecodec.recognize(unit * (size // len(unit))), 3_000, 30_000)
