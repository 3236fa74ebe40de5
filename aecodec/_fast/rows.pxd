"""The filling of columns for the other modules of this package."""

from libc.stdint cimport uint8_t

from .cdata cimport ArrowArray
from .judge cimport Judge, Layouts
from .reader cimport Reader
from .row_values cimport HEADS, Known, Name, Place
from .sources cimport Chunk

# What the filler knows of a layout.
cdef struct Type:
    Name name
    int origin               # the field that says who acts, -1 for none
    bint any_place           # one of its fields has a column
    Place* places            # by field

# What is asked for. Nothing of it changes while rows are filled.
cdef struct Plan:
    const Layouts* layouts
    const uint8_t* allowed
    const char* prefix
    Type* types              # by number of layout
    int count                # of columns
    int* forms
    int head[HEADS]          # the column of each form of the row, -1 for none


cdef class Filler:
    cdef Reader reader
    cdef Judge judge
    cdef Plan plan
    cdef Known* known
    cdef size_t* sizes       # bytes that each column had the last time
    cdef list fields, kept
    cdef bint busy

    # Makes the columns of some rows, and writes them to arrays that are all zero.
    cdef int fill(self, Chunk chunk, ArrowArray** out) except -1
