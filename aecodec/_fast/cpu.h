/* What this processor can do beyond what every one of its kind can: asked once, when a module is imported.

   A wheel is compiled for the plainest processor of a platform. What is faster with newer instructions is a
   function compiled for these alone (AEC_TARGET), called only where aec_cpu() has them. gcc 12 cannot be
   asked for SHA by name, so the processor is asked directly. */

#ifndef AECODEC_CPU_H
#define AECODEC_CPU_H

#include <stdint.h>

#if (defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))) || defined(_M_X64)
#define AEC_X86 1
#include <immintrin.h>
#ifdef _MSC_VER
#include <intrin.h>
#define AEC_TARGET(features)
#define AEC_ALWAYS_INLINE __forceinline
#else
#include <cpuid.h>
#define AEC_TARGET(features) __attribute__((target(features)))
#define AEC_ALWAYS_INLINE inline __attribute__((always_inline))
#endif
#endif

enum {
    AEC_CPU_SHA = 1, /* with SSE4.1 and AVX: what the code for it is compiled with */
    AEC_CPU_AVX2 = 2
};

/* The instructions of `enum` that both the processor and the system support. */
static inline int aec_cpu(void)
{
#ifdef AEC_X86
    const uint32_t needed = 1u << 9 | 1u << 19 | 1u << 27 | 1u << 28; /* SSSE3, SSE4.1, OSXSAVE, AVX */
    uint32_t leaf1, leaf7, saved;
#ifdef _MSC_VER
    int r[4];
    __cpuid(r, 0);
    if (r[0] < 7)
        return 0;
    __cpuid(r, 1);
    leaf1 = (uint32_t)r[2];
    __cpuidex(r, 7, 0);
    leaf7 = (uint32_t)r[1];
    if ((leaf1 & needed) != needed)
        return 0;
    saved = (uint32_t)_xgetbv(0);
#else
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &leaf1, &d) || !__get_cpuid_count(7, 0, &a, &leaf7, &c, &d))
        return 0;
    if ((leaf1 & needed) != needed)
        return 0;
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
#endif
    if ((saved & 6) != 6) /* the system does not keep the upper halves of vector registers */
        return 0;
    return (leaf7 >> 29 & 1 ? AEC_CPU_SHA : 0) | (leaf7 >> 5 & 1 ? AEC_CPU_AVX2 : 0);
#else
    return 0;
#endif
}

#endif
