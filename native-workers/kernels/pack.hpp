#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "kernels/number.hpp"

namespace keycore {

/// Particles that lie together in space and in memory.
inline constexpr int cluster_size = 4;

/// N numbers in one register (GCC and Clang vector extension).
template <class Real, int N> struct VectorOf { typedef Real type __attribute__((vector_size(sizeof(Real) * N))); };

/// A number for each particle of a cluster.
template <class Real> using Quad = typename VectorOf<Real, cluster_size>::type;
/// A number for both coordinates of each: x0 … x3, y0 … y3.
template <class Real> using Octet = typename VectorOf<Real, 2 * cluster_size>::type;

/// Numbers in a pack, a multiple of the cluster's size: as many as the instruction set has in a register.
template <class Real>
inline constexpr int pack_width =
#if defined(__AVX512F__)
    64 / sizeof(Real);
#elif defined(__AVX2__)
    32 / sizeof(Real);
#else
    cluster_size;
#endif

/// A number for each pair of some particles of one cluster with all those of another: particle l/4 with particle l % 4.
template <class Real> using Pack = typename VectorOf<Real, pack_width<Real>>::type;

/// The integer that has the size of a real.
template <class Real> using IntegerLike = std::conditional_t<sizeof(Real) == 4, std::int32_t, std::int64_t>;

/// Particles of the first cluster in a pack, and packs in which all of it has its turn.
template <class Real> inline constexpr int firsts_in_pack = pack_width<Real> / cluster_size;
template <class Real> inline constexpr int packs_of_pair = cluster_size / firsts_in_pack<Real>;

/// Calls with the number of every part as a constant.
template <class Real, class Call> [[gnu::always_inline]] inline void for_parts(const Call& call) {
  [&]<int... Part>(std::integer_sequence<int, Part...>) __attribute__((always_inline)) {
    (call(std::integral_constant<int, Part>()), ...);
  }
  (std::make_integer_sequence<int, packs_of_pair<Real>>());
}

template <class Vector, class Real> [[nodiscard]] inline Vector load(const Real* values) {
  typedef Vector Unaligned __attribute__((aligned(alignof(Real)), may_alias));
  return *reinterpret_cast<const Unaligned*>(values);
}
template <class Vector, class Real> inline void store(Real* to, Vector values) {
  typedef Vector Unaligned __attribute__((aligned(alignof(Real)), may_alias));
  *reinterpret_cast<Unaligned*>(to) = values;
}

/// a − b of whole numbers, round the end of their range: which only those without a sign may do.
template <class Vector> [[nodiscard, gnu::always_inline]] inline Vector wrapped_difference(Vector a, Vector b) {
  using Unsigned = typename VectorOf<std::uint32_t, sizeof(Vector) / sizeof(std::uint32_t)>::type;
  return (Vector)((Unsigned)a - (Unsigned)b);
}

/// The value in all lanes.
template <class Vector, class Real> [[nodiscard]] inline Vector broadcast(Real value) {
  return value - Vector{};
}

/// The four of a second cluster, for every first particle.
template <class Real> [[nodiscard, gnu::always_inline]] inline Pack<Real> repeat(Quad<Real> q) {
#if defined(__AVX512F__)
  // GCC makes two instructions of the general form, and these take their operand from memory.
  if constexpr (sizeof(Real) == 4)
    return (Pack<Real>)_mm512_broadcast_i32x4((__m128i)q);
  else
    return (Pack<Real>)_mm512_broadcast_f64x4((__m256d)q);
#else
  if constexpr (pack_width<Real> == 8)
    return __builtin_shufflevector(q, q, 0, 1, 2, 3, 0, 1, 2, 3);
  else
    return q;
#endif
}

/// Those of a first cluster that pack number `Part` holds, each four times.
template <int Part, class Real> [[nodiscard, gnu::always_inline]] inline Pack<Real> spread(Quad<Real> q) {
#if defined(__AVX512F__)
  if constexpr (pack_width<Real> == 16)
    return (Pack<Real>)_mm512_permutexvar_epi32(_mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
                                                _mm512_castsi128_si512((__m128i)q));
  else
#endif
      if constexpr (pack_width<Real> == 8)
    return __builtin_shufflevector(q, q, 2 * Part, 2 * Part, 2 * Part, 2 * Part, 2 * Part + 1, 2 * Part + 1,
                                   2 * Part + 1, 2 * Part + 1);
  else
    return __builtin_shufflevector(q, q, Part, Part, Part, Part);
}

/// Sums over the first particles.
template <class Real> [[nodiscard, gnu::always_inline]] inline Quad<Real> sum_over_firsts(Pack<Real> p) {
  if constexpr (pack_width<Real> == 16) {
    const Octet<Real> half = __builtin_shufflevector(p, p, 0, 1, 2, 3, 4, 5, 6, 7) +
                             __builtin_shufflevector(p, p, 8, 9, 10, 11, 12, 13, 14, 15);
    return __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
  } else if constexpr (pack_width<Real> == 8) {
    return __builtin_shufflevector(p, p, 0, 1, 2, 3) + __builtin_shufflevector(p, p, 4, 5, 6, 7);
  } else {
    return p;
  }
}

/// The same of x and y side by side.
template <class Real>
[[nodiscard, gnu::always_inline]] inline Octet<Real> sums_over_firsts(Pack<Real> x, Pack<Real> y) {
  if constexpr (pack_width<Real> == 16) {
    // Whole quarters only are moved: anything finer between two registers costs five times as much.
    const Pack<Real> both = __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                            __builtin_shufflevector(x, y, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    return __builtin_shufflevector(both, both, 0, 1, 2, 3, 8, 9, 10, 11) +
           __builtin_shufflevector(both, both, 4, 5, 6, 7, 12, 13, 14, 15);
  } else {
    const Quad<Real> sum_x = sum_over_firsts<Real>(x);
    const Quad<Real> sum_y = sum_over_firsts<Real>(y);
    return __builtin_shufflevector(sum_x, sum_y, 0, 1, 2, 3, 4, 5, 6, 7);
  }
}

/// Sums over the second particles, for each first one, of x and y side by side. `packs_of_pair` packs of each.
template <class Real>
[[nodiscard, gnu::always_inline]] inline Octet<Real> sums_over_seconds(const Pack<Real>* x, const Pack<Real>* y) {
  // Of every first particle x02 y02 x13 y13, then x y x y.
  if constexpr (pack_width<Real> == 16) {
    const Pack<Real> pairs =
        __builtin_shufflevector(x[0], y[0], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29) +
        __builtin_shufflevector(x[0], y[0], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
    const Pack<Real> sums =
        pairs + __builtin_shufflevector(pairs, pairs, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    return __builtin_shufflevector(sums, sums, 0, 4, 8, 12, 1, 5, 9, 13);
  } else if constexpr (pack_width<Real> == 8) {
    const auto sums = [](Pack<Real> a, Pack<Real> b) {
      const Pack<Real> pairs = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13) +
                               __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
      return pairs + __builtin_shufflevector(pairs, pairs, 2, 3, 0, 1, 6, 7, 4, 5);
    };
    const Pack<Real> low = sums(x[0], y[0]);
    const Pack<Real> high = sums(x[1], y[1]);
    return __builtin_shufflevector(low, high, 0, 4, 8, 12, 1, 5, 9, 13);
  } else {
    const auto sums = [](Pack<Real> a, Pack<Real> b) {
      const Pack<Real> pairs = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
      return pairs + __builtin_shufflevector(pairs, pairs, 2, 3, 0, 1);
    };
    const Pack<Real> low = __builtin_shufflevector(sums(x[0], y[0]), sums(x[1], y[1]), 0, 4, 1, 5);
    const Pack<Real> high = __builtin_shufflevector(sums(x[2], y[2]), sums(x[3], y[3]), 0, 4, 1, 5);
    return __builtin_shufflevector(low, high, 0, 1, 4, 5, 2, 3, 6, 7);
  }
}

template <class Real> [[nodiscard, gnu::always_inline]] inline Quad<Real> x_of(Octet<Real> numbers) {
  return __builtin_shufflevector(numbers, numbers, 0, 1, 2, 3);
}
template <class Real> [[nodiscard, gnu::always_inline]] inline Quad<Real> y_of(Octet<Real> numbers) {
  return __builtin_shufflevector(numbers, numbers, 4, 5, 6, 7);
}
template <class Real> [[nodiscard, gnu::always_inline]] inline Octet<Real> octet(Quad<Real> x, Quad<Real> y) {
  return __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7);
}

/// Of eight numbers the doubles they are. GCC takes conversions of a whole register apart.
[[nodiscard, gnu::always_inline]] inline Octet<double> widened(Octet<float> numbers) {
#if defined(__AVX512F__)
  return _mm512_cvtps_pd(numbers);
#else
  return __builtin_convertvector(numbers, Octet<double>);
#endif
}
[[nodiscard, gnu::always_inline]] inline Octet<double> widened(Octet<double> numbers) {
  return numbers;
}
/// The lower half of the bits of each.
[[nodiscard, gnu::always_inline]] inline Octet<std::int32_t> lower_halves(Octet<double> numbers) {
#if defined(__AVX512F__)
  return (Octet<std::int32_t>)_mm512_cvtepi64_epi32((__m512i)numbers);
#else
  return __builtin_convertvector((Octet<std::int64_t>)numbers, Octet<std::int32_t>);
#endif
}

/// Of the numbers of a pack those at the given lanes.
template <class Vector, class Index> [[nodiscard, gnu::always_inline]] inline Vector picked(Vector numbers, Index at) {
#if defined(__clang__)
  Vector result{};
  for (std::size_t l = 0; l < sizeof(at) / sizeof(at[0]); ++l) result[l] = numbers[at[l]];
  return result;
#else
  return __builtin_shuffle(numbers, at);
#endif
}

/// As many bytes as a pack has lanes, as integers.
template <class Real>
[[nodiscard, gnu::always_inline]] inline typename VectorOf<IntegerLike<Real>, pack_width<Real>>::type
load_bytes(const std::uint8_t* bytes) {
  using Integers = typename VectorOf<IntegerLike<Real>, pack_width<Real>>::type;
#if defined(__AVX512F__)
  if constexpr (sizeof(Real) == 4)
    return (Integers)_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
  else
    return (Integers)_mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes)));
