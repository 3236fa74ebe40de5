"""The lenient against the measured node: the first column of docs/protocol/strictness.md.

Each case is made by hand from the founding create transaction, its twin of version 2 and a close_mutual.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

import aecodec
from aecodec import rlp, schema
from aecodec.errors import DecodeError
from aecodec.lenient import decode_lenient
from aecodec.text import decode, encode

from .conftest import founding, spec_text
from .mutated_rlp import Raw, encode_items, header, nest, set_unused_bits

TEXT = founding()["co_signed"]
PADDED = next(text for text in (founding()[key] for key in ("unsigned", "half_signed")) if text.endswith("="))
SIGNATURES: Any = rlp.decode(decode(TEXT))[2]
CONTRACT, ACCOUNT = (bytes([kind]) + bytes(range(32)) for kind in (5, 1))


def parts(text: str) -> dict[str, Any]:
    """Return the items of the transaction within a signed one, by field."""
    inner: Any = rlp.decode(rlp.decode(decode(text))[3])
    fields = schema.describe(type(aecodec.decode_tx(text).transaction)).fields
    return dict(zip(("tag", "version", *(field.name for field in fields)), inner, strict=True))


V1 = parts(TEXT)
V2 = {
    **{name: item for name, item in V1.items() if name not in ("delegate_ids", "state_hash", "nonce")},
    "version": b"\2",
    "initiator_delegate_ids": [],
    "responder_delegate_ids": [],
    "state_hash": V1["state_hash"],
    "nonce": V1["nonce"],
}
CLOSE = {
    "tag": b"\x35",
    "version": b"\1",
    "channel_id": b"\6" + bytes(range(32)),
    "from_id": V1["initiator_id"],
    "initiator_amount_final": V1["initiator_amount"],
    "responder_amount_final": V1["responder_amount"],
    "ttl": b"\0",
    "fee": V1["fee"],
    "nonce": V1["nonce"],
}
SEEDS = {"create v1": V1, "create v2": V2, "close_mutual": CLOSE}
ROLES = {
    "create v1": ("initiator_id", "initiator_amount", "delegate_ids"),
    "create v2": ("initiator_id", "initiator_amount", "initiator_delegate_ids"),
    "close_mutual": ("from_id", "initiator_amount_final", None),
}


def bare(seed: dict[str, Any], **changes: Any) -> bytes:
    """Encode the unsigned transaction with some of its items changed."""
    return encode_items(list({**seed, **changes}.values()))


def signed(*items: Any) -> bytes:
    """Encode a signed transaction of these items; the seed's where there are none."""
    tag, version, signatures, inner = (*items, *(b"\x0b", b"\1", SIGNATURES, bare(V1))[len(items) :])
    return encode_items([tag, version, signatures, inner])


def of_text() -> dict[str, str]:
    flipped = TEXT[:99] + ("A" if TEXT[99] != "A" else "B") + TEXT[100:]
    url_safe = TEXT[:3] + TEXT[3:].replace("+", "-").replace("/", "_")
    return {
        "wrong checksum (last byte flipped)": TEXT[:-1] + ("A" if TEXT[-1] != "A" else "B"),
        "payload bit flipped": flipped,
        "'=' padding dropped": PADDED.rstrip("="),
        "extra '=' appended": TEXT + "=",
        "tab inside": TEXT[:50] + "\t" + TEXT[50:],
        "space appended": TEXT + " ",
        "space in front": " " + TEXT,
        "url-safe alphabet": url_safe,
        "junk character '!' inside": TEXT[:50] + "!" + TEXT[50:],
        "junk after the padding": PADDED + "A",
        "non-zero trailing pad bits": set_unused_bits(PADDED),
        "upper-case prefix TX_": "TX_" + TEXT[3:],
        "no prefix": TEXT[3:],
        "empty payload 'tx_'": "tx_",
        "checksum only (empty body)": "tx_Xfbg4g==",
        "shorter than a checksum": "tx_AQ==",
    }


def of_rlp() -> dict[str, bytes]:
    wire = decode(TEXT)
    body = wire[3:]
    sender = V1["initiator_id"]
    return {
        "trailing byte after outer list": wire + b"\0",
        "trailing byte after inner list": signed(b"\x0b", b"\1", SIGNATURES, bare(V1) + b"\0"),
        "truncated outer list": wire[:-1],
        "one byte 01 written as 81 01 (outer version)": signed(b"\x0b", Raw(b"\x81\1")),
        "string length with leading zero (ba 00 ..)": bare(V1, initiator_id=Raw(b"\xba\0\0\x21" + sender)),
        "outer list length with leading zero": header(0xC0, len(body), 3) + body,
        "body is a string, not a list": encode_items(wire),
        "empty list": b"\xc0",
        "nested 2000 deep": nest(2000),
        "nested 200000 deep": nest(200_000),
        "length 2**62 claimed": b"\xff" + (1 << 62).to_bytes(8, "big") + body,
    }


