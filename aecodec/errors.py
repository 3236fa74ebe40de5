"""Every exception of aecodec, and the one list of rules that an input can break.

    AecodecError
    ├── DecodeError (ValueError)     the input breaks a rule of the wire format
    │   ├── TextError                of a prefixed string or an amount: place is a character
    │   ├── RlpError                 of RLP: place is a byte
    │   └── FieldError               of an object or one of its fields
    ├── BuildError (ValueError)      a builder was given a value that makes no valid transaction
    ├── SignatureError               a key or signature cannot be used as asked
    ├── RpcError                     a text is not a JSON-RPC frame
    └── CaptureError                 a captured session cannot be read

Few classes, detailed instances: `code` is one of RULES, `path` and `offset` are the place, `expected` and
`found` the evidence. The message is always one line: rule, place, evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from .protocol import IdKind

__all__ = [
    "AecodecError",
    "BuildError",
    "CaptureError",
    "DecodeError",
    "FieldError",
    "RlpError",
    "RpcError",
    "SignatureError",
    "TextError",
]

_E = TypeVar("_E", bound="AecodecError")

#: Printable to Python, but shows nothing: letters and marks among Unicode's Default_Ignorable_Code_Point,
#: and the blank of the braille patterns.
_BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

RULES: Final[dict[str, str]] = {
    # prefixed text
    "missing_prefix": "no prefix",
    "unknown_prefix": "unknown prefix",
    "wrong_prefix": "wrong prefix",
    "text_too_long": "text is too long",
    "bad_base58_char": "not a base58 character",
    "bad_base64": "malformed base64",
    "non_canonical_base64": "unused bits of the last base64 character are set",
    "too_short": "text is too short for a checksum",
    "bad_checksum": "checksum does not match",
    "wrong_length": "wrong payload length",
    # amounts
    "amount_form": "not an amount",
    "amount_unit": "unknown or missing unit of an amount",
    "amount_precision": "amount is not a whole number of aettos",
    # RLP
    "rlp_truncated": "RLP item is truncated",
    "rlp_trailing_bytes": "trailing bytes after the outermost RLP item",
    "rlp_length_leading_zero": "RLP length has a leading zero byte",
    "rlp_length_not_minimal": "RLP long form used for a short length",
    "rlp_single_byte_not_minimal": "RLP header before a single byte below 80",
    "rlp_too_deep": "RLP lists are nested too deeply",
    "rlp_too_many_items": "too many RLP items",
    "rlp_too_long": "RLP input is too long",
    # objects
    "not_an_object": "not a serialized object (a list that begins with tag and version)",
    "unknown_tag": "unknown object tag",
    "unknown_version": "unknown object version",
    "object_not_allowed_here": "wrong type of object",
    "field_count": "wrong number of fields",
    "too_deep": "objects are nested too deeply",
    # fields
    "expected_bytes": "expected bytes, found a list",
    "expected_list": "expected a list, found bytes",
    "uint_empty": "empty integer",
    "uint_leading_zero": "leading zero in integer",
    "uint_too_long": "integer is too long",
    "uint_negative": "negative integer",
    "bool_value": "not a boolean",
    "bytes_length": "wrong number of bytes",
    "id_length": "wrong identifier length",
    "id_tag_unknown": "unknown identifier kind",
    "id_tag_not_allowed": "identifier kind is not allowed here",
    "enum_value": "value is not in the enumeration",
    "ct_version": "VM and ABI version are not packed canonically",
    "pointer_value": "invalid name pointer",
    "not_sorted": "list is not sorted",
    "key_repeated": "duplicate key",
    "list_too_long": "list is too long",
    "tuple_arity": "wrong number of items",
    "field_type": "wrong type",
    "header_flags": "unknown block header flags",
    # lenient decoding
    "too_many_deviations": "too many deviations",
    # building
    "argument_missing": "missing argument",
    "argument_unknown": "unknown argument",
    "arguments_exclude": "arguments exclude each other",
    "argument_not_in_version": "this version of the transaction has no such field",
    "protocol_unknown": "unknown protocol",
    "no_fee": "transaction type has no fee",
    "same_participants": "initiator and responder are the same account",
    "push_too_large": "push amount exceeds the initiator amount",
    "below_reserve": "amount is below the channel reserve",
    "fee_too_low": "fee is below the minimum",
    "gas_price_too_low": "gas price is below the minimum",
    "block_gas": "gas exceeds the block gas limit",
    "not_at_protocol": "not valid at this protocol",
    "ttl_passed": "ttl is not above the current height",
    "name_fee_too_low": "name fee is below the minimum for a name of this length",
    "name_ttl_too_long": "name ttl exceeds the maximum",
    "pointer_repeated": "duplicate pointer key",
    "pointer_key_too_long": "pointer key is too long",
    "nonce_not_zero": "nonce must be 0 where a generalized account authorizes",
    "vm_abi": "virtual machine and ABI are not allowed at this protocol",
    "contract_code": "not the code of a contract",
    "ttl_zero": "ttl is 0",
    "not_on_chain": "transaction type never stands on the chain",
    "ttl_expired": "ttl is below the current height",
    "nonce_zero": "nonce is 0 where no generalized account authorizes",
    "nonce_used": "nonce is already used",
    "nonce_too_high": "nonce is above the next one of the account",
    "balance_too_low": "balance is below what the transaction may cost",
    "payload_missing": "payload is missing",
    "payload_channel": "payload belongs to another channel",
    "payload_round": "round does not follow that of the payload",
    "payload_state": "state does not have the state hash of the payload",
    "caller_not_sender": "caller of the contract is not the sender",
    "ga_not_signer": "generalized account is no signer of what it authorizes",
    "auth_gas": "gas of authorization is above what nodes allow by default",
    "gas_price_not_relayed": "gas price is below what nodes relay by default",
    "account_not_new": "ga_attach is not the first transaction of the account",
    "signatures_missing": "transaction has no signatures",
    # signing
    "network_id": "invalid network id",
    "signing_form": "unknown signing form",
    "participants": "wrong channel participants",
    "signers_unknown": "required signers are unknown",
    "key_length": "wrong secret key length",
    "key_text": "invalid secret key text",
    "key_halves": "public key does not match the seed of the secret key",
    "message_text": "text cannot be signed",
    "delegation_data": "invalid delegation data",
    "not_paid_for": "transaction type cannot be paid for",
    # names
    "name_not_utf8": "name is not UTF-8",
    "name_registrar": "unknown name registrar",
    "name_labels": "wrong number of name labels",
    "name_label": "invalid name label",
    "name_salt": "invalid name salt",
    "not_auctioned": "name is not auctioned",
    "auction_over": "auction is over",
    # trees and proofs
    "node_form": "malformed Patricia tree node",
    "node_hash": "node hash does not match its reference",
    "node_repeated": "duplicate node in proof",
    "node_unreachable": "proof node is not reachable from the root",
    "proof_rootless": "root node is missing in proof",
    "proof_silent": "proof does not cover this key",
    "proof_paths": "too many paths through the nodes of a proof",
    # JSON form
    "json_type_unknown": "unknown type name",
    "json_tag": "tag does not match the type",
    "json_key_unknown": "unknown key",
    "json_key_missing": "missing key",
    # JSON of nodes
    "node_json_unknown": "not a transaction or block header of a node or middleware",
    "node_json_several": "JSON holds several transactions or block headers",
    "node_json_hash": "hash does not match the members",
    "node_json_lossy": "JSON does not hold the whole object",
    "node_json_ambiguous": "JSON can be read in two ways",
    "node_json_none": "nodes have no JSON for this type",
    # command line
    "bad_hex": "malformed hexadecimal",
    "secret_given": "a secret, which is not shown",
    "text_shortened": "text is shortened",
    "signature_stray": "signature matches no required signer",
    "signature_repeated": "duplicate signature of one account",
    "signature_missing": "a required signature is missing",
    "signature_needless": "unexpected signature of an account that ga_meta authorizes",
    "signatures_unchecked": "more signatures than any transaction needs are not checked",
    "signed_tx_missing": "transaction is not wrapped in a SignedTx",
    "ga_unchecked": "authorized by a contract, which only the chain can check",
    "network_unknown": "no known network fits the signatures",
    # JSON-RPC
    "json_syntax": "not JSON",
    "json_not_utf8": "not UTF-8",
    "json_too_long": "JSON text is too long",
    "json_too_deep": "JSON values are nested too deeply",
    "json_too_many_values": "too many JSON values",
    "json_repeated_key": "duplicate key in a JSON object",
    "json_constant": "not a JSON number",
    "json_number_too_long": "JSON number is too long",
    "frame_not_object": "JSON-RPC frame is not an object",
    "frame_batch": "JSON-RPC batches are not supported",
    "frame_version": "JSON-RPC version is not 2.0",
    "frame_legacy": "message of before JSON-RPC, with action and payload",
    "frame_kind": "JSON-RPC frame is neither request, notification, result nor error",
    "member_missing": "missing JSON member",
    "member_type": "wrong JSON type",
    "precision_lost": "number is not an exact integer",
    "method_unknown": "unknown method",
    "params_of_another_method": "params belong to another method",
    "tx_type_unknown": "not the type of a transaction of a channel",
    # captures
    "capture_form": "unknown capture format",
    "capture_not_text": "capture is not UTF-8 text",
    "capture_too_long": "capture is too long",
    "capture_too_many_entries": "capture has too many entries",
    "capture_heading": "unknown heading in capture",
    "capture_no_body": "heading without a body",
    "capture_unclosed_body": "body is not closed",
    "capture_stray_text": "text outside of any entry",
    "capture_record": "invalid capture record",
    "url_scheme": "not a WebSocket URL",
    "url_parameter": "malformed connection parameter",
    "url_parameter_repeated": "duplicate connection parameter",
    # recognition
    "source_too_long": "source is too long to be searched as a whole",
    "too_many_readings": "source holds too many things to be shown",
}


class AecodecError(Exception):
    """The base of all errors: which rule is broken, where, and with what evidence.

    code: one of RULES. path: the field, as `SignedTx.transaction.fee` (empty where there is none).
    offset: the position, counted from 0 (None where there is none). expected, found: short texts or None.
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
        return printable(line)

    def within(self: _E, name: str) -> _E:
        """Put `name`, the field around the place, in front of the path. Returns the error itself."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{name}{joint}{self.path}"
        return self

    def __reduce__(self) -> tuple[type[AecodecError], tuple[object, ...]]:
        return type(self), (self.code, self.path, self.offset, self.expected, self.found)


class DecodeError(AecodecError, ValueError):
    """The input breaks a rule of the wire format. `offset` counts bytes of the outermost payload."""


class TextError(DecodeError):
    """A prefixed string or an amount is not valid. `offset` counts characters of the whole text."""

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


def printable(text: str) -> str:
    """Return the text with whatever does not print as Python's escapes: safe on one line of a terminal.

    That holds for line ends, control characters and direction marks, and for characters that show nothing,
    with which one name could pass for another.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return _BLANK.sub(lambda blank: ascii(blank[0])[1:-1], text)


