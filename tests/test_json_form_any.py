"""The JSON form of any object, and any JSON value as a form."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import FieldError, testing
from aecodec.json_form import from_json, parse_json, to_json
from aecodec.objects import ChainObject

from .json_forms import ACCOUNT

some_object = testing.objects()
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from([ACCOUNT, "ba_Xfbg4g==", "SpendTx", "12"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["type", "tag", "version", "fee", "x"]), inner, max_size=5),
    ),
    max_leaves=8,
)


@given(some_object, st.sampled_from(["number", "string"]))
def test_every_object_comes_back_from_its_json_form(obj: ChainObject, ints: Any) -> None:
    form = to_json(obj, ints=ints)
    assert from_json(form) == obj
    assert from_json(parse_json(json.dumps(form))) == obj
    assert to_json(from_json(form), ints=ints) == form


def outcome(call: Any, argument: Any) -> Any:
    """What a call gives, or the error that says why it gives nothing."""
    try:
        return call(argument)
    except aecodec.DecodeError as error:
        return error


@given(anything)
def test_any_json_value_gives_an_object_or_a_field_error(form: Any) -> None:
    found = outcome(from_json, form)
    assert isinstance(found, ChainObject | FieldError)
    assert not isinstance(found, FieldError) or str(found).isprintable()


@given(st.data())
def test_a_valid_form_with_any_value_anywhere_gives_an_object_or_a_field_error(data: st.DataObject) -> None:
    form: Any = to_json(data.draw(some_object))
    place: Any = form
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(anything)
    found = outcome(from_json, form)
    if isinstance(found, FieldError):
        assert found.path
        assert str(found).isprintable()
    else:
        assert from_json(to_json(found)) == found


@given(st.text(st.sampled_from('{}[]":,\\0192.eE-+ "tfnul\x00\x1b\ud800'), max_size=40))
def test_any_text_gives_a_dict_or_a_decode_error(text: str) -> None:
    found = outcome(parse_json, text)
    assert isinstance(found, dict | aecodec.DecodeError)
    assert isinstance(found, dict) or str(found).isprintable()
