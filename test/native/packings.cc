#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "kernels/dynamical-matrix.hpp"
#include "kernels/interaction-list.hpp"
#include "minimum-check.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// Discs of diameters 1 and 1.4 in equal numbers, at random places in a square that they fill to a share φ.
System random_discs(const std::string& form, int particles, double packing_fraction, std::uint64_t seed) {
  const std::vector<double> contact = {1.0, 1.2, 1.2, 1.4};
  const double area = std::numbers::pi / 4 * particles * (1 + 1.4 * 1.4) / 2;
  const double length = std::sqrt(area / packing_fraction);
  System system{Box(length, length, 0),
                {},
                {},
                {1, 1},
                make_potential({form, 2, {{"epsilon", {1, 1, 1, 1}}, {"sigma", contact}, {"cutoff", contact}}})};
  for (int p = 0; p < particles; ++p) {
    const auto k = static_cast<std::uint64_t>(2 * p);
    system.positions.push_back(length * uniform(seed, k));
    system.positions.push_back(length * uniform(seed, k + 1));
    system.species.push_back(p % 2 == 0 ? 0 : 1);
  }
  system.check();
  return system;
}

/// Calls with discs of both laws, dilute to dense.
template <class Visit> void every_packing(Visit visit) {
  for (const auto* form : {"harmonic", "hertzian"})
    for (const double packing_fraction : {0.6, 0.745, 0.8, 0.838, 0.841, 0.845, 0.85, 0.87, 0.95, 1.1})
      for (const std::uint64_t seed : {1, 2}) {
        CAPTURE(form);
        CAPTURE(packing_fraction);
        CAPTURE(seed);
        visit(packing_fraction, random_discs(form, 100, packing_fraction, seed));
      }
}

} // namespace

TEST_SUITE_BEGIN("packings");

TEST_CASE("the energy of discs is minimised whether they jam or not, and near where they do") {
  every_packing([](double packing_fraction, System system) {
    const Minimisation result = minimise(system, {}, {});
    check_minimum(system, result, 1e-11);
    // Near jamming the stiffness of the softest mode is 1e-4 and less; most of the evaluations go there.
    CHECK(result.evaluations < 20000);
    CHECK(result.newton_steps < 200);
    if (packing_fraction <= 0.8) CHECK(result.energy / system.particles() < 1e-16);
    if (packing_fraction >= 0.87) CHECK(result.energy / system.particles() > 1e-6);
  });
}

TEST_CASE("contacts that open and close on the way do not stop Newton's steps") {
  // A packing 1e-6 above jamming, from one far above it: L-BFGS alone would take 10⁵ evaluations.
  System system = random_discs("harmonic", 256, 0.87, 3);
  minimise(system, {}, {});
  double packing_fraction = 0.87;
  double step = 0.01;
  int evaluations = 0;
  for (int k = 0; k < 24; ++k) {
    const Energetics at = energetics_of(system);
    const double pressure = -(at.stress[0] + at.stress[2]) / 2;
    const double to = packing_fraction + (pressure < 1e-6 ? step : -step);
    const double scale = std::sqrt(packing_fraction / to);
    system.box = Box(scale * system.box.lx, scale * system.box.ly, 0);
    for (double& coordinate : system.positions) coordinate *= scale;
    const Minimisation result = minimise(system, {}, {});
    check_minimum(system, result, 1e-11);
    evaluations += result.evaluations;
    packing_fraction = to;
    step *= 0.7;
  }
  CHECK(evaluations < 40000);
}

TEST_CASE("discs beyond contact do not meet, also where the cutoff lies beyond it") {
  for (const auto* form : {"harmonic", "hertzian"}) {
    const Potential potential = make_potential({form, 1, {{"epsilon", {2}}, {"sigma", {1.1}}, {"cutoff", {1.5}}}});
    for (const double r : {1.1, 1.2, 1.49, 1.6}) {
      const Derivatives u = evaluate_potential(potential, 0, 0, r);
      CHECK(u.value == 0);
      CHECK(u.first == 0);
      CHECK(u.second == 0);
    }
  }
  // With the cutoff at contact there is nothing to shift: (2/2)(1 − 0.55/1.1)² and (2/2.5)(1 − 0.55/1.1)^2.5.
  const auto value = [](const char* form) {
    return evaluate_potential(make_potential({form, 1, {{"epsilon", {2}}, {"sigma", {1.1}}, {"cutoff", {1.1}}}}), 0, 0,
                              0.55)
        .value;
  };
  CHECK(value("harmonic") == doctest::Approx(0.25).epsilon(1e-15));
  CHECK(value("hertzian") == doctest::Approx(0.8 * std::pow(0.5, 2.5)).epsilon(1e-15));
}

TEST_CASE("the list of interactions has the terms of the energetics") {
  every_packing([](double, const System& system) {
    const InteractionList list = list_interactions(system, interacting_pairs(system));
    const Energetics at = energetics_of(system);
    double xx = 0;
    for (std::size_t k = 0; k < list.first.size(); ++k) {
      const double x = list.separations[2 * k];
      const double r = std::hypot(x, list.separations[2 * k + 1]);
      CHECK(r < list.cutoffs[k]);
      CHECK(list.first[k] < 0);
      const auto a = system.species[static_cast<std::size_t>(list.pairs[2 * k])];
      const auto b = system.species[static_cast<std::size_t>(list.pairs[2 * k + 1])];
      CHECK(list.cutoffs[k] == doctest::Approx(1 + 0.2 * (a + b)).epsilon(1e-15));
      const Derivatives u = evaluate_potential(system.potential, a, b, r);
      CHECK(list.first[k] == doctest::Approx(u.first).epsilon(1e-12));
      CHECK(list.second[k] == doctest::Approx(u.second).epsilon(1e-12));
      xx += list.first[k] / r * x * x;
    }
    CHECK(static_cast<std::int64_t>(list.first.size()) == at.pairs);
    CHECK(xx / system.box.area() == doctest::Approx(at.stress[0]).epsilon(1e-13));
  });
}

TEST_CASE("without its prestress the Hessian of discs is that of springs between them") {
  every_packing([](double, const System& system) {
    // From a random start the prestress makes many negative eigenvalues.
    CHECK(DynamicalMatrix(system, {}).inertia().negative > 10);
    const PairList pairs = interacting_pairs(system);
    const Hessian springs = assemble_hessian(system, pairs, Prestress::dropped);
    const InteractionList list = list_interactions(system, pairs);
    const std::vector<double> x = random_numbers(system.positions.size(), 5);
    std::vector<double> product(x.size());
    springs.multiply(x.data(), product.data());
    double found = 0;
    for (std::size_t k = 0; k < x.size(); ++k) found += x[k] * product[k];
    // Σ u″ (n · (x_i − x_j))²: no term is below 0.
    double expected = 0;
    for (std::size_t k = 0; k < list.second.size(); ++k) {
      const auto i = static_cast<std::size_t>(2 * list.pairs[2 * k]);
      const auto j = static_cast<std::size_t>(2 * list.pairs[2 * k + 1]);
      const Vec2 r{list.separations[2 * k], list.separations[2 * k + 1]};
      const double along = r.x * (x[i] - x[j]) + r.y * (x[i + 1] - x[j + 1]);
      expected += list.second[k] * along * along / (r.x * r.x + r.y * r.y);
    }
    CHECK(found == doctest::Approx(expected).epsilon(1e-12));
  });
}

TEST_SUITE_END();