def format_bytes(data: bytes | bytearray | memoryview) -> str:
    """Format the first bytes as evidence for an error: `00 05`, `8b 0e … (33 bytes)`, `no bytes`."""
    if not data:
        return "no bytes"
    shown = bytes(data[:8]).hex(" ")
    return shown if len(data) <= 8 else f"{shown} … ({len(data)} bytes)"


def format_minimal(content: bytes) -> str:
    """Format an integer without its leading zeros, as the evidence of what was expected."""
    return format_bytes(content.lstrip(b"\0") or b"\0")


def quote(text: str) -> str:
    """Quote the beginning of an input as evidence, with escapes for all but ASCII, and no secret key."""
    shown, more = text[:24], "…" if len(text) > 24 else ""
    at = shown.lower().find("sk_")
    if at >= 0 and not shown[at - 1 : at].isalnum() and len(shown) > at + 3:  # `task_id` is none
        shown, more = shown[: at + 3], "…"
    return ascii(shown) + more


def format_int(number: int) -> str:
    """Format a number as evidence; a long one by its size."""
    return f"{number}" if -(1 << 64) < number < 1 << 64 else f"a number of {number.bit_length()} bits"


def format_step(key: str | int) -> str:
    """Format one step of a JSON path: `amount`, `[3]`, or `['a key']` for a key that is no plain name."""
    if isinstance(key, int):
        return f"[{key}]"
    return key if key.isidentifier() and key.isascii() and len(key) <= 40 else f"[{quote(key)}]"


