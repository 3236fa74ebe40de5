/* RLP written forwards into a growing buffer, for a reader that meets values in their order: the header of a
   list is put in front of its items when they are complete. Then values of JSON that need nothing else. Functions
   that read return 1, 0 for what cannot be read, or -1 with a MemoryError set. */

#ifndef AECODEC_WIRE_H
#define AECODEC_WIRE_H

#include "characters.h"
#include "scan.h"

static inline size_t aec_wire_header_size(size_t length)
{
    size_t size = 1;

    if (length > 55)
        for (; length > 0; length >>= 8)
            size++;
    return size;
}

static inline void aec_wire_header(char *at, size_t size, unsigned base, size_t length)
{
    if (size == 1) {
        *at = (char)(base + length);
        return;
    }
    *at = (char)(base + 55 + size - 1);
    for (; size > 1; size--, length >>= 8)
        at[size - 1] = (char)length;
}

/* A byte string. */
static inline int aec_wire_string(aec_chars *wire, const void *data, size_t size)
{
    const size_t head = size == 1 && *(const uint8_t *)data < 0x80 ? 0 : aec_wire_header_size(size);

    if (aec_chars_reserve(wire, head + size))
        return -1;
    if (head > 0)
        aec_wire_header(wire->at, head, 0x80, size);
    if (size > 0)
        memcpy(wire->at + head, data, size);
    wire->at += head + size;
    return 0;
}

/* Puts a header before everything from `begin` on: `base` is 0x80 for a string of two bytes or more, 0xC0 for
   a list. */
static inline int aec_wire_close(aec_chars *wire, size_t begin, unsigned base)
{
    const size_t length = (size_t)(wire->at - wire->begin) - begin, head = aec_wire_header_size(length);

    if (aec_chars_reserve(wire, head))
        return -1;
    memmove(wire->begin + begin + head, wire->begin + begin, length);
    aec_wire_header(wire->begin + begin, head, base, length);
    wire->at += head;
    return 0;
}

static inline int aec_wire_number(aec_chars *wire, uint64_t number)
{
    uint8_t bytes[8], *at = bytes + 8;

    do {
        *--at = (uint8_t)number;
        number >>= 8;
    } while (number > 0);
    return aec_wire_string(wire, at, (size_t)(bytes + 8 - at));
}

/* Writes the number of decimal digits as big-endian bytes without leading zeros, and returns how many; -1 for
   more than AEC_LARGEST_NUMBER. Nine digits at a time are multiplied into words of 32 bits. */
static inline int aec_number_of_digits(const char *digits, size_t count, uint8_t bytes[AEC_LARGEST_NUMBER])
{
    uint32_t word[AEC_LARGEST_NUMBER / 4] = {0}; /* the lowest first */
    size_t words = 0, i, size;

    if (count > 78) /* 2^256 has so many; more would take time */
        return -1;
    while (count > 0) {
        uint32_t group = 0, power = 1;
        uint64_t carry;
        for (i = 0; i < 9 && count > 0; i++, count--, power *= 10)
            group = group * 10 + (uint32_t)(*digits++ - '0');
        carry = group;
        for (i = 0; i < words; i++) {
            carry += (uint64_t)word[i] * power;
            word[i] = (uint32_t)carry;
            carry >>= 32;
        }
        if (carry > 0) {
            if (words == AEC_LARGEST_NUMBER / 4)
                return -1;
            word[words++] = (uint32_t)carry;
        }
    }
    for (size = 4 * words; size > 1 && (word[(size - 1) / 4] >> (8 * ((size - 1) % 4)) & 0xFF) == 0; size--)
        ;
    if (size == 0)
        size = 1;
    for (i = 0; i < size; i++)
        bytes[size - 1 - i] = (uint8_t)(word[i / 4] >> (8 * (i % 4)));
    return (int)size;
}

/* A number, or one as text. */
static inline int aec_read_number(aec_scan *scan, aec_chars *wire)
{
    uint8_t bytes[AEC_LARGEST_NUMBER];
    const char *digits;
    size_t size, i;
    uint64_t number = 0;
    int count;

    if (aec_quoted(scan, &digits, &size)) {
        for (i = 0; i < size; i++)
            if (digits[i] < '0' || digits[i] > '9')
                return 0;
        if (size == 0 || (*digits == '0' && size > 1))
            return 0;
    } else if (!aec_digits(scan, &digits, &size))
        return 0;
    if (size < 20) {
        for (i = 0; i < size; i++)
            number = number * 10 + (uint64_t)(digits[i] - '0');
        return aec_wire_number(wire, number) ? -1 : 1;
    }
    count = aec_number_of_digits(digits, size, bytes);
    return count < 0 ? 0 : aec_wire_string(wire, bytes, (size_t)count) ? -1 : 1;
}

/* The versions of virtual machine and ABI, which are one number on the wire; version 0 of the machine would
   be read as another one. */
static inline int aec_read_versions(aec_scan *scan, aec_chars *wire)
{
    uint64_t vm, abi;

    if (!(aec_sign(scan, '{') && aec_label(scan, "vm", 2, 1) && aec_small(scan, &vm)
          && aec_label(scan, "abi", 3, 0) && aec_small(scan, &abi) && aec_sign(scan, '}')))
        return 0;
    if (vm > 0xFFFF || abi > 0xFFFF || (vm == 0 && abi != 0))
        return 0;
    return aec_wire_number(wire, vm == abi && abi <= 2 ? abi : vm << 16 | abi) ? -1 : 1;
}

/* true or false. */
static inline int aec_read_bool(aec_scan *scan, aec_chars *wire)
{
    if (aec_word(scan, "true", 4))
        return aec_wire_number(wire, 1) ? -1 : 1;
    return aec_word(scan, "false", 5) ? (aec_wire_number(wire, 0) ? -1 : 1) : 0;
}

#endif