def of_signed() -> dict[str, bytes]:
    first, second = SIGNATURES
    return {
        "signatures in the other order": signed(b"\x0b", b"\1", [second, first]),
        "the same signature twice": signed(b"\x0b", b"\1", [first, first]),
        "63-byte signature": signed(b"\x0b", b"\1", [first[:63], second]),
        "signatures is a string": signed(b"\x0b", b"\1", first),
        "a fifth field": encode_items([b"\x0b", b"\1", SIGNATURES, bare(V1), b"\0"]),
        "three fields": encode_items([b"\x0b", b"\1", SIGNATURES]),
        "version 2": signed(b"\x0b", b"\2"),
        "tag 000b (leading zero)": signed(b"\0\x0b"),
        "inner given as a list, not bytes": signed(b"\x0b", b"\1", SIGNATURES, list(V1.values())),
        "signed_tx inside signed_tx": signed(b"\x0b", b"\1", [], signed()),
    }


def of_fields(which: str) -> dict[str, bytes]:
    """Make the cases that begin with `rlp:` or `field:` and exist for each of the three transactions."""
    seed = SEEDS[which]
    account, amount, delegates = ROLES[which]
    key = seed[account][1:]
    changed: dict[str, dict[str, Any]] = {
        "rlp: nonce 05 written as 81 05": {"nonce": Raw(b"\x81\5")},
        "rlp: short string in long form (b8 21 id)": {account: Raw(b"\xb8\x21" + seed[account])},
        "field: amount with leading zero": {amount: b"\0" + seed[amount]},
        "field: ttl as empty string (80)": {"ttl": b""},
        "field: nonce as empty string (80)": {"nonce": b""},
        "field: integer given as list": {amount: [seed[amount]]},
        "field: amount of 33 bytes (2**256)": {amount: b"\1" + bytes(32)},
        "field: fee 0": {"fee": b"\0"},
        "field: id of 32 bytes": {account: seed[account][:32]},
        "field: id of 34 bytes": {account: seed[account] + b"\0"},
        "field: id tag 0": {account: b"\0" + key},
        "field: id tag 7": {account: b"\7" + key},
        "field: account field holds a contract id": {account: b"\5" + key},
        "field: one field too many": {"extra": b"\0"},
        "field: unknown tag 7f": {"tag": b"\x7f"},
        "field: version 3": {"version": b"\3"},
        "field: version 0": {"version": b"\0"},
    }
    if delegates:
        changed |= {
            "field: state hash of 31 bytes": {"state_hash": bytes(31)},
            "field: empty state hash": {"state_hash": b""},
            "field: delegates as empty string (80)": {delegates: b""},
            "field: one account delegate": {delegates: [ACCOUNT]},
            "field: a contract id as delegate": {delegates: [CONTRACT]},
        }
    cases = {f"{name} [{which}]": bare(seed, **changes) for name, changes in changed.items()}
    cases[f"field: one field missing [{which}]"] = encode_items(list(seed.values())[:-1])
    return cases


CASES: dict[str, str | bytes] = {
    "control: seed co-signed (create v1)": TEXT,
    "control: create v2 twin": encode("tx", signed(b"\x0b", b"\1", SIGNATURES, bare(V2))),
    "control: close_mutual": encode("tx", signed(b"\x0b", b"\1", SIGNATURES, bare(CLOSE))),
    **{f"text: {name}": text for name, text in of_text().items()},
    **{f"rlp: {name}": wire for name, wire in of_rlp().items()},
    **{f"signed: {name}": wire for name, wire in of_signed().items()},
    "bare: close_mutual without the wrapper": bare(CLOSE),
    "bare: create v1 without the wrapper": bare(V1),
    "bare: create v2 without the wrapper": bare(V2),
    **{name: wire for which in SEEDS for name, wire in of_fields(which).items()},
}

#: The case that the node accepts and lenient decoding refuses.
EXCEPTION = "field: account field holds a contract id [close_mutual]"


def measured() -> dict[str, str]:
    """Return what the node did in each case about objects; the others are about identifiers."""
    rows = map(json.loads, spec_text("strictness.jsonl").splitlines())
    return {row["case"]: row["erlang"] for row in rows if not row["case"].startswith("id:")}


def measure(data: str | bytes) -> str:
    try:
        result = decode_lenient(data)
    except DecodeError:
        return "reject"
    return "accept" if result.canonical == data else "accept, re-encodes differently"


def test_every_measured_case_is_made_here_and_no_other() -> None:
    assert CASES.keys() == measured().keys()


@pytest.mark.parametrize(("case", "expected"), measured().items(), ids=measured())
@pytest.mark.parametrize("wrapped", [False, True], ids=["as it is", "in a signed transaction, as text"])
def test_lenient_decoding_accepts_what_the_node_was_measured_to_accept(
    case: str, expected: str, wrapped: bool
) -> None:
    data = CASES[case]
    if wrapped and isinstance(data, bytes):
        data = encode("tx", signed(b"\x0b", b"\1", SIGNATURES, data) if case.startswith("field:") else data)
    assert measure(data) == ("reject" if case == EXCEPTION else expected)


def test_the_one_exception_is_refused_for_its_kind() -> None:
    with pytest.raises(aecodec.FieldError) as caught:
        decode_lenient(CASES[EXCEPTION])
    error = caught.value
    assert (error.code, error.path) == ("id_tag_not_allowed", "ChannelCloseMutualTx.from_id")
