"""Any source, as text and as the bytes of a file: what it is taken for, where it stands, and no secret of it.

The references are the decoders: what is certain is read strictly as the same.
"""

from __future__ import annotations

from typing import Any, Final

from aecodec.protocol import PREFIXES

from ..checking import DECODING, Checker
from ..mutators.text import encode_text
from ..twins import PLAIN

_SEED: Final = bytes(range(100, 132))
_HEX: Final = _SEED.hex()
#: Secrets on lines of their own, and what no reading may hold of them.
_PLANTED: Final = "\n".join(
    ("", encode_text("sk", _SEED), f"secret key: {_HEX}", f"privkey <<{','.join(map(str, _SEED))}>>", "")
)
_LEAKS: Final = (encode_text("sk", _SEED)[3:20], _HEX[:20], "100, 101, 102", "100,101,102", repr(_SEED)[2:12])


def check(data: bytes) -> set[str]:
    """Check the bytes as a file, and as text in UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    checker = Checker(len(data) + len(_PLANTED))
    for source in (data, text):
        found = checker.both(lambda aec, source=source: aec.recognize(source), refusals=(), name="source")
        _check_order(checker, found.value, len(source))
        for index, reading in enumerate(found.value):
            checker.features.add(
                f"{reading.kind} {reading.confidence} {getattr(reading.error, 'code', None)}"
            )
            _check_words(checker, reading)
            checker.both(lambda aec, found, at=index: str(found[at].error), found)
            _check_against_decoder(checker, reading)
    _check_secrets(checker, text)
    return checker.features


def _check_order(checker: Checker, readings: tuple[Any, ...], size: int) -> None:
    inside = all(0 <= reading.start < reading.end <= size for reading in readings)
    checker.require(inside, "readings stand in the source", readings)
    sure = [reading.confidence for reading in readings if reading.kind.name != "UNSEARCHED"]
    checker.require(sure == sorted(sure, reverse=True), "the best come first", readings)


def _check_words(checker: Checker, reading: Any) -> None:
    for words in (reading.why, *reading.notes, *reading.steps):
        checker.require(words != "" and words.isprintable(), "what is said is one printable line", words)
    if reading.kind.name == "SECRET":
        kept = (reading.value, reading.text, reading.error, reading.suggestion)
        checker.require(kept == (None,) * 4, "nothing of a secret is kept", reading)


def _check_against_decoder(checker: Checker, reading: Any) -> None:
    """Check that what is certain is read strictly as the same."""
    text = reading.text
    if reading.confidence < 3 or reading.error is not None or text is None or text[:2] not in PREFIXES:
        return
    match reading.kind.name:
        case "TRANSACTION" | "OBJECT":
            strict = checker.both(lambda aec: aec.decode_object(text), refusals=DECODING)
            checker.require(strict.value == reading.value, "an object is what its text holds", reading)
        case "IDENTIFIER" | "SIGNATURE" | "BYTES":
            strict = checker.both(lambda aec: aec.split(text), refusals=DECODING)
            checker.require(strict.value == reading.value, "parts are those of their text", reading)
        case _:
            return
    first = PLAIN.recognize(text)[0]
    checker.require(first.text == text, "a canonical text is read as itself", text, first)


def _check_secrets(checker: Checker, text: str) -> None:
    """Check that secrets beside the source are found, and no reading holds them."""
    readings = checker.both(lambda aec: aec.recognize(f"{text}{_PLANTED}"), refusals=()).value
    shown = repr(readings)
    checker.require(not any(leak in shown for leak in _LEAKS), "no reading holds a secret", shown)
    known = [reading for reading in readings if reading.kind.name == "SECRET"]
    checker.require(len(known) >= 1, "secrets are named", readings)
