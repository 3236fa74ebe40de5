"""Calls of both twins, module by module, that must have the same outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from aecodec._pure import rlp as pure_rlp
from aecodec._pure import text as pure_text
from aecodec.errors import AecodecError

from .conftest import examples

REASON = "this is a build without compiled modules"
fast_rlp: Any = pytest.importorskip("aecodec._fast.rlp", reason=REASON)
fast_text: Any = pytest.importorskip("aecodec._fast.text", reason=REASON)
fast_ids: Any = pytest.importorskip("aecodec._fast.ids", reason=REASON)
fast_kernels: Any = pytest.importorskip("aecodec._fast.kernels", reason=REASON)
many = examples(300)


def outcome(call: Callable[..., object], *arguments: object) -> object:
    """What a call gives: its value, or everything that its error says."""
    try:
        return call(*arguments)
    except AecodecError as error:
        return type(error), error.code, error.path, error.offset, error.expected, error.found, str(error)
    except (TypeError, ValueError) as error:
        return type(error), str(error)


def same(name: str, *arguments: object) -> object:
    """The outcome of `module.name`, which must be that of both twins."""
    module, _, function = name.partition(".")
    pure, fast = {"rlp": (pure_rlp, fast_rlp), "text": (pure_text, fast_text)}[module]
    expected = outcome(getattr(pure, function), *arguments)
    found = outcome(getattr(fast, function), *arguments)
    assert found == expected
    assert type(found) is type(expected) or isinstance(expected, pure_text.Parts)
    return expected


def mutated(draw: st.DrawFn, whole: list[Any], letters: st.SearchStrategy[Any]) -> list[Any]:
    """A sequence with up to three places changed, doubled, put in or cut off."""
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(whole)))
        match draw(st.sampled_from(["change", "insert", "delete", "cut", "append"])):
            case "change":
                whole[place : place + 1] = [draw(letters)]
            case "insert":
                whole.insert(place, draw(letters))
            case "delete":
                del whole[place : place + 1]
            case "cut":
                del whole[place:]
            case _:
                whole.append(draw(letters))
    return whole
