#include "kernels/potential.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "forms.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Calls back for every form, pair of species and a run of distances up to its cutoff (exclusive).
template <class Visit> void every_distance(Visit visit) {
  for (const auto& form : potential_forms()) {
    const FormExample& example = form_example(form);
    const Potential potential = make_potential(example.parameters);
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) {
        CAPTURE(form);
        CAPTURE(a);
        CAPTURE(b);
        const double cutoff = example.parameter("cutoff", a, b);
        for (double r = 0.6 * FormExample::diameter(a, b); r < 0.995 * cutoff; r += 0.0131)
          visit(example, potential, a, b, r);
      }
  }
}

PotentialParameters without(PotentialParameters parameters, const std::string& name) {
  parameters.values.erase(name);
  return parameters;
}

PotentialParameters with(PotentialParameters parameters, const std::string& name, std::vector<double> values) {
  parameters.values[name] = std::move(values);
  return parameters;
}

/// The symmetric 3 × 3 matrix `name` with one pair (and its mirror) replaced.
PotentialParameters with_pair(PotentialParameters parameters, const std::string& name, int a, int b, double value) {
  auto& values = parameters.values.at(name);
  values[static_cast<std::size_t>(3 * a + b)] = value;
  values[static_cast<std::size_t>(3 * b + a)] = value;
  return parameters;
}

} // namespace

TEST_SUITE_BEGIN("potential");

TEST_CASE("every form agrees with its closed form") {
  every_distance([](const FormExample& example, const Potential& potential, int a, int b, double r) {
    const ClosedForm expected = example.force_shifted(a, b, r);
    const ClosedForm phi = example.phi(example.parameters, a, b, r);
    const ClosedForm at = example.phi(example.parameters, a, b, example.parameter("cutoff", a, b));
    const Derivatives u = evaluate_potential(potential, a, b, r);
    // A power of 12 of a ratio, rounded at every step, on both sides of the shift: a dozen times 2⁻⁵³.
    constexpr double rounding = 2e-15;
    CHECK(std::abs(u.value - expected.value) <= rounding * (phi.terms + at.terms + 12 * at.terms));
    CHECK(std::abs(u.first - expected.first) <= rounding * 12 * (phi.terms / r + at.terms / r));
    CHECK(std::abs(u.second - expected.second) <= rounding * 156 * phi.terms / (r * r));
  });
}

TEST_CASE("u and u′ vanish continuously at the cutoff, and everything beyond it") {
  for (const auto& form : potential_forms()) {
    const FormExample& example = form_example(form);
    const Potential potential = make_potential(example.parameters);
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) {
        CAPTURE(form);
        const double cutoff = example.parameter("cutoff", a, b);
        const ClosedForm at = example.phi(example.parameters, a, b, cutoff);
        const Derivatives inside = evaluate_potential(potential, a, b, std::nextafter(cutoff, 0.0));
        // What is subtracted is what was computed: only the last steps’ rounding is left (a table’s polynomial starts
        // from the node before the cutoff, which lies at 0.9 of it).
        const ClosedForm before = example.phi(example.parameters, a, b, 0.9L * cutoff);
        CHECK(std::abs(inside.value) <= 8e-16 * (std::abs(static_cast<double>(before.value)) + 1));
        CHECK(std::abs(inside.first) <= 4e-15 * (std::abs(static_cast<double>(at.first)) + 1));
        CHECK(inside.second == doctest::Approx(static_cast<double>(at.second)).epsilon(1e-13));
        // Just inside, u = ½ u″ δ² and u′ = −u″ δ: a mere value shift would leave u′ = φ′(r_c).
        const double delta = 1e-6 * cutoff;
        const Derivatives near = evaluate_potential(potential, a, b, cutoff - delta);
        const double curvature = static_cast<double>(at.second);
        // Relative error of the next order is n δ/r_c ≈ 1e-5, and rounding of φ′ is 1e-10 of u″ δ.
        CHECK(near.first == doctest::Approx(-curvature * delta).epsilon(1e-4));
        CHECK(std::abs(near.value - 0.5 * curvature * delta * delta) <=
              1e-15 + 1e-4 * std::abs(curvature) * delta * delta);
        for (const double r : {cutoff, std::nextafter(cutoff, infinity), 1.5 * cutoff, infinity}) {
          const Derivatives outside = evaluate_potential(potential, a, b, r);
          CHECK(outside.value == 0);
          CHECK(outside.first == 0);
          CHECK(outside.second == 0);
        }
      }
  }
}

TEST_CASE("the pair (a, b) is the pair (b, a), to the last bit") {
  every_distance([](const FormExample&, const Potential& potential, int a, int b, double r) {
    const Derivatives one = evaluate_potential(potential, a, b, r);
    const Derivatives other = evaluate_potential(potential, b, a, r);
    CHECK(one.value == other.value);
    CHECK(one.first == other.first);
    CHECK(one.second == other.second);
  });
}

