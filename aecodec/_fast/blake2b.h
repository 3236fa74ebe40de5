/* BLAKE2b (RFC 7693) of 32 bytes without a key: what this network names transactions, channels and trees by.
   All of it is public, so nothing here needs constant time.

   The idea: hashlib spends as much on setting up its objects as on a short hash. Plain C is enough
   for the hash itself, as the chain of additions, not their number, is what a block waits for: the four
   columns, then the four diagonals, are independent of one another and run side by side.

   Many messages are hashed four at a time where the processor has AVX2. Messages of as many blocks go
   together; already two take less time than one after the other.

   A module that includes this calls aec_blake2b_init() when imported. */

#ifndef AECODEC_BLAKE2B_H
#define AECODEC_BLAKE2B_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "cpu.h"

static const uint64_t aec_blake2b_start[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u,
};

static inline uint64_t aec_load64_little(const uint8_t *at)
{
    return (uint64_t)at[7] << 56 | (uint64_t)at[6] << 48 | (uint64_t)at[5] << 40 | (uint64_t)at[4] << 32
           | (uint64_t)at[3] << 24 | (uint64_t)at[2] << 16 | (uint64_t)at[1] << 8 | at[0];
}

#define AEC_ROTR64(x, n) ((x) >> (n) | (x) << (64 - (n)))

/* The mixing function G of the standard, with its letters. */
#define AEC_MIX(a, b, c, d, x, y)                                                                            \
    do {                                                                                                     \
        a += b + x;                                                                                          \
        d = AEC_ROTR64(d ^ a, 32);                                                                           \
        c += d;                                                                                              \
        b = AEC_ROTR64(b ^ c, 24);                                                                           \
        a += b + y;                                                                                          \
        d = AEC_ROTR64(d ^ a, 16);                                                                           \
        c += d;                                                                                              \
        b = AEC_ROTR64(b ^ c, 63);                                                                           \
    } while (0)

/* A round: `mix` is the mixing function, the other arguments are its line of the standard's table SIGMA: the
   order of the words. */
#define AEC_BLAKE2B_ROUND(mix, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, sa, sb, sc, sd, se, sf)               \
    do {                                                                                                     \
        mix(v0, v4, v8, v12, m[s0], m[s1]);                                                                  \
        mix(v1, v5, v9, v13, m[s2], m[s3]);                                                                  \
        mix(v2, v6, v10, v14, m[s4], m[s5]);                                                                 \
        mix(v3, v7, v11, v15, m[s6], m[s7]);                                                                 \
        mix(v0, v5, v10, v15, m[s8], m[s9]);                                                                 \
        mix(v1, v6, v11, v12, m[sa], m[sb]);                                                                 \
        mix(v2, v7, v8, v13, m[sc], m[sd]);                                                                  \
        mix(v3, v4, v9, v14, m[se], m[sf]);                                                                  \
    } while (0)

#define AEC_BLAKE2B_ROUNDS(mix)                                                                              \
    do {                                                                                                     \
        AEC_BLAKE2B_ROUND(mix, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);                        \
        AEC_BLAKE2B_ROUND(mix, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);                        \
        AEC_BLAKE2B_ROUND(mix, 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);                        \
        AEC_BLAKE2B_ROUND(mix, 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);                        \
        AEC_BLAKE2B_ROUND(mix, 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);                        \
        AEC_BLAKE2B_ROUND(mix, 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);                        \
        AEC_BLAKE2B_ROUND(mix, 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);                        \
        AEC_BLAKE2B_ROUND(mix, 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);                        \
        AEC_BLAKE2B_ROUND(mix, 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);                        \
        AEC_BLAKE2B_ROUND(mix, 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);                        \
        AEC_BLAKE2B_ROUND(mix, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);                        \
        AEC_BLAKE2B_ROUND(mix, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);                        \
    } while (0)

