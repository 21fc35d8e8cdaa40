#include "voronoi-cases.hpp"

#include "dense-reference.hpp"
#include "systems.hpp"
#include "voronoi-clipping.hpp"

namespace keycore::test {

using Eigen::MatrixXd;
using Eigen::VectorXd;

VoronoiEdges random_edges(int particles, int count, std::uint64_t seed) {
  const Box box(7, 6, 1.5);
  VoronoiEdges edges{box, {}, {}, {}, {}, {}, {}};
  for (std::uint64_t p = 0; p < static_cast<std::uint64_t>(particles); ++p) {
    const Vec2 r = box.lattice(uniform(seed, 2 * p), uniform(seed, 2 * p + 1));
    edges.positions.push_back(r.x);
    edges.positions.push_back(r.y);
  }
  for (int e = 0; e < count; ++e) {
    const auto k = static_cast<std::uint64_t>(8 * e);
    // A ring first, so that all hang together; own images among them.
    const int i = e < particles ? e : static_cast<int>(uniform(seed + 1, k) * particles);
    const int j = e < particles ? (e + 1) % particles : static_cast<int>(uniform(seed + 1, k + 1) * particles);
    edges.i.push_back(i);
    edges.j.push_back(j);
    edges.separation.push_back({2 * uniform(seed + 1, k + 2) - 1, 2 * uniform(seed + 1, k + 3) - 1});
    edges.midpoint.push_back({uniform(seed + 1, k + 4) - 0.5, uniform(seed + 1, k + 5) - 0.5});
    edges.length.push_back(0.1 + uniform(seed + 1, k + 6));
  }
  return edges;
}

std::vector<VoronoiCase> voronoi_cases() {
  const System& power = relaxed_system({.particles = 48, .seed = 1, .tilt = 0.4});
  const System& andersen = relaxed_system({.glass = Glass::kob_andersen, .particles = 48, .seed = 2});
  const System scattered = random_system({.particles = 30, .seed = 3, .tilt = -0.5});
  // Few particles: cells that border on their own images, and twice on one neighbour.
  const Box small(3, 2, 0.7);
  return {{"2DIPL", clipped_edges(power.box, power.positions), true},
          {"2DKA", clipped_edges(andersen.box, andersen.positions), true},
          {"scattered", clipped_edges(scattered.box, scattered.positions), true},
          {"five in a small cell", clipped_edges(small, {0, 0, 1.1, 0.4, 2.2, 0.1, 0.6, 1.2, 1.9, 1.3}), true},
          {"triangular lattice 6 × 8", triangular_edges(triangular_crystal(6, 8)), true},
          {"random edges", random_edges(48, 200, 4), false},
          {"a ring", random_edges(30, 30, 5), false}};
}

MatrixXd dense_area_matrix(const VoronoiSplit& split) {
  const int n = split.particles();
  MatrixXd a(n, 2 * n);
  VectorXd unit = VectorXd::Zero(2 * n);
  for (int k = 0; k < 2 * n; ++k) {
    unit[k] = 1;
    split.area_change(unit.data(), a.col(k).data());
    unit[k] = 0;
  }
  return a;
}

VectorXd random_field(int particles, std::uint64_t seed) {
  return as_vector(random_numbers(2 * static_cast<std::size_t>(particles), seed)).normalized();
}

} // namespace keycore::test
