#include "kernels/cutoff-scheme.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <variant>

#include "forms.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// u by each scheme from φ in extended precision, as the literature writes it.
ClosedForm cut_off(const FormExample& example, CutoffScheme scheme, int a, int b, long double r) {
  const long double c = example.parameter("cutoff", a, b);
  ClosedForm u = example.phi(example.parameters, a, b, r);
  const ClosedForm at = example.phi(example.parameters, a, b, c);
  switch (scheme) {
  case CutoffScheme::force_shifted:
    return example.force_shifted(a, b, r);
  case CutoffScheme::potential_shifted:
    u.value -= at.value;
    break;
  case CutoffScheme::smoothed: {
    // φ + c0 + c2 r² + c4 r⁴ with u = u′ = u″ = 0 at c, solved by elimination.
    const long double c4 = (at.first / c - at.second) / (8 * c * c);
    const long double c2 = -(at.first / c + 4 * c4 * c * c) / 2;
    u.value += -at.value - c2 * c * c - c4 * c * c * c * c + c2 * r * r + c4 * r * r * r * r;
    u.first += 2 * c2 * r + 4 * c4 * r * r * r;
    u.second += 2 * c2 + 12 * c4 * r * r;
    u.terms += std::abs(c2) * r * r + std::abs(c4) * r * r * r * r;
    break;
  }
  case CutoffScheme::plain:
    break;
  }
  u.terms += at.terms;
  return u;
}

} // namespace

TEST_SUITE_BEGIN("cutoff-scheme");

TEST_CASE("every form, every scheme: u, u′ and u″ as they are written in the literature") {
  for (const auto& form : potential_forms())
    for (const auto& [scheme, name] : cutoff_schemes) {
      CAPTURE(form);
      CAPTURE(name);
      const FormExample& example = form_example(form);
      const Potential potential = make_potential(with_scheme(example.parameters, name));
      for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b) {
          const double cutoff = example.parameter("cutoff", a, b);
          for (double r = 0.6 * FormExample::diameter(a, b); r < 0.999 * cutoff; r += 0.0131) {
            const ClosedForm expected = cut_off(example, scheme, a, b, r);
            const Derivatives u = evaluate_potential(potential, a, b, r);
            const ClosedForm at = example.phi(example.parameters, a, b, cutoff);
            const long double terms = expected.terms + 200 * at.terms;
            // A power of 12 of a ratio, rounded at every step: a dozen times 2⁻⁵³.
            CHECK(std::abs(u.value - expected.value) <= 3e-15 * terms);
            CHECK(std::abs(u.first - expected.first) <= 3e-15 * 12 * terms / r);
            CHECK(std::abs(u.second - expected.second) <= 3e-15 * 156 * terms / (r * r));
          }
          CHECK(evaluate_potential(potential, a, b, cutoff).value == 0);
          CHECK(evaluate_potential(potential, a, b, 2 * cutoff).first == 0);
        }
    }
}

TEST_CASE("smoothed r⁻¹² at 1.25 has the published coefficients") {
  // Ninarello, Berthier & Coslovich, Phys. Rev. X 7, 021039 (2017): c0 = −28/1.25¹², c2 = 48/1.25¹⁴, c4 = −21/1.25¹⁶.
  const Potential potential = make_potential(
      {"inverse-power", 1, {{"exponent", {12}}, {"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {1.25}}}, "smoothed"});
  const auto& pair = std::get<PairTable<InversePower>>(potential)(0, 0);
  CHECK(pair.c0 == doctest::Approx(-28 / std::pow(1.25, 12)).epsilon(4e-15));
  CHECK(pair.c2 == doctest::Approx(48 / std::pow(1.25, 14)).epsilon(4e-15));
  CHECK(pair.c4 == doctest::Approx(-21 / std::pow(1.25, 16)).epsilon(4e-15));
  CHECK(pair.value_taken_off == 0);
  CHECK(pair.slope_taken_off == 0);
  const Derivatives end = evaluate_potential(potential, 0, 0, std::nextafter(1.25, 0.0));
  CHECK(std::abs(end.value) < 1e-14);
  CHECK(std::abs(end.first) < 1e-13);
  CHECK(std::abs(end.second) < 1e-12);
}

TEST_CASE("an unknown scheme is refused with the list of the known ones") {
  for (const auto& form : potential_forms()) {
    const std::string message =
        "potential '" + form +
        "': scheme is 'shifted'; known schemes: force-shifted, potential-shifted, smoothed, plain";
    CHECK_THROWS_WITH_AS(static_cast<void>(make_potential(with_scheme(form_example(form).parameters, "shifted"))),
                         message.c_str(), std::invalid_argument);
  }
}

TEST_SUITE_END();
