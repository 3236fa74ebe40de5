/* Checksums of payloads that differ in a few bytes, for the search of a typing error.

   The idea: the blocks of SHA-256 before the first byte that differs are hashed once, and their state is where
   each candidate begins. What is left are the two blocks that hold the difference, which each candidate has for
   itself, and those behind them, which all share. Three candidates run side by side where the processor has
   instructions for it. Part of kernels.pyx, behind sha256.h. */

#ifndef AECODEC_CHECKSUM_H
#define AECODEC_CHECKSUM_H

#include "sha256.h"

/* What all candidates share: the state before them, and the blocks behind their own ones, padding included. */
typedef struct {
    uint32_t state[8];
    size_t own, more; /* blocks of each candidate, 1 or 2; blocks that follow */
    const uint8_t *rest;
} aec_tail;

static inline void aec_tail_start(uint32_t state[8])
{
    memcpy(state, aec_sha256_start, sizeof aec_sha256_start);
}

/* One candidate: both hashes; only the first word of the second one is asked for. */
static uint32_t aec_tail_c(const aec_tail *tail, const uint8_t *own)
{
    uint32_t state[8];
    uint8_t digest[32], last[128];
    int i;

    memcpy(state, tail->state, sizeof state);
    aec_sha256_blocks_c(state, own, tail->own);
    aec_sha256_blocks_c(state, tail->rest, tail->more);
    for (i = 0; i < 8; i++)
        aec_store32(digest + 4 * i, state[i]);
    aec_tail_start(state);
    aec_sha256_blocks_c(state, last, aec_sha256_pad(digest, 32, last));
    return state[0];
}

static void aec_tail_three_c(const aec_tail *tail, const uint8_t own[3][128], uint32_t words[3])
{
    int i;

    for (i = 0; i < 3; i++)
        words[i] = aec_tail_c(tail, own[i]);
}

#ifdef AEC_X86

AEC_TARGET("sha,sse4.1,avx")
static void aec_tail_three_ni(const aec_tail *tail, const uint8_t own[3][128], uint32_t words[3])
{
    const uint32_t *s = tail->state;
    aec_lane x, y, z;
    uint8_t digest[32];
    size_t i;

    _mm256_zeroupper();
    x.abef = _mm_setr_epi32((int)s[5], (int)s[4], (int)s[1], (int)s[0]);
    x.cdgh = _mm_setr_epi32((int)s[7], (int)s[6], (int)s[3], (int)s[2]);
    y = z = x;
    for (i = 0; i < tail->own; i++) {
        aec_lane_load(&x, own[0] + 64 * i);
        aec_lane_load(&y, own[1] + 64 * i);
        aec_lane_load(&z, own[2] + 64 * i);
        aec_sha256_three_blocks_ni(&x, &y, &z);
    }
    for (i = 0; i < tail->more; i++) {
        aec_lane_load(&x, tail->rest + 64 * i);
        y.w0 = z.w0 = x.w0, y.w1 = z.w1 = x.w1, y.w2 = z.w2 = x.w2, y.w3 = z.w3 = x.w3;
        aec_sha256_three_blocks_ni(&x, &y, &z);
    }
    aec_lane_again(&x);
    aec_lane_again(&y);
    aec_lane_again(&z);
    aec_sha256_three_blocks_ni(&x, &y, &z);
    aec_lane_out(&x, digest);
    words[0] = aec_load32(digest);
    aec_lane_out(&y, digest);
    words[1] = aec_load32(digest);
    aec_lane_out(&z, digest);
    words[2] = aec_load32(digest);
}

#endif

static void (*aec_tail_three_chosen)(const aec_tail *, const uint8_t[3][128], uint32_t[3]) = aec_tail_three_c;

/* Called at import, behind aec_sha256_init(). */
static inline void aec_tail_init(int wanted)
{
    aec_tail_three_chosen = aec_tail_three_c;
#ifdef AEC_X86
    if (wanted && aec_cpu() & AEC_CPU_SHA)
        aec_tail_three_chosen = aec_tail_three_ni;
#else
    (void)wanted;
#endif
}

/* The first four bytes of the checksums of three candidates, as numbers. */
static inline void aec_tail_three(const aec_tail *tail, const uint8_t own[3][128], uint32_t words[3])
{
    aec_tail_three_chosen(tail, own, words);
}

#endif
