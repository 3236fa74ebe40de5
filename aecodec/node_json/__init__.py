"""Transactions and block headers as nodes, middlewares and explorers write them in JSON, and back.

This is the form of the node's HTTP API, other than the lossless form of `to_json`. `to_node_json` writes it.
`from_node_json` reads it; the hash in an answer proves that the result is what stands on the chain.
`read_node_json` and `iter_node_json` say what else is known, `detect_node_json` what a value is.

A name is imported on its first use: to detect such JSON takes much less than to read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._lazy import find

if TYPE_CHECKING:
    from .answer import NodeAnswer as NodeAnswer
    from .detection import NodeJsonKind as NodeJsonKind
    from .detection import detect_node_json as detect_node_json
    from .public import from_node_json as from_node_json
    from .public import iter_node_json as iter_node_json
    from .public import read_node_json as read_node_json
    from .writing import to_node_json as to_node_json

__all__ = [
    "NodeAnswer",
    "NodeJsonKind",
    "detect_node_json",
    "from_node_json",
    "iter_node_json",
    "read_node_json",
    "to_node_json",
]

_MODULES: Final = (".detection", ".writing", ".public")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        return find(name, __name__, __all__, _MODULES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