#elif defined(__AVX2__)
  if constexpr (sizeof(Real) == 4)
    return (Integers)_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes)));
  else
    return (Integers)_mm256_cvtepu8_epi64(_mm_loadu_si32(bytes));
#else
  Integers result{};
  for (int l = 0; l < pack_width<Real>; ++l) result[l] = bytes[l];
  return result;
#endif
}

template <class Vector> [[nodiscard]] inline auto sum_of(Vector v) {
  auto sum = v[0];
  for (std::size_t l = 1; l < sizeof(v) / sizeof(v[0]); ++l) sum += v[l];
  return sum;
}

template <class Vector> [[nodiscard]] inline auto largest_of(Vector v) {
  auto most = v[0];
  for (std::size_t l = 1; l < sizeof(v) / sizeof(v[0]); ++l) most = v[l] > most ? v[l] : most;
  return most;
}

template <class Vector> [[nodiscard]] inline Vector square_root(Vector x) {
#if defined(__AVX512F__)
  if constexpr (std::is_same_v<Vector, Pack<float>>) return _mm512_sqrt_ps(x);
  if constexpr (std::is_same_v<Vector, Pack<double>>) return _mm512_sqrt_pd(x);
#elif defined(__AVX2__)
  if constexpr (std::is_same_v<Vector, Pack<float>>) return _mm256_sqrt_ps(x);
  if constexpr (std::is_same_v<Vector, Pack<double>>) return _mm256_sqrt_pd(x);
#elif defined(__SSE2__)
  if constexpr (std::is_same_v<Vector, Pack<float>>) return _mm_sqrt_ps(x);
#endif
  return lane_by_lane(x, [](auto of_lane) { return std::sqrt(of_lane); });
}

