#include "kernels/non-affine.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "deviation.hpp"
#include "scenes.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

TEST_SUITE_BEGIN("non-affine");

TEST_CASE("the affine force is the change of the forces under strain") {
  every_scene([](const Scene& at) {
    for (const Gradient& e : {Gradient{1, 0, 0, 0}, Gradient{0, 1, 0, 0}, Gradient{0, 0, 1, 0}, Gradient{0, 0, 0, 1},
                              Gradient{1, 0, 0, -1}, Gradient{0.3, -0.7, 0.2, 0.9}}) {
      // The cell is strained with the particles, a rotation of it included. At this step no pair (r ≤ 2, ‖ε‖ ≤ 1.2)
      // moves by as much as the 4 steps that its cutoff is away.
      const auto difference = field_derivative(
          [&](long double s) {
            const DirectSum cell(at.direct.form(), at.direct.lattice().strained(s * e[0], s * e[1], s * e[2], s * e[3]),
                                 at.system.species);
            return cell.forces(strained(at.x, s * e[0], s * e[1], s * e[2], s * e[3]));
          },
          difference_step / 2);
      const auto found = affine_force(at.system, interacting_pairs(at.system), e);
      // Coordinates of 10 are rounded by 1e-15, at r = 0.6 through an exponent of 13: 4e-14 of the force.
      CHECK(largest_deviation(found, difference) <= 8e-14 * largest_magnitude(difference) + 1e-11);
    }
  });
}

TEST_CASE("all four unit gradients at once are each as if by itself") {
  every_scene([](const Scene& at) {
    const PairList pairs = interacting_pairs(at.system);
    const auto all = affine_forces(at.system, pairs);
    const std::size_t size = at.system.positions.size();
    REQUIRE(all.size() == 4 * size);
    for (std::size_t row = 0; row < 4; ++row) {
      Gradient unit{};
      unit[row] = 1;
      const auto single = affine_force(at.system, pairs, unit);
      const std::vector<double> found(all.begin() + row * size, all.begin() + (row + 1) * size);
      // The same products in another order.
      CHECK(largest_deviation(found, single) <= 1e-14 * largest_magnitude(single));
    }
  });
}

TEST_CASE("linear in the gradient, and it sums to nothing") {
  every_scene([](const Scene& at) {
    const PairList pairs = interacting_pairs(at.system);
    const auto xx = affine_force(at.system, pairs, {1, 0, 0, 0});
    const auto yx = affine_force(at.system, pairs, {0, 0, 1, 0});
    const auto both = affine_force(at.system, pairs, {2, 0, -3, 0});
    std::vector<double> combined;
    double sum[2] = {0, 0};
    for (std::size_t k = 0; k < xx.size(); ++k) {
      combined.push_back(2 * xx[k] - 3 * yx[k]);
      sum[k % 2] += both[k];
    }
    // 20 terms a particle, 50 forces in the sum.
    const double scale = largest_magnitude(xx) + largest_magnitude(yx);
    CHECK(largest_deviation(both, combined) <= 2e-14 * scale);
    CHECK(std::abs(sum[0]) <= 5e-14 * scale);
    CHECK(std::abs(sum[1]) <= 5e-14 * scale);
  });
}

TEST_CASE("a rotation of everything turns the forces") {
  // r → r + ω × r gives Ξ = ω × F, at a minimum or not: K's transverse part and the forces must cancel in the rest.
  every_scene([](const Scene& at) {
    const PairList pairs = interacting_pairs(at.system);
    std::vector<double> forces;
    evaluate(at.system, pairs, at.system.positions, forces);
    std::vector<double> expected;
    for (std::size_t k = 0; k < forces.size(); k += 2) {
      expected.push_back(-forces[k + 1]);
      expected.push_back(forces[k]);
    }
    CHECK(largest_deviation(affine_force(at.system, pairs, {0, -1, 1, 0}), expected) <=
          2e-14 * largest_magnitude(affine_force(at.system, pairs, {1, 0, 0, 1})));
  });
}

TEST_CASE("no strain, no force; a particle's own images pull both ways") {
  every_scene([](const Scene& at) {
    CHECK(largest_magnitude(affine_force(at.system, interacting_pairs(at.system), {0, 0, 0, 0})) == 0);
  });
  System system = random_system({.particles = 20, .seed = 1});
  system.box = Box(1.9, 1.9, 0);
  system.positions = {0.3, -0.2};
  system.species = {1};
  const PairList pairs = find_pairs(system.box, system.positions, 1.9 * (1 + 1e-13));
  REQUIRE(pairs.size() == 2);
  CHECK(largest_magnitude(affine_force(system, pairs, {1, 0.5, 0, 2})) < 1e-13);
}

TEST_SUITE_END();
