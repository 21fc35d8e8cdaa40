#include "kernels/symbolic-factor.hpp"

#include <algorithm>
#include <stdexcept>

namespace keycore {
namespace {

/// Degrees of freedom of a piece that is factored as one dense leaf; the fastest of 16 … 64 on 2DIPL at N = 4096.
constexpr int leaf_size = 32;

/// Row structure of every front: neighbours of its pivots and its children's rows, later than its own pivots.
void find_rows(SymbolicFactor& factor, const Graph& graph, const std::vector<std::int32_t>& order) {
  std::vector<std::vector<std::int32_t>> children(factor.fronts.size());
  for (std::size_t f = 0; f < factor.fronts.size(); ++f)
    if (factor.fronts[f].parent >= 0) children[factor.fronts[f].parent].push_back(static_cast<std::int32_t>(f));

  std::vector<std::int32_t> seen(factor.vertices, -1);
  for (std::size_t f = 0; f < factor.fronts.size(); ++f) {
    auto& front = factor.fronts[f];
    const auto end = front.first + front.count;
    front.rows_begin = static_cast<std::int32_t>(factor.rows.size());
    const auto add = [&](std::int32_t position) {
      if (position < end || seen[position] == static_cast<std::int32_t>(f)) return;
      seen[position] = static_cast<std::int32_t>(f);
      factor.rows.push_back(position);
    };
    for (auto p = front.first; p < end; ++p) {
      const auto v = order[p];
      for (auto e = graph.start[v]; e < graph.start[v + 1]; ++e) add(factor.position[graph.neighbour[e]]);
    }
    for (const auto child : children[f]) {
      const auto begin = factor.fronts[child].rows_begin;
      for (auto k = begin; k < begin + factor.fronts[child].rows_count; ++k) add(factor.rows[k]);
    }
    front.rows_count = static_cast<std::int32_t>(factor.rows.size()) - front.rows_begin;
    std::sort(factor.rows.begin() + front.rows_begin, factor.rows.end());
  }
}

/// Local vertex index of a position in a front: pivots first, then rows.
std::int32_t local_index(const SymbolicFactor& factor, const SymbolicFactor::Front& front, std::int32_t position) {
  if (position < front.first + front.count) return position - front.first;
  const auto begin = factor.rows.begin() + front.rows_begin;
  const auto end = begin + front.rows_count;
  const auto at = std::lower_bound(begin, end, position);
  if (at == end || *at != position) throw std::logic_error("symbolic factor: row missing from its front");
  return front.count + static_cast<std::int32_t>(at - begin);
}

} // namespace

SymbolicFactor analyse_pattern(int vertices, int block, std::span<const std::int32_t> first,
                               std::span<const std::int32_t> second, const Box& box,
                               std::span<const double> positions) {
  const Graph graph = make_graph(vertices, first, second);
  const Dissection dissection = dissect(graph, box, positions, std::max(1, leaf_size / block));

  SymbolicFactor factor;
  factor.vertices = vertices;
  factor.block = block;
  factor.position.resize(vertices);
  for (int p = 0; p < vertices; ++p) factor.position[dissection.order[p]] = p;
  for (const auto& node : dissection.nodes) {
    SymbolicFactor::Front front;
    front.first = node.first;
    front.count = node.count;
    front.parent = node.parent;
    factor.fronts.push_back(front);
  }
  find_rows(factor, graph, dissection.order);

  std::vector<std::int32_t> front_of(vertices);
  for (std::size_t f = 0; f < factor.fronts.size(); ++f) {
    auto& front = factor.fronts[f];
    for (auto p = front.first; p < front.first + front.count; ++p) front_of[p] = static_cast<std::int32_t>(f);
    front.panel = factor.panel_entries;
    const std::int64_t dimension = factor.dimension(front);
    factor.panel_entries += dimension * factor.pivots(front);
    factor.largest_front = std::max(factor.largest_front, static_cast<int>(dimension));
  }
  factor.row_in_parent.resize(factor.rows.size());
  for (const auto& front : factor.fronts)
    for (auto k = front.rows_begin; k < front.rows_begin + front.rows_count; ++k)
      factor.row_in_parent[k] = local_index(factor, factor.fronts[front.parent], factor.rows[k]);

  const auto target = [&](std::int32_t row, std::int32_t column) {
    const auto& front = factor.fronts[front_of[column]];
    const auto dimension = factor.dimension(front);
    const auto local_row = static_cast<std::int64_t>(local_index(factor, front, row)) * block;
    const auto local_column = static_cast<std::int64_t>(column - front.first) * block;
    return SymbolicFactor::Target{front.panel + local_column * dimension + local_row, dimension, false};
  };
  factor.edge_first.assign(first.begin(), first.end());
  factor.edge_second.assign(second.begin(), second.end());
  factor.edge_target.reserve(first.size());
  for (std::size_t e = 0; e < first.size(); ++e) {
    const auto a = factor.position[first[e]];
    const auto b = factor.position[second[e]];
    if (a == b) throw std::invalid_argument("a block matrix has no loops among its edges");
    auto at = target(std::max(a, b), std::min(a, b));
    at.transposed = a < b;
    factor.edge_target.push_back(at);
  }
  factor.diagonal_target.reserve(vertices);
  for (int v = 0; v < vertices; ++v) factor.diagonal_target.push_back(target(factor.position[v], factor.position[v]));
  return factor;
}

} // namespace keycore
