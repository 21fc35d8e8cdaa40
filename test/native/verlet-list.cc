#include "kernels/verlet-list.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dynamics-packed.hpp"
#include "kernels/pack.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// Distance of two sorted particles through the nearest of 25 images, and whether that is none.
struct Separation {
  double distance = 0;
  bool direct = false;
};

Separation separation(const Box& box, const PackedSystem& system, int i, int j) {
  const auto at = [&](int p, int axis) { return system.points[static_cast<std::size_t>(2 * p + axis)]; };
  Separation nearest{std::hypot(at(i, 0) - at(j, 0), at(i, 1) - at(j, 1)), true};
  for (int a = -2; a <= 2; ++a)
    for (int b = -2; b <= 2; ++b) {
      const Vec2 shift = box.lattice(a, b);
      const double r = std::hypot(at(i, 0) - at(j, 0) - shift.x, at(i, 1) - at(j, 1) - shift.y);
      if (r < nearest.distance) nearest = {r, a == 0 && b == 0};
    }
  return nearest;
}

/// The list against every pair: those within their range once, no other beyond the widest range, and none without the
/// nearest image where that is another than the plain difference. Pairs at their range to rounding may be either way.
void check_list(const System& system, const PackedSystem& packed, double skin) {
  const auto ranges = ranges_of(system.potential, skin);
  const double widest = *std::max_element(ranges.begin(), ranges.end());
  const int species = potential_species(system.potential);
  std::map<std::pair<int, int>, int> times;
  int not_nearest = 0;
  for (const ListedPair& pair : listed_pairs(packed)) {
    ++times[std::minmax(pair.i, pair.j)];
    not_nearest += !pair.across && !separation(system.box, packed, pair.i, pair.j).direct;
  }
  int missing = 0;
  int repeated = 0;
  int beyond = 0;
  const double rounding = 1e-13 * (system.box.lx + system.box.ly);
  for (int i = 0; i < packed.particles(); ++i)
    for (int j = i + 1; j < packed.particles(); ++j) {
      const double r = separation(system.box, packed, i, j).distance;
      const auto found = times.find({i, j});
      const int listed = found == times.end() ? 0 : found->second;
      const double range = ranges[static_cast<std::size_t>(packed.species[static_cast<std::size_t>(i)]) * species +
                                  packed.species[static_cast<std::size_t>(j)]];
      missing += listed == 0 && r < range - rounding;
      repeated += listed > 1;
      beyond += listed > 0 && r > widest + rounding;
    }
  CHECK(missing == 0);
  CHECK(repeated == 0);
  CHECK(beyond == 0);
  CHECK(not_nearest == 0);
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

TEST_SUITE_BEGIN("verlet-list");

TEST_CASE("every pair within its range once, whatever the number of cells, the tilt, the species") {
  std::uint64_t seed = 0;
  for (const double tilt : {0.0, 0.31, -0.5, 0.5})
    for (const double aspect : {1.0, 0.4, 3.0})
      // Of the smaller width: at 2 the list goes over all pairs, from 3 on over cells.
      for (const double ranges : {2.0, 2.3, 2.999, 3.0, 3.001, 3.4, 4.0, 5.7, 9.0})
        for (const int species : {1, 2, 3})
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
            check_list(system, packed(system, skin), skin);
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
    check_list(system, packed(system, 0), 0);
    check_list(system, packed(system, 0.4), 0.4);
  }
}

TEST_CASE("a crowd in one place and emptiness elsewhere: more partners than any block or carry holds") {
  const Box box(30, 30, 9);
  System system = scattered(box, 150, 2, 1.2, 5);
  for (double& x : system.positions) x = 0.02 * (x - 3 * std::floor(x / 3));
  const PackedSystem crowd = packed(system, 0.3);
  check_list(system, crowd, 0.3);
  CHECK(listed_pairs(crowd).size() == 150 * 149 / 2);
}

TEST_CASE("all in one row, all in one column") {
  for (const bool along_x : {true, false}) {
    System system = scattered(Box(40, 40, 0), 120, 2, 1.2, 8);
    for (int p = 0; p < 120; ++p) {
      system.positions[2 * p] = along_x ? p / 3.0 : 1.0;
      system.positions[2 * p + 1] = along_x ? 1.0 : p / 3.0;
    }
    check_list(system, packed(system, 0.3), 0.3);
  }
}

TEST_CASE("sorting is a permutation that depends on the positions alone") {
  const System system = scattered(Box(20, 14, 3), 300, 2, 1.2, 11);
  const PackedSystem one = packed(system, 0.2);
  const std::set<std::int32_t> indices(one.index_of.begin(), one.index_of.end());
  CHECK(indices.size() == 300);
  CHECK(*indices.begin() == 0);
  CHECK(*indices.rbegin() == 299);
  CHECK(packed(system, 0.2).index_of == one.index_of);
}

TEST_CASE("a search that is used again remembers nothing") {
  const Box box(16, 11, -4);
  const auto ranges_system = scattered(box, 1, 2, 1.2, 1);
  CellSearch search(box, ranges_of(ranges_system.potential, 0.2), 2);
  PackedSystem reused;
  for (const int particles : {200, 31, 0, 350, 1}) {
    const System system = scattered(box, particles, 2, 1.2, 40 + static_cast<std::uint64_t>(particles));
    pack_again(search, system, reused);
    const PackedSystem fresh = packed(system, 0.2);
    CHECK(reused.index_of == fresh.index_of);
    const auto a = listed_pairs(reused);
    const auto b = listed_pairs(fresh);
    REQUIRE(a.size() == b.size());
    CHECK(std::equal(a.begin(), a.end(), b.begin(), [](const ListedPair& p, const ListedPair& q) {
      return p.i == q.i && p.j == q.j && p.across == q.across;
    }));
    check_list(system, reused, 0.2);
  }
}

TEST_CASE("remainders are carried on: with more partners than lanes nine lanes in ten hold a pair") {
  for (const char* form : {"inverse-power", "lennard-jones"}) {
    CAPTURE(form);
    const System system = jittered_lattice({.form = form, .particles = 2000});
    const PackedSystem at = packed(system, 1.2);
    const std::size_t pairs = listed_pairs(at).size();
    const std::size_t lanes = (at.list.inside.size() + at.list.across.size()) * pack_width;
    CHECK(pairs > 2000 * pack_width);
    CHECK(static_cast<double>(pairs) > 0.9 * static_cast<double>(lanes));
  }
}

TEST_SUITE_END();
