#pragma once

#include <algorithm>
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
    to[slope] = pair.slope_taken_off;
    to[value] = pair.value_taken_off;
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

/// An arrangement in packs with the polynomial of `CutoffScheme::smoothed` on top, which the others do without; 0 with
/// other schemes.
template <class Packed> class Smoothed {
  static constexpr int square = Packed::force_parameters;
  static constexpr int quartic = square + 1;
  static constexpr int rest = quartic + 1;
  static constexpr int constant_term = Packed::parameters + 2;

public:
  static constexpr int force_parameters = rest;
  static constexpr int parameters = Packed::parameters + 3;

  template <class Form> explicit Smoothed(const PairTable<Form>& table) : packed_(table) {}

  /// What the force does not need comes last, as everywhere: those of the arrangement itself are parted.
  template <class Form> void fill(const PairTable<Form>& table, int a, int b, double* to) const {
    std::array<double, Packed::parameters> own{};
    packed_.fill(table, a, b, own.data());
    std::copy_n(own.begin(), square, to);
    const auto& pair = table(a, b);
    to[square] = 2 * pair.c2;
    to[quartic] = 4 * pair.c4;
    std::copy(own.begin() + square, own.end(), to + rest);
    to[constant_term] = pair.c0;
  }
  template <class Vector> [[nodiscard]] Vector force_over_r(const Vector* p, const Distances<Vector>& d) const {
    return packed_.force_over_r(p, d) - (p[square] + p[quartic] * d.r_squared);
  }
  template <class Vector> [[nodiscard]] Vector energy(const Vector* p, const Distances<Vector>& d) const {
    Vector own[Packed::parameters];
    std::copy_n(p, square, own);
    std::copy_n(p + rest, Packed::parameters - square, own + square);
    return packed_.energy(own, d) + p[constant_term] +
           (p[square] * constant<Vector>(0.5) + p[quartic] * constant<Vector>(0.25) * d.r_squared) * d.r_squared;
  }

private:
  Packed packed_;
};

/// Calls with the type that a form's forces in packs are computed by, as a std::type_identity: the form's own
/// arrangement where it has one (`with_packed`), else the formula itself. Of tables that are not smoothed.
template <class Form, class Call> auto with_packed_form(const PairTable<Form>& table, const Call& call) {
  if constexpr (requires { Form::with_packed(table, call); })
    return Form::with_packed(table, call);
  else
    return call(std::type_identity<PackedFormula<Form>>());
}

} // namespace keycore
