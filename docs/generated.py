"""Sphinx extension: what is written into a page when it is built, so that it cannot differ from the package.

<!-- objects: NAMES -->       the layout of objects: of transactions, updates or all others
<!-- prefixes -->             every prefix of text
<!-- rules -->                every error code
<!-- findings -->             every code of a finding, by severity
<!-- channel-api: PART -->    the messages of the channel API
<!-- node-json -->            the members of transactions and updates in the JSON of nodes
<!-- opcodes -->              the instructions of FATE
<!-- names: MODULE [PART] --> the public names of a module, from its docstrings
"""

import importlib
import inspect
import json
import lzma
import re
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType

import channel_api
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer

import aecodec
from aecodec import fees
from aecodec import fields as field_types
from aecodec._parts import MEANINGS
from aecodec._sentences import sentences
from aecodec.cli import schema as layouts
from aecodec.codec import prefix_of
from aecodec.errors import RULES
from aecodec.fate.opcodes import OPCODES, Role
from aecodec.inspector.checks import CODES
from aecodec.node_json import table as node_members
from aecodec.node_json.table import Form
from aecodec.protocol import CHEAPEST_NAME_LENGTH, ID_PREFIXES, PREFIXES, PROTOCOL_STARTS
from aecodec.schema import Description, classes, describe

#: The names of `aecodec` that have a page of their own, by the module that defines them.
PARTS = (
    *("tx", "state", "errors", "signing", "derived", "state_tree", "byte_map", "amounts", "predicates"),
    "differences",
    "node_json",
)
#: What several modules list has its entry under the first of these.
HOMES = ("aecodec", "aecodec.channel")
#: What a class of chain objects says of itself; the page of objects shows it.
FACTS = ("TAG", "VERSION", "SIGNERS", "SINCE", "UNTIL", "BOTH_PARTICIPANTS", "CAN_BE_PAID_FOR")


def objects(part: str) -> Iterator[str]:
    """Write a section for each type of this part, with a table for each version."""
    heading = ""
    for cls in classes():
        known = describe(cls)
        kind = (
            "transactions"
            if issubclass(cls, aecodec.Tx)
            else "updates"
            if issubclass(cls, aecodec.state.OffChainUpdate)
            else "others"
        )
        if kind != part:
            continue
        if known.name != heading:
            heading = known.name
            yield f"\n### {heading}\n"
        yield from layout(known)


def layout(known: Description) -> Iterator[str]:
    """Write the head of one class, then its fields in wire order."""
    lines = list(layouts.lines(known))
    start = lines.index("  fields") + 1
    facts = [re.split(r"  +", line.strip(), maxsplit=1) for line in lines[2 : start - 1]]
    yield f"\n{lines[1].strip()}\n"
    version = "in the object" if known.version is None else known.version
    yield f"**tag** {known.tag}, **version** {version}; " + "; ".join(
        f"**{name}** {it}" for name, it in facts
    )
    meanings = sentences(known.cls)
    yield "\n| field | on the wire | meaning |"
    yield "| --- | --- | --- |"
    for line in lines[start:]:
        name, words = line.split(None, 1)
        yield f"| `{name}` | {words} | {meanings.get(name, '')} |"
    yield ""


def prefixes() -> Iterator[str]:
    """Write the table of text prefixes."""
    yield "| prefix | what | encoding | payload | identifier |"
    yield "| --- | --- | --- | --- | --- |"
    for prefix, rule in sorted(PREFIXES.items()):
        size = "any size" if rule.length is None else f"{rule.length} bytes"
        kind = "" if rule.id_kind is None else f"{rule.id_kind.name.lower()} ({int(rule.id_kind)})"
        alphabet = "base58" if rule.base58 else "base64"
        yield f"| `{prefix}_` | {MEANINGS[prefix]} | {alphabet} | {size} | {kind} |"


def rules() -> Iterator[str]:
    """Write the table of error codes."""
    yield "| code | meaning |"
    yield "| --- | --- |"
    yield from (f"| `{code}` | {meaning} |" for code, meaning in RULES.items())


def findings() -> Iterator[str]:
    """Write the table of the codes of findings, errors first."""
    yield "| code | severity | meaning |"
    yield "| --- | --- | --- |"
    for wanted in ("error", "warning", "info"):
        for code, (severity, meaning) in CODES.items():
            if severity == wanted:
                yield f"| `{code}` | {severity} | {meaning} |"


def node_json() -> Iterator[str]:
    """Write the tables of members, of transactions and of updates."""
    yield "| type | version | members |"
    yield "| --- | --- | --- |"
    types = [node_members.versions_of(name) for name in node_members.TYPE_NAMES]
    for cls in [cls for versions in sorted(types, key=lambda known: known[0].TAG) for cls in versions]:
        yield f"| `{describe(cls).name}` | {node_members.json_version(cls)} | {', '.join(members(cls))} |"
    yield "\n| `op` of an update | members |"
    yield "| --- | --- |"
    yield from (f"| `{op}` | {', '.join(members(cls))} |" for op, cls in node_members.updates().items())


