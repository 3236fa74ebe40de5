/* Base64, canonical form only (RFC 4648 with padding, no blanks, unused bits zero), over look-up tables, and
   32 characters at a time where the processor has AVX2.

   Tables, decoding: one for each of the four places of a group holds the character's bits already shifted to
   where they belong in the three bytes; four look-ups and three ORs make the group. A wrong character has
   a mark in the entry's fourth byte, so one test at the end covers the whole text. Tables, encoding: one of
   all 4,096 pairs of characters, two look-ups a group. They also do what the vectors leave over.

   Vectors: a character's class follows from its upper four bits, 2 for `+` and `/`, 3 for digits, 4 to 7 for
   letters; within a class the value is the character plus a constant (`/` differs from `+` by three), and
   which lower four bits a class allows is a mask. All three are look-ups of one instruction.

   A module that includes this calls aec_base64_init() when imported. */

#ifndef AECODEC_BASE64_H
#define AECODEC_BASE64_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "cpu.h"

static uint32_t aec_base64_bits[4][256]; /* in memory: three bytes, then the mark of a wrong character */
static uint32_t aec_base64_wrong;        /* that mark alone */
static char aec_base64_pairs[4096][2];

/* --- vectors: how much of the input they have done, whole groups only ------------------------------ */

typedef struct {
    size_t read, written;
} aec_base64_done;

static aec_base64_done aec_base64_none(const uint8_t *in, size_t n, uint8_t *out)
{
    const aec_base64_done nothing = {0, 0};
    (void)in, (void)n, (void)out;
    return nothing;
}

#ifdef AEC_X86

