"""RLP for the other modules of this package: the C of rlp.h and writer.h, and the errors."""

from libc.stdint cimport uint8_t


cdef extern from "rlp.h" nogil:
    enum:
        AEC_MAX_PAYLOAD_BYTES
        AEC_MAX_RLP_DEPTH
        AEC_MAX_RLP_ITEMS
        AEC_RLP_SOUND
        AEC_RLP_TRUNCATED
        AEC_RLP_LENGTH_LEADING_ZERO
        AEC_RLP_LENGTH_NOT_MINIMAL
        AEC_RLP_SINGLE_BYTE_NOT_MINIMAL
        AEC_RLP_TOO_DEEP
        AEC_RLP_TOO_MANY_ITEMS
        AEC_RLP_TOO_LONG
        AEC_RLP_TRAILING_BYTES

    ctypedef struct aec_item:
        const uint8_t* at
        const uint8_t* start
        const uint8_t* end
        bint is_list

    int aec_rlp_take(const uint8_t* at, const uint8_t* end, aec_item* item) noexcept
    int aec_rlp_check(const uint8_t* at, const uint8_t* end, aec_item* fault) noexcept

cdef extern from "writer.h":
    ctypedef struct aec_writer:
        uint8_t* at
    void aec_writer_open(aec_writer* w) noexcept
    void aec_writer_close(aec_writer* w) noexcept
    size_t aec_writer_size(const aec_writer* w) noexcept
    int aec_writer_reserve(aec_writer* w, size_t more) except -1
    int aec_writer_header(aec_writer* w, unsigned base, size_t length) except -1
    int aec_writer_string(aec_writer* w, const uint8_t* data, size_t size) except -1


# Raises the RlpError of `_pure.rlp.parse(wire, at - base, end - base)`, for a payload that begins at `base`;
# returns None if that would raise nothing. For a caller that found a fault while walking items in its own
# order: this one goes over everything again, in the order of the specification.
cdef object check_rlp(const uint8_t* base, const uint8_t* at, const uint8_t* end)

# `data` as bytes, of that very type, that nobody else can change. Raises TypeError for what is not bytes,
# bytearray or memoryview.
cdef object contiguous(object data)
