# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Checks of bytes for a valid object, which is not made: the compiled `_pure.judge`.

The rows of all classes that can stand in a transaction are collected when a Judge is made. From then on
nothing changes and nothing is a Python object, so any number of threads judge at once, without Python's lock.

The answer is yes or no. What is wrong, and where, the decoder says, which reads a refused object once more;
so no error is worded here. The order of checks does not matter: all must hold.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memcmp

from .rlp cimport aec_item, aec_rlp_check, aec_rlp_take, contiguous
from .table cimport (
    BOOL, BYTES, BY_ITEM, BY_KEY, ENUM, HEAD_VERSION, IDENTIFIER, LIST, OBJECT, PACKED_VERSION, POINTER_BYTES,
    POINTER_KINDS, TUPLE, UINT, Allowed, Row, Schema, Table,
)

from .._rules import PAYING_FOR_TAG, WRAPPER_TAGS
from ..limits import MAX_OBJECT_DEPTH, MAX_RLP_ITEMS, MAX_UINT_BYTES

cdef extern from *:
    # Of a tuple that nobody changes any more: these two read it, and touch no reference.
    PyObject* PyTuple_GET_ITEM(PyObject* members, Py_ssize_t at) nogil
    Py_ssize_t PyTuple_GET_SIZE(PyObject* members) nogil

cdef enum:
    SIGNED = 11
    PAYING_FOR = 82

assert PAYING_FOR == PAYING_FOR_TAG

cdef int DEPTH = MAX_OBJECT_DEPTH
cdef Py_ssize_t ITEMS = MAX_RLP_ITEMS, UINT_BYTES = MAX_UINT_BYTES
cdef PyObject* NONE = <PyObject*>None


cdef class Judge:
    """A check whether bytes are an object that is allowed, or what nests in one.

    allowed: which objects the outermost one may be.
    """

    def __cinit__(self, Table table not None, Allowed allowed not None):
        cdef Layout* layout
        cdef int at
        self.kept = (table, allowed)
        self.allowed = allowed.bits
        self.schemas = reachable(table, allowed)
        self.layouts.items = <Layout*>calloc(len(self.schemas), sizeof(Layout))
        if self.layouts.items == NULL:
            raise MemoryError
        for at in range(SLOTS):
            self.layouts.slot[at] = -1
        if 2 * len(self.schemas) > SLOTS:
            raise ValueError(f"{len(self.schemas)} classes are too many to find quickly")
        for schema in self.schemas:
            layout = &self.layouts.items[self.layouts.count]
            fill_layout(layout, <Schema>schema)
            layout.number = self.layouts.count
            at = slot_of(layout.tag, layout.version)
            while self.layouts.slot[at] >= 0:
                at = (at + 1) % SLOTS
            self.layouts.slot[at] = <short>layout.number
            self.layouts.count += 1

    def __dealloc__(self):
        free(self.layouts.items)

    def is_valid(self, data):
        """Tell whether the decoder would read these bytes. Raises TypeError for what is not bytes."""
        cdef bytes wire = contiguous(data)
        cdef const uint8_t* at = <const uint8_t*>PyBytes_AS_STRING(wire)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(wire)
        cdef bint valid
        with nogil:
            valid = is_valid(&self.layouts, self.allowed, at, size, NULL)
        return valid


cdef list reachable(Table table, Allowed allowed):
    """Collect the schemas of all objects that may stand in one of these, each once."""
    cdef list schemas = []
    cdef set seen = set()
    waiting = [allowed]
    while waiting:
        for tag in sorted((<Allowed>waiting.pop()).tags - seen):
            seen.add(tag)
            for version in sorted(table.tags[tag], key=lambda version: -1 if version is None else version):
                if version is None:
                    raise ValueError(f"tag {tag} has its version as data, which is not judged")
                schema = table.find(tag, version)
                schemas.append(schema)
                add_allowed((<Schema>schema).rows, (<Schema>schema).count, waiting)
    return schemas


cdef int add_allowed(const Row* rows, Py_ssize_t count, list waiting) except -1:
    """Add what may nest in these rows; refuse an order that is not known here."""
    cdef Py_ssize_t i
    for i in range(count):
        if rows[i].op == OBJECT:
            waiting.append(<object>rows[i].allowed)
        if rows[i].op == LIST and rows[i].order:
            inner = rows[i].inner
            by = BYTES if rows[i].order == BY_ITEM else TUPLE if rows[i].order == BY_KEY else OBJECT
            if inner.op != by or (by == TUPLE and inner.inner.op != BYTES):
                raise ValueError(f"items of operation {inner.op} in order {rows[i].order} are not judged")
        add_allowed(rows[i].inner, rows[i].count, waiting)
    return 0


