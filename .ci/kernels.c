/* Runs the kernels of aecodec/_fast, by every route they have here, over cases from standard input, a line each:
   kind, input and output, both in hex. Prints how many were right, or the first that is not. */

#include <stdio.h>
#include <stdlib.h>

#include "base58.h"
#include "base64.h"
#include "blake2b.h"
#include "sha256.h"

enum { ROOM = 1 << 16 };

static uint8_t in[ROOM], wanted[ROOM], out[2 * ROOM];

static size_t unhex(const char *hex, uint8_t *bytes)
{
    size_t n = 0;
    unsigned byte;

    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
        bytes[n++] = (uint8_t)byte;
    return n;
}

static int same(const char *route, ptrdiff_t found, size_t size)
{
    if (found == (ptrdiff_t)size && memcmp(out, wanted, size) == 0)
        return 1;
    printf("%s: wrong\n", route);
    return 0;
}

static int hashes(size_t n, size_t size)
{
    const uint8_t *data[3] = {in, in, in};
    const size_t sizes[3] = {n / 2, n, n / 3};
    uint8_t three[3][32];
    int right;

    aec_sha256d_c(in, n, out);
    right = same("sha256d, portable", 32, size);
    aec_sha256d(in, n, out);
    right &= same("sha256d, chosen", 32, size);
    aec_sha256d_three(data, sizes, three);
    memcpy(out, three[1], 32);
    return right & same("sha256d, one of three", 32, size);
}

static int base64_both_ways(size_t n, size_t size, int vectors)
{
    static uint8_t swapped[ROOM];
    int right;

    aec_base64_use_vectors(vectors);
    right = same("base64, encoding", (ptrdiff_t)aec_base64_encode(in, n, (char *)out), size);
    memcpy(swapped, wanted, size);
    memcpy(wanted, in, n);
    right &= same("base64, decoding", aec_base64_decode((const char *)swapped, size, out), n);
    memcpy(wanted, swapped, size);
    if (size > 0) {
        swapped[n % size] = '-';
        right &= same("base64, refusing", aec_base64_decode((const char *)swapped, size, out) + 1, 0);
    }
    return right;
}

static int base58_both_ways(size_t n, size_t size)
{
    static char room[AEC_BASE58_ROOM];
    char *text = room;
    int right, found = aec_base58_encode(in, n, room, &text);

    memcpy(out, text, size);
    right = same("base58, encoding", found, size);
    aec_base58_decode((const char *)wanted, size, out);
    memcpy(wanted, in, n);
    return right & same("base58, decoding", (ptrdiff_t)n, n);
}

int main(void)
{
    static char kind[16], from[2 * ROOM], to[2 * ROOM];
    int right = 0;

    aec_sha256_init();
    aec_base64_init();
    aec_base58_init();
    while (scanf("%15s %131000s %131000s", kind, from, to) == 3) {
        const size_t n = unhex(from, in), size = unhex(to, wanted);
        int good = 0;
        if (strcmp(kind, "sha256d") == 0)
            good = hashes(n, size);
        else if (strcmp(kind, "blake2b") == 0)
            aec_blake2b256(in, n, out), good = same("blake2b", 32, size);
        else if (strcmp(kind, "base64") == 0)
            good = base64_both_ways(n, size, 0) && base64_both_ways(n, size, 1);
        else if (strcmp(kind, "base58") == 0)
            good = base58_both_ways(n, size);
        if (!good) {
            printf("%s of %s\n", kind, from);
            return 1;
        }
        right++;
    }
    printf("%d cases right, sha256 by %s, base64 %s vectors\n", right, aec_sha256_route(),
           aec_base64_vectors[0] == aec_base64_none ? "without" : "with");
    return right == 0;
}
