"""Checks what a wheel holds: compiled modules, typing mark and sample, and no sources of the former."""

import sys
import zipfile

names = zipfile.ZipFile(sys.argv[1]).namelist()
sources = [name for name in names if name.endswith((".pyx", ".pxd", ".c", ".h"))]
compiled = [name for name in names if name.endswith((".so", ".pyd"))]
assert not sources, sources
assert len(compiled) == 10, compiled
strange = [name for name in names if not name.startswith(("aecodec/", "aecodec-"))]
assert not strange, strange
for wanted in (
    "aecodec/py.typed",
    "aecodec/inspector/data/founding_session.jsonl",
    "aecodec/testing/objects.jsonl",
    ".dist-info/licenses/LICENSE",
):
    assert any(name.endswith(wanted) for name in names), wanted
print(f"{len(names)} files, {len(compiled)} of them compiled")
