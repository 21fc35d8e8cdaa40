#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

namespace keycore {

/// Products of a tall column-major matrix with a few vectors at once. The vectors lie interleaved ("in lanes": the
/// K numbers of one row follow each other), so each matrix entry is read once, broadcast, and multiplied into one
/// SIMD register for all K. A general matrix product would spend its time packing the matrix, which is used only once.

/// Numbers in lanes begin at the boundary of a register. GCC would do without; Clang takes every register in memory to
/// be aligned, whatever its type says, once the type depends on a parameter.
using LaneRows = std::vector<double, Eigen::aligned_allocator<double>>;

template <int K> struct Lanes {
  /// K doubles that the compiler keeps in registers (GCC and Clang vector extension); may stand for doubles in memory.
  typedef double Register __attribute__((vector_size(K * sizeof(double)), aligned(sizeof(double)), may_alias));

  [[nodiscard]] static Register& at(double* lanes, std::ptrdiff_t row) {
    return *reinterpret_cast<Register*>(lanes + row * K);
  }
  [[nodiscard]] static const Register& at(const double* lanes, std::ptrdiff_t row) {
    return *reinterpret_cast<const Register*>(lanes + row * K);
  }
};

namespace lanes_detail {

template <int K, int W>
void subtract_columns(const double* a, std::ptrdiff_t leading, std::ptrdiff_t rows, const double* x, double* y) {
  typename Lanes<K>::Register factor[W];
  for (int c = 0; c < W; ++c) factor[c] = Lanes<K>::at(x, c);
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    typename Lanes<K>::Register sum = Lanes<K>::at(y, r);
    for (int c = 0; c < W; ++c) sum -= a[r + c * leading] * factor[c];
    Lanes<K>::at(y, r) = sum;
  }
}

template <int K, int W>
void add_transposed_columns(const double* a, std::ptrdiff_t leading, std::ptrdiff_t rows, const double* x, double* y) {
  typename Lanes<K>::Register sum[W];
  for (int c = 0; c < W; ++c) sum[c] = Lanes<K>::at(y, c);
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const typename Lanes<K>::Register factor = Lanes<K>::at(x, r);
    for (int c = 0; c < W; ++c) sum[c] += a[r + c * leading] * factor;
  }
  for (int c = 0; c < W; ++c) Lanes<K>::at(y, c) = sum[c];
}

} // namespace lanes_detail

/// y ← y − A x, A of rows × columns; x has `columns` rows of lanes, y `rows`.
template <int K>
void subtract_product(const double* a, std::ptrdiff_t leading, std::ptrdiff_t rows, std::ptrdiff_t columns,
                      const double* x, double* y) {
  std::ptrdiff_t c = 0;
  for (; c + 8 <= columns; c += 8) lanes_detail::subtract_columns<K, 8>(a + c * leading, leading, rows, x + c * K, y);
  if (c + 4 <= columns) {
    lanes_detail::subtract_columns<K, 4>(a + c * leading, leading, rows, x + c * K, y);
    c += 4;
  }
  for (; c < columns; ++c) lanes_detail::subtract_columns<K, 1>(a + c * leading, leading, rows, x + c * K, y);
}

/// y ← y + Aᵀ x, A of rows × columns; x has `rows` rows of lanes, y `columns`.
template <int K>
void add_transposed_product(const double* a, std::ptrdiff_t leading, std::ptrdiff_t rows, std::ptrdiff_t columns,
                            const double* x, double* y) {
  std::ptrdiff_t c = 0;
  for (; c + 8 <= columns; c += 8)
    lanes_detail::add_transposed_columns<K, 8>(a + c * leading, leading, rows, x, y + c * K);
  if (c + 4 <= columns) {
    lanes_detail::add_transposed_columns<K, 4>(a + c * leading, leading, rows, x, y + c * K);
    c += 4;
  }
  for (; c < columns; ++c) lanes_detail::add_transposed_columns<K, 1>(a + c * leading, leading, rows, x, y + c * K);
}

/// Vectors one after another (column-major, `count` ≤ K of them) into lanes; missing ones are zero.
template <int K> void to_lanes(const double* vectors, std::ptrdiff_t rows, int count, double* lanes) {
  for (std::ptrdiff_t r = 0; r < rows; ++r)
    for (int k = 0; k < K; ++k) lanes[r * K + k] = k < count ? vectors[k * rows + r] : 0.0;
}

template <int K> void from_lanes(const double* lanes, std::ptrdiff_t rows, int count, double* vectors) {
  for (int k = 0; k < count; ++k)
    for (std::ptrdiff_t r = 0; r < rows; ++r) vectors[k * rows + r] = lanes[r * K + k];
}

/// z ← L⁻¹ z for the unit lower triangular top of a panel (rows × pivots, leading dimension = `leading`), carried on
/// to the rows below: z_I ← z_I − L_IJ z_J.
template <int K>
void forward_eliminate(const double* panel, std::ptrdiff_t leading, std::ptrdiff_t rows, std::ptrdiff_t pivots,
                       double* z) {
  constexpr std::ptrdiff_t width = 8;
  for (std::ptrdiff_t at = 0; at < pivots; at += width) {
    const std::ptrdiff_t end = at + width < pivots ? at + width : pivots;
    for (std::ptrdiff_t j = at; j < end; ++j)
      for (std::ptrdiff_t i = j + 1; i < end; ++i) Lanes<K>::at(z, i) -= panel[i + j * leading] * Lanes<K>::at(z, j);
    subtract_product<K>(panel + end + at * leading, leading, rows - end, end - at, z + at * K, z + end * K);
  }
}

/// z_J ← L_JJ⁻ᵀ (z_J − L_IJᵀ z_I) for the same panel.
template <int K>
void backward_substitute(const double* panel, std::ptrdiff_t leading, std::ptrdiff_t rows, std::ptrdiff_t pivots,
                         double* z) {
  constexpr std::ptrdiff_t width = 8;
  for (std::ptrdiff_t at = (pivots - 1) / width * width; at >= 0; at -= width) {
    const std::ptrdiff_t end = at + width < pivots ? at + width : pivots;
    alignas(K * sizeof(double)) double sum[width * K] = {};
    add_transposed_product<K>(panel + end + at * leading, leading, rows - end, end - at, z + end * K, sum);
    for (std::ptrdiff_t j = end - 1; j >= at; --j) {
      typename Lanes<K>::Register own = Lanes<K>::at(z, j) - Lanes<K>::at(sum, j - at);
      for (std::ptrdiff_t i = j + 1; i < end; ++i) own -= panel[i + j * leading] * Lanes<K>::at(z, i);
      Lanes<K>::at(z, j) = own;
    }
  }
}

} // namespace keycore
