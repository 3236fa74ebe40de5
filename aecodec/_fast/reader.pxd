"""Readers for the other modules of this package."""

from libc.stdint cimport uint8_t

from .table cimport Allowed, Table


cdef class Reader:
    cdef Table table
    cdef str prefix
    cdef Allowed allowed


cdef enum:
    WINDOW = 96

# The payloads of some of many texts.
cdef struct Window:
    uint8_t* buffer
    Py_ssize_t room
    Py_ssize_t count
    Py_ssize_t at[WINDOW]    # in the buffer
    Py_ssize_t size[WINDOW]  # without the checksum; -1 for what `Reader.read` has to look at


cdef void open_window(Window* window) noexcept nogil
cdef void close_window(Window* window) noexcept nogil

# Finds the base64 and its length in the characters of a text of the reader's prefix; -1 if it is none.
cdef Py_ssize_t body_within(
    Reader reader, const char* chars, Py_ssize_t length, const char** body) noexcept

# The same with the two letters of a prefix.
cdef Py_ssize_t body_behind(
    const char* prefix, const char* chars, Py_ssize_t length, const char** body) noexcept nogil

# Decodes the bodies of `count` texts, whose lengths are in `size`, -1 for none.
cdef int decode_window(Window* window, const char** body) except -1 nogil

# Takes the next texts, from this one on.
cdef int fill_window(Window* window, Reader reader, tuple given, Py_ssize_t start) except -1
