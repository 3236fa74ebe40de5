"""The JSON of nodes and middlewares, the JSON form of this package, and that of SDKs, in any notation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .._json_values import Json
from ..codec import encode_tx
from ..errors import AecodecError, FieldError, with_article
from ..json_form import from_json
from ..node_json import NodeAnswer, NodeJsonKind, detect_node_json
from ..node_json.checking import read_place
from ..node_json.detection import Place
from ..objects import SignedTx, Tx
from . import sdk_forms
from .brackets import Literal
from .json_values import (
    as_json,
    check_literal,
    cut_notes,
    has_camel_names,
    redact_error,
    steps_of,
    with_snake_names,
)
from .reading import Confidence, Kind, Reading
from .view import View

#: What is one object of a node; a list holds several, which are readings of their own.
_SINGLE: Final = frozenset(NodeJsonKind) - {NodeJsonKind.LIST}

#: Of so many errors in one source the member that is wrong is searched for, which takes longer than reading.
_MAX_DIAGNOSED: Final = 16


class NodeReader:
    """Reads the values of one source as JSON of a node or of this package."""

    def __init__(self) -> None:
        self._errors = 0

    def read(self, view: View, literal: Literal, around: Mapping[str, Any]) -> Reading | None:
        """Read a value as an answer, a transaction, a header or a JSON form; None if it is none of these."""
        form = literal.value
        if not isinstance(form, dict):
            return None
        if has_camel_names(form) and detect_node_json(with_snake_names(form, 1)) in _SINGLE:
            reading = self._read(view, literal, with_snake_names(form))
            return reading and reading.replace(steps=(*reading.steps, "put names in snake case"))
        return self._read(view, literal, form)

    def _read(self, view: View, literal: Literal, form: dict[str, Any]) -> Reading | None:
        kind = detect_node_json(form)
        if kind not in _SINGLE and sdk_forms.is_sdk_form(form):
            return sdk_forms.read(view, literal)
        if kind not in _SINGLE and not isinstance(form.get("type"), str):
            return None
        reading = None
        try:
            check_literal(view.text, literal)
            form = as_json(form)
        except AecodecError as error:
            return _reading(view, literal, Kind.NODE_JSON, error=error) if kind in _SINGLE else None
        if kind in _SINGLE and kind is not None:
            reading = self._read_answer(view, literal, Place("", kind, form))
        if reading is None or reading.error is not None:
            # The form of a few types has the same members in both.
            reading = _read_form(view, literal, form, certain=reading is None) or reading
        return reading

    def _read_answer(self, view: View, literal: Literal, place: Place) -> Reading:
        """Read the value of a node; what is wrong with it is the error of the reading."""
        try:
            answer = read_place(place, diagnose=self._errors < _MAX_DIAGNOSED)
        except FieldError as error:
            self._errors += 1
            why = f"it has the members of {_WORDS[place.kind]} of a node, but they are not right"
            return _reading(view, literal, Kind.NODE_JSON, error=error, why=why)
        why = f"it has the members of {_WORDS[place.kind]} of a node"
        if answer.hash is not None:
            why += ", and its hash is right"
        return _reading(
            view,
            literal,
            Kind.NODE_JSON,
            value=answer,
            text=encode_tx(answer.obj) if isinstance(answer.obj, Tx) else None,
            why=why,
            sure=answer.hash is not None,
            notes=_describe(answer),
        )


_WORDS: Final = {
    NodeJsonKind.ANSWER: "an answer",
    NodeJsonKind.TRANSACTION: "a transaction",
    NodeJsonKind.KEY_HEADER: "the header of a key block",
    NodeJsonKind.MICRO_HEADER: "the header of a micro block",
}


def _describe(answer: NodeAnswer) -> tuple[str, ...]:
    """Say what the JSON has shown, a sentence each."""
    obj = answer.obj
    inner = obj.transaction if isinstance(obj, SignedTx) else obj
    notes = [with_article(type(inner).__name__) + (", hash checked" if answer.hash else "")]
    if answer.from_encoded_tx:
        notes.append("decoded from encoded_tx")
    if answer.differing:
        notes.append(f"encoded_tx says something else than {', '.join(answer.differing)}")
    return (*notes, *answer.notes)


def _read_form(view: View, literal: Literal, form: Json, certain: bool) -> Reading | None:
    """Read the JSON form of an object; None for other JSON with a type.

    certain: nothing else is known of the value, so that a form that is not right is told.
    """
    try:
        obj = from_json(form)
    except FieldError as error:
        # Without a tag, a word such as "Account" may be anybody's type.
        if error.code == "json_type_unknown" or "tag" not in form or not certain:
            return None
        why = "it has the type and the tag of an object, but its form is not right"
        return _reading(view, literal, Kind.JSON_FORM, error=error, why=why)
    why = f"from_json constructs {with_article(type(obj).__name__)} of it"
    text = encode_tx(obj) if isinstance(obj, Tx) else None
    return _reading(view, literal, Kind.JSON_FORM, value=obj, text=text, why=why, sure=True)


def _reading(
    view: View,
    literal: Literal,
    kind: Kind,
    *,
    value: object = None,
    text: str | None = None,
    error: AecodecError | None = None,
    why: str = "it has the members of an answer of a node, but cannot be read",
    sure: bool = False,
    notes: tuple[str, ...] = (),
) -> Reading:
    return view.reading(
        literal.start,
        literal.end,
        kind=kind,
        value=value,
        text=text,
        error=None if error is None else redact_error(error, view.text, literal),
        confidence=Confidence.CERTAIN if sure and not literal.cuts else Confidence.LIKELY,
        why=why,
        steps=steps_of(literal),
        notes=(*notes, *cut_notes(literal)),
    )
