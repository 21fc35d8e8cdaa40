#include "kernels/voronoi-split.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "dense-reference.hpp"
#include "deviation.hpp"
#include "systems.hpp"
#include "voronoi-clipping.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Edges between random pairs with random numbers: no tiling, but everything that follows from the algebra alone.
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

/// Tilings and edge sets of every kind, with a name.
struct Case {
  std::string name;
  VoronoiEdges edges;
  bool tiling;
};
std::vector<Case> cases() {
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

template <class Visit> void every_case(Visit visit) {
  for (const Case& one : cases()) {
    CAPTURE(one.name);
    visit(one);
  }
}

/// A, column by column.
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

struct Parts {
  VectorXd transverse;
  VectorXd longitudinal;
};
Parts parts_of(VoronoiSplit& split, const VectorXd& u) {
  Parts parts{VectorXd(u.size()), VectorXd(u.size())};
  split.split(u.data(), 1, parts.transverse.data(), parts.longitudinal.data(), {});
  return parts;
}

VectorXd random_field(int particles, std::uint64_t seed) {
  return as_vector(random_numbers(2 * static_cast<std::size_t>(particles), seed)).normalized();
}

} // namespace

TEST_SUITE_BEGIN("voronoi split");

TEST_CASE("the fixture itself: cells tile the box, and the lattice's edges by hand are those by clipping") {
  for (const System* system : {&relaxed_system({.particles = 48, .seed = 1, .tilt = 0.4}),
                               &relaxed_system({.glass = Glass::kob_andersen, .particles = 48, .seed = 2})}) {
    const auto areas = clipped_areas(system->box, system->positions);
    double total = 0;
    for (const double area : areas) total += area;
    CHECK(total == doctest::Approx(system->box.area()).epsilon(1e-13));
    // Euler: three edges a particle.
    CHECK(clipped_edges(system->box, system->positions).i.size() == 3 * areas.size());
  }
  const Crystal crystal = triangular_crystal(6, 8);
  const VoronoiEdges by_hand = triangular_edges(crystal);
  const VoronoiEdges clipped = clipped_edges(crystal.system.box, crystal.system.positions);
  REQUIRE(clipped.i.size() == by_hand.i.size());
  const MatrixXd difference = dense_area_matrix(VoronoiSplit(by_hand)) - dense_area_matrix(VoronoiSplit(clipped));
  CHECK(difference.cwiseAbs().maxCoeff() < 1e-13);
}

TEST_CASE("A is the derivative of the cell areas") {
  every_case([](const Case& one) {
    if (!one.tiling || one.name.starts_with("triangular")) return;
    const VoronoiSplit split(one.edges);
    const MatrixXd a = dense_area_matrix(split);
    double worst = 0;
    // Cells keep their neighbours over steps this short; truncation is of order 6.
    constexpr double h = 2e-4;
    // Every third coordinate: x and y in turn, of every other particle or so.
    for (std::size_t k = 0; k < one.edges.positions.size(); k += 3) {
      const auto areas_at = [&](double s) {
        auto moved = one.edges.positions;
        moved[k] += s;
        return as_vector(clipped_areas(one.edges.box, moved)).eval();
      };
      const VectorXd column = (45 * (areas_at(h) - areas_at(-h)) - 9 * (areas_at(2 * h) - areas_at(-2 * h)) +
                               (areas_at(3 * h) - areas_at(-3 * h))) /
                              (60 * h);
      worst = std::max(worst, (column - a.col(static_cast<Eigen::Index>(k))).cwiseAbs().maxCoeff());
    }
    // Rounding of areas of order 1, 1e-15, over h.
    CHECK(worst < 1e-10);
  });
}

TEST_CASE("areas: their sum does not change, a translation changes none of them") {
  every_case([](const Case& one) {
    const VoronoiSplit split(one.edges);
    const int n = split.particles();
    const MatrixXd a = dense_area_matrix(split);
    CHECK(a.colwise().sum().cwiseAbs().maxCoeff() <= 2e-15 * a.cwiseAbs().maxCoeff());
    if (!one.tiling) return;
    VectorXd translation(2 * n);
    for (int at = 0; at < 2 * n; ++at) translation[at] = at % 2 == 0 ? 1 : -0.6;
    // Sides of a closed polygon, six to ten terms, as exact as its corners: flat triangles put them 1e-14 off.
    CHECK((a * translation).cwiseAbs().maxCoeff() <= 1e-13);
  });
}