cdef int fill_layout(Layout* layout, Schema schema) except -1:
    if schema.count > MOST_FIELDS:
        raise ValueError(f"{schema.name} has {schema.count} fields, more than are judged")
    layout.tag = schema.tag
    layout.version = schema.fixed
    layout.rows = schema.rows
    layout.count = schema.count
    layout.width = schema.width
    layout.payable = schema.payable
    layout.wrapper = schema.tag in WRAPPER_TAGS
    return 0


cdef inline int slot_of(unsigned long long tag, unsigned long long version) noexcept nogil:
    return <int>((tag * 5 + version) % SLOTS)


cdef inline const Layout* find(
    const Layouts* layouts, unsigned long long tag, unsigned long long version
) noexcept nogil:
    cdef int at = slot_of(tag, version)
    cdef const Layout* layout
    while layouts.slot[at] >= 0:
        layout = &layouts.items[layouts.slot[at]]
        if <unsigned long long>layout.tag == tag and layout.version == version:
            return layout
        at = (at + 1) % SLOTS
    return NULL


# --- objects ----------------------------------------------------------------------------------------

cdef bint is_valid(
    const Layouts* layouts, const uint8_t* allowed, const uint8_t* wire, Py_ssize_t size, Found* found
) noexcept nogil:
    return is_object(layouts, allowed, wire, wire + size, 1, False, found)


cdef bint is_object(
    const Layouts* layouts, const uint8_t* allowed, const uint8_t* at, const uint8_t* end,
    int depth, bint paid_for, Found* found
) noexcept nogil:
    """Judge the object between two places. paid_for: it stands within a paying_for."""
    cdef aec_item item
    cdef const uint8_t* next
    cdef const Layout* layout
    cdef const Row* row
    cdef unsigned long long tag, version
    cdef Py_ssize_t i
    cdef Found* inner = NULL
    # Only an input so long can hold too many items, or be too long: the count is not taken in the pass below.
    if depth > DEPTH or (end - at > ITEMS and aec_rlp_check(at, end, &item)):
        return False
    if aec_rlp_take(at, end, &item) or not item.is_list or item.end != end:
        return False
    next = item.start
    if not take_small(&next, end, &tag) or not take_small(&next, end, &version):
        return False
    layout = find(layouts, tag, version)
    if layout == NULL or tag >= 1024 or not allowed[tag >> 3] >> (tag & 7) & 1:
        return False
    if paid_for and not layout.payable:
        return False
    paid_for = tag == PAYING_FOR or (paid_for and layout.wrapper)
    if found != NULL:
        found.layout = layout
        if tag == SIGNED:
            inner = found.inner
    for i in range(layout.count):
        row = &layout.rows[i]
        if aec_rlp_take(next, end, &item):
            return False
        next = item.end
        if found != NULL:
            found.items[i] = item
        if not is_plain(&item, row) and not is_value(layouts, &item, row, depth, paid_for, inner):
            return False
    return next == end


cdef inline bint take_small(
    const uint8_t** at, const uint8_t* end, unsigned long long* number
) noexcept nogil:
    """Read an integer of up to 8 bytes: no tag and no version that is known here has more."""
    cdef aec_item item
    if at[0] < end and at[0][0] < 0x80:
        number[0] = at[0][0]
        at[0] += 1
        return True
    if aec_rlp_take(at[0], end, &item) or item.is_list or item.end - item.start > 8:
        return False
    if item.start == item.end or item.start[0] == 0:
        return False
    number[0] = small_number(&item)
    at[0] = item.end
    return True


cdef unsigned long long small_number(const aec_item* item) noexcept nogil:
    cdef const uint8_t* digit = item.start
    cdef unsigned long long number = 0
    while digit < item.end:
        number = number << 8 | digit[0]
        digit += 1
    return number


# --- values -----------------------------------------------------------------------------------------

cdef inline bint is_plain(const aec_item* item, const Row* row) noexcept nogil:
    """Judge what most fields are; false also for all else."""
    cdef Py_ssize_t size = item.end - item.start
    cdef int op = row.op
    if item.is_list:
        return False
    if op == UINT:
        return is_uint(item.start, size)
    if op == IDENTIFIER:
        return is_id(item.start, size, row.kinds)
    return op == BYTES and (row.length < 0 or size == row.length)


cdef inline bint is_uint(const uint8_t* start, Py_ssize_t size) noexcept nogil:
    return size == 1 or (1 < size <= UINT_BYTES and start[0] != 0)


cdef inline bint is_id(const uint8_t* start, Py_ssize_t size, unsigned int kinds) noexcept nogil:
    return size == 33 and start[0] < 32 and kinds >> start[0] & 1


