"""Every exception of aecodec: one short tree, and the one list of rules that an input can break.

    AecodecError
    ├── DecodeError (ValueError)     the input breaks a rule of the wire format
    │   ├── TextError                of a prefixed string: place is a character
    │   ├── RlpError                 of RLP: place is a byte
    │   └── FieldError               of an object or one of its fields
    ├── BuildError (ValueError)      a builder was given a value that makes no valid transaction
    ├── SignatureError               a signature or a key cannot be used as asked
    ├── RpcError                     a JSON-RPC frame is not one
    └── CaptureError                 a captured session cannot be read

The classes are few and the instances rich: `code` is one of RULES, `path` and `offset` are the place,
`expected` and `found` the evidence. The message is always one line.
"""

from __future__ import annotations

from typing import Final, TypeVar

from .protocol import IdKind

_E = TypeVar("_E", bound="AecodecError")

RULES: Final[dict[str, str]] = {
    # prefixed text
    "missing_prefix": "no prefix",
    "unknown_prefix": "unknown prefix",
    "wrong_prefix": "wrong prefix",
    "text_too_long": "text is too long",
    "bad_base58_char": "not a base58 character",
    "bad_base64": "malformed base64",
    "non_canonical_base64": "unused bits of the last base64 character are set",
    "too_short": "too short to hold a checksum",
    "bad_checksum": "checksum does not match",
    "wrong_length": "wrong payload length",
    # RLP
    "rlp_truncated": "RLP item is cut short",
    "rlp_trailing_bytes": "bytes follow the outermost RLP item",
    "rlp_length_leading_zero": "RLP length has a leading zero byte",
    "rlp_length_not_minimal": "RLP long form for a short length",
    "rlp_single_byte_not_minimal": "RLP header before a single byte that needs none",
    "rlp_too_deep": "RLP lists are nested too deep",
    "rlp_too_many_items": "too many RLP items",
    "rlp_too_long": "RLP input is too long",
    # objects
    "not_an_object": "not a serialized object (a list that begins with tag and version)",
    "unknown_tag": "unknown object tag",
    "unknown_version": "unknown object version",
    "object_not_allowed_here": "this object is not allowed here",
    "field_count": "wrong number of fields",
    "too_deep": "objects are nested too deep",
    # fields
    "expected_bytes": "a list stands where bytes belong",
    "expected_list": "bytes stand where a list belongs",
    "uint_empty": "empty integer (zero is the byte 00)",
    "uint_leading_zero": "leading zero in integer",
    "uint_too_long": "integer is too long",
    "uint_negative": "negative integer",
    "bool_value": "not a boolean",
    "bytes_length": "wrong number of bytes",
    "id_length": "wrong length of an identifier",
    "id_tag_unknown": "unknown kind of identifier",
    "id_tag_not_allowed": "this kind of identifier is not allowed here",
    "enum_value": "not one of the listed values",
    "ct_version": "not the canonical packing of VM and ABI version",
    "pointer_value": "not a name pointer",
    "not_sorted": "list is not sorted",
    "key_repeated": "the same key twice",
    "list_too_long": "list is too long",
    "tuple_arity": "wrong number of items",
    "field_type": "wrong type",
    "header_flags": "flags of a block header that mean nothing",
    # examining
    "too_many_deviations": "more deviations than are told",
    # building
    "argument_missing": "an argument is missing",
    "arguments_exclude": "these arguments exclude each other",
    "argument_not_in_version": "this version of the transaction has no such field",
    "protocol_unknown": "unknown protocol",
    "same_participants": "initiator and responder are the same account",
    "push_too_large": "more is pushed than the initiator puts in",
    "below_reserve": "less than the channel reserve is left",
    "fee_too_low": "fee is below the least that the network takes",
    "gas_price_too_low": "gas price is below the least that the network takes",
    "block_gas": "more gas than a block holds",
    "not_at_protocol": "not valid at this protocol",
    "ttl_passed": "time to live is over before it begins",
    "name_fee_too_low": "name fee is below the least for a name of this length",
    "name_ttl_too_long": "names do not live so long",
    "pointer_repeated": "two pointers with the same key",
    "pointer_key_too_long": "key of a pointer is too long",
    "nonce_not_zero": "the nonce of what a generalized account authorises is 0",
    "account_not_new": "an account becomes a generalized one with its first transaction",
    "signatures_missing": "a transaction without its signatures",
    # signing
    "network_id": "not a network id",
    "signing_form": "unknown form of signing",
    "participants": "not two different participants",
    "signers_unknown": "who must sign is not known",
    "key_length": "wrong length of a secret key",
    "key_text": "not the text of a secret key",
    "key_halves": "the public half of the secret key does not belong to its seed",
    "message_text": "not a text that can be signed",
    "delegation_data": "not what a delegation signature covers",
    "not_paid_for": "nobody can pay for a transaction of this type",
    # names
    "name_not_utf8": "name is not UTF-8",
    "name_registrar": "name ends neither in .chain nor in .test",
    "name_labels": "wrong number of labels in a name",
    "name_label": "malformed label of a name",
    "name_salt": "a commitment to this name needs a salt",
    # trees and proofs
    "node_form": "not a node of a Patricia tree",
    "node_hash": "node does not hash to what refers to it",
    "node_repeated": "the same node twice in a proof",
    "node_unreachable": "node of a proof that its root does not lead to",
    "proof_rootless": "proof has nodes but not that of its root",
    "proof_silent": "proof does not say what stands under this key",
    # JSON form
    "json_type_unknown": "no object has this type name",
    "json_tag": "this tag does not belong to the type",
    "json_key_unknown": "unknown key",
    "json_key_missing": "a key is missing",
    # command line
    "bad_hex": "malformed hexadecimal",
    "signature_stray": "signature of nobody who must sign",
    "signature_repeated": "a second signature of the same account",
    "signature_missing": "a required signature is missing",
    "signature_needless": "signature of an account that a ga_meta authorises",
    "signed_tx_missing": "no SignedTx around the transaction",
    # JSON-RPC
    "json_syntax": "not JSON",
    "json_not_utf8": "not UTF-8",
    "json_too_long": "JSON text is too long",
    "json_too_deep": "JSON values are nested too deep",
    "json_too_many_values": "too many JSON values",
    "json_repeated_key": "the same key twice in one JSON object",
    "json_constant": "not a JSON number",
    "json_number_too_long": "JSON number is too long",
    "frame_not_object": "a JSON-RPC frame is an object",
    "frame_batch": "a batch of JSON-RPC frames",
    "frame_version": "not marked as JSON-RPC 2.0",
    "frame_kind": "not one of request, notification, result and error",
    "member_missing": "a member is missing",
    "member_type": "wrong type of JSON value",
    "precision_lost": "a fraction or exponent where an exact integer belongs",
    "method_unknown": "this method is not in the catalogue",
    # captures
    "capture_form": "neither a markdown recording nor JSON lines of a session",
    "capture_not_text": "not UTF-8 text",
    "capture_too_long": "captured session is too long",
    "capture_too_many_entries": "captured session has too many entries",
    "capture_heading": "heading is not one of a recording",
    "capture_no_body": "heading without a body",
    "capture_unclosed_body": "body is not closed",
    "capture_stray_text": "text that belongs to nothing",
    "capture_record": "not a record of a captured session",
    "url_scheme": "not the address of a WebSocket",
    "url_parameter": "malformed connection parameter",
    "url_parameter_repeated": "the same connection parameter twice",
}