TEST_CASE("the parts add up, are orthogonal, and u_T changes no area") {
  every_case([](const Case& one) {
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
  every_case([](const Case& one) {
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
  every_case([](const Case& one) {
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

TEST_CASE("a translation is transverse, whatever moves cell areas alone is longitudinal") {
  every_case([](const Case& one) {
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

TEST_CASE("several fields at once are each split as if alone") {
  every_case([](const Case& one) {
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
        const Parts alone = parts_of(split, Eigen::Map<const VectorXd>(fields.data() + at, split.particles() * 2));
        for (std::size_t c = 0; c < size; ++c) {
          worst = std::max(worst, std::abs(alone.transverse[static_cast<Eigen::Index>(c)] -
                                           transverse[static_cast<std::size_t>(at) + c]));
          worst = std::max(worst, std::abs(alone.longitudinal[static_cast<Eigen::Index>(c)] -
                                           longitudinal[static_cast<std::size_t>(at) + c]));
        }
      }
      // Other lanes, other order of sums.
      CHECK(worst <= 1e-12);
    }
  });
}

TEST_CASE("net projection and divergence, neighbour by neighbour") {
  every_case([](const Case& one) {
    const VoronoiSplit split(one.edges);
    const int n = split.particles();
    const VectorXd u = random_field(n, 13);
    VectorXd projection = VectorXd::Zero(2 * n);
    VectorXd divergence = VectorXd::Zero(n);
    VectorXd neighbours = VectorXd::Zero(n);
    const auto see = [&](int from, int to, Vec2 d) {
      const Eigen::Vector2d r(d.x, d.y);
      const Eigen::Vector2d n_to = r.normalized();
      projection.segment<2>(2 * from) += u.segment<2>(2 * to).dot(n_to) * n_to;
      divergence[from] += r.dot(u.segment<2>(2 * to) - u.segment<2>(2 * from));
      neighbours[from] += 1;
    };
    for (std::size_t e = 0; e < one.edges.i.size(); ++e) {
      const Vec2 d = one.edges.separation[e];
      see(one.edges.i[e], one.edges.j[e], d);
      see(one.edges.j[e], one.edges.i[e], {-d.x, -d.y});
    }
    divergence = divergence.cwiseQuotient(neighbours.cwiseMax(1));
    VectorXd found_projection(2 * n);
    VectorXd found_divergence(n);
    split.net_projection(u.data(), found_projection.data());
    split.divergence(u.data(), found_divergence.data());
    // A dozen neighbours at the most.
    CHECK((found_projection - projection).cwiseAbs().maxCoeff() <= 1e-14);
    CHECK((found_divergence - divergence).cwiseAbs().maxCoeff() <= 1e-14);
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

TEST_CASE("edges that do not fit are refused by name") {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const VoronoiEdges good = triangular_edges(triangular_crystal(6, 8));
  const auto throws = [&](auto change, const std::string& message) {
    VoronoiEdges edges = good;
    change(edges);
    CHECK_THROWS_WITH_AS(VoronoiSplit{edges}, ("Voronoi edges: " + message).c_str(), std::invalid_argument);
  };
  const std::string numbers = "arrays must all describe the same number of edges";
  throws([](VoronoiEdges& e) { e.positions.clear(); }, "positions must hold 2 numbers a particle");
  throws([](VoronoiEdges& e) { e.positions.pop_back(); }, "positions must hold 2 numbers a particle");
  throws([](VoronoiEdges& e) { e.j.pop_back(); }, numbers);
  throws([](VoronoiEdges& e) { e.separation.pop_back(); }, numbers);
  throws([](VoronoiEdges& e) { e.midpoint.pop_back(); }, numbers);
  throws([](VoronoiEdges& e) { e.length.push_back(1); }, numbers);
  throws([](VoronoiEdges& e) { e.i[5] = -1; }, "edge 5 names a particle outside 0 … 47");
  throws([](VoronoiEdges& e) { e.i[5] = 48; }, "edge 5 names a particle outside 0 … 47");
  throws([](VoronoiEdges& e) { e.j[0] = 48; }, "edge 0 names a particle outside 0 … 47");
  throws([](VoronoiEdges& e) { e.j[0] = -7; }, "edge 0 names a particle outside 0 … 47");
  const std::string measure = "edge 9 must have a positive, finite length and separation";
  for (const double value : {0.0, -1.0, not_a_number, infinity})
    throws([&](VoronoiEdges& e) { e.length[9] = value; }, measure);
  throws([](VoronoiEdges& e) { e.separation[9] = {0, 0}; }, measure);
  throws([](VoronoiEdges& e) { e.separation[9].y = not_a_number; }, measure);
  throws([](VoronoiEdges& e) { e.separation[9].x = infinity; }, measure);
  throws([](VoronoiEdges& e) { e.midpoint[9].x = not_a_number; }, measure);
  throws([](VoronoiEdges& e) { e.midpoint[9].y = -infinity; }, measure);
  // Positions only order the elimination, but sorting by what is no number would be undefined.
  throws([](VoronoiEdges& e) { e.positions[14] = not_a_number; }, "position of particle index 7 is not finite");
  throws([](VoronoiEdges& e) { e.positions[15] = infinity; }, "position of particle index 7 is not finite");
  throws([](VoronoiEdges& e) { e.box = Box(); }, "the box has no size");
}

TEST_SUITE_END();
