"""The layers of the package: imports go down, the core loads nothing above it, every twin has its other."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import aecodec

from .conftest import ROOT, founding

PACKAGE = ROOT / "aecodec"

FLOORS = {
    "_struct": 0,
    "_lazy": 0,
    "_tree": 1,
    "_parts": 1,
    "_sentences": 1,
    "_interpreter": 0,
    "_deep_json": 0,
    "errors": 0,
    "_codes": 0,
    "_rules": 0,
    "_field_rules": 0,
    "_column_forms": 0,
    "_text_rules": 0,
    "limits": 0,
    "protocol": 0,
    "_strict_json": 1,
    "redaction": 1,
    "_fate_values": 1,
    "_fate_types": 1,
    "_fate_rules": 1,
    "_fast": 1,
    "_pure": 1,
    "_backend": 1,
    "text": 1,
    "rlp": 1,
    "ids": 1,
    "_validation": 2,
    "_json_values": 2,
    "_unicode": 2,
    "_idna": 2,
    "fields": 2,
    "names": 2,
    "amounts": 2,
    "predicates": 2,
    "_registry": 2,
    "schema": 2,
    "objects": 2,
    # Between objects and transactions, which hold trees, proofs and updates.
    "state": 2.5,
    "tx": 3,
    "headers": 3,
    "batch": 4,
    "codec": 4,
    "derived": 4,
    "state_tree": 4,
    "lenient": 4,
    "differences": 4,
    "json_form": 4,
    "arrow": 4,
    "fate": 4,
    # What people see of objects, and of what they hold in FATE.
    "byte_map": 4.5,
    "_byte_lines": 4.5,
    "display": 4.5,
    "_html": 4.5,
    "fees": 5,
    "_consensus": 5,
    "auctions": 5,
    "signing": 5,
    "_channel_rules": 6,
    "linting": 6,
    "build": 6,
    "builders": 6,
    "testing": 6,
    "node_json": 6,
    "rpc": 6,
    "channel": 7,
    "_channel_terms": 6,
    "recognition": 7,
    "simulator": 7,
    "inspector": 8,
    "cli": 9,
    "__main__": 9,
    "__init__": 10,
}


def layer_of(path: Path) -> str:
    """The module or package, directly below aecodec, that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py").removesuffix(".pyx")


