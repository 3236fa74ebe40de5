/* Reading of JSON in its plainest form: printable ASCII in one line, strings without escapes, whole numbers.

   Every function passes over blanks first, moves `at` behind what it read and returns 1; or it returns 0 for
   what is not there or not plain. Then `at` may have moved, as the caller gives the line up. What follows a number
   is looked at by whoever reads on: in `1.5` and `1e3` no comma follows the digits. */

#ifndef AECODEC_SCAN_H
#define AECODEC_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *at;
    const char *end;
} aec_scan;

static inline int aec_sign(aec_scan *scan, char expected)
{
    while (scan->at < scan->end && *scan->at == ' ')
        scan->at++;
    if (scan->at == scan->end || *scan->at != expected)
        return 0;
    scan->at++;
    return 1;
}

static inline int aec_word(aec_scan *scan, const char *expected, size_t size)
{
    const char *at = scan->at;

    while (at < scan->end && *at == ' ')
        at++;
    if ((size_t)(scan->end - at) < size || memcmp(at, expected, size) != 0)
        return 0;
    scan->at = at + size;
    return 1;
}

/* The name of a member, with the colon behind it and the comma before it, unless it is the first one. */
static inline int aec_label(aec_scan *scan, const char *name, size_t size, int first)
{
    const char *before = scan->at;

    if ((first || aec_sign(scan, ',')) && aec_sign(scan, '"') && (size_t)(scan->end - scan->at) > size
        && memcmp(scan->at, name, size) == 0 && scan->at[size] == '"') {
        scan->at += size + 1;
        if (aec_sign(scan, ':'))
            return 1;
    }
    scan->at = before;
    return 0;
}

/* Tells whether all characters are printable ASCII other than the backslash. */
static inline int aec_is_plain(const char *text, size_t size)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    uint64_t wrong = 0, eight, slash;
    size_t i;

    for (i = 0; i + 8 <= size; i += 8) {
        memcpy(&eight, text + i, 8);
        slash = eight ^ (ones * '\\');
        /* A byte below 20 borrows, 7F carries, and so does none but the zero byte of a difference. */
        wrong |= eight | (eight - ones * 0x20) | (eight + ones) | (slash - ones);
        if (wrong & high)
            return 0;
    }
    for (; i < size; i++)
        if (text[i] < ' ' || text[i] > '~' || text[i] == '\\')
            return 0;
    return 1;
}

static inline int aec_quoted(aec_scan *scan, const char **text, size_t *size)
{
    const char *end;

    if (!aec_sign(scan, '"'))
        return 0;
    end = (const char *)memchr(scan->at, '"', (size_t)(scan->end - scan->at));
    if (end == NULL || !aec_is_plain(scan->at, (size_t)(end - scan->at)))
        return 0;
    *text = scan->at;
    *size = (size_t)(end - scan->at);
    scan->at = end + 1;
    return 1;
}

/* A number that is nothing but digits. */
static inline int aec_digits(aec_scan *scan, const char **text, size_t *size)
{
    const char *end;

    while (scan->at < scan->end && *scan->at == ' ')
        scan->at++;
    for (end = scan->at; end < scan->end && *end >= '0' && *end <= '9'; end++)
        ;
    if (end == scan->at || (*scan->at == '0' && end - scan->at > 1))
        return 0;
    *text = scan->at;
    *size = (size_t)(end - scan->at);
    scan->at = end;
    return 1;
}

/* One of at most nine digits. */
static inline int aec_small(aec_scan *scan, uint64_t *number)
{
    const char *text;
    size_t size, i;

    if (!aec_digits(scan, &text, &size) || size > 9)
        return 0;
    for (*number = 0, i = 0; i < size; i++)
        *number = *number * 10 + (uint64_t)(text[i] - '0');
    return 1;
}

#endif
