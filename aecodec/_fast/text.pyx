# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Prefixed text, `ak_…` and the 26 others: base58 or base64 of a payload and its checksum.

The compiled twin of `_pure/text.py`. Decoding, encoding and hashing are kernels, which only tell good from
bad; `_text_rules.explain` finds what is wrong.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint8_t
from libc.string cimport memcmp, memcpy

from . cimport kernels
from .kernels cimport BASE58_BUFFER, BASE58_MAX_CHARS
from .rlp cimport contiguous

from typing import NamedTuple

from .._text_rules import KNOWN, MAX_BASE64_CHARS, explain, explain_payload
from ..errors import TextError, quote
from ..limits import MAX_BASE58_CHARS, MAX_PAYLOAD_BYTES
from ..protocol import PREFIXES


cdef extern from "Python.h":
    bint PyUnicode_IS_COMPACT_ASCII(str text) noexcept
    Py_ssize_t PyUnicode_GET_LENGTH(str text) noexcept
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)
    str PyUnicode_FromObject(object text)

if MAX_BASE58_CHARS != BASE58_MAX_CHARS:
    raise ImportError("the limit in kernels.pxd is not that of limits.py")

cdef Py_ssize_t max_payload_bytes = MAX_PAYLOAD_BYTES
cdef Py_ssize_t max_base64_chars = MAX_BASE64_CHARS
cdef Rule rules[26 * 26]


cdef int fill_rules() except -1:
    cdef Rule* rule
    for name, prefix in PREFIXES.items():
        first, second = name.encode()
        rule = &rules[26 * (first - c"a") + second - c"a"]
        rule.known = True
        rule.base58 = prefix.base58
        rule.length = -1 if prefix.length is None else prefix.length
        rule.id_kind = prefix.id_kind or 0
    return 0


fill_rules()


class Parts(NamedTuple):
    """A prefixed text taken apart."""

    prefix: str
    payload: bytes


def decode(text, expect=None):
    """Decode a prefixed text into its payload; with `expect`, only of that prefix (`"ak"`).

    Raises TextError for a text that is not valid, letter by letter, or not of that prefix.
    """
    return payload_of(text, expect)


def split(text):
    """Split a prefixed text into prefix and payload. Raises TextError as `decode` does."""
    text = as_text(text, "a prefixed text")
    payload = payload_of(text, None)
    return Parts(text[:2], payload)


def encode(prefix, payload):
    """Encode a payload as prefixed text. Raises TextError for an unknown prefix or a wrong length."""
    cdef const Rule* rule
    cdef const uint8_t* data
    cdef Py_ssize_t size

    prefix = as_text(prefix, "a prefix such as 'ak'")
    held = contiguous(payload)
    data = <const uint8_t*>PyBytes_AS_STRING(held)
    size = PyBytes_GET_SIZE(held)
    rule = rule_of(<str>prefix)
    if rule is NULL or PyUnicode_GET_LENGTH(<str>prefix) != 2:
        raise TextError("unknown_prefix", "", 0, KNOWN, quote(prefix))
    if rule.length >= 0 and size != rule.length:
        raise TextError("wrong_length", "", None, f"{rule.length} bytes", f"{size}")
    if rule.base58:
        return base58_text(chars_of(<str>prefix), data, size)
    if size > max_payload_bytes:
        raise TextError("text_too_long", "", None, f"at most {MAX_PAYLOAD_BYTES} bytes", f"{size}")
    return base64_text(chars_of(<str>prefix), data, size)


def sha256d(data):
    """Hash by SHA-256 twice, to 32 bytes, of which the first four are the checksum of prefixed text."""
    return hashed(data, kernels.sha256d)


def blake2b256(data):
    """Hash by BLAKE2b to 32 bytes, as the chain does for its identifiers."""
    return hashed(data, kernels.blake2b256)


cdef inline object hashed(object data, void (*route)(const uint8_t*, size_t, uint8_t*) noexcept nogil):
    held = contiguous(data)
    digest = PyBytes_FromStringAndSize(NULL, 32)
    route(
        <const uint8_t*>PyBytes_AS_STRING(held), <size_t>PyBytes_GET_SIZE(held),
        <uint8_t*>PyBytes_AS_STRING(digest))
    return digest


# --- reading ----------------------------------------------------------------------------------------

cdef str as_text(object value, str expected):
    if type(value) is str:
        return <str>value
    if isinstance(value, str):
        return PyUnicode_FromObject(value)
    raise TypeError(f"expected {expected}, not {type(value).__name__}")


cdef object payload_of(object text, object expect):
    cdef const Rule* rule
    cdef const char* body
    cdef Py_ssize_t size
    cdef uint8_t whole[BASE58_MAX_CHARS]

    text = as_text(text, "a prefixed text")
    if expect is not None:
        expect = as_text(expect, "a prefix such as 'ak'")
    rule = open_text(<str>text, expect, &body, &size)
    if not rule.base58:
        return read_base64(<str>text, rule, body, size)
    size = read_base58(<str>text, rule, body, size, whole)
    return PyBytes_FromStringAndSize(<char*>whole, size)


