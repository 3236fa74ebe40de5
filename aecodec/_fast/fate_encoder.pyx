# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Python values to FATE bytes, compiled.

Same bytes as `_pure.fate_encoder`, which `fate.codec` calls for all that is not plainly right, to raise the
error, and for types, which are hardly ever in a value. Bytes are written forwards: all counts stand before
what they count.

The parts of a list are copied into a tuple before the first is written: then nothing that runs meanwhile, in
this thread or another, can change them.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t
from libc.stdlib cimport free

from .ids cimport Id

from .._fate_rules import order_key
from .._fate_values import Bits, Bytearray, Map, OracleQueryId, StoreMap, Variant
from ..errors import FateError
from ..limits import MAX_FATE_BYTES, MAX_FATE_DEPTH, MAX_FATE_INT_BYTES, MAX_FATE_VALUES

cdef extern from "longs.h":
    Py_ssize_t aec_long_to_bytes(object number, uint8_t* room_end, size_t most) except -3

cdef extern from "wire.h":
    ctypedef struct aec_chars:
        char* begin
        char* at
        char* end
    int aec_chars_reserve(aec_chars* c, size_t more) except -1
    int aec_chars_put(aec_chars* c, const char* text, size_t size) except -1
    int aec_wire_string(aec_chars* wire, const void* data, size_t size) except -1
    int aec_wire_number(aec_chars* wire, unsigned long long number) except -1

cdef extern from *:
    long long PyLong_AsLongLongAndOverflow(object number, int* overflow) except? -1
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cdef enum:
    DEPTH = 320
    NUMBER_ROOM = 1056       # what aec_long_to_bytes may fill for a number of at most 1024 bytes

cdef struct Frame:
    bint is_map, in_key
    Py_ssize_t index
    PyObject* values         # a tuple of `holders`

cdef struct Writer:
    aec_chars out
    bint store
    Py_ssize_t count
    int depth
    Frame* frames

if MAX_FATE_DEPTH != DEPTH or MAX_FATE_INT_BYTES > NUMBER_ROOM - 32:
    raise ImportError("the limits in fate_encoder.pyx are not those of limits.py")

cdef Py_ssize_t VALUES = MAX_FATE_VALUES, BYTES = MAX_FATE_BYTES, INT_BYTES = MAX_FATE_INT_BYTES
cdef uint8_t[7] OBJECTS = [255, 0, 255, 255, 3, 2, 5]  # by the kind of an Id; 255 for none


def encode(value, bint store=False):
    """Encode a Python value; return None for what is left to the plain twin.

    store: take store maps, which only the store of a contract holds.
    """
    cdef Writer writer
    cdef Frame frames[DEPTH]

    writer.out.begin = writer.out.at = writer.out.end = NULL
    writer.store = store
    writer.count = 0
    writer.depth = 0
    writer.frames = frames
    try:
        if write_all(&writer, value) and writer.out.at - writer.out.begin <= BYTES:
            return PyBytes_FromStringAndSize(writer.out.begin, writer.out.at - writer.out.begin)
    finally:
        free(writer.out.begin)
    return None


cdef bint write_all(Writer* writer, object value) except -1:
    """Write a value with all of its parts; False for what is left to the plain twin."""
    cdef list holders = []
    cdef Frame* frame

    while True:
        if not write(writer, holders, value):
            return False
        while True:
            if writer.depth == 0:
                return True
            frame = &writer.frames[writer.depth - 1]
            if frame.index < len(<tuple>frame.values):
                break
            writer.depth -= 1
            holders.pop()
        value = (<tuple>frame.values)[frame.index]
        frame.index += 1


