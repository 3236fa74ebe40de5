/* SHA-256 (FIPS 180-4) for checksums: public data only, so nothing here needs constant time.

   The idea: the message is hashed where it lies. Full blocks are read in place; the rest, at most 63 bytes,
   is copied once and padded. The second hash is always one block of known shape. There are two routes, and a
   pointer set once at import: the SHA extensions of x86-64 where the processor has them (a block takes about
   36 ns: the chain of its 64 rounds), portable C otherwise.

   A module that includes this calls aec_sha256_init() when imported; before that the portable code runs. */

#ifndef AECODEC_SHA256_H
#define AECODEC_SHA256_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if (defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))) || defined(_M_X64)
#define AEC_SHA256_X86 1
#include <immintrin.h>
#ifdef _MSC_VER
#include <intrin.h>
#define AEC_TARGET_SHA
#define AEC_ALWAYS_INLINE __forceinline
#else
#include <cpuid.h>
#define AEC_ALWAYS_INLINE inline __attribute__((always_inline))
#define AEC_TARGET_SHA __attribute__((target("sha,sse4.1,avx")))
#endif
#endif

static const uint32_t aec_sha256_start[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint32_t aec_sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t aec_load32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline void aec_store32(uint8_t *at, uint32_t word)
{
    at[0] = (uint8_t)(word >> 24);
    at[1] = (uint8_t)(word >> 16);
    at[2] = (uint8_t)(word >> 8);
    at[3] = (uint8_t)word;
}

/* --- portable: the letters are those of the standard -------------------------------------------- */

#define AEC_ROTR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define AEC_ROUND(a, b, c, d, e, f, g, h, t)                                                                 \
    do {                                                                                                     \
        uint32_t t1 = h + (AEC_ROTR(e, 6) ^ AEC_ROTR(e, 11) ^ AEC_ROTR(e, 25)) + (g ^ (e & (f ^ g)))         \
                      + aec_sha256_k[t] + w[(t) & 15];                                                       \
        d += t1;                                                                                             \
        h = t1 + (AEC_ROTR(a, 2) ^ AEC_ROTR(a, 13) ^ AEC_ROTR(a, 22)) + ((a & b) | (c & (a | b)));           \
    } while (0)

static void aec_sha256_blocks_c(uint32_t state[8], const uint8_t *data, size_t blocks)
{
    uint32_t a, b, c, d, e, f, g, h, w[16], early, late;
    int t, i;

    for (; blocks > 0; blocks--, data += 64) {
        a = state[0], b = state[1], c = state[2], d = state[3];
        e = state[4], f = state[5], g = state[6], h = state[7];
        for (i = 0; i < 16; i++)
            w[i] = aec_load32(data + 4 * i);
        for (t = 0; t < 64; t += 16) {
            if (t > 0)
                for (i = 0; i < 16; i++) { /* w is a ring: the word 16 back is the one replaced */
                    early = w[(i + 1) & 15];
                    late = w[(i + 14) & 15];
                    w[i] += w[(i + 9) & 15] + (AEC_ROTR(early, 7) ^ AEC_ROTR(early, 18) ^ early >> 3)
                            + (AEC_ROTR(late, 17) ^ AEC_ROTR(late, 19) ^ late >> 10);
                }
            for (i = t; i < t + 16; i += 8) {
                AEC_ROUND(a, b, c, d, e, f, g, h, i);
                AEC_ROUND(h, a, b, c, d, e, f, g, i + 1);
                AEC_ROUND(g, h, a, b, c, d, e, f, i + 2);
                AEC_ROUND(f, g, h, a, b, c, d, e, i + 3);
                AEC_ROUND(e, f, g, h, a, b, c, d, i + 4);
                AEC_ROUND(d, e, f, g, h, a, b, c, i + 5);
                AEC_ROUND(c, d, e, f, g, h, a, b, i + 6);
                AEC_ROUND(b, c, d, e, f, g, h, a, i + 7);
            }
        }
        state[0] += a, state[1] += b, state[2] += c, state[3] += d;
        state[4] += e, state[5] += f, state[6] += g, state[7] += h;
    }
}

/* Pads the message: its unfinished block, the mark, its length in bits. Blocks in `last`: 1 or 2. */
static inline size_t aec_sha256_pad(const uint8_t *data, size_t n, uint8_t last[128])
{
    size_t rest = n % 64, blocks = rest < 56 ? 1 : 2;

    memset(last, 0, 128);
    if (rest > 0)
        memcpy(last, data + (n - rest), rest);
    last[rest] = 0x80;
    aec_store32(last + 64 * blocks - 8, (uint32_t)((uint64_t)n >> 29));
    aec_store32(last + 64 * blocks - 4, (uint32_t)((uint64_t)n << 3));
    return blocks;
}

static void aec_sha256d_c(const uint8_t *data, size_t n, uint8_t out[32])
{
    uint32_t state[8];
    uint8_t last[128];
    int i, pass;

    for (pass = 0; pass < 2; pass++, data = out, n = 32) {
        memcpy(state, aec_sha256_start, sizeof state);
        aec_sha256_blocks_c(state, data, n / 64);
        aec_sha256_blocks_c(state, last, aec_sha256_pad(data, n, last));
        for (i = 0; i < 8; i++)
            aec_store32(out + 4 * i, state[i]);
    }
}

/* --- x86-64 with SHA extensions ------------------------------------------------------------------ */

#ifdef AEC_SHA256_X86

/* Four rounds with the words in `w0`, then the four words 16 further on, for which the instructions want the
   quads w0..w3 that follow one another. The last four quads need no successor. */
#define AEC_QUAD(t, w0, w1, w2, w3)                                                                          \
    do {                                                                                                     \
        __m128i sum = _mm_add_epi32(w0, _mm_loadu_si128((const __m128i *)&aec_sha256_k[4 * (t)]));           \
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);                                                       \
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));                              \
        if ((t) < 12)                                                                                        \
            w0 = _mm_sha256msg2_epu32(                                                                       \
                _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4)), w3);                \
    } while (0)

