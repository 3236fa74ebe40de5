# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, embedsignature=True
"""Schemas, the Table that finds them, and what is Allowed where: the compiled `_pure.table`."""

cimport cython
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from libc.stdlib cimport calloc, free

from ..limits import MAX_POINTER_BYTES
from ..protocol import POINTED_KINDS, IdKind, Op, Order

assert list(Op) == [
    UINT, BOOL, BYTES, IDENTIFIER, ENUM, PACKED_VERSION, POINTER_TARGET, LIST, TUPLE, OBJECT, HEAD_VERSION,
]
assert [BY_ITEM, BY_KEY] == [Order.BY_ITEM, Order.BY_KEY]
assert POINTER_KINDS == sum([1 << kind for kind in POINTED_KINDS])
assert POINTER_BYTES == MAX_POINTER_BYTES

# Kinds of identifiers are bits of an unsigned int, and the engine tests the first byte against 6.
assert max(IdKind) == 6


@cython.final
cdef class Allowed:
    """Which objects may stand in a place: their tags, and what they are in words."""

    def __cinit__(self, tags, words):
        self.tags = frozenset(tags)
        self.words = words
        for tag in self.tags:
            if not 0 <= tag < 1024:
                raise ValueError(f"tag {tag} is beyond the table of allowed tags")
            self.bits[tag >> 3] |= 1 << (tag & 7)


@cython.final
cdef class Schema:
    """A class and what its fields are on the wire.

    name: the first word of error paths. version: None where the object's version is data of its own,
    kept in a field whose row is HEAD_VERSION.
    """

    # `__cinit__`, here and below: a Schema without its rows must not exist, however it is constructed.
    def __cinit__(self, cls, name, tag, version, names, rows):
        cdef list kept = []
        if len(names) != len(rows):
            raise ValueError(f"{len(names)} names for {len(rows)} rows")
        offsets = [aec_slot_offset(cls, getattr(cls, field)) for field in names]
        if -1 in offsets:
            raise TypeError(f"{cls.__name__}.{names[offsets.index(-1)]} is not stored in a slot")
        self.cls = cls
        self.name = name
        self.tag = tag
        self.version = version
        self.payable = getattr(cls, "CAN_BE_PAID_FOR", True)
        self.fixed = -1 if version is None else version
        self.names = tuple(names)
        self.rows = compile_rows(kept, rows)
        self.kept = tuple(kept)
        self.count = len(rows)
        self.width = 0
        for at in range(self.count):
            self.rows[at].offset = offsets[at]
            self.width += self.rows[at].op != HEAD_VERSION

    def __dealloc__(self):
        free_rows(self.rows, self.count)


cdef Row* compile_rows(list kept, tuple rows) except NULL:
    """Compiles rows to C; whatever they refer to goes to `kept`."""
    cdef Py_ssize_t count = len(rows), at
    cdef Row* made = <Row*>calloc(count + 1, sizeof(Row))
    if made == NULL:
        raise MemoryError
    try:
        for at in range(count):
            compile_row(kept, rows[at], &made[at])
    except BaseException:
        free_rows(made, count)
        raise
    return made


cdef int compile_row(list kept, tuple row, Row* made) except -1:
    cdef int op = row[0]
    kept.append(row)
    made.op = op
    made.length = -1
    made.offset = -1
    if op == BYTES:
        made.length = -1 if row[1] is None else row[1]
        made.prefix = <PyObject*>row[2]
    elif op == IDENTIFIER:
        made.kinds = row[1]
    elif op == ENUM:
        members = tuple(row[1]._value2member_map_.get(number) for number in range(max(row[1]) + 1))
        kept.append(members)
        made.cls = <PyObject*>row[1]
        made.members = <PyObject*>members
    elif op == PACKED_VERSION:
        made.cls = <PyObject*>row[1]
    elif op == LIST:
        made.count = 1
        made.inner = compile_rows(kept, (row[1],))
        made.length = -1 if row[2] is None else row[2]
        made.order = row[3]
    elif op == TUPLE:
        made.cls = <PyObject*>row[1]
        made.inner = compile_rows(kept, row[2])
        made.count = len(row[2])
    elif op == OBJECT:
        made.allowed = <PyObject*>(<Allowed?>row[1])
        made.allowed_bits = (<Allowed>row[1]).bits
        made.empty_ok = row[2]
    return 0


cdef void free_rows(Row* rows, Py_ssize_t count) noexcept:
    if rows == NULL:
        return
    for at in range(count):
        free_rows(rows[at].inner, rows[at].count)
    free(rows)


@cython.final
cdef class Table:
    """The schemas found so far: `find(tag, version)` and `of(cls)` are asked once for each.

    tags: the known classes, by tag and version.
    """

    def __cinit__(self, tags, find, of):
        self.tags = tags
        self._find = find
        self._of = of
        self.by_head = {}
        self.by_class = {}

    def __dealloc__(self):
        for at in range(256):
            Py_XDECREF(self.near[at])

    cpdef Schema find(self, object tag, object version):
        """Find the schema of this tag and version; None if there is none."""
        cdef PyObject* before
        cdef PyObject** near
        head = (tag, version)
        known = self.by_head.get(head)
        if known is None:
            known = self._find(tag, version)
            if known is None:
                return None
            # A version that is data can be any number: nothing is kept for each.
            if (<Schema?>known).fixed >= 0:
                self.by_head[head] = known
                near = &self.near[(tag * 5 + version) & 255]
                before = near[0]
                Py_INCREF(known)
                near[0] = <PyObject*>known
                Py_XDECREF(before)
        return known

    cpdef Schema of(self, object cls):
        """Find the schema of a class of chain objects."""
        known = self.by_class.get(cls)
        if known is None or (<Schema>known).cls is not cls:
            known = self._of(cls)
            if (<Schema?>known).cls is not cls:
                raise TypeError("a schema of another class")
            self.by_class[cls] = known
        return known
