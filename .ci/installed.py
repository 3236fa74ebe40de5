"""Tests the package that is installed, never the sources beside these tests: the quick ones, on both twins.

    python .ci/installed.py [--all] [PYTEST ARGUMENTS]

The tests are copied to a folder of their own, so that whatever imports `aecodec` there, in this process or in
a child, finds the installed one or none. For wheels just built and for the lowest versions of what we require.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent

#: What is about the source tree or its tools, not about the package.
ABOUT_SOURCES = ("floors", "fuzz", "readme", "typing")

#: What takes more than a few seconds.
SLOW = ("captures", "classes", "cli", "cli_inspect", "engine", "strategies")

#: What the plain-Python twin runs once more as the package's own choice; all else compares both in one run.
PURE = ("batch", "entries", "kernels", "objects", "signing", "types", "vectors")

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))

WHERE = """
import sys, warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import aecodec
    from aecodec import build, derived, fees, inspector, rpc, signing
places = sys.argv[2:]
assert any(aecodec.__file__.startswith(place) for place in places), (aecodec.__file__, places)
assert aecodec.BACKEND == sys.argv[1], aecodec.BACKEND
rest = [str(warning.message) for warning in caught if "global interpreter lock" not in str(warning.message).lower()]
assert not rest, rest
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
assert aecodec.BACKEND == "pure" or gil, "the compiled modules run without the GIL: they have not declared that"
print(f"{aecodec.BACKEND} twin of {aecodec.__version__} in {aecodec.__file__}, {len(caught)} warnings of the GIL")
"""


def run(*command: str, folder: str, **environment: str) -> None:
    """Runs Python in a folder without sources, and ends here if it fails."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("AECODEC_PURE", "PYTHONPATH")}
    done = subprocess.run([sys.executable, *command], cwd=folder, env=inherited | environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def files(folder: str, names: tuple[str, ...]) -> list[str]:
    """The test files of those names; a name that is gone is a mistake here."""
    found = [Path("tests") / f"test_{name}.py" for name in names]
    missing = [str(file) for file in found if not (Path(folder) / file).exists()]
    if missing:
        sys.exit(f"{__file__} names tests that are no more: {missing}")
    return [str(file) for file in found]


def main() -> None:
    arguments = sys.argv[1:]
    left_out = ABOUT_SOURCES if "--all" in arguments else ABOUT_SOURCES + SLOW
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *(a for a in arguments if a != "--all")]
    places = [sysconfig.get_path("platlib"), sysconfig.get_path("purelib")]
    # The compiled modules do not declare that they do without the GIL: on a free-threaded interpreter the
    # first of them turns it back on, with a warning. That is looked at once; in the tests, where warnings are
    # errors, it is on from the beginning.
    settings = {"PYTHON_GIL": "1"} if FREE_THREADED else {}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SOURCES / "tests", Path(folder) / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(SOURCES / "pyproject.toml", folder)
        run("-c", WHERE, "fast", *places, folder=folder)
        run("-c", WHERE, "pure", *places, folder=folder, AECODEC_PURE="1")
        ignored = [f"--ignore={file}" for file in files(folder, left_out)]
        run(*pytest, "tests", *ignored, folder=folder, **settings)
        run(*pytest, *files(folder, PURE), folder=folder, AECODEC_PURE="1", **settings)


if __name__ == "__main__":
    main()
