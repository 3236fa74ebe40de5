# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""FATE bytes to Python values, compiled.

Same values as `_pure.fate_decoder`. This one knows what is right; what is wrong it leaves to the plain one,
which `fate.codec` then calls, and which raises the error. Types are left to it as well: they stand in code,
and hardly ever in a value.

A value with parts is a frame on a stack of this module while they are read, so nesting costs no stack of C.
Its parts are a list that `holders` keeps alive. That makes each way out safe: frames own nothing.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint8_t
from libc.string cimport memcmp, memcpy

from .fate_bytes cimport (
    DEPTH, LIST, MAP, MOST_BYTES, MOST_INT_BYTES, TUPLE, VARIANT, Frame, Kind, Reader, take_count,
    take_number, take_size, take_span, take_string, take_tuple_size,
)
from .ids cimport Id, new_id
from .rlp cimport AEC_RLP_SOUND, aec_item, aec_rlp_take

from .._fate_rules import ID_KINDS as KINDS, order_key
from .._fate_values import FEW_KEYS, Bits, Bytearray, OracleQueryId, StoreMap, Variant, make_map
from ..limits import MAX_FATE_BYTES, MAX_FATE_DEPTH, MAX_FATE_INT_BYTES, MAX_FATE_VALUES

cdef extern from "slots.h":
    Py_ssize_t aec_slot_offset(object type, object descriptor) noexcept
    PyObject** aec_slot(object instance, Py_ssize_t offset) noexcept
    object aec_blank(object type)

if (MAX_FATE_DEPTH, MAX_FATE_BYTES, MAX_FATE_INT_BYTES) != (DEPTH, MOST_BYTES, MOST_INT_BYTES):
    raise ImportError("the limits in fate_bytes.pxd are not those of limits.py")

cdef Py_ssize_t VALUES = MAX_FATE_VALUES
cdef Py_ssize_t FEW = FEW_KEYS

# Instead of a value: one whose parts are still to be read; what is left to the plain twin.
cdef object OPEN = object(), LEFT = object()

# Where a Variant keeps its fields. It is made without its constructor, which would check them again.
cdef Py_ssize_t ARITIES = aec_slot_offset(Variant, Variant.__dict__["arities"])
cdef Py_ssize_t TAG = aec_slot_offset(Variant, Variant.__dict__["tag"])
cdef Py_ssize_t VALUES_OF = aec_slot_offset(Variant, Variant.__dict__["values"])
if min(ARITIES, TAG, VALUES_OF) < 0:
    raise ImportError("this version of msgspec keeps fields in another way")

# By the byte of an object: the kind of an Id, 0 for none; and its place in the order of keys.
cdef uint8_t[6] ID_KINDS = [1, 0, 5, 4, 0, 6]
cdef uint8_t[7] RANKS = [0, 2, 0, 0, 5, 4, 3]  # by the kind of an Id
for byte, kind in KINDS.items():
    if ID_KINDS[byte] != kind:
        raise ImportError("kinds of identifiers are not those of protocol.py")


def decode_prefix(bytes wire not None, Py_ssize_t at, bint store=False):
    """Decode the value that begins at `at`; return it and its end, or None for what the plain twin reads.

    store: take store maps, which only the store of a contract holds.
    """
    cdef Py_ssize_t stop = 0
    value = read(wire, at, store, &stop)
    return None if value is LEFT else (value, stop)


cdef object read(bytes wire, Py_ssize_t at, bint store, Py_ssize_t* stop):
    """Read the value that begins at `at`, and note where it ends; return LEFT for one that is left."""
    cdef Frame frames[DEPTH]
    cdef Reader reader
    cdef const uint8_t* base = <const uint8_t*>PyBytes_AS_STRING(wire)
    cdef Frame* frame
    cdef list holders = [], parts

    if at < 0 or at >= PyBytes_GET_SIZE(wire) or PyBytes_GET_SIZE(wire) - at > MOST_BYTES:
        return LEFT
    reader.at = base + at
    reader.end = base + PyBytes_GET_SIZE(wire)
    reader.store = store
    reader.count = reader.owed = 0
    reader.depth = 0
    reader.frames = frames
    reader.span = NULL
    reader.span_size = 0
    while True:
        value = read_head(&reader, holders)
        if value is OPEN:
            continue
        if value is LEFT:
            return value
        while True:
            if reader.depth == 0:
                stop[0] = reader.at - base
                return value
            frame = &frames[reader.depth - 1]
            parts = <list>frame.parts
            if frame.kind == MAP and frame.left % 2 == 0 and not ascends(&reader, frame, parts, value):
                return LEFT
            parts.append(value)
            frame.left -= 1
            reader.owed -= 1
            if frame.left > 0:
                break
            reader.depth -= 1
            value = build(frame, parts)
            holders.pop()
            if frame.kind == VARIANT:
                holders.pop()


