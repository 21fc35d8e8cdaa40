#include "kernels/hessian.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "dense-reference.hpp"
#include "deviation.hpp"
#include "scenes.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

TEST_SUITE_BEGIN("hessian");

TEST_CASE("H is minus the gradient of the forces") {
  every_scene([](const Scene& at) {
    const Eigen::MatrixXd dense = dense_hessian(hessian_of(at.system));
    double worst = 0;
    for (std::size_t k = 0; k < at.x.size(); ++k) {
      const auto column = field_derivative(
          [&](long double s) {
            auto moved = at.x;
            moved[k] += s;
            return at.direct.forces(moved);
          },
          difference_step);
      for (std::size_t row = 0; row < at.x.size(); ++row)
        worst = std::max(worst, std::abs(static_cast<double>(column[row]) +
                                         dense(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(k))));
    }
    // Coordinates of 10 are rounded by 1e-15, at r = 0.6 through an exponent of 14: 4e-14 of the entry.
    CHECK(worst <= 6e-14 * dense.cwiseAbs().maxCoeff() + 1e-11);
  });
}

TEST_CASE("products agree with the dense matrix") {
  every_scene([](const Scene& at) {
    const Hessian hessian = hessian_of(at.system);
    const Eigen::MatrixXd dense = dense_hessian(hessian);
    CHECK((dense - dense.transpose()).cwiseAbs().maxCoeff() == 0);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const auto v = random_numbers(at.x.size(), seed);
      // What lies in y before does not matter.
      std::vector<double> product(at.x.size(), -7);
      hessian.multiply(v.data(), product.data());
      // 20 pairs a row, in another order.
      CHECK(largest_deviation(product, as_numbers(dense * as_vector(v))) <= 2e-14 * dense.cwiseAbs().maxCoeff());
    }
  });
}

TEST_CASE("the product is symmetric: x·Hy = y·Hx") {
  const System& system = relaxed_system({.particles = 150, .seed = 3});
  const Hessian hessian = hessian_of(system);
  const auto x = random_numbers(300, 1);
  const auto y = random_numbers(300, 2);
  std::vector<double> hx(300);
  std::vector<double> hy(300);
  hessian.multiply(x.data(), hx.data());
  hessian.multiply(y.data(), hy.data());
  // ‖x‖‖H‖‖y‖ 2⁻⁵³ is 100 · 400 · 1e-16.
  CHECK(std::abs(as_vector(x).dot(as_vector(hy)) - as_vector(y).dot(as_vector(hx))) < 1e-11);
}

TEST_CASE("translations are null vectors exactly") {
  every_scene([](const Scene& at) {
    const Hessian hessian = hessian_of(at.system);
    for (const double shift : {1.0, 0.1, -3.7}) {
      std::vector<double> translation(at.x.size());
      for (std::size_t k = 0; k < at.x.size(); ++k) translation[k] = k % 2 == 0 ? shift : 1.3 * shift;
      std::vector<double> product(at.x.size(), 1);
      hessian.multiply(translation.data(), product.data());
      CHECK(largest_magnitude(product) == 0);
    }
  });
}

TEST_CASE("no pair beyond its own cutoff, none with itself") {
  every_scene([](const Scene& at) {
    const double width = std::min(at.system.box.width_a(), at.system.box.width_b());
    const PairList wide = find_pairs(at.system.box, at.system.positions, width);
    const Hessian narrow = hessian_of(at.system);
    const Hessian wider = assemble_hessian(at.system, wide);
    std::vector<double> forces;
    CHECK(narrow.size() == static_cast<std::size_t>(evaluate(at.system, wide, at.system.positions, forces).pairs));
    CHECK(wider.size() == narrow.size());
    for (std::size_t k = 0; k < wider.size(); ++k) CHECK(wider.first[k] != wider.second[k]);
    // Sums in another order.
    CHECK((dense_hessian(wider) - dense_hessian(narrow)).cwiseAbs().maxCoeff() <=
          1e-14 * dense_hessian(narrow).cwiseAbs().maxCoeff());
  });
}

TEST_CASE("a particle's own images carry energy and no stiffness") {
  // One particle in a cell narrower than its cutoff (System::check would refuse it).
  System system = random_system({.particles = 20, .seed = 1});
  system.box = Box(1.9, 1.9, 0);
  system.positions = {0.3, -0.2};
  system.species = {1};
  const PairList pairs = find_pairs(system.box, system.positions, 1.9 * (1 + 1e-13));
  std::vector<double> forces;
  const Energetics at = evaluate(system, pairs, system.positions, forces);
  CHECK(at.pairs == 2);
  CHECK(at.energy == doctest::Approx(2 * evaluate_potential(system.potential, 1, 1, 1.9).value).epsilon(1e-14));
  // Each image pulls both ends of one particle.
  CHECK(at.max_force < 1e-14);
  CHECK(assemble_hessian(system, pairs).size() == 0);
}

TEST_SUITE_END();
