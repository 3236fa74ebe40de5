# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Text or bytes to object, one or many: the compiled `_pure.reader`.

A text is decoded into a buffer on the stack, checked, and read there. Many texts are opened a
window at a time, and their checksums made three at a time: these take less time than two.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memset

from . cimport kernels
from .decoder cimport Reading, read_object, read_wire
from .rlp cimport contiguous
from .table cimport Allowed, Table

from .._lazy import load
from ..errors import DecodeError, unexpected_object
from ..limits import MAX_PAYLOAD_BYTES
from . import text

cdef extern from *:
    bint PyUnicode_CheckExact(object text)
    bint PyUnicode_IS_COMPACT_ASCII(object text)
    const char* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef enum:
    STACK = 4096

cdef Py_ssize_t PAYLOAD_BYTES = MAX_PAYLOAD_BYTES


cdef class Reader:
    """A reader of objects of one kind, from the prefixed text that carries them or from RLP bytes."""

    def __cinit__(self, Table table not None, str prefix not None, Allowed allowed not None):
        if len(prefix) != 2:
            raise ValueError(f"a prefix has two letters: {prefix!r}")
        self.table = table
        self.prefix = prefix
        self.allowed = allowed

    def read(self, data, expect=None):
        """Decode prefixed text or RLP bytes into an object. Raises what `decode_tx` raises."""
        return read_expected(self, data, expect)

    def digest(self, data):
        """Hash an object's bytes by BLAKE2b-256, if they are one. Raises what `read` raises."""
        cdef uint8_t made[32]
        read(self, data, False, made)
        return PyBytes_FromStringAndSize(<const char*>made, 32)

    def read_many(self, items):
        """Decode each, in order, into the object or the error that `read` raises. Other errors are raised."""
        cdef tuple given = tuple(items)
        cdef list made = [None] * len(given)
        cdef Py_ssize_t start
        cdef Window window
        open_window(&window)
        try:
            for start in range(0, len(given), WINDOW):
                fill_window(&window, self, given, start)
                read_window(&window, self, given, start, made)
        finally:
            close_window(&window)
        return made

    def __reduce__(self):
        # By name, for other processes that read.
        return load("pkgutil").resolve_name, (f"aecodec.codec:{self.prefix}_reader",)


@cython.final
cdef class TxReader(Reader):
    """A reader of transactions. Its bound method is the public `decode_tx`, and named like it in errors."""

    def decode_tx(self, data, expect=None):
        """Decode a `tx_` text or RLP bytes into a transaction, with everything nested in it typed as well.

        With `expect` it must be of that class.

        Raises TextError, RlpError or FieldError, each with its place; for an object of another class the code
        is `object_not_allowed_here`.
        """
        return read_expected(self, data, expect)


cdef inline object read_expected(Reader reader, data, expect):
    obj = read(reader, data, True, NULL)
    if expect is not None and not isinstance(obj, expect):
        raise unexpected_object(expect, obj)
    return obj