cdef object read_head(Reader* reader, list holders):
    """Read a value without parts; return OPEN for one that has some, whose frame is open then."""
    cdef uint8_t tag
    cdef Py_ssize_t size = 0

    reader.count += 1
    if reader.count > VALUES or reader.at >= reader.end:
        return LEFT
    tag = reader.at[0]
    if tag & 1 == 0:
        reader.at += 1
        if tag == 0x80:
            return LEFT
        return -<long>(tag >> 1 & 63) if tag & 0x80 else <long>(tag >> 1)
    if tag & 3 == 1 or tag == 0x5F:
        if not take_string(reader):
            return LEFT
        return PyUnicode_DecodeUTF8(<const char*>reader.span, reader.span_size, "surrogateescape")
    if tag & 15 == 3 or tag == 0x1F:
        reader.at += 1
        if tag == 0x1F:
            if not take_count(reader, 16, &size):
                return LEFT
        else:
            size = tag >> 4
        return open_frame(reader, holders, LIST, size)
    if tag & 15 == 11 or tag == 0x3F:
        if not take_tuple_size(reader, &size):
            return LEFT
        return open_frame(reader, holders, TUPLE, size)
    if tag & 15 == 7:
        return LEFT
    if tag == 0x7F or tag == 0xFF:
        reader.at += 1
        return tag == 0xFF
    if tag == 0x6F or tag == 0xEF or tag == 0x4F or tag == 0xCF:
        return read_number(reader, tag)
    if tag == 0x9F:
        return read_object(reader)
    if tag == 0xAF:
        return read_variant(reader, holders)
    return read_rare(reader, holders, tag)


cdef object read_rare(Reader* reader, list holders, uint8_t tag):
    """Read a map, a store map or a contract bytearray."""
    cdef Py_ssize_t size = 0

    reader.at += 1
    if tag == 0x8F:
        if not take_size(reader, 0, &size) or not take_span(reader, size):
            return LEFT
        return Bytearray(PyBytes_FromStringAndSize(<const char*>reader.span, reader.span_size))
    if in_key(reader):
        return LEFT
    if tag == 0x2F:
        if not take_count(reader, 0, &size):
            return LEFT
        return open_frame(reader, holders, MAP, 2 * size)
    if tag != 0xBF or not reader.store:
        return LEFT
    number = take_number(reader)
    return LEFT if number is None else StoreMap(number)


cdef object read_number(Reader* reader, uint8_t tag):
    """Read a long integer, or bits."""
    reader.at += 1
    number = take_number(reader)
    if number is None:
        return LEFT
    if tag == 0x6F:
        return number + 64
    if tag == 0xEF:
        return -64 - number
    if tag == 0xCF and not number:
        return LEFT
    return Bits(number if tag == 0x4F else -number)


cdef object read_object(Reader* reader):
    """Read bytes, or an address."""
    cdef aec_item item
    cdef uint8_t wire[33]
    cdef uint8_t kind

    if reader.end - reader.at < 3:
        return LEFT
    kind = reader.at[1]
    reader.at += 2
    if kind == 1:
        if (reader.at[0] & 3 != 1 and reader.at[0] != 0x5F) or not take_string(reader):
            return LEFT
        return PyBytes_FromStringAndSize(<const char*>reader.span, reader.span_size)
    if (
        kind > 5
        or aec_rlp_take(reader.at, reader.end, &item) != AEC_RLP_SOUND
        or item.is_list
        or item.end - item.start != 32
    ):
        return LEFT
    reader.at = item.end
    if kind == 4:
        return OracleQueryId(PyBytes_FromStringAndSize(<const char*>item.start, 32))
    wire[0] = ID_KINDS[kind]
    memcpy(&wire[1], item.start, 32)
    return new_id(wire)


