/* Decimal digits of large numbers. */

#ifndef AECODEC_DIGITS_H
#define AECODEC_DIGITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Writes the decimal digits of a number of `size` big-endian bytes, which end at `end`, in groups of nine, and
   returns where they begin: there may be zeros in front. `word` has room for the number in words of 32 bits. The
   remainder of a division of all words by 10^9 gives the last nine digits, then those before. */
static inline char *aec_digits_before(char *end, const uint8_t *bytes, size_t size, uint32_t *word)
{
    const size_t words = (size + 3) / 4;
    size_t first = 0, i;

    memset(word, 0, words * sizeof(uint32_t));
    for (i = 0; i < size; i++) {
        uint32_t *into = &word[(4 * words - size + i) / 4];
        *into = *into << 8 | bytes[i];
    }
    while (first < words) {
        uint64_t rest = 0;
        for (i = first; i < words; i++) {
            rest = rest << 32 | word[i];
            word[i] = (uint32_t)(rest / 1000000000u);
            rest %= 1000000000u;
        }
        while (first < words && word[first] == 0)
            first++;
        for (i = 0; i < 9; i++, rest /= 10)
            *--end = (char)('0' + rest % 10);
    }
    return end;
}

#endif
