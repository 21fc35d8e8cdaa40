#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/nested-dissection.hpp"

namespace keycore {

/// Everything about a supernodal factorisation that depends only on the pattern of the matrix, shared by every
/// factorisation with other values (shifts, pinned particles).
///
/// The matrix is symmetric with dense B × B blocks on the vertices of a graph. Vertices are renumbered by nested
/// dissection ("position"); each separator is one front: its own vertices (pivots) and, below them, the later
/// vertices its columns reach (rows).
struct SymbolicFactor {
  struct Front {
    std::int32_t first = 0;      ///< position of the first pivot vertex
    std::int32_t count = 0;      ///< pivot vertices
    std::int32_t parent = -1;    ///< front that takes the update, or −1
    std::int32_t rows_begin = 0; ///< into `rows` and `row_in_parent`
    std::int32_t rows_count = 0;
    std::int64_t panel = 0; ///< offset of the panel in the factor's storage, in doubles
  };

  int vertices = 0;
  int block = 0;                           ///< B
  std::vector<std::int32_t> position;      ///< position[vertex]
  std::vector<Front> fronts;               ///< in postorder
  std::vector<std::int32_t> rows;          ///< positions, ascending inside a front
  std::vector<std::int32_t> row_in_parent; ///< local vertex index of each row in the parent front
  std::int64_t panel_entries = 0;          ///< doubles in all panels
  int largest_front = 0;                   ///< degrees of freedom of the largest front

  /// Where block (i, j) of edge e goes in the panels: offset of its first entry, leading dimension known from the
  /// front; `transposed` when i comes before j.
  struct Target {
    std::int64_t offset = 0;
    std::int32_t leading = 0;
    bool transposed = false;
  };
  std::vector<std::int32_t> edge_first;
  std::vector<std::int32_t> edge_second;
  std::vector<Target> edge_target;
  std::vector<Target> diagonal_target; ///< of each vertex

  [[nodiscard]] int size() const { return vertices * block; }
  [[nodiscard]] int pivots(const Front& front) const { return front.count * block; }
  [[nodiscard]] int dimension(const Front& front) const { return (front.count + front.rows_count) * block; }
};

/// Analyses the pattern given by the edges (first[e], second[e]) for blocks of size `block`.
/// Edges may repeat (their blocks add up); loops are not allowed.
[[nodiscard]] SymbolicFactor analyse_pattern(int vertices, int block, std::span<const std::int32_t> first,
                                             std::span<const std::int32_t> second, const Box& box,
                                             std::span<const double> positions);

} // namespace keycore
