"""Both twins in one process: the package as installed, and a second copy of it on the plain twin.

The copy has a name of its own, so that what it imports later is its own as well.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any, Final

import aecodec

#: The name of the copy; fuzzing guided by coverage watches the modules under it.
PLAIN_NAME: Final = "aecodec_plain"

#: Parts that are not loaded: of the other twin, of the tests, and what runs when it is loaded.
_LEFT_OUT: Final = ("_fast", "testing", "__main__")


def _copy() -> Any:
    """Load the package once more, on the plain twin."""
    folder = Path(aecodec.__file__).parent
    spec = importlib.util.spec_from_file_location(
        PLAIN_NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PLAIN_NAME] = package
    before = os.environ.get("AECODEC_PURE")
    os.environ["AECODEC_PURE"] = "1"
    try:
        _load_own(importlib.import_module(f"{PLAIN_NAME}._lazy"))
        spec.loader.exec_module(package)
        return _load_all(package)  # the twin is chosen when the first module needs it
    finally:
        if before is None:
            del os.environ["AECODEC_PURE"]
        else:
            os.environ["AECODEC_PURE"] = before


def _load_own(lazy: Any) -> None:
    """Let the copy load its own modules where it names them by the name of the package."""
    load = lazy.load
    lazy.load = lambda name: load(re.sub(r"^aecodec(?=\.)", PLAIN_NAME, name))


def _load_all(package: Any) -> Any:
    """Load all modules of the package, also those that it would load later."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.split(".")[1] not in _LEFT_OUT:
            importlib.import_module(module.name)
    return package


#: The plain twin, the reference.
PLAIN: Final = _copy()
#: The plain twin and the package as installed, which is the compiled one unless the build has none.
TWINS: Final = (PLAIN, _load_all(aecodec))
