/* The C data interface of Arrow: its three structures, and arrays that own their memory.

   The rules of ownership, as the interface states them:

   - Whoever holds a structure with `release` set owns it, and calls `release` once, which sets it to NULL. To
     move a structure is to copy its bytes and to set `release` of the source to NULL.
   - A consumer may move children out of an array. So each array that is made here owns its own buffers, and
     nothing of its parent; the parent's `release` releases the children that are still there, and frees the
     memory of their structures.
   - `release` may be called on any thread, without Python's lock: it calls nothing of Python.

   Columns that are handed on belong to the producer's array. It moves into an `aec_shared`, which counts the
   arrays that refer to it: one for each node of each copy. The last one that is released releases it. */

#ifndef AECODEC_CDATA_H
#define AECODEC_CDATA_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(_MSC_VER)
#include <intrin.h>
#define AEC_ADD(counter, n) (_InterlockedExchangeAdd(&(counter), (n)) + (n))
#else
#define AEC_ADD(counter, n) __atomic_add_fetch(&(counter), (n), __ATOMIC_ACQ_REL)
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/* --- schemas ------------------------------------------------------------------------------------------ */

static inline void aec_schema_release(struct ArrowSchema *schema)
{
    int64_t i;

    for (i = 0; i < schema->n_children; i++) {
        if (schema->children[i] == NULL)
            continue;
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    if (schema->dictionary != NULL) {
        if (schema->dictionary->release != NULL)
            schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    free(schema->children);
    free((void *)schema->format);
    free((void *)schema->name);
    free((void *)schema->metadata);
    schema->release = NULL;
}

static inline char *aec_copy(const void *data, size_t size)
{
    char *made = (char *)malloc(size > 0 ? size : 1);

    if (made != NULL)
        memcpy(made, data, size);
    return made;
}

/* A schema that owns copies of all that it refers to, with room for its children, which are still NULL. 0, or
   -1 without memory: then nothing is left to release. */
static inline int aec_schema_open(
    struct ArrowSchema *schema, const char *format, const char *name, int64_t flags, int64_t children)
{
    memset(schema, 0, sizeof(*schema));
    schema->format = aec_copy(format, strlen(format) + 1);
    schema->name = aec_copy(name, strlen(name) + 1);
    schema->flags = flags;
    schema->children = (struct ArrowSchema **)calloc((size_t)children + 1, sizeof(struct ArrowSchema *));
    schema->release = aec_schema_release;
    if (schema->format == NULL || schema->name == NULL || schema->children == NULL) {
        aec_schema_release(schema);
        return -1;
    }
    schema->n_children = children;
    return 0;
}

/* Metadata begins with a number of pairs; then, for each, the size of a key, the key, the same of a value. */
static inline size_t aec_metadata_size(const char *metadata)
{
    int32_t pairs, size;
    size_t at = sizeof(pairs);
    int64_t strings;

    memcpy(&pairs, metadata, sizeof(pairs));
    for (strings = 2 * (int64_t)pairs; strings > 0; strings--) {
        memcpy(&size, metadata + at, sizeof(size));
        at += sizeof(size) + (size_t)size;
    }
    return at;
}

static inline int aec_schema_copy(const struct ArrowSchema *from, struct ArrowSchema *to)
{
    const char *name = from->name != NULL ? from->name : "";
    int64_t i;

    if (aec_schema_open(to, from->format, name, from->flags, from->n_children))
        return -1;
    if (from->metadata != NULL) {
        to->metadata = aec_copy(from->metadata, aec_metadata_size(from->metadata));
        if (to->metadata == NULL)
            goto failed;
    }
    for (i = 0; i < from->n_children; i++) {
        to->children[i] = (struct ArrowSchema *)calloc(1, sizeof(struct ArrowSchema));
        if (to->children[i] == NULL || aec_schema_copy(from->children[i], to->children[i]))
            goto failed;
    }
    if (from->dictionary != NULL) {
        to->dictionary = (struct ArrowSchema *)calloc(1, sizeof(struct ArrowSchema));
        if (to->dictionary == NULL || aec_schema_copy(from->dictionary, to->dictionary))
            goto failed;
    }
    return 0;
failed:
    aec_schema_release(to);
    return -1;
}

/* --- arrays that own their buffers ---------------------------------------------------------------------- */

typedef struct {
    const void *buffers[3]; /* each from malloc, or NULL */
    struct ArrowArray **children;
} aec_owned;

static inline void aec_free_children(struct ArrowArray *array)
{
    int64_t i;

    for (i = 0; i < array->n_children; i++) {
        if (array->children[i] == NULL)
            continue;
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    if (array->dictionary != NULL) {
        if (array->dictionary->release != NULL)
            array->dictionary->release(array->dictionary);
        free(array->dictionary);
    }
}

static inline void aec_owned_release(struct ArrowArray *array)
{
    aec_owned *owned = (aec_owned *)array->private_data;

    aec_free_children(array);
    free((void *)owned->buffers[0]);
    free((void *)owned->buffers[1]);
    free((void *)owned->buffers[2]);
    free(owned->children);
    free(owned);
    array->release = NULL;
}

/* An array without buffers yet, and with zeroed structures for its children, which nothing has to release
   before they are filled. -1 without memory. */
static inline int aec_owned_open(struct ArrowArray *array, int64_t length, int64_t nulls, int buffers,
                                 int64_t children)
{
    aec_owned *owned = (aec_owned *)calloc(1, sizeof(aec_owned));

    memset(array, 0, sizeof(*array));
    if (owned == NULL)
        return -1;
    owned->children = (struct ArrowArray **)calloc((size_t)children + 1, sizeof(struct ArrowArray *));
    if (owned->children == NULL) {
        free(owned);
        return -1;
    }
    array->length = length;
    array->null_count = nulls;
    array->n_buffers = buffers;
    array->buffers = owned->buffers;
    array->children = owned->children;
    array->private_data = owned;
    array->release = aec_owned_release;
    for (; array->n_children < children; array->n_children++) {
        struct ArrowArray *child = (struct ArrowArray *)calloc(1, sizeof(struct ArrowArray));
        if (child == NULL) {
            aec_owned_release(array);
            return -1;
        }
        array->children[array->n_children] = child;
    }
    return 0;
}

/* --- arrays that are handed on -------------------------------------------------------------------------- */

typedef struct {
    long holders;
    struct ArrowArray array; /* the producer's, moved here */
} aec_shared;

/* Moves an array into memory that counts its holders: one, the caller. NULL without memory. */
static inline aec_shared *aec_share(struct ArrowArray *array)
{
    aec_shared *shared = (aec_shared *)malloc(sizeof(aec_shared));

    if (shared == NULL)
        return NULL;
    shared->holders = 1;
    shared->array = *array;
    array->release = NULL;
    return shared;
}

static inline void aec_shared_drop(aec_shared *shared)
{
    if (shared == NULL || AEC_ADD(shared->holders, -1) > 0)
        return;
    if (shared->array.release != NULL)
        shared->array.release(&shared->array);
    free(shared);
}

typedef struct {
    aec_shared *shared;
    struct ArrowArray *children[1];
} aec_view;

static inline void aec_view_release(struct ArrowArray *array)
{
    aec_view *view = (aec_view *)array->private_data;

    aec_free_children(array);
    aec_shared_drop(view->shared);
    free(view);
    array->release = NULL;
}

/* A copy of a node and of all below it, which refers to the buffers of `shared`. -1 without memory. */
static inline int aec_view_open(struct ArrowArray *to, const struct ArrowArray *from, aec_shared *shared)
{
    const size_t pointers = (size_t)from->n_children * sizeof(struct ArrowArray *);
    aec_view *view = (aec_view *)calloc(1, sizeof(aec_view) + pointers);
    int64_t i;

    if (view == NULL)
        return -1;
    AEC_ADD(shared->holders, 1);
    view->shared = shared;
    *to = *from;
    to->n_children = 0;
    to->children = view->children;
    to->dictionary = NULL;
    to->private_data = view;
    to->release = aec_view_release;
    for (i = 0; i < from->n_children; i++) {
        struct ArrowArray *child = (struct ArrowArray *)calloc(1, sizeof(struct ArrowArray));
        view->children[i] = child;
        to->n_children = i + 1;
        if (child == NULL || aec_view_open(child, from->children[i], shared))
            goto failed;
    }
    if (from->dictionary != NULL) {
        to->dictionary = (struct ArrowArray *)calloc(1, sizeof(struct ArrowArray));
        if (to->dictionary == NULL || aec_view_open(to->dictionary, from->dictionary, shared))
            goto failed;
    }
    return 0;
failed:
    aec_view_release(to);
    return -1;
}

/* The rows from `start` on of such a copy. */
static inline int aec_view_slice(
    struct ArrowArray *to, const struct ArrowArray *from, aec_shared *shared, int64_t start, int64_t count)
{
    if (aec_view_open(to, from, shared))
        return -1;
    if (to->null_count != 0 && (start != 0 || count != from->length))
        to->null_count = -1; /* not counted */
    to->offset += start;
    to->length = count;
    return 0;
}

#endif