cdef object read(Reader reader, data, bint making, uint8_t* digest):
    cdef uint8_t local[STACK]
    cdef uint8_t* payload = local
    cdef uint8_t checksum[32]
    cdef const char* body
    cdef Py_ssize_t size, length = body_of(reader, data, &body)

    if length < 0:
        wire = text.decode(data, reader.prefix) if isinstance(data, str) else contiguous(data)
        return read_payload(
            reader, <const uint8_t*>PyBytes_AS_STRING(wire), PyBytes_GET_SIZE(wire), making, digest)
    if length // 4 * 3 > STACK:
        payload = <uint8_t*>malloc(length // 4 * 3)
        if payload == NULL:
            raise MemoryError
    try:
        size = kernels.base64_decode(body, length, payload) - 4
        if size >= 0:
            kernels.sha256d(payload, size, checksum)
        if size < 0 or memcmp(checksum, payload + size, 4) != 0:
            text.decode(data, reader.prefix)
            raise RuntimeError("text.decode let a wrong text pass")
        return read_payload(reader, payload, size, making, digest)
    finally:
        if payload != local:
            free(payload)


cdef inline object read_payload(
    Reader reader, const uint8_t* wire, Py_ssize_t size, bint making, uint8_t* digest
):
    made = read_wire(reader.table, reader.allowed, wire, size, making)
    if digest != NULL:
        kernels.blake2b256(wire, size, digest)
    return made


cdef Py_ssize_t body_of(Reader reader, data, const char** body) noexcept:
    """Finds the base64 and its length in a text of this prefix; -1 for what `text.decode` has to look at."""
    if not PyUnicode_CheckExact(data) or not PyUnicode_IS_COMPACT_ASCII(data):
        return -1
    return body_within(reader, PyUnicode_DATA(data), PyUnicode_GET_LENGTH(data), body)


cdef Py_ssize_t body_within(
    Reader reader, const char* chars, Py_ssize_t length, const char** body
) noexcept:
    """Finds the same in characters that may be any bytes."""
    return body_behind(PyUnicode_DATA(reader.prefix), chars, length, body)


cdef Py_ssize_t body_behind(
    const char* prefix, const char* chars, Py_ssize_t length, const char** body
) noexcept nogil:
    length -= 3
    if length <= 0 or length > PAYLOAD_BYTES:
        return -1
    if chars[0] != prefix[0] or chars[1] != prefix[1] or chars[2] != c"_":
        return -1
    body[0] = chars + 3
    return length


# --- many -------------------------------------------------------------------------------------------

cdef void open_window(Window* window) noexcept nogil:
    window.buffer = NULL
    window.room = 0


cdef void close_window(Window* window) noexcept nogil:
    free(window.buffer)


cdef int fill_window(Window* window, Reader reader, tuple given, Py_ssize_t start) except -1:
    """Decodes the next texts and checks their checksums; what is not canonical is left to `read`."""
    cdef const char* body[WINDOW]
    cdef Py_ssize_t i
    window.count = min(WINDOW, len(given) - start)
    for i in range(window.count):
        window.size[i] = body_of(reader, given[start + i], &body[i])
    return decode_window(window, body)


cdef int decode_window(Window* window, const char** body) except -1 nogil:
    """Decodes the base64 of these bodies, whose lengths are in `size`, and checks their checksums."""
    cdef Py_ssize_t i, needed = 0
    for i in range(window.count):
        window.at[i] = needed
        needed += max(0, window.size[i] // 4 * 3)
    if needed > window.room:
        free(window.buffer)
        window.room = 0
        window.buffer = <uint8_t*>malloc(needed)
        if window.buffer == NULL:
            with gil:
                raise MemoryError
        window.room = needed
    for i in range(window.count):
        if window.size[i] >= 0:
            window.size[i] = max(
                -1, kernels.base64_decode(body[i], window.size[i], window.buffer + window.at[i]) - 4)
    check_window(window)
    return 0


cdef void check_window(Window* window) noexcept nogil:
    """Sets the sizes of those to -1 whose checksums are wrong; three of like length are hashed together."""
    cdef uint8_t checksums[3][32]
    cdef const uint8_t* payloads[3]
    cdef size_t sizes[3]
    cdef Py_ssize_t order[WINDOW]
    cdef Py_ssize_t first, i, which, count = order_by_size(window, order)
    for first in range(0, count, 3):
        for i in range(3):
            which = order[min(first + i, count - 1)]  # the last one more than once fills the last three
            payloads[i] = window.buffer + window.at[which]
            sizes[i] = <size_t>window.size[which]
        kernels.sha256d_three(payloads, sizes, checksums)
        for i in range(min(3, count - first)):
            if memcmp(checksums[i], payloads[i] + sizes[i], 4) != 0:
                window.size[order[first + i]] = -1


cdef Py_ssize_t order_by_size(const Window* window, Py_ssize_t* order) noexcept nogil:
    """Orders the canonical ones from few blocks of the hash to many; all that are very long come last."""
    cdef signed char first[64]
    cdef signed char following[WINDOW]
    cdef Py_ssize_t i, blocks, count = 0
    memset(first, -1, sizeof(first))
    for i in range(window.count - 1, -1, -1):
        if window.size[i] >= 0:
            blocks = min(window.size[i] >> 6, 63)
            following[i] = first[blocks]
            first[blocks] = <signed char>i
    for blocks in range(64):
        i = first[blocks]
        while i >= 0:
            order[count] = i
            count += 1
            i = following[i]
    return count


@cython.boundscheck(True)  # making an object can run code that finds the list
cdef int read_window(Window* window, Reader reader, tuple given, Py_ssize_t start, list made) except -1:
    cdef Py_ssize_t i = 0
    while i < window.count:
        try:
            read_on(window, reader, given, start, made, &i)
        except DecodeError as error:
            made[start + i] = error
            i += 1
    return 0


@cython.boundscheck(True)
cdef int read_on(
    Window* window, Reader reader, tuple given, Py_ssize_t start, list made, Py_ssize_t* i
) except -1:
    """Reads as far as there is no error; `i` is where it stands."""
    cdef Reading reading
    cdef const uint8_t* wire
    reading.table = <PyObject*>reader.table
    reading.paid_for = False
    reading.making = True
    reading.wanted = NULL
    while i[0] < window.count:
        if window.size[i[0]] < 0:
            obj = read(reader, given[start + i[0]], True, NULL)
        else:
            wire = reading.base = window.buffer + window.at[i[0]]
            obj = read_object(&reading, wire, wire + window.size[i[0]], reader.allowed, 1)
        made[start + i[0]] = obj
        i[0] += 1
    return 0
