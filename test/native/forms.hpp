#pragma once

#include <string>

#include "kernels/potential.hpp"

namespace keycore::test {

/// φ and its derivatives written out once more, in extended precision: the reference for the kernels' own.
struct ClosedForm {
  long double value;
  long double first;
  long double second;
  long double terms; ///< Σ |terms of φ|: what rounding is relative to
};

/// Parameters for one registered form: three species, every pair with numbers of its own.
struct FormExample {
  PotentialParameters parameters;
  ClosedForm (*phi)(const PotentialParameters& parameters, int a, int b, long double r);
  std::vector<std::string> finite_matrices;   ///< matrices that may have any sign
  std::vector<std::string> positive_matrices; ///< matrices that may not

  [[nodiscard]] double parameter(const std::string& name, int a, int b) const {
    return parameters.values.at(name)[static_cast<std::size_t>(a * parameters.species + b)];
  }
  /// Scale of the pair's distances.
  [[nodiscard]] static double diameter(int a, int b);
  /// u(r) = φ(r) − φ(r_c) − (r − r_c) φ′(r_c) for r < r_c, else 0.
  [[nodiscard]] ClosedForm force_shifted(int a, int b, long double r) const;
};

/// The same, cut off by another scheme.
[[nodiscard]] inline PotentialParameters with_scheme(PotentialParameters parameters, const std::string& scheme) {
  parameters.scheme = scheme;
  return parameters;
}

/// The example of a form. Throws std::logic_error for a form that has none: a new form needs one in forms.cc.
[[nodiscard]] const FormExample& form_example(const std::string& form);

} // namespace keycore::test
