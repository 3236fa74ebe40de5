/* BLAKE2b of four messages side by side, for x86 processors with AVX2: included by blake2b.h.

   Each message is a quarter of every vector, so the mixing is that of one message with other instructions. All
   four take 1.6 times the time of one. */

#ifndef AECODEC_BLAKE2B_X86_H
#define AECODEC_BLAKE2B_X86_H

#define AEC_MIX_FOUR(a, b, c, d, x, y)                                                                       \
    do {                                                                                                     \
        a = _mm256_add_epi64(_mm256_add_epi64(a, b), x);                                                     \
        d = _mm256_shuffle_epi32(_mm256_xor_si256(d, a), 0xB1);                                              \
        c = _mm256_add_epi64(c, d);                                                                          \
        b = _mm256_shuffle_epi8(_mm256_xor_si256(b, c), by24);                                               \
        a = _mm256_add_epi64(_mm256_add_epi64(a, b), y);                                                     \
        d = _mm256_shuffle_epi8(_mm256_xor_si256(d, a), by16);                                               \
        c = _mm256_add_epi64(c, d);                                                                          \
        b = _mm256_xor_si256(b, c);                                                                          \
        b = _mm256_or_si256(_mm256_srli_epi64(b, 63), _mm256_add_epi64(b, b));                               \
    } while (0)

/* As aec_blake2b_block, for a block of each of four messages. */
AEC_TARGET("avx2")
static void aec_blake2b_four_blocks(
    __m256i h[8], const uint8_t *const block[4], const uint64_t counted[4], int is_last)
{
    const __m256i by24 = _mm256_setr_epi8(
        3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,
        3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
    const __m256i by16 = _mm256_setr_epi8(
        2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,
        2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);
    __m256i m[16], v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
    __m256i v8 = _mm256_set1_epi64x((long long)aec_blake2b_start[0]);
    __m256i v9 = _mm256_set1_epi64x((long long)aec_blake2b_start[1]);
    __m256i v10 = _mm256_set1_epi64x((long long)aec_blake2b_start[2]);
    __m256i v11 = _mm256_set1_epi64x((long long)aec_blake2b_start[3]);
    __m256i v12 = _mm256_set1_epi64x((long long)aec_blake2b_start[4]);
    __m256i v13 = _mm256_set1_epi64x((long long)aec_blake2b_start[5]);
    __m256i v14 = _mm256_set1_epi64x((long long)(is_last ? ~aec_blake2b_start[6] : aec_blake2b_start[6]));
    __m256i v15 = _mm256_set1_epi64x((long long)aec_blake2b_start[7]);
    int i;

    v12 = _mm256_xor_si256(v12, _mm256_loadu_si256((const __m256i *)counted));
    for (i = 0; i < 4; i++) { /* four words of each message become four vectors of a word of each */
        const __m256i one = _mm256_loadu_si256((const __m256i *)(block[0] + 32 * i));
        const __m256i two = _mm256_loadu_si256((const __m256i *)(block[1] + 32 * i));
        const __m256i three = _mm256_loadu_si256((const __m256i *)(block[2] + 32 * i));
        const __m256i four = _mm256_loadu_si256((const __m256i *)(block[3] + 32 * i));
        const __m256i even = _mm256_unpacklo_epi64(one, two), odd = _mm256_unpackhi_epi64(one, two);
        const __m256i even2 = _mm256_unpacklo_epi64(three, four), odd2 = _mm256_unpackhi_epi64(three, four);

        m[4 * i] = _mm256_permute2x128_si256(even, even2, 0x20);
        m[4 * i + 1] = _mm256_permute2x128_si256(odd, odd2, 0x20);
        m[4 * i + 2] = _mm256_permute2x128_si256(even, even2, 0x31);
        m[4 * i + 3] = _mm256_permute2x128_si256(odd, odd2, 0x31);
    }
    AEC_BLAKE2B_ROUNDS(AEC_MIX_FOUR);
    h[0] = _mm256_xor_si256(h[0], _mm256_xor_si256(v0, v8));
    h[1] = _mm256_xor_si256(h[1], _mm256_xor_si256(v1, v9));
    h[2] = _mm256_xor_si256(h[2], _mm256_xor_si256(v2, v10));
    h[3] = _mm256_xor_si256(h[3], _mm256_xor_si256(v3, v11));
    h[4] = _mm256_xor_si256(h[4], _mm256_xor_si256(v4, v12));
    h[5] = _mm256_xor_si256(h[5], _mm256_xor_si256(v5, v13));
    h[6] = _mm256_xor_si256(h[6], _mm256_xor_si256(v6, v14));
    h[7] = _mm256_xor_si256(h[7], _mm256_xor_si256(v7, v15));
}

/* The hashes of four messages of as many blocks each. */
AEC_TARGET("avx2")
static void aec_blake2b256_four(const uint8_t *const data[4], const size_t n[4], uint8_t *const out[4])
{
    __m256i h[8];
    uint64_t words[4], counted[4];
    uint8_t last[4][128];
    const uint8_t *block[4];
    size_t done = 0, left = n[0] > 0 ? (n[0] - 1) / 128 : 0;
    int i, j;

    for (i = 0; i < 8; i++)
        h[i] = _mm256_set1_epi64x((long long)(aec_blake2b_start[i] ^ (i == 0 ? 0x01010020u : 0)));
    for (; left > 0; left--, done += 128) {
        for (j = 0; j < 4; j++) {
            block[j] = data[j] + done;
            counted[j] = done + 128;
        }
        aec_blake2b_four_blocks(h, block, counted, 0);
    }
    memset(last, 0, sizeof last);
    for (j = 0; j < 4; j++) {
        if (n[j] > done)
            memcpy(last[j], data[j] + done, n[j] - done);
        block[j] = last[j];
        counted[j] = n[j];
    }
    aec_blake2b_four_blocks(h, block, counted, 1);
    for (i = 0; i < 4; i++) { /* x86 is little-endian, as the hash is */
        _mm256_storeu_si256((__m256i *)words, h[i]);
        for (j = 0; j < 4; j++)
            memcpy(out[j] + 8 * i, &words[j], 8);
    }
}

#endif
