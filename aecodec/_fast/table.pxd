"""Schemas as the engine reads them: rows in C, found by tag and version or by class."""

cimport cython
from cpython.object cimport PyObject


cdef extern from "slots.h":
    Py_ssize_t aec_slot_offset(object cls, object descriptor)
    PyObject** aec_slot(object instance, Py_ssize_t offset) noexcept
    object aec_blank(object cls)


# protocol.Op and protocol.Order; table.pyx refuses to import if they differ.
cdef enum:
    UINT = 1
    BOOL = 2
    BYTES = 3
    IDENTIFIER = 4
    ENUM = 5
    PACKED_VERSION = 6
    POINTER_TARGET = 7
    LIST = 8
    TUPLE = 9
    OBJECT = 10
    HEAD_VERSION = 11

cdef enum:
    BY_ITEM = 1
    BY_KEY = 2

# What a name may point to: kinds as a mask, and raw data of so many bytes; held against protocol.py as well.
cdef enum:
    POINTER_KINDS = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6
    POINTER_BYTES = 1024


cdef struct Row:
    int op
    int order                # LIST
    bint empty_ok            # OBJECT
    unsigned int kinds       # IDENTIFIER: bit mask
    Py_ssize_t length        # BYTES: of this length, LIST: at most so long; -1 if free
    Py_ssize_t count         # LIST: 1, TUPLE: rows within
    Row* inner
    PyObject* cls            # ENUM, PACKED_VERSION, TUPLE; the Schema keeps it alive
    PyObject* prefix         # BYTES: of the text form, None for UTF-8
    PyObject* members        # ENUM: by number, None where there is none
    PyObject* allowed        # OBJECT
    const unsigned char* allowed_bits  # the same for whoever holds no lock
    Py_ssize_t offset        # where an instance keeps it; -1 within lists and tuples


@cython.final
cdef class Allowed:
    cdef readonly object tags, words
    cdef unsigned char bits[128]

    cdef inline bint has(self, unsigned long long tag) noexcept:
        return tag < 1024 and self.bits[tag >> 3] >> (tag & 7) & 1


@cython.final
cdef class Schema:
    cdef readonly object cls, name, names
    cdef readonly object version          # None where the head's version is data of the object
    cdef readonly long long tag
    cdef readonly bint payable            # a paying_for may wrap it
    cdef long long fixed                  # the version as a number, -1 for None
    cdef Py_ssize_t count, width          # fields; items on the wire after tag and version
    cdef Row* rows
    cdef tuple kept                       # what the rows refer to


@cython.final
cdef class Table:
    cdef readonly object tags
    cdef object _find, _of
    cdef dict by_head, by_class
    cdef PyObject* near[256]              # of by_head, found without hashing; strong references

    cpdef Schema find(self, object tag, object version)
    cpdef Schema of(self, object cls)

    cdef inline Schema of_object(self, object obj):
        cdef object known = self.by_class.get(type(obj))
        # A metaclass can make a class equal another one, whose slots it does not have.
        if known is not None and (<Schema>known).cls is <object>type(obj):
            return <Schema>known
        return self.of(type(obj))

    cdef inline PyObject* nearby(self, unsigned long long tag, unsigned long long version) noexcept:
        """The schema of this head if it was found before, else NULL."""
        cdef PyObject* known = self.near[(tag * 5 + version) & 255]
        if known == NULL or (<Schema>known).tag != <long long>tag:
            return NULL
        return known if (<Schema>known).fixed == <long long>version else NULL
