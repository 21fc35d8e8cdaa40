#include "kernels/voronoi-split.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dense-reference.hpp"
#include "systems.hpp"
#include "voronoi-cases.hpp"
#include "voronoi-clipping.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

struct Parts {
  VectorXd transverse;
  VectorXd longitudinal;
};
Parts parts_of(VoronoiSplit& split, const VectorXd& u) {
  Parts parts{VectorXd(u.size()), VectorXd(u.size())};
  split.split(u.data(), 1, parts.transverse.data(), parts.longitudinal.data(), {});
  return parts;
}

} // namespace

TEST_SUITE_BEGIN("voronoi split");

TEST_CASE("the parts add up, are orthogonal, and u_T changes no area") {
  every_voronoi_case([](const VoronoiCase& one) {
    VoronoiSplit split(one.edges);
    const MatrixXd a = dense_area_matrix(split);
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const VectorXd u = random_field(split.particles(), seed);
      const auto [transverse, longitudinal] = parts_of(split, u);
      CHECK((transverse + longitudinal - u).cwiseAbs().maxCoeff() <= 1e-15);
      // The residual is solved for once more: what is left is the rounding of u_T itself.
      CHECK((a * transverse).cwiseAbs().maxCoeff() <= 2e-15);
      // Angle: rounding of the solve, twice over.
      CHECK(std::abs(transverse.dot(longitudinal)) <= 1e-12);
      CHECK(transverse.squaredNorm() + longitudinal.squaredNorm() == doctest::Approx(1).epsilon(1e-12));
    }
  });
}

TEST_CASE("a projection: either part split again stays what it is") {
  every_voronoi_case([](const VoronoiCase& one) {
    VoronoiSplit split(one.edges);
    const auto [transverse, longitudinal] = parts_of(split, random_field(split.particles(), 7));
    const Parts again_transverse = parts_of(split, transverse);
    const Parts again_longitudinal = parts_of(split, longitudinal);
    CHECK(again_transverse.longitudinal.norm() <= 1e-12);
    CHECK((again_transverse.transverse - transverse).norm() <= 1e-12);
    CHECK(again_longitudinal.transverse.norm() <= 1e-12);
    CHECK((again_longitudinal.longitudinal - longitudinal).norm() <= 1e-12);
  });
}

TEST_CASE("u_L is A⁺A u with the pseudo-inverse from a singular value decomposition") {
  every_voronoi_case([](const VoronoiCase& one) {
    VoronoiSplit split(one.edges);
    const MatrixXd a = dense_area_matrix(split);
    // Singular values of A are roots of AAᵀ's eigenvalues: 1e-5 for 1e-10. Nothing lies near it in these.
    const VectorXd squares = dense_eigenvalues(a * a.transpose());
    for (const double value : squares)
      REQUIRE((value < 1e-13 * squares.maxCoeff() || value > 1e-6 * squares.maxCoeff()));
    const MatrixXd projector = dense_pseudo_inverse(a, 1e-5) * a;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const VectorXd u = random_field(split.particles(), seed + 20);
      // Condition of A below 10³.
      CHECK((parts_of(split, u).longitudinal - projector * u).norm() <= 1e-12);
    }
  });
}

TEST_CASE("a translation is transverse, whatever moves only cell areas is longitudinal") {
  every_voronoi_case([](const VoronoiCase& one) {
    VoronoiSplit split(one.edges);
    const int n = split.particles();
    if (one.tiling) {
      VectorXd translation(2 * n);
      for (int at = 0; at < 2 * n; ++at) translation[at] = at % 2 == 0 ? 1 : -0.6;
      CHECK(parts_of(split, translation).longitudinal.norm() <= 1e-12);
    }
    // Aᵀ y for any y.
    const MatrixXd a = dense_area_matrix(split);
    const VectorXd y = as_vector(random_numbers(static_cast<std::size_t>(n), 9));
    const VectorXd gradient = (a.transpose() * y).normalized();
    CHECK(parts_of(split, gradient).transverse.norm() <= 1e-12);
  });
}

TEST_CASE("plane waves on the triangular lattice are what they are called") {
  const Crystal crystal = triangular_crystal(12, 14);
  VoronoiSplit split(triangular_edges(crystal));
  const int n = split.particles();
  for (const int turns : {1, 2, 5}) {
    const double k = 2 * std::numbers::pi * turns / crystal.system.box.lx;
    VectorXd along(2 * n);
    VectorXd across(2 * n);
    VectorXd expected(n);
    for (int p = 0; p < n; ++p) {
      const double phase = k * crystal.system.positions[2 * p];
      along[2 * p] = std::cos(phase);
      across[2 * p + 1] = std::cos(phase);
      along[2 * p + 1] = across[2 * p] = 0;
      // Σ over six neighbours of (ℓ/2R) d_x cos(k(x + d_x)), ℓ/R = 1/√3.
      double sum = 0;
      for (int bond = 0; bond < 6; ++bond) {
        const double d = crystal.spacing * std::cos(bond * std::numbers::pi / 3);
        sum += 0.5 / std::sqrt(3.0) * d * std::cos(phase + k * d);
      }
      expected[p] = sum;
    }
    VectorXd change(n);
    split.area_change(along.data(), change.data());
    CHECK((change - expected).cwiseAbs().maxCoeff() <= 1e-13);
    split.area_change(across.data(), change.data());
    CHECK(change.cwiseAbs().maxCoeff() <= 1e-13);
    CHECK(parts_of(split, along).transverse.norm() <= 1e-12 * along.norm());
    CHECK(parts_of(split, across).longitudinal.norm() <= 1e-12 * across.norm());
  }
}

