#include "kernels/energetics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "deviation.hpp"
#include "scenes.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

Energetics evaluate_all(const System& system, std::vector<double>& forces) {
  return evaluate(system, interacting_pairs(system), system.positions, forces);
}

} // namespace

TEST_SUITE_BEGIN("energetics");

TEST_CASE("U and F are those of the direct sum over all images") {
  every_scene([](const Scene& at) {
    std::vector<double> forces;
    const Energetics found = evaluate_all(at.system, forces);
    const auto expected = at.direct.forces(at.x);
    const auto energy = static_cast<double>(at.direct.energy(at.x));
    const double scale = largest_magnitude(expected);
    // About 20 pairs a particle, each rounded a dozen times: 1e-14 of the largest force; U the same.
    CHECK(std::abs(found.energy - energy) <= 4e-14 * std::abs(energy));
    CHECK(largest_deviation(forces, expected) <= 2e-14 * scale);
    double largest = 0;
    for (std::size_t p = 0; p < expected.size(); p += 2)
      largest = std::max(largest, static_cast<double>(std::hypot(expected[p], expected[p + 1])));
    CHECK(found.max_force == doctest::Approx(largest).epsilon(1e-13));
    CHECK(largest_force(forces) == found.max_force);
    CHECK(potential_energy(at.system, interacting_pairs(at.system), at.system.positions) ==
          doctest::Approx(energy).epsilon(1e-14));
  });
}

TEST_CASE("forces are minus the gradient of the energy") {
  every_scene([](const Scene& at) {
    std::vector<double> forces;
    evaluate_all(at.system, forces);
    std::vector<long double> gradient;
    for (std::size_t k = 0; k < at.x.size(); ++k)
      gradient.push_back(central_difference(
          [&](long double d) {
            auto moved = at.x;
            moved[k] += d;
            return -at.direct.energy(moved);
          },
          difference_step));
    // The step's own errors, and the rounding of coordinates of 10 at r = 0.6 through n = 13: 4e-14 of the force.
    CHECK(largest_deviation(forces, gradient) <= 6e-14 * largest_magnitude(forces) + 4e-12);
  });
}

TEST_CASE("the forces sum to nothing") {
  every_scene([](const Scene& at) {
    std::vector<double> forces;
    evaluate_all(at.system, forces);
    double sum[2] = {0, 0};
    for (std::size_t k = 0; k < forces.size(); ++k) sum[k % 2] += forces[k];
    // Each pair adds the same number twice with opposite signs; only the order of additions rounds.
    const double rounding = 1e-15 * static_cast<double>(forces.size()) * largest_magnitude(forces);
    CHECK(std::abs(sum[0]) <= rounding);
    CHECK(std::abs(sum[1]) <= rounding);
  });
}

TEST_CASE("stress is the derivative of the energy with strain, over the area") {
  every_scene([](const Scene& at) {
    std::vector<double> forces;
    const Energetics found = evaluate_all(at.system, forces);
    const auto derivative = [&](long double xx, long double xy, long double yx, long double yy) {
      return static_cast<double>(central_difference(
          [&](long double s) {
            const DirectSum box(at.direct.form(), at.direct.lattice().strained(s * xx, s * xy, s * yx, s * yy),
                                at.system.species);
            return box.energy(strained(at.x, s * xx, s * xy, s * yx, s * yy));
          },
          // A strain s moves a pair by s r_c, r_c ≤ 2.
          difference_step / 2));
    };
    const double area = at.system.box.area();
    const double scale = std::abs(found.stress[0]) + std::abs(found.stress[2]) + 1;
    CHECK(std::abs(found.stress[0] - derivative(1, 0, 0, 0) / area) <= 4e-13 * scale);
    CHECK(std::abs(found.stress[1] - derivative(0, 1, 0, 0) / area) <= 4e-13 * scale);
    CHECK(std::abs(found.stress[2] - derivative(0, 0, 0, 1) / area) <= 4e-13 * scale);
    // A rotation does nothing: σ is symmetric, so the other shear gives the same.
    CHECK(std::abs(found.stress[1] - derivative(0, 0, 1, 0) / area) <= 4e-13 * scale);
  });
}

