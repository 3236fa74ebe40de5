/* A growing buffer of ASCII characters, and numbers in decimal digits.

   The owner frees `begin`. Functions that may need memory return 0, or -1 with a MemoryError set. A place in
   the buffer is an offset from `begin`: the buffer moves when it grows. */

#ifndef AECODEC_CHARACTERS_H
#define AECODEC_CHARACTERS_H

#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"

typedef struct {
    char *begin;
    char *at; /* behind the last one */
    char *end;
} aec_chars;

enum {
    AEC_LARGEST_NUMBER = 32, /* bytes of a number */
    AEC_LARGEST_DIGITS = 81  /* of its digits, nine at a time */
};

/* Rare, so never inlined. */
static int aec_chars_grow(aec_chars *c, size_t more)
{
    const size_t written = (size_t)(c->at - c->begin), room = 2 * (written + more) + 4096;
    char *begin = more > SIZE_MAX / 4 - written ? NULL : (char *)realloc(c->begin, room);

    if (begin == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    c->begin = begin;
    c->at = begin + written;
    c->end = begin + room;
    return 0;
}

/* Makes sure that `more` characters fit behind `at`. */
static inline int aec_chars_reserve(aec_chars *c, size_t more)
{
    return more <= (size_t)(c->end - c->at) ? 0 : aec_chars_grow(c, more);
}

static inline int aec_chars_put(aec_chars *c, const char *text, size_t size)
{
    if (aec_chars_reserve(c, size))
        return -1;
    memcpy(c->at, text, size);
    c->at += size;
    return 0;
}

/* The same in quotes: for text without anything to escape. */
static inline int aec_chars_quote(aec_chars *c, const char *text, size_t size)
{
    if (aec_chars_reserve(c, size + 2))
        return -1;
    c->at[0] = '"';
    memcpy(c->at + 1, text, size);
    c->at[size + 1] = '"';
    c->at += size + 2;
    return 0;
}

static const char aec_digit_pairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static inline int aec_chars_number(aec_chars *c, uint64_t number)
{
    char digits[20], *at = digits + 20;

    if (number < 10) {
        if (aec_chars_reserve(c, 1))
            return -1;
        *c->at++ = (char)('0' + number);
        return 0;
    }
    for (; number >= 100; number /= 100) {
        at -= 2;
        memcpy(at, &aec_digit_pairs[2 * (number % 100)], 2);
    }
    if (number >= 10) {
        at -= 2;
        memcpy(at, &aec_digit_pairs[2 * number], 2);
    } else
        *--at = (char)('0' + number);
    return aec_chars_put(c, at, (size_t)(digits + 20 - at));
}

/* A number of at most AEC_LARGEST_NUMBER big-endian bytes, the first of which is not 0. */
static inline int aec_chars_large_number(aec_chars *c, const uint8_t *bytes, size_t size)
{
    uint32_t word[AEC_LARGEST_NUMBER / 4];
    char digits[AEC_LARGEST_DIGITS], *const end = digits + AEC_LARGEST_DIGITS;
    const char *at = aec_digits_before(end, bytes, size, word);

    while (*at == '0')
        at++;
    return aec_chars_put(c, at, (size_t)(end - at));
}

#endif