cdef const Rule* rule_of(str text) noexcept:
    """Finds the rule of the prefix that a text begins with; NULL if it is none or the text is not ASCII."""
    cdef const char* chars
    cdef unsigned first, second

    if not PyUnicode_IS_COMPACT_ASCII(text) or PyUnicode_GET_LENGTH(text) < 2:
        return NULL
    chars = chars_of(text)
    first = <unsigned>chars[0] - c"a"
    second = <unsigned>chars[1] - c"a"
    if first >= 26 or second >= 26 or not rules[26 * first + second].known:
        return NULL
    return &rules[26 * first + second]


cdef const Rule* open_text(str text, object expect, const char** body, Py_ssize_t* size) except NULL:
    cdef const Rule* rule = rule_of(text)
    cdef const char* chars

    if rule is NULL or PyUnicode_GET_LENGTH(text) < 3 or chars_of(text)[2] != c"_":
        raise explain(text, expect)
    chars = chars_of(text)
    if expect is not None and (
        type(expect) is not str
        or rule_of(<str>expect) is not rule
        or PyUnicode_GET_LENGTH(<str>expect) != 2
    ):
        if text[:2] != expect:
            raise explain(text, expect)
    body[0] = chars + 3
    size[0] = PyUnicode_GET_LENGTH(text) - 3
    return rule


cdef Py_ssize_t read_base58(
    str text, const Rule* rule, const char* body, Py_ssize_t size, uint8_t* out
) except -1:
    cdef int whole = kernels.base58_decode(body, <size_t>size, out)

    if whole < 0:
        raise explain(text, None)
    return payload_size(rule, out, whole)


cdef object read_base64(str text, const Rule* rule, const char* body, Py_ssize_t size):
    cdef uint8_t stack[2048]
    cdef uint8_t* whole = stack
    cdef Py_ssize_t written

    if size > max_base64_chars:
        raise explain(text, None)
    if size // 4 * 3 > <Py_ssize_t>sizeof(stack):
        whole = <uint8_t*>PyMem_Malloc(<size_t>(size // 4 * 3))
        if whole is NULL:
            raise MemoryError()
    try:
        written = kernels.base64_decode(body, <size_t>size, whole)
        if written < 0:
            raise explain(text, None)
        return PyBytes_FromStringAndSize(<char*>whole, payload_size(rule, whole, written))
    finally:
        if whole is not stack:
            PyMem_Free(whole)


cdef Py_ssize_t payload_size(const Rule* rule, const uint8_t* whole, Py_ssize_t size) except -1:
    """Checks checksum and length; returns the size without the checksum."""
    cdef uint8_t digest[32]

    if size < 4:
        raise explain_payload(size, b"", b"", None)
    size -= 4
    kernels.sha256d(whole, <size_t>size, digest)
    if memcmp(digest, whole + size, 4) != 0 or (rule.length >= 0 and size != rule.length):
        raise explain_payload(size + 4, whole[size:size + 4], digest[:4], rule.length)
    return size


# --- writing ----------------------------------------------------------------------------------------

cdef str base58_text(const char* prefix, const uint8_t* payload, Py_ssize_t size):
    cdef uint8_t whole[BASE58_MAX_CHARS]
    cdef uint8_t digest[32]
    cdef char buffer[BASE58_BUFFER]
    cdef char* body = NULL
    cdef int written
    cdef str text

    if size > <Py_ssize_t>sizeof(whole) - 4:
        most = <Py_ssize_t>sizeof(whole) - 4
        raise TextError("text_too_long", "", None, f"at most {most} bytes", f"{size}")
    kernels.sha256d(payload, <size_t>size, digest)
    if size == 32:
        memcpy(whole, payload, 32)  # a key: of a size the compiler knows, without a call
    else:
        memcpy(whole, payload, <size_t>size)
    memcpy(whole + size, digest, 4)
    written = kernels.base58_encode(whole, <size_t>size + 4, buffer, &body)
    if written < 0:
        found = base58_length(payload[:size] + digest[:4])
        raise TextError("text_too_long", "", None, f"at most {MAX_BASE58_CHARS} characters", f"{found}")
    text = new_text(prefix, written)
    memcpy(chars_of(text) + 3, body, <size_t>written)
    return text


cdef str base64_text(const char* prefix, const uint8_t* payload, Py_ssize_t size):
    # Whole groups are encoded where they lie; what is left joins the checksum.
    cdef Py_ssize_t rest = size % 3, groups = size - rest
    cdef uint8_t last[2 + 32]
    cdef str text = new_text(prefix, (size + 4 + 2) // 3 * 4)
    cdef char* body = chars_of(text) + 3

    memcpy(last, payload + groups, <size_t>rest)
    kernels.sha256d(payload, <size_t>size, last + rest)
    body += kernels.base64_encode(payload, <size_t>groups, body)
    kernels.base64_encode(last, <size_t>rest + 4, body)
    return text


cdef inline str new_text(const char* prefix, Py_ssize_t body_size):
    """Makes a text without its body, which the caller writes before it hands the text on."""
    cdef str text = PyUnicode_New(3 + body_size, 127)
    cdef char* chars = chars_of(text)

    memcpy(chars, prefix, 2)
    chars[2] = c"_"
    return text


cdef object base58_length(whole):
    """Counts the characters of a number that is too large to write."""
    body = whole.lstrip(b"\0")
    number = int.from_bytes(body, "big")
    digits = 0
    while number:
        number //= 58
        digits += 1
    return len(whole) - len(body) + digits
