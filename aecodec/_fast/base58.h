/* Base58 of short numbers (a key or signature with its checksum), in limbs instead of digit by digit.

   Encoding: the number is cut into 32-bit words; a table holds every power of 2^32 in base 58^5, so a word
   adds its multiple of one row to the sum, without a division. A limb then gives five digits. Nine rows may
   pile up before the limbs are brought below 58^5 again: the nine entries of any column that meet in one
   block sum to less than 2^32, so that a column of the sum stays below 2^64 (tests/test_twins_text.py checks
   it). 36 bytes, the usual case, are one block.

   Decoding: groups of ten digits make a 64-bit number each; Horner's rule over the groups, with 58^10 and
   128-bit products. Where the compiler has no such products, groups of five digits and 32-bit limbs.

   A module that includes this calls aec_base58_init() when imported. */

#ifndef AECODEC_BASE58_H
#define AECODEC_BASE58_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    AEC_BASE58_MAX_CHARS = 128, /* protocol.MAX_BASE58_CHARS */
    AEC_BASE58_WORDS = 24,      /* 96 bytes; 128 digits are fewer than 94 */
    AEC_BASE58_LIMBS = 27,      /* that many words in base 58^5 */
    AEC_BASE58_BLOCK = 9,       /* rows that fit without a carry */
    AEC_BASE58_ROOM = AEC_BASE58_MAX_CHARS + 5 * AEC_BASE58_LIMBS /* for leading ones, and for digits */
};

#define AEC_58_5 656356768u

#ifdef __SIZEOF_INT128__
typedef uint64_t aec_limb;
__extension__ typedef unsigned __int128 aec_wide;
#define AEC_GROUP 10
#else
typedef uint32_t aec_limb;
typedef uint64_t aec_wide;
#define AEC_GROUP 5
#endif

static const char aec_base58_alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static uint8_t aec_base58_digit[256]; /* 0x80 for what is no digit */
static char aec_base58_pairs[58 * 58][2];
static uint32_t aec_base58_powers[AEC_BASE58_WORDS][AEC_BASE58_LIMBS]; /* [j]: 2^(32 j), low limb first */

static inline void aec_base58_init(void)
{
    int i, j;

    memset(aec_base58_digit, 0x80, sizeof aec_base58_digit);
    for (i = 0; i < 58; i++)
        aec_base58_digit[(uint8_t)aec_base58_alphabet[i]] = (uint8_t)i;
    for (i = 0; i < 58 * 58; i++) {
        aec_base58_pairs[i][0] = aec_base58_alphabet[i / 58];
        aec_base58_pairs[i][1] = aec_base58_alphabet[i % 58];
    }
    aec_base58_powers[0][0] = 1;
    for (j = 1; j < AEC_BASE58_WORDS; j++) {
        uint64_t carry = 0;
        for (i = 0; i < AEC_BASE58_LIMBS; i++) {
            carry += (uint64_t)aec_base58_powers[j - 1][i] << 32;
            aec_base58_powers[j][i] = (uint32_t)(carry % AEC_58_5);
            carry /= AEC_58_5;
        }
    }
}

/* Limbs that hold `words` words, for up to 24: a word is 1.0925 limbs. */
#define AEC_BASE58_LIMBS_OF(words) ((words) + (words) / 10 + 1)

/* `words` big-endian 32-bit words into limbs, low one first. Inlined with constants for the sizes that
   matter, so that the loops unroll. */
static inline void aec_base58_to_limbs(const uint32_t *word, int words, uint64_t *limb)
{
    const int limbs = AEC_BASE58_LIMBS_OF(words);
    int block, pass, j, i;

    for (i = 0; i < limbs; i++)
        limb[i] = 0;
    for (block = 0; block < words; block += AEC_BASE58_BLOCK) {
        uint64_t carry = 0, above, low;
        for (j = block; j < words && j < block + AEC_BASE58_BLOCK; j++)
            for (i = 0; i < AEC_BASE58_LIMBS_OF(j) && i < limbs; i++)
                limb[i] += (uint64_t)word[words - 1 - j] * aec_base58_powers[j][i];
        /* Twice without waiting for the neighbour: carries are then below 2^35 and below 64, so that in the
           chain, where each limb does wait, a carry is 0 or 1 and costs no division. */
        for (pass = 0; pass < 2; pass++)
            for (carry = 0, i = 0; i < limbs; i++) {
                above = limb[i] / AEC_58_5;
                low = limb[i] - above * AEC_58_5;
                limb[i] = low + carry;
                carry = above;
            }
        for (carry = 0, i = 0; i < limbs; i++) {
            low = limb[i] + carry;
            carry = low >= AEC_58_5;
            limb[i] = low - (carry ? AEC_58_5 : 0);
        }
    }
}

