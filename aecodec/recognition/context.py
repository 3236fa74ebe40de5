"""What the words beside bytes say of them: that they are a secret, a key, or a hash of some kind."""

from __future__ import annotations

import re
from typing import Final

from ..redaction import is_named_secret
from .binary import Hint
from .view import View

#: How far before bytes a word may stand.
_REACH: Final = 48

#: Words, and the prefixes of 32 bytes that they name, the likeliest first. A later word counts more.
_WORDS: Final = (
    ("tx|transaction", ("th",)),
    ("key_?block|keyblock", ("kh",)),
    ("micro_?block|microblock", ("mh",)),
    ("block|prev", ("kh", "mh")),
    ("hash|digest", ("th", "kh", "mh")),
    ("contract", ("ct",)),
    ("oracle", ("ok",)),
    ("channel", ("ch",)),
    ("pub|account|address|owner|sender|recipient|caller|wallet|beneficiary|miner|signer", ("ak",)),
    ("signature|sig|signed", ("sg",)),
)
_PATTERN: Final = re.compile(
    "|".join(f"({words})" for words, _ in _WORDS).replace("_?", "[_ -]?"), re.ASCII | re.IGNORECASE
)
_OF_32_BYTES: Final = Hint().prefixes
_EDGE: Final = " \t\r\n\f\v\ufeff\"'`,;:.()[]{}<>=#"


class Context:
    """The surroundings of what is found in a view."""

    def __init__(self, view: View) -> None:
        self._text = view.text
        self._first = len(view.text) - len(view.text.lstrip(_EDGE))
        self._last = len(view.text.rstrip(_EDGE))

    def is_whole(self, start: int, end: int) -> bool:
        """Tell whether a part is all that there is but blanks, quotes and brackets."""
        return start <= self._first and end >= self._last

    def hint(self, start: int, end: int) -> Hint:
        """Return what the words beside a part of the text say of it."""
        whole = self.is_whole(start, end)
        if is_named_secret(self._text, start, end):
            return Hint(secret=True, whole=whole)
        named: list[str] = []
        for match in _PATTERN.finditer(self._text, max(0, start - _REACH), start):
            assert match.lastindex is not None
            named[:0] = _WORDS[match.lastindex - 1][1]
        prefixes = tuple(dict.fromkeys(one for one in (*named, *_OF_32_BYTES) if one in _OF_32_BYTES))
        # `#` begins the bytes of Sophia.
        return Hint(prefixes=prefixes, named=bool(named) or self._text[start - 1 : start] == "#", whole=whole)
