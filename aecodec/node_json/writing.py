"""Writing transactions and block headers as the node does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Literal

from .. import fields as f
from .. import text
from .._json_values import Json
from .._lazy import load
from ..codec import encode_tx, prefix_of, to_bytes, tx_digest
from ..errors import FieldError
from ..headers import Header
from ..objects import ChainObject, SignedTx, Tx, bytes_text
from ..schema import describe
from ..tx import GAMetaTx
from . import table
from .detection import TYPE_NAMES
from .headers import Previous, write_header
from .table import Form, Member

#: Bytes that are not UTF-8, as Python's `surrogateescape` decodes them.
_MALFORMED: Final = re.compile("[\udc80-\udcff]+")


def to_node_json(
    obj: Tx | Header,
    *,
    block_height: int | None = None,
    block_hash: str | None = None,
    previous: Previous | None = None,
    flags: bool = False,
    ints: Literal["number", "string"] = "number",
) -> dict[str, Json]:
    """Convert a transaction or block header to what the node's HTTP API answers.

    A `SignedTx` is an answer, with hash and `encoded_tx`; another transaction is what stands in `tx` there.
    Text that is not UTF-8, the updates of a `ChannelOffchainTxV1` and the type of a vote are lost, as the
    node loses them; only `encoded_tx` has them.

    block_height, block_hash: of the block that holds a signed transaction; the node gives -1 and "none" for
    one that is pending. Without them the answer has no such members. previous: the kind of the block before
    a header; by default a key block where `prev_hash` equals `prev_key_hash`. flags: give the flags of a
    header, as nodes do from 7.3 on. ints: "string" writes all integers as decimal text, as the node does
    when asked with `int-as-string`.

    Raises FieldError for a type that has no JSON, TypeError for an object that is neither.
    """
    if ints not in ("number", "string"):
        raise ValueError(f"ints is 'number' or 'string', not {ints!r}")
    if isinstance(obj, Header):
        form = write_header(obj, previous, flags)
    elif isinstance(obj, SignedTx):
        form = write_signed(obj) | {"hash": text.encode("th", tx_digest(obj)), "encoded_tx": encode_tx(obj)}
        blocks = {"block_height": block_height, "block_hash": block_hash}
        form |= {name: value for name, value in blocks.items() if value is not None}
    elif isinstance(obj, Tx):
        form = write_tx(obj)
    else:
        raise TypeError(f"expected a transaction or block header, not {type(obj).__name__}")
    ordered: dict[str, Json] = _in_order(form, _as_text if ints == "string" else int)
    return ordered


def write_signed(signed: SignedTx) -> dict[str, Json]:
    """Write a signed transaction as it stands within another one."""
    try:
        form: dict[str, Json] = {"tx": write_tx(signed.transaction)}
    except FieldError as error:
        raise error.within("tx") from None
    if not isinstance(signed.transaction, GAMetaTx):
        form["signatures"] = [bytes_text("sg", signature) for signature in signed.signatures]
    return form


def write_tx(tx: Tx) -> dict[str, Json]:
    """Write a transaction without signatures."""
    cls = type(tx)
    name = describe(cls).name
    if name not in TYPE_NAMES:
        raise FieldError("node_json_none", "", None, None, name)
    return _write_object(tx) | {"type": name, "version": table.json_version(cls)}


def _in_order(form: Json, number: Callable[[int], Json]) -> Json:
    """Put all members in the node's order, by name, and write integers by `number`."""
    if isinstance(form, dict):
        return {name: _in_order(form[name], number) for name in sorted(form)}
    if isinstance(form, list):
        return [_in_order(item, number) for item in form]
    return number(form) if isinstance(form, int) else form


def _as_text(number: int) -> str:
    digits: str = load("aecodec._strict_json").write_decimal(number)
    return digits


def _write_object(obj: ChainObject) -> dict[str, Json]:
    name = describe(type(obj)).name
    form: dict[str, Json] = {}
    for member in table.members_of(type(obj)):
        values = [getattr(obj, field) for field in member.fields]
        if not table.is_written(name, member) or (member.omitted_when_zero and values == [0]):
            continue
        if member.form is Form.VERSIONS:
            form |= dict(zip(member.names, values[0], strict=True))
        else:
            form[member.name] = _write_value(name, member, values)
    return form


def _write_value(type_name: str, member: Member, values: list[Any]) -> Json:
    value = values[0]
    match member.form:
        case Form.INTEGER:
            return value
        case Form.INTEGERS:
            return list(value)
        case Form.IDENTIFIER:
            return str(value)
        case Form.IDENTIFIERS:
            return [str(item) for item in value]
        case Form.DELEGATES:
            return {
                name: [str(item) for item in items]
                for name, items in zip(("initiator", "responder"), values, strict=True)
            }
        case Form.TTL:
            return {"type": value.name.lower(), "value": values[1]}
        case Form.TEXT:
            return _as_node_text(value)
        case Form.BYTES if isinstance(member.kind, f.Bytes):
            return bytes_text(member.kind.api, value)
        case Form.HEX:
            return "0x" + value.hex()
        case Form.POINTERS:
            return [_write_pointer(*pointer) for pointer in value]
        case Form.SERIALIZED if isinstance(member.kind, f.Object):
            return text.encode(prefix_of(member.kind.base) or "", b"" if value is None else to_bytes(value))
        case Form.SIGNED:
            return write_signed(value)
        case Form.UPDATE:
            return _write_object(value) | {"op": describe(type(value)).name}
        case Form.VOTE:
            return {_as_node_text(item.key): _as_node_text(item.value) for item in value}
    raise AssertionError(member.form)


def _write_pointer(key: bytes, target: Any) -> dict[str, Json]:
    return {
        "encoded_key": text.encode("ba", key),
        "id": text.encode("ba", target) if isinstance(target, bytes) else str(target),
        "key": _as_node_text(key),
    }


def _as_node_text(content: bytes) -> str:
    """Decode UTF-8 as the node's JSON writer does: one U+FFFD for bytes in a row that are none."""
    return _MALFORMED.sub("\ufffd", content.decode("utf-8", "surrogateescape"))
