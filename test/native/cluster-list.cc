#include "kernels/cluster-list.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dynamics-clusters.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// Distance of the particles in two slots through the nearest of 25 images.
double distance(const Box& box, const ClusteredSystem& system, std::int32_t a, std::int32_t b) {
  const Vec2 from = system.point(a);
  const Vec2 to = system.point(b);
  double nearest = std::hypot(from.x - to.x, from.y - to.y);
  for (int na = -2; na <= 2; ++na)
    for (int nb = -2; nb <= 2; ++nb) {
      const Vec2 shift = box.lattice(na, nb);
      nearest = std::min(nearest, std::hypot(from.x - to.x - shift.x, from.y - to.y - shift.y));
    }
  return nearest;
}

/// The list against every pair of particles: two clusters that hold one within its range are listed once, and no
/// others. Pairs at their range to the margin of single precision may be either way.
void check_list(const System& system, const ClusteredSystem& at, double skin) {
  const auto ranges = list_ranges(system.potential, skin);
  const int species = potential_species(system.potential);
  std::map<ListedClusters, int> times;
  for (const auto& [a, b] : listed_clusters(at)) ++times[std::minmax(a, b)];
  std::set<ListedClusters> near;
  std::set<ListedClusters> far_by_nothing;
  for (std::int32_t i = 0; i < at.slots(); ++i)
    for (std::int32_t j = i + 1; j < at.slots(); ++j) {
      const ListedClusters clusters{i / cluster_size, j / cluster_size};
      const std::int32_t p = at.index_of[static_cast<std::size_t>(i)];
      const std::int32_t q = at.index_of[static_cast<std::size_t>(j)];
      if (p < 0 || q < 0 || clusters.first == clusters.second) continue;
      const double r = distance(system.box, at, i, j);
      const double range = ranges[static_cast<std::size_t>(system.species[static_cast<std::size_t>(p)]) * species +
                                  system.species[static_cast<std::size_t>(q)]];
      if (r < range * (1 - 1e-6)) near.insert(clusters);
      if (r < range * (1 + 3e-5)) far_by_nothing.insert(clusters);
    }
  int missing = 0;
  int beyond = 0;
  int repeated = 0;
  for (const ListedClusters& clusters : near) missing += !times.contains(clusters);
  for (const auto& [clusters, listed] : times) {
    beyond += !far_by_nothing.contains(clusters);
    repeated += listed > 1;
  }
  CHECK(missing == 0);
  CHECK(repeated == 0);
  CHECK(beyond == 0);
}

/// Two kinds of particles at random places; cutoffs of 1, 1.2 and 1.5 times a length.
System scattered(const Box& box, int particles, int species, double length, std::uint64_t seed) {
  std::vector<double> cutoff;
  for (int a = 0; a < species; ++a)
    for (int b = 0; b < species; ++b) cutoff.push_back(length * (1 + 0.25 * (a + b) / std::max(1, species - 1)));
  const std::vector<double> ones(cutoff.size(), 1.0);
  System system{
      box,
      {},
      {},
      std::vector<double>(static_cast<std::size_t>(species), 1.0),
      make_potential(
          {"inverse-power", species, {{"exponent", {10}}, {"epsilon", ones}, {"sigma", ones}, {"cutoff", cutoff}}})};
  for (int p = 0; p < particles; ++p) {
    const auto k = static_cast<std::uint64_t>(2 * p);
    const Vec2 r = box.lattice(3 * uniform(seed, k), 3 * uniform(seed, k + 1));
    system.positions.push_back(r.x);
    system.positions.push_back(r.y);
    system.species.push_back(static_cast<std::uint8_t>(uniform(seed, k + 7919) * species));
  }
  return system;
}

} // namespace

TEST_SUITE_BEGIN("cluster-list");

TEST_CASE("every pair within its range once, whatever the number of cells, the tilt, the species") {
  std::uint64_t seed = 0;
  for (const double tilt : {0.0, 0.31, -0.5, 0.5})
    for (const double aspect : {1.0, 0.4, 3.0})
      // Of the smaller width: from boxes that a range spans to such as have many rows.
      for (const double ranges : {2.0, 2.3, 2.999, 3.0, 3.001, 3.4, 4.0, 5.7, 9.0})
        for (const int species : {1, 2, 3, 4})
          for (const int particles : {1, 2, 16, 61, 200}) {
            CAPTURE(tilt);
            CAPTURE(aspect);
            CAPTURE(ranges);
            CAPTURE(species);
            CAPTURE(particles);
            const Box box(6, 6 * aspect, tilt * 6);
            const double widest = std::min(box.width_a(), box.width_b()) / ranges;
            const double skin = 0.2 * widest;
            const System system = scattered(box, particles, species, (widest - skin) / 1.5, ++seed);
            check_list(system, clustered(system, skin), skin);
          }
}

