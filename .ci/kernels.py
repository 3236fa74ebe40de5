"""Print cases for kernels.c, a line each, by the standard library; base58 by plain division."""

import base64
import hashlib

STREAM = hashlib.shake_128(b"aecodec").digest(4000)
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = DIGITS[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def case(kind: str, given: bytes, wanted: bytes) -> None:
    # A dash stands where there is nothing: it is no hexadecimal digit, and a field must not be empty.
    print(kind, given.hex() or "-", wanted.hex() or "-")


for size in [*range(400), 1000, 4000]:
    data = STREAM[:size]
    case("sha256d", data, hashlib.sha256(hashlib.sha256(data).digest()).digest())
    case("blake2b", data, hashlib.blake2b(data, digest_size=32).digest())
    case("base64", data, base64.b64encode(data))
for size in range(93):
    for data in (STREAM[:size], bytes(size // 3) + STREAM[: size - size // 3], b"\xff" * size):
        case("base58", data, base58(data).encode())
