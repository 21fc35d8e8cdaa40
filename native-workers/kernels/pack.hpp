#pragma once

#include <cmath>
#include <cstddef>
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

/// Kind of a pair of the species a and b, each 0 or 1: 2a + b, and the sign set where b is not 0. With it a lane picks
/// one of four values in one operation.
using PairKind = std::uint8_t;
[[nodiscard]] constexpr PairKind pair_kind(unsigned a, unsigned b) {
  return static_cast<PairKind>(2 * a + b + 128 * b);
}
[[nodiscard]] constexpr unsigned first_species(PairKind kind) {
  return (kind >> 1) & 1;
}
[[nodiscard]] constexpr unsigned second_species(PairKind kind) {
  return kind & 1;
}

/// W kinds of pairs that share their first particle, to pick values by.
class Choice {
public:
  explicit Choice(const PairKind* kinds) : first_(first_species(kinds[0])) {
#if defined(__AVX512F__)
    lanes_ = (PackMask)_mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(kinds)));
#else
    for (int l = 0; l < pack_width; ++l) lanes_[l] = static_cast<std::int8_t>(kinds[l]);
#endif
  }

  /// Four values by 2a + b, spread over a pack so that they need not be loaded again and again.
  struct Values {
#if defined(__AVX512F__)
    Pack four;
    explicit Values(const double (&values)[4]) {
      for (int l = 0; l < pack_width; ++l) four[l] = values[l % 4];
    }
#else
    double four[4];
    explicit Values(const double (&values)[4]) : four{values[0], values[1], values[2], values[3]} {}
#endif
  };

  [[nodiscard]] Pack of(const Values& values) const {
#if defined(__AVX512F__)
    return _mm512_permutexvar_pd((__m512i)lanes_, values.four);
#else
    const double* const row = values.four + 2 * first_;
    return lanes_ < 0 ? broadcast(row[1]) : broadcast(row[0]);
#endif
  }

private:
  unsigned first_;
  PackMask lanes_{};
};

/// a·b in the lanes of the mask, 0 in the others whatever a and b are there.
[[nodiscard]] inline Pack product_where(PackMask mask, Pack a, Pack b) {
  return mask ? a * b : Pack{};
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
[[gnu::always_inline]] inline void inverse_and_root(Pack x, Pack& inverse, Pack& inverse_root) {
  Pack root{};
#if defined(__AVX512F__)
  root = _mm512_sqrt_pd(x);
#else
  for (int l = 0; l < pack_width; ++l) root[l] = std::sqrt(x[l]);
#endif
  inverse = 1.0 / x;
  inverse_root = root * inverse;
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

/// The points at W offsets less another one.
[[gnu::always_inline]] inline void load_separations(const double* points, std::uint32_t from, const std::uint32_t* to,
                                                    Pack& x, Pack& y) {
  const auto p = [&](int l) -> const Point& { return point_at(points, to[l]); };
  const Point own = point_at(points, from);
#if defined(__AVX512F__)
  const auto four = [&](int k) -> Pack {
    const __m512d one = _mm512_castpd128_pd512(p(k));
    const __m512d two = _mm512_mask_broadcast_f64x2(one, 0x0c, p(k + 2));
    const __m512d three = _mm512_mask_broadcast_f64x2(two, 0x30, p(k + 4));
    return _mm512_mask_broadcast_f64x2(three, 0xc0, p(k + 6));
  };
  const Pack owns = _mm512_broadcast_f64x2(own);
  const Pack a = four(0) - owns;
  const Pack b = four(1) - owns;
  x = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
  y = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
#elif defined(__AVX2__)
  const Pack owns = __builtin_shufflevector(own, own, 0, 1, 0, 1);
  const Pack a = _mm256_insertf128_pd(_mm256_castpd128_pd256(p(0)), p(2), 1) - owns;
  const Pack b = _mm256_insertf128_pd(_mm256_castpd128_pd256(p(1)), p(3), 1) - owns;
  x = __builtin_shufflevector(a, b, 0, 4, 2, 6);
  y = __builtin_shufflevector(a, b, 1, 5, 3, 7);
#else
  const Pack a = p(0) - own;
  const Pack b = p(1) - own;
  x = __builtin_shufflevector(a, b, 0, 2);
  y = __builtin_shufflevector(a, b, 1, 3);
#endif
}

/// Adds to the point at an offset.
[[gnu::always_inline]] inline void add_point(double* points, std::uint32_t at, Point value) {
  std::size_t offset = at;
  const Point sum = *reinterpret_cast<const Point*>(reinterpret_cast<const char*>(points) + offset) + value;
  // Load and store are made to look like two places: each then has its address in the instruction itself, and not one
  // sum in common that is an instruction of its own.
  asm("" : "+r"(offset));
  *reinterpret_cast<Point*>(reinterpret_cast<char*>(points) + offset) = sum;
}

/// Adds (x[l], y[l]) to the point at offset at[l], for all lanes; the offsets differ from each other.
[[gnu::always_inline]] inline void add_points(double* points, const std::uint32_t* at, Pack x, Pack y) {
#if defined(__AVX512F__)
  const Pack a = __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14);
  const Pack b = __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  add_point(points, at[0], __builtin_shufflevector(a, a, 0, 1));
  add_point(points, at[1], __builtin_shufflevector(b, b, 0, 1));
  add_point(points, at[2], __builtin_shufflevector(a, a, 2, 3));
  add_point(points, at[3], __builtin_shufflevector(b, b, 2, 3));
  add_point(points, at[4], __builtin_shufflevector(a, a, 4, 5));
  add_point(points, at[5], __builtin_shufflevector(b, b, 4, 5));
  add_point(points, at[6], __builtin_shufflevector(a, a, 6, 7));
  add_point(points, at[7], __builtin_shufflevector(b, b, 6, 7));
#elif defined(__AVX2__)
  const Pack a = __builtin_shufflevector(x, y, 0, 4, 2, 6);
  const Pack b = __builtin_shufflevector(x, y, 1, 5, 3, 7);
  add_point(points, at[0], __builtin_shufflevector(a, a, 0, 1));
  add_point(points, at[1], __builtin_shufflevector(b, b, 0, 1));
  add_point(points, at[2], __builtin_shufflevector(a, a, 2, 3));
  add_point(points, at[3], __builtin_shufflevector(b, b, 2, 3));
#else
  add_point(points, at[0], __builtin_shufflevector(x, y, 0, 2));
  add_point(points, at[1], __builtin_shufflevector(x, y, 1, 3));
#endif
}

/// (Σ x[l], Σ y[l]).
[[nodiscard, gnu::always_inline]] inline Point sum_of(Pack x, Pack y) {
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
