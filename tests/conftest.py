"""Where the tests find data, and both twins side by side in one process."""

from __future__ import annotations

import gc
import importlib
import json
import lzma
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

import aecodec

#: The part of the examples that property tests name which they draw.
EXAMPLES = float(os.environ.get("AECODEC_EXAMPLES", "0.3"))


def examples(count: int) -> settings:
    """Return the settings of a property test that draws this many examples in a thorough run."""
    return settings(max_examples=max(round(EXAMPLES * count), min(count, 5)))


# Tests say nothing about time, least of all where several run side by side.
settings.register_profile("aecodec", examples(100), deadline=None)
settings.load_profile("aecodec")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
VECTORS = Path(__file__).parent / "vectors"
SPEC = VECTORS / "spec"
#: Golden objects of every type; users get them with `aecodec.testing`.
GOLDEN_OBJECTS = Path(aecodec.__file__).parent / "testing" / "objects.jsonl"


def spec_text(name: str) -> str:
    """Read a file of the specification's data, which tests/vectors/spec keeps compressed."""
    return lzma.decompress((SPEC / f"{name}.xz").read_bytes()).decode("utf-8")


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each line of a JSON-lines file with a name for it."""
    text = spec_text(path.stem) if path.suffix == ".xz" else path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        yield f"{path.name.removesuffix('.xz')}:{number}", json.loads(line)


def spec_rows(*patterns: str) -> list[Any]:
    """Return the rows of the specification's vector files as named parameters."""
    files = [file for pattern in patterns for file in sorted(SPEC.glob(f"{pattern}.xz"))]
    assert files, patterns
    return [pytest.param(row, id=name) for file in files for name, row in json_lines(file)]


def _pure_copy() -> ModuleType:
    """A second copy of the package, on the plain-Python twin, beside the one that is imported."""
    mine = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "aecodec"}
    before = os.environ.get("AECODEC_PURE")
    for name in mine:
        del sys.modules[name]
    os.environ["AECODEC_PURE"] = "1"
    try:
        package = importlib.import_module("aecodec")
        # Modules and annotations are looked up by module name at first use: use them all now.
        for name in (*package._LATER, *package.__all__):
            getattr(package, name)
        for name in ("columns", "records", "forms", "judge", "rows", "sources", "streams"):
            package._backend.later(name)
        for cls in package.schema.classes():
            package.schema.TABLE.of(cls)
        return package
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "aecodec"]:
            del sys.modules[name]
        sys.modules.update(mine)
        if before is None:
            del os.environ["AECODEC_PURE"]
        else:
            os.environ["AECODEC_PURE"] = before


TWINS = {"pure": _pure_copy()}
if aecodec.BACKEND == "fast":
    TWINS["fast"] = aecodec

needs_both_twins = pytest.mark.skipif(len(TWINS) < 2, reason="the compiled twin does not run here")


#: Test files in whose subject neither twin has a part: documents, types, pages, terminals, shells, sockets.
NO_TWIN = frozenset(
    f"test_{name}.py"
    for name in (
        "amounts", "auctions", "cli_channel", "cli_channel_prompt", "cli_completion", "cli_completion_shells",
        "cli_inspect_html", "cli_interrupted", "cli_pager", "cli_progress", "cli_simulate", "cli_unit",
        "connection", "connection_parameters", "connection_refusal", "connection_urls", "docs",
        "example_reports", "fate_aci", "fate_opcodes", "floors", "html_report", "inspector_costs", "mermaid",
        "mermaid_parser", "mitmproxy_addon", "redacted_sessions", "replay", "report", "report_costs",
        "report_places", "report_records", "report_rounds", "report_timeline", "rpc_catalogue", "rpc_legacy",
        "rpc_messages", "rpc_schema", "rpc_secrets", "rpc_values", "simulator_any", "simulator_batches",
        "simulator_server", "terminal", "typing",
    )
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that a run on the plain twin need not repeat, if there is one on the compiled twin."""
    for item in items:
        if item.path.name in NO_TWIN or "twin" in getattr(item, "fixturenames", ()):
            item.add_marker("once")


def pytest_collection_finish() -> None:
    """Keep what was collected out of every later garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=sorted(TWINS))
def twin(request: pytest.FixtureRequest) -> ModuleType:
    """The whole package, once on each twin."""
    return TWINS[request.param]


@cache
def public_names(package: ModuleType) -> dict[str, Any]:
    """Return what `from aecodec import *` defines."""
    return {name: getattr(package, name) for name in package.__all__}


def founding() -> dict[str, Any]:
    """The founding session's transactions and facts, with their source."""
    facts: dict[str, Any] = json.loads((VECTORS / "founding.json").read_text(encoding="utf-8"))
    return facts
