"""Both twins of identifiers give the same values and the same errors."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aecodec._pure import ids as pure_ids
from aecodec._pure import rlp as pure_rlp
from aecodec._pure import text as pure_text
from aecodec.errors import FieldError
from aecodec.protocol import ID_PREFIXES, IdKind

from .both_twins import fast_ids, fast_rlp, fast_text, many, outcome

wires = st.builds(
    lambda kind, key: bytes([kind]) + key, st.integers(1, 6), st.binary(min_size=32, max_size=32)
)


@many
@given(wires, wires)
def test_identifiers_behave_alike(one: bytes, two: bytes) -> None:
    def facts(ids: Any) -> object:
        first, second = ids.Id.from_bytes(one), ids.Id.from_bytes(two)
        text = str(first)
        return [
            (
                first.kind,
                type(first.kind),
                first.key,
                bytes(first),
                text,
                repr(first),
                f"{first}",
                hash(first),
            ),
            (
                first < second,
                first <= second,
                first > second,
                first >= second,
                first == second,
                first != second,
            ),
            (first == text, text == first, first == str(second), first != text, first == one, first == 1),
            (first in {text: 1}, text in {first: 1}, ids.Id(first) == first, ids.Id(text) == first),
            (ids.Id.of(first.kind, first.key) == first, first.__reduce__()[1] == (one,)),
            (copy.copy(first) == first, copy.deepcopy([first]) == [first]),
        ]

    assert facts(fast_ids) == facts(pure_ids)


def test_pickles_name_the_public_module_so_that_either_twin_reads_them() -> None:
    front_door = importlib.import_module("aecodec").Id.from_bytes(b"\1" + bytes(32))
    pickled = pickle.dumps(front_door)
    assert b"aecodec.ids" in pickled
    assert b"_pure" not in pickled
    assert b"_fast" not in pickled
    assert pickle.loads(pickled) == front_door


@many
@given(st.binary(max_size=40))
@example(bytes(33))
@example(b"\x07" + bytes(32))
@example(b"\x06" + bytes(32))
def test_bytes_that_are_no_identifier_are_the_same_error(wire: bytes) -> None:
    found, wanted = outcome(fast_ids.Id.from_bytes, wire), outcome(pure_ids.Id.from_bytes, wire)
    assert found == wanted or bytes(found) == bytes(wanted) == wire  # type: ignore[call-overload]


def test_arguments_of_the_wrong_type_are_the_same_error() -> None:
    for kind in (0, 1, 6, 7, 255, 256, -1, IdKind.NAME, True, "1", None, 1.0, 2**70):
        for key in (bytes(32), bytearray(32), memoryview(bytes(32)), bytes(31), b"", "a" * 32, None):
            found, wanted = outcome(fast_ids.Id.of, kind, key), outcome(pure_ids.Id.of, kind, key)
            assert found == wanted or bytes(found) == bytes(wanted)  # type: ignore[call-overload]
    one = fast_ids.Id.of(1, bytes(32))
    for arguments in ((), (one, one)):
        with pytest.raises(TypeError):
            fast_ids.Id(*arguments)
    assert fast_ids.Id(text_or_id=one) == one == fast_ids.Id(text_or_id=str(one))
    with pytest.raises(TypeError):
        _ = one < str(one)


@pytest.mark.parametrize("ids", [pure_ids, fast_ids], ids=["pure", "fast"])
@pytest.mark.parametrize("kind", [-1, 0, 7, 255, 256, 2**70])
def test_a_kind_that_no_identifier_has_is_a_field_error(ids: Any, kind: int) -> None:
    with pytest.raises(FieldError) as caught:
        ids.Id.of(kind, bytes(32))
    assert (caught.value.code, caught.value.expected) == ("id_tag_unknown", "1 to 6")


@pytest.mark.parametrize("module", ["table", "reader", "encoder", "ids"])
def test_no_compiled_object_comes_to_be_without_its_contents(module: str) -> None:
    for cls in vars(importlib.import_module(f"aecodec._fast.{module}")).values():
        if isinstance(cls, type) and cls.__module__.startswith("aecodec._fast"):
            with pytest.raises(TypeError):
                cls.__new__(cls)


@pytest.mark.parametrize("ids", [pure_ids, fast_ids], ids=["pure", "fast"])
def test_an_identifier_does_not_change(ids: Any) -> None:
    one = ids.Id.of(IdKind.ACCOUNT, bytes(32))
    for name in ("kind", "key", "text", "_wire", "new"):
        with pytest.raises(AttributeError, match="an Id does not change"):
            setattr(one, name, 1)
        with pytest.raises(AttributeError, match="an Id does not change"):
            delattr(one, name)
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("kind", IdKind)
def test_every_kind_has_its_prefix(kind: IdKind) -> None:
    assert str(fast_ids.Id.of(kind, bytes(32))) == pure_text.encode(ID_PREFIXES[kind], bytes(32))


@pytest.mark.parametrize(
    ("pure", "fast", "names"),
    [
        (pure_rlp, fast_rlp, ["decode", "encode"]),
        (pure_text, fast_text, ["decode", "encode", "split", "sha256d", "Parts"]),
        (pure_ids, fast_ids, ["Id"]),
        (pure_ids.Id, fast_ids.Id, ["of", "from_bytes", "kind", "key"]),
    ],
    ids=["rlp", "text", "ids", "Id"],
)
def test_the_same_names_have_the_same_documentation(pure: Any, fast: Any, names: list[str]) -> None:
    for name in names:
        assert inspect.getdoc(getattr(fast, name)) == inspect.getdoc(getattr(pure, name))
