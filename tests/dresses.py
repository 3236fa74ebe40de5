"""How things look where people copy them from: a text or bytes in quotes, links, mails, logs, dumps.

`AROUND` holds what surrounds or escapes any text, `BODY` and `BASE64` what happens to a prefixed text itself,
`BYTES` and `WORDS` how programs print bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import pprint
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

Dress = Callable[[str], str]


def _hard_lines(text: str, width: int = 60) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


#: For any text of one or more lines.
AROUND: Final[dict[str, Dress]] = {
    "words": lambda text: f"the node said:\n{text}\nand nothing else",
    "double quotes": lambda text: f'value = "{text}";',
    "backticks": lambda text: f"`{text}`",
    "brackets": lambda text: f"nothing else ({text}).",
    "JSON member": lambda text: json.dumps({"ok": True, "thing": text}, indent=2),
    "JSON within JSON": lambda text: json.dumps({"data": json.dumps({"thing": text})}),
    "escaped slashes": lambda text: '{"thing":"' + json.dumps(text)[1:-1].replace("/", "\\/") + '"}',
    "unicode escapes": lambda text: re.sub(r"[+=/<>&]", lambda sign: f"\\u{ord(sign[0]):04x}", text),
    "query of a link": lambda text: f"https://example.org/sign?thing={quote(text, safe='')}&back=x",
    "link within a link": lambda text: f"app://open?url={quote('x?thing=' + quote(text, safe=''), safe='')}",
    "HTML entities": lambda text: html.escape(text).replace("+", "&#43;").replace("/", "&#x2F;"),
    "mail": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "byte order mark": lambda text: f"\ufeff{text}\r\n",
    "no-break spaces": lambda text: f"\u00a0\u2007{text}\u202f\n",
    "colors": lambda text: "".join(
        f"\x1b[1;{31 + at}m{part}\x1b[0m" for at, part in enumerate(_hard_lines(text, 99))
    ),
    "zero-width spaces": lambda text: "\u200b".join(_hard_lines(text, 11)),
}

#: For a prefixed text.
BODY: Final[dict[str, Dress]] = {
    "label of underscores": lambda text: f"Tx ______________ {text}",
    "underscores before": lambda text: f"____{text}",
    "lines of a terminal": lambda text: "\n".join(_hard_lines(text, 50)),
    "indented lines": lambda text: "\n".join(f"    {line}" for line in _hard_lines(text, 40)),
    "quoted lines": lambda text: "\n".join(f"> > {line}" for line in _hard_lines(text, 70)),
    "table": lambda text: "\n".join(f"| {line:<64} |" for line in _hard_lines(text, 64)),
    "lines with backslashes": lambda text: " \\\n  ".join(_hard_lines(text, 44)),
    "joined strings": lambda text: '" +\n  "'.join(_hard_lines(text, 48)),
    "blanks inside": lambda text: " ".join(_hard_lines(text, 20)),
    "colors of a log": lambda text: f"[32mINFO[0m [1m{text}[0m",
    "Windows lines": lambda text: "\r\n".join(_hard_lines(text, 76)),
}

#: For a text of base64.
BASE64: Final[dict[str, Dress]] = {
    "plus as blank": lambda text: f"thing={text.replace('+', ' ')}",
    "URL-safe alphabet": lambda text: text[:3] + text[3:].translate(str.maketrans("+/", "-_")),
    "no padding": lambda text: text.rstrip("="),
}


# --- bytes --------------------------------------------------------------------------------------


def _rows(data: bytes, width: int = 16) -> list[tuple[int, bytes]]:
    return [(at, data[at : at + width]) for at in range(0, len(data), width)]


def _shown(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def _xxd(data: bytes) -> str:
    return "\n".join(f"{at:08x}: {row.hex(' ', -2):<39}  {_shown(row)}" for at, row in _rows(data))


def _hexdump_c(data: bytes) -> str:
    rows = [
        f"{at:08x}  {row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}  |{_shown(row)}|"
        for at, row in _rows(data)
    ]
    return "\n".join([*rows, f"{len(data):08x}"])


def _hexdump_words(data: bytes) -> str:
    """The words of the host, whose second byte comes first."""
    rows = [
        f"{at:07x} " + " ".join(row[word : word + 2][::-1].hex() for word in range(0, len(row), 2))
        for at, row in _rows(data)
    ]
    return "\n".join([*rows, f"{len(data):07x}"])


def _od(data: bytes) -> str:
    return "\n".join([*(f"{at:07o} {row.hex(' ')}" for at, row in _rows(data)), f"{len(data):07o}"])


def _wireshark(data: bytes) -> str:
    return "\n".join(f"{at:04x}   {row.hex(' '):<47}   {_shown(row)}" for at, row in _rows(data))


def _checksum(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]


def _numbers(data: bytes, width: int = 12, indent: str = "  ") -> str:
    return ",\n".join(indent + ", ".join(map(str, row)) for _, row in _rows(data, width))


def _c_string(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


#: For any bytes.
BYTES: Final[dict[str, Callable[[bytes], str]]] = {
    "hexadecimal": bytes.hex,
    "0x, upper case": lambda data: f"0x{data.hex().upper()}",
    "hexadecimal with blanks": lambda data: data.hex(" "),
    "hexadecimal with colons": lambda data: data.hex(":").upper(),
    "hexadecimal over lines": lambda data: "\n".join(_hard_lines(data.hex(), 64)),
    "groups of four digits": lambda data: data.hex(" ", -2),
    "xxd": _xxd,
    "hexdump -C": _hexdump_c,
    "od -t x1": _od,
    "Wireshark": _wireshark,
    "base64": lambda data: base64.b64encode(data).decode(),
    "base64 of URLs, no padding": lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="),
    "base64 over lines": lambda data: "\n".join(_hard_lines(base64.b64encode(data).decode(), 76)),
    "base64 with checksum": lambda data: base64.b64encode(data + _checksum(data)).decode(),
    "Python": repr,
    "bytearray": lambda data: repr(bytearray(data)),
    "pprint": lambda data: pprint.pformat(data, width=70),
    "Erlang": lambda data: f"<<{','.join(map(str, data))}>>",
    "Elixir": lambda data: f"<<{_numbers(data)[2:]}>>",
    "JSON array": lambda data: json.dumps([*data]),
    "Uint8Array": lambda data: f"Uint8Array({len(data)}) [\n{_numbers(data)}\n]",
    "Buffer": lambda data: f"<Buffer {data.hex(' ')}>",
    "JSON of a Buffer": lambda data: json.dumps({"type": "Buffer", "data": [*data]}),
    "JSON of a Uint8Array": lambda data: json.dumps({f"{at}": byte for at, byte in enumerate(data)}),
    "JavaScript object": lambda data: f"{{ {', '.join(f'{at}: {byte}' for at, byte in enumerate(data))} }}",
    "Go": lambda data: f"[{' '.join(map(str, data))}]",
    "Go literal": lambda data: f"[]byte{{{', '.join(f'0x{byte:x}' for byte in data)}}}",
    "Java": lambda data: f"[{', '.join(str(byte - 256 * (byte > 127)) for byte in data)}]",
    "C string": lambda data: f'"{_c_string(data)}"',
    "escapes": _c_string,
    "PostgreSQL": lambda data: f"\\x{data.hex()}",
}

#: For bytes of which there is an even number.
WORDS: Final = {"hexdump": _hexdump_words}

#: What is around bytes only if they are on one line.
ONE_LINE: Final = frozenset({"double quotes", "backticks"})
