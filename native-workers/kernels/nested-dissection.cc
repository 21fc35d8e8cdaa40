#include "kernels/nested-dissection.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

namespace keycore {

Graph make_graph(int vertices, std::span<const std::int32_t> i, std::span<const std::int32_t> j) {
  Graph graph;
  std::vector<std::int32_t> degree(static_cast<std::size_t>(vertices) + 1, 0);
  for (std::size_t e = 0; e < i.size(); ++e) {
    if (i[e] == j[e]) continue;
    ++degree[i[e] + 1];
    ++degree[j[e] + 1];
  }
  std::partial_sum(degree.begin(), degree.end(), degree.begin());
  std::vector<std::int32_t> neighbour(static_cast<std::size_t>(degree.back()));
  std::vector<std::int32_t> next(degree.begin(), degree.end() - 1);
  for (std::size_t e = 0; e < i.size(); ++e) {
    if (i[e] == j[e]) continue;
    neighbour[next[i[e]]++] = j[e];
    neighbour[next[j[e]]++] = i[e];
  }
  graph.start.assign(static_cast<std::size_t>(vertices) + 1, 0);
  graph.neighbour.reserve(neighbour.size());
  for (int v = 0; v < vertices; ++v) {
    const auto begin = neighbour.begin() + degree[v];
    const auto end = neighbour.begin() + degree[v + 1];
    std::sort(begin, end);
    graph.neighbour.insert(graph.neighbour.end(), begin, std::unique(begin, end));
    graph.start[v + 1] = static_cast<std::int32_t>(graph.neighbour.size());
  }
  return graph;
}

namespace {

/// Minimum vertex cover of a bipartite graph: a maximum matching by augmenting paths, then König's construction.
class VertexCover {
public:
  /// `edges[l]` are the right vertices next to left vertex l.
  VertexCover(const std::vector<std::vector<std::int32_t>>& edges, int right)
      : edges_(edges), match_left_(edges.size(), -1), match_right_(right, -1), seen_(right, 0),
        reached_left_(edges.size(), 0) {
    for (std::size_t l = 0; l < edges_.size(); ++l)
      for (const auto r : edges_[l])
        if (match_right_[r] < 0) {
          match(static_cast<std::int32_t>(l), r);
          break;
        }
    for (std::size_t l = 0; l < edges_.size(); ++l)
      if (match_left_[l] < 0) {
        ++round_;
        augment(static_cast<std::int32_t>(l));
      }
    ++round_;
    for (std::size_t l = 0; l < edges_.size(); ++l)
      if (match_left_[l] < 0) reach(static_cast<std::int32_t>(l));
  }

  [[nodiscard]] bool covers_left(int l) const { return !reached_left_[l]; }
  [[nodiscard]] bool covers_right(int r) const { return seen_[r] == round_; }

private:
  void match(std::int32_t l, std::int32_t r) {
    match_left_[l] = r;
    match_right_[r] = l;
  }

  /// Matches one more left vertex along an alternating path, if there is one. Depth first on a stack of its own: a
  /// path can be as long as the boundary.
  void augment(std::int32_t start) {
    struct Step {
      std::int32_t left;
      std::size_t next; ///< the edge of `left` to try next
    };
    std::vector<Step> path{{start, 0}};
    while (!path.empty()) {
      const auto l = path.back().left;
      if (path.back().next == edges_[l].size()) {
        path.pop_back();
        continue;
      }
      const auto r = edges_[l][path.back().next++];
      if (seen_[r] == round_) continue;
      seen_[r] = round_;
      if (match_right_[r] < 0) {
        for (const Step& step : path) match(step.left, edges_[step.left][step.next - 1]);
        return;
      }
      path.push_back({match_right_[r], 0});
    }
  }

  /// Marks all that alternating paths from an unmatched left vertex reach.
  void reach(std::int32_t start) {
    std::vector<std::int32_t> stack{start};
    while (!stack.empty()) {
      const auto l = stack.back();
      stack.pop_back();
      if (reached_left_[l]) continue;
      reached_left_[l] = 1;
      for (const auto r : edges_[l]) {
        if (seen_[r] == round_) continue;
        seen_[r] = round_;
        stack.push_back(match_right_[r]);
      }
    }
  }

  const std::vector<std::vector<std::int32_t>>& edges_;
  std::vector<std::int32_t> match_left_;
  std::vector<std::int32_t> match_right_;
  std::vector<std::int32_t> seen_;
  std::vector<char> reached_left_;
  std::int32_t round_ = 0;
};

/// Where a piece may be cut, as fractions of its vertices.
constexpr std::array cut_fractions = {0.5, 0.46, 0.54};
/// Pieces above this are tried at the median only in the better direction first; below, trying costs nothing.
constexpr std::size_t smallest_piece_to_search = 64;

struct Cut {
  std::size_t left = 0; ///< vertices before the cut, in the order of the coordinate
  std::vector<std::int32_t> separator;
};

class Dissector {
public:
  Dissector(const Graph& graph, const Box& box, std::span<const double> positions, int leaf)
      : graph_(graph), leaf_(std::max(1, leaf)), side_(graph.vertices(), outside), slot_(graph.vertices(), -1) {
    const auto n = graph.vertices();
    for (auto& axis : coordinate_) axis.resize(n);
    for (int v = 0; v < n; ++v) {
      const Vec2 s = box.fractional(box.wrap_centred({positions[2 * v], positions[2 * v + 1]}));
      coordinate_[0][v] = s.x;
      coordinate_[1][v] = s.y;
    }
  }

