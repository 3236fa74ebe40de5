"""The house holds: imports go down, the core stands without its upper floors, twins match."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

PACKAGE = ROOT / "aecodec"

FLOORS = {
    "errors": 0,
    "protocol": 0,
    "_fast": 1,
    "_pure": 1,
    "_backend": 1,
    "text": 1,
    "rlp": 1,
    "ids": 1,
    "jsontext": 1,
    "arguments": 2,
    "fields": 2,
    "liberties": 2,
    "merkle": 2,
    "names": 2,
    "schema": 2,
    "objects": 2,
    # Half a floor below the transactions, which hold trees, proofs and updates.
    "state": 2.5,
    "tx": 3,
    "block": 3,
    "codec": 4,
    "derived": 4,
    "examine": 4,
    "jsonform": 4,
    "fees": 5,
    "signing": 5,
    "build": 6,
    "testing": 6,
    "rpc": 6,
    "inspector": 7,
    "cli": 8,
    "__main__": 8,
    "__init__": 9,
}


def house(path: Path) -> str:
    """The room of the house that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py").removesuffix(".pyx")


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a Python file of the package imports from, at the top or inside functions."""
    package = ("aecodec", *path.relative_to(PACKAGE).parts[:-1])
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module or "").split(".")) if node.module else base
            targets = [(*module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            targets = [tuple(alias.name.split(".")) for alias in node.names]
        else:
            continue
        rooms |= {target[1] for target in targets if target[0] == "aecodec" and target[1] in FLOORS}
    return rooms


PYTHON_FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_stands_on_a_floor_and_imports_nothing_from_above(path: Path) -> None:
    room = house(path)
    assert room in FLOORS, f"{room} is on no floor"
    climbs = {other for other in imported_rooms(path) if FLOORS[other] > FLOORS[room]}
    assert not climbs, f"{path.name} on floor {FLOORS[room]} climbs to {sorted(climbs)}"


def test_msgspec_is_named_only_where_it_could_be_replaced_in_a_day() -> None:
    naming = {
        str(path.relative_to(PACKAGE))
        for path in PYTHON_FILES
        if "import msgspec" in path.read_text(encoding="utf-8")
    }
    assert naming <= {"objects.py", "schema.py", "rpc/frames.py", "rpc/methods.py"}


def test_every_compiled_module_has_its_twin_in_plain_python() -> None:
    compiled = {path.stem for path in (PACKAGE / "_fast").glob("*.pyx")}
    plain = {path.stem for path in (PACKAGE / "_pure").glob("*.py")} - {"__init__"}
    assert compiled == plain


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(run.stdout.split())


def test_importing_the_core_loads_no_upper_floor_and_no_cryptography() -> None:
    loaded = loaded_after("import aecodec")
    unwanted = {"aecodec.rpc", "aecodec.inspector", "aecodec.cli", "nacl", "idna", "json", "argparse", "rlp"}
    assert loaded & unwanted == set()


def test_the_names_of_the_front_door_exist_and_are_all_listed() -> None:
    import aecodec

    assert [name for name in aecodec.__all__ if not hasattr(aecodec, name)] == []
    assert len(set(aecodec.__all__)) == len(aecodec.__all__)
