#include "kernels/nested-dissection.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <stdexcept>

#include "graphs.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// Everything the header promises of any dissection.
void check_dissection(const Graph& graph, const Dissection& dissection) {
  const int n = graph.vertices();
  const auto nodes = static_cast<std::int32_t>(dissection.nodes.size());
  auto sorted = dissection.order;
  std::ranges::sort(sorted);
  std::vector<std::int32_t> identity(static_cast<std::size_t>(n));
  std::iota(identity.begin(), identity.end(), 0);
  REQUIRE(sorted == identity);

  // Nodes own consecutive runs, together everything.
  std::vector<std::int32_t> node_of(static_cast<std::size_t>(n), -1);
  std::int32_t next = 0;
  bool consecutive = true;
  for (std::int32_t k = 0; k < nodes; ++k) {
    const auto& node = dissection.nodes[k];
    consecutive = consecutive && node.first == next && (node.count > 0 || n == 0);
    for (auto p = node.first; p < node.first + node.count; ++p) node_of[dissection.order[p]] = k;
    next += node.count;
  }
  CHECK(consecutive);
  REQUIRE(next == n);

  // Postorder: children before parents, and the nodes of every subtree are consecutive.
  std::vector<std::int32_t> lowest(static_cast<std::size_t>(nodes));
  std::vector<std::int32_t> size(static_cast<std::size_t>(nodes), 1);
  std::iota(lowest.begin(), lowest.end(), 0);
  bool children_first = true;
  for (std::int32_t k = 0; k < nodes; ++k) {
    const auto parent = dissection.nodes[k].parent;
    children_first = children_first && (parent == -1 || (parent > k && parent < nodes));
    if (parent < 0) continue;
    lowest[parent] = std::min(lowest[parent], lowest[k]);
    size[parent] += size[k];
  }
  REQUIRE(children_first);
  bool subtrees_consecutive = true;
  for (std::int32_t k = 0; k < nodes; ++k) subtrees_consecutive = subtrees_consecutive && k - lowest[k] + 1 == size[k];
  CHECK(subtrees_consecutive);

  // An edge joins a node with itself or with an ancestor.
  int crossing = 0;
  for (int v = 0; v < n; ++v)
    for (auto e = graph.start[v]; e < graph.start[v + 1]; ++e) {
      auto below = std::min(node_of[v], node_of[graph.neighbour[e]]);
      const auto above = std::max(node_of[v], node_of[graph.neighbour[e]]);
      while (below >= 0 && below < above) below = dissection.nodes[below].parent;
      crossing += below != above;
    }
  CHECK(crossing == 0);
}

/// Vertices of the last node, which is the root when the graph is connected.
std::int32_t root_size(const Dissection& dissection) {
  return dissection.nodes.back().count;
}

/// Size of the smallest set of vertices that touches every edge between the two halves, by trying all sets.
int smallest_cover(const Layout& layout, const std::vector<char>& left) {
  int best = layout.vertices;
  for (unsigned set = 0; set < 1u << layout.vertices; ++set) {
    if (std::popcount(set) >= best) continue;
    bool covers = true;
    for (std::size_t e = 0; e < layout.first.size() && covers; ++e)
      if (left[layout.first[e]] != left[layout.second[e]])
        covers = (set >> layout.first[e] & 1u) != 0 || (set >> layout.second[e] & 1u) != 0;
    if (covers) best = std::popcount(set);
  }
  return best;
}

} // namespace

TEST_SUITE_BEGIN("nested dissection");

