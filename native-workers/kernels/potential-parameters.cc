#include "kernels/potential-parameters.hpp"

#include <cmath>
#include <stdexcept>

namespace keycore {

const std::vector<double>& ParameterReader::finite_matrix(const std::string& name) const {
  return matrix(name, "must be finite", [](double value) { return std::isfinite(value); });
}

const std::vector<double>& ParameterReader::positive_matrix(const std::string& name) const {
  return matrix(name, "must be positive and finite", [](double value) { return value > 0 && std::isfinite(value); });
}

const std::vector<double>& ParameterReader::positive_matrix_below(const std::string& name,
                                                                  const std::string& above) const {
  const auto& values = positive_matrix(name);
  const auto& limits = positive_matrix(above);
  for (std::size_t at = 0; at < values.size(); ++at)
    if (values[at] >= limits[at]) fail(name, "must be below " + above);
  return values;
}

int ParameterReader::even_integer(const std::string& name) const {
  const double value = number(name);
  if (!(value >= 2) || value > 100 || std::floor(value / 2) * 2 != value)
    fail(name, "must be an even integer from 2 to 100, got " + std::to_string(value));
  return static_cast<int>(value);
}

CutoffScheme ParameterReader::scheme() const {
  const std::string& name = parameters_.scheme;
  if (name.empty()) return CutoffScheme::force_shifted;
  std::string known;
  for (const auto& [scheme, called] : cutoff_schemes) {
    if (name == called) return scheme;
    known += (known.empty() ? "" : ", ") + std::string(called);
  }
  fail("scheme", "is '" + name + "'; known schemes: " + known);
}

std::size_t ParameterReader::points(const std::string& name) const {
  const double value = number(name);
  if (!(value >= 2) || value > 1e6 || std::floor(value) != value)
    fail(name, "must be a whole number from 2 to 1000000, got " + std::to_string(value));
  return static_cast<std::size_t>(value);
}

const std::vector<double>& ParameterReader::nodes(const std::string& name, std::size_t points) const {
  const auto& values = find(name);
  const auto n = static_cast<std::size_t>(parameters_.species);
  if (values.size() != n * n * points)
    fail(name, "needs " + std::to_string(n * n * points) + " values (species × species × points), got " +
                   std::to_string(values.size()));
  for (const double value : values)
    if (!std::isfinite(value)) fail(name, "must be finite");
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < a; ++b)
      for (std::size_t k = 0; k < points; ++k)
        if (values[(a * n + b) * points + k] != values[(b * n + a) * points + k]) fail(name, "must be symmetric");
  return values;
}

double ParameterReader::number(const std::string& name) const {
  const auto& values = find(name);
  if (values.size() != 1) fail(name, "must be one number");
  return values[0];
}

/// A symmetric matrix all of whose values fit. Symmetry comes last: a NaN is not equal to itself.
const std::vector<double>& ParameterReader::matrix(const std::string& name, const char* must,
                                                   bool (*fits)(double)) const {
  const auto& values = find(name);
  const auto n = static_cast<std::size_t>(parameters_.species);
  if (values.size() != n * n)
    fail(name, "needs " + std::to_string(n * n) + " values (species × species), got " + std::to_string(values.size()));
  for (const double value : values)
    if (!fits(value)) fail(name, must);
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (values[a * n + b] != values[b * n + a]) fail(name, "must be symmetric");
  return values;
}

const std::vector<double>& ParameterReader::find(const std::string& name) const {
  const auto at = parameters_.values.find(name);
  if (at == parameters_.values.end()) fail(name, "is missing");
  return at->second;
}

void ParameterReader::fail(const std::string& name, const std::string& what) const {
  throw std::invalid_argument("potential '" + parameters_.form + "': " + name + " " + what);
}

} // namespace keycore
