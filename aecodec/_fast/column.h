/* Columns of Arrow that grow value by value, without Python objects and without its lock.

   A column is a tree: a list has one child, a structure several. All functions append, and return 0, or -1 for
   no memory or an offset beyond 32 bits. A column that is not touched for some rows is padded with nulls when
   it is next, so rows cost nothing in the columns that they have no value for. */

#ifndef AECODEC_COLUMN_H
#define AECODEC_COLUMN_H

#include "cdata.h"

enum { AEC_FIXED = 0, AEC_BYTES = 1, AEC_LIST = 2, AEC_STRUCT = 3, AEC_CHILDREN = 3 };

typedef struct aec_column {
    int layout;
    int nullable;    /* has a bitmap; the items of lists have none */
    size_t width;    /* AEC_FIXED: bytes of a value */
    size_t length, nulls;
    size_t room;     /* values that fit */
    uint8_t *bits;
    int32_t *offsets;
    uint8_t *data;   /* of fixed values, zero behind the last one, or of bytes */
    size_t size, data_room;
    int count;
    struct aec_column *child[AEC_CHILDREN];
} aec_column;

static inline void aec_column_close(aec_column *column)
{
    int i;

    if (column == NULL)
        return;
    for (i = 0; i < column->count; i++)
        aec_column_close(column->child[i]);
    free(column->bits);
    free(column->offsets);
    free(column->data);
    free(column);
}

static inline int aec_column_room(aec_column *column, size_t needed)
{
    size_t room;
    uint8_t *bits, *data;
    int32_t *offsets;

    if (needed <= column->room)
        return 0;
    room = column->room == 0 ? needed : needed + needed / 2 + 64;
    if (room > (size_t)INT32_MAX)
        return -1;
    if (column->nullable) {
        const size_t before = (column->room + 7) / 8, after = (room + 7) / 8;
        bits = (uint8_t *)realloc(column->bits, after);
        if (bits == NULL)
            return -1;
        memset(bits + before, 0, after - before);
        column->bits = bits;
    }
    if (column->layout == AEC_FIXED) {
        data = (uint8_t *)realloc(column->data, room * column->width);
        if (data == NULL)
            return -1;
        memset(data + column->room * column->width, 0, (room - column->room) * column->width);
        column->data = data;
    } else if (column->layout != AEC_STRUCT) {
        offsets = (int32_t *)realloc(column->offsets, (room + 1) * sizeof(int32_t));
        if (offsets == NULL)
            return -1;
        offsets[0] = 0;
        column->offsets = offsets;
    }
    column->room = room;
    return 0;
}

/* A column with room for some values and some bytes; at least for one, so that no buffer is missing. */
static inline aec_column *aec_column_open(int layout, size_t width, int nullable, size_t rows, size_t bytes)
{
    aec_column *column = (aec_column *)calloc(1, sizeof(aec_column));

    if (column == NULL)
        return NULL;
    column->layout = layout;
    column->width = width;
    column->nullable = nullable;
    if (layout == AEC_BYTES) {
        column->data_room = bytes > 0 ? bytes : 64;
        column->data = (uint8_t *)malloc(column->data_room);
    }
    if ((layout == AEC_BYTES && column->data == NULL) || aec_column_room(column, rows > 0 ? rows : 1)) {
        aec_column_close(column);
        return NULL;
    }
    return column;
}

/* Adds a child, which the column owns from then on; -1 for none. */
static inline int aec_column_add(aec_column *column, aec_column *child)
{
    if (child == NULL)
        return -1;
    column->child[column->count++] = child;
    return 0;
}

static inline size_t aec_column_end(const aec_column *column)
{
    return column->layout == AEC_LIST ? column->child[0]->length : column->size;
}