TEST_CASE("graphs from edges: both directions, sorted, no loops, no repeats") {
  const std::vector<std::int32_t> first = {0, 1, 2, 0, 3, 3, 1};
  const std::vector<std::int32_t> second = {1, 0, 0, 2, 3, 1, 3};
  const Graph graph = make_graph(5, first, second);
  CHECK(graph.vertices() == 5);
  CHECK(graph.start == std::vector<std::int32_t>{0, 2, 4, 5, 6, 6});
  CHECK(graph.neighbour == std::vector<std::int32_t>{1, 2, 0, 3, 0, 1});
  for (const Layout& layout : assorted_layouts()) {
    CAPTURE(layout.name);
    std::set<std::pair<int, int>> expected;
    for (std::size_t e = 0; e < layout.first.size(); ++e) {
      expected.emplace(layout.first[e], layout.second[e]);
      expected.emplace(layout.second[e], layout.first[e]);
    }
    const Graph made = layout.graph();
    std::vector<std::pair<int, int>> found;
    for (int v = 0; v < made.vertices(); ++v)
      for (auto e = made.start[v]; e < made.start[v + 1]; ++e) found.emplace_back(v, made.neighbour[e]);
    CHECK(found == std::vector<std::pair<int, int>>(expected.begin(), expected.end()));
  }
}

TEST_CASE("any graph, any layout, any leaf size gives a valid dissection") {
  for (const Layout& layout : assorted_layouts())
    for (const int leaf : {-3, 1, 2, 10, 32, layout.vertices - 1, layout.vertices, 100000}) {
      CAPTURE(layout.name);
      CAPTURE(layout.vertices);
      CAPTURE(leaf);
      const Graph graph = layout.graph();
      const Dissection dissection = dissect(graph, layout.box, layout.positions, leaf);
      check_dissection(graph, dissection);
      if (leaf >= layout.vertices) CHECK(dissection.nodes.size() == 1);
    }
}

TEST_CASE("pieces are cut down to the leaf size where they can be") {
  const Layout layout = random_contacts(220, 8, 2);
  const Graph graph = layout.graph();
  for (const int leaf : {1, 5, 20}) {
    const Dissection dissection = dissect(graph, layout.box, layout.positions, leaf);
    std::vector<char> has_child(dissection.nodes.size(), 0);
    for (const auto& node : dissection.nodes)
      if (node.parent >= 0) has_child[node.parent] = 1;
    // A leaf larger than asked for is a piece whose separator was all of one side: only where it is tightly knit.
    for (std::size_t k = 0; k < dissection.nodes.size(); ++k)
      if (!has_child[k]) CHECK(dissection.nodes[k].count <= std::max(leaf, 12));
  }
}

TEST_CASE("the same input gives the same order") {
  const Layout layout = random_contacts(220, 8, 2);
  const Dissection one = dissect(layout.graph(), layout.box, layout.positions, 16);
  const Dissection other = dissect(layout.graph(), layout.box, layout.positions, 16);
  CHECK(one.order == other.order);
}

TEST_CASE("a torus is cut along two lines, a cylinder's worth of each piece along one") {
  // The cut of an m × n torus (m ≥ n) crosses 2 n edges without a common end: no separator is smaller than 2 n.
  for (const auto& [columns, rows] : {std::pair{20, 12}, std::pair{12, 20}, std::pair{16, 16}, std::pair{9, 30}}) {
    const Layout layout = torus(columns, rows);
    const Graph graph = layout.graph();
    const Dissection dissection = dissect(graph, layout.box, layout.positions, 16);
    CHECK(root_size(dissection) == 2 * std::min(columns, rows));
    check_dissection(graph, dissection);
    // Each of the two halves left is a strip open at its ends, with a cut across of at most the shorter side.
    for (const auto& node : dissection.nodes)
      if (node.parent == static_cast<std::int32_t>(dissection.nodes.size()) - 1)
        CHECK(node.count <= std::min(columns, rows));
  }
}

