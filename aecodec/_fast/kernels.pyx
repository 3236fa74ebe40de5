# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: embedsignature=True, embedsignature.format=clinic, binding=False
"""SHA-256, BLAKE2b, base58 and base64 in C: the only module that compiles them.

Their tables are filled, and the code for this processor is chosen, once, when this module loads. The other
modules call through kernels.pxd. Everything hashed here is public, so nothing needs constant time.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint32_t

cdef extern from "sha256.h" nogil:
    void aec_sha256_init() noexcept
    const char* aec_sha256_route() noexcept
    void aec_sha256d(const uint8_t* data, size_t n, uint8_t* out) noexcept
    void aec_sha256d_c(const uint8_t* data, size_t n, uint8_t* out) noexcept
    void aec_sha256d_three(const uint8_t* const* data, const size_t* n, uint8_t (*out)[32]) noexcept

cdef extern from "checksum.h" nogil:
    ctypedef struct aec_tail:
        pass
    void aec_sha256_blocks_c(uint32_t* state, const uint8_t* data, size_t blocks) noexcept
    void aec_tail_init(int wanted) noexcept
    void aec_tail_start(uint32_t* state) noexcept
    void aec_tail_three(const aec_tail* tail, const uint8_t (*own)[128], uint32_t* words) noexcept

cdef extern from "blake2b.h" nogil:
    enum:
        AEC_BLAKE2B_MANY
    void aec_blake2b_init() noexcept
    void aec_blake2b_use_vectors(int wanted) noexcept
    void aec_blake2b256(const uint8_t* data, size_t n, uint8_t* out) noexcept
    void aec_blake2b256_many(
        const uint8_t* const* data, const size_t* n, uint8_t (*out)[32], size_t count) noexcept

cdef extern from "base64.h" nogil:
    void aec_base64_init() noexcept
    void aec_base64_use_vectors(int wanted) noexcept
    Py_ssize_t aec_base64_decode(const char* text, size_t n, uint8_t* out) noexcept
    size_t aec_base64_encode(const uint8_t* data, size_t n, char* out) noexcept

cdef extern from "base58.h" nogil:
    enum:
        AEC_BASE58_MAX_CHARS
        AEC_BASE58_ROOM
    void aec_base58_init() noexcept
    int aec_base58_decode(const char* text, size_t n, uint8_t* out) noexcept
    int aec_base58_encode(const uint8_t* data, size_t n, char* room, char** text) noexcept

cdef list known = [AEC_BASE58_MAX_CHARS, AEC_BASE58_ROOM, AEC_BLAKE2B_MANY]
if [BASE58_MAX_CHARS, BASE58_BUFFER, BLAKE2B_MANY] != known:
    raise ImportError("the sizes in kernels.pxd are not those of base58.h and blake2b.h")

if sizeof(Tail) != sizeof(aec_tail):
    raise ImportError("the Tail of kernels.pxd is not that of checksum.h")

aec_sha256_init()
aec_tail_init(1)
aec_blake2b_init()
aec_base64_init()
aec_base58_init()

#: The code that hashes on this processor: "sha-ni", "arm-sha2" or "portable".
SHA256_ROUTE = aec_sha256_route().decode()


def sha256d_portable(bytes data not None):
    """Hash as `text.sha256d` does, by the code for processors without instructions of their own for it.

    Only tests call this.
    """
    digest = PyBytes_FromStringAndSize(NULL, 32)
    aec_sha256d_c(
        <const uint8_t*>PyBytes_AS_STRING(data), <size_t>PyBytes_GET_SIZE(data),
        <uint8_t*>PyBytes_AS_STRING(digest))
    return digest


def use_sha256_instructions(wanted):
    """Choose what `checksums` hash by: the instructions of the processor, or C. Only tests call this."""
    aec_tail_init(bool(wanted))


def use_base64_vectors(wanted):
    """Choose base64 by vectors, where the processor has them, or by tables. Only tests call this."""
    aec_base64_use_vectors(bool(wanted))


def use_blake2b_vectors(wanted):
    """Choose to hash four messages at a time, where the processor has vectors. Only tests call this."""
    aec_blake2b_use_vectors(bool(wanted))


def blake2b256_of_many(list messages not None):
    """Hash as `text.blake2b256` does, many at once. Only tests call this."""
    cdef const uint8_t* data[BLAKE2B_MANY]
    cdef size_t sizes[BLAKE2B_MANY]
    cdef uint8_t made[BLAKE2B_MANY][32]
    cdef Py_ssize_t i, count = len(messages)
    if count > BLAKE2B_MANY:
        raise ValueError(f"at most {BLAKE2B_MANY} messages")
    for i in range(count):
        data[i] = <const uint8_t*>PyBytes_AS_STRING(<bytes?>messages[i])
        sizes[i] = <size_t>PyBytes_GET_SIZE(messages[i])
    aec_blake2b256_many(data, sizes, made, <size_t>count)
    return [PyBytes_FromStringAndSize(<const char*>made[i], 32) for i in range(count)]


cdef void sha256d(const uint8_t* data, size_t n, uint8_t* out) noexcept nogil:
    aec_sha256d(data, n, out)


cdef void sha256d_three(const uint8_t* const* data, const size_t* n, uint8_t (*out)[32]) noexcept nogil:
    aec_sha256d_three(data, n, out)


cdef void sha256_start(uint32_t* state) noexcept nogil:
    aec_tail_start(state)


cdef void sha256_blocks(uint32_t* state, const uint8_t* data, size_t blocks) noexcept nogil:
    aec_sha256_blocks_c(state, data, blocks)


cdef void checksums_three(const Tail* tail, const uint8_t (*own)[128], uint32_t* words) noexcept nogil:
    aec_tail_three(<const aec_tail*>tail, own, words)


cdef void blake2b256(const uint8_t* data, size_t n, uint8_t* out) noexcept nogil:
    aec_blake2b256(data, n, out)


cdef void blake2b256_many(
    const uint8_t* const* data, const size_t* n, uint8_t (*out)[32], size_t count
) noexcept nogil:
    aec_blake2b256_many(data, n, out, count)


cdef Py_ssize_t base64_decode(const char* text, size_t n, uint8_t* out) noexcept nogil:
    return aec_base64_decode(text, n, out)


cdef size_t base64_encode(const uint8_t* data, size_t n, char* out) noexcept nogil:
    return aec_base64_encode(data, n, out)


cdef int base58_decode(const char* text, size_t n, uint8_t* out) noexcept nogil:
    return aec_base58_decode(text, n, out)


cdef int base58_encode(const uint8_t* data, size_t n, char* buffer, char** text) noexcept nogil:
    return aec_base58_encode(data, n, buffer, text)