TEST_CASE("a wider list changes nothing, and counts no more pairs") {
  every_scene([](const Scene& at) {
    std::vector<double> forces;
    std::vector<double> wider_forces;
    const Energetics found = evaluate_all(at.system, forces);
    const double width = std::min(at.system.box.width_a(), at.system.box.width_b());
    const Energetics wider =
        evaluate(at.system, find_pairs(at.system.box, at.system.positions, width), at.system.positions, wider_forces);
    CHECK(wider.pairs == found.pairs);
    // The same terms in another order.
    CHECK(wider.energy == doctest::Approx(found.energy).epsilon(1e-14));
    CHECK(largest_deviation(wider_forces, forces) <= 2e-14 * largest_magnitude(forces));
  });
}

TEST_CASE("a list goes on being right while particles move without being wrapped") {
  every_scene([](const Scene& at) {
    const double range = potential_cutoff(at.system.potential) + 0.2;
    const PairList pairs = find_pairs(at.system.box, at.system.positions, range);
    // No coordinate moves further than 0.05: no pair closes in by more than 0.15.
    const System moved = perturbed(at.system, 0.05, 3);
    std::vector<double> forces;
    std::vector<double> fresh;
    const Energetics old_list = evaluate(at.system, pairs, moved.positions, forces);
    const Energetics new_list = evaluate_all(moved, fresh);
    CHECK(old_list.pairs == new_list.pairs);
    CHECK(old_list.energy == doctest::Approx(new_list.energy).epsilon(1e-13));
    CHECK(largest_deviation(forces, fresh) <= 2e-13 * largest_magnitude(fresh));
  });
}

TEST_CASE("moving a particle by a lattice vector changes nothing") {
  every_scene([](const Scene& at) {
    System moved = at.system;
    for (int p = 0; p < moved.particles(); ++p) {
      const Vec2 jump = moved.box.lattice(p % 4 - 2, p % 3 - 1);
      moved.positions[2 * p] += jump.x;
      moved.positions[2 * p + 1] += jump.y;
    }
    std::vector<double> forces;
    std::vector<double> moved_forces;
    const Energetics one = evaluate_all(at.system, forces);
    const Energetics other = evaluate_all(moved, moved_forces);
    // Coordinates up to 15 are rounded by 2e-15; a stiffness of 10⁴ times that, over forces of 10³.
    CHECK(other.energy == doctest::Approx(one.energy).epsilon(1e-13));
    CHECK(largest_deviation(moved_forces, forces) <= 1e-12 * largest_magnitude(forces));
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(std::abs(one.stress[k] - other.stress[k]) <= 1e-12 * (std::abs(one.stress[0]) + std::abs(one.stress[2])));
  });
}

TEST_CASE("two particles: energy, force and stress by hand") {
  // 2DIPL, unlike pair at distance 1.25 along the diagonal direction (0.6, 0.8), across the boundary.
  System system = random_system({.particles = 20, .seed = 1});
  system.box = Box(10, 10, 0);
  system.positions = {4.9, 4.8, 4.9 + 0.75 - 10, 4.8 + 1.0 - 10};
  system.species = {0, 1};
  std::vector<double> forces;
  const Energetics found = evaluate_all(system, forces);
  const double sigma = 1.18;
  const double cutoff = 1.48 * 1.18;
  const auto phi = [&](double r) { return std::pow(sigma / r, 10); };
  const double slope = -10 * phi(1.25) / 1.25 + 10 * phi(cutoff) / cutoff;
  CHECK(found.pairs == 1);
  // The separation carries the rounding of coordinates of 5: 1e-15 · 10.
  CHECK(found.energy ==
        doctest::Approx(phi(1.25) - phi(cutoff) + (1.25 - cutoff) * 10 * phi(cutoff) / cutoff).epsilon(4e-14));
  CHECK(found.max_force == doctest::Approx(-slope).epsilon(4e-14));
  CHECK(forces[0] == doctest::Approx(0.6 * slope).epsilon(4e-14));
  CHECK(forces[1] == doctest::Approx(0.8 * slope).epsilon(4e-14));
  CHECK(forces[2] == -forces[0]);
  CHECK(forces[3] == -forces[1]);
  CHECK(found.stress[0] == doctest::Approx(slope / 1.25 * 0.75 * 0.75 / 100).epsilon(4e-14));
  CHECK(found.stress[1] == doctest::Approx(slope / 1.25 * 0.75 * 1.0 / 100).epsilon(4e-14));
  CHECK(found.stress[2] == doctest::Approx(slope / 1.25 * 1.0 * 1.0 / 100).epsilon(4e-14));
}