TEST_CASE("a path needs one vertex at every cut, a star its centre, pieces none") {
  const Layout line = path(150);
  const Dissection along = dissect(line.graph(), line.box, line.positions, 4);
  std::vector<char> has_child(along.nodes.size(), 0);
  for (const auto& node : along.nodes)
    if (node.parent >= 0) has_child[node.parent] = 1;
  for (std::size_t k = 0; k < along.nodes.size(); ++k)
    if (has_child[k]) CHECK(along.nodes[k].count == 1);

  const Layout hub = star(120);
  const Dissection around = dissect(hub.graph(), hub.box, hub.positions, 1);
  CHECK(root_size(around) == 1);
  CHECK(around.order.back() == 119);
  // Without the centre all pieces fall apart.
  for (const auto& node : around.nodes) CHECK(node.count == 1);

  const Layout dust = without_edges(90);
  const Dissection apart = dissect(dust.graph(), dust.box, dust.positions, 1);
  CHECK(apart.nodes.size() == 90);
  for (const auto& node : apart.nodes) CHECK(node.parent == -1);
}

TEST_CASE("the separator is the smallest there is for the better of the two median cuts") {
  // Sets are tried one by one, so 13 vertices; pieces under 64 are cut at the median only.
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Layout layout = random_graph(13, 12 + static_cast<int>(seed), seed);
    CAPTURE(seed);
    int best = layout.vertices;
    bool leaves_both_sides = true;
    for (int axis = 0; axis < 2; ++axis) {
      std::vector<int> by_place(13);
      std::iota(by_place.begin(), by_place.end(), 0);
      const auto coordinate = [&](int v) {
        const Vec2 s =
            layout.box.fractional(layout.box.wrap_centred({layout.positions[2 * v], layout.positions[2 * v + 1]}));
        return axis == 0 ? s.x : s.y;
      };
      std::ranges::sort(by_place, {}, coordinate);
      std::vector<char> left(13, 0);
      for (int k = 0; k < 6; ++k) left[by_place[k]] = 1;
      best = std::min(best, smallest_cover(layout, left));
    }
    const Dissection dissection = dissect(layout.graph(), layout.box, layout.positions, 1);
    check_dissection(layout.graph(), dissection);
    // A cover that swallows a half leaves the piece whole.
    leaves_both_sides = dissection.nodes.size() > 1;
    if (leaves_both_sides && best > 0) CHECK(root_size(dissection) == best);
    if (!leaves_both_sides) CHECK(best >= 5);
  }
}

TEST_CASE("a long alternating chain across the cut does not depend on the stack") {
  // Both ends of every edge lie on different sides of the cut, in both directions alike: the greedy matching takes
  // l₁r₀, l₂r₁, …, and the one augmenting path for l₀ runs through all of it.
  constexpr int half = 400000;
  Layout layout{"chain", 2 * half, {}, {}, Box(4, 4, 0), {}};
  layout.positions.resize(4 * static_cast<std::size_t>(half));
  for (int k = 0; k < half; ++k) {
    const int l = k;
    const int r = half + k;
    // l₀ comes last among its side.
    const double place = k == 0 ? 0.9 : 0.9 * k / half;
    for (int axis = 0; axis < 2; ++axis) {
      layout.positions[2 * l + axis] = -1 + place;
      layout.positions[2 * r + axis] = 0.1 + place;
    }
    layout.join(l, r);
    if (k > 0) layout.join(l, r - 1);
  }
  const Graph graph = layout.graph();
  const Dissection dissection = dissect(graph, layout.box, layout.positions, half);
  CHECK(dissection.order.size() == 2 * static_cast<std::size_t>(half));
}

TEST_CASE("nothing at all, and coordinates that are too few") {
  const Graph empty = make_graph(0, {}, {});
  CHECK(empty.vertices() == 0);
  CHECK(dissect(empty, Box(1, 1, 0), {}, 4).order.empty());
  const Layout layout = path(5);
  CHECK_THROWS_WITH_AS(static_cast<void>(dissect(layout.graph(), layout.box, std::vector<double>(8), 4)),
                       "nested dissection needs 2 coordinates a vertex", std::invalid_argument);
}

TEST_SUITE_END();
