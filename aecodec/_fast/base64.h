/* Base64, canonical form only (RFC 4648 with padding, no blanks, unused bits zero), over look-up tables.

   Decoding: a table for each of the four places of a group holds the character's bits already shifted to
   where they belong in the three bytes; four look-ups and three ORs make the group. A wrong character has
   a mark in the entry's fourth byte, so one test at the end covers the whole text. Encoding: a table of all
   4,096 pairs of characters, two look-ups a group.

   A module that includes this calls aec_base64_init() when imported. */

#ifndef AECODEC_BASE64_H
#define AECODEC_BASE64_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t aec_base64_bits[4][256]; /* in memory: three bytes, then the mark of a wrong character */
static uint32_t aec_base64_wrong;        /* that mark alone */
static char aec_base64_pairs[4096][2];

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
}

/* Bytes written to `out`, or -1 if the text is not canonical base64. `out` holds at least n / 4 * 3 bytes;
   all of them may be written, even where padding makes the result shorter or -1 is returned. */
static inline ptrdiff_t aec_base64_decode(const char *text, size_t n, uint8_t *out)
{
    const uint8_t *at = (const uint8_t *)text;
    const uint8_t *last;
    uint8_t *const first = out;
    uint32_t group, seen = 0;
    uint8_t bytes[4];
    int size;

    if (n % 4 != 0)
        return -1;
    if (n == 0)
        return 0;
    for (last = at + (n - 4); at < last; at += 4, out += 3) {
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
    uint32_t group;

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
