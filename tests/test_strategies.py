"""The strategies of aecodec.testing give valid objects of every type, with which the codec is tested."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aecodec
from aecodec import schema, testing

from .conftest import ROOT, TWINS, examples, needs_both_twins, public_names

often = settings(examples(200), suppress_health_check=list(HealthCheck))
PURE = TWINS["pure"]


@often
@given(testing.objects())
def test_any_object_comes_back_from_its_bytes_and_its_repr_alike_on_both_twins(obj: Any) -> None:
    wire = aecodec.to_bytes(obj)
    assert aecodec.decode_object(wire) == obj
    assert aecodec.decode_lenient(wire).deviations == ()
    for twin in TWINS.values():
        same = twin.decode_object(wire)
        assert twin.to_bytes(same) == wire
        assert repr(same) == repr(obj)
        assert eval(repr(same), public_names(twin)) == same


@often
@given(testing.transactions())
def test_text_json_and_pickles_keep_any_transaction(tx: Any) -> None:
    assert aecodec.decode_tx(aecodec.encode_tx(tx)) == tx
    assert aecodec.from_json(json.loads(json.dumps(aecodec.to_json(tx)))) == tx
    assert aecodec.from_json(aecodec.to_json(tx, ints="string")) == tx
    assert pickle.loads(pickle.dumps(tx)) == tx
    assert hash(pickle.loads(pickle.dumps(tx))) == hash(tx)


def outcome(twin: Any, wire: bytes) -> object:
    try:
        obj = twin.decode_object(wire)
    except twin.DecodeError as error:
        return type(error).__name__, error.code, error.path, error.offset, str(error)
    assert twin.to_bytes(obj) == wire
    return repr(obj)


@needs_both_twins
@often
@given(testing.objects(), st.data())
def test_one_changed_byte_meets_the_same_fate_on_both_twins(obj: Any, data: st.DataObject) -> None:
    wire = bytearray(aecodec.to_bytes(obj))
    at = data.draw(st.integers(0, len(wire) - 1))
    wire[at] = data.draw(st.integers(0, 255))
    assert outcome(aecodec, bytes(wire)) == outcome(PURE, bytes(wire))


@pytest.mark.parametrize("cls", list(schema.classes()), ids=lambda cls: cls.__name__)
def test_every_class_can_be_drawn(cls: Any) -> None:
    drawn: list[Any] = []

    @settings(max_examples=5, database=None, suppress_health_check=list(HealthCheck))
    @given(testing.objects(cls))
    def draw(obj: Any) -> None:
        drawn.append(obj)

    draw()
    assert drawn
    assert all(type(obj) is cls for obj in drawn)


def test_golden_vectors_cover_every_type_and_decode() -> None:
    seen = {type(aecodec.decode_object(vector.wire)) for vector in testing.vectors()}
    assert seen == set(schema.classes())
    assert all(vector.source for vector in testing.vectors())


def test_hypothesis_is_imported_nowhere_else() -> None:
    code = "import sys, aecodec, aecodec.cli.inspect; print('hypothesis' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "False"