def members(cls: type) -> Iterator[str]:
    """Name the members of a class, each with its form."""
    known = describe(cls)
    for member in node_members.members_of(cls):
        if node_members.is_written(known.name, member):
            yield from (f"{name}{member_form(member)}" for name in member.names)


def member_form(member: node_members.Member) -> str:
    """Name the form of a member: the prefixes of its text, or the form itself; an integer has none."""
    kind = member.kind.of if isinstance(member.kind, field_types.List) else member.kind
    match member.form, kind:
        case Form.INTEGER | Form.VERSIONS, _:
            return ""
        case Form.IDENTIFIER | Form.IDENTIFIERS, field_types.Identifier(kinds=kinds):
            prefixes = "/".join(ID_PREFIXES[one] for one in kinds)
            return f":{prefixes}" if member.form is Form.IDENTIFIER else f":{prefixes} array"
        case Form.BYTES, field_types.Bytes(api=api):
            return f":{api}"
        case Form.SERIALIZED, field_types.Object(base=base):
            return f":{prefix_of(base)}"
        case Form.HEX, _:
            return ":0x"
    return f":{member.form.name.lower()}"


def opcodes() -> Iterator[str]:
    """Write the table of the instructions of FATE."""
    marks = {Role.TARGET: "→ ", Role.UPDATED: "↔ ", Role.IMMEDIATE: "# ", Role.SOURCE: ""}
    yield "| opcode | name | operands | result | gas | VM | ends block | authentication | off chain |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for one in OPCODES.values():
        operands = ", ".join(f"{marks[role]}{kind}" for role, kind in zip(one.roles, one.types, strict=True))
        gas = f"{one.gas}" if one.gas == one.gas_before_iris else f"{one.gas_before_iris}, {one.gas}"
        flags = [one.ends_block, one.allowed_in_auth, one.allowed_off_chain]
        cells = [f"`{one.code:02x}`", f"`{one.name}`", operands, one.result, gas, one.vm or "debug builds"]
        yield f"| {' | '.join(map(str, cells))} | {' | '.join('yes' if flag else 'no' for flag in flags)} |"


def protocols() -> Iterator[str]:
    """Write the table of protocols and the heights at which they began."""
    yield "| protocol | version | height on ae_mainnet | height on ae_uat |"
    yield "| --- | --- | --- | --- |"
    for protocol, start in PROTOCOL_STARTS.items():
        heights = ("not released" if height is None else f"{height:,}" for height in start)
        yield f"| {protocol.name.capitalize()} | {int(protocol)} | {' | '.join(heights)} |"


def name_fees() -> Iterator[str]:
    """Write the table of name fees, three lengths a row."""
    yield "| length | AE | length | AE | length | AE |"
    yield "| --- | --- | --- | --- | --- | --- |"
    lengths = range(CHEAPEST_NAME_LENGTH, 0, -1)
    prices = [f"{fees.name_fee('a' * length + '.chain') / 10**18:.4f}" for length in lengths]
    cells = [f"{length} | {price}" for length, price in zip(lengths, prices, strict=True)]
    cells[0] = cells[0].replace(" |", " or more |")
    for row in range(11):
        yield f"| {' | '.join([*cells[row::11], ' | '][:3])} |"


def strictness() -> Iterator[str]:
    """Write the table of what was measured, without the cases of identifiers."""
    file = Path(__file__).parent.parent / "tests" / "vectors" / "spec" / "strictness.jsonl.xz"
    yield "| input | node | JavaScript SDK | Python SDK |"
    yield "| --- | --- | --- | --- |"
    for line in lzma.decompress(file.read_bytes()).decode("utf-8").splitlines():
        row = json.loads(line)
        yield f"| {row['case']} | {row['erlang']} | {row['js']} | {row['py-aepp']} |"


def names(module: str, part: str = "") -> Iterator[str]:
    """Write the entries of a module's public names; of `aecodec`, those that one of PARTS or none defines."""
    home = importlib.import_module(module)
    yield "```{eval-rst}"
    for name in home.__all__:
        value = getattr(home, name)
        defined = (getattr(value, "__module__", None) or "").removeprefix("aecodec.").partition(".")[0]
        if isinstance(value, ModuleType) or (part and part != (defined if defined in PARTS else "other")):
            continue
        others = HOMES[: HOMES.index(module)] if module in HOMES else HOMES
        if any(getattr(importlib.import_module(other), name, None) is value for other in others):
            continue  # it has its entry there
        kind = "class" if isinstance(value, type) else "function" if callable(value) else "data"
        if kind == "class" and issubclass(value, Exception):
            kind = "exception"
        yield f"\n.. auto{kind}:: {module}.{name}"
        if kind in ("class", "exception"):
            own = getattr(value, "__struct_fields__", None) or getattr(value, "_fields", ())
            yield "   :members:"
            yield "   :undoc-members:"
            yield f"   :exclude-members: {', '.join([*own, *FACTS])}\n"
            yield from fields(value, own)
        if kind == "data":
            yield "   :no-value:"
    yield "```"


