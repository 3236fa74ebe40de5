"""Reading the members of transactions: an attempt by one dialect, which records what it met.

A few members can be read in two ways, and nothing in them says which is meant. An attempt reads them in one
way and notes the other dialects by which they read otherwise; the hash decides which attempt was right.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from .. import fields as f
from .._json_values import (
    Json,
    as_array,
    as_mapping,
    as_string,
    decode_text,
    encode_utf8,
    path_step,
)
from ..codec import decode_object, prefix_of
from ..errors import DecodeError, FieldError, quote
from ..limits import MAX_OBJECT_DEPTH
from ..objects import ChainObject, SignedTx, Tx
from ..schema import describe
from ..tx import GAMetaTx
from . import table
from .construction import construct, find_class, places_of
from .table import Form, Member
from .values import read_base64, read_byte_array, read_hex, read_integral, read_version

#: What the node writes in place of bytes that are not UTF-8.
_REPLACEMENT: Final = "\ufffd"


class Dialect(enum.Enum):
    """How members that can be read in two ways are read. The value says it in a note."""

    NODE = "as nodes write it"
    MIDDLEWARE = "in base64, as a middleware writes it"
    EARLIER = "as plain text, as nodes before 3.0 wrote it"


class Attempt:
    """One attempt to read an object, and what it met on the way.

    checked: a hash will tell whether the result is right. choices: the dialects by which a member reads
    otherwise, with the path of the member. derived, unknown: members that were ignored. from_middleware: one
    of them only a middleware adds. loss: the error for a member that may have lost something.
    """

    def __init__(self, dialect: Dialect, checked: bool) -> None:
        self.dialect = dialect
        self.checked = checked
        self.choices: dict[Dialect, str] = {}
        self.derived: list[str] = []
        self.unknown: list[str] = []
        self.from_middleware = False
        self.loss: FieldError | None = None
        self._path: list[str] = []

    # --- places -----------------------------------------------------------------------------

    def at(self, step: str, read: Callable[..., Any], *arguments: Any) -> Any:
        """Call `read(*arguments)` one step further in; an error gets the step in front of its path."""
        self._path.append(step)
        try:
            return read(*arguments)
        except FieldError as error:
            raise error.within(step) from None
        finally:
            self._path.pop()

    def path(self, step: str = "") -> str:
        """Return the JSON path of a step from here."""
        joined = ".".join([*self._path, step] if step else self._path)
        return joined.replace(".[", "[")

    def each(self, items: Json, read: Callable[..., Any], *arguments: Any) -> tuple[Any, ...]:
        """Call `read(item, *arguments)` for each item of an array."""
        return tuple(
            self.at(f"[{index}]", read, item, *arguments) for index, item in enumerate(as_array(items))
        )

    def ignore(
        self,
        form: dict[str, Json],
        known: Iterable[str],
        derived: Iterable[str] = (),
        added: Iterable[str] = (),
    ) -> None:
        """Record members that are not read: those that nodes derive, that middlewares add, and others."""
        for key in form:
            if key in known:
                continue
            self.from_middleware = self.from_middleware or key in added
            names = self.derived if key in derived or key in added else self.unknown
            names.append(self.path(path_step(key)))

    def lose(self, reason: str, step: str = "") -> FieldError:
        """Record that something may be lost at a step from here; return the error for that."""

        def error(path: str) -> FieldError:
            return FieldError("node_json_lossy", path, None, "encoded_tx", reason)

        self.loss = self.loss or error(self.path(step))
        return error(step)

    # --- transactions -----------------------------------------------------------------------

    def read_signed(self, form: Json, depth: int = 1) -> SignedTx:
        """Read `tx` and `signatures` of an answer or of a transaction that is wrapped."""
        members = as_mapping(form, "an object with tx and signatures")
        if "tx" not in members:
            raise FieldError("json_key_missing", "tx")
        if depth > 1:
            self.ignore(members, ("tx", "signatures"))
        tx = self.at("tx", self.read_tx, members["tx"], depth + 1)
        signatures: tuple[bytes, ...] = ()
        # The node leaves the member out around a GAMetaTx, and only there.
        if "signatures" in members:
            signatures = self.at("signatures", self.read_signatures, members["signatures"])
        elif not isinstance(tx, GAMetaTx):
            raise FieldError("json_key_missing", "signatures")
        values = {"signatures": signatures, "transaction": tx}
        return cast("SignedTx", construct(SignedTx, values, {"transaction": "tx"}))

    def read_signatures(self, form: Json) -> tuple[bytes, ...]:
        """Read signatures; the node puts them in order before it hashes them."""
        return tuple(sorted(self.each(form, _read_text, "sg")))

    def read_tx(self, form: Json, depth: int = 1) -> Tx:
        """Read a transaction without its signatures."""
        if depth > MAX_OBJECT_DEPTH:
            raise FieldError("too_deep", "", None, f"at most {MAX_OBJECT_DEPTH} objects")
        members = as_mapping(form, "a transaction")
        cls = find_class(members)
        name = describe(cls).name
        if name in table.LOSSY:
            raise self.lose(table.LOSSY[name])
        return cast("Tx", self._read_object(cls, members, depth, ("type", "version")))

    def _read_object(
        self, cls: type[ChainObject], form: dict[str, Json], depth: int, head: tuple[str, ...]
    ) -> ChainObject:
        name = describe(cls).name
        members = table.members_of(cls)
        names = {*head, *(one for member in members for one in member.names)}
        names |= {earlier for (kind, _), earlier in table.EARLIER_NAMES.items() if kind == name}
        self.ignore(form, names, (), table.ADDED.get(name, ()))
        values: dict[str, Any] = {}
        for member in members:
            values |= self.read_member(name, member, form, depth)
        return construct(cls, values, places_of(members))

    def read_member(
        self, type_name: str, member: Member, form: dict[str, Json], depth: int = 1
    ) -> dict[str, Any]:
        """Read one member of a transaction: the values of the fields that it stands for."""
        if member.omitted_when_zero and member.name not in form:
            return {member.fields[0]: 0}
        if member.name not in form and not table.is_written(type_name, member):
            raise self.lose(f"no {member.name}, which nodes leave out", member.name)
        names = [_present(type_name, name, form) for name in member.names]
        values = [self.at(name, self._read_value, type_name, member, form[name], depth) for name in names]
        if member.form is Form.VERSIONS:
            return {member.fields[0]: f.CtVersion(*values)}
        several = len(member.fields) > 1
        return dict(zip(member.fields, values[0] if several else values, strict=True))

    # --- values -----------------------------------------------------------------------------

    def _read_value(self, type_name: str, member: Member, form: Json, depth: int) -> Any:
        """Read the value of a member: what the constructor takes, a pair for two fields."""
        match member.form:
            case Form.INTEGER if member.name in table.HEX_VERSIONS:
                return read_version(form, self.checked)
            case Form.VERSIONS:
                return read_version(form, self.checked)
            case Form.INTEGER:
                return read_integral(form, self.checked)
            case Form.INTEGERS:
                return self.each(form, read_integral, self.checked)
            case Form.IDENTIFIER:
                return _read_identifier(form)
            case Form.IDENTIFIERS:
                return self.each(form, _read_identifier)
            case Form.DELEGATES:
                parts = self._members(form, ("initiator", "responder"))
                return tuple(self.at(name, self.each, parts[name], _read_identifier) for name in parts)
            case Form.TTL:
                return self._read_ttl(cast("f.Enum", member.kind), form)
            case Form.TEXT:
                return self._read_text(type_name, member.name, form)
            case Form.BYTES:
                return self._read_bytes(type_name, member, as_string(form, "a string"))
            case Form.HEX:
                return read_hex(as_string(form, "a string"))
            case Form.POINTERS:
                return self.each(form, self._read_pointer, cast("f.List", member.kind))
            case Form.SERIALIZED:
                return _read_serialized(cast("f.Object", member.kind), form)
            case Form.SIGNED:
                return self.read_signed(form, depth + 1)
            case Form.UPDATE:
                return self._read_update(form, depth + 1)
            case Form.UPDATES:
                return self.each(form, self._read_update, depth + 1)
            case Form.VOTE:
                raise self.lose("text in place of bytes")
        raise AssertionError(member.form)

    def _members(self, form: Json, names: tuple[str, ...]) -> dict[str, Json]:
        """Return these members of an object, and record others."""
        members = as_mapping(form, "an object")
        self.ignore(members, names)
        for name in names:
            if name not in members:
                raise FieldError("json_key_missing", name)
        return {name: members[name] for name in names}

    def _read_ttl(self, kind: f.Enum, form: Json) -> tuple[Any, int]:
        parts = self._members(form, ("type", "value"))
        known = {member.name.lower(): member for member in kind.cls}
        name = self.at("type", as_string, parts["type"], " or ".join(known))
        if name not in known:
            raise FieldError("enum_value", "type", None, " or ".join(known), quote(name))
        return known[name], self.at("value", read_integral, parts["value"], self.checked)

    def _read_text(self, type_name: str, name: str, form: Json) -> bytes:
        if (type_name, name) in table.BYTE_ARRAYS and isinstance(form, list):
            return read_byte_array(form)
        content = as_string(form, "a string")
        if (type_name, name) in table.BASE64:
            return self._choose(Dialect.MIDDLEWARE, content, read_base64, self._encode)
        return self._encode(content)

    def _read_bytes(self, type_name: str, member: Member, form: str) -> bytes:
        def prefixed(form: str) -> bytes:
            return decode_text(form, cast("f.Bytes", member.kind).api)

        if (type_name, member.name) in table.PLAIN_BYTES:
            return self._choose(Dialect.EARLIER, form, self._encode, prefixed)
        return prefixed(form)

    def _choose(
        self, other: Dialect, form: str, by_other: Callable[[str], bytes], by_node: Callable[[str], bytes]
    ) -> bytes:
        """Read a string as the dialect of this attempt does, and record the other one as a choice."""
        self.choices.setdefault(other, self.path())
        return by_other(form) if self.dialect is other else by_node(form)

    def _encode(self, form: str) -> bytes:
        """Encode a string as UTF-8, and record that it may have been something else."""
        if _REPLACEMENT in form:
            self.lose("U+FFFD, which stands for bytes that are not UTF-8")
        return encode_utf8(form)

    def _read_pointer(self, form: Json, kind: f.List) -> Any:
        members = as_mapping(form, "a pointer")
        self.ignore(members, ("key", "encoded_key", "id"))
        if "id" not in members:
            raise FieldError("json_key_missing", "id")
        if "encoded_key" in members:
            key = self.at("encoded_key", _read_text, members["encoded_key"], "ba")
        elif "key" in members:
            key = self.at("key", self._read_key, members["key"])
        else:
            raise FieldError("json_key_missing", "key")
        cls: Any = cast("f.Tuple", kind.of).cls
        target = self.at("id", as_string, members["id"], "the text of an identifier or ba_")
        if cls is f.Pointer and target.startswith("ba_"):
            target = self.at("id", _read_text, target, "ba")
        return cls(key, target)

    def _read_key(self, form: Json) -> bytes:
        key = as_string(form, "a string")
        if key in table.PLAIN_KEYS:
            return self._encode(key)
        return self._choose(Dialect.MIDDLEWARE, key, read_base64, self._encode)

    def _read_update(self, form: Json, depth: int) -> ChainObject:
        members = as_mapping(form, "an update")
        if "op" not in members:
            raise FieldError("json_key_missing", "op")
        name = self.at("op", as_string, members["op"], "the name of an update")
        cls = table.updates().get(name)
        if cls is None:
            raise FieldError("json_type_unknown", "op", None, None, quote(name))
        return self._read_object(cls, members, depth, ("op",))


def _present(type_name: str, name: str, form: dict[str, Json]) -> str:
    """Return the name under which a member stands in the JSON, its own or an earlier one."""
    earlier = table.EARLIER_NAMES.get((type_name, name))
    if name in form:
        return name
    if earlier in form:
        return earlier
    raise FieldError("json_key_missing", name)


def _read_identifier(form: Json) -> str:
    return as_string(form, "the text of an identifier")


def _read_text(form: Json, prefix: str) -> bytes:
    return decode_text(as_string(form, f"{prefix}_ text"), prefix)


def _read_serialized(kind: f.Object, form: Json) -> ChainObject | None:
    """Decode the prefixed text of an object, which may be empty. An error has no offset but a path."""
    prefix = cast("str", prefix_of(kind.base))
    content = as_string(form, f"{prefix}_ text")
    if decode_text(content, prefix) == b"" and kind.empty_ok:
        return None
    try:
        return decode_object(content, expect=cast("type[ChainObject]", kind.base))
    except DecodeError as error:
        raise FieldError(error.code, error.path, None, error.expected, error.found) from None
