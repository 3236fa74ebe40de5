/* SHA-256 by the SHA2 instructions of 64-bit ARM: part of sha256.h.

   Every Apple processor has them, and a compiler for these says so. On Linux gcc compiles the function for
   them alone, and the kernel tells whether the processor has them. Elsewhere the portable code runs. */

#ifndef AECODEC_SHA256_ARM_H
#define AECODEC_SHA256_ARM_H

#if defined(__aarch64__) && !defined(__AARCH64EB__)
#ifdef __ARM_FEATURE_SHA2
#define AEC_ARM_SHA2 1
#define AEC_TARGET_SHA2
static inline int aec_sha256_arm_able(void)
{
    return 1;
}
#elif defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#include <sys/auxv.h>
#define AEC_ARM_SHA2 1
#define AEC_TARGET_SHA2 __attribute__((target("+crypto")))
static inline int aec_sha256_arm_able(void)
{
    return (getauxval(AT_HWCAP) >> 6 & 1) != 0; /* HWCAP_SHA2 */
}
#endif
#endif

#ifdef AEC_ARM_SHA2
#include <arm_neon.h>

/* Four rounds with the words in `w0`, then the four words 16 further on. The last four quads need none. */
#define AEC_QUAD(t, w0, w1, w2, w3)                                                                          \
    do {                                                                                                     \
        const uint32x4_t sum = vaddq_u32(w0, vld1q_u32(&aec_sha256_k[4 * (t)])), before = abcd;              \
        abcd = vsha256hq_u32(abcd, efgh, sum);                                                               \
        efgh = vsha256h2q_u32(efgh, before, sum);                                                            \
        if ((t) < 12)                                                                                        \
            w0 = vsha256su1q_u32(vsha256su0q_u32(w0, w1), w2, w3);                                           \
    } while (0)

AEC_TARGET_SHA2
static inline void
aec_sha256_block_arm(uint32x4_t state[2], uint32x4_t w0, uint32x4_t w1, uint32x4_t w2, uint32x4_t w3)
{
    uint32x4_t abcd = state[0], efgh = state[1];

    AEC_QUAD(0, w0, w1, w2, w3);
    AEC_QUAD(1, w1, w2, w3, w0);
    AEC_QUAD(2, w2, w3, w0, w1);
    AEC_QUAD(3, w3, w0, w1, w2);
    AEC_QUAD(4, w0, w1, w2, w3);
    AEC_QUAD(5, w1, w2, w3, w0);
    AEC_QUAD(6, w2, w3, w0, w1);
    AEC_QUAD(7, w3, w0, w1, w2);
    AEC_QUAD(8, w0, w1, w2, w3);
    AEC_QUAD(9, w1, w2, w3, w0);
    AEC_QUAD(10, w2, w3, w0, w1);
    AEC_QUAD(11, w3, w0, w1, w2);
    AEC_QUAD(12, w0, w1, w2, w3);
    AEC_QUAD(13, w1, w2, w3, w0);
    AEC_QUAD(14, w2, w3, w0, w1);
    AEC_QUAD(15, w3, w0, w1, w2);
    state[0] = vaddq_u32(state[0], abcd);
    state[1] = vaddq_u32(state[1], efgh);
}

AEC_TARGET_SHA2
static inline uint32x4_t aec_four_words(const uint8_t *at)
{
    return vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(at)));
}

AEC_TARGET_SHA2
static inline void aec_sha256_blocks_arm(uint32x4_t state[2], const uint8_t *data, size_t blocks)
{
    for (; blocks > 0; blocks--, data += 64)
        aec_sha256_block_arm(
            state, aec_four_words(data), aec_four_words(data + 16), aec_four_words(data + 32),
            aec_four_words(data + 48));
}

AEC_TARGET_SHA2
static void aec_sha256d_arm(const uint8_t *data, size_t n, uint8_t out[32])
{
    static const uint32_t padding[8] = {0x80000000, 0, 0, 0, 0, 0, 0, 256}; /* behind 32 bytes */
    uint32x4_t state[2] = {vld1q_u32(aec_sha256_start), vld1q_u32(aec_sha256_start + 4)};
    uint32x4_t first, second;
    uint8_t last[128];

    aec_sha256_blocks_arm(state, data, n / 64);
    aec_sha256_blocks_arm(state, last, aec_sha256_pad(data, n, last));
    first = state[0];
    second = state[1];
    state[0] = vld1q_u32(aec_sha256_start);
    state[1] = vld1q_u32(aec_sha256_start + 4);
    aec_sha256_block_arm(state, first, second, vld1q_u32(padding), vld1q_u32(padding + 4));
    vst1q_u8(out, vrev32q_u8(vreinterpretq_u8_u32(state[0])));
    vst1q_u8(out + 16, vrev32q_u8(vreinterpretq_u8_u32(state[1])));
}

#undef AEC_QUAD
#endif
#endif
