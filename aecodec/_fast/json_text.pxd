"""Text of JSON for the other modules of this package."""

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcpy

from .text cimport chars_of


cdef extern from *:
    Py_ssize_t PyUnicode_GET_LENGTH(str text) noexcept

cdef extern from "characters.h":
    enum:
        AEC_LARGEST_NUMBER
    ctypedef struct aec_chars:
        char* begin
        char* at
    int aec_chars_reserve(aec_chars* c, size_t more) except -1
    int aec_chars_put(aec_chars* c, const char* text, size_t size) except -1
    int aec_chars_quote(aec_chars* c, const char* text, size_t size) except -1
    int aec_chars_number(aec_chars* c, uint64_t number) except -1
    int aec_chars_large_number(aec_chars* c, const uint8_t* data, size_t size) except -1

cdef enum:
    ID_CHARS = 55            # of the text of an identifier in quotes, at most

# An identifier that was met: the gap that it had, when that was, and its text once that is made.
cdef struct Known:
    uint8_t wire[33]
    uint8_t size             # of the text, 0 if there is none yet
    char text[ID_CHARS]
    long long met
    Py_ssize_t gap

# A prefixed text that is still missing among the characters.
cdef struct Gap:
    size_t at                # characters before it
    const uint8_t* payload
    Py_ssize_t size          # of the payload
    char prefix[2]
    bint base58
    Py_ssize_t same          # the gap that has the same text: mostly itself
    Py_ssize_t next          # of its class, -1 for the last one
    size_t text, length      # where its text stands among the texts, with quotes
    Known* known             # NULL for what is no identifier

# What is written. Payloads stay where they are until `finish_json`.
cdef struct Json:
    aec_chars chars, texts   # all but the prefixed texts, and these
    Gap* gaps
    Py_ssize_t count, room   # of gaps
    Known* known
    long long now            # counts how often the gaps were filled, from 1


# The two letters of identifiers of a kind, 1 to 6.
cdef const char* id_prefix(int kind) noexcept

# A `close_json` follows each `open_json`, also one that fails.
cdef int open_json(Json* json) except -1
cdef void close_json(Json* json) noexcept

# Forgets what was written, but not the texts of identifiers.
cdef void clear_json(Json* json) noexcept

# Leaves the place for a prefixed text: of base58, with 32 or 64 bytes, or of base64.
cdef int leave_gap(
    Json* json, const char* prefix, const uint8_t* payload, Py_ssize_t size, bint base58) except -1

# The same for an identifier, and for bytes with their prefix, or with `ba_` if their length does not fit it.
cdef int put_id(Json* json, const uint8_t* wire) except -1
cdef int put_bytes(Json* json, str prefix, const uint8_t* start, Py_ssize_t size) except -1

# Writes bytes of a field that is UTF-8 by convention.
cdef int put_utf8(Json* json, const uint8_t* start, Py_ssize_t size) except -1

# All that was written since the last time, as text, or None for nothing.
cdef object finish_json(Json* json)


cdef inline int put(Json* json, const char* chars, size_t size) except -1:
    return aec_chars_put(&json.chars, chars, size)


cdef inline int put_name(Json* json, name) except -1:
    """Write the name of a type or of a number, which is ASCII without anything to escape."""
    return aec_chars_quote(&json.chars, chars_of(<str>name), PyUnicode_GET_LENGTH(<str>name))


cdef inline int put_label(Json* json, name, bint first) except -1:
    """Write the name of a member, which likewise has nothing to escape, and what stands around it."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(<str>name)
    cdef char* at
    aec_chars_reserve(&json.chars, size + 6)
    at = json.chars.at
    if not first:
        memcpy(at, b", ", 2)
        at += 2
    at[0] = c'"'
    memcpy(at + 1, chars_of(<str>name), size)
    memcpy(at + 1 + size, b'": ', 3)
    json.chars.at = at + size + 4
    return 0
