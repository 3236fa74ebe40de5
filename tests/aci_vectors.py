"""The interfaces of the vectors, and interfaces of one function for tests of single types."""

from __future__ import annotations

import lzma
from functools import cache
from typing import Any

from aecodec._strict_json import load
from aecodec.fate.aci import Aci, read_aci
from aecodec.fate.sophia_types import SophiaType

from .conftest import VECTORS


@cache
def forms() -> dict[str, Any]:
    """Return the JSON of each interface, by the name of its file."""
    text = lzma.decompress((VECTORS / "fate" / "acis.jsonl.xz").read_bytes()).decode("utf-8")
    return {row["name"]: row["aci"] for row in map(load, text.splitlines())}


@cache
def aci_of(name: str) -> Aci:
    """Return an interface of the vectors."""
    return read_aci(forms()[name])


def one_function(*arguments: Any, returns: Any = "int", **members: Any) -> list[dict[str, Any]]:
    """Return an interface whose function `f` has arguments of these types, `x1`, `x2` ...

    members: those of the contract `C`, such as typedefs given as name and body, or with variables between.
    """
    named = [{"name": f"x{number}", "type": form} for number, form in enumerate(arguments, 1)]
    function = {"name": "f", "arguments": named, "returns": returns, "stateful": False, "payable": False}
    typedefs = [
        {"name": name, "vars": [{"name": each} for each in variables[:-1]], "typedef": variables[-1]}
        for name, *variables in members.pop("typedefs", ())
    ]
    contract = {"name": "C", "kind": "contract_main", "payable": False, "functions": [function]}
    return [{"contract": contract | {"typedefs": typedefs} | members}]


def type_of(form: Any, **members: Any) -> SophiaType:
    """Return the type of a form, in a contract with these members."""
    (argument,) = read_aci(one_function(form, **members)).contracts["C"].functions["f"].arguments
    return argument.type
