#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/box.hpp"

namespace keycore {

/// Undirected graph in compressed form: neighbours of v are neighbour[start[v]] … neighbour[start[v+1]−1].
/// Without loops and multiple edges.
struct Graph {
  std::vector<std::int32_t> start;
  std::vector<std::int32_t> neighbour;
  [[nodiscard]] int vertices() const { return static_cast<int>(start.size()) - 1; }
};

/// Graph with the given undirected edges (i, j); repeated edges and loops are dropped.
[[nodiscard]] Graph make_graph(int vertices, std::span<const std::int32_t> i, std::span<const std::int32_t> j);

/// Elimination order by nested dissection: a tree of separators. Nodes are in postorder (children before
/// parents); each owns a run of consecutive positions in `order`. No edge joins two nodes neither of which is an
/// ancestor of the other.
struct Dissection {
  struct Node {
    std::int32_t first = 0; ///< first position in `order`
    std::int32_t count = 0;
    std::int32_t parent = -1;
  };
  std::vector<std::int32_t> order; ///< order[position] = vertex
  std::vector<Node> nodes;
};

/// Geometric nested dissection (George, SIAM J. Numer. Anal. 10, 345 (1973)) with smallest separators.
/// Every piece is cut at the median of one coordinate; the separator is a minimum vertex cover of the cut edges
/// (König's theorem), so periodic wrap-around needs no case of its own: the first cut of a torus simply finds two
/// lines. Of the two directions and a few positions the one with the smallest separator is taken.
/// `positions` (x, y of each vertex) order the vertices only: any layout gives a valid result.
/// Pieces of at most `leaf` vertices are not cut further.
[[nodiscard]] Dissection dissect(const Graph& graph, const Box& box, std::span<const double> positions, int leaf);

} // namespace keycore
