"""Check a folder of packages before publishing: all are there, no others, with the version of the tag.

TAG=v1.2.3 python .ci/release.py FOLDER
"""

import os
import re
import sys
from itertools import product
from pathlib import Path

PYTHONS = ("cp311-cp311", "cp312-cp312", "cp313-cp313", "cp314-cp314", "cp314-cp314t")
SYSTEMS = (
    r"(manylinux\w+_x86_64\.?)+",
    r"(manylinux\w+_aarch64\.?)+",
    r"musllinux_\d+_\d+_x86_64",
    r"musllinux_\d+_\d+_aarch64",
    r"macosx_\d+_\d+_x86_64",
    r"macosx_\d+_\d+_arm64",
    r"win_amd64",
    r"win_arm64",
)

folder = Path(sys.argv[1])
found = {path.name for path in folder.iterdir()}
sdists = [name for name in found if name.endswith(".tar.gz")]
assert len(sdists) == 1, sdists
version = sdists[0].removeprefix("aecodec-").removesuffix(".tar.gz")
tag = os.environ.get("TAG")
assert not tag or tag == f"v{version}", f"the tag is {tag}, the version {version}"

left = found - set(sdists)
for python, system in product(PYTHONS, SYSTEMS):
    wanted = re.compile(rf"aecodec-{re.escape(version)}-{python}-{system}\.whl")
    names = [name for name in left if wanted.fullmatch(name)]
    assert len(names) == 1, f"{python}, {system}: {names or 'no wheel'}"
    left.remove(names[0])
assert not left, f"unexpected: {sorted(left)}"
print(f"aecodec {version}: a source distribution and {len(found) - 1} wheels")
