/* A buffer that fills from its end towards its beginning.

   RLP puts a length in front of what it measures. Written backwards, the content stands there already when
   its header is due, so no pass over the values is needed to learn their sizes. Small outputs never leave
   the stack; larger ones move to the heap and double. */

#ifndef AECODEC_WRITER_H
#define AECODEC_WRITER_H

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

/* What is written so far, in bytes: a mark that stays good when the buffer moves. */
static inline size_t aec_writer_size(const aec_writer *w)
{
    return (size_t)(w->end - w->at);
}

/* Makes sure of room for `more` bytes before `at`: 0, or -1 without memory. */
static inline int aec_writer_room(aec_writer *w, size_t more)
{
    size_t written, capacity;
    uint8_t *begin;

    if (more <= (size_t)(w->at - w->begin))
        return 0;
    written = aec_writer_size(w);
    if (more > SIZE_MAX / 4 - written)
        return -1;
    capacity = 2 * (written + more);
    begin = (uint8_t *)malloc(capacity);
    if (begin == NULL)
        return -1;
    memcpy(begin + capacity - written, w->at, written);
    aec_writer_close(w);
    w->begin = begin;
    w->end = begin + capacity;
    w->at = w->end - written;
    return 0;
}

#endif
