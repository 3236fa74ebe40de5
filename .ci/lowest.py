"""Print the lowest versions that pyproject.toml allows, for pip: to build, to run and to test with."""

import re
import tomllib
from pathlib import Path

settings = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
ranges = [
    *settings["build-system"]["requires"],
    *settings["project"]["dependencies"],
    *settings["project"]["optional-dependencies"]["test"],
]
for requirement in ranges:
    found = re.fullmatch(r"([\w-]+)>=([\d.]+)(,<\d+)?", requirement)
    assert found, f"no range with a lowest version: {requirement}"
    print(f"{found[1]}=={found[2]}")
