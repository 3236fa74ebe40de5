"""Call data and FATE values in given bytes. FATE is imported only for bytes that may be some."""

from __future__ import annotations

from typing import Any, Final

from .. import text
from ..errors import AecodecError
from .reading import Confidence, Kind

#: How call data begins: a tuple of two, the first of which is a string of 4 bytes, the id of a function.
_CALL_DATA: Final = b"\x2b\x11"
#: Fewer bytes are so few that they can be call data by chance.
_CERTAIN_BYTES: Final = 8


def read_call_data(data: bytes) -> dict[str, Any] | None:
    """Return the members of the reading of call data; None for other bytes.

    Only canonical call data is taken for some: the bytes are one tuple to their last byte.
    """
    if not data.startswith(_CALL_DATA):
        return None
    from ..fate.calls import decode_call

    try:
        found = decode_call(data)
    except AecodecError:
        return None
    count = len(found.arguments)
    what = f"a function id ({found.function_id.hex()}) and {count} argument{'' if count == 1 else 's'}"
    return {
        "kind": Kind.CALL_DATA,
        "value": text.Parts("cb", data),
        "text": text.encode("cb", data),
        "confidence": Confidence.CERTAIN if len(data) >= _CERTAIN_BYTES else Confidence.LIKELY,
        "why": f"the bytes are {what} in FATE",
    }


def may_be_value(data: bytes) -> bool:
    """Tell whether bytes are one FATE value to their last byte; short bytes of any kind may be one."""
    from ..fate.codec import decode

    try:
        decode(data)
    except AecodecError:
        return False
    return True
