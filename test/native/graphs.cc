#include "graphs.hpp"

#include <cmath>

#include "systems.hpp"

namespace keycore::test {
namespace {

Layout scattered(std::string name, int vertices, std::uint64_t seed) {
  Layout layout{std::move(name), vertices, {}, {}, Box(3, 2, 0.9), {}};
  for (int v = 0; v < vertices; ++v) {
    const auto k = static_cast<std::uint64_t>(2 * v);
    const Vec2 r = layout.box.lattice(uniform(seed, k), uniform(seed, k + 1));
    layout.positions.push_back(r.x);
    layout.positions.push_back(r.y);
  }
  return layout;
}

int pick(int below, std::uint64_t seed, std::uint64_t k) {
  return static_cast<int>(uniform(seed, k) * below);
}

} // namespace

Layout torus(int columns, int rows) {
  Layout layout{"torus", columns * rows, {}, {}, Box(columns, rows, 0), {}};
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const int v = row * columns + column;
      layout.positions.push_back(column);
      layout.positions.push_back(row);
      layout.join(v, row * columns + (column + 1) % columns);
      layout.join(v, (row + 1) % rows * columns + column);
    }
  return layout;
}

Layout random_contacts(int vertices, double degree, std::uint64_t seed) {
  Layout layout = scattered("random contacts", vertices, seed);
  const double reach = std::sqrt(degree * layout.box.area() / (vertices * 3.141592653589793));
  for (int a = 0; a < vertices; ++a)
    for (int b = 0; b < a; ++b) {
      const Vec2 d = layout.box.nearest({layout.positions[2 * a] - layout.positions[2 * b],
                                         layout.positions[2 * a + 1] - layout.positions[2 * b + 1]});
      if (std::hypot(d.x, d.y) >= reach) continue;
      layout.join(a, b);
      if ((a + b) % 10 == 0) layout.join(b, a);
    }
  return layout;
}

Layout random_graph(int vertices, int edges, std::uint64_t seed) {
  Layout layout = scattered("random graph", vertices, seed);
  for (int e = 0; e < edges; ++e) {
    const auto k = static_cast<std::uint64_t>(2 * e);
    const int a = pick(vertices, seed + 1, k);
    const int b = pick(vertices, seed + 1, k + 1);
    if (a != b) layout.join(a, b);
  }
  return layout;
}

Layout path(int vertices) {
  Layout layout{"path", vertices, {}, {}, Box(vertices, vertices, 0), {}};
  for (int v = 0; v < vertices; ++v) {
    layout.positions.push_back(v - 0.5 * vertices);
    layout.positions.push_back(0);
    if (v > 0) layout.join(v - 1, v);
  }
  return layout;
}

Layout star(int vertices) {
  Layout layout = scattered("star", vertices, 5);
  for (int v = 0; v + 1 < vertices; ++v) layout.join(vertices - 1, v);
  return layout;
}

Layout complete(int vertices) {
  Layout layout = scattered("complete", vertices, 6);
  for (int a = 0; a < vertices; ++a)
    for (int b = 0; b < a; ++b) layout.join(b, a);
  return layout;
}

Layout disconnected(int vertices, std::uint64_t seed) {
  Layout layout = scattered("disconnected", vertices, seed);
  // Pieces are the residues mod 3; every seventh vertex is left isolated.
  int last[3] = {-1, -1, -1};
  for (int v = 0; v < vertices; ++v) {
    if (v % 7 == 0) continue;
    if (last[v % 3] >= 0) layout.join(last[v % 3], v);
    last[v % 3] = v;
  }
  for (int e = 0; e < vertices; ++e) {
    const auto k = static_cast<std::uint64_t>(2 * e);
    const int a = pick(vertices, seed + 1, k);
    const int b = pick(vertices, seed + 1, k + 1);
    if (a != b && a % 3 == b % 3 && a % 7 != 0 && b % 7 != 0) layout.join(a, b);
  }
  return layout;
}

Layout without_edges(int vertices) {
  Layout layout = scattered("no edges", vertices, 8);
  return layout;
}

Layout on_one_spot(int vertices, std::uint64_t seed) {
  Layout layout = random_graph(vertices, 2 * vertices, seed);
  layout.name = "on one spot";
  for (double& x : layout.positions) x = 0.3;
  return layout;
}

std::vector<Layout> assorted_layouts() {
  return {without_edges(1),
          without_edges(90),
          path(2),
          path(150),
          star(120),
          complete(3),
          complete(70),
          torus(3, 3),
          torus(16, 12),
          random_contacts(40, 6, 1),
          random_contacts(220, 8, 2),
          random_contacts(150, 30, 3),
          random_graph(130, 200, 4),
          random_graph(60, 600, 5),
          disconnected(160, 6),
          on_one_spot(110, 7)};
}

} // namespace keycore::test
