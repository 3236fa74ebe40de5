"""Lines of .pyx, .pxd and .h files that nothing ran, after tests over a build with --coverage.

    gcov.py TREE BUILD

A line of several functions, or of a header in several modules, has run if one of them has.
"""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ENDINGS = (".pyx", ".pxd", ".h")


def ran(tree: Path, build: Path) -> dict[str, dict[int, int]]:
    """How often each line ran, by file."""
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for data in sorted(build.rglob("*.gcda")):
        told = subprocess.run(
            ["gcov", "--json-format", "--stdout", str(data)],
            cwd=tree,
            capture_output=True,
            text=True,
            check=True,
        )
        for report in map(json.loads, told.stdout.splitlines()):
            for source in report["files"]:
                lines = counts[source["file"]]
                for line in source["lines"]:
                    number = line["line_number"]
                    lines[number] = max(lines.get(number, 0), line["count"])
    return {name: lines for name, lines in counts.items() if name.startswith("aecodec/_fast/")}


def says_something(line: str) -> bool:
    """Whether a line is code: Cython counts docstrings, comments and heads of functions as well."""
    text = line.strip()
    return bool(text) and not text.startswith(("#", '"', "cdef ", "def ", "cpdef ", "@", "class ", "/*", "*"))


def ranges(numbers: list[int]) -> str:
    """3-5, 8"""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)


def main() -> None:
    tree, build = map(Path, sys.argv[1:])
    total = missed = 0
    for name, lines in sorted(ran(tree, build).items()):
        if not name.endswith(ENDINGS):
            continue
        source = (tree / name).read_text(encoding="utf-8").splitlines()
        code = [
            number for number in sorted(lines) if number <= len(source) and says_something(source[number - 1])
        ]
        never = [number for number in code if not lines[number]]
        total += len(code)
        missed += len(never)
        share = 100 * (len(code) - len(never)) // max(1, len(code))
        print(f"{name:32} {len(code):5} {len(never):5} {share:4}%   {ranges(never)}")
    print(f"{'compiled twin':32} {total:5} {missed:5} {100 * (total - missed) // total:4}%")


main()