TEST_CASE("two particles on one spot give no number that looks like an energy") {
  System system = random_system({.particles = 20, .seed = 1});
  system.positions[2] = system.positions[0];
  system.positions[3] = system.positions[1];
  std::vector<double> forces;
  const Energetics found = evaluate_all(system, forces);
  CHECK_FALSE(std::isfinite(found.energy));
  CHECK_FALSE(std::isfinite(found.max_force));
}

TEST_CASE("the largest force is the largest length, and a force that is no number stays one") {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  CHECK(largest_force({}) == 0);
  CHECK(largest_force({0, 0}) == 0);
  CHECK(largest_force({3, 4, -1, 0, 0, 4.5}) == 5);
  CHECK(largest_force({0, 0, -5, -12}) == 13);
  CHECK(std::isnan(largest_force({1, 0, not_a_number, 0, 9, 9})));
  CHECK(std::isnan(largest_force({1, 0, 9, 9, 0, not_a_number})));
}

TEST_CASE("an empty system has no energy and no force") {
  System system = random_system({.particles = 20, .seed = 1});
  system.positions.clear();
  system.species.clear();
  CHECK_NOTHROW(system.check());
  std::vector<double> forces{1, 2};
  const Energetics found = evaluate_all(system, forces);
  CHECK(found.energy == 0);
  CHECK(found.max_force == 0);
  CHECK(found.pairs == 0);
  CHECK(forces.empty());
}

TEST_CASE("System::check names what does not fit") {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const System good = random_system({.particles = 20, .seed = 1});
  const auto throws = [&](auto change, const char* message) {
    System system = good;
    change(system);
    CHECK_THROWS_WITH_AS(system.check(), message, std::invalid_argument);
  };
  CHECK_NOTHROW(good.check());
  throws([](System& s) { s.positions.pop_back(); }, "positions must hold 2 numbers a particle: 39 for 20");
  throws([](System& s) { s.species.pop_back(); }, "positions must hold 2 numbers a particle: 40 for 19");
  throws([](System& s) { s.masses = {1}; }, "the potential has 2 species but there are 1 masses");
  throws([](System& s) { s.masses = {1, 1, 1}; }, "the potential has 2 species but there are 3 masses");
  throws([](System& s) { s.masses[1] = 0; }, "masses must be positive, got 0.000000");
  throws([](System& s) { s.masses[1] = -2; }, "masses must be positive, got -2.000000");
  throws([](System& s) { s.masses[0] = not_a_number; }, "masses must be positive, got nan");
  throws([](System& s) { s.masses[0] = infinity; }, "masses must be positive, got inf");
  throws([](System& s) { s.species[7] = 2; }, "particle index 7 has species 2, the potential has 2");
  throws([](System& s) { s.positions[2 * 9 + 1] = not_a_number; }, "position of particle index 9 is not finite");
  throws([](System& s) { s.positions[2 * 19] = -infinity; }, "position of particle index 19 is not finite");
  // Twice the cutoff 2.072 is 4.144; the box is as wide as its smaller width.
  throws([](System& s) { s.box = Box(6, 4.1, 0); }, "the box is 4.100000 wide, less than twice the cutoff 2.072000");
  throws([](System& s) { s.box = Box(4.5, 4.5, 2.25); },
         "the box is 4.024922 wide, less than twice the cutoff 2.072000");
  System narrow = good;
  narrow.box = Box(4.144, 5, 0);
  CHECK_NOTHROW(narrow.check());
}

TEST_SUITE_END();
