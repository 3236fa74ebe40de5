"""RLP encoded by hand, canonical or not, and the codec's answer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aecodec
from aecodec.lenient import decode_lenient


class Raw(bytes):
    """RLP bytes that are encoded as they are."""


def header(base: int, length: int, width: int = 0) -> bytes:
    """Encode an RLP header, with at least `width` bytes of length."""
    if length <= 55 and not width:
        return bytes([base + length])
    digits = length.to_bytes(max((length.bit_length() + 7) // 8, width), "big")
    return bytes([base + 55 + len(digits)]) + digits


def encode_items(item: Any) -> bytes:
    """Encode bytes and lists as RLP; `Raw` stays as it is."""
    if isinstance(item, Raw):
        return bytes(item)
    if isinstance(item, list):
        body = b"".join(map(encode_items, item))
        return header(0xC0, len(body)) + body
    return item if len(item) == 1 and item[0] < 0x80 else header(0x80, len(item)) + item


def deviations_of(data: Any) -> list[tuple[str, str, int]]:
    """Decode leniently; return code, path and offset of each deviation."""
    return [
        (deviation.code, deviation.path, deviation.offset) for deviation in decode_lenient(data).deviations
    ]


def error_from(call: Callable[..., Any], data: Any) -> Any:
    """Return class and parts of the error that an input raises; None if it is accepted."""
    try:
        call(data)
    except aecodec.DecodeError as error:
        return type(error), error.code, error.path, error.offset, error.expected, error.found
    return None


def decode_strict(data: Any) -> Any:
    """Decode strictly."""
    return aecodec.decode_object(data)


ACCOUNT = b"\1" + bytes(32)


def spend(**changes: Any) -> bytes:
    """Encode a spend: items at: tag 2, version 3, sender 4, recipient 38, amount 72, fee 73, ttl 74 ..."""
    items = {
        "tag": b"\x0c",
        "version": b"\1",
        "sender_id": ACCOUNT,
        "recipient_id": ACCOUNT,
        "amount": b"\1",
        "fee": b"\2",
        "ttl": b"\0",
        "nonce": b"\3",
        "payload": b"",
    }
    return encode_items(list({**items, **changes}.values()))


def nest(depth: int) -> bytes:
    """Encode lists within one another."""
    headers, length = [], 0
    for _ in range(depth):
        headers.append(header(0xC0, length))
        length += len(headers[-1])
    return b"".join(reversed(headers))


def set_unused_bits(text: str) -> str:
    """Set unused bits in the last character of a padded text."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = len(text.rstrip("=")) - 1
    return text[:last] + alphabet[alphabet.index(text[last]) + 1] + text[last + 1 :]
