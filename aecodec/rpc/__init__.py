"""JSON-RPC 2.0 frames of the state channel API, and the params and results of its methods. No I/O."""

from .._strict_json import Float
from .frames import (
    ABSENT,
    Error,
    Frame,
    Notification,
    Request,
    Result,
    UnknownFrame,
    decode,
    encode,
    from_json,
    to_json,
)
from .methods import Params, UnknownParams, known, params_of, result_of

__all__ = [
    "ABSENT",
    "Error",
    "Float",
    "Frame",
    "Notification",
    "Params",
    "Request",
    "Result",
    "UnknownFrame",
    "UnknownParams",
    "decode",
    "encode",
    "from_json",
    "known",
    "params_of",
    "result_of",
    "to_json",
]