/* One block in w0..w3; the instructions keep the state as (a, b, e, f) and (c, d, g, h), a and c on top. */
AEC_TARGET_SHA
static AEC_ALWAYS_INLINE void
aec_sha256_block_ni(__m128i state[2], __m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
    __m128i abef = state[0], cdgh = state[1];
    AEC_QUAD(0, w0, w1, w2, w3);
    AEC_QUAD(1, w1, w2, w3, w0);
    AEC_QUAD(2, w2, w3, w0, w1);
    AEC_QUAD(3, w3, w0, w1, w2);
    AEC_QUAD(4, w0, w1, w2, w3);
    AEC_QUAD(5, w1, w2, w3, w0);
    AEC_QUAD(6, w2, w3, w0, w1);
    AEC_QUAD(7, w3, w0, w1, w2);
    AEC_QUAD(8, w0, w1, w2, w3);
    AEC_QUAD(9, w1, w2, w3, w0);
    AEC_QUAD(10, w2, w3, w0, w1);
    AEC_QUAD(11, w3, w0, w1, w2);
    AEC_QUAD(12, w0, w1, w2, w3);
    AEC_QUAD(13, w1, w2, w3, w0);
    AEC_QUAD(14, w2, w3, w0, w1);
    AEC_QUAD(15, w3, w0, w1, w2);
    state[0] = _mm_add_epi32(state[0], abef);
    state[1] = _mm_add_epi32(state[1], cdgh);
}

/* The state in the order of the words of a message. */
#define AEC_DIGEST(state, abcd, efgh)                                                                        \
    do {                                                                                                     \
        __m128i abef = _mm_shuffle_epi32(state[0], 0x1B), cdgh = _mm_shuffle_epi32(state[1], 0x1B);          \
        abcd = _mm_unpacklo_epi64(abef, cdgh);                                                               \
        efgh = _mm_unpackhi_epi64(abef, cdgh);                                                               \
    } while (0)

#define AEC_LOAD(at) _mm_shuffle_epi8(_mm_loadu_si128(at), swap)