def imported_layers(path: Path) -> set[str]:
    """The modules and packages, directly below aecodec, that a file imports from, also inside functions."""
    package = ("aecodec", *path.relative_to(PACKAGE).parts[:-1])
    layers = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module or "").split(".")) if node.module else base
            targets = [(*module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            targets = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "load":
            targets = [tuple(arg.value.split(".")) for arg in node.args if isinstance(arg, ast.Constant)]
        else:
            continue
        layers |= {target[1] for target in targets if target[0] == "aecodec" and target[1] in FLOORS}
    return layers


PYTHON_FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_has_a_floor_and_imports_nothing_from_above(path: Path) -> None:
    layer = layer_of(path)
    assert layer in FLOORS, f"{layer} is on no floor"
    above = {other for other in imported_layers(path) if FLOORS[other] > FLOORS[layer]}
    assert not above, f"{path.name} on floor {FLOORS[layer]} imports from above: {sorted(above)}"


def module_of(path: Path) -> str:
    """The dotted name of a file of the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in PYTHON_FILES}


def imported_modules(path: Path) -> set[str]:
    """The modules of aecodec that a file needs when it runs, also inside functions.

    A `_repr_html_` may know the page that shows its object, which knows the object.
    """
    package = module_of(path).split(".")[: None if path.name == "__init__.py" else -1]
    found: set[str] = set()
    nodes: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.FunctionDef) and node.name == "_repr_html_":
            continue
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *(node.module or "").split(".")] if node.module else base
            names = [".".join((*base, alias.name)) for alias in node.names]
            found |= {name if name in MODULES else ".".join(base) for name in names}
        nodes += ast.iter_child_nodes(node)
    return (found & MODULES.keys()) - {module_of(path)}


def test_no_two_files_need_each_other_not_even_inside_functions() -> None:
    waiting = {name: imported_modules(path) for name, path in MODULES.items()}
    while ready := {name for name, needed in waiting.items() if not needed & waiting.keys()}:
        waiting = {name: needed for name, needed in waiting.items() if name not in ready}
    assert sorted(waiting) == []


#: They import something before the package is there, which waits for no lock of another module.
EARLY = ("_backend.py", "_interpreter.py")
CORE_FILES = [path for path in PYTHON_FILES if FLOORS[layer_of(path)] <= 5 and path.name not in EARLY]


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_function_imports_by_itself(path: Path) -> None:
    """A process that forks while another thread imports may wait for ever: `_lazy.load` prevents that."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = [node for function in functions for node in ast.walk(function)]
    assert [ast.unparse(node) for node in inside if isinstance(node, ast.Import | ast.ImportFrom)] == []
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert path.name == "_lazy.py" or not any("import_module" in call for call in calls)


def test_msgspec_is_named_only_where_it_could_be_replaced_in_a_day() -> None:
    naming = {
        str(path.relative_to(PACKAGE))
        for path in PYTHON_FILES
        if "import msgspec" in path.read_text(encoding="utf-8")
    }
    assert naming <= {"_struct.py", "objects.py", "rpc/frames.py"}


def test_every_compiled_module_has_its_twin_in_plain_python() -> None:
    compiled = {path.stem for path in (PACKAGE / "_fast").glob("*.pyx")}
    plain = {path.stem for path in (PACKAGE / "_pure").glob("*.py")} - {"__init__"}
    assert compiled - {"kernels"} == plain  # the standard library is the twin of the kernels


def test_no_compiled_module_imports_a_plain_one() -> None:
    sources = [*(PACKAGE / "_fast").glob("*.pyx"), *(PACKAGE / "_fast").glob("*.pxd")]
    imports = [
        line
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        if " import " in line
    ]
    assert len(imports) > 50
    assert [line for line in imports if "_pure" in line] == []


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(run.stdout.split())


#: What waits for its first use: whoever only decodes and encodes pays for none of it.
LATER = {f"aecodec.{name}" for name in (*aecodec._LATER, "rpc", "inspector", "cli", "testing")}
FOREIGN = {"nacl", "unicodedata", "json", "argparse", "rlp", "hashlib", "_hashlib", "hmac", "dataclasses"}
if aecodec.BACKEND == "pure":
    FOREIGN -= {"hashlib", "_hashlib"}  # there checksums need it


def test_importing_the_package_loads_nothing_of_it() -> None:
    loaded = loaded_after("import aecodec")
    assert {name for name in loaded if name.startswith("aecodec.")} == {
        "aecodec._lazy",
        "aecodec._interpreter",
    }
    assert "msgspec" not in loaded


def test_decoding_and_encoding_load_no_upper_floor_and_no_cryptography() -> None:
    trip = f"import aecodec; aecodec.encode_tx(aecodec.decode_tx({founding()['co_signed']!r}))"
    assert loaded_after(trip) & (LATER | FOREIGN) == set()


@pytest.mark.parametrize(
    ("use", "comes", "waits"),
    [
        ("aecodec.to_json", {"aecodec.json_form"}, {"aecodec.derived", "aecodec.signing"}),
        ("aecodec.tx_hash", {"aecodec.derived"}, {"aecodec.signing", "aecodec.build"}),
        ("aecodec.from_node_json", {"aecodec.node_json", "aecodec.signing"}, {"aecodec.build", "nacl"}),
        ("aecodec.decode_lenient", {"aecodec.lenient"}, {"aecodec.signing", "aecodec.build"}),
        ("aecodec.sign", {"aecodec.signing"}, {"aecodec.build", "nacl"}),
        ("aecodec.fees.min_fee", {"aecodec.fees"}, {"aecodec.build", "aecodec.signing"}),
        ("aecodec.build.spend_tx", {"aecodec.build"}, {"aecodec.signing", "nacl"}),
    ],
)
def test_a_name_brings_what_it_needs_with_its_first_use(use: str, comes: set[str], waits: set[str]) -> None:
    loaded = loaded_after(f"import aecodec; {use}")
    assert comes <= loaded
    assert loaded.isdisjoint(waits | {"aecodec.rpc", "aecodec.inspector", "aecodec.cli"})


def test_each_module_can_be_the_first_that_is_imported() -> None:
    """Import each module when those of its floor and above are not loaded.

    Those below stay, as they import none of these: that saves most of the time. Objects register their
    classes below them, so floors 2 and 3 go together. `_lazy` would remember modules.
    """
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PYTHON_FILES]
    modules = [name for name in names if "_pure" not in name and not name.endswith("__main__")]
    code = (
        "import importlib, sys\n"
        f"floors = {FLOORS | {'_lazy': 10, '_fast': -1}!r}\n"
        f"for name in {modules!r}:\n"
        "    floor = floors[name.split('.')[1]]\n"
        "    lowest = 2 if 2 <= floor <= 3 else floor\n"
        "    for known in [known for known in sys.modules if known.startswith('aecodec.')]:\n"
        "        if floors[known.split('.')[1]] >= lowest: del sys.modules[known]\n"
        "    sys.modules.pop('aecodec', None)\n"
        "    importlib.import_module(name.removesuffix('.__init__'))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_what_type_checkers_see_is_what_comes() -> None:
    front = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (shown,) = (
        node for node in front.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    seen = {}
    for node in shown.body:
        if isinstance(node, ast.ImportFrom) and node.level and node.module != "_pure.ids":
            names = [alias.name for alias in node.names]
            if names == ["*"]:
                names = importlib.import_module(f"aecodec.{node.module}").__all__
            seen |= {name: node.module or name for name in names}
    assert seen.keys() | {"Id"} == {*aecodec.__all__}
    for name, module in seen.items():
        home = importlib.import_module(f"aecodec.{module}")
        assert getattr(aecodec, name) is (home if name == module else getattr(home, name))


def test_the_names_of_the_front_door_exist_and_are_all_listed() -> None:
    assert [name for name in aecodec.__all__ if not hasattr(aecodec, name)] == []
    assert len(set(aecodec.__all__)) == len(aecodec.__all__)
    assert set(aecodec.__all__) <= set(dir(aecodec))
    assert not hasattr(aecodec, "no_such_name")


#: What is behind `aecodec.build` and the commands; no module to import from.
INNER = {"builders", "cli", "redaction"}
PUBLIC = [name for name in FLOORS if not name.startswith("_") and name not in INNER]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_module_lists_its_public_names(name: str) -> None:
    module = importlib.import_module(f"aecodec.{name}")
    assert [one for one in module.__all__ if not hasattr(module, one) or one.startswith("_")] == []
    assert len({*module.__all__}) == len(module.__all__) > 0


def test_all_names_are_listed_and_given_before_the_first_use_of_any() -> None:
    listed = "import aecodec; assert {*aecodec.__all__} <= {*dir(aecodec)}"
    assert "aecodec.signing" not in loaded_after(listed)
    loaded_after("from aecodec import *; sign, tx_hash, decode_lenient, fees.min_fee, SpendTx")


def test_no_module_has_the_name_of_something_else_at_the_front_door() -> None:
    # Importing it would put the module in the place of the other.
    for name in FLOORS.keys() & set(aecodec.__all__):
        assert getattr(aecodec, name) is importlib.import_module(f"aecodec.{name}")
