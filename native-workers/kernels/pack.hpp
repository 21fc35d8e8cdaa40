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

/// `set` in the lanes whose bit is set, `clear` in the others.
[[nodiscard]] inline Pack choose(std::uint32_t bits, double set, double clear) {
#if defined(__AVX512F__)
  return _mm512_mask_mov_pd(_mm512_set1_pd(clear), static_cast<__mmask8>(bits), _mm512_set1_pd(set));
#else
  PackMask lane{};
  for (int l = 0; l < pack_width; ++l) lane[l] = std::int64_t{1} << l;
  return ((static_cast<std::int64_t>(bits) - PackMask{}) & lane) != 0 ? broadcast(set) : broadcast(clear);
#endif
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

/// 1/x and 1/√x to the last bit or two, for x > 0.
inline void inverse_and_root(Pack x, Pack& inverse, Pack& inverse_root) {
#if defined(__AVX512F__)
  // 14 bits, the same on every CPU; doubled by Newton's iteration y ← y (3 − x y²)/2; then both results are corrected
  // by the first order in t = 1 − x y², whose square is below the last bit.
  Pack y = _mm512_rsqrt14_pd(x);
  y = y * (1.5 - (0.5 * x) * (y * y));
  const Pack s = y * y;
  const Pack t = 1.0 - x * s;
  inverse = s + s * t;
  inverse_root = y + 0.5 * y * t;
#else
  Pack root{};
  for (int l = 0; l < pack_width; ++l) root[l] = std::sqrt(x[l]);
  inverse_root = 1.0 / root;
  inverse = inverse_root * inverse_root;
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

/// Where a point lies, in bytes from the first one: with it a point is one address, where an index is three operations.
[[nodiscard]] constexpr std::uint32_t point_offset(std::int32_t index) {
  return static_cast<std::uint32_t>(index) * static_cast<std::uint32_t>(sizeof(Point));
}
[[nodiscard]] inline const Point& point_at(const double* points, std::uint32_t offset) {
  return *reinterpret_cast<const Point*>(reinterpret_cast<const char*>(points) + offset);
}
[[nodiscard]] inline Point& point_at(double* points, std::uint32_t offset) {
  return *reinterpret_cast<Point*>(reinterpret_cast<char*>(points) + offset);
}

/// x and y of W points that follow each other.
inline void load_consecutive_points(const double* points, Pack& x, Pack& y) {
  const Pack low = load(points);
  const Pack high = load(points + pack_width);
#if defined(__AVX512F__)
  x = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
  y = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
#elif defined(__AVX2__)
  x = __builtin_shufflevector(low, high, 0, 2, 4, 6);
  y = __builtin_shufflevector(low, high, 1, 3, 5, 7);
#else
  x = __builtin_shufflevector(low, high, 0, 2);
  y = __builtin_shufflevector(low, high, 1, 3);
#endif
}

/// x and y of the points at W offsets.
inline void load_points(const double* points, const std::uint32_t* at, Pack& x, Pack& y) {
  const auto p = [&](int l) -> const Point& { return point_at(points, at[l]); };
#if defined(__AVX512F__)
  const auto two = [&](int k, int l) { return _mm256_insertf128_pd(_mm256_castpd128_pd256(p(k)), p(l), 1); };
  const Pack a = _mm512_insertf64x4(_mm512_castpd256_pd512(two(0, 2)), two(4, 6), 1);
  const Pack b = _mm512_insertf64x4(_mm512_castpd256_pd512(two(1, 3)), two(5, 7), 1);
  x = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
  y = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
#elif defined(__AVX2__)
  const Pack a = _mm256_insertf128_pd(_mm256_castpd128_pd256(p(0)), p(2), 1);
  const Pack b = _mm256_insertf128_pd(_mm256_castpd128_pd256(p(1)), p(3), 1);
  x = __builtin_shufflevector(a, b, 0, 4, 2, 6);
  y = __builtin_shufflevector(a, b, 1, 5, 3, 7);
#else
  x = __builtin_shufflevector(p(0), p(1), 0, 2);
  y = __builtin_shufflevector(p(0), p(1), 1, 3);
#endif
}

/// Adds (x[l], y[l]) to the point at offset at[l], for all lanes; the offsets differ from each other.
inline void add_points(double* points, const std::uint32_t* at, Pack x, Pack y) {
#if defined(__AVX512F__)
  const Pack a = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14);
  const Pack b = __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  point_at(points, at[0]) += __builtin_shufflevector(a, a, 0, 1);
  point_at(points, at[1]) += __builtin_shufflevector(b, b, 0, 1);
  point_at(points, at[2]) += __builtin_shufflevector(a, a, 2, 3);
  point_at(points, at[3]) += __builtin_shufflevector(b, b, 2, 3);
  point_at(points, at[4]) += __builtin_shufflevector(a, a, 4, 5);
  point_at(points, at[5]) += __builtin_shufflevector(b, b, 4, 5);
  point_at(points, at[6]) += __builtin_shufflevector(a, a, 6, 7);
  point_at(points, at[7]) += __builtin_shufflevector(b, b, 6, 7);
#elif defined(__AVX2__)
  const Pack a = __builtin_shufflevector(x, y, 0, 4, 2, 6);
  const Pack b = __builtin_shufflevector(x, y, 1, 5, 3, 7);
  point_at(points, at[0]) += __builtin_shufflevector(a, a, 0, 1);
  point_at(points, at[1]) += __builtin_shufflevector(b, b, 0, 1);
  point_at(points, at[2]) += __builtin_shufflevector(a, a, 2, 3);
  point_at(points, at[3]) += __builtin_shufflevector(b, b, 2, 3);
#else
  point_at(points, at[0]) += __builtin_shufflevector(x, y, 0, 2);
  point_at(points, at[1]) += __builtin_shufflevector(x, y, 1, 3);
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
