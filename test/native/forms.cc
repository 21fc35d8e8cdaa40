#include "forms.hpp"

#include <cmath>
#include <stdexcept>

namespace keycore::test {
namespace {

double of_pair(const PotentialParameters& parameters, const char* name, int a, int b) {
  return parameters.values.at(name)[static_cast<std::size_t>(a * parameters.species + b)];
}

ClosedForm inverse_power(const PotentialParameters& parameters, int a, int b, long double r) {
  const long double epsilon = of_pair(parameters, "epsilon", a, b);
  const long double sigma = of_pair(parameters, "sigma", a, b);
  const long double n = parameters.values.at("exponent")[0];
  const long double phi = epsilon * std::pow(sigma / r, n);
  return {phi, -n * phi / r, n * (n + 1) * phi / (r * r), std::abs(phi)};
}

ClosedForm lennard_jones(const PotentialParameters& parameters, int a, int b, long double r) {
  const long double epsilon = of_pair(parameters, "epsilon", a, b);
  const long double sigma = of_pair(parameters, "sigma", a, b);
  const long double repulsion = 4 * epsilon * std::pow(sigma / r, 12.0L);
  const long double attraction = 4 * epsilon * std::pow(sigma / r, 6.0L);
  return {repulsion - attraction, (-12 * repulsion + 6 * attraction) / r,
          (12 * 13 * repulsion - 6 * 7 * attraction) / (r * r), std::abs(repulsion) + std::abs(attraction)};
}

/// φ = (ε/α) (1 − r/σ)^α for r < σ.
ClosedForm contact(const PotentialParameters& parameters, int a, int b, long double r, long double alpha) {
  const long double epsilon = of_pair(parameters, "epsilon", a, b);
  const long double sigma = of_pair(parameters, "sigma", a, b);
  if (r >= sigma) return {0, 0, 0, 0};
  const long double overlap = 1 - r / sigma;
  return {epsilon / alpha * std::pow(overlap, alpha), -epsilon / sigma * std::pow(overlap, alpha - 1),
          epsilon * (alpha - 1) / (sigma * sigma) * std::pow(overlap, alpha - 2),
          std::abs(epsilon) / alpha * std::pow(1 + r / sigma, alpha)};
}

ClosedForm harmonic(const PotentialParameters& parameters, int a, int b, long double r) {
  return contact(parameters, a, b, r, 2);
}

ClosedForm hertzian(const PotentialParameters& parameters, int a, int b, long double r) {
  return contact(parameters, a, b, r, 2.5L);
}

const std::vector<double> epsilons = {1.0, 1.5, 0.7, 1.5, 0.5, 1.2, 0.7, 1.2, 0.9};
const std::vector<double> sigmas = {1.0, 0.8, 1.1, 0.8, 0.88, 0.95, 1.1, 0.95, 1.2};
const std::vector<double> cutoffs = {1.9, 1.5, 1.7, 1.5, 1.6, 1.8, 1.7, 1.8, 2.0};

/// Contact at 5/4 of the cutoffs: what is tested up to a cutoff by differences is smooth there.
const std::vector<double> contacts = {2.375, 1.875, 2.125, 1.875, 2.0, 2.25, 2.125, 2.25, 2.5};

/// φ = 20 ε (5/2 − r/σ)⁵: a polynomial of the degree of the interpolation is met exactly, whatever the nodes.
ClosedForm quintic(const PotentialParameters&, int a, int b, long double r) {
  const auto at = static_cast<std::size_t>(3 * a + b);
  const long double epsilon = 20 * epsilons[at];
  const long double sigma = sigmas[at];
  const long double x = 2.5L - r / sigma;
  return {epsilon * std::pow(x, 5.0L), -5 * epsilon * std::pow(x, 4.0L) / sigma,
          20 * epsilon * std::pow(x, 3.0L) / (sigma * sigma), epsilon * std::pow(2.5L + r / sigma, 5.0L)};
}

/// The quintic at 10 nodes from 0.4 σ to the cutoff.
PotentialParameters tabulated_quintic() {
  constexpr int points = 10;
  PotentialParameters parameters{"tabulated", 3, {{"points", {points}}, {"cutoff", cutoffs}}};
  auto& values = parameters.values;
  for (int pair = 0; pair < 9; ++pair) {
    const auto at = static_cast<std::size_t>(pair);
    values["first"].push_back(0.4 * sigmas[at]);
    for (int k = 0; k < points; ++k) {
      const long double first = values["first"][at];
      const ClosedForm phi = quintic(parameters, pair / 3, pair % 3, first + k * (cutoffs[at] - first) / (points - 1));
      values["value"].push_back(static_cast<double>(phi.value));
      values["slope"].push_back(static_cast<double>(phi.first));
      values["curvature"].push_back(static_cast<double>(phi.second));
    }
  }
  return parameters;
}

const FormExample examples[] = {
    {{"inverse-power", 3, {{"exponent", {10}}, {"epsilon", epsilons}, {"sigma", sigmas}, {"cutoff", cutoffs}}},
     inverse_power,
     {"epsilon"},
     {"sigma", "cutoff"}},
    {{"lennard-jones", 3, {{"epsilon", epsilons}, {"sigma", sigmas}, {"cutoff", cutoffs}}},
     lennard_jones,
     {"epsilon"},
     {"sigma", "cutoff"}},
    {{"harmonic", 3, {{"epsilon", epsilons}, {"sigma", contacts}, {"cutoff", cutoffs}}},
     harmonic,
     {"epsilon"},
     {"sigma", "cutoff"}},
    {{"hertzian", 3, {{"epsilon", epsilons}, {"sigma", contacts}, {"cutoff", cutoffs}}},
     hertzian,
     {"epsilon"},
     {"sigma", "cutoff"}},
    {tabulated_quintic(), quintic, {}, {"first", "cutoff"}},
};

} // namespace

ClosedForm FormExample::force_shifted(int a, int b, long double r) const {
  const long double cutoff = parameter("cutoff", a, b);
  if (r >= cutoff) return {0, 0, 0, 0};
  ClosedForm u = phi(parameters, a, b, r);
  const ClosedForm at = phi(parameters, a, b, cutoff);
  u.value -= at.value + (r - cutoff) * at.first;
  u.first -= at.first;
  return u;
}

double FormExample::diameter(int a, int b) {
  return sigmas[static_cast<std::size_t>(3 * a + b)];
}

const FormExample& form_example(const std::string& form) {
  for (const auto& example : examples)
    if (example.parameters.form == form) return example;
  throw std::logic_error("potential form '" + form + "' has no example in test/native/forms.cc");
}

} // namespace keycore::test