cdef object read_variant(Reader* reader, list holders):
    cdef aec_item item
    cdef Py_ssize_t size = 0
    cdef uint8_t tag

    if (
        aec_rlp_take(reader.at + 1, reader.end, &item) != AEC_RLP_SOUND
        or item.is_list
        or reader.end - item.end < 2
        or item.end[0] >= item.end - item.start
    ):
        return LEFT
    tag = item.end[0]
    reader.at = item.end + 1
    if reader.at[0] & 15 != 11 and reader.at[0] != 0x3F:
        return LEFT
    if not take_tuple_size(reader, &size) or size != item.start[tag]:
        return LEFT
    arities = tuple(PyBytes_FromStringAndSize(<const char*>item.start, item.end - item.start))
    if size == 0:
        return new_variant(arities, tag, ())
    holders.append(arities)
    value = open_frame(reader, holders, VARIANT, size)
    if value is OPEN:
        reader.frames[reader.depth - 1].arities = <PyObject*>arities
        reader.frames[reader.depth - 1].tag = tag
    return value


cdef object open_frame(Reader* reader, list holders, Kind kind, Py_ssize_t size):
    """Open the frame of a value with `size` parts, which are not more than the bytes that are left."""
    cdef Frame* frame
    cdef list parts

    if size == 0:
        return [] if kind == LIST else () if kind == TUPLE else {}
    # The parts of the frames around it need bytes as well, all but this one and those that are open.
    if size > reader.end - reader.at - (reader.owed - reader.depth) or reader.depth == DEPTH:
        return LEFT
    parts = []
    holders.append(parts)
    frame = &reader.frames[reader.depth]
    frame.kind = kind
    frame.in_key = in_key(reader)
    frame.left = size
    frame.parts = <PyObject*>parts
    frame.last = NULL
    frame.last_size = 0
    reader.owed += size
    reader.depth += 1
    return OPEN


cdef object build(Frame* frame, list parts):
    """Make the value that has all of its parts."""
    if frame.kind == LIST:
        return parts
    if frame.kind == TUPLE:
        return tuple(parts)
    if frame.kind == VARIANT:
        return new_variant(<object>frame.arities, frame.tag, tuple(parts))
    return build_map(parts)


cdef object build_map(list parts):
    """Make the dict, or what `make_map` makes where a dict would lose keys or take too long."""
    cdef Py_ssize_t i
    cdef dict found = {}
    cdef bint few = len(parts) <= 2 * FEW or type(parts[0]) is str or type(parts[0]) is bytes

    if few:
        try:
            for i in range(0, len(parts), 2):
                found[parts[i]] = parts[i + 1]
        except TypeError:
            few = False  # a key that cannot be hashed
    if few and 2 * len(found) == len(parts):
        return found
    return make_map(parts[::2], parts[1::2])


cdef object new_variant(object arities, uint8_t tag, tuple values):
    """Make the Variant of fields that are valid."""
    made = aec_blank(Variant)
    number = <object>(<long>tag)
    put_slot(made, ARITIES, arities)
    put_slot(made, TAG, number)
    put_slot(made, VALUES_OF, values)
    return made


cdef inline int put_slot(object made, Py_ssize_t offset, object value) except -1:
    Py_INCREF(value)
    aec_slot(made, offset)[0] = <PyObject*>value
    return 0


cdef bint in_key(Reader* reader) noexcept:
    """Tell whether the next value is a key, or within one."""
    cdef Frame* frame
    if reader.depth == 0:
        return False
    frame = &reader.frames[reader.depth - 1]
    return frame.in_key or (frame.kind == MAP and frame.left % 2 == 0)


cdef bint ascends(Reader* reader, Frame* frame, list parts, object key) except -1:
    """Tell whether a key stands above the last one; the common kinds without `order_key`."""
    cdef const uint8_t* last = frame.last
    cdef Py_ssize_t last_size = frame.last_size
    cdef const uint8_t* low
    cdef const uint8_t* high

    frame.last = reader.span
    frame.last_size = reader.span_size
    if not parts:
        return True
    before = parts[len(parts) - 2]
    if type(before) is type(key):
        if type(key) is int:
            return before < key
        if type(key) is str or type(key) is bytes:
            if last_size != frame.last_size:
                return last_size < frame.last_size
            return memcmp(last, frame.last, last_size) < 0
        if type(key) is Id:
            low, high = (<Id>before).wire, (<Id>key).wire
            if low[0] != high[0]:
                return RANKS[low[0]] < RANKS[high[0]]
            return memcmp(low, high, 33) < 0
    return order_key(before) < order_key(key)
