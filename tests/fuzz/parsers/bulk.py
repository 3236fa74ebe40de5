"""Lines that commands work on many together: each is left, or gets what the slower way makes of it."""

from __future__ import annotations

import json

from ..checking import Checker, Outcome
from ..mutators.text import encode_text
from ..twins import TWINS


def check_record(checker: Checker, data: bytes, tx: Outcome) -> None:
    """Check the records of a transaction between other lines, with each way of writing numbers."""
    text = encode_text("tx", data)
    block = f"{text}\nnone\n\r\n{text}\r\n".encode()
    for ints in ("safe", "number", "string"):
        made = checker.both(lambda aec, ints=ints: aec.batch.record_writer(ints)(block))
        parts, count = made.value
        found = "".join(map(str, parts))
        form = checker.both(lambda aec, tx, ints=ints: aec.to_json(tx, ints=ints), tx)
        digest = checker.both(lambda aec, tx: aec.tx_hash(tx), tx)
        line = json.dumps({"input": text, "object": form.value, "hash": digest.value}) + "\n"
        checker.require(count == 4, "every line is counted", count)
        checker.require(
            found in ("0123", f"{line}12{line}"), "a record is that of the slower way", found, line
        )


def check_form_line(checker: Checker, data: bytes, text: str | None) -> None:
    """Check a line for which `encode` has this text, None for an error: no twin makes anything else of it."""
    if b"\n" in data:
        return
    for twin in TWINS:
        parts, count = twin.batch.form_encoder()(data)
        checker.require(count == bool(data), "every line is counted", count)
        checker.require(parts in ([], [0], [f"{text}\n"]), "a line is left or encoded", parts, text)
