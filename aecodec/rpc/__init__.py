"""The state channel API: JSON-RPC 2.0 frames, params and results of methods, URLs of connections. No I/O."""

from .._strict_json import Float
from .connection import Connection, UrlProblem, redact_url
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
    "Connection",
    "Error",
    "Float",
    "Frame",
    "Notification",
    "Params",
    "Request",
    "Result",
    "UnknownFrame",
    "UnknownParams",
    "UrlProblem",
    "decode",
    "encode",
    "from_json",
    "known",
    "params_of",
    "redact_url",
    "result_of",
    "to_json",
]
