"""The rules of values that hold on the wire as well, for the decoder. `at` is a byte, or -1 for no place."""


# Judges a value by the one before it, None for the first; `seen` are the keys so far.
cdef int in_order(before, value, int order, set seen, Py_ssize_t at) except -1

# The member with this number; `members` stand by number, None where there is none.
cdef object enum_member(number, tuple members, Py_ssize_t at)
