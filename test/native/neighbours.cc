#include "kernels/neighbours.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// A pair through one image: i ≤ j and the lattice vector (a, b) that is taken from r_i − r_j; of the two names of
/// a particle's own image the one with positive (a, b).
using Contact = std::tuple<int, int, int, int>;

Contact contact(int i, int j, int a, int b) {
  if (i > j || (i == j && (a < 0 || (a == 0 && b < 0)))) return {j, i, -a, -b};
  return {i, j, a, b};
}

/// Every contact closer than `range`, by trying all images, with its distance.
std::map<Contact, double> brute_force(const Box& box, const std::vector<double>& positions, double range) {
  std::map<Contact, double> found;
  const int n = static_cast<int>(positions.size() / 2);
  for (int i = 0; i < n; ++i)
    for (int j = i; j < n; ++j) {
      const Vec2 d{positions[2 * i] - positions[2 * j], positions[2 * i + 1] - positions[2 * j + 1]};
      const Vec2 s = box.fractional(d);
      const int a0 = static_cast<int>(std::floor(s.x));
      const int b0 = static_cast<int>(std::floor(s.y));
      for (int a = a0 - 3; a <= a0 + 4; ++a)
        for (int b = b0 - 3; b <= b0 + 4; ++b) {
          if (i == j && a == 0 && b == 0) continue;
          const Vec2 shift = box.lattice(a, b);
          const double r = std::hypot(d.x - shift.x, d.y - shift.y);
          if (r < range) found[contact(i, j, a, b)] = r;
        }
    }
  return found;
}

/// Compares a list with the brute-force one: same contacts, each once; shifts that are lattice vectors.
void check_pairs(const Box& box, const std::vector<double>& positions, double range) {
  CAPTURE(box.lx);
  CAPTURE(box.ly);
  CAPTURE(box.xy);
  CAPTURE(range);
  const auto expected = brute_force(box, positions, range);
  const PairList pairs = find_pairs(box, positions, range);
  REQUIRE(pairs.first.size() == pairs.size());
  REQUIRE(pairs.second.size() == pairs.size());
  REQUIRE(pairs.shift.size() == pairs.size());
  CHECK(std::ranges::is_sorted(pairs.first));
  double scale = 1;
  for (const double x : positions) scale = std::max(scale, std::abs(x));
  std::map<Contact, int> seen;
  double worst_shift = 0;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const Vec2 s = box.fractional(pairs.shift[k]);
    const double a = std::round(s.x);
    const double b = std::round(s.y);
    const Vec2 exact = box.lattice(a, b);
    worst_shift = std::max(worst_shift, std::hypot(pairs.shift[k].x - exact.x, pairs.shift[k].y - exact.y));
    ++seen[contact(pairs.first[k], pairs.second[k], static_cast<int>(a), static_cast<int>(b))];
  }
  // Three additions of numbers of the size of the coordinates.
  CHECK(worst_shift <= 8e-16 * (scale + box.lx + box.ly));
  int missing = 0;
  int repeated = 0;
  for (const auto& [key, distance] : expected) missing += seen.count(key) == 0;
  for (const auto& [key, times] : seen) repeated += times != 1;
  int extra = 0;
  for (const auto& [key, times] : seen) extra += expected.count(key) == 0;
  CHECK(missing == 0);
  CHECK(extra == 0);
  CHECK(repeated == 0);
}

std::vector<double> scattered(const Box& box, int n, std::uint64_t seed, double spread) {
  std::vector<double> positions;
  for (int p = 0; p < n; ++p) {
    const auto k = static_cast<std::uint64_t>(2 * p);
    const Vec2 r = box.lattice(spread * (uniform(seed, k) - 0.5), spread * (uniform(seed, k + 1) - 0.5));
    positions.push_back(r.x);
    positions.push_back(r.y);
  }
  return positions;
}

} // namespace

TEST_SUITE_BEGIN("neighbours");

TEST_CASE("every image of every pair once, whatever the number of cells") {
  // Range over width from just over one cell to many; N small enough that cells are capped by √N + 1, and not.
  std::uint64_t seed = 100;
  for (const double tilt : {0.0, 0.31, -0.5, 0.5})
    for (const double aspect : {1.0, 0.4, 3.0})
      for (const double cells : {1.0, 1.3, 1.99, 2.0, 2.5, 3.0, 3.7, 6.2})
        for (const int n : {1, 2, 7, 60}) {
          const Box box(6, 6 * aspect, tilt * 6);
          const double range = std::min(box.width_a(), box.width_b()) / cells;
          check_pairs(box, scattered(box, n, ++seed, 1.0), range);
        }
}

TEST_CASE("particles outside the cell keep their own coordinates in the separation") {
  std::uint64_t seed = 900;
  for (const double tilt : {0.0, 0.4, -0.5})
    for (const double spread : {1.5, 7.0, 60.0}) {
      const Box box(5, 4, tilt * 5);
      const auto positions = scattered(box, 40, ++seed, spread);
      check_pairs(box, positions, 1.3);
      check_pairs(box, positions, std::min(box.width_a(), box.width_b()));
    }
}

