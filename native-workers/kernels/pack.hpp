#pragma once

#include <cmath>
#include <cstdint>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace keycore {

/// W doubles in one register (GCC and Clang vector extension) and what the pair loop of the dynamics needs of them.
/// W is that of the instruction set this file is compiled for. Points lie interleaved in memory: x0, y0, x1, y1, …
#if defined(__AVX512F__)
inline constexpr int pack_width = 8;
#elif defined(__AVX2__)
inline constexpr int pack_width = 4;
#else
inline constexpr int pack_width = 2;
#endif

typedef double Pack __attribute__((vector_size(pack_width * sizeof(double)), may_alias));
typedef std::int64_t PackMask __attribute__((vector_size(pack_width * sizeof(double)), may_alias));
typedef double PackInMemory
    __attribute__((vector_size(pack_width * sizeof(double)), aligned(sizeof(double)), may_alias));
/// One point; every array of points is aligned to 16 bytes.
typedef double Point __attribute__((vector_size(16), may_alias));
typedef double TwoPoints __attribute__((vector_size(32), may_alias));

[[nodiscard]] inline Pack broadcast(double value) {
  return value - Pack{};
}

[[nodiscard]] inline Pack load(const double* values) {
  return *reinterpret_cast<const PackInMemory*>(values);
}

/// Lane l is set where bit l of `bits` is.
[[nodiscard]] inline PackMask lanes_of(std::uint32_t bits) {
  PackMask lane{};
  for (int l = 0; l < pack_width; ++l) lane[l] = std::int64_t{1} << l;
  return ((static_cast<std::int64_t>(bits) - PackMask{}) & lane) != 0;
}

/// The bits of a mask.
[[nodiscard]] inline std::uint32_t bits_of(PackMask mask) {
#if defined(__AVX512F__)
  return _mm512_movepi64_mask((__m512i)mask);
#elif defined(__AVX2__)
  return static_cast<std::uint32_t>(_mm256_movemask_pd((__m256d)mask));
#else
  std::uint32_t bits = 0;
  for (int l = 0; l < pack_width; ++l) bits |= static_cast<std::uint32_t>(mask[l] & 1) << l;
  return bits;
#endif
}

/// 1/√x to the last bit or two, for x > 0.
[[nodiscard]] inline Pack inverse_root(Pack x) {
#if defined(__AVX512F__)
  // 14 bits, doubled twice by Newton's iteration y ← y (3 − x y²)/2. The estimate is the same on every CPU.
  Pack y = _mm512_rsqrt14_pd(x);
  const Pack half = 0.5 * x;
  y = y * (1.5 - half * y * y);
  return y * (1.5 - half * y * y);
#else
  for (int l = 0; l < pack_width; ++l) x[l] = std::sqrt(x[l]);
  return 1.0 / x;
#endif
}

[[nodiscard]] inline Pack round_to_whole(Pack x) {
#if defined(__AVX512F__)
  return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif defined(__AVX2__)
  return _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
  for (int l = 0; l < pack_width; ++l) x[l] = std::nearbyint(x[l]);
  return x;
#endif
}

[[nodiscard]] inline const Point& point_at(const double* points, std::int32_t index) {
  return *reinterpret_cast<const Point*>(points + 2 * static_cast<std::ptrdiff_t>(index));
}
[[nodiscard]] inline Point& point_at(double* points, std::int32_t index) {
  return *reinterpret_cast<Point*>(points + 2 * static_cast<std::ptrdiff_t>(index));
}

