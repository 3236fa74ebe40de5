"""Make `aecodec/_unicode.py`: the properties of Unicode 11 on which names depend.

The node's rule is bound to Unicode 11. Two sources have exactly its tables, and both are needed: Python 3.7
for general properties, version 2.8 of the package `idna` for UTS 46 and RFC 5892:

    python3.7 -m venv /tmp/unicode && /tmp/unicode/bin/pip install idna==2.8
    /tmp/unicode/bin/python .ci/unicode_table.py > aecodec/_unicode.py
"""

# ruff: noqa: B905  (Python 3.7 knows no zip(..., strict=))

import base64
import sys
import textwrap
import unicodedata
import zlib

from idna import idnadata, uts46data
from idna.intranges import intranges_contain

SCRIPTS = {"Greek": "g", "Hebrew": "h", "Hiragana": "k", "Katakana": "k", "Han": "k"}
#: Bidirectional classes by one letter; one that RFC 5893 does not name forbids a right-to-left label.
BIDI = {"L": "l", "R": "r", "AL": "a", "EN": "e", "AN": "n", "NSM": "m"}
BIDI.update(dict.fromkeys(("ES", "CS", "ET", "ON", "BN"), "o"))

MODULE = '''"""Properties of Unicode 11 on which names depend; made by `.ci/unicode_table.py`, not by hand."""

from typing import Final

__all__ = ["DATA"]

#: zlib in base 85; `_idna` reads it.
DATA: Final = """\\
{}
"""
'''


def mappings():
    """Yield each code point with its text by UTS 46 (STD3 rules, not transitional), None where refused."""
    rows = uts46data.uts46data
    ends = [*(row[0] for row in rows[1:]), sys.maxunicode + 1]
    for row, end in zip(rows, ends):
        for point in range(row[0], end):
            if row[1] in "VD":
                yield point, chr(point)
            elif row[1] in "MI":
                yield point, row[2] if row[1] == "M" else ""
            else:
                yield point, None


def properties(point):
    """Return five letters: the class of RFC 5892, mark, joining type, script, direction."""
    for name in ("PVALID", "CONTEXTJ", "CONTEXTO"):
        if intranges_contain(point, idnadata.codepoint_classes[name]):
            break
    else:
        return ""
    char = chr(point)
    joining = idnadata.joining_types.get(point)
    scripts = [
        letter for script, letter in SCRIPTS.items() if intranges_contain(point, idnadata.scripts[script])
    ]
    return "".join(
        (
            {"PVALID": "p", "CONTEXTJ": "j", "CONTEXTO": "o"}[name],
            "m" if unicodedata.category(char)[0] == "M" else "-",
            chr(joining) if joining else "-",
            scripts[0] if scripts else "-",
            BIDI.get(unicodedata.bidirectional(char), "x"),
        )
    )


def runs(values):
    """Join neighbours of equal value to runs: the length in hexadecimal, a comma, the value."""
    starts, kinds = [], []
    for point, value in values:
        if not kinds or kinds[-1] != value:
            starts.append(point)
            kinds.append(value)
    lengths = [end - start for start, end in zip(starts, [*starts[1:], sys.maxunicode + 1])]
    return " ".join(f"{length:x},{kind}" for length, kind in zip(lengths, kinds))


def main():
    """Print the module."""
    if unicodedata.unidata_version != "11.0.0" or idnadata.__version__ != "11.0.0":
        raise SystemExit("Python 3.7 and idna 2.8 are needed: they have the tables of Unicode 11")
    table = list(mappings())
    actions = (
        (point, "refused" if text is None else "valid" if text == chr(point) else "mapped")
        for point, text in table
    )
    texts = "\t".join(text for point, text in table if text is not None and text != chr(point))
    classes = ((point, properties(point)) for point in range(sys.maxunicode + 1))
    data = "\n".join((runs(actions), runs(classes), texts)).encode("utf-8")
    packed = base64.b85encode(zlib.compress(data, 9)).decode("ascii")
    # Neither quotes nor backslashes are in this alphabet.
    sys.stdout.write(MODULE.format("\n".join(textwrap.wrap(packed, 100, break_on_hyphens=False))))


main()
