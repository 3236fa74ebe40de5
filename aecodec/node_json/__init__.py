"""Transactions and block headers as nodes, middlewares and explorers write them in JSON, and back.

This is the form of the node's HTTP API, other than the lossless form of `to_json`. `to_node_json` writes it.
`from_node_json` reads it; the hash in an answer proves that the result is what stands on the chain.
`read_node_json` and `iter_node_json` say what else is known, `detect_node_json` what a value is.
"""

from __future__ import annotations

from .answer import NodeAnswer
from .detection import NodeJsonKind, detect_node_json
from .front import from_node_json, iter_node_json, read_node_json
from .writing import to_node_json

__all__ = [
    "NodeAnswer",
    "NodeJsonKind",
    "detect_node_json",
    "from_node_json",
    "iter_node_json",
    "read_node_json",
    "to_node_json",
]
