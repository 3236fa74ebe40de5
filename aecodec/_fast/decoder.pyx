# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Wire to object, compiled: rows over one buffer, straight into the slots of new objects.

Same values, same errors as `_pure.decoder`, in one pass: headers are checked as they are met, and every
field goes at once into its slot. Only when something is wrong does `diagnose` look again, in the order of
the specification, for a fault that comes before the one that was met.

A Reading that makes nothing checks in the same way and leaves out the values: enough for hashes and places.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport uint8_t
from libc.string cimport memcmp

from .check cimport enum_member, in_order
from .ids cimport new_id
from .rlp cimport aec_item, aec_rlp_take, contiguous, check_rlp
from .table cimport (
    BOOL, BYTES, BY_ITEM, ENUM, HEAD_VERSION, IDENTIFIER, LIST, OBJECT, PACKED_VERSION, POINTER_BYTES,
    POINTER_KINDS, TUPLE, UINT, Allowed, Row, Schema, Table, aec_blank, aec_slot,
)

from .. import _field_rules as wrong
from .._rules import PAYING_FOR_TAG, WRAPPER_TAGS
from ..errors import DecodeError, FieldError
from ..limits import MAX_OBJECT_DEPTH, MAX_RLP_ITEMS, MAX_UINT_BYTES

cdef extern from "longs.h":
    object aec_long_from_bytes(const uint8_t* bytes, size_t size)
    # The same, for a caller that counts references itself.
    PyObject* aec_new_long "aec_long_from_bytes" (const uint8_t* bytes, size_t size) except NULL
    PyObject* aec_new_bytes "PyBytes_FromStringAndSize" (const char* bytes, Py_ssize_t size) except NULL

cdef extern from *:
    # A tuple that is not full yet must not be seen by whoever asks the garbage collector, which making a
    # value can start. A full one holds nothing that can reach back to it: it stays unknown to the collector.
    void PyObject_GC_UnTrack(object container) noexcept

cdef int DEPTH = MAX_OBJECT_DEPTH, PAYING_FOR = PAYING_FOR_TAG
cdef object WRAPPERS = WRAPPER_TAGS
cdef Py_ssize_t ITEMS = MAX_RLP_ITEMS, UINT_BYTES = MAX_UINT_BYTES


def decode(Table table not None, data, Allowed allowed not None):
    """Decode the object in RLP bytes. Raises RlpError or FieldError, the latter also for one not allowed."""
    wire = contiguous(data)
    return read_wire(
        table, allowed, <const uint8_t*>PyBytes_AS_STRING(wire), PyBytes_GET_SIZE(wire), True)


cdef object read_wire(
    Table table, Allowed allowed, const uint8_t* wire, Py_ssize_t size, bint making
):
    cdef Reading reading
    reading.table = <PyObject*>table
    reading.base = wire
    reading.paid_for = False
    reading.making = making
    reading.wanted = NULL
    return read_object(&reading, wire, wire + size, allowed, 1)


cdef object read_object(
    Reading* reading, const uint8_t* at, const uint8_t* end, Allowed allowed, int depth
):
    cdef const uint8_t* base = reading.base
    cdef aec_item item
    cdef const uint8_t* next
    cdef unsigned long long tag, version
    cdef Schema schema
    cdef PyObject* found
    cdef Row* row
    cdef Py_ssize_t i = 0
    cdef bint whole = True, saved, around = reading.paid_for

    if depth > DEPTH:
        raise wrong.too_deep(at - base)
    if end - at > ITEMS:
        # Only so long an input can hold too many items: this keeps the count out of the one pass.
        check_rlp(base, at, end)
    if aec_rlp_take(at, end, &item) or not item.is_list or item.end != end:
        diagnose(reading, at, end, allowed, depth)
    next = item.start
    if take_small(&next, end, &tag) or take_small(&next, end, &version):
        diagnose(reading, at, end, allowed, depth)
    found = (<Table>reading.table).nearby(tag, version)
    if found != NULL and allowed.has(tag) and (not around or (<Schema>found).payable):
        schema = <Schema>found
    else:
        schema = diagnose(reading, at, end, allowed, depth)

    made = aec_blank(schema.cls) if reading.making else None
    saved = reading.wanted == <PyObject*>schema and depth == reading.depth
    failure = None
    reading.paid_for = schema.tag == PAYING_FOR or (around and schema.tag in WRAPPERS)
    try:
        for i in range(schema.count):
            row = &schema.rows[i]
            if row.op == HEAD_VERSION:
                value = version
            else:
                if aec_rlp_take(next, end, &item):
                    whole = False
                    break
                next = item.end
                if saved:
                    reading.items[i] = item
                if read_plain(&item, row, aec_slot(made, row.offset) if reading.making else NULL):
                    continue
                value = read_value(reading, &item, row, depth)
            if reading.making:
                Py_INCREF(value)
                aec_slot(made, row.offset)[0] = <PyObject*>value
    except DecodeError as error:
        failure = error
    reading.paid_for = around
    if failure is None and whole and next == end:
        if saved:
            reading.wanted = NULL
        return made
    diagnose(reading, at, end, allowed, depth)
    failure.within(schema.names[i])
    raise failure.within(schema.name) if depth == 1 else failure


