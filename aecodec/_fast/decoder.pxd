"""Reading for the other modules of this package."""

from cpython.object cimport PyObject
from libc.stdint cimport uint8_t

from .rlp cimport aec_item
from .table cimport Allowed, Table


# One pass over one payload.
cdef struct Reading:
    PyObject* table          # the caller holds it
    const uint8_t* base      # where the payload begins: offsets of errors count from there
    bint paid_for            # what is being read is within a paying_for
    bint making              # else values are only checked, and None stands for each
    PyObject* wanted         # the Schema whose items go to `items`, NULL for none; NULL again when it was met
    int depth                # at which it is wanted
    aec_item* items          # by row


cdef object read_object(
    Reading* reading, const uint8_t* at, const uint8_t* end, Allowed allowed, int depth)

# The object that a whole payload is, or None where nothing is to be made.
cdef object read_wire(Table table, Allowed allowed, const uint8_t* wire, Py_ssize_t size, bint making)
