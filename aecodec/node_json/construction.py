"""From a transaction's type to its class, and from values to its object."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, cast

from .._json_values import Json, as_string, call_at
from ..errors import FieldError, format_int, quote
from ..objects import ChainObject, Tx
from ..schema import describe
from . import table
from .table import Form, Member
from .values import read_integral

_STEP: Final = re.compile(r"(\w*)(.*)", re.DOTALL)


def find_class(form: dict[str, Json]) -> type[Tx]:
    """Find the class of a transaction by type and version."""
    if "type" not in form:
        raise FieldError("json_key_missing", "type")
    name = call_at("type", as_string, form["type"], "a type name")
    versions = table.versions_of(name)
    if not versions:
        raise FieldError("json_type_unknown", "type", None, None, quote(name))
    if "version" not in form:
        raise FieldError("json_key_missing", "version")
    version = call_at("version", read_integral, form["version"], True)
    if name in table.LAYOUT_MEMBERS and version in {cls.VERSION for cls in versions}:
        return versions[table.LAYOUT_MEMBERS[name] in form]
    known = {table.json_version(cls): cls for cls in versions}
    if version not in known:
        raise FieldError(
            "unknown_version", "version", None, " or ".join(map(str, known)), format_int(version)
        )
    return known[version]


def construct(cls: type[ChainObject], values: dict[str, Any], places: dict[str, str]) -> ChainObject:
    """Construct an object; the path of an error names members of the JSON."""
    try:
        return cls(**values)
    except FieldError as error:
        path = error.path.removeprefix(describe(cls).name).removeprefix(".")
        field, rest = cast("re.Match[str]", _STEP.fullmatch(path)).groups()
        error.path = places.get(field, field) + rest.replace("].value", "].id")
        raise


def places_of(members: Iterable[Member]) -> dict[str, str]:
    """Return where in the JSON the value of each field stands."""
    places: dict[str, str] = {}
    for member in members:
        parts: tuple[str, ...] = ("",)
        if member.form is Form.TTL:
            parts = (".type", ".value")
        if member.form is Form.DELEGATES:
            parts = (".initiator", ".responder")
        places |= {field: member.name + part for field, part in zip(member.fields, parts, strict=True)}
    return places
