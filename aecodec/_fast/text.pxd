"""Prefixed text for the other modules of this package."""

from libc.stdint cimport uint8_t


cdef extern from *:
    """
    #define aec_chars_of(text) ((char *)PyUnicode_DATA(text))
    """
    # Where the characters of an ASCII text lie.
    char* chars_of "aec_chars_of"(str text) noexcept


cdef struct Rule:
    bint known
    bint base58
    Py_ssize_t length       # of the payload; -1 if any
    int id_kind             # 0 if it names nothing


# A text as an object of type str itself, also from a subclass. Raises TypeError for what is none.
cdef str as_text(object value, str expected)

# What `_pure.text.decode(text, expect)` returns or raises.
cdef object payload_of(object text, object expect)

# The rule of the prefix that a text begins with; NULL if it is none or the text is not ASCII.
cdef const Rule* rule_of(str text) noexcept

# Finds prefix and body of a text; raises what `decode` raises for the prefix, and for any character
# that is not ASCII. `text` must be of type str itself; body[0] and size[0] lie in that object.
cdef const Rule* open_text(str text, object expect, const char** body, Py_ssize_t* size) except NULL

# Decodes the base58 body found by `open_text` and checks checksum and length: the payload's size; `out` holds
# at least 128 bytes, of which the four behind the payload are its checksum.
cdef Py_ssize_t read_base58(
    str text, const Rule* rule, const char* body, Py_ssize_t size, uint8_t* out) except -1

# The text of a payload behind a prefix of two letters; lengths are not checked, but for the longest base58.
cdef str base58_text(const char* prefix, const uint8_t* payload, Py_ssize_t size)
cdef str base64_text(const char* prefix, const uint8_t* payload, Py_ssize_t size)