/* The same sixteen entries for both halves of a vector. */
#define AEC_BOTH(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/* Stops before the first 32 characters of which one is wrong; the tables find it there. */
AEC_TARGET("avx2")
static aec_base64_done aec_base64_decode_avx2(const uint8_t *in, size_t n, uint8_t *out)
{
    /* By the upper four bits: what is added, and the class as a bit (none for what is no ASCII letter). */
    const __m256i added = AEC_BOTH(0, 0, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i kinds = AEC_BOTH(0, 0, 1, 2, 4, 8, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    /* By the lower four bits: in which classes they stand. 0 is `0`, `P`, `p`; F is `/`, `O`, `o`. */
    const __m256i among = AEC_BOTH(10, 14, 14, 14, 14, 14, 14, 14, 14, 14, 12, 5, 4, 4, 4, 5);
    const __m256i low = _mm256_set1_epi8(15), slash = _mm256_set1_epi8('/'), three = _mm256_set1_epi8(3);
    const __m256i order = AEC_BOTH(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i close = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    aec_base64_done done = {0, 0};

    /* 32 bytes are written for 24: as long as those still to come make room for the rest. */
    for (; n - done.read >= 48; done.read += 32, done.written += 24) {
        __m256i text = _mm256_loadu_si256((const __m256i *)(in + done.read));
        __m256i high = _mm256_and_si256(_mm256_srli_epi16(text, 4), low);
        __m256i good = _mm256_and_si256(
            _mm256_shuffle_epi8(among, _mm256_and_si256(text, low)), _mm256_shuffle_epi8(kinds, high));
        __m256i value = _mm256_sub_epi8(
            _mm256_add_epi8(text, _mm256_shuffle_epi8(added, high)),
            _mm256_and_si256(_mm256_cmpeq_epi8(text, slash), three));

        if (_mm256_movemask_epi8(_mm256_cmpeq_epi8(good, _mm256_setzero_si256())))
            break;
        value = _mm256_maddubs_epi16(value, _mm256_set1_epi16(1 << 8 | 64)); /* two of six bits: twelve */
        value = _mm256_madd_epi16(value, _mm256_set1_epi32(1 << 16 | 4096)); /* two of twelve: 24 */
        value = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(value, order), close);
        _mm256_storeu_si256((__m256i *)(out + done.written), value);
    }
    return done;
}

AEC_TARGET("avx2")
static aec_base64_done aec_base64_encode_avx2(const uint8_t *in, size_t n, uint8_t *out)
{
    const __m256i order = AEC_BOTH(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1);
    const __m256i added = AEC_BOTH(65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0);
    aec_base64_done done = {0, 0};

    for (; n - done.read >= 28; done.read += 24, done.written += 32) { /* 28 are read for 24 */
        __m256i group = _mm256_shuffle_epi8(
            _mm256_setr_m128i(
                _mm_loadu_si128((const __m128i *)(in + done.read)),
                _mm_loadu_si128((const __m128i *)(in + done.read + 12))),
            order);
        __m256i value = _mm256_or_si256(
            _mm256_or_si256(
                _mm256_and_si256(_mm256_srli_epi32(group, 18), _mm256_set1_epi32(0x3F)),
                _mm256_and_si256(_mm256_srli_epi32(group, 4), _mm256_set1_epi32(0x3F00))),
            _mm256_or_si256(
                _mm256_and_si256(_mm256_slli_epi32(group, 10), _mm256_set1_epi32(0x3F0000)),
                _mm256_and_si256(_mm256_slli_epi32(group, 24), _mm256_set1_epi32(0x3F000000))));
        /* 0: capital, 1: small, 2 to 11: digit, 12: `+`, 13: `/` */
        __m256i kind = _mm256_sub_epi8(
            _mm256_subs_epu8(value, _mm256_set1_epi8(51)),
            _mm256_cmpgt_epi8(value, _mm256_set1_epi8(25)));

        _mm256_storeu_si256(
            (__m256i *)(out + done.written), _mm256_add_epi8(value, _mm256_shuffle_epi8(added, kind)));
    }
    return done;
}

#endif

static aec_base64_done (*aec_base64_vectors[2])(const uint8_t *in, size_t n, uint8_t *out) = {
    aec_base64_none, /* decoding */
    aec_base64_none, /* encoding */
};

static inline void aec_base64_use_vectors(int wanted)
{
    aec_base64_vectors[0] = aec_base64_vectors[1] = aec_base64_none;
#ifdef AEC_X86
    if (wanted && aec_cpu() & AEC_CPU_AVX2) {
        aec_base64_vectors[0] = aec_base64_decode_avx2;
        aec_base64_vectors[1] = aec_base64_encode_avx2;
    }
#else
    (void)wanted;
#endif
}

static inline void aec_base64_init(void)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const uint8_t wrong[4] = {0, 0, 0, 1};
    int place, i;

    memcpy(&aec_base64_wrong, wrong, 4);
    for (place = 0; place < 4; place++)
        for (i = 0; i < 256; i++)
            aec_base64_bits[place][i] = aec_base64_wrong;
    for (i = 0; i < 64; i++)
        for (place = 0; place < 4; place++) {
            uint32_t bits = (uint32_t)i << (18 - 6 * place);
            uint8_t bytes[4] = {(uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits, 0};
            memcpy(&aec_base64_bits[place][(uint8_t)alphabet[i]], bytes, 4);
        }
    for (i = 0; i < 4096; i++) {
        aec_base64_pairs[i][0] = alphabet[i >> 6];
        aec_base64_pairs[i][1] = alphabet[i & 63];
    }
    aec_base64_use_vectors(1);
}

/* --- tables, and what is left over for them -------------------------------------------------------- */

/* Bytes written to `out`, or -1 if the text is not canonical base64. `out` holds at least n / 4 * 3 bytes;
   all of them may be written, even where padding makes the result shorter or -1 is returned. */
static inline ptrdiff_t aec_base64_decode(const char *text, size_t n, uint8_t *out)
{
    const uint8_t *at = (const uint8_t *)text;
    const uint8_t *last;
    uint8_t *const first = out;
    uint32_t group, seen = 0;
    aec_base64_done done;
    uint8_t bytes[4];
    int size;

    if (n % 4 != 0)
        return -1;
    if (n == 0)
        return 0;
    done = aec_base64_vectors[0](at, n, out);
    last = at + (n - 4);
    at += done.read;
    out += done.written;
    for (; at < last; at += 4, out += 3) {
        group = aec_base64_bits[0][at[0]] | aec_base64_bits[1][at[1]] | aec_base64_bits[2][at[2]]
                | aec_base64_bits[3][at[3]];
        seen |= group;
        memcpy(out, &group, 4); /* the fourth byte is the next group's first: there always is one */
    }
    size = at[3] != '=' ? 3 : at[2] != '=' ? 2 : 1;
    group = aec_base64_bits[0][at[0]] | aec_base64_bits[1][at[1]];
    if (size > 1)
        group |= aec_base64_bits[2][at[2]];
    if (size > 2)
        group |= aec_base64_bits[3][at[3]];
    if ((seen | group) & aec_base64_wrong)
        return -1;
    memcpy(bytes, &group, 4);
    if ((size < 3 && bytes[2]) || (size < 2 && bytes[1]))
        return -1;
    memcpy(out, bytes, (size_t)size);
    return out + size - first;
}

/* Characters written to `out`, (n + 2) / 3 * 4 of them. */
static inline size_t aec_base64_encode(const uint8_t *data, size_t n, char *out)
{
    char *const first = out;
    const aec_base64_done done = aec_base64_vectors[1](data, n, (uint8_t *)out);
    uint32_t group;

    data += done.read;
    n -= done.read;
    out += done.written;
    for (; n >= 3; n -= 3, data += 3, out += 4) {
        group = (uint32_t)data[0] << 16 | (uint32_t)data[1] << 8 | data[2];
        memcpy(out, aec_base64_pairs[group >> 12], 2);
        memcpy(out + 2, aec_base64_pairs[group & 4095], 2);
    }
    if (n > 0) {
        group = (uint32_t)data[0] << 16 | (n > 1 ? (uint32_t)data[1] << 8 : 0);
        memcpy(out, aec_base64_pairs[group >> 12], 2);
        memcpy(out + 2, aec_base64_pairs[group & 4095], 2);
        out[3] = '=';
        if (n < 2)
            out[2] = '=';
        out += 4;
    }
    return (size_t)(out - first);
}

#endif
