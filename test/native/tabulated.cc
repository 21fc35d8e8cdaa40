#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "forms.hpp"
#include "kernels/potential.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double first = 0.7;
constexpr double cutoff = 2.0;

/// 4 [r⁻¹² − r⁻⁶].
Derivatives lennard_jones(double r) {
  return LennardJones().phi<double>({1, 1}, r * r, r);
}

/// One species, nodes of the Lennard-Jones form.
PotentialParameters table_of(int points) {
  PotentialParameters parameters{
      "tabulated", 1, {{"points", {static_cast<double>(points)}}, {"first", {first}}, {"cutoff", {cutoff}}}};
  for (int k = 0; k < points; ++k) {
    const Derivatives phi = lennard_jones(first + k * (cutoff - first) / (points - 1));
    parameters.values["value"].push_back(phi.value);
    parameters.values["slope"].push_back(phi.first);
    parameters.values["curvature"].push_back(phi.second);
  }
  return parameters;
}

/// φ, φ′, φ″ as the table has them, without the shift at the cutoff.
Derivatives unshifted(const Potential& potential, double r) {
  const auto& pair = std::get<PairTable<Tabulated>>(potential)(0, 0);
  return pair.phi(r * r, r);
}

struct Errors {
  double value = 0;
  double first = 0;
  double second = 0;
};

/// Largest departures from the form itself between the first node and the cutoff.
Errors errors_of(int points) {
  const Potential potential = make_potential(table_of(points));
  Errors errors;
  for (double r = first; r < cutoff; r += 0.000717) {
    const Derivatives u = unshifted(potential, r);
    const Derivatives phi = lennard_jones(r);
    errors.value = std::max(errors.value, std::abs(u.value - phi.value));
    errors.first = std::max(errors.first, std::abs(u.first - phi.first));
    errors.second = std::max(errors.second, std::abs(u.second - phi.second));
  }
  return errors;
}

} // namespace

TEST_SUITE_BEGIN("tabulated");

TEST_CASE("the nodes are met, from both sides") {
  constexpr int points = 27;
  const Potential potential = make_potential(table_of(points));
  for (int k = 0; k < points; ++k) {
    CAPTURE(k);
    const double node = first + k * (cutoff - first) / (points - 1);
    const Derivatives phi = lennard_jones(node);
    for (const double r : {std::nextafter(node, 0.0), node, std::nextafter(node, infinity)}) {
      if (r > cutoff) continue;
      const Derivatives u = unshifted(potential, r);
      // One unit in the last place of r moves φ^(m) by 2⁻⁵² r φ^(m+1) ≈ 2⁻⁵² (12 + m) φ^(m); as much again by rounding.
      CHECK(u.value == doctest::Approx(phi.value).epsilon(1e-14).scale(1));
      CHECK(u.first == doctest::Approx(phi.first).epsilon(1e-14).scale(10));
      CHECK(u.second == doctest::Approx(phi.second).epsilon(1e-13).scale(100));
    }
  }
}

TEST_CASE("halving the spacing divides the errors of φ, φ′, φ″ by 2⁶, 2⁵, 2⁴") {
  const Errors coarse = errors_of(101);
  const Errors fine = errors_of(201);
  // The largest error lies in the first interval, where φ⁽⁶⁾ still changes by a factor of two.
  CHECK(coarse.value / fine.value == doctest::Approx(64).epsilon(0.25));
  CHECK(coarse.first / fine.first == doctest::Approx(32).epsilon(0.25));
  CHECK(coarse.second / fine.second == doctest::Approx(16).epsilon(0.25));
  // max |φ⁽⁶⁾| h⁶ / 46080 is the bound of quintic Hermite interpolation: 4·12·…·17 r⁻¹⁸ at r = 0.7.
  const double sixth =
      4 * (12.0 * 13 * 14 * 15 * 16 * 17 / std::pow(first, 18) - 6.0 * 7 * 8 * 9 * 10 * 11 / std::pow(first, 12));
  CHECK(coarse.value < sixth * std::pow((cutoff - first) / 100, 6) / 46080);
  CHECK(coarse.value > 0.3 * sixth * std::pow((cutoff - first) / 100, 6) / 46080);
}

TEST_CASE("below the first node lies its parabola, however close") {
  const Potential potential = make_potential(table_of(27));
  const Derivatives at = lennard_jones(first);
  for (const double r : {0.699999, 0.5, 0.1, 1e-9, 0.0}) {
    CAPTURE(r);
    const double d = r - first;
    const Derivatives u = unshifted(potential, r);
    CHECK(u.value == doctest::Approx(at.value + at.first * d + at.second * d * d / 2).epsilon(1e-14));
    CHECK(u.first == doctest::Approx(at.first + at.second * d).epsilon(1e-14));
    CHECK(u.second == at.second);
  }
  CHECK(std::isnan(unshifted(potential, not_a_number).value));
}

TEST_CASE("copies share the nodes") {
  const Potential potential = make_potential(table_of(27));
  const Potential copy = potential;
  CHECK(evaluate_potential(copy, 0, 0, 1.1).value == evaluate_potential(potential, 0, 0, 1.1).value);
}

TEST_CASE("a table that is not one is refused") {
  const auto throws = [](PotentialParameters parameters, const std::string& name, std::vector<double> values,
                         const std::string& message) {
    parameters.values[name] = std::move(values);
    CHECK_THROWS_WITH_AS(static_cast<void>(make_potential(parameters)), ("potential 'tabulated': " + message).c_str(),
                         std::invalid_argument);
  };
  const PotentialParameters good = table_of(3);
  for (const double points : {0.0, 1.0, -3.0, 2.5, 1e7, infinity, not_a_number})
    throws(good, "points", {points}, "points must be a whole number from 2 to 1000000, got " + std::to_string(points));
  throws(good, "points", {3, 3}, "points must be one number");
  throws(good, "first", {cutoff}, "first must be below cutoff");
  throws(good, "first", {0}, "first must be positive and finite");
  for (const std::string name : {"value", "slope", "curvature"}) {
    throws(good, name, {1, 2}, name + " needs 3 values (species × species × points), got 2");
    throws(good, name, {1, not_a_number, 2}, name + " must be finite");
    PotentialParameters missing = good;
    missing.values.erase(name);
    throws(missing, "points", {3}, name + " is missing");
    PotentialParameters lopsided = form_example("tabulated").parameters;
    auto nodes = lopsided.values.at(name);
    nodes[10] += 1;
    throws(lopsided, name, nodes, name + " must be symmetric");
  }
}

TEST_SUITE_END();