TEST_CASE("particles on the faces and corners of the box and of cells") {
  for (const double tilt : {0.0, 4.0, -4.0}) {
    CAPTURE(tilt);
    System system = scattered(Box(8, 8, tilt), 0, 2, 0.8, 1);
    int at = 0;
    for (int a = -4; a < 4; ++a)
      for (int b = -4; b < 4; ++b) {
        Vec2 r = system.box.lattice(a / 8.0, b / 8.0);
        // Some just below the face they lie on.
        if (at % 3 == 1) r.x = std::nextafter(r.x, -10.0);
        if (at % 3 == 2) r.y = std::nextafter(r.y, -10.0);
        system.positions.push_back(r.x);
        system.positions.push_back(r.y);
        system.species.push_back(static_cast<std::uint8_t>(at++ % 2));
      }
    check_list(system, clustered(system, 0), 0);
    check_list(system, clustered(system, 0.4), 0.4);
  }
}

TEST_CASE("a crowd in one place and emptiness elsewhere") {
  const Box box(30, 30, 9);
  System system = scattered(box, 150, 2, 1.2, 5);
  for (double& x : system.positions) x = 0.02 * (x - 3 * std::floor(x / 3));
  const ClusteredSystem crowd = clustered(system, 0.3);
  check_list(system, crowd, 0.3);
  const auto clusters = static_cast<std::size_t>(crowd.clusters);
  CHECK(listed_clusters(crowd).size() == clusters * (clusters - 1) / 2);
}

TEST_CASE("all in one row, all in one column") {
  for (const bool along_x : {true, false}) {
    System system = scattered(Box(40, 40, 0), 120, 2, 1.2, 8);
    for (int p = 0; p < 120; ++p) {
      system.positions[2 * p] = along_x ? p / 3.0 : 1.0;
      system.positions[2 * p + 1] = along_x ? 1.0 : p / 3.0;
    }
    check_list(system, clustered(system, 0.3), 0.3);
  }
}

TEST_CASE("sorting is a permutation that depends only on the positions; slots are left empty at ends of rows only") {
  const System system = scattered(Box(20, 14, 3), 300, 2, 1.2, 11);
  const ClusteredSystem one = clustered(system, 0.2);
  std::set<std::int32_t> indices(one.index_of.begin(), one.index_of.end());
  indices.erase(-1);
  CHECK(indices.size() == 300);
  CHECK(*indices.begin() == 0);
  CHECK(*indices.rbegin() == 299);
  CHECK(clustered(system, 0.2).index_of == one.index_of);
  for (std::int32_t slot = 0; slot < one.slots(); slot += cluster_size) {
    CHECK(one.index_of[static_cast<std::size_t>(slot)] >= 0);
    for (std::int32_t member = 1; member + 1 < cluster_size; ++member)
      CHECK((one.index_of[static_cast<std::size_t>(slot + member)] >= 0 ||
             one.index_of[static_cast<std::size_t>(slot + member + 1)] < 0));
  }
}

TEST_CASE("a search that is used again remembers nothing") {
  const Box box(16, 11, -4);
  const auto ranges_system = scattered(box, 1, 2, 1.2, 1);
  CellSearch search(box, list_ranges(ranges_system.potential, 0.2), 2, 200);
  ClusteredSystem reused;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const System system = scattered(box, 200, 2, 1.2, 40 + seed);
    cluster_again(search, system, reused);
    const ClusteredSystem fresh = clustered(system, 0.2);
    CHECK(reused.index_of == fresh.index_of);
    CHECK(listed_clusters(reused) == listed_clusters(fresh));
    check_list(system, reused, 0.2);
  }
}

TEST_CASE("in a glass a cluster has some five partners, those within the cutoff four, and few slots are empty") {
  const System& system = relaxed_system({.glass = Glass::inverse_power, .particles = 1024, .seed = 3});
  const ClusteredSystem at = clustered(system, 0.3);
  const double per_cluster = static_cast<double>(listed_clusters(at).size()) / at.clusters;
  CHECK(per_cluster > 3.2);
  CHECK(per_cluster < 4.2);
  CHECK(at.slots() < 1.03 * 1024);
}

TEST_SUITE_END();
