"""The tables of the page about the channel API, from the tables and classes that read its messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

from aecodec import rpc
from aecodec._sentences import sentences
from aecodec.rpc.json_schema import json_schema
from aecodec.rpc.reading import variants

SCHEMA = json_schema()["$defs"]


def tables(part: str) -> Iterator[str]:
    """Write the tables of a part of the page."""
    yield from PARTS[part]()


def requests() -> Iterator[str]:
    """Write a section for each request of a client."""
    for (direction, method), shapes in rpc.METHODS.items():
        if direction == "send" and method not in rpc.REPLIES:
            result = " or ".join(name(shape) for shape in rpc.RESULTS[method])
            yield from section(f"`{method}`", shapes[0], f"Result: {result}.")


def notifications() -> Iterator[str]:
    """Write a section for each report of a node, without requests to sign and answers."""
    for (direction, method), shapes in rpc.METHODS.items():
        if (
            direction == "receive"
            and not method.startswith("channels.sign.")
            and not method.endswith(".reply")
        ):
            yield from section(f"`{method}`", shapes[0])
            events = variants(shapes[0])
            for cls in dict.fromkeys(events.values()):
                texts = " or ".join(f"`{text}`" for text, known in events.items() if known is cls)
                yield f"With the event {texts}, class {name(cls)}:"
                yield from members(cls)


def results() -> Iterator[str]:
    """Write a section for each class that answers a query."""
    for cls in (rpc.Balance, rpc.OffchainState, rpc.ProofOfInclusion, rpc.ContractState, rpc.ContractInfo):
        yield from section(name(cls), cls)
    for cls in (rpc.CallResult, rpc.HistoryEvent, rpc.CallsPruned, rpc.Pong):
        yield from section(name(cls), cls)


def signing() -> Iterator[str]:
    """Write the table of what is signed, and the classes of requests and replies."""
    yield "| request | reply | transaction | signatures before | after | updates |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in rpc.SIGNING:
        replies = ", ".join(f"`channels.{reply}`" for reply in one.replies)
        before, after = (" or ".join(map(str, counts)) for counts in (one.before, one.after))
        updates = ", ".join(one.updates)
        yield f"| `channels.sign.{one.name}` | {replies} | `{one.tx_type}` | {before} | {after} | {updates} |"
    for cls in (rpc.SignRequest, rpc.Signed, rpc.Refused):
        yield from section(name(cls), cls)


def events() -> Iterator[str]:
    """Write the tables of events and of what is seen on chain."""
    for head, known in (
        ("`event` of `channels.info`", rpc.EVENTS),
        ("`info` of `channels.on_chain_tx`", rpc.ON_CHAIN),
    ):
        yield f"\n| {head} | meaning |"
        yield "| --- | --- |"
        yield from (f"| `{text}` | {meaning} |" for text, meaning in known.items())


def errors() -> Iterator[str]:
    """Write the tables of error codes."""
    for head, known in (("code of a refusal", rpc.ERRORS), ("code of a reason", rpc.REASONS)):
        yield f"\n| {head} | the node's words | meaning |"
        yield "| --- | --- | --- |"
        yield from (f"| {code} | {words} | {meaning} |" for code, (words, meaning) in known.items())
    yield "\n| code of a refusal to sign, and of a conflict | the node's words |"
    yield "| --- | --- |"
    for one in rpc.SIGNING_ERRORS:
        span = f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
        yield f"| {span} | {one.message} |"


def connection() -> Iterator[str]:
    """Write the table of the parameters of a connection."""
    meanings, hints = sentences(rpc.Connection), get_type_hints(rpc.Connection)
    yield "| parameter | value | to open | to come back | default | meaning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for parameter, rule in rpc.PARAMETERS.items():
        kind = {int: "integer", bool: "`true` or `false`", str: "text"}[get_args(hints[parameter])[0]]
        value = " or ".join(f"`{word}`" for word in rule.words) or (
            f"`{rule.prefix}_`" if rule.prefix else kind
        )
        value += "" if rule.least is None else f", at least {rule.least}"
        demands = [{True: "yes", False: ""}.get(it, f"the {it}") for it in (rule.opening, rule.returning)]
        default = "" if rule.default is None else f"`{str(rule.default).lower()}`"
        yield f"| `{parameter}` | {value} | {' | '.join(demands)} | {default} | {meanings[parameter]} |"


PARTS = {
    "requests": requests,
    "signing": signing,
    "notifications": notifications,
    "results": results,
    "events": events,
    "errors": errors,
    "connection": connection,
}


def section(heading: str, shape: Any, more: str = "") -> Iterator[str]:
    """Write a heading, what a class is, and its members."""
    yield f"\n### {heading}\n"
    cls = get_args(shape)[0] if get_origin(shape) is tuple else shape
    yield f"{(cls.__doc__ or '').partition(chr(10))[0]} Class {name(cls)}. {more}".rstrip()
    yield from members(cls)


def members(cls: type) -> Iterator[str]:
    """Write the table of the members of a class."""
    known = SCHEMA[cls.__name__]
    if not known["properties"]:
        return
    yield "\n| member | JSON | required | meaning |"
    yield "| --- | --- | --- | --- |"
    for key, member in known["properties"].items():
        required = "yes" if key in known["required"] else ""
        yield f"| `{key}` | {form(member)} | {required} | {member['description']} |"
    yield ""


def form(member: dict[str, Any]) -> str:
    """Describe in words what a member is in JSON, by its schema."""
    if "anyOf" in member:
        return " or ".join(form(one) for one in member["anyOf"])
    if "$ref" in member:
        return f"`{member['$ref'].rpartition('/')[2]}`"
    if "const" in member or "enum" in member:
        return " or ".join(f"`{text}`" for text in member.get("enum", [member.get("const")]))
    if "pattern" in member:
        prefixes = member["pattern"].partition(")")[0].removeprefix("^(").split("|")
        return " or ".join(f"`{prefix}_`" for prefix in prefixes) + (
            " or empty" if "$" in member["pattern"] else ""
        )
    if member.get("type") == "array":
        return f"array of {form(member['items'])}"
    if "additionalProperties" in member:
        return f"object, values {form(member['additionalProperties'])}"
    return str(member.get("type", "any"))


def name(shape: Any) -> str:
    """Name a class, a list of one, or a constant."""
    if get_origin(shape) is tuple:
        return f"an array of {name(get_args(shape)[0])}"
    return f"`{shape.__name__}`" if isinstance(shape, type) else f'`"{get_args(shape)[0]}"`'
