#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>

#include "kernels/number.hpp"

namespace keycore {

/// φ and its first two derivatives at one distance, or at the distances of a pack of pairs.
template <class Number> struct DerivativesOf {
  Number value{};  ///< φ
  Number first{};  ///< φ′ = dφ/dr
  Number second{}; ///< φ″
};
using Derivatives = DerivativesOf<double>;

/// A parameter of a formula that has a value for each pair of species: a symmetric matrix of finite numbers.
struct PairParameter {
  const char* name;
  bool positive; ///< whether it must be above 0
};

/// A pair potential φ(r) that is a formula: the one place where φ, φ′ and φ″ are written. Plain evaluation (energies,
/// forces, the Hessian), forces in packs (molecular dynamics) and tables of nodes follow from it. It has
///
///   static constexpr std::string_view name;    // in `PotentialSpec.form`
///   static constexpr std::array pair_parameters{PairParameter{"epsilon", false}, ...};    // K of them
///   template <class Number>
///   DerivativesOf<Number> phi(const std::array<Number, K>& pair, Number r_squared, Number r) const;
///
/// where `Number` is a number or a pack, and `pair` holds the pair's parameters in the order in which they are named.
/// Whole numbers stand in `phi` as they are, other constants as `constant<Number>(x)`, functions of <cmath> as
/// `lane_by_lane(x, f)`. What all pairs share (an exponent) is a member, taken by a constructor from a
/// `ParameterReader`. A form may give a faster arrangement of φ and φ′ for packs (`with_packed`, see
/// packed-formula.hpp).
///
/// How to add one: docs/potentials.md.
template <class Form>
concept Formula = requires(const Form& form, const std::array<double, Form::pair_parameters.size()>& pair, double r) {
  { Form::name } -> std::convertible_to<std::string_view>;
  { form.phi(pair, r, r) } -> std::same_as<Derivatives>;
};

/// φ of one pair of species: a formula with the pair's parameters put in.
template <Formula Form> struct PairFormula {
  std::array<double, Form::pair_parameters.size()> parameters{};
  [[no_unique_address]] Form form;

  [[nodiscard]] Derivatives operator()(double r_squared, double r) const { return form.phi(parameters, r_squared, r); }
};

} // namespace keycore
