"""Reading, writing and showing contract code takes time in proportion to its bytes, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aecodec import FateError, fate
from aecodec.rlp import encode

from .error_of import error_of
from .growth import assert_linear

HEAD = bytes.fromhex("fe44d6441f00370007")
TABLE = b"\x2f\x00"


def bytecode(functions: bytes, symbols: bytes = TABLE) -> bytes:
    return encode(functions) + encode(symbols) + encode(TABLE)


def functions(count: int) -> bytes:
    return b"".join(b"\xfe" + number.to_bytes(4, "big") + HEAD[5:] + b"\0" for number in range(count))


def symbols(count: int, name: bytes = b"\x09no") -> bytes:
    size = bytes([0x2F, 0x82]) + count.to_bytes(2, "big")
    return size + b"".join(b"\x11" + number.to_bytes(4, "big") + name for number in range(count))


#: Code of about so many hundred bytes each.
SHAPES: dict[str, Callable[[int], bytes]] = {
    "instructions of one block": lambda n: bytecode(HEAD + b"\x0c\x03\x02" * 33 * n + b"\0"),
    "instructions that share one object": lambda n: bytecode(HEAD + b"\xfd" * 100 * n + b"\0"),
    "blocks": lambda n: bytecode(HEAD + bytes(100 * n)),
    "functions": lambda n: bytecode(functions(10 * n)),
    "symbols": lambda n: bytecode(b"", symbols(16 * n)),
    "a long string": lambda n: bytecode(HEAD + b"\x01\x03" + fate.encode("x" * 100 * n)),
    "nested values": lambda n: bytecode(HEAD + b"\x0c\x03\x33\x02\x02\x02" * 16 * n + b"\0"),
    "types of arguments": lambda n: bytecode(
        b"".join(b"\xfe" + i.to_bytes(4, "big") + b"\x00\x37\x5a" + b"\x07" * 91 for i in range(n))
    ),
    "jumps": lambda n: bytecode(HEAD + b"\x06\x03\x7e" * 33 * n),
    "functions out of order": lambda n: bytecode(HEAD * 11 * n),
    "numbers that are no integers": lambda n: bytecode(HEAD + b"\x0c\x01\x7f" * 33 * n + b"\0"),
    "symbols that are no names": lambda n: bytecode(b"", symbols(16 * n, b"\x02")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_bytes(shape: str) -> None:
    small, large = SHAPES[shape](20), SHAPES[shape](200)
    assert 1000 < len(small) < len(large) < 30_000

    def work(wire: bytes) -> None:
        result = fate.decode_code_lenient(wire)
        if not result.deviations:
            code = fate.decode_code(wire)
            assert fate.encode_code(code) == wire
        fate.disassemble(result.code)
        fate.check_code(result.code, 5)
        fate.code_to_json(result.code)

    assert_linear(work, small, large)


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (HEAD + b"\x0c\x03\x1f\xbf" + b"\xff" * 8, "fate_truncated"),
        (HEAD + b"\x0c\x03" + b"\x13" * 100_000, "fate_too_deep"),
        (HEAD[:6] + b"\x27" * 100_000, "fate_too_deep"),
        (HEAD[:6] + b"\x37\xff", "fate_truncated"),
    ],
)
def test_hostile_counts_and_depths_are_refused(part: bytes, code: str) -> None:
    assert error_of(FateError, fate.decode_code, bytecode(part)).code == code
    assert error_of(FateError, fate.decode_code_lenient, bytecode(part)).code == code