cdef bint write(Writer* writer, list holders, object value) except -1:
    """Write a value without parts, or the head of one that has some, whose frame is open then."""
    cdef object kind = type(value)

    writer.count += 1
    if writer.count > VALUES or writer.out.at - writer.out.begin > BYTES:
        return False
    if kind is int:
        return write_int(writer, value)
    if kind is str:
        return write_text(writer, value)
    if kind is Id:
        return write_id(writer, <Id>value)
    if kind is tuple:
        return write_tuple(writer, holders, <tuple>value)
    if kind is list:
        write_head(writer, len(<list>value), 0x03, 0x1F)
        return open_frame(writer, holders, tuple(<list>value), False)
    if kind is bool:
        return put_byte(writer, 0xFF if value else 0x7F)
    if kind is bytes:
        put_byte(writer, 0x9F)
        put_byte(writer, 0x01)
        return write_string(writer, PyBytes_AS_STRING(<bytes>value), PyBytes_GET_SIZE(<bytes>value))
    if kind is Variant:
        return write_variant(writer, holders, value)
    if kind is dict or kind is Map:
        return write_map(writer, holders, value)
    return write_rare(writer, value, kind)


cdef bint write_rare(Writer* writer, object value, object kind) except -1:
    if kind is Bits:
        number = value.number
        if type(number) is not int:
            return False
        put_byte(writer, 0xCF if number < 0 else 0x4F)
        return write_number(writer, abs(number))
    if kind is OracleQueryId:
        put_byte(writer, 0x9F)
        put_byte(writer, 0x04)
        return write_rlp(writer, value.key)
    if kind is Bytearray:
        data = value.data
        if type(data) is not bytes:
            return False
        put_byte(writer, 0x8F)
        write_int(writer, PyBytes_GET_SIZE(<bytes>data))
        aec_chars_put(&writer.out, PyBytes_AS_STRING(<bytes>data), PyBytes_GET_SIZE(<bytes>data))
        return True
    if kind is StoreMap and writer.store and not in_key(writer):
        put_byte(writer, 0xBF)
        return write_number(writer, value.id)
    return False


cdef bint write_int(Writer* writer, object value) except -1:
    cdef int overflow = 0
    cdef long long small = PyLong_AsLongLongAndOverflow(value, &overflow)

    if overflow == 0 and -64 < small < 64:
        return put_byte(writer, (0x80 if small < 0 else 0) | <int>(small if small > 0 else -small) << 1)
    if overflow == 0:
        put_byte(writer, 0xEF if small < 0 else 0x6F)
        # In this order nothing overflows, not even for the smallest number.
        aec_wire_number(&writer.out, <unsigned long long>(-(small + 64) if small < 0 else small - 64))
        return True
    put_byte(writer, 0xEF if overflow < 0 else 0x6F)
    return write_number(writer, abs(value) - 64)


cdef bint write_number(Writer* writer, object value) except -1:
    """Write a natural number as RLP of its shortest bytes."""
    cdef uint8_t room[NUMBER_ROOM]
    cdef Py_ssize_t size
    if type(value) is not int:
        return False
    size = aec_long_to_bytes(value, room + NUMBER_ROOM, INT_BYTES)
    if size < 0:
        return False
    aec_wire_string(&writer.out, room + NUMBER_ROOM - size, size)
    return True


cdef bint write_text(Writer* writer, object value) except -1:
    cdef Py_ssize_t size = 0
    cdef const char* start
    try:
        start = PyUnicode_AsUTF8AndSize(value, &size)
    except UnicodeEncodeError:
        return write_escaped(writer, value)
    return write_string(writer, start, size)


cdef bint write_escaped(Writer* writer, object value) except -1:
    """Write a string with bytes that are not UTF-8."""
    try:
        raw = value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    if raw.decode("utf-8", "surrogateescape") != value:
        return False
    return write_string(writer, PyBytes_AS_STRING(raw), PyBytes_GET_SIZE(raw))


cdef bint write_string(Writer* writer, const char* start, Py_ssize_t size) except -1:
    if size == 0:
        return put_byte(writer, 0x5F)
    if size < 64:
        put_byte(writer, <int>size << 2 | 1)
    else:
        put_byte(writer, 0x01)
        write_int(writer, size - 64)
    aec_chars_put(&writer.out, start, size)
    return True


cdef bint write_id(Writer* writer, Id value) except -1:
    cdef uint8_t number = OBJECTS[value.wire[0]]
    if number == 255:
        return False
    aec_chars_reserve(&writer.out, 35)
    writer.out.at[0] = <char>0x9F
    writer.out.at[1] = <char>number
    writer.out.at[2] = <char>0xA0
    writer.out.at += 3
    aec_chars_put(&writer.out, <const char*>&value.wire[1], 32)
    return True


