/* The growing output buffer of RLP and of objects. It fills from its end towards its beginning.

   RLP puts a length in front of what it measures. Written backwards, the content stands there already when
   its header is due, so no pass over the values is needed to learn their sizes. Small outputs never leave
   the stack; larger ones move to the heap and double. The caller owns the writer, and closes it on every way
   out. Functions that may need memory return 0, or -1 with a MemoryError set. */

#ifndef AECODEC_WRITER_H
#define AECODEC_WRITER_H

#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t *begin;
    uint8_t *at; /* the first byte written */
    uint8_t *end;
    uint8_t local[2048];
} aec_writer;

static inline void aec_writer_open(aec_writer *w)
{
    w->begin = w->local;
    w->at = w->end = w->local + sizeof w->local;
}

static inline void aec_writer_close(aec_writer *w)
{
    if (w->begin != w->local)
        free(w->begin);
}

/* The bytes written so far: as a mark it stays good when the buffer moves, which a pointer does not. */
static inline size_t aec_writer_size(const aec_writer *w)
{
    return (size_t)(w->end - w->at);
}

/* Moves what is written to the end of a larger piece of memory. Rare, so never inlined. */
static int aec_writer_grow(aec_writer *w, size_t more)
{
    const size_t written = aec_writer_size(w), capacity = 2 * (written + more);
    uint8_t *begin = more > SIZE_MAX / 4 - written ? NULL : (uint8_t *)malloc(capacity);

    if (begin == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(begin + capacity - written, w->at, written);
    aec_writer_close(w);
    w->begin = begin;
    w->end = begin + capacity;
    w->at = w->end - written;
    return 0;
}

/* Makes sure that `more` bytes fit before `at`. */
static inline int aec_writer_reserve(aec_writer *w, size_t more)
{
    return more <= (size_t)(w->at - w->begin) ? 0 : aec_writer_grow(w, more);
}

enum { AEC_HEADER = 9 }; /* bytes of the longest RLP header */

static inline uint8_t *aec_header_before(uint8_t *at, unsigned base, size_t length)
{
    if (length <= 55) {
        *--at = (uint8_t)(base + length);
        return at;
    }
    for (base += 55; length > 0; length >>= 8, base++)
        *--at = (uint8_t)length;
    *--at = (uint8_t)base;
    return at;
}

/* Writes the RLP header of the last `length` bytes: `base` is 0x80 for a string, 0xC0 for a list. */
static inline int aec_writer_header(aec_writer *w, unsigned base, size_t length)
{
    if (aec_writer_reserve(w, AEC_HEADER))
        return -1;
    w->at = aec_header_before(w->at, base, length);
    return 0;
}

/* Writes a byte string as RLP. A single byte below 80 is its own encoding. */
static inline int aec_writer_string(aec_writer *w, const uint8_t *data, size_t size)
{
    if (aec_writer_reserve(w, size + AEC_HEADER))
        return -1;
    w->at -= size;
    if (size == 1) {
        *w->at = *data;
        if (*data < 0x80)
            return 0;
    } else if (size > 0)
        memcpy(w->at, data, size);
    w->at = aec_header_before(w->at, 0x80, size);
    return 0;
}

#endif