/// x and y of the points at indices j[0], …, j[W − 1].
inline void load_points(const double* points, const std::int32_t* j, Pack& x, Pack& y) {
  const auto p = [&](int l) { return point_at(points, j[l]); };
#if defined(__AVX512F__)
  const TwoPoints a0 = __builtin_shufflevector(p(0), p(2), 0, 1, 2, 3);
  const TwoPoints a1 = __builtin_shufflevector(p(4), p(6), 0, 1, 2, 3);
  const TwoPoints b0 = __builtin_shufflevector(p(1), p(3), 0, 1, 2, 3);
  const TwoPoints b1 = __builtin_shufflevector(p(5), p(7), 0, 1, 2, 3);
  const Pack a = __builtin_shufflevector(a0, a1, 0, 1, 2, 3, 4, 5, 6, 7);
  const Pack b = __builtin_shufflevector(b0, b1, 0, 1, 2, 3, 4, 5, 6, 7);
  x = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
  y = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
#elif defined(__AVX2__)
  const Pack a = __builtin_shufflevector(p(0), p(2), 0, 1, 2, 3);
  const Pack b = __builtin_shufflevector(p(1), p(3), 0, 1, 2, 3);
  x = __builtin_shufflevector(a, b, 0, 4, 2, 6);
  y = __builtin_shufflevector(a, b, 1, 5, 3, 7);
#else
  x = __builtin_shufflevector(p(0), p(1), 0, 2);
  y = __builtin_shufflevector(p(0), p(1), 1, 3);
#endif
}

/// Subtracts (x[l], y[l]) from the point at index j[l], for all lanes; the indices differ from each other.
inline void subtract_points(double* points, const std::int32_t* j, Pack x, Pack y) {
#if defined(__AVX512F__)
  const Pack a = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14);
  const Pack b = __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  point_at(points, j[0]) -= __builtin_shufflevector(a, a, 0, 1);
  point_at(points, j[1]) -= __builtin_shufflevector(b, b, 0, 1);
  point_at(points, j[2]) -= __builtin_shufflevector(a, a, 2, 3);
  point_at(points, j[3]) -= __builtin_shufflevector(b, b, 2, 3);
  point_at(points, j[4]) -= __builtin_shufflevector(a, a, 4, 5);
  point_at(points, j[5]) -= __builtin_shufflevector(b, b, 4, 5);
  point_at(points, j[6]) -= __builtin_shufflevector(a, a, 6, 7);
  point_at(points, j[7]) -= __builtin_shufflevector(b, b, 6, 7);
#elif defined(__AVX2__)
  const Pack a = __builtin_shufflevector(x, y, 0, 4, 2, 6);
  const Pack b = __builtin_shufflevector(x, y, 1, 5, 3, 7);
  point_at(points, j[0]) -= __builtin_shufflevector(a, a, 0, 1);
  point_at(points, j[1]) -= __builtin_shufflevector(b, b, 0, 1);
  point_at(points, j[2]) -= __builtin_shufflevector(a, a, 2, 3);
  point_at(points, j[3]) -= __builtin_shufflevector(b, b, 2, 3);
#else
  point_at(points, j[0]) -= __builtin_shufflevector(x, y, 0, 2);
  point_at(points, j[1]) -= __builtin_shufflevector(x, y, 1, 3);
#endif
}

/// (Σ x[l], Σ y[l]).
[[nodiscard]] inline Point sum_of(Pack x, Pack y) {
#if defined(__AVX512F__)
  const Pack both = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14) +
                    __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  const TwoPoints half =
      __builtin_shufflevector(both, both, 0, 1, 2, 3) + __builtin_shufflevector(both, both, 4, 5, 6, 7);
  return __builtin_shufflevector(half, half, 0, 1) + __builtin_shufflevector(half, half, 2, 3);
#elif defined(__AVX2__)
  const Pack both = __builtin_shufflevector(x, y, 0, 4, 2, 6) + __builtin_shufflevector(x, y, 1, 5, 3, 7);
  return __builtin_shufflevector(both, both, 0, 1) + __builtin_shufflevector(both, both, 2, 3);
#else
  return __builtin_shufflevector(x, y, 0, 2) + __builtin_shufflevector(x, y, 1, 3);
#endif
}

[[nodiscard]] inline double sum_of(Pack x) {
  const Point both = sum_of(x, Pack{});
  return both[0];
}

} // namespace keycore