  Dissection run() {
    std::vector<std::int32_t> all(graph_.vertices());
    std::iota(all.begin(), all.end(), 0);
    split(all);
    return std::move(result_);
  }

private:
  static constexpr std::int8_t outside = -1;

  /// Orders a piece; returns the nodes that have no parent yet.
  std::vector<std::int32_t> split(std::vector<std::int32_t>& piece) {
    if (piece.size() <= static_cast<std::size_t>(leaf_)) return add_node(piece, {});
    const auto [axis, cut] = best_cut(piece);
    sort_by(piece, axis);
    std::vector<std::int32_t> left;
    std::vector<std::int32_t> right;
    for (const auto v : cut.separator) slot_[v] = 0;
    for (std::size_t k = 0; k < piece.size(); ++k)
      if (slot_[piece[k]] < 0) (k < cut.left ? left : right).push_back(piece[k]);
    for (const auto v : cut.separator) slot_[v] = -1;
    // A piece so interwoven that its separator is nearly all of it is better left whole.
    if (left.empty() || right.empty()) return add_node(piece, {});
    piece.clear();
    piece.shrink_to_fit();
    auto roots = split(left);
    const auto others = split(right);
    roots.insert(roots.end(), others.begin(), others.end());
    return cut.separator.empty() ? roots : add_node(cut.separator, roots);
  }

  std::vector<std::int32_t> add_node(const std::vector<std::int32_t>& vertices,
                                     const std::vector<std::int32_t>& children) {
    const auto id = static_cast<std::int32_t>(result_.nodes.size());
    Dissection::Node node;
    node.first = static_cast<std::int32_t>(result_.order.size());
    node.count = static_cast<std::int32_t>(vertices.size());
    result_.order.insert(result_.order.end(), vertices.begin(), vertices.end());
    result_.nodes.push_back(node);
    for (const auto child : children) result_.nodes[child].parent = id;
    return {id};
  }

  void sort_by(std::vector<std::int32_t>& piece, int axis) const {
    const auto& key = coordinate_[axis];
    // Ties are broken by index so that the order does not depend on the sort.
    std::sort(piece.begin(), piece.end(), [&](auto a, auto b) { return key[a] != key[b] ? key[a] < key[b] : a < b; });
  }

  std::pair<int, Cut> best_cut(std::vector<std::int32_t>& piece) {
    std::pair<int, Cut> best{0, {}};
    double best_cost = 0;
    for (int axis = 0; axis < 2; ++axis) {
      sort_by(piece, axis);
      for (const double fraction : cut_fractions) {
        if (fraction != cut_fractions[0] && piece.size() < smallest_piece_to_search) break;
        Cut cut = cut_at(piece, static_cast<std::size_t>(fraction * static_cast<double>(piece.size())));
        // Elimination costs grow with the cube of the separator and a little with imbalance.
        const double imbalance = std::abs(fraction - 0.5);
        const double cost = static_cast<double>(cut.separator.size()) * (1 + imbalance);
        if (best.second.left == 0 || cost < best_cost) {
          best = {axis, std::move(cut)};
          best_cost = cost;
        }
      }
    }
    return best;
  }

  /// Smallest separator for the cut after `left` vertices of a sorted piece.
  Cut cut_at(const std::vector<std::int32_t>& piece, std::size_t left) {
    for (std::size_t k = 0; k < piece.size(); ++k) side_[piece[k]] = k < left ? 0 : 1;
    std::vector<std::int32_t> left_vertices;
    std::vector<std::int32_t> right_vertices;
    std::vector<std::vector<std::int32_t>> edges;
    for (std::size_t k = 0; k < left; ++k) {
      const auto v = piece[k];
      bool boundary = false;
      for (auto e = graph_.start[v]; e < graph_.start[v + 1]; ++e) {
        const auto w = graph_.neighbour[e];
        if (side_[w] != 1) continue;
        if (!boundary) {
          boundary = true;
          left_vertices.push_back(v);
          edges.emplace_back();
        }
        if (slot_[w] < 0) {
          slot_[w] = static_cast<std::int32_t>(right_vertices.size());
          right_vertices.push_back(w);
        }
        edges.back().push_back(slot_[w]);
      }
    }
    const VertexCover cover(edges, static_cast<int>(right_vertices.size()));
    Cut cut;
    cut.left = left;
    for (std::size_t l = 0; l < left_vertices.size(); ++l)
      if (cover.covers_left(static_cast<int>(l))) cut.separator.push_back(left_vertices[l]);
    for (std::size_t r = 0; r < right_vertices.size(); ++r) {
      slot_[right_vertices[r]] = -1;
      if (cover.covers_right(static_cast<int>(r))) cut.separator.push_back(right_vertices[r]);
    }
    for (const auto v : piece) side_[v] = outside;
    return cut;
  }

  const Graph& graph_;
  int leaf_;
  std::array<std::vector<double>, 2> coordinate_;
  std::vector<std::int8_t> side_;
  std::vector<std::int32_t> slot_;
  Dissection result_;
};

} // namespace

Dissection dissect(const Graph& graph, const Box& box, std::span<const double> positions, int leaf) {
  if (positions.size() != 2 * static_cast<std::size_t>(graph.vertices()))
    throw std::invalid_argument("nested dissection needs 2 coordinates a vertex");
  return Dissector(graph, box, positions, leaf).run();
}

} // namespace keycore