cdef bint is_value(
    const Layouts* layouts, const aec_item* item, const Row* row, int depth, bint paid_for, Found* inner
) noexcept nogil:
    cdef const uint8_t* start = item.start
    cdef Py_ssize_t size = item.end - start
    cdef int op = row.op
    if op == LIST:
        return is_list(layouts, item, row, depth, paid_for)
    if op == TUPLE:
        return is_tuple(layouts, item, row, depth, paid_for)
    if item.is_list:
        return False
    if op == OBJECT:
        if size == 0 and row.empty_ok:
            return True
        return is_object(layouts, row.allowed_bits, start, item.end, depth + 1, paid_for, inner)
    if op == ENUM:
        return is_uint(start, size) and size <= 8 and is_member(row, small_number(item))
    if op == BOOL:
        return size == 1 and start[0] <= 1
    if op == PACKED_VERSION:
        return is_uint(start, size) and size <= 8 and is_packed_version(small_number(item))
    if op in (UINT, IDENTIFIER, BYTES, HEAD_VERSION):
        return False  # `is_plain` has refused it
    if size > 0 and start[0] == 1:  # what a name points to: an identifier, or else raw data
        return is_id(start + 1, size - 1, POINTER_KINDS)
    return size > 0 and start[0] == 2 and size <= 1 + POINTER_BYTES


cdef inline bint is_member(const Row* row, unsigned long long number) noexcept nogil:
    if number >= <unsigned long long>PyTuple_GET_SIZE(row.members):
        return False
    return PyTuple_GET_ITEM(row.members, <Py_ssize_t>number) != NONE


cdef inline bint is_packed_version(unsigned long long number) noexcept nogil:
    """Judge the versions of virtual machine and ABI; equal ones up to 2 are one number for both."""
    cdef unsigned long long abi = number & 0xFFFF, vm = number >> 16
    if vm == 0:
        vm = abi
    return vm <= 0xFFFF and number == (abi if vm == abi and vm <= 2 else vm << 16 | abi)


cdef bint is_tuple(
    const Layouts* layouts, const aec_item* within, const Row* row, int depth, bint paid_for
) noexcept nogil:
    cdef aec_item item
    cdef const uint8_t* next = within.start
    cdef Py_ssize_t i
    if not within.is_list:
        return False
    for i in range(row.count):
        if aec_rlp_take(next, within.end, &item):
            return False
        next = item.end
        if not is_plain(&item, &row.inner[i]):
            if not is_value(layouts, &item, &row.inner[i], depth, paid_for, NULL):
                return False
    return next == within.end


cdef bint is_list(
    const Layouts* layouts, const aec_item* within, const Row* row, int depth, bint paid_for
) noexcept nogil:
    cdef aec_item item, key, last
    cdef const uint8_t* next = within.start
    cdef Py_ssize_t count = 0
    cdef int order, up = 1, down = 1
    if not within.is_list:
        return False
    while next < within.end:
        if aec_rlp_take(next, within.end, &item):
            return False
        next = item.end
        if not is_plain(&item, row.inner):
            if not is_value(layouts, &item, row.inner, depth, paid_for, NULL):
                return False
        if row.order:
            key_of(&item, row.order, &key)
            if count:
                order = compare(&key, &last)
                up = up and (order > 0 or (order == 0 and row.order == BY_ITEM))
                down = down and order < 0
            last = key
        count += 1
    if row.length >= 0 and count > row.length:
        return False
    if up or not row.order:
        return True
    # What is left may have any order. A node writes keys from the last to the first; others are compared.
    return row.order > BY_KEY and (down or keys_differ(within, row.order, count))


cdef inline void key_of(const aec_item* item, int order, aec_item* key) noexcept nogil:
    """Find what a judged item is ordered by: itself, or the first of a tuple or of an object's fields."""
    cdef aec_item root
    key[0] = item[0]
    if order == BY_ITEM:
        return
    aec_rlp_take(item.start, item.end, key)
    if order != BY_KEY:
        root = key[0]
        aec_rlp_take(root.start, root.end, key)  # tag
        aec_rlp_take(key.end, root.end, key)     # version
        aec_rlp_take(key.end, root.end, key)


cdef int compare(const aec_item* key, const aec_item* other) noexcept nogil:
    cdef Py_ssize_t size = key.end - key.start, others = other.end - other.start
    cdef int order = memcmp(key.start, other.start, min(size, others)) if size and others else 0
    return order if order else (size > others) - (size < others)


cdef int compare_keys(const void* key, const void* other) noexcept nogil:
    return compare(<const aec_item*>key, <const aec_item*>other)


cdef bint keys_differ(const aec_item* within, int order, Py_ssize_t count) noexcept nogil:
    """Sort the keys of a judged list, and compare neighbours; false as well where there is no memory."""
    cdef aec_item* keys = <aec_item*>malloc(count * sizeof(aec_item))
    cdef aec_item item
    cdef const uint8_t* next = within.start
    cdef Py_ssize_t i
    cdef bint differ = keys != NULL
    if differ:
        for i in range(count):
            aec_rlp_take(next, within.end, &item)
            next = item.end
            key_of(&item, order, &keys[i])
        qsort(keys, count, sizeof(aec_item), compare_keys)
        for i in range(1, count):
            differ = differ and compare(&keys[i - 1], &keys[i]) != 0
    free(keys)
    return differ
