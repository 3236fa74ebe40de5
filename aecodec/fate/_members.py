"""Reading of the JSON values of an interface, each with its place in the error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._json_values import Json, describe_json
from ..errors import FateError, quote
from ..limits import MAX_JSON_VALUES, MAX_RECORD_DEPTH


def check_bounds(source: Json) -> None:
    """Refuse parsed JSON that is deeper or larger than JSON text may be, and what holds itself."""
    level, count = [source], 0
    for _ in range(MAX_RECORD_DEPTH + 1):
        below: list[Json] = []
        for form in level:
            below += (
                form.values() if isinstance(form, dict) else form if isinstance(form, list | tuple) else ()
            )
            if count + len(below) > MAX_JSON_VALUES:
                raise FateError("json_too_many_values", "", None, f"at most {MAX_JSON_VALUES}")
        if not below:
            return
        count += len(below)
        level = below
    raise FateError("json_too_deep", "", None, f"at most {MAX_RECORD_DEPTH} levels")


def only_member(form: Json, path: str) -> tuple[str, Json]:
    """Return name and value of an object with one member."""
    if not isinstance(form, dict) or len(form) != 1:
        found = f"{len(form)} members" if isinstance(form, dict) else describe_json(form)
        raise FateError("aci_form", path, None, "a name, or an object with one member", found)
    ((name, value),) = form.items()
    return as_name(name, path), value


def member(form: Mapping[str, Json], name: str, path: str) -> Json:
    """Return a member of an object."""
    if name not in form:
        raise FateError("member_missing", path, None, quote(name))
    return form[name]


def as_dict(form: Json, path: str) -> dict[str, Json]:
    """Return a JSON object."""
    if not isinstance(form, dict):
        raise FateError("aci_form", path, None, "an object", describe_json(form))
    return form


def as_list(form: Json, path: str) -> list[Json]:
    """Return a JSON array."""
    if not isinstance(form, list | tuple):
        raise FateError("aci_form", path, None, "an array", describe_json(form))
    return list(form)


def as_name(form: Json, path: str) -> str:
    """Return a name, which is text."""
    if not isinstance(form, str):
        raise FateError("aci_form", path, None, "a name", describe_json(form))
    return form


def refuse_repeated(names: Iterable[str], path: str) -> None:
    """Refuse a name that stands twice where each stands once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FateError("aci_name_repeated", path, None, None, quote(name))
        seen.add(name)
