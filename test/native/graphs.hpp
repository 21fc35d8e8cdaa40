#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/nested-dissection.hpp"

namespace keycore::test {

/// A list of edges with places for the vertices; edges may repeat, in either direction.
struct Layout {
  std::string name;
  int vertices = 0;
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> second;
  Box box{1, 1, 0};
  std::vector<double> positions;

  void join(int a, int b) {
    first.push_back(a);
    second.push_back(b);
  }
  [[nodiscard]] Graph graph() const { return make_graph(vertices, first, second); }
};

/// columns × rows sites of a square lattice, each joined to its four neighbours, periodic both ways.
[[nodiscard]] Layout torus(int columns, int rows);
/// Points at random places of a tilted periodic cell, joined within a range that gives about `degree` neighbours;
/// a tenth of the edges stand twice, once in each direction.
[[nodiscard]] Layout random_contacts(int vertices, double degree, std::uint64_t seed);
/// Random edges that have nothing to do with where the vertices are.
[[nodiscard]] Layout random_graph(int vertices, int edges, std::uint64_t seed);
/// 0 – 1 – 2 – … along a line.
[[nodiscard]] Layout path(int vertices);
/// Vertex `vertices` − 1 joined to all the others.
[[nodiscard]] Layout star(int vertices);
[[nodiscard]] Layout complete(int vertices);
/// Three pieces and a few vertices without an edge, shuffled in space.
[[nodiscard]] Layout disconnected(int vertices, std::uint64_t seed);
[[nodiscard]] Layout without_edges(int vertices);
/// A random graph whose vertices all lie on one spot.
[[nodiscard]] Layout on_one_spot(int vertices, std::uint64_t seed);

/// All of the above, at sizes from one vertex to a few hundred.
[[nodiscard]] std::vector<Layout> assorted_layouts();

} // namespace keycore::test
