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

const std::vector<double> epsilons = {1.0, 1.5, 0.7, 1.5, 0.5, 1.2, 0.7, 1.2, 0.9};
const std::vector<double> sigmas = {1.0, 0.8, 1.1, 0.8, 0.88, 0.95, 1.1, 0.95, 1.2};
const std::vector<double> cutoffs = {1.9, 1.5, 1.7, 1.5, 1.6, 1.8, 1.7, 1.8, 2.0};

const FormExample examples[] = {
    {{"inverse-power", 3, {{"exponent", {10}}, {"epsilon", epsilons}, {"sigma", sigmas}, {"cutoff", cutoffs}}},
     inverse_power},
    {{"lennard-jones", 3, {{"epsilon", epsilons}, {"sigma", sigmas}, {"cutoff", cutoffs}}}, lennard_jones},
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

const FormExample& form_example(const std::string& form) {
  for (const auto& example : examples)
    if (example.parameters.form == form) return example;
  throw std::logic_error("potential form '" + form + "' has no example in test/native/forms.cc");
}

} // namespace keycore::test