cdef int take_small(const uint8_t** at, const uint8_t* end, unsigned long long* number) noexcept:
    """Moves `at` over an integer of up to 8 bytes; 1 for anything else, which `diagnose` looks at."""
    cdef aec_item item
    cdef const uint8_t* digit
    if at[0] < end and at[0][0] < 0x80:
        number[0] = at[0][0]
        at[0] += 1
        return 0
    if aec_rlp_take(at[0], end, &item) or item.is_list or not 0 < item.end - item.start <= 8:
        return 1
    if item.start[0] == 0 and item.end - item.start > 1:
        return 1
    number[0] = 0
    digit = item.start
    while digit < item.end:
        number[0] = number[0] << 8 | digit[0]
        digit += 1
    at[0] = item.end
    return 0


cdef Schema diagnose(
    Reading* reading, const uint8_t* at, const uint8_t* end, Allowed allowed, int depth
):
    """Find the schema of a valid object. Raises what is wrong with structure, head or field count."""
    cdef Table table = <Table>reading.table
    cdef const uint8_t* base = reading.base
    cdef aec_item root, item
    cdef const uint8_t* version_at
    cdef Py_ssize_t count
    check_rlp(base, at, end)
    if aec_rlp_take(at, end, &root):
        raise RuntimeError("check_rlp let a broken item pass")
    count = count_items(&root) if root.is_list else 0
    if count < 2:
        raise wrong.no_object(at[: end - at], at - base)
    aec_rlp_take(root.start, root.end, &item)
    tag = head_number(base, &item, "tag")
    version_at = item.end
    aec_rlp_take(version_at, root.end, &item)
    version = head_number(base, &item, "version")
    schema = table.find(tag, version) if tag in allowed.tags else None
    if schema is None or (reading.paid_for and not (<Schema>schema).payable):
        raise wrong.wrong_head(table, allowed, tag, version, root.start - base, version_at - base)
    if count - 2 != (<Schema>schema).width:
        error = wrong.wrong_field_count((<Schema>schema).width, count - 2, at - base)
        raise error.within((<Schema>schema).name) if depth == 1 else error
    return schema


cdef object head_number(const uint8_t* base, const aec_item* item, str name):
    try:
        return read_uint(base, item)
    except DecodeError as error:
        raise error.within(name) from None


cdef Py_ssize_t count_items(const aec_item* inside) noexcept:
    """Counts the items of a list; -1 if one of them is not canonical."""
    cdef aec_item item
    cdef const uint8_t* next = inside.start
    cdef Py_ssize_t count = 0
    while next < inside.end:
        if aec_rlp_take(next, inside.end, &item):
            return -1
        next = item.end
        count += 1
    return count


cdef inline int read_plain(const aec_item* item, const Row* row, PyObject** slot) except -1:
    """Read what most fields are; return 0 for what `read_value` must look at, wrong values among it."""
    cdef Py_ssize_t size = item.end - item.start
    cdef int op = row.op
    if item.is_list or not (
        is_uint(item.start, size) if op == UINT
        else is_id(item.start, size, row.kinds) if op == IDENTIFIER
        else op == BYTES and (row.length < 0 or size == row.length)
    ):
        return 0
    if slot == NULL:
        return 1
    # The slot takes over the new reference.
    if op == UINT:
        slot[0] = aec_new_long(item.start, size)
    elif op == IDENTIFIER:
        made = new_id(item.start)
        Py_INCREF(made)
        slot[0] = <PyObject*>made
    else:
        slot[0] = aec_new_bytes(<const char*>item.start, size)
    return 1


cdef inline bint is_uint(const uint8_t* start, Py_ssize_t size) noexcept:
    return size == 1 or (1 < size <= UINT_BYTES and start[0] != 0)


cdef inline bint is_id(const uint8_t* start, Py_ssize_t size, unsigned int kinds) noexcept:
    return size == 33 and start[0] < 32 and kinds >> start[0] & 1


cdef object read_value(Reading* reading, const aec_item* item, const Row* row, int depth):
    cdef const uint8_t* base = reading.base
    cdef const uint8_t* start = item.start
    cdef Py_ssize_t size = item.end - start
    cdef int op = row.op

    if op == UINT:
        check_uint(base, item)
        return aec_long_from_bytes(start, size) if reading.making else None
    if op == LIST:
        return read_list(reading, item, row, depth)
    if op == TUPLE:
        return read_tuple(reading, item, row, depth)
    if item.is_list:
        raise_expected("expected_bytes", base, item)
    if op == IDENTIFIER:
        return read_id(reading, item.at, start, size, row.kinds)
    if op == BYTES:
        if row.length >= 0 and size != row.length:
            raise wrong.wrong_length(row.length, size, item.at - base)
        return PyBytes_FromStringAndSize(<const char*>start, size) if reading.making else None
    if op == OBJECT:
        if size == 0 and row.empty_ok:
            return None
        return read_object(reading, start, item.end, <Allowed>row.allowed, depth + 1)
    if op == ENUM:
        return enum_member(read_uint(base, item), <tuple>row.members, start - base)
    if op == BOOL:
        if size != 1 or start[0] > 1:
            raise wrong.wrong_bool(start[:size], start - base)
        return start[0] == 1
    if op == PACKED_VERSION:
        return read_ct_version(base, item, row)
    if size > 0 and start[0] == 1:
        return read_id(reading, item.at, start + 1, size - 1, POINTER_KINDS)
    if size == 0 or start[0] != 2 or size > 1 + POINTER_BYTES:
        raise wrong.wrong_pointer(start[:size], start - base)
    return PyBytes_FromStringAndSize(<const char*>start + 1, size - 1)


