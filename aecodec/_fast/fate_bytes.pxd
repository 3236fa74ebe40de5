"""The bytes of FATE as they are read: sizes, numbers and strings, each of which moves the place on."""

from cpython.object cimport PyObject
from libc.stdint cimport uint8_t

from .rlp cimport AEC_RLP_SOUND, aec_item, aec_rlp_take

cdef extern from "longs.h":
    object aec_long_from_bytes(const uint8_t* bytes, size_t size)

cdef enum:
    DEPTH = 320

cdef enum Kind:
    LIST
    TUPLE
    VARIANT
    MAP

cdef struct Frame:
    Kind kind
    bint in_key              # it stands in a key of a map
    Py_ssize_t left          # parts still to be read; of a map the next is a key if this is even
    PyObject* parts          # those that are there, a list of `holders`
    PyObject* arities        # of a variant, a tuple of `holders`
    uint8_t tag              # of a variant
    const uint8_t* last      # of a map: the bytes of its last key, if that is a string or bytes
    Py_ssize_t last_size

cdef struct Reader:
    const uint8_t* at
    const uint8_t* end
    bint store
    Py_ssize_t count         # of values
    Py_ssize_t owed          # parts still to be read of all frames, each of which needs a byte
    int depth
    Frame* frames
    const uint8_t* span      # the bytes of the last string or bytes
    Py_ssize_t span_size

# Held against limits.py by fate_decoder.pyx.
cdef enum:
    MOST_BYTES = 1 << 24
    MOST_INT_BYTES = 1024


cdef inline bint take_natural(Reader* reader, aec_item* item) noexcept:
    """Take RLP of the shortest bytes of a number; False if it is none."""
    if aec_rlp_take(reader.at, reader.end, item) != AEC_RLP_SOUND or item.is_list:
        return False
    reader.at = item.end
    return item.end - item.start == 1 or (item.end - item.start > 1 and item.start[0] != 0)


cdef inline object take_number(Reader* reader):
    """Take the number that comes next; None if it is none or too long."""
    cdef aec_item item
    if not take_natural(reader, &item) or item.end - item.start > MOST_INT_BYTES:
        return None
    return aec_long_from_bytes(item.start, item.end - item.start)


cdef inline bint take_count(Reader* reader, Py_ssize_t more, Py_ssize_t* count) noexcept:
    """Take a number that counts bytes or values, to which `more` is added; False if more than can be."""
    cdef aec_item item
    cdef Py_ssize_t number = 0

    if not take_natural(reader, &item) or item.end - item.start > 4:
        return False
    while item.start != item.end:
        number = number << 8 | item.start[0]
        item.start += 1
    count[0] = number + more
    return number <= MOST_BYTES


cdef inline bint take_size(Reader* reader, Py_ssize_t more, Py_ssize_t* size) noexcept:
    """Take an integer that is a size, to which `more` is added."""
    cdef uint8_t tag
    if reader.at >= reader.end:
        return False
    tag = reader.at[0]
    reader.at += 1
    if tag & 1 == 0:
        size[0] = (tag >> 1) + more
        return tag < 0x80
    return tag == 0x6F and take_count(reader, 64 + more, size)


cdef inline bint take_span(Reader* reader, Py_ssize_t size) noexcept:
    """Take so many bytes and note where they are."""
    if size > reader.end - reader.at:
        return False
    reader.span = reader.at
    reader.span_size = size
    reader.at += size
    return True


cdef inline bint take_string(Reader* reader) noexcept:
    """Take a string and note where its bytes are; False if it is none."""
    cdef uint8_t tag = reader.at[0]
    cdef Py_ssize_t size = 0

    reader.at += 1
    if tag == 0x01:
        if not take_size(reader, 64, &size):
            return False
    elif tag != 0x5F:
        size = tag >> 2
    return take_span(reader, size)


cdef inline bint take_tuple_size(Reader* reader, Py_ssize_t* size) noexcept:
    """Take the tag of a tuple and the number of its items."""
    cdef uint8_t tag = reader.at[0]
    reader.at += 1
    if tag == 0x0B:
        return take_count(reader, 16, size)
    size[0] = 0 if tag == 0x3F else tag >> 4
    return True
