#pragma once

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <string>
#include <vector>

#include "kernels/voronoi-split.hpp"

namespace keycore::test {

/// Edges between random pairs with random numbers: no tiling, but everything that follows from the algebra.
[[nodiscard]] VoronoiEdges random_edges(int particles, int count, std::uint64_t seed);

/// Tilings and edge sets of every kind, with a name.
struct VoronoiCase {
  std::string name;
  VoronoiEdges edges;
  bool tiling;
};
[[nodiscard]] std::vector<VoronoiCase> voronoi_cases();

template <class Visit> void every_voronoi_case(Visit visit) {
  for (const VoronoiCase& one : voronoi_cases()) {
    CAPTURE(one.name);
    visit(one);
  }
}

/// A, column by column.
[[nodiscard]] Eigen::MatrixXd dense_area_matrix(const VoronoiSplit& split);

/// A fixed random field of length 1.
[[nodiscard]] Eigen::VectorXd random_field(int particles, std::uint64_t seed);

} // namespace keycore::test