/// To the nearest whole number, |x| < 2⁵¹: what is added and taken off leaves no fraction.
template <class Vector> [[nodiscard]] inline Vector round_to_whole(Vector x) {
  constexpr double whole = 0x1.8p52;
  return (x + whole) - whole;
}

/// The lanes of a cluster's pairs with itself in which the second particle comes after the first one: every pair once.
template <class Real> [[nodiscard]] constexpr auto later_than_first(int part) {
  typename VectorOf<IntegerLike<Real>, pack_width<Real>>::type mask{};
  for (int l = 0; l < pack_width<Real>; ++l)
    mask[l] = l % cluster_size > part * firsts_in_pack<Real> + l / cluster_size ? -1 : 0;
  return mask;
}

/// Whether any lane of a comparison is set.
template <class Mask> [[nodiscard]] inline bool any_of(Mask mask) {
#if defined(__AVX512F__)
  if constexpr (sizeof(Mask) == 64 && sizeof(mask[0]) == 4) return _mm512_movepi32_mask((__m512i)mask) != 0;
#elif defined(__AVX2__)
  if constexpr (sizeof(Mask) == 32) return _mm256_movemask_epi8((__m256i)mask) != 0;
#elif defined(__SSE2__)
  if constexpr (sizeof(Mask) == 16) return _mm_movemask_epi8((__m128i)mask) != 0;
#endif
  bool any = false;
  for (std::size_t l = 0; l < sizeof(mask) / sizeof(mask[0]); ++l) any |= mask[l] != 0;
  return any;
}

/// Whether a < b in any lane.
[[nodiscard]] inline bool any_less(Pack<float> a, Pack<float> b) {
#if defined(__AVX512F__)
  return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ) != 0;
#else
  return any_of(a < b);
#endif
}

} // namespace keycore