TEST_CASE("particles on faces, edges of cells and corners") {
  // Binary fractions: every coordinate and distance is exact, so that r = range is met exactly, and is outside.
  for (const double range : {1.0, 2.0, 2.5, 4.0}) {
    for (const double tilt : {0.0, 4.0, -4.0}) {
      const Box box(8, 8, tilt);
      if (range > std::min(box.width_a(), box.width_b())) continue;
      std::vector<double> positions;
      for (int a = -2; a <= 2; ++a)
        for (int b = -2; b <= 2; ++b) {
          const Vec2 r = box.lattice(a * 0.25, b * 0.25);
          if (a == 2 || b == 2) continue; // the same points as a = −2, b = −2
          positions.push_back(r.x);
          positions.push_back(r.y);
        }
      check_pairs(box, positions, range);
      // The upper faces instead of the lower ones.
      for (std::size_t at = 0; at < positions.size(); at += 2) {
        if (positions[at + 1] == -4) {
          positions[at] += tilt;
          positions[at + 1] = 4;
        }
      }
      check_pairs(box, positions, range);
    }
  }
}

TEST_CASE("a distance of exactly the range is outside") {
  const Box box(8, 8, 0);
  CHECK(find_pairs(box, {0, 0, 2, 0}, 2).size() == 0);
  CHECK(find_pairs(box, {0, 0, 2, 0}, std::nextafter(2.0, 3.0)).size() == 1);
  // Through the boundary as well.
  CHECK(find_pairs(box, {-3.5, 0, 2.5, 0}, 2).size() == 0);
  CHECK(find_pairs(box, {-3.5, 0, 2.5, 0}, std::nextafter(2.0, 3.0)).size() == 1);
}

TEST_CASE("two particles on one spot are a pair at distance 0") {
  const PairList pairs = find_pairs(Box(8, 8, 0), {1, 1, 1, 1}, 2);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs.shift[0].x == 0);
  CHECK(pairs.shift[0].y == 0);
}

TEST_CASE("a fraction that rounds up to the upper face still finds its neighbours") {
  // 0.49999999999999994 + 0.5 rounds to 1.
  const Box box(1, 1, 0);
  const double brim = std::nextafter(0.5, 0.0);
  for (const double x : {brim, -0.5, -brim, 0.5, std::nextafter(-0.5, -1.0)})
    check_pairs(box, {x, 0.1, 0.3, 0.1, -0.3, brim}, 0.25);
}

TEST_CASE("the list is ordered by its first particle and does not depend on how far away the cell is") {
  const Box box(9, 7, 2);
  const auto positions = scattered(box, 100, 4, 1.0);
  auto moved = positions;
  for (std::size_t p = 0; p < 100; ++p) {
    const Vec2 jump = box.lattice(static_cast<double>(p % 5) - 2, static_cast<double>(p % 7) - 3);
    moved[2 * p] += jump.x;
    moved[2 * p + 1] += jump.y;
  }
  const PairList one = find_pairs(box, positions, 1.5);
  const PairList other = find_pairs(box, moved, 1.5);
  CHECK(one.first == other.first);
  CHECK(one.second == other.second);
}

TEST_CASE("no particles, no pairs") {
  CHECK(find_pairs(Box(5, 5, 0), {}, 1).size() == 0);
}

TEST_CASE("bad ranges and coordinates are refused") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const Box box(5, 4, 0);
  const auto throws = [&](const std::vector<double>& positions, double range, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(find_pairs(box, positions, range)), message, std::invalid_argument);
  };
  throws({0, 0}, 4.01, "neighbour range 4.010000 must be positive and at most the box width 4.000000");
  throws({0, 0}, 0, "neighbour range 0.000000 must be positive and at most the box width 4.000000");
  throws({0, 0}, -1, "neighbour range -1.000000 must be positive and at most the box width 4.000000");
  throws({0, 0}, not_a_number, "neighbour range nan must be positive and at most the box width 4.000000");
  throws({0, 0, not_a_number, 1}, 1, "position of particle index 1 is not finite");
  throws({0, infinity, 0, 1}, 1, "position of particle index 0 is not finite");
  // The smaller width of a tilted cell is across b.
  const Box tilted(4, 4, 2);
  CHECK_NOTHROW(static_cast<void>(find_pairs(tilted, {0, 0}, 3.57)));
  CHECK_THROWS_WITH_AS(static_cast<void>(find_pairs(tilted, {0, 0}, 3.58)),
                       "neighbour range 3.580000 must be positive and at most the box width 3.577709",
                       std::invalid_argument);
}

TEST_CASE("a range far below any distance") {
  // 10¹² cells would fit across the box: more than an int holds.
  const Box box(5, 4, 1);
  CHECK(find_pairs(box, scattered(box, 30, 6, 1.0), 1e-12).size() == 0);
  CHECK(find_pairs(box, {1, 1, 1, 1, 0, 0}, 1e-12).size() == 1);
}

TEST_CASE("coordinates beyond any meaning do not lead out of the arrays") {
  // Finite, but no digit is left inside the cell: any list is as good, as long as it is made in bounds.
  CHECK_NOTHROW(static_cast<void>(find_pairs(Box(5, 4, 1), {1e300, -1e300, 1e18, 3, 0, 0}, 1)));
}

TEST_SUITE_END();
