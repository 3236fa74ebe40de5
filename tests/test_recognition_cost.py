"""Recognition takes linear time, whatever text is made to make it work."""

from __future__ import annotations

import pytest

import aecodec

from .conftest import founding
from .growth import assert_linear

TX: str = founding()["co_signed"]
ACCOUNT = "ak_9j8akv2PE2Mnt5khFeDvS9BGc3TBBrJkfcgaJHgBXcLLagX8M"
KEY = "ee93a4f66f8d16b819bb9beb9ffccdfcdc1412e87fee6a324c2a99a1e0e67148"

#: Texts that are repeated: what begins like something and does not end, ends too early, or asks for more.
UNITS = {
    "words": "the quick brown fox jumps over a lazy dog, twice. ",
    "transactions": f"{TX}\n",
    "accounts": f"{ACCOUNT},",
    "prefixes": "tx_ ",
    "prefixes in a row": "tx_",
    "texts of 16 MB": "tx_+v8AAAA\n",
    "texts of unknown length": "ba_+v8AAAAabcdefg\n",
    "short pieces": "cb_K\nabc\n",
    "pieces on one line": "cb_K abc ",
    "one text over many lines": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo\n",
    "damaged texts": "ak_2iK7D3t5xyN8GHxQktvBnfoC3tpq1eVMzTpABQY72FXRfg3HMZ\n",
    "shortened texts": "tx_aB1...",
    "strange characters": "ak_aB1cD2eF3gH4iJ5kL6mN7!",
    "base64 of 16 MB": "+v//////////////\n",
    "short base64": "zAAAzAAAzAAA\n",
    "base64": "A",
    "hexadecimal": "f8",
    "hexadecimal of 16 MB": "fa ff ff ff\n",
    "lists in hexadecimal": "c0\n",
    "hexadecimal words": "dead beef ",
    "keys": f"{KEY} ",
    "secret keys": f"secret {KEY} ",
    "rows of a dump": "00000000: f8a3 0b01 f842 b840 740e f705 1c91 a926  ................\n",
    "rows that stars repeat": "00000000: f8a3 0b01 f842 b840 740e f705 1c91 a926\n*\n00ffff00: ff\n",
    "quoted offsets": '"0000 ',
    "numbers": "1, ",
    "lists that do not end": "[1, 2, 3, 4, ",
    "brackets": "[[[[",
    "binaries": "<<1,2,3,4,5>>",
    "keys that do not end": "{0: 1, 1: 2, ",
    "buffers that do not end": "<Buffer 01 02 03 04 05 ",
    "backslashes": "\\",
    "escaped quotes": '\\"',
    "quotes": '"',
    "strings that do not end": "b'\\x41",
    "strings of either quote": "b'b\"\\x",
    "strings on lines": "b'\\xf8'\n",
    "escapes": "\\xf8",
    "escapes of escapes": "%25",
    "entities": "&amp;",
    "invisible characters": "\u200b",
    "colors of a terminal": "\x1b[32m",
    "colors that do not end": "\x1b[1;",
    "links of a terminal": "\x1b]8;;",
    "carets": "^[]",
    "beyond ASCII": "ä€",
    "letters that look alike": "ак_",
    "texts without a gap": ACCOUNT,
    "blanks": " ",
    "lines": "\n",
    "margins": "\n> ",
    "underscores": "_",
    "padding": "=",
    "joined strings": '"tx_" +\n"',
}


def search(size: int, unit: str) -> object:
    return aecodec.recognize(unit * (size // len(unit)))


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_ten_times_the_text_takes_ten_times_as_long(unit: str) -> None:
    assert_linear(lambda size: search(size, unit), 3_000, 30_000)


@pytest.mark.parametrize("unit", ["%2B\\u002b&#43;", "%5C%5Cu002b", '\\\\\\"', "\\u005cu005c"])
def test_decoding_escapes_level_by_level_takes_linear_time(unit: str) -> None:
    assert_linear(lambda size: search(size, unit), 3_000, 30_000)


def test_the_bytes_of_a_file_are_searched_in_linear_time() -> None:
    wire = aecodec.decode(TX)
    assert_linear(lambda size: aecodec.recognize((wire + b"\xff\0") * size), 40, 400)
