# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Many signatures checked by libsodium without the interpreter's lock, called where PyNaCl keeps it."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uintptr_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from .ids cimport Id

from .._pure.signatures import fits

# crypto_sign_open(message, its size, signed message, its size, public key): 0 if the signature is right
ctypedef int (*Opener)(
    uint8_t*, unsigned long long*, const uint8_t*, unsigned long long, const uint8_t*) noexcept nogil

cdef enum:
    SIGNATURE = 64


cdef struct Check:
    const uint8_t* key
    uint8_t* signed_message
    size_t size
    bint sound, fits


def fits_each(opener, checks):
    """`fits` of each (signature, message, account). `opener` is where crypto_sign_open is, or None."""
    if opener is None:
        return [fits(*check) for check in checks]
    return open_at(opener, tuple(checks))


cdef list open_at(uintptr_t opener, tuple held):
    # The tuple keeps everything alive that the pointers lead to.
    cdef Py_ssize_t count = len(held), i
    cdef size_t total = 0, longest = 0
    cdef Check* prepared = <Check*>malloc(count * sizeof(Check) + 1)
    cdef uint8_t* buffer = NULL
    cdef uint8_t* room
    try:
        if prepared == NULL:
            raise MemoryError
        for i in range(count):
            signature, message, account = <tuple?>held[i]
            # Of another length it fits nobody, and is not opened.
            prepared[i].sound = PyBytes_GET_SIZE(<bytes?>signature) == SIGNATURE
            prepared[i].key = &(<Id?>account).wire[1]
            prepared[i].size = SIGNATURE + PyBytes_GET_SIZE(<bytes?>message)
            total += prepared[i].size
            longest = max(longest, prepared[i].size)
        buffer = <uint8_t*>malloc(total + longest + 1)
        if buffer == NULL:
            raise MemoryError
        room = buffer
        for i in range(count):
            signature, message, _ = <tuple>held[i]
            prepared[i].signed_message = room
            memcpy(room, PyBytes_AS_STRING(signature), min(PyBytes_GET_SIZE(signature), SIGNATURE))
            memcpy(room + SIGNATURE, PyBytes_AS_STRING(message), prepared[i].size - SIGNATURE)
            room += prepared[i].size
        with nogil:
            open_prepared(<Opener>opener, prepared, count, room)
        return [prepared[i].fits for i in range(count)]
    finally:
        free(prepared)
        free(buffer)


cdef void open_prepared(Opener opener, Check* checks, Py_ssize_t count, uint8_t* scratch) noexcept nogil:
    cdef unsigned long long size
    cdef Py_ssize_t i
    for i in range(count):
        checks[i].fits = checks[i].sound and opener(
            scratch, &size, checks[i].signed_message, checks[i].size, checks[i].key) == 0