def fields(cls: type, own: tuple[str, ...]) -> Iterator[str]:
    """Write the fields of a class as its body declares them, each with its sentence."""
    for field in own:
        home = next(base for base in cls.__mro__ if field in vars(base).get("__annotations__", ()))
        documented = ModuleAnalyzer.for_module(home.__module__).find_attr_docs()
        yield f"   .. py:attribute:: {field}"
        yield f"      :type: {annotation(home.__annotations__[field])}\n"
        yield from (f"      {line}" for line in documented.get((home.__name__, field), []))


def annotation(written: object) -> str:
    """Return an annotation as its author wrote it."""
    return str(getattr(written, "__forward_arg__", written))


WRITERS = {
    "objects": objects,
    "prefixes": prefixes,
    "rules": rules,
    "findings": findings,
    "protocols": protocols,
    "name-fees": name_fees,
    "strictness": strictness,
    "node-json": node_json,
    "channel-api": channel_api.tables,
    "opcodes": opcodes,
    "names": names,
}


def fill(app: Sphinx, document: str, source: list[str]) -> None:
    """Replace each marker of a page by what it stands for."""

    def written(match: re.Match[str]) -> str:
        return "\n".join(WRITERS[match[1]](*(match[2] or "").split()))

    source[0] = re.sub(rf"^<!-- ({'|'.join(WRITERS)}):?( .*?)?-->$", written, source[0], flags=re.MULTILINE)


def as_rst(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Turn a docstring's plain paragraphs, code in backticks and indented examples into reStructuredText."""
    if what in ("data", "attribute") and "\n".join(lines).strip() == inspect.getdoc(type(obj)):
        # The documentation of `str` says nothing about a string; a comment may, where the name is defined.
        lines[:] = comment(name.rpartition(".")[2], obj) if what == "data" else []
    if lines and lines[0].startswith("Alias for field number"):
        lines[:] = []
    out: list[str] = []
    for line in lines:
        if line.startswith("    ") and out and not out[-1] and not inside(out):
            out += ["::", ""]
        pieces = re.split(r"(`+[^`]+`+)", line)
        plain = [re.sub(r"([*|])|(?<=\w)(_)(?!\w)", r"\\\1\2", piece) for piece in pieces[::2]]
        code = [f"``{piece.strip('`')}``" for piece in pieces[1::2]]
        escaped = "".join(a + b for a, b in zip(plain, [*code, ""], strict=True))
        out.append(line if line.startswith("    ") else escaped)
    lines[:] = out


def comment(name: str, value: object) -> list[str]:
    """Find the `#:` comment above a module's variable, in whichever module of the package has one."""
    homes = [known for known, module in sys.modules.items() if known.startswith("aecodec")]
    for home in homes:
        if getattr(sys.modules[home], "__dict__", {}).get(name) is value:
            found = ModuleAnalyzer.for_module(home).find_attr_docs().get(("", name))
            if found:
                return list(found)
    return []


class Written(str):
    """An annotation as its author wrote it."""

    __repr__ = str.__str__


def as_written(
    app: Sphinx,
    what: str,
    name: str,
    obj: object,
    options: object,
    signature: str | None,
    returns: str | None,
) -> tuple[str, str] | None:
    """Show the names of argument types, not what they stand for; no arguments where they are the fields."""
    if isinstance(obj, type) and (
        hasattr(obj, "__struct_fields__") or hasattr(obj, "_fields") or is_dataclass(obj)
    ):
        return "", ""
    if what not in ("function", "method"):
        return None
    try:
        shape = inspect.signature(obj)
    except (TypeError, ValueError):
        return None
    parameters = [
        known.replace(annotation=Written(known.annotation)) if isinstance(known.annotation, str) else known
        for known in shape.parameters.values()
        if known.name not in ("self", "cls")
    ]
    back = shape.return_annotation
    arguments = str(shape.replace(parameters=parameters, return_annotation=inspect.Signature.empty))
    return arguments, back if isinstance(back, str) else returns


def inside(lines: list[str]) -> bool:
    """Check that the last text line is indented: a blank line within an example."""
    return next((line for line in reversed(lines) if line), "").startswith("    ")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("source-read", fill)
    app.connect("autodoc-process-docstring", as_rst)
    app.connect("autodoc-process-signature", as_written)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
