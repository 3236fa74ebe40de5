"""The sentences about the fields of a class, which stand as comments in its body."""

from __future__ import annotations

import inspect
import re
from typing import Final

_FIELD: Final = re.compile(r"^    (\w+): .*  #: (.*)$", re.MULTILINE)


def sentences(cls: type) -> dict[str, str]:
    """Read what each field means, also an inherited one; {} where the source is not at hand."""
    found: dict[str, str] = {}
    for home in reversed(cls.__mro__):
        if home.__module__.startswith(f"{__package__}."):
            try:
                found |= dict(_FIELD.findall(inspect.getsource(home)))
            except OSError:
                continue
    return found
