"""Identifiers for the other modules of this package."""

cimport cython
from libc.stdint cimport uint8_t


@cython.final
@cython.no_gc
cdef class Id:
    cdef uint8_t wire[33]   # kind and key
    cdef str text           # None until asked for; once set it stays


# The identifier with these 33 bytes. Unchecked: the first is 1 to 6.
cdef Id new_id(const uint8_t* wire)

# Its text, made when first asked for and kept.
cdef str text_of(Id self)