class AecodecError(Exception):
    """What is wrong, where, and with what evidence.

    code: one of RULES. path: the field, as `SignedTx.transaction.fee` (empty where there is none).
    offset: where, counted from 0 (None where there is none). expected, found: short texts or None.
    """

    unit = "byte"

    def __init__(
        self,
        code: str,
        path: str = "",
        offset: int | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        super().__init__(code, path, offset, expected, found)
        self.code = code
        self.path = path
        self.offset = offset
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        place = [self.path] if self.path else []
        if self.offset is not None:
            place.append(f"{self.unit} {self.offset}")
        evidence = []
        if self.expected is not None:
            evidence.append(f"expected {self.expected}")
        if self.found is not None:
            evidence.append(f"found {self.found}")
        line = RULES[self.code]
        if place:
            line += " at " + ", ".join(place)
        if evidence:
            line += ": " + ", ".join(evidence)
        return one_line(line)

    def within(self: _E, name: str) -> _E:
        """This error, seen from one level further out: `name` is put in front of the path."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{name}{joint}{self.path}"
        return self

    def __reduce__(self) -> tuple[type[AecodecError], tuple[object, ...]]:
        return type(self), (self.code, self.path, self.offset, self.expected, self.found)


class DecodeError(AecodecError, ValueError):
    """The input breaks a rule of the wire format. `offset` counts bytes of the outermost payload."""


class TextError(DecodeError):
    """A prefixed string is not valid. `offset` counts characters of the text, prefix included."""

    unit = "character"


class RlpError(DecodeError):
    """Bytes are not canonical RLP, or go beyond a limit of `protocol`."""


class FieldError(DecodeError):
    """An object or one of its fields breaks a rule, on the wire or when constructed."""


class BuildError(AecodecError, ValueError):
    """A builder was given a value that makes no valid transaction. `path` is the argument's name."""


class SignatureError(AecodecError):
    """A key or signature cannot be used as asked."""


class RpcError(AecodecError):
    """Text is not a JSON-RPC 2.0 frame. `path` is the JSON path."""


class CaptureError(AecodecError):
    """A captured session cannot be read. `offset` is the line, counted from 1."""

    unit = "line"


def one_line(text: str) -> str:
    """The text with line ends, escapes and whatever else does not print as Python's escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def sample(data: bytes | bytearray | memoryview) -> str:
    """The first bytes as evidence for an error: `00 05`, `8b 0e … (33 bytes)`, `no bytes`."""
    if not data:
        return "no bytes"
    shown = bytes(data[:8]).hex(" ")
    return shown if len(data) <= 8 else f"{shown} … ({len(data)} bytes)"


def minimal(content: bytes) -> str:
    """The bytes that an integer with leading zeros should have had, as evidence."""
    return sample(content.lstrip(b"\0") or b"\0")


def quote(text: str) -> str:
    """A short piece of the input as evidence, with everything unprintable escaped, and no secret key."""
    shown = text if len(text) <= 24 else text[:24] + "…"
    at = shown.lower().find("sk_")
    if at >= 0 and not shown[at - 1 : at].isalnum() and len(shown) > at + 3:  # `task_id` is none
        shown = shown[: at + 3] + "…"
    return ascii(shown)


def format_int(number: int) -> str:
    """A number as evidence, never longer than a line."""
    return f"{number}" if -(1 << 64) < number < 1 << 64 else f"a number of {number.bit_length()} bits"


def step(key: str | int) -> str:
    """One step of a JSON path: `amount`, `[3]`, or `['a key']` for a key that is no plain name."""
    if isinstance(key, int):
        return f"[{key}]"
    return key if key.isidentifier() and key.isascii() and len(key) <= 40 else f"[{quote(key)}]"


def error_form(error: AecodecError) -> dict[str, str | int | None]:
    """An error as it stands in a JSON record: code, path, offset and message."""
    return {"code": error.code, "path": error.path, "offset": error.offset, "message": str(error)}


def kind_names(kinds: int) -> str:
    """The identifier kinds of a bit mask as evidence: `account or contract`."""
    return " or ".join(kind.name.lower() for kind in IdKind if kinds >> kind & 1)