/* One block of 128 bytes; `counted` bytes are hashed with it. */
static void aec_blake2b_block(uint64_t h[8], const uint8_t *block, uint64_t counted, int is_last)
{
    uint64_t m[16];
    uint64_t v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
    uint64_t v8 = aec_blake2b_start[0], v9 = aec_blake2b_start[1], v10 = aec_blake2b_start[2];
    uint64_t v11 = aec_blake2b_start[3], v12 = aec_blake2b_start[4] ^ counted, v13 = aec_blake2b_start[5];
    uint64_t v14 = is_last ? ~aec_blake2b_start[6] : aec_blake2b_start[6], v15 = aec_blake2b_start[7];
    int i;

    for (i = 0; i < 16; i++)
        m[i] = aec_load64_little(block + 8 * i);
    AEC_BLAKE2B_ROUNDS(AEC_MIX);
    h[0] ^= v0 ^ v8, h[1] ^= v1 ^ v9, h[2] ^= v2 ^ v10, h[3] ^= v3 ^ v11;
    h[4] ^= v4 ^ v12, h[5] ^= v5 ^ v13, h[6] ^= v6 ^ v14, h[7] ^= v7 ^ v15;
}

/* The 32 bytes of `data`'s hash. */
static inline void aec_blake2b256(const uint8_t *data, size_t n, uint8_t out[32])
{
    uint64_t h[8], counted = 0;
    uint8_t last[128];
    int i;

    memcpy(h, aec_blake2b_start, sizeof h);
    h[0] ^= 0x01010020u; /* depth and fan-out 1, no key, 32 bytes */
    for (; n > 128; n -= 128, data += 128)
        aec_blake2b_block(h, data, counted += 128, 0);
    memset(last, 0, sizeof last);
    if (n > 0)
        memcpy(last, data, n);
    aec_blake2b_block(h, last, counted + n, 1);
    for (i = 0; i < 32; i++)
        out[i] = (uint8_t)(h[i / 8] >> (8 * (i % 8)));
}

#ifdef AEC_X86
#include "blake2b_x86.h"
#endif

static int aec_blake2b_vectors; /* four at a time */

static inline void aec_blake2b_use_vectors(int wanted)
{
    aec_blake2b_vectors = wanted && (aec_cpu() & AEC_CPU_AVX2) != 0;
}

static inline void aec_blake2b_init(void)
{
    aec_blake2b_use_vectors(1);
}

enum { AEC_BLAKE2B_MANY = 96, AEC_BLAKE2B_CLASSES = 32 };

#ifdef AEC_X86

/* The hashes of these messages, of as many blocks each. */
static void aec_blake2b256_group(
    const uint8_t *const *data, const size_t *n, uint8_t (*out)[32], const uint8_t *which, int count)
{
    const uint8_t *four[4];
    uint8_t *to[4];
    size_t sizes[4];
    int i;

    if (count == 1) {
        aec_blake2b256(data[which[0]], n[which[0]], out[which[0]]);
        return;
    }
    for (i = 0; i < 4; i++) { /* the last one more than once fills the last four */
        const int at = which[i < count ? i : count - 1];
        four[i] = data[at];
        sizes[i] = n[at];
        to[i] = out[at];
    }
    aec_blake2b256_four(four, sizes, to);
}

#endif

/* The hashes of at most AEC_BLAKE2B_MANY messages. Those of many blocks are hashed one by one. */
static inline void aec_blake2b256_many(
    const uint8_t *const *data, const size_t *n, uint8_t (*out)[32], size_t count)
{
    size_t i;
#ifdef AEC_X86
    uint8_t waiting[AEC_BLAKE2B_CLASSES][4];
    int waits[AEC_BLAKE2B_CLASSES] = {0}, class_of;

    if (aec_blake2b_vectors) {
        for (i = 0; i < count; i++) {
            const size_t blocks = n[i] > 0 ? (n[i] - 1) / 128 : 0;
            if (blocks >= AEC_BLAKE2B_CLASSES) {
                aec_blake2b256(data[i], n[i], out[i]);
                continue;
            }
            class_of = (int)blocks;
            waiting[class_of][waits[class_of]++] = (uint8_t)i;
            if (waits[class_of] == 4) {
                aec_blake2b256_group(data, n, out, waiting[class_of], 4);
                waits[class_of] = 0;
            }
        }
        for (class_of = 0; class_of < AEC_BLAKE2B_CLASSES; class_of++)
            if (waits[class_of] > 0)
                aec_blake2b256_group(data, n, out, waiting[class_of], waits[class_of]);
        return;
    }
#endif
    for (i = 0; i < count; i++)
        aec_blake2b256(data[i], n[i], out[i]);
}

#endif
