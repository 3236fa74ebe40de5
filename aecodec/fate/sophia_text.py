"""Types and signatures as the source text of Sophia has them."""

from __future__ import annotations

from .._json_values import Json
from .aci import FunctionInterface

__all__ = ["format_form", "format_signature"]


def format_form(form: Json) -> str:
    """Return a type as it stands in source text. form: that of an interface which has been read."""
    if isinstance(form, str):
        return form
    ((name, given),) = form.items()
    if name == "bytes":
        return f"bytes({'' if given == 'any' else given})"
    if name == "tuple":
        return f"({' * '.join(map(format_form, given))})" if given else "unit"
    if name == "function":
        return f"({', '.join(map(format_form, given['arguments']))}) => {format_form(given['returns'])}"
    if name == "record":
        fields = [f"{each['name']} : {format_form(each['type'])}" for each in given]
        return f"{{{', '.join(fields)}}}"
    if name == "variant":
        return " | ".join(map(_format_constructor, given))
    return f"{name}({', '.join(map(format_form, given))})"


def _format_constructor(form: Json) -> str:
    if isinstance(form, str):
        return form
    ((name, given),) = form.items()
    return f"{name}({', '.join(map(format_form, given))})" if given else str(name)


def format_signature(function: FunctionInterface) -> str:
    """Return the declaration of a function: `payable entrypoint pay(to : address) : unit`."""
    words = [word for word in ("payable", "stateful") if getattr(function, word)]
    arguments = ", ".join(f"{each.name} : {format_form(each.form)}" for each in function.arguments)
    return f"{' '.join([*words, 'entrypoint'])} {function.name}({arguments}) : {format_form(function.form)}"
