/* SHA-256 by the SHA extensions of x86-64: part of sha256.h.

   With these instructions a block takes the time of the chain of its 64 rounds, each of which waits for the
   one before. Nothing makes one message quicker; three messages run three chains side by side. */

#ifndef AECODEC_SHA256_X86_H
#define AECODEC_SHA256_X86_H

#ifdef AEC_X86

/* A hash on its way: the state as the instructions keep it, (a, b, e, f) and (c, d, g, h) with a and c on top,
   and 16 words of the message, four in each. */
typedef struct {
    __m128i abef, cdgh, w0, w1, w2, w3;
} aec_lane;

/* Four rounds with the words in `w0`, then the four words 16 further on, for which the instructions want the
   quads w0..w3 that follow one another. The last four quads need no successor. */
#define AEC_QUAD(x, t, w0, w1, w2, w3)                                                                       \
    do {                                                                                                     \
        __m128i sum = _mm_add_epi32(x.w0, _mm_loadu_si128((const __m128i *)&aec_sha256_k[4 * (t)]));         \
        x.cdgh = _mm_sha256rnds2_epu32(x.cdgh, x.abef, sum);                                                 \
        x.abef = _mm_sha256rnds2_epu32(x.abef, x.cdgh, _mm_shuffle_epi32(sum, 0x0E));                        \
        if ((t) < 12)                                                                                        \
            x.w0 = _mm_sha256msg2_epu32(                                                                     \
                _mm_add_epi32(_mm_sha256msg1_epu32(x.w0, x.w1), _mm_alignr_epi8(x.w3, x.w2, 4)), x.w3);      \
    } while (0)

/* The rounds of a block; QUAD(t, ...) is what is done with each quad of them. */
#define AEC_ROUNDS(QUAD)                                                                                     \
    do {                                                                                                     \
        QUAD(0, w0, w1, w2, w3);                                                                             \
        QUAD(1, w1, w2, w3, w0);                                                                             \
        QUAD(2, w2, w3, w0, w1);                                                                             \
        QUAD(3, w3, w0, w1, w2);                                                                             \
        QUAD(4, w0, w1, w2, w3);                                                                             \
        QUAD(5, w1, w2, w3, w0);                                                                             \
        QUAD(6, w2, w3, w0, w1);                                                                             \
        QUAD(7, w3, w0, w1, w2);                                                                             \
        QUAD(8, w0, w1, w2, w3);                                                                             \
        QUAD(9, w1, w2, w3, w0);                                                                             \
        QUAD(10, w2, w3, w0, w1);                                                                            \
        QUAD(11, w3, w0, w1, w2);                                                                            \
        QUAD(12, w0, w1, w2, w3);                                                                            \
        QUAD(13, w1, w2, w3, w0);                                                                            \
        QUAD(14, w2, w3, w0, w1);                                                                            \
        QUAD(15, w3, w0, w1, w2);                                                                            \
    } while (0)
#define AEC_ONE(t, w0, w1, w2, w3) AEC_QUAD(x, t, w0, w1, w2, w3)
#define AEC_THREE(t, w0, w1, w2, w3)                                                                         \
    AEC_QUAD(x, t, w0, w1, w2, w3);                                                                          \
    AEC_QUAD(y, t, w0, w1, w2, w3);                                                                          \
    AEC_QUAD(z, t, w0, w1, w2, w3)

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_lane_add(aec_lane *lane, const aec_lane *rounds)
{
    lane->abef = _mm_add_epi32(lane->abef, rounds->abef);
    lane->cdgh = _mm_add_epi32(lane->cdgh, rounds->cdgh);
}

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_sha256_block_ni(aec_lane *lane)
{
    aec_lane x = *lane;

    AEC_ROUNDS(AEC_ONE);
    aec_lane_add(lane, &x);
}

/* A round waits for the one before it: three messages side by side take 1.7 times the time of one. A fourth
   would have no registers left. */
AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_sha256_three_blocks_ni(aec_lane *one, aec_lane *two, aec_lane *three)
{
    aec_lane x = *one, y = *two, z = *three;

    AEC_ROUNDS(AEC_THREE);
    aec_lane_add(one, &x);
    aec_lane_add(two, &y);
    aec_lane_add(three, &z);
}

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE __m128i aec_swapped(__m128i words)
{
    return _mm_shuffle_epi8(words, _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
}

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_lane_start(aec_lane *lane)
{
    lane->abef = _mm_setr_epi32((int)0x9b05688c, 0x510e527f, (int)0xbb67ae85, 0x6a09e667);
    lane->cdgh = _mm_setr_epi32(0x5be0cd19, 0x1f83d9ab, (int)0xa54ff53a, 0x3c6ef372);
}

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_lane_load(aec_lane *lane, const uint8_t *block)
{
    const __m128i *in = (const __m128i *)block;

    lane->w0 = aec_swapped(_mm_loadu_si128(in));
    lane->w1 = aec_swapped(_mm_loadu_si128(in + 1));
    lane->w2 = aec_swapped(_mm_loadu_si128(in + 2));
    lane->w3 = aec_swapped(_mm_loadu_si128(in + 3));
}

/* The hash so far as a message of its own: 32 bytes, padded, without a buffer. */
AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_lane_again(aec_lane *lane)
{
    __m128i abef = _mm_shuffle_epi32(lane->abef, 0x1B), cdgh = _mm_shuffle_epi32(lane->cdgh, 0x1B);

    lane->w0 = _mm_unpacklo_epi64(abef, cdgh);
    lane->w1 = _mm_unpackhi_epi64(abef, cdgh);
    lane->w2 = _mm_setr_epi32((int)0x80000000, 0, 0, 0);
    lane->w3 = _mm_setr_epi32(0, 0, 0, 256);
    aec_lane_start(lane);
}

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_lane_out(aec_lane *lane, uint8_t out[32])
{
    aec_lane_again(lane);
    _mm_storeu_si128((__m128i *)out, aec_swapped(lane->w0));
    _mm_storeu_si128((__m128i *)(out + 16), aec_swapped(lane->w1));
}

/* The blocks of a message, the padded end included. */
typedef struct {
    const uint8_t *at;
    size_t blocks, more;
    uint8_t last[128];
} aec_message;

static inline void aec_message_open(aec_message *message, const uint8_t *data, size_t n)
{
    message->at = data;
    message->blocks = n / 64;
    message->more = aec_sha256_pad(data, n, message->last);
}

static inline const uint8_t *aec_message_next(aec_message *message)
{
    const uint8_t *block;

    if (message->blocks == 0) {
        message->at = message->last;
        message->blocks = message->more;
        message->more = 0;
        if (message->blocks == 0)
            return NULL;
    }
    block = message->at;
    message->at += 64;
    message->blocks--;
    return block;
}

AEC_TARGET("sha,sse4.1,avx")
static AEC_ALWAYS_INLINE void aec_lane_finish(aec_lane *lane, aec_message *message, const uint8_t *block)
{
    for (; block != NULL; block = aec_message_next(message)) {
        aec_lane_load(lane, block);
        aec_sha256_block_ni(lane);
    }
    aec_lane_again(lane);
}

/* The SHA instructions exist in SSE form only: with used upper halves of the vector registers, left by
   somebody's AVX code, each would wait for a merge (measured: 1.75 times the time). Hence the zeroing. */

AEC_TARGET("sha,sse4.1,avx")
static void aec_sha256d_ni(const uint8_t *data, size_t n, uint8_t out[32])
{
    aec_message message;
    aec_lane x;

    _mm256_zeroupper();
    aec_lane_start(&x);
    if (n == 32) { /* a key: like the second hash of everything, it needs no buffer */
        x.w0 = aec_swapped(_mm_loadu_si128((const __m128i *)data));
        x.w1 = aec_swapped(_mm_loadu_si128((const __m128i *)data + 1));
        x.w2 = _mm_setr_epi32((int)0x80000000, 0, 0, 0);
        x.w3 = _mm_setr_epi32(0, 0, 0, 256);
        aec_sha256_block_ni(&x);
        aec_lane_again(&x);
    } else {
        aec_message_open(&message, data, n);
        aec_lane_finish(&x, &message, aec_message_next(&message));
    }
    aec_sha256_block_ni(&x);
    aec_lane_out(&x, out);
}

AEC_TARGET("sha,sse4.1,avx")
static void aec_sha256d_three_ni(const uint8_t *const data[3], const size_t n[3], uint8_t out[3][32])
{
    aec_message one, two, three;
    const uint8_t *a, *b, *c;
    aec_lane x, y, z;

    _mm256_zeroupper();
    aec_lane_start(&x);
    aec_lane_start(&y);
    aec_lane_start(&z);
    aec_message_open(&one, data[0], n[0]);
    aec_message_open(&two, data[1], n[1]);
    aec_message_open(&three, data[2], n[2]);
    for (;;) {
        a = aec_message_next(&one);
        b = aec_message_next(&two);
        c = aec_message_next(&three);
        if (a == NULL || b == NULL || c == NULL)
            break;
        aec_lane_load(&x, a);
        aec_lane_load(&y, b);
        aec_lane_load(&z, c);
        aec_sha256_three_blocks_ni(&x, &y, &z);
    }
    aec_lane_finish(&x, &one, a);
    aec_lane_finish(&y, &two, b);
    aec_lane_finish(&z, &three, c);
    aec_sha256_three_blocks_ni(&x, &y, &z);
    aec_lane_out(&x, out[0]);
    aec_lane_out(&y, out[1]);
    aec_lane_out(&z, out[2]);
}

#endif
#endif
