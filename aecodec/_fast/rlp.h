/* RLP headers and structure, without Python objects: the rules of `_pure/rlp.py` over pointers.

   `aec_rlp_take` reads one item and says where its content stands. `aec_rlp_check` walks a whole input and
   finds the same broken rule as `_pure.rlp.parse`, at the same byte. Nothing allocates, nothing recurses, and
   a length is compared with the bytes that are left (`n > end - at`) before it moves a pointer.

   The limits repeat `limits.py` because an array needs one here; rlp.pyx does not import if they differ. */

#ifndef AECODEC_RLP_H
#define AECODEC_RLP_H

#include <stddef.h>
#include <stdint.h>

enum {
    AEC_MAX_PAYLOAD_BYTES = 1 << 24,
    AEC_MAX_RLP_DEPTH = 64,
    AEC_MAX_RLP_ITEMS = 1 << 20
};

enum {
    AEC_RLP_SOUND = 0,
    AEC_RLP_TRUNCATED,
    AEC_RLP_LENGTH_LEADING_ZERO,
    AEC_RLP_LENGTH_NOT_MINIMAL,
    AEC_RLP_SINGLE_BYTE_NOT_MINIMAL,
    AEC_RLP_TOO_DEEP,
    AEC_RLP_TOO_MANY_ITEMS,
    AEC_RLP_TOO_LONG,
    AEC_RLP_TRAILING_BYTES
};

typedef struct {
    const uint8_t *at;    /* its header */
    const uint8_t *start; /* its content; `at` itself for a byte below 80 */
    const uint8_t *end;
    int is_list;
} aec_item;

/* The item whose header stands at `at`, not reaching beyond `end`: 0, or the rule it breaks. */
static inline int aec_rlp_take(const uint8_t *at, const uint8_t *end, aec_item *item)
{
    uint64_t length;
    size_t digits;

    if (at >= end)
        return AEC_RLP_TRUNCATED;
    item->at = at;
    if (*at < 0x80) {
        item->start = at;
        item->end = at + 1;
        item->is_list = 0;
        return AEC_RLP_SOUND;
    }
    item->is_list = *at >= 0xC0;
    length = *at & 0x3F;
    at++;
    if (length > 55) {
        digits = (size_t)length - 55;
        if (digits > (size_t)(end - at))
            return AEC_RLP_TRUNCATED;
        if (*at == 0)
            return AEC_RLP_LENGTH_LEADING_ZERO;
        for (length = 0; digits > 0; digits--)
            length = length << 8 | *at++;
        if (length <= 55)
            return AEC_RLP_LENGTH_NOT_MINIMAL;
    }
    if (length > (uint64_t)(end - at))
        return AEC_RLP_TRUNCATED;
    if (length == 1 && !item->is_list && *at < 0x80)
        return AEC_RLP_SINGLE_BYTE_NOT_MINIMAL;
    item->start = at;
    item->end = at + length;
    return AEC_RLP_SOUND;
}

/* Checks the one item that must fill `at..end`: 0, or the rule that `_pure.rlp.parse` names.
   Then fault->at is the header at fault and fault->end the end of what encloses it (rest undefined);
   for AEC_RLP_TRAILING_BYTES the trailing bytes, for AEC_RLP_TOO_LONG the whole input. */
static inline int aec_rlp_check(const uint8_t *at, const uint8_t *end, aec_item *fault)
{
    const uint8_t *ends[AEC_MAX_RLP_DEPTH];
    const uint8_t *inside = end; /* the end of the innermost open list */
    const uint8_t *root_end = NULL;
    int depth = 0, rule;
    long count = 0;
    aec_item item;

    fault->at = at;
    fault->end = end;
    if (end - at > AEC_MAX_PAYLOAD_BYTES)
        return AEC_RLP_TOO_LONG;
    do {
        fault->at = at;
        fault->end = inside;
        rule = aec_rlp_take(at, inside, &item);
        if (rule != AEC_RLP_SOUND)
            return rule;
        if (++count > AEC_MAX_RLP_ITEMS)
            return AEC_RLP_TOO_MANY_ITEMS;
        if (root_end == NULL)
            root_end = item.end;
        at = item.end;
        if (item.is_list) {
            if (depth == AEC_MAX_RLP_DEPTH)
                return AEC_RLP_TOO_DEEP;
            ends[depth++] = inside;
            inside = item.end;
            at = item.start;
        }
        while (depth > 0 && at == inside)
            inside = ends[--depth];
    } while (depth > 0);
    fault->at = root_end;
    fault->end = end;
    return root_end == end ? AEC_RLP_SOUND : AEC_RLP_TRAILING_BYTES;
}

#endif
