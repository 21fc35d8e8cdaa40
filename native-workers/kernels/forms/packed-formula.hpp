#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "kernels/pair-table.hpp"

namespace keycore {

/// Distances of a pack of pairs: s = 1/r² and y = 1/r are shared by all forms.
template <class Vector> struct Distances {
  Vector r_squared;
  Vector s;
  Vector y;
};

/// A formula in packs of any precision: φ itself, with the parameters of each pair in its lane. A form's own
/// arrangement has the same members. `fill` gives `parameters` numbers for a pair of species, the first one the squared
/// cutoff; −u′/r and u come from them in every lane. Only the first `force_parameters` are needed for the force.
template <Formula Form> class PackedFormula {
  static constexpr std::size_t own = Form::pair_parameters.size();
  static constexpr std::size_t slope = own + 1;
  static constexpr std::size_t value = own + 2;
  static constexpr std::size_t cutoff = own + 3;

public:
  static constexpr int force_parameters = own + 2;
  static constexpr int parameters = own + 4;

  explicit PackedFormula(const PairTable<Form>& table) : form_(table(0, 0).phi.form) {}

  void fill(const PairTable<Form>& table, int a, int b, double* to) const {
    const auto& pair = table(a, b);
    to[0] = pair.cutoff_squared;
    for (std::size_t k = 0; k < own; ++k) to[k + 1] = pair.phi.parameters[k];
    to[slope] = pair.slope_at_cutoff;
    to[value] = pair.value_at_cutoff;
    to[cutoff] = pair.cutoff;
  }
  template <class Vector> [[nodiscard]] Vector force_over_r(const Vector* p, const Distances<Vector>& d) const {
    return (p[slope] - phi(p, d).first) * d.y;
  }
  template <class Vector> [[nodiscard]] Vector energy(const Vector* p, const Distances<Vector>& d) const {
    return phi(p, d).value - p[value] - (d.r_squared * d.y - p[cutoff]) * p[slope];
  }

private:
  template <class Vector> [[nodiscard]] DerivativesOf<Vector> phi(const Vector* p, const Distances<Vector>& d) const {
    std::array<Vector, own> pair;
    for (std::size_t k = 0; k < own; ++k) pair[k] = p[k + 1];
    const Vector r = d.r_squared * d.y;
    return form_.phi(pair, d.r_squared, r);
  }

  Form form_;
};

/// Calls with the type that a form's forces in packs are computed by, as a std::type_identity: the form's own
/// arrangement where it has one (`with_packed`), else the formula itself.
template <class Form, class Call> auto with_packed_form(const PairTable<Form>& table, const Call& call) {
  if constexpr (requires { Form::with_packed(table, call); })
    return Form::with_packed(table, call);
  else
    return call(std::type_identity<PackedFormula<Form>>());
}

} // namespace keycore
