"""The registry of chain objects: each class in the module that is named for its tag, imported when needed."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import aecodec
from aecodec import _registry, codec, protocol, schema

from .conftest import ROOT, founding, spec_rows

BASES = sorted(
    {
        base
        for cls in schema.classes()
        for base in cls.__mro__
        if issubclass(base, aecodec.ChainObject) and base is not aecodec.objects.Struct
    },
    key=lambda cls: cls.__name__,
)


def in_new_interpreter(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return run.stdout


def families(loaded: str) -> set[str]:
    """The modules with classes of objects among all that are loaded."""
    return {name.removeprefix("aecodec.") for name in loaded.split()} & set(_registry.HOMES)


def test_each_class_is_defined_in_the_module_of_its_tag() -> None:
    homes: dict[str, set[int]] = {}
    for cls in schema.classes():
        homes.setdefault(cls.__module__.removeprefix("aecodec."), set()).add(cls.__dict__["TAG"])
    assert {home: set(tags) for home, tags in _registry.HOMES.items()} == homes


def test_the_tags_of_every_base_are_known_before_its_classes_are() -> None:
    named = [(base.__module__, base.__name__) for base in BASES]
    code = (
        "import importlib\n"
        "from aecodec import _registry\n"
        f"for module, name in {named!r}:\n"
        "    base = getattr(importlib.import_module(module), name)\n"
        "    print(sorted(_registry.tags_of(base)))\n"
    )
    early = in_new_interpreter(code).splitlines()
    assert len(BASES) > 80
    assert early == [str(sorted(_registry.tags_of(base))) for base in BASES]


def test_decoding_imports_the_classes_that_it_meets() -> None:
    (row, *_) = (parameter.values[0] for parameter in spec_rows("spend_tx.jsonl"))
    code = "import sys, aecodec; aecodec.decode_tx({!r}); print(*sys.modules)"
    assert families(in_new_interpreter(code.format(row["tx"]))) == {"objects", "tx.account"}
    loaded = families(in_new_interpreter(code.format(founding()["co_signed"])))
    assert "tx.channel" in loaded
    assert loaded.isdisjoint({"tx.account", "tx.oracle", "state.account", "state.contract"})


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ("c48203e701", "unknown object tag at byte 1: found 999"),
        ("c30a6380", "unknown object version at byte 2: found version 99 of tag 10"),
        (
            "c60a01078203e8",
            "wrong type of object at byte 1: expected a transaction, found AccountV1 (tag 10)",
        ),
    ],
)
def test_an_error_about_a_class_is_the_same_before_it_is_imported(wire: str, words: str) -> None:
    expect = ", expect=aecodec.Tx" if "transaction" in words else ""
    code = (
        "import aecodec\n"
        f"try: aecodec.decode_object(bytes.fromhex({wire!r}){expect})\n"
        "except aecodec.AecodecError as error: print(error)\n"
    )
    assert in_new_interpreter(code).strip() == words


def test_the_prefixes_of_objects_are_those_that_are_read() -> None:
    assert tuple(codec.READABLE) == protocol.OBJECT_PREFIXES
    assert {prefix: codec.READABLE[prefix] for prefix in codec.CARRIED} == dict(codec.CARRIED)
    assert set(codec.CARRIED) == {codec.prefix_of(cls) for cls in schema.classes()} - {None}


@pytest.mark.parametrize("package", [aecodec.tx, aecodec.state], ids=["tx", "state"])
def test_a_package_of_classes_has_what_it_lists_and_nothing_else(package: Any) -> None:
    assert all(
        getattr(package, name).__name__ == name for name in set(package.__all__) - {"AnyTx", "UnsignedTx"}
    )
    for name in ("NoSuchTx", "Struct", "load"):
        with pytest.raises(AttributeError):
            getattr(package, name)
