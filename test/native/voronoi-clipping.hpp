#pragma once

#include <vector>

#include "kernels/voronoi-split.hpp"
#include "systems.hpp"

namespace keycore::test {

/// One cell of a periodic Voronoi tiling, made by cutting a large square with the bisector to every image of every
/// particle: slow, and independent of any triangulation.
struct ClippedCell {
  struct Side {
    int neighbour;
    Vec2 separation; ///< to the neighbour's image
    Vec2 midpoint;   ///< of the side, from the particle
    double length;
  };
  std::vector<Side> sides;
  double area = 0;
};

[[nodiscard]] ClippedCell clip_cell(const Box& box, const std::vector<double>& positions, int particle);

/// Areas of all cells.
[[nodiscard]] std::vector<double> clipped_areas(const Box& box, const std::vector<double>& positions);

/// Every undirected edge once; a pair that shares two edges twice, a particle beside its own image once.
[[nodiscard]] VoronoiEdges clipped_edges(const Box& box, const std::vector<double>& positions);

/// Edges of the perfect triangular lattice, by hand: 3 a site, length a/√3.
[[nodiscard]] VoronoiEdges triangular_edges(const Crystal& crystal);

} // namespace keycore::test