cdef bint write_rlp(Writer* writer, object data) except -1:
    """Write bytes as RLP."""
    if type(data) is not bytes:
        return False
    aec_wire_string(&writer.out, PyBytes_AS_STRING(<bytes>data), PyBytes_GET_SIZE(<bytes>data))
    return True


cdef bint write_variant(Writer* writer, list holders, object value) except -1:
    arities, tag, values = value.arities, value.tag, value.values
    if type(values) is not tuple or type(arities) is not tuple:
        return False
    put_byte(writer, 0xAF)
    if not write_rlp(writer, bytes(arities)):
        return False
    put_byte(writer, tag)
    return write_tuple(writer, holders, <tuple>values)


cdef bint write_tuple(Writer* writer, list holders, tuple values) except -1:
    if not values:
        return put_byte(writer, 0x3F)
    write_head(writer, len(values), 0x0B, 0x0B)
    return open_frame(writer, holders, values, False)


cdef bint write_map(Writer* writer, list holders, object value) except -1:
    cdef tuple entries
    if in_key(writer):
        return False
    entries = tuple(value.items())
    put_byte(writer, 0x2F)
    write_int_of(writer, len(entries))
    if len(entries) > 1:
        try:
            entries = in_order(entries)
        except (FateError, UnicodeEncodeError):
            return False
        if entries is None:
            return False
    return open_frame(writer, holders, tuple([part for entry in entries for part in entry]), True)


cdef tuple in_order(tuple entries):
    """Return entries in the order of their keys; None if two keys are equal."""
    cdef Py_ssize_t i
    cdef bint ascending = True
    cdef set kinds = {type(key) for key, _ in entries}
    cdef list orders

    if kinds == {int}:
        orders = [key for key, _ in entries]
    elif kinds == {str}:
        orders = [(len(raw), raw) for raw in [escaped(key) for key, _ in entries]]
    elif kinds == {bytes}:
        orders = [(len(key), key) for key, _ in entries]
    else:
        orders = [order_key(key) for key, _ in entries]
    for i in range(1, len(orders)):
        if not orders[i - 1] < orders[i]:
            ascending = False
            break
    if ascending:
        return entries
    indices = sorted(range(len(orders)), key=orders.__getitem__)
    for i in range(1, len(orders)):
        if orders[indices[i - 1]] == orders[indices[i]]:
            return None
    return tuple([entries[index] for index in indices])


cdef bytes escaped(str key):
    return key.encode("utf-8", "surrogateescape")


cdef bint open_frame(Writer* writer, list holders, tuple values, bint is_map) except -1:
    """Open the frame of a value whose head is written."""
    cdef Frame* frame
    if not values:
        return True
    if writer.depth == DEPTH:
        return False
    holders.append(values)
    frame = &writer.frames[writer.depth]
    frame.in_key = in_key(writer)
    frame.is_map = is_map
    frame.index = 0
    frame.values = <PyObject*>values
    writer.depth += 1
    return True


cdef bint in_key(Writer* writer) noexcept:
    """Tell whether the value that is being written is a key, or within one."""
    cdef Frame* frame
    if writer.depth == 0:
        return False
    frame = &writer.frames[writer.depth - 1]
    return frame.in_key or (frame.is_map and frame.index % 2 == 1)


cdef int write_head(Writer* writer, Py_ssize_t count, int low, int long_head) except -1:
    """Write the head of a list or tuple."""
    if count < 16:
        put_byte(writer, <int>count << 4 | low)
    else:
        put_byte(writer, long_head)
        write_int_of(writer, count - 16)
    return 0


cdef int write_int_of(Writer* writer, Py_ssize_t number) except -1:
    return aec_wire_number(&writer.out, <unsigned long long>number)


cdef bint put_byte(Writer* writer, int byte) except -1:
    aec_chars_reserve(&writer.out, 1)
    writer.out.at[0] = <char>byte
    writer.out.at += 1
    return True
