"""The kernels for the other modules of this package. Nothing here touches a Python object.

Each is a call through a pointer that `cimport` fetches once, when the importing module loads.
"""

from libc.stdint cimport uint8_t, uint32_t

# Sizes that callers need for their arrays; kernels.pyx does not import if the headers have others.
cdef enum:
    BASE58_MAX_CHARS = 128
    BASE58_BUFFER = 263     # what encoding needs to work in
    BLAKE2B_MANY = 96

# SHA-256 of the SHA-256: 32 bytes to `out`.
cdef void sha256d(const uint8_t* data, size_t n, uint8_t* out) noexcept nogil

# The same of three messages in less time than of two, best when their lengths are alike.
cdef void sha256d_three(const uint8_t* const* data, const size_t* n, uint8_t (*out)[32]) noexcept nogil

# What candidates of one payload share: the state of SHA-256 before the blocks in which they differ, how many
# those are, 1 or 2, and the blocks behind them, padding included. It is aec_tail of checksum.h.
cdef struct Tail:
    uint32_t state[8]
    size_t own
    size_t more
    const uint8_t* rest

# The state of SHA-256 before any block, and behind more of them.
cdef void sha256_start(uint32_t* state) noexcept nogil
cdef void sha256_blocks(uint32_t* state, const uint8_t* data, size_t blocks) noexcept nogil

# The first words of the SHA-256 of the SHA-256 of three candidates, whose own blocks these are.
cdef void checksums_three(const Tail* tail, const uint8_t (*own)[128], uint32_t* words) noexcept nogil

# BLAKE2b-256: 32 bytes to `out`.
cdef void blake2b256(const uint8_t* data, size_t n, uint8_t* out) noexcept nogil

# The same of at most BLAKE2B_MANY messages, in less time.
cdef void blake2b256_many(
    const uint8_t* const* data, const size_t* n, uint8_t (*out)[32], size_t count) noexcept nogil

# The number of bytes written to `out`, which holds n // 4 * 3; -1 for what is not canonical base64.
cdef Py_ssize_t base64_decode(const char* text, size_t n, uint8_t* out) noexcept nogil

# The number of characters written to `out`, (n + 2) // 3 * 4.
cdef size_t base64_encode(const uint8_t* data, size_t n, char* out) noexcept nogil

# The number of bytes written to `out`, which holds BASE58_MAX_CHARS; -1 for what is not base58.
cdef int base58_decode(const char* text, size_t n, uint8_t* out) noexcept nogil

# The number of characters, which lie in `buffer` from text[0] on; -1 for more than BASE58_MAX_CHARS.
cdef int base58_encode(const uint8_t* data, size_t n, char* buffer, char** text) noexcept nogil
