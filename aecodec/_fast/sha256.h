/* SHA-256 (FIPS 180-4) for checksums: public data only, so nothing here needs constant time.

   The idea: the message is hashed where it lies. Full blocks are read in place; the rest, at most 63 bytes,
   is copied once and padded. The second hash is always one block of known shape. A pointer is set once at
   import: to the SHA extensions of x86-64 (sha256_x86.h) or of ARM (sha256_arm.h) where the processor has
   them, to portable C otherwise.

   A module that includes this calls aec_sha256_init() when imported; before that the portable code runs. */

#ifndef AECODEC_SHA256_H
#define AECODEC_SHA256_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "cpu.h"

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

#include "sha256_arm.h"
#include "sha256_x86.h"

/* --- the choice ------------------------------------------------------------------------------------- */

static void (*aec_sha256d_chosen)(const uint8_t *data, size_t n, uint8_t out[32]) = aec_sha256d_c;

static void aec_sha256d_in_turn(const uint8_t *const data[3], const size_t n[3], uint8_t out[3][32])
{
    int i;

    for (i = 0; i < 3; i++)
        aec_sha256d_chosen(data[i], n[i], out[i]);
}

static void (*aec_sha256d_three_chosen)(const uint8_t *const data[3], const size_t n[3], uint8_t out[3][32]) =
    aec_sha256d_in_turn;

static inline void aec_sha256_init(void)
{
#ifdef AEC_X86
    if (aec_cpu() & AEC_CPU_SHA) {
        aec_sha256d_chosen = aec_sha256d_ni;
        aec_sha256d_three_chosen = aec_sha256d_three_ni;
    }
#endif
#ifdef AEC_ARM_SHA2
    if (aec_sha256_arm_able())
        aec_sha256d_chosen = aec_sha256d_arm;
#endif
}

static inline const char *aec_sha256_route(void)
{
#ifdef AEC_X86
    if (aec_sha256d_chosen == aec_sha256d_ni)
        return "sha-ni";
#endif
    return aec_sha256d_chosen == aec_sha256d_c ? "portable" : "arm-sha2";
}

/* SHA-256 of the SHA-256 of `data`. */
static inline void aec_sha256d(const uint8_t *data, size_t n, uint8_t out[32])
{
    aec_sha256d_chosen(data, n, out);
}

/* The same of three messages in less time than of two, best when their lengths are alike. */
static inline void aec_sha256d_three(const uint8_t *const data[3], const size_t n[3], uint8_t out[3][32])
{
    aec_sha256d_three_chosen(data, n, out);
}

#endif