AEC_TARGET_SHA
static void aec_sha256d_ni(const uint8_t *data, size_t n, uint8_t out[32])
{
    const __m128i swap = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    const __m128i start_abef = _mm_setr_epi32((int)0x9b05688c, 0x510e527f, (int)0xbb67ae85, 0x6a09e667);
    const __m128i start_cdgh = _mm_setr_epi32(0x5be0cd19, 0x1f83d9ab, (int)0xa54ff53a, 0x3c6ef372);
    const __m128i mark = _mm_setr_epi32((int)0x80000000, 0, 0, 0), bits = _mm_setr_epi32(0, 0, 0, 256);
    const __m128i *in = (const __m128i *)data;
    uint8_t last[128];
    size_t blocks = n / 64, more;
    int hashes = 2; /* to do, of 32 bytes in abcd and efgh */
    __m128i state[2] = {start_abef, start_cdgh}, abcd, efgh;

    /* The SHA instructions exist in SSE form only: with used upper halves of the vector registers, left by
       somebody's AVX code, each would wait for a merge (measured: 1.75 times the time). */
    _mm256_zeroupper();
    if (n == 32) { /* a key: like the second hash of everything, it never needs a buffer */
        abcd = AEC_LOAD(in);
        efgh = AEC_LOAD(in + 1);
    } else {
        for (more = aec_sha256_pad(data, n, last);; in += 4, blocks--) {
            if (blocks == 0) {
                if (more == 0)
                    break;
                in = (const __m128i *)last;
                blocks = more;
                more = 0;
            }
            aec_sha256_block_ni(state, AEC_LOAD(in), AEC_LOAD(in + 1), AEC_LOAD(in + 2), AEC_LOAD(in + 3));
        }
        AEC_DIGEST(state, abcd, efgh);
        hashes = 1;
    }
    for (; hashes > 0; hashes--) {
        state[0] = start_abef;
        state[1] = start_cdgh;
        aec_sha256_block_ni(state, abcd, efgh, mark, bits);
        AEC_DIGEST(state, abcd, efgh);
    }
    _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(abcd, swap));
    _mm_storeu_si128((__m128i *)(out + 16), _mm_shuffle_epi8(efgh, swap));
}

/* Whether processor and system have what the functions above are compiled for. */
static int aec_sha256_x86_able(void)
{
    const uint32_t needed = 1u << 9 | 1u << 19 | 1u << 27 | 1u << 28; /* SSSE3, SSE4.1, OSXSAVE, AVX */
    uint32_t leaf1, leaf7, saved;
#ifdef _MSC_VER
    int r[4];
    __cpuid(r, 0);
    if (r[0] < 7)
        return 0;
    __cpuid(r, 1);
    leaf1 = (uint32_t)r[2];
    __cpuidex(r, 7, 0);
    leaf7 = (uint32_t)r[1];
    if ((leaf1 & needed) != needed)
        return 0;
    saved = (uint32_t)_xgetbv(0);
#else
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &leaf1, &d) || !__get_cpuid_count(7, 0, &a, &leaf7, &c, &d))
        return 0;
    if ((leaf1 & needed) != needed)
        return 0;
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
#endif
    return (saved & 6) == 6 && (leaf7 >> 29 & 1); /* the system saves ymm registers; the SHA bit */
}

#endif

/* --- the choice ------------------------------------------------------------------------------------- */

static void (*aec_sha256d_chosen)(const uint8_t *data, size_t n, uint8_t out[32]) = aec_sha256d_c;

static inline void aec_sha256_init(void)
{
#ifdef AEC_SHA256_X86
    if (aec_sha256_x86_able())
        aec_sha256d_chosen = aec_sha256d_ni;
#endif
}

static inline const char *aec_sha256_route(void)
{
    return aec_sha256d_chosen == aec_sha256d_c ? "portable" : "sha-ni";
}

/* SHA-256 of the SHA-256 of `data`. */
static inline void aec_sha256d(const uint8_t *data, size_t n, uint8_t out[32])
{
    aec_sha256d_chosen(data, n, out);
}

#endif
