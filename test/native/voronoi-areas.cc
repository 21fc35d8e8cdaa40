#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "dense-reference.hpp"
#include "systems.hpp"
#include "voronoi-cases.hpp"
#include "voronoi-clipping.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_SUITE_BEGIN("voronoi areas");

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
  every_voronoi_case([](const VoronoiCase& one) {
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
  every_voronoi_case([](const VoronoiCase& one) {
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

TEST_CASE("net projection and divergence, neighbour by neighbour") {
  every_voronoi_case([](const VoronoiCase& one) {
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
