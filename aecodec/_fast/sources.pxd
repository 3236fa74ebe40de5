"""Sources of rows for the other modules of this package."""

from libc.stdint cimport int64_t, uint8_t

from .cdata cimport ArrowArray, ArrowArrayStream, ArrowSchema

cdef enum Kind:
    MISSING                  # a null
    TEXT
    WIRE                     # bytes of RLP
    STRANGE                  # an object that Python has to look at

cdef struct Item:
    Kind kind
    const char* data
    Py_ssize_t size

# Where the transactions of an array or of a list lie.
cdef struct Texts:
    Kind kind                # of all that are no null, for an array
    int letter               # its layout: n, u (u and z), U (U and Z), v (views); i for items
    Item* items
    const uint8_t* bits      # NULL where nothing is null
    int64_t offset           # rows before the first one, in each buffer
    const uint8_t* outer_bits
    int64_t outer_offset
    const void** buffers


# The transaction of a row.
cdef Item item_at(const Texts* texts, Py_ssize_t row) noexcept nogil


cdef class Chunk:
    cdef Texts texts
    cdef Py_ssize_t start, count
    cdef object owner        # what keeps the texts where they are
    cdef tuple objects       # the items themselves, for a list


cdef class Source:
    cdef ArrowArrayStream stream
    cdef ArrowArray array
    cdef ArrowSchema schema
    cdef object iterator, batch, ahead
    cdef Kind kind
    cdef int letter
    cdef int64_t at, start   # of the column, -1 for an array that is no table; the next row of the batch
    cdef readonly tuple names

    # The next rows, None behind the last.
    cdef Chunk next_chunk(self, Py_ssize_t rows, Py_ssize_t most)

    # Writes the columns beside the transactions to the first children of a table.
    cdef int hand_on(self, Chunk chunk, ArrowArray* out) except -1