def error_to_json(error: AecodecError) -> dict[str, str | int | None]:
    """Return an error as it stands in JSON output: code, path, offset and message."""
    return {"code": error.code, "path": error.path, "offset": error.offset, "message": str(error)}


def with_article(name: str) -> str:
    """Put the article before the name of a class, as evidence: `an AccountV1`; common ones in plain words."""
    words = {"ChainObject": "a chain object", "Tx": "a transaction", "SignedTx": "a signed transaction"}
    return words.get(name, f"{'an' if name[0] in 'AEIO' else 'a'} {name}")


def head_words(versions: Mapping[int | None, type], tag: int, version: int) -> str:
    """Name an object by its tag and version, as evidence: `AccountV1 (tag 10)`."""
    cls = versions.get(version, versions.get(None))
    return f"tag {format_int(tag)}" if cls is None else f"{cls.__name__} (tag {tag})"


def unexpected_object(expect: type, obj: object, offset: int | None = 0) -> FieldError:
    """Return the error for an object that is not of the expected class."""
    expected = with_article(getattr(expect, "__name__", str(expect)))
    return FieldError("object_not_allowed_here", "", offset, expected, type(obj).__name__)


def kind_names(kinds: int) -> str:
    """Name the identifier kinds of a bit mask, as evidence: `account or contract`."""
    return " or ".join(kind.name.lower() for kind in IdKind if kinds >> kind & 1)