TEST_CASE("a large crystal, where AAᵀ has soft and null directions") {
  const Crystal crystal = triangular_crystal(24, 28);
  VoronoiSplit split(triangular_edges(crystal));
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const VectorXd u = random_field(split.particles(), seed);
    const auto [transverse, longitudinal] = parts_of(split, u);
    VectorXd change(split.particles());
    split.area_change(transverse.data(), change.data());
    CHECK(change.cwiseAbs().maxCoeff() <= 1e-12);
    CHECK(std::abs(transverse.dot(longitudinal)) <= 1e-12);
    CHECK(parts_of(split, transverse).longitudinal.norm() <= 1e-11);
  }
}

TEST_CASE("a crystal not quite perfect is split as the perfect one: soft directions of AAᵀ count as null") {
  // Displacements of 1e-7 leave eigenvalues of 1e-14 where the lattice had 0; inverted, they would turn a part of
  // order 1 of u_T into u_L.
  const Crystal crystal = triangular_crystal(12, 14);
  const System shaken = perturbed(crystal.system, 1e-7, 3);
  const VoronoiEdges edges = clipped_edges(shaken.box, shaken.positions);
  REQUIRE(edges.i.size() == 3 * crystal.system.species.size());
  const VectorXd squares = [&] {
    const MatrixXd a = dense_area_matrix(VoronoiSplit(edges));
    return dense_eigenvalues(a * a.transpose());
  }();
  REQUIRE((squares.array() < 1e-10 * squares.maxCoeff()).count() > 1);
  VoronoiSplit perfect(triangular_edges(crystal));
  VoronoiSplit split(edges);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const VectorXd u = random_field(split.particles(), seed);
    // First order in 1e-7 times the condition of the rest, 10².
    CHECK((parts_of(split, u).longitudinal - parts_of(perfect, u).longitudinal).norm() <= 1e-4);
  }
}

TEST_CASE("several fields at once are each split as if by itself") {
  every_voronoi_case([](const VoronoiCase& one) {
    VoronoiSplit split(one.edges);
    const auto size = 2 * static_cast<std::size_t>(split.particles());
    for (const int count : {0, 1, 3, 11}) {
      const auto fields = random_numbers(size * static_cast<std::size_t>(count), 3);
      std::vector<double> transverse(fields.size());
      std::vector<double> longitudinal(fields.size());
      split.split(fields.data(), count, transverse.data(), longitudinal.data(), {});
      double worst = 0;
      for (int k = 0; k < count; ++k) {
        const auto at = static_cast<std::ptrdiff_t>(k) * static_cast<std::ptrdiff_t>(size);
        const Parts single = parts_of(split, Eigen::Map<const VectorXd>(fields.data() + at, split.particles() * 2));
        for (std::size_t c = 0; c < size; ++c) {
          worst = std::max(worst, std::abs(single.transverse[static_cast<Eigen::Index>(c)] -
                                           transverse[static_cast<std::size_t>(at) + c]));
          worst = std::max(worst, std::abs(single.longitudinal[static_cast<Eigen::Index>(c)] -
                                           longitudinal[static_cast<std::size_t>(at) + c]));
        }
      }
      // Other lanes, other order of sums.
      CHECK(worst <= 1e-12);
    }
  });
}

TEST_CASE("two particles: both are centres of inversion, so areas cannot change and everything is transverse") {
  VoronoiSplit split(clipped_edges(Box(3, 2, 0.7), {0, 0, 1.3, 0.9}));
  CHECK(dense_area_matrix(split).cwiseAbs().maxCoeff() <= 1e-14);
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    CHECK(parts_of(split, random_field(2, seed)).longitudinal.norm() <= 1e-12);
}

TEST_CASE("a particle without an edge: no area moves, nothing to divide by") {
  VoronoiEdges edges = random_edges(6, 8, 3);
  edges.positions.push_back(0.1);
  edges.positions.push_back(0.2);
  VoronoiSplit split(edges);
  const VectorXd u = random_field(7, 2);
  VectorXd divergence(7);
  split.divergence(u.data(), divergence.data());
  CHECK(divergence[6] == 0);
  const auto [transverse, longitudinal] = parts_of(split, u);
  CHECK(longitudinal[12] == 0);
  CHECK(transverse[12] == u[12]);
  CHECK((dense_area_matrix(split) * transverse).cwiseAbs().maxCoeff() <= 1e-12);
}

TEST_CASE("memory is told once there is a factor; a request to stop is heard and spoils nothing") {
  VoronoiSplit split(triangular_edges(triangular_crystal(6, 8)));
  CHECK(split.bytes() == 0);
  const VectorXd u = random_field(48, 1);
  VectorXd transverse(96);
  VectorXd longitudinal(96);
  std::int32_t words[4] = {1, 0, 0, 0};
  CHECK_THROWS_AS(split.split(u.data(), 1, transverse.data(), longitudinal.data(), Control(words)), Cancelled);
  words[0] = 0;
  split.split(u.data(), 1, transverse.data(), longitudinal.data(), Control(words));
  CHECK(words[1] == static_cast<std::int32_t>(Stage::split));
  CHECK(words[2] == words[3]);
  CHECK(split.bytes() > 0);
  CHECK((transverse + longitudinal - u).norm() <= 1e-15);
}

TEST_SUITE_END();