/* Appends nulls until the column has so many values. */
static inline int aec_column_pad(aec_column *column, size_t length)
{
    const size_t missing = length - column->length;
    int i;

    if (missing == 0)
        return 0;
    if (aec_column_room(column, length))
        return -1;
    if (column->layout == AEC_BYTES || column->layout == AEC_LIST) {
        const int32_t end = (int32_t)aec_column_end(column);
        size_t at;
        for (at = column->length; at < length; at++)
            column->offsets[at + 1] = end;
    } else if (column->layout == AEC_STRUCT)
        for (i = 0; i < column->count; i++)
            if (aec_column_pad(column->child[i], length))
                return -1;
    column->nulls += missing;
    column->length = length;
    return 0;
}

/* Marks one more value as present. Its content stands there already. */
static inline void aec_column_present(aec_column *column)
{
    if (column->nullable)
        column->bits[column->length >> 3] |= (uint8_t)(1u << (column->length & 7));
    column->length++;
}

/* The place of one more fixed value, which `aec_column_present` follows; NULL without memory. */
static inline uint8_t *aec_column_place(aec_column *column)
{
    if (aec_column_room(column, column->length + 1))
        return NULL;
    return column->data + column->length * column->width;
}

/* The place of one more value of at most `most` bytes, which `aec_column_filled` follows. */
static inline uint8_t *aec_column_space(aec_column *column, size_t most)
{
    const size_t needed = column->size + most;

    if (needed > (size_t)INT32_MAX || aec_column_room(column, column->length + 1))
        return NULL;
    if (needed > column->data_room) {
        const size_t room = needed + needed / 2;
        uint8_t *data = (uint8_t *)realloc(column->data, room);
        if (data == NULL)
            return NULL;
        column->data = data;
        column->data_room = room;
    }
    return column->data + column->size;
}

static inline void aec_column_filled(aec_column *column, size_t size)
{
    column->size += size;
    column->offsets[column->length + 1] = (int32_t)column->size;
    aec_column_present(column);
}

static inline int aec_column_bytes(aec_column *column, const void *data, size_t size)
{
    uint8_t *to = aec_column_space(column, size);

    if (to == NULL)
        return -1;
    if (size > 0)
        memcpy(to, data, size);
    aec_column_filled(column, size);
    return 0;
}

/* Ends a list, whose items were appended to the child, or a structure, whose values were to all children. */
static inline int aec_column_ended(aec_column *column)
{
    if (aec_column_room(column, column->length + 1) || aec_column_end(column) > (size_t)INT32_MAX)
        return -1;
    if (column->layout == AEC_LIST)
        column->offsets[column->length + 1] = (int32_t)column->child[0]->length;
    aec_column_present(column);
    return 0;
}

/* Tells whether a list has items that are not in a list yet. */
static inline int aec_column_open_items(const aec_column *column)
{
    return column->child[0]->length > (size_t)column->offsets[column->length];
}

/* Bytes of the values of a column: about as many as the next batch will have. */
static inline size_t aec_column_size(const aec_column *column)
{
    return column->layout == AEC_BYTES ? column->size + column->size / 8 : 0;
}

/* Moves a column into an array, which owns its buffers from then on. */
static inline int aec_column_export(aec_column *column, struct ArrowArray *array)
{
    const int buffers = column->layout == AEC_STRUCT ? 1 : column->layout == AEC_BYTES ? 3 : 2;
    int i;
    aec_owned *owned;

    if (aec_owned_open(array, (int64_t)column->length, (int64_t)column->nulls, buffers, column->count))
        return -1;
    owned = (aec_owned *)array->private_data;
    owned->buffers[0] = column->bits;
    if (column->layout == AEC_FIXED)
        owned->buffers[1] = column->data;
    else
        owned->buffers[1] = column->offsets;
    if (column->layout == AEC_BYTES)
        owned->buffers[2] = column->data;
    column->bits = NULL;
    column->data = NULL;
    column->offsets = NULL;
    for (i = 0; i < column->count; i++)
        if (aec_column_export(column->child[i], array->children[i])) {
            aec_owned_release(array);
            return -1;
        }
    return 0;
}

#endif
