/* Values of transactions as columns hold them: numbers, digits, and whether bytes are UTF-8. */

#ifndef AECODEC_VALUES_H
#define AECODEC_VALUES_H

#include "column.h"
#include "digits.h"

enum { AEC_LONGEST_NUMBER = 1024, AEC_LONGEST_DIGITS = 2475 };

/* Two words of a number of at most 16 bytes. */
static inline void aec_words(const uint8_t *bytes, size_t size, uint64_t *high, uint64_t *low)
{
    size_t i;

    *high = *low = 0;
    for (i = 0; i < size; i++) {
        *high = *high << 8 | *low >> 56;
        *low = *low << 8 | bytes[i];
    }
}

/* Appends a number to a column of decimal128: 1, 0 for 10^38 and above, -1 without memory. */
static inline int aec_column_decimal(aec_column *column, const uint8_t *bytes, size_t size)
{
    const uint64_t limit = UINT64_C(0x4B3B4CA85A86C47A), below = UINT64_C(0x098A224000000000);
    uint64_t word[2], high, low;
    uint8_t *place;

    if (size > 16)
        return 0;
    aec_words(bytes, size, &high, &low);
    if (high > limit || (high == limit && low >= below))
        return 0;
    place = aec_column_place(column);
    if (place == NULL)
        return -1;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word[0] = high;
    word[1] = low;
#else
    word[0] = low;
    word[1] = high;
#endif
    memcpy(place, word, 16);
    aec_column_present(column);
    return 1;
}

/* The same to a column of int64, for numbers below 2^63. */
static inline int aec_column_int64(aec_column *column, const uint8_t *bytes, size_t size)
{
    uint64_t high, low;
    uint8_t *place;

    if (size > 8 || (size == 8 && bytes[0] >= 0x80))
        return 0;
    aec_words(bytes, size, &high, &low);
    place = aec_column_place(column);
    if (place == NULL)
        return -1;
    memcpy(place, &low, 8);
    aec_column_present(column);
    return 1;
}

/* Appends a number to a column of text. */
static inline int aec_column_number(aec_column *column, const uint8_t *bytes, size_t size)
{
    uint32_t word[AEC_LONGEST_NUMBER / 4];
    char digits[AEC_LONGEST_DIGITS], *const end = digits + sizeof(digits);
    const char *at = aec_digits_before(end, bytes, size, word);

    while (at < end - 1 && *at == '0')
        at++;
    return aec_column_bytes(column, at, (size_t)(end - at));
}

/* Tells whether bytes are UTF-8: no longer form than needed, no surrogates, nothing beyond U+10FFFF. */
static inline int aec_is_utf8(const uint8_t *at, size_t size)
{
    const uint8_t *const end = at + size;

    while (at < end) {
        const uint8_t first = *at++;
        uint8_t low = 0x80, high = 0xBF;
        int more;
        if (first < 0x80)
            continue;
        if (first < 0xC2 || first > 0xF4)
            return 0;
        more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        if (first == 0xE0)
            low = 0xA0;
        else if (first == 0xED)
            high = 0x9F;
        else if (first == 0xF0)
            low = 0x90;
        else if (first == 0xF4)
            high = 0x8F;
        if (end - at < more || *at < low || *at > high)
            return 0;
        for (at++, more--; more > 0; more--, at++)
            if (*at < 0x80 || *at > 0xBF)
                return 0;
    }
    return 1;
}

#endif