/* The five digits of a limb, two at a time. */
static inline void aec_base58_digits(uint32_t limb, char out[5])
{
    const uint32_t first = limb / (58u * 58 * 58 * 58), middle = limb / (58u * 58);

    out[0] = aec_base58_alphabet[first];
    memcpy(out + 1, aec_base58_pairs[middle - first * (58u * 58)], 2);
    memcpy(out + 3, aec_base58_pairs[limb - middle * (58u * 58)], 2);
}

/* The number of characters, at most 128, or -1 if there are more. They are written somewhere into `room`, which
   saves a copy: `*text` is where. */
static inline int aec_base58_encode(const uint8_t *data, size_t n, char room[AEC_BASE58_ROOM], char **text)
{
    uint32_t word[AEC_BASE58_WORDS];
    uint64_t limb[AEC_BASE58_LIMBS];
    char *first = room + AEC_BASE58_MAX_CHARS, *at = first;
    size_t zeros = 0;
    int words, i;

    while (zeros < n && data[zeros] == 0)
        zeros++;
    data += zeros;
    n -= zeros;
    if (n > 4 * AEC_BASE58_WORDS || zeros > AEC_BASE58_MAX_CHARS)
        return -1;
    words = (int)((n + 3) / 4);
    for (i = words - 1; n >= 4; i--) {
        n -= 4;
        word[i] = (uint32_t)data[n] << 24 | (uint32_t)data[n + 1] << 16 | (uint32_t)data[n + 2] << 8
                  | data[n + 3];
    }
    if (n > 0)
        for (word[0] = 0; n > 0; n--)
            word[0] = word[0] << 8 | *data++;
    if (words == 9)
        aec_base58_to_limbs(word, 9, limb);
    else if (words == 17)
        aec_base58_to_limbs(word, 17, limb);
    else
        aec_base58_to_limbs(word, words, limb);
    for (i = AEC_BASE58_LIMBS_OF(words) - 1; i >= 0; i--, at += 5)
        aec_base58_digits((uint32_t)limb[i], at);
    while (first < at && *first == '1')
        first++;
    if (zeros + (size_t)(at - first) > AEC_BASE58_MAX_CHARS)
        return -1;
    for (; zeros > 0; zeros--)
        *--first = '1';
    *text = first;
    return (int)(at - first);
}

/* Bytes written to `out`, at most n; or -1 for a character that is no digit or more than 128 of them. */
static inline int aec_base58_decode(const char *text, size_t n, uint8_t *out)
{
    const uint8_t *at = (const uint8_t *)text, *const end = at + n;
    aec_limb limb[AEC_BASE58_MAX_CHARS / AEC_GROUP + 1], power = 1;
    uint8_t *const first = out;
    unsigned seen = 0;
    int limbs = 0, size, i;

    if (n > AEC_BASE58_MAX_CHARS)
        return -1;
    for (i = 0; i < AEC_GROUP; i++)
        power *= 58;
    while (at < end && *at == '1') {
        *out++ = 0;
        at++;
    }
    /* The first group takes what is left over, so that all others are full. */
    for (size = (int)((end - at) % AEC_GROUP); at < end; size = AEC_GROUP) {
        aec_limb group = 0;
        aec_wide carry;
        if (size == AEC_GROUP)
            for (i = 0; i < AEC_GROUP; i++) {
                unsigned digit = aec_base58_digit[at[i]];
                seen |= digit;
                group = group * 58 + digit;
            }
        else
            for (i = 0; i < size; i++) {
                unsigned digit = aec_base58_digit[at[i]];
                seen |= digit;
                group = group * 58 + digit;
            }
        at += size;
        carry = group;
        for (i = 0; i < limbs; i++) {
            carry += (aec_wide)limb[i] * power;
            limb[i] = (aec_limb)carry;
            carry >>= 8 * sizeof(aec_limb);
        }
        if (carry)
            limb[limbs++] = (aec_limb)carry;
    }
    if (seen & 0x80)
        return -1;
    if (limbs > 0) { /* the highest one without its leading zeros; limbs that are there are not zero */
        for (size = 1; size < (int)sizeof(aec_limb) && limb[limbs - 1] >> (8 * size); size++)
            ;
        for (limbs--; size > 0; size--)
            *out++ = (uint8_t)(limb[limbs] >> (8 * size - 8));
    }
    for (i = limbs - 1; i >= 0; i--, out += sizeof(aec_limb))
        for (size = 0; size < (int)sizeof(aec_limb); size++)
            out[size] = (uint8_t)(limb[i] >> (8 * (sizeof(aec_limb) - 1 - (size_t)size)));
    return (int)(out - first);
}

#endif
