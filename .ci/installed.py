"""Test the package that is installed, never the sources beside these tests, on both twins.

    python .ci/installed.py [--all] [PYTEST ARGUMENTS]

The tests are copied to a folder of their own, so that whatever imports `aecodec` there, in this process or
in a child, finds the installed one or none. For new wheels, and for the lowest versions of what we require.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"

#: Tests of what can go wrong in a wheel: kernels, twins, vectors, native libraries, data files.
QUICK = (
    "batch", "build_vectors", "cli_schema", "cli_verify", "derived", "derived_ids", "forms", "headers",
    "lenient", "json_form", "json_form_fields", "json_form_text", "kernels", "keys", "names", "objects",
    "records", "signing", "slots", "state_tree_keys", "twins_ids", "twins_rlp", "twins_text", "types",
    "vectors", "verify", "verify_many",
)  # fmt: skip

#: Tests of the source tree or its tools, which do not run here.
ABOUT_SOURCES = ("docs", "example_reports", "floors", "fuzz", "typing")

#: Tests that run once more with the plain twin as the package's own; others compare both twins in one run.
PURE = ("kernels", "objects", "signing", "types", "vectors")

#: True for an interpreter without the global lock. The compiled modules need the lock: importing the first of
#: them turns it on, with a warning. LOOK checks that; in the tests, where warnings are errors, the lock is on
#: from the beginning.
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))

LOOK = """
import sys, warnings
from pathlib import Path
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import aecodec
    from aecodec import build, derived, fees, inspector, rpc, signing
place = Path(aecodec.__file__).resolve().parent.parent
assert place in [Path(known).resolve() for known in sys.argv[2:]], place
assert aecodec.BACKEND == sys.argv[1], aecodec.BACKEND
messages = [str(warning.message) for warning in caught]
assert all("global interpreter lock" in message for message in messages), messages
locked = getattr(sys, "_is_gil_enabled", lambda: True)()
assert locked or aecodec.BACKEND == "pure", "the compiled modules run without the lock that they need"
print(f"aecodec {aecodec.__version__}, {aecodec.BACKEND} twin, in {place}", *messages, sep="\\n", flush=True)
"""


def run(folder: str, *command: str, **environment: str) -> None:
    """Run Python in a folder without sources; exit if it fails."""
    kept = {name: value for name, value in os.environ.items() if name not in ("AECODEC_PURE", "PYTHONPATH")}
    done = subprocess.run([sys.executable, *command], cwd=folder, env=kept | environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def files(names: tuple[str, ...]) -> list[str]:
    """Return the test files of these names."""
    return [f"tests/test_{name}.py" for name in names]


def main() -> None:
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *(a for a in sys.argv[1:] if a != "--all")]
    chosen = files(QUICK)
    if "--all" in sys.argv:
        chosen = ["tests", *(f"--ignore={file}" for file in files(ABOUT_SOURCES))]
    places = [sysconfig.get_path("platlib"), sysconfig.get_path("purelib")]
    lock = {"PYTHON_GIL": "1"} if FREE_THREADED else {}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TESTS, Path(folder) / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(TESTS.parent / "pyproject.toml", folder)
        run(folder, "-c", LOOK, "fast", *places)
        run(folder, "-c", LOOK, "pure", *places, AECODEC_PURE="1")
        run(folder, *pytest, *chosen, **lock)
        run(folder, *pytest, *files(PURE), AECODEC_PURE="1", **lock)


if __name__ == "__main__":
    main()