cdef object read_uint(const uint8_t* base, const aec_item* item):
    check_uint(base, item)
    return aec_long_from_bytes(item.start, item.end - item.start)


cdef int check_uint(const uint8_t* base, const aec_item* item) except -1:
    cdef const uint8_t* start = item.start
    cdef Py_ssize_t size = item.end - start
    if item.is_list:
        raise_expected("expected_bytes", base, item)
    if is_uint(start, size):
        return 0
    raise wrong.wrong_uint(start[:size], item.at - base, start - base)


cdef object read_id(
    Reading* reading, const uint8_t* at, const uint8_t* start, Py_ssize_t size, unsigned int kinds
):
    if is_id(start, size, kinds):
        return new_id(start) if reading.making else None
    raise wrong.wrong_id(start[:size], kinds, at - reading.base, start - reading.base)


cdef object read_ct_version(const uint8_t* base, const aec_item* item, const Row* row):
    number = read_uint(base, item)
    abi = number & 0xFFFF
    vm = number >> 16 or abi
    if vm > 0xFFFF or (abi if vm == abi <= 2 else vm << 16 | abi) != number:
        raise wrong.wrong_packed_version(item.start[: item.end - item.start], item.start - base)
    return tuple.__new__(<object>row.cls, (vm, abi))


cdef object read_list(Reading* reading, const aec_item* within, const Row* row, int depth):
    cdef aec_item item
    cdef const uint8_t* next = within.start
    cdef aec_item last
    cdef Py_ssize_t i = 0, count
    cdef bint compared, making = reading.making
    if not within.is_list:
        raise_expected("expected_list", reading.base, within)
    if next == within.end:
        return ()
    count = count_items(within)
    if count < 0:
        # The structure is broken further on; `diagnose` says where.
        raise FieldError("rlp_truncated")
    if row.length >= 0 and count > row.length:
        raise wrong.too_long(row.length, count, within.at - reading.base)
    values = PyTuple_New(count) if making else None
    if making:
        PyObject_GC_UnTrack(values)
    before = None
    seen = set() if row.order > BY_ITEM else None
    last.start = last.end = NULL
    try:
        for i in range(count):
            aec_rlp_take(next, within.end, &item)
            next = item.end
            # Bytes can be compared where they lie; otherwise order is a matter of the values.
            compared = row.order == BY_ITEM and row.inner.op == BYTES and not_less(&item, &last)
            reading.making = making or (row.order > 0 and not compared)
            value = read_value(reading, &item, row.inner, depth)
            if row.order and not compared:
                if before is None and i > 0:
                    before = last.start[: last.end - last.start]  # bytes that were not made
                in_order(before, value, row.order, seen, item.at - reading.base)
            if making:
                Py_INCREF(value)
                PyTuple_SET_ITEM(values, i, value)
            before, last = value, item
    except DecodeError as error:
        raise error.within(f"[{i}]") from None
    reading.making = making
    return values


cdef inline bint not_less(const aec_item* item, const aec_item* last) noexcept:
    cdef Py_ssize_t size = item.end - item.start, before = last.end - last.start
    cdef int order = memcmp(item.start, last.start, min(size, before)) if before else 1
    return not item.is_list and (order > 0 or (order == 0 and size >= before))


cdef object read_tuple(Reading* reading, const aec_item* within, const Row* row, int depth):
    cdef aec_item item
    cdef const uint8_t* next = within.start
    cdef Py_ssize_t i, count
    if not within.is_list:
        raise_expected("expected_list", reading.base, within)
    count = count_items(within)
    if count != row.count:
        raise wrong.wrong_arity(row.count, count, within.at - reading.base)
    values = PyTuple_New(count) if reading.making else None
    if reading.making:
        PyObject_GC_UnTrack(values)
    for i in range(count):
        aec_rlp_take(next, within.end, &item)
        next = item.end
        try:
            value = read_value(reading, &item, &row.inner[i], depth)
        except DecodeError as error:
            raise error.within((<object>row.cls)._fields[i]) from None
        if reading.making:
            Py_INCREF(value)
            PyTuple_SET_ITEM(values, i, value)
    return tuple.__new__(<object>row.cls, values) if reading.making else None


cdef int raise_expected(str code, const uint8_t* base, const aec_item* item) except -1:
    raise FieldError(code, "", item.at - base)
