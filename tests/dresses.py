"""How things look where people copy them from: a text or bytes in quotes, links, mails, logs, dumps.

`AROUND` holds what surrounds or escapes any text, `BODY` what happens to a prefixed text itself.
"""

from __future__ import annotations

import html
import json
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
    "Windows lines": lambda text: "\r\n".join(_hard_lines(text, 76)),
}

#: For a text of base64.
BASE64: Final[dict[str, Dress]] = {
    "plus as blank": lambda text: f"thing={text.replace('+', ' ')}",
    "URL-safe alphabet": lambda text: text[:3] + text[3:].translate(str.maketrans("+/", "-_")),
    "no padding": lambda text: text.rstrip("="),
}
