# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""RLP: byte strings and nested lists of them, canonical form only (docs/protocol/serialization.md).

The compiled twin of `_pure/rlp.py`. Reading headers is C (rlp.h); here are the Python objects and the
errors. What goes wrong is found again in a cold function that keeps the order of the specification, so the
fast ones may walk as suits them: `decode` looks at all items of a list before any inside it, `encode` writes
from the last byte to the first.
"""

from cpython.ref cimport PyObject
from libc.stdint cimport uint8_t

from ..errors import RlpError

from ..limits import MAX_PAYLOAD_BYTES, MAX_RLP_DEPTH, MAX_RLP_ITEMS

if (
    MAX_PAYLOAD_BYTES != AEC_MAX_PAYLOAD_BYTES
    or MAX_RLP_DEPTH != AEC_MAX_RLP_DEPTH
    or MAX_RLP_ITEMS != AEC_MAX_RLP_ITEMS
):
    raise ImportError("the limits in rlp.h are not those of limits.py")


cdef extern from *:
    """
    #ifdef Py_GIL_DISABLED
    #define AEC_FREE_THREADED 1
    #else
    #define AEC_FREE_THREADED 0
    #endif
    """
    const bint AEC_FREE_THREADED

cdef extern from "Python.h":
    # Declared over pointers, so that every reference below is counted by hand and none twice.
    bint PyBytes_CheckExact(PyObject* item) noexcept
    bint PyBytes_Check(PyObject* item) noexcept
    bint PyByteArray_Check(PyObject* item) noexcept
    bint PyMemoryView_Check(PyObject* item) noexcept
    bint PyList_Check(PyObject* item) noexcept
    bint PyTuple_Check(PyObject* item) noexcept
    char* PyBytes_AS_STRING(PyObject* item) noexcept
    Py_ssize_t PyBytes_GET_SIZE(PyObject* item) noexcept
    Py_ssize_t PyList_GET_SIZE(PyObject* item) noexcept
    Py_ssize_t PyTuple_GET_SIZE(PyObject* item) noexcept
    PyObject* PyList_GET_ITEM(PyObject* items, Py_ssize_t index) noexcept
    PyObject* PyTuple_GET_ITEM(PyObject* items, Py_ssize_t index) noexcept
    PyObject* PyList_AsTuple(PyObject* items) except NULL
    PyObject* new_list "PyList_New"(Py_ssize_t length) noexcept  # NULL: an exception is set
    void PyList_SET_ITEM(PyObject* items, Py_ssize_t index, PyObject* item) noexcept
    PyObject* new_bytes "PyBytes_FromStringAndSize"(const char* content, Py_ssize_t length) noexcept
    void PyObject_GC_Track(PyObject* item) noexcept
    void PyObject_GC_UnTrack(PyObject* item) noexcept
    void Py_INCREF(PyObject* item) noexcept
    void Py_DECREF(PyObject* item) noexcept


# --- decoding ---------------------------------------------------------------------------------------

cdef struct OpenList:
    PyObject* values        # borrowed: the root's reference holds them all
    Py_ssize_t filled
    const uint8_t* at       # the next item
    const uint8_t* end


def decode(data):
    """Decode RLP bytes into their item: `bytes`, or a list of items.

    Raises RlpError for bytes that are not one canonical item or go beyond a limit of `limits`.
    """
    wire = contiguous(data)
    cdef const uint8_t* base = <const uint8_t*>PyBytes_AS_STRING(<PyObject*>wire)
    cdef const uint8_t* end = base + PyBytes_GET_SIZE(<PyObject*>wire)
    cdef aec_item item
    cdef PyObject* value = NULL

    if (
        end - base <= AEC_MAX_PAYLOAD_BYTES
        and aec_rlp_take(base, end, &item) == AEC_RLP_SOUND
        and item.end == end
    ):
        if item.is_list:
            value = build_list(&item)
        else:
            value = new_bytes(<const char*>item.start, item.end - item.start)
            if value is NULL:
                raise MemoryError()
    if value is NULL:
        check_rlp(base, base, end)
        raise SystemError("two readings of the same RLP bytes disagree")
    result = <object>value
    Py_DECREF(value)
    return result


cdef PyObject* build_list(const aec_item* root) except? NULL:
    """Make the list with everything in it, a new reference; NULL without an exception if not canonical.

    Each value is in its list as soon as it is made, so giving up is giving up the outermost one. Making one
    can start the garbage collector, and so anybody's code: it knows only of lists that are full.
    """
    cdef OpenList open_lists[AEC_MAX_RLP_DEPTH]
    cdef OpenList* inside = open_lists
    cdef OpenList* deepest = &open_lists[AEC_MAX_RLP_DEPTH - 1]
    cdef Py_ssize_t count = 1
    cdef aec_item item
    cdef PyObject* value
    cdef PyObject* top

    if not open_list(root, &count, inside):
        return NULL
    top = inside.values
    while True:
        if inside.at == inside.end:
            PyObject_GC_Track(inside.values)
            if inside == open_lists:
                return top
            inside -= 1
            continue
        if aec_rlp_take(inside.at, inside.end, &item) != AEC_RLP_SOUND:
            break  # never: open_list took it before
        inside.at = item.end
        if item.is_list:
            if inside == deepest or not open_list(&item, &count, inside + 1):
                break
            value = inside[1].values
        else:
            value = new_bytes(<const char*>item.start, item.end - item.start)
            if value is NULL:
                break
        PyList_SET_ITEM(inside.values, inside.filled, value)
        inside.filled += 1
        if item.is_list:
            inside += 1
    Py_DECREF(top)
    return NULL


cdef bint open_list(const aec_item* item, Py_ssize_t* count, OpenList* opened) noexcept:
    """Takes all headers of the list, so that it is made with the right length; False if one is wrong
    or, with an exception set, if there is no memory."""
    cdef const uint8_t* at = item.start
    cdef Py_ssize_t length = 0
    cdef aec_item inner

    while at != item.end:
        length += 1
        if (
            count[0] + length > AEC_MAX_RLP_ITEMS
            or aec_rlp_take(at, item.end, &inner) != AEC_RLP_SOUND
        ):
            return False
        at = inner.end
    count[0] += length
    opened.values = new_list(length)
    opened.filled = 0
    opened.at = item.start
    opened.end = item.end
    if opened.values is NULL:
        return False
    PyObject_GC_UnTrack(opened.values)
    return True


cdef object check_rlp(const uint8_t* base, const uint8_t* at, const uint8_t* end):
    cdef aec_item fault
    cdef int rule = aec_rlp_check(at, end, &fault)
    cdef Py_ssize_t offset, room, digits

    if rule == AEC_RLP_SOUND:
        return None
    offset = fault.at - base
    room = fault.end - fault.at
    if rule == AEC_RLP_TOO_LONG:
        raise RlpError("rlp_too_long", "", offset, f"at most {MAX_PAYLOAD_BYTES} bytes", f"{room}")
    if rule == AEC_RLP_TOO_MANY_ITEMS:
        raise RlpError("rlp_too_many_items", "", offset, f"at most {MAX_RLP_ITEMS}")
    if rule == AEC_RLP_TOO_DEEP:
        raise RlpError("rlp_too_deep", "", offset, f"at most {MAX_RLP_DEPTH} lists")
    if rule == AEC_RLP_TRAILING_BYTES:
        raise RlpError("rlp_trailing_bytes", "", offset, None, f"{room} bytes")
    if room == 0:
        raise RlpError("rlp_truncated", "", offset, "an item", "no bytes")
    head = fault.at[:min(room, 9)]
    if rule == AEC_RLP_SINGLE_BYTE_NOT_MINIMAL:
        raise RlpError("rlp_single_byte_not_minimal", "", offset, None, head[:2].hex(" "))
    digits = max(0, (head[0] & 0x3F) - 55)
    if digits > room - 1:
        raise RlpError("rlp_truncated", "", offset, f"{digits} length bytes", f"{room - 1}")
    if rule == AEC_RLP_LENGTH_LEADING_ZERO:
        raise RlpError("rlp_length_leading_zero", "", offset, None, head[:1 + digits].hex(" "))
    length = int.from_bytes(head[1:1 + digits], "big") if digits else head[0] & 0x3F
    if rule == AEC_RLP_LENGTH_NOT_MINIMAL:
        raise RlpError("rlp_length_not_minimal", "", offset, "a length above 55", f"{length}")
    raise RlpError("rlp_truncated", "", offset, f"{length} bytes", f"{room - 1 - digits}")


cdef object contiguous(object data):
    if type(data) is bytes:
        return data
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(memoryview(data))  # whatever a subclass makes of its methods
    raise TypeError(f"expected a bytes-like object, not {type(data).__name__}")


# --- encoding ---------------------------------------------------------------------------------------

cdef struct Frame:
    PyObject* values        # a strong reference
    Py_ssize_t left         # items not yet written
    size_t written          # bytes that stand behind the list


def encode(item):
    """Encode `bytes` (or bytes-like) and nested lists or tuples of them as RLP.

    Raises RlpError for lists nested beyond the limit, TypeError for anything else in them.
    """
    cdef aec_writer writer

    aec_writer_open(&writer)
    try:
        if write(&writer, <PyObject*>item):
            return (<char*>writer.at)[:aec_writer_size(&writer)]
    finally:
        aec_writer_close(&writer)
    refuse(item)
    raise RuntimeError("a list changed while it was encoded")


cdef bint write(aec_writer* writer, PyObject* value) except -1:
    """Writes the item, its last byte first; False if it holds what RLP does not, or lists too deep.

    Copying a buffer may run Python code, which may change the lists around it. So a frame holds its list by a
    strong reference, and looks at its length again before it takes the next item.
    """
    cdef Frame frames[AEC_MAX_RLP_DEPTH]
    cdef Frame* frame
    cdef int depth = 0

    try:
        while True:
            if PyBytes_CheckExact(value):
                write_string(writer, value)
            elif PyList_Check(value) or PyTuple_Check(value):
                if depth == AEC_MAX_RLP_DEPTH:
                    return False
                frame = &frames[depth]
                frame.values = value
                if AEC_FREE_THREADED and PyList_Check(value):
                    frame.values = PyList_AsTuple(value)  # other threads may be changing it
                else:
                    Py_INCREF(value)
                frame.left = length_of(frame.values)
                frame.written = aec_writer_size(writer)
                depth += 1
            elif not write_copy(writer, value):
                return False
            while True:
                if depth == 0:
                    return True
                frame = &frames[depth - 1]
                frame.left = min(frame.left, length_of(frame.values))
                if frame.left > 0:
                    break
                aec_writer_header(writer, 0xC0, aec_writer_size(writer) - frame.written)
                depth -= 1
                Py_DECREF(frame.values)
            frame.left -= 1
            if PyList_Check(frame.values):
                value = PyList_GET_ITEM(frame.values, frame.left)
            else:
                value = PyTuple_GET_ITEM(frame.values, frame.left)
    finally:
        while depth > 0:
            depth -= 1
            Py_DECREF(frames[depth].values)


cdef inline Py_ssize_t length_of(PyObject* values) noexcept:
    return PyList_GET_SIZE(values) if PyList_Check(values) else PyTuple_GET_SIZE(values)


cdef inline int write_string(aec_writer* writer, PyObject* content) except -1:
    """Writes a bytes object. Runs no Python code, so a borrowed reference is enough."""
    return aec_writer_string(
        writer, <const uint8_t*>PyBytes_AS_STRING(content), <size_t>PyBytes_GET_SIZE(content))


cdef bint write_copy(aec_writer* writer, PyObject* value) except -1:
    """Writes a copy of another kind of buffer; False if it is none or cannot be read."""
    if not (PyBytes_Check(value) or PyByteArray_Check(value) or PyMemoryView_Check(value)):
        return False
    holder = <object>value  # keeps it alive while code of its own runs
    try:
        copy = contiguous(holder)
    except MemoryError:
        raise
    except Exception:
        return False  # `refuse` raises it, unless something before this is wrong as well
    write_string(writer, <PyObject*>copy)
    return True


BACKWARDS = slice(None, None, -1)


cdef object refuse(object item):
    """Raises what `_pure.rlp.encode` raises: items are taken from the first to the last."""
    values, pending = [item], []
    while True:
        while values:
            value = values.pop()
            if isinstance(value, (bytes, bytearray, memoryview)):
                contiguous(value)
            elif isinstance(value, (list, tuple)):
                if len(pending) == MAX_RLP_DEPTH:
                    raise RlpError("rlp_too_deep", "", None, f"at most {MAX_RLP_DEPTH} lists")
                pending.append(values)
                values = (list if isinstance(value, list) else tuple).__getitem__(value, BACKWARDS)
                values = list(values)
            else:
                raise TypeError(f"RLP holds bytes and lists of bytes, not {type(value).__name__}")
        if not pending:
            return None
        values = pending.pop()
