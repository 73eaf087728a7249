// Sixteen bytes at once, by the compilers' own vector type: one source becomes SSE2, NEON or
// WebAssembly SIMD128. VITRINE_RENDER_SCALAR leaves the vectors out: the plain loops that finish
// each span then do all of it, with the same bytes as result (tests/render compares the two).
#pragma once

#include <cstdint>
#include <cstring>

namespace vitrine::render {

using Bytes = std::uint8_t __attribute__((vector_size(16)));
using Words = std::uint16_t __attribute__((vector_size(16)));
using Ints = std::int32_t __attribute__((vector_size(16)));
using Uints = std::uint32_t __attribute__((vector_size(16)));
using Floats = float __attribute__((vector_size(16)));

#ifdef VITRINE_RENDER_SCALAR
constexpr bool has_lanes = false;
#else
constexpr bool has_lanes = true;
#endif

inline Bytes load(const std::uint32_t* from) {
    Bytes out;
    std::memcpy(&out, from, sizeof out);
    return out;
}

inline void store(std::uint32_t* to, Bytes value) { std::memcpy(to, &value, sizeof value); }

inline Words spread(std::uint16_t value) {
    return Words{value, value, value, value, value, value, value, value};
}

inline Floats spread(float value) { return Floats{value, value, value, value}; }

inline Bytes spread_pixel(std::uint32_t pixel) {
    const auto same = static_cast<std::int32_t>(pixel);
    return reinterpret_cast<Bytes>(Ints{same, same, same, same});
}

// Pixels 0 and 1 (low), 2 and 3 (high), each channel widened to 16 bits.
inline Words low_half(Bytes v) {
    return reinterpret_cast<Words>(__builtin_shufflevector(v, Bytes{}, 0, 16, 1, 17, 2, 18, 3, 19,
                                                           4, 20, 5, 21, 6, 22, 7, 23));
}

inline Words high_half(Bytes v) {
    return reinterpret_cast<Words>(__builtin_shufflevector(v, Bytes{}, 8, 24, 9, 25, 10, 26, 11, 27,
                                                           12, 28, 13, 29, 14, 30, 15, 31));
}

// Back to bytes. Every lane must be at most 255.
inline Bytes narrow(Words low, Words high) {
    return __builtin_shufflevector(reinterpret_cast<Bytes>(low), reinterpret_cast<Bytes>(high), 0,
                                   2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

// Each of the first four bytes four times: one byte a pixel becomes one for each of its channels.
inline Bytes each_four_times(Bytes v) {
    for (int twice = 0; twice < 2; ++twice)
        v = __builtin_shufflevector(v, v, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    return v;
}

// The 32-bit lanes (each at most 0xFFFF) repeated over the four channels of their pixels: pixels 0
// and 1, or 2 and 3. `v` must have passed doubled().
inline Ints doubled(Ints v) { return v | (v << 16); }

inline Words low_repeated(Ints v) {
    return reinterpret_cast<Words>(__builtin_shufflevector(v, v, 0, 4, 1, 5));
}

inline Words high_repeated(Ints v) {
    return reinterpret_cast<Words>(__builtin_shufflevector(v, v, 2, 6, 3, 7));
}

// x / 255, rounded to nearest, exact for x = a * b with a, b <= 255.
inline Words divided_by_255(Words x) {
    const Words t = x + spread(std::uint16_t{128});
    return (t + (t >> 8)) >> 8;
}

inline std::uint32_t divided_by_255(std::uint32_t x) {
    const std::uint32_t t = x + 128;
    return (t + (t >> 8)) >> 8;
}

}  // namespace vitrine::render
