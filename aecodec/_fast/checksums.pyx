# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""Checksums of payloads that differ from another in a few bytes: the twin of `_pure/checksums.py`.

A search of one typing error asks for a hundred thousand of them. Nothing is copied for a candidate but the
one or two blocks of SHA-256 in which it differs.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from . cimport kernels

from .kernels import SHA256_ROUTE

cdef enum:
    CHECKSUM = 4
    BLOCK = 64
    MOST = 6        # bytes in which a candidate may differ: two groups of base64

#: What a search may cost, in blocks of SHA-256; what a candidate costs beside the blocks of its payload, and
#: a place where only a few candidates are tried. A block takes some 18 ns by the instructions of x86-64, and
#: 150 ns without them.
BUDGET = 2_500_000 if SHA256_ROUTE == "sha-ni" else 300_000
CANDIDATE = 2
PLACE = 330 if SHA256_ROUTE == "sha-ni" else 40


cdef class Checksums:
    """Candidates made of the beginning of one text of bytes, a few bytes, and the end of another.

    before, behind: the bytes up to a place, and those behind it. size: bytes of payload and checksum.
    Places should be asked for in rising order: what was hashed is used again.
    """

    cdef bytes before, behind       # keep alive what the pointers below lead to
    cdef const uint8_t* first
    cdef const uint8_t* last
    cdef Py_ssize_t first_size, size, end, blocks, done
    cdef uint8_t* padded            # the payload of `behind` with the padding of SHA-256: `blocks` of them
    cdef kernels.Tail tail          # its state has seen the first `done` blocks of `before`

    def __cinit__(self, bytes before not None, bytes behind not None, Py_ssize_t size):
        cdef Py_ssize_t i
        if PyBytes_GET_SIZE(behind) < size or size < CHECKSUM:
            raise ValueError("too few bytes for a checksum")
        self.before, self.behind, self.size = before, behind, size
        self.first = <const uint8_t*>PyBytes_AS_STRING(before)
        self.last = <const uint8_t*>PyBytes_AS_STRING(behind)
        self.first_size = PyBytes_GET_SIZE(before)
        self.end = size - CHECKSUM
        self.blocks = (self.end + 8) // BLOCK + 1
        self.padded = <uint8_t*>PyMem_Calloc(<size_t>self.blocks, BLOCK)
        if self.padded is NULL:
            raise MemoryError
        memcpy(self.padded, self.last, <size_t>self.end)
        self.padded[self.end] = 0x80
        for i in range(8):
            self.padded[BLOCK * self.blocks - 1 - i] = <uint8_t>((<uint64_t>self.end * 8) >> (8 * i))
        kernels.sha256_start(self.tail.state)

    def __dealloc__(self):
        PyMem_Free(self.padded)

    def fits(self, Py_ssize_t at, bytes middle not None):
        """Return True if a candidate with these bytes from `at` on holds its checksum."""
        cdef uint8_t made[3][MOST]
        cdef bint good[3]
        cdef Py_ssize_t width = PyBytes_GET_SIZE(middle)
        if width > MOST:
            raise ValueError(f"at most {MOST} bytes")
        memcpy(made[0], PyBytes_AS_STRING(middle), <size_t>width)
        self.judge(at, made, width, 1, good)
        return bool(good[0])

    def fitting(self, Py_ssize_t at, unsigned int rest, int shift, bytes digits not None):
        """Return the digits with which three bytes from `at` on fit: `rest`, with a digit in its place."""
        cdef uint8_t made[3][MOST]
        cdef bint good[3]
        cdef const uint8_t* next = <const uint8_t*>PyBytes_AS_STRING(digits)
        cdef Py_ssize_t i, k, many, count = PyBytes_GET_SIZE(digits)
        cdef unsigned int group
        found = []
        for i in range(0, count, 3):
            many = min(3, count - i)
            for k in range(many):
                group = rest | <unsigned int>next[i + k] << shift
                made[k][0], made[k][1], made[k][2] = group >> 16 & 0xFF, group >> 8 & 0xFF, group & 0xFF
            self.judge(at, made, 3, many, good)
            for k in range(many):
                if good[k]:
                    found.append(next[i + k])
        return found

    cdef int judge(
        self, Py_ssize_t at, uint8_t (*made)[MOST], Py_ssize_t width, Py_ssize_t many, bint* good
    ) except -1:
        """Say of up to three candidates whether they hold their checksums."""
        cdef uint8_t own[3][2 * BLOCK]
        cdef uint32_t words[3]
        cdef Py_ssize_t i, k, begin, stop, block = min(at, self.end) // BLOCK
        if at < 0 or at > self.first_size or at + width > self.size + MOST:
            raise ValueError("a place beyond the bytes")
        self.move(block)
        begin = BLOCK * block
        self.tail.own = <size_t>min(2, self.blocks - block)
        self.tail.more = <size_t>(self.blocks - block) - self.tail.own
        self.tail.rest = self.padded + begin + BLOCK * <Py_ssize_t>self.tail.own
        for k in range(many):
            memcpy(own[k], self.padded + begin, BLOCK * self.tail.own)
            stop = min(at, self.end)
            if stop > begin:
                memcpy(own[k], self.first + begin, <size_t>(stop - begin))
            stop = min(at + width, self.end)
            for i in range(at, stop):
                own[k][i - begin] = made[k][i - at]
        for k in range(many, 3):
            memcpy(own[k], own[0], 2 * BLOCK)
        kernels.checksums_three(&self.tail, <const uint8_t (*)[128]>own, words)
        for k in range(many):
            good[k] = words[k] == self.checksum(at, made[k], width)
        return 0

    cdef uint32_t checksum(self, Py_ssize_t at, const uint8_t* made, Py_ssize_t width) noexcept:
        """Return the checksum that a candidate holds behind its payload."""
        cdef uint32_t word = 0
        cdef Py_ssize_t i
        for i in range(self.end, self.size):
            word <<= 8
            if i < at:
                word |= self.first[i]
            elif i < at + width:
                word |= made[i - at]
            else:
                word |= self.last[i]
        return word

    cdef void move(self, Py_ssize_t block) noexcept:
        """Bring the state to the end of the blocks before one."""
        if block < self.done:
            kernels.sha256_start(self.tail.state)
            self.done = 0
        kernels.sha256_blocks(self.tail.state, self.first + BLOCK * self.done, <size_t>(block - self.done))
        self.done = block
