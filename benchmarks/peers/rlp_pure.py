"""PyPI rlp on its plain-Python path, also where rusty-rlp is installed.

`rlp.codec` decides while it is imported, and takes rusty-rlp in silence if it can. So its file is run
once more here, as another module, with rusty-rlp hidden.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Final
from unittest.mock import patch

import rlp.codec  # type: ignore[import-untyped]

NAME: Final = "rlp, pure"
VERSION: Final = f"rlp {version('rlp')}, plain Python"


def _codec() -> ModuleType:
    spec = spec_from_file_location(f"{__name__}.codec", rlp.codec.__file__)
    assert spec is not None
    assert spec.loader is not None
    codec = module_from_spec(spec)
    # None in sys.modules makes an import of that name fail.
    with patch.dict(sys.modules, {"rusty_rlp": None}):
        spec.loader.exec_module(codec)
    if hasattr(codec, "rusty_rlp"):
        raise ImportError("rlp does not let its plain path be forced in this way any more")
    return codec


_CODEC: Final = _codec()

decode_rlp: Final = _CODEC.decode
encode_rlp: Final = _CODEC.encode
