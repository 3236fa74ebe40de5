"""Judging for the other modules of this package: without Python objects, and without its lock."""

from cpython.object cimport PyObject
from libc.stdint cimport uint8_t

from .rlp cimport aec_item
from .table cimport Row, Table

cdef enum:
    MOST_FIELDS = 24         # of a class; judge.pyx refuses one with more
    SLOTS = 512              # places of layouts, by tag and version

# What a Schema says, for whoever holds no lock. The Judge keeps the Schema, and so its rows, alive.
cdef struct Layout:
    long long tag
    unsigned long long version
    const Row* rows
    Py_ssize_t count, width
    bint payable
    bint wrapper             # may stand between a paying_for and what it pays for
    int number               # counts the layouts of a Judge, from 0

cdef struct Layouts:
    Layout* items
    int count
    short slot[SLOTS]        # the number of the layout, -1 for none

# The object that a payload is, once judged, and the object within it if it is a SignedTx.
cdef struct Found:
    const Layout* layout
    aec_item items[MOST_FIELDS]  # of its fields
    Found* inner


cdef class Judge:
    cdef Layouts layouts
    cdef const uint8_t* allowed  # tags of the outermost object, as bits
    cdef list schemas            # by the number of their layout
    cdef object kept


# Tells whether `decode` would read these bytes; `found` says then what they are. NULL: nobody asks.
cdef bint is_valid(
    const Layouts* layouts, const uint8_t* allowed, const uint8_t* wire, Py_ssize_t size, Found* found
) noexcept nogil

# The number of a sound item of at most 8 bytes.
cdef unsigned long long small_number(const aec_item* item) noexcept nogil
