#include "kernels/box.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

const Box boxes[] = {{7, 7, 0}, {11, 3, 0}, {6, 5, 3}, {6, 5, -3}, {9.5, 4.25, 2.1}, {4, 13, -1.7}};

/// Integer coordinates of a lattice vector, and how far it is from being one.
struct LatticePoint {
  double a;
  double b;
  double error;
};
LatticePoint lattice_point(const Box& box, Vec2 r) {
  const Vec2 s = box.fractional(r);
  const double a = std::round(s.x);
  const double b = std::round(s.y);
  return {a, b, std::hypot(r.x - a * box.lx - b * box.xy, r.y - b * box.ly)};
}

} // namespace

TEST_SUITE_BEGIN("box");

TEST_CASE("geometry of a tilted cell") {
  const Box box(4, 3, 1.5);
  CHECK(box.area() == 12);
  CHECK(box.width_b() == 3);
  // Area over the length of b = (1.5, 3).
  CHECK(box.width_a() == doctest::Approx(12 / std::sqrt(1.5 * 1.5 + 9)).epsilon(1e-15));
  CHECK(box.lattice(2, -1).x == 6.5);
  CHECK(box.lattice(2, -1).y == -3);
  for (const Box& any : boxes)
    for (std::uint64_t k = 0; k < 50; ++k) {
      const double a = 4 * uniform(1, k) - 2;
      const double b = 4 * uniform(2, k) - 2;
      const Vec2 s = any.fractional(any.lattice(a, b));
      // A handful of roundings of numbers of order 1.
      CHECK(s.x == doctest::Approx(a).epsilon(1e-14));
      CHECK(s.y == doctest::Approx(b).epsilon(1e-14));
    }
}

TEST_CASE("wrapping moves by a lattice vector into the centred cell") {
  for (const Box& box : boxes)
    for (std::uint64_t k = 0; k < 400; ++k) {
      const double reach = k % 2 == 0 ? 3 : 1000;
      const Vec2 r = box.lattice(reach * (2 * uniform(3, k) - 1), reach * (2 * uniform(4, k) - 1));
      const Vec2 w = box.wrap_centred(r);
      const Vec2 s = box.fractional(w);
      // Rounding of the fraction itself, 2⁻⁵³, may leave it a unit outside.
      CHECK(s.x >= -0.5 - 4e-16);
      CHECK(s.x < 0.5 + 4e-16);
      CHECK(s.y >= -0.5 - 4e-16);
      CHECK(s.y < 0.5 + 4e-16);
      // Coordinates up to 1.3e4 carry 1e-12 of rounding.
      CHECK(lattice_point(box, {r.x - w.x, r.y - w.y}).error < (reach > 10 ? 4e-12 : 2e-14));
      const Vec2 again = box.wrap_centred(w);
      CHECK(again.x == w.x);
      CHECK(again.y == w.y);
    }
}

TEST_CASE("a point on a face goes to the lower one") {
  const Box box(8, 4, 0);
  for (const double x : {-4.0, 4.0, 12.0, -12.0}) CHECK(box.wrap_centred({x, 0}).x == -4);
  for (const double y : {-2.0, 2.0, 6.0, -6.0}) CHECK(box.wrap_centred({0, y}).y == -2);
  // In a tilted cell the corner is one point.
  const Box tilted(8, 4, 4);
  for (const double a : {-0.5, 0.5, 1.5})
    for (const double b : {-0.5, 0.5, 1.5}) {
      const Vec2 w = tilted.wrap_centred(tilted.lattice(a, b));
      CHECK(w.x == -6);
      CHECK(w.y == -2);
    }
}

TEST_CASE("the nearest image is the nearest of all, up to half the smaller width") {
  for (const Box& box : boxes) {
    const double half = 0.5 * std::min(box.width_a(), box.width_b());
    for (std::uint64_t k = 0; k < 300; ++k) {
      // A separation shorter than half the smaller width, hidden behind a lattice vector.
      const double length = half * uniform(5, k) * 0.999999;
      const double angle = 2 * 3.14159265358979 * uniform(6, k);
      const Vec2 near{length * std::cos(angle), length * std::sin(angle)};
      const Vec2 jump = box.lattice(std::floor(7 * uniform(7, k)) - 3, std::floor(7 * uniform(8, k)) - 3);
      const Vec2 found = box.nearest({near.x + jump.x, near.y + jump.y});
      CHECK(std::hypot(found.x - near.x, found.y - near.y) < 4e-14);
    }
  }
}

TEST_CASE("any separation comes back as an image of itself") {
  for (const Box& box : boxes)
    for (std::uint64_t k = 0; k < 200; ++k) {
      const Vec2 d = box.lattice(8 * uniform(9, k) - 4, 8 * uniform(10, k) - 4);
      const Vec2 found = box.nearest(d);
      CHECK(lattice_point(box, {d.x - found.x, d.y - found.y}).error < 4e-14);
    }
}

TEST_CASE("a box that is none is refused") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const auto throws = [](double lx, double ly, double xy, const char* message) {
    CHECK_THROWS_WITH_AS(Box(lx, ly, xy), message, std::invalid_argument);
  };
  throws(0, 5, 0, "box must have positive, finite lengths, got lx = 0.000000, ly = 5.000000, xy = 0.000000");
  throws(5, -1, 0, "box must have positive, finite lengths, got lx = 5.000000, ly = -1.000000, xy = 0.000000");
  throws(infinity, 5, 0, "box must have positive, finite lengths, got lx = inf, ly = 5.000000, xy = 0.000000");
  throws(5, infinity, 0, "box must have positive, finite lengths, got lx = 5.000000, ly = inf, xy = 0.000000");
  throws(not_a_number, 5, 0, "box must have positive, finite lengths, got lx = nan, ly = 5.000000, xy = 0.000000");
  throws(5, not_a_number, 0, "box must have positive, finite lengths, got lx = 5.000000, ly = nan, xy = 0.000000");
  throws(5, 5, not_a_number, "box must have positive, finite lengths, got lx = 5.000000, ly = 5.000000, xy = nan");
  throws(6, 5, 3.1, "box tilt |xy| = 3.100000 exceeds lx/2; choose the reduced lattice vector b");
  throws(6, 5, -3.1, "box tilt |xy| = 3.100000 exceeds lx/2; choose the reduced lattice vector b");
  throws(6, 5, 3 * (1 + 2e-9), "box tilt |xy| = 3.000000 exceeds lx/2; choose the reduced lattice vector b");
  // A tilt of half a box arrives with a rounding of its own.
  CHECK_NOTHROW(Box(6, 5, 3));
  CHECK_NOTHROW(Box(6, 5, -3 * (1 + 5e-10)));
}

TEST_SUITE_END();