TEST_CASE("every even exponent from 2 to 100") {
  PotentialParameters parameters = form_example("inverse-power").parameters;
  parameters.species = 1;
  parameters.values = {{"epsilon", {1.7}}, {"sigma", {1.3}}, {"cutoff", {2.1}}, {"exponent", {2}}};
  for (int n = 2; n <= 100; n += 2) {
    CAPTURE(n);
    parameters.values["exponent"] = {static_cast<double>(n)};
    const FormExample example{parameters, form_example("inverse-power").phi, {}, {}};
    const Potential potential = make_potential(parameters);
    for (const double r : {1.05, 1.3, 1.7, 2.0}) {
      const ClosedForm expected = example.force_shifted(0, 0, r);
      const ClosedForm phi = example.phi(parameters, 0, 0, r);
      const ClosedForm at = example.phi(parameters, 0, 0, 2.1L);
      const Derivatives u = evaluate_potential(potential, 0, 0, r);
      // n/2 products of a rounded square: n · 2⁻⁵³.
      const double rounding = (n + 8) * 2.3e-16;
      CHECK(std::abs(u.value - expected.value) <= rounding * (std::abs(phi.value) + n * std::abs(at.value)));
      CHECK(std::abs(u.first - expected.first) <= rounding * (std::abs(phi.first) + std::abs(at.first)));
      CHECK(std::abs(u.second - expected.second) <= rounding * std::abs(phi.second));
    }
  }
}

TEST_CASE("known numbers of the Lennard-Jones form") {
  PotentialParameters parameters{"lennard-jones", 1, {{"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {1e4}}}};
  const Potential potential = make_potential(parameters);
  // Minimum −ε at 2^(1/6) σ with curvature 72 ε/(2^(1/3) σ²); a cutoff of 10⁴ shifts by 4e-24 and 2.4e-27·r.
  const double minimum = std::pow(2.0, 1.0 / 6);
  const Derivatives u = evaluate_potential(potential, 0, 0, minimum);
  CHECK(u.value == doctest::Approx(-1).epsilon(1e-15));
  CHECK(std::abs(u.first) < 2e-14);
  CHECK(u.second == doctest::Approx(72 / std::cbrt(2.0)).epsilon(1e-14));
  CHECK(std::abs(evaluate_potential(potential, 0, 0, 1).value) < 1e-15);
  CHECK(evaluate_potential(potential, 0, 0, 1).first == doctest::Approx(-24).epsilon(1e-15));
}

TEST_CASE("cutoff and species of a potential") {
  for (const auto& form : potential_forms()) {
    const Potential potential = make_potential(form_example(form).parameters);
    CHECK(potential_cutoff(potential) == 2.0);
    CHECK(potential_species(potential) == 3);
  }
  CHECK(std::ranges::count(potential_forms(), "inverse-power") == 1);
  CHECK(std::ranges::count(potential_forms(), "lennard-jones") == 1);
  CHECK(std::ranges::count(potential_forms(), "tabulated") == 1);
}

TEST_CASE("a wrong parameter is named") {
  const auto throws = [](const PotentialParameters& parameters, const std::string& message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(make_potential(parameters)), message.c_str(), std::invalid_argument);
  };
  for (const auto& form : potential_forms()) {
    const PotentialParameters good = form_example(form).parameters;
    const std::string head = "potential '" + form + "': ";
    std::vector<std::string> matrices = form_example(form).finite_matrices;
    matrices.insert(matrices.end(), form_example(form).positive_matrices.begin(),
                    form_example(form).positive_matrices.end());
    for (const std::string& name : matrices) {
      throws(without(good, name), head + name + " is missing");
      throws(with(good, name, {1, 1, 1, 1}), head + name + " needs 9 values (species × species), got 4");
      throws(with(good, name, {}), head + name + " needs 9 values (species × species), got 0");
      throws(with(good, name, {1, 2, 3, 4, 1, 5, 3, 5, 1}), head + name + " must be symmetric");
    }
    for (const std::string& name : form_example(form).positive_matrices)
      for (const double value : {0.0, -1.0, infinity, not_a_number})
        throws(with_pair(good, name, 1, 1, value), head + name + " must be positive and finite");
    for (const std::string& name : form_example(form).positive_matrices)
      for (const double value : {-2.0, not_a_number})
        throws(with_pair(good, name, 0, 2, value), head + name + " must be positive and finite");
    for (const std::string& name : form_example(form).finite_matrices)
      for (const double value : {infinity, -infinity, not_a_number})
        for (const int b : {0, 2}) throws(with_pair(good, name, 2, b, value), head + name + " must be finite");
    for (const int species : {0, -1, 256}) {
      PotentialParameters wrong = good;
      wrong.species = species;
      throws(wrong, "a potential needs 1 to 255 species, got " + std::to_string(species));
    }
  }
  const PotentialParameters power = form_example("inverse-power").parameters;
  throws(without(power, "exponent"), "potential 'inverse-power': exponent is missing");
  throws(with(power, "exponent", {10, 12}), "potential 'inverse-power': exponent must be one number");
  throws(with(power, "exponent", {}), "potential 'inverse-power': exponent must be one number");
  for (const double exponent : {0.0, 1.0, 3.0, 10.5, -2.0, 102.0, infinity, not_a_number})
    throws(with(power, "exponent", {exponent}),
           "potential 'inverse-power': exponent must be an even integer from 2 to 100, got " +
               std::to_string(exponent));
}

TEST_CASE("an unknown form is refused with the list of the known ones") {
  PotentialParameters parameters = form_example("inverse-power").parameters;
  std::string known;
  for (const std::string& form : potential_forms()) known += (known.empty() ? "" : ", ") + form;
  for (const std::string form : {"yukawa", "", "inverse-power "}) {
    parameters.form = form;
    const std::string message = "unknown potential form '" + form + "'; known forms: " + known;
    CHECK_THROWS_WITH_AS(static_cast<void>(make_potential(parameters)), message.c_str(), std::invalid_argument);
  }
}

TEST_SUITE_END();
