"""A view for mitmproxy: channel frames and transactions, opened below the JSON that holds them.

    mitmproxy -s docs/mitmproxy_addon.py --mode reverse:http://localhost:3014 -p 8014

Secrets are redacted, as in the reports of `aecodec inspect`. Works with mitmproxy 10 and later, whose
interface for views changed with version 12.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from mitmproxy import contentviews

import aecodec
from aecodec import rpc
from aecodec.errors import AecodecError, printable
from aecodec.redaction import redact_json, redact_within
from aecodec.rpc.secrets import redact_frame

NAME = "aeternity"

#: Texts that stand for an object, anywhere in a body.
OBJECTS = re.compile(rb"\b(?:tx|pi|ss|cs)_[A-Za-z0-9+/]{16,}={0,2}")

#: Objects that are opened of one body, and bytes that are looked at.
MAX_OBJECTS = 50
MAX_BYTES = 1 << 20


def _indented(value: Any) -> list[str]:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str).splitlines()


def describe(data: bytes) -> Iterator[str]:
    """Yield the lines of a body: its JSON, then every object in it. Never raises."""
    text = data[:MAX_BYTES].decode("utf-8", "replace")
    try:
        frame = rpc.decode(text)
    except AecodecError:
        yield from map(printable, redact_within(text).splitlines())
    else:
        name = getattr(frame, "method", type(frame).__name__)
        yield printable(redact_within(f"{name}  (channel {getattr(frame, 'channel', None)})"))
        yield from map(printable, _indented(redact_json(redact_frame(frame.value))))
    for number, found in enumerate(dict.fromkeys(OBJECTS.findall(data[:MAX_BYTES]))):
        if number == MAX_OBJECTS:
            yield "and more, which are not opened"
            return
        item = found.decode()
        yield ""
        yield f"{item[:24]}…"
        try:
            shown = aecodec.show(aecodec.decode_object(item))
        except AecodecError as error:
            shown = str(error)
        yield from (f"  {printable(redact_within(line))}" for line in shown.splitlines())


def priority(data: bytes) -> float:
    """Prefer this view for frames of the channel API, and for bodies that hold an object."""
    head = data[:MAX_BYTES]
    return 2.0 if b'"channels.' in head or OBJECTS.search(head) else 0.0


if hasattr(contentviews, "Contentview"):  # mitmproxy 12 and later

    class AeternityView(contentviews.Contentview):
        name = NAME

        def prettify(self, data: bytes, metadata: Any) -> str:
            return "\n".join(describe(data))

        def render_priority(self, data: bytes, metadata: Any) -> float:
            return priority(data)

    contentviews.add(AeternityView)
else:

    class AeternityView(contentviews.View):  # type: ignore[no-redef]
        name = NAME

        def __call__(self, data: bytes, **metadata: Any) -> Any:
            return NAME, ([("text", line)] for line in describe(data))

        def render_priority(self, data: bytes, **metadata: Any) -> float:
            return priority(data)

    contentviews.add(AeternityView())
