"""Objects that are cut off: what their beginning says, and within which field it ends."""

from __future__ import annotations

from typing import Any, Final

from .._struct import Struct
from ..byte_map import ByteMap, Part, map_bytes
from ..errors import with_article
from ..protocol import HASH_BYTES
from .bodies import rlp_length
from .reading import Confidence, Kind

__all__ = ["Truncated", "read"]

#: Bytes of a beginning that is read, and of one that no other bytes have by chance.
_LEAST: Final = 8
_LIKELY: Final = HASH_BYTES
#: Bytes that the longest RLP header has.
_HEAD: Final = 9
#: Fields that are kept.
_MOST_FIELDS: Final = 64
#: What the map of the bytes says of a field that is not whole.
_CUT: Final = "the others are cut off"


class Truncated(Struct, frozen=True, kw_only=True):
    """The beginning of an object that is cut off.

    wire: the bytes that are here; size: how many the whole has. type: the type of the object, and of those
    within it as far as the bytes tell. path: the last field of which something is here; empty if there is
    none. fields: those that are whole, as text by path; the first 64.
    """

    wire: bytes
    size: int
    type: str
    path: str
    fields: dict[str, str]


def read(data: bytes) -> dict[str, Any] | None:
    """Return the members of the reading of a beginning of an object; None for other bytes."""
    size = rlp_length(data[:_HEAD])
    if size is None or not _LEAST <= len(data) < size:
        return None
    shown = map_bytes(data)
    if not _is_beginning(shown):
        return None
    types = [one.value for one in shown.spans if one.part is Part.HEADER and one.value[:1].isupper()]
    last = next((one for one in reversed(shown.spans) if one.path), shown.spans[0])
    whole = last.end < len(data) or (last.part is not Part.HEADER and _CUT not in last.value)
    value = Truncated(
        wire=data,
        size=size,
        type=" around ".join(types),
        path=last.path,
        fields=dict(_fields(shown)[:_MOST_FIELDS]),
    )
    place = f"{'behind' if whole else 'within'} {last.path}" if last.path else "in its header"
    return {
        "kind": Kind.TRUNCATED,
        "value": value,
        "confidence": Confidence.LIKELY if len(data) >= _LIKELY else Confidence.UNLIKELY,
        "why": f"the bytes begin as {with_article(types[0])} does, and end before it is whole",
        "error": shown.error,
        "notes": (f"{len(data)} of its {size} bytes are here: it ends {place}",),
    }


def _is_beginning(shown: ByteMap) -> bool:
    """Tell whether all bytes were read as an object with its fields, up to where they end."""
    if shown.error is None or (shown.error.code, shown.error.offset) != ("rlp_truncated", 0):
        return False
    unread = [span.part in (Part.ITEM, Part.REST) for span in shown.spans]
    count = unread.index(True) if True in unread else len(unread)
    if shown.spans[0].value == "" or not all(unread[count:]):
        return False
    # Of the last pair of values nothing is read unless all of it is there, nor of half a header.
    rest = len(shown.wire) - shown.spans[count - 1].end
    return rest < _HEAD or bool(_fields(shown))


def _fields(shown: ByteMap) -> list[tuple[str, str]]:
    return [
        (span.path, f"{span.value} ({span.note})" if span.note else span.value)
        for span in shown.spans
        if span.part is Part.FIELD and span.value and _CUT not in span.value
    ]
