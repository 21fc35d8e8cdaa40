#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "deviation.hpp"
#include "dynamics-clusters.hpp"
#include "forms.hpp"
#include "kernels/forms/forms.hpp"
#include "kernels/pack.hpp"
#include "kernels/potential.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

template <class... Form> std::tuple<Form...> as_tuple(FormList<Form...>);

/// A form's example, its table of pairs, and every distance at which it is looked at.
template <class Form> class FormUnderTest {
public:
  const FormExample& example = form_example(std::string(Form::name));
  const PairTable<Form> table;

  explicit FormUnderTest(const char* scheme = "")
      : table(std::get<PairTable<Form>>(make_potential(with_scheme(example.parameters, scheme)))) {}

  /// Calls with every pair of species and a run of distances up to its cutoff (exclusive).
  template <class Visit> void every_distance(Visit visit) const {
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) {
        CAPTURE(Form::name);
        CAPTURE(a);
        CAPTURE(b);
        for (double r = 0.6 * FormExample::diameter(a, b); r < 0.995 * table(a, b).cutoff; r += 0.0131) visit(a, b, r);
      }
  }

  /// Σ |terms| of u: what rounding of u is relative to.
  [[nodiscard]] double terms(int a, int b, double r) const {
    const double cutoff = table(a, b).cutoff;
    const auto& pair = table(a, b);
    return static_cast<double>(example.phi(example.parameters, a, b, r).terms +
                               example.phi(example.parameters, a, b, cutoff).terms) +
           std::abs(pair.c0) + r * r * (std::abs(pair.c2) + r * r * std::abs(pair.c4));
  }
};

/// Forces and energies of an arrangement in packs against the plain ones: each pack holds the nine pairs of species in
/// turn, at distances of their own, some of them beyond the cutoff.
template <class Packed, class Real, class Form> void check_packed(const FormUnderTest<Form>& of) {
  // A dozen products and as many sums, each rounded to half a unit of the last place, on both sides.
  constexpr double rounding = 12 * static_cast<double>(std::numeric_limits<Real>::epsilon());
  const Packed packed(of.table);
  std::vector<std::array<double, Packed::parameters>> numbers(9);
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) packed.fill(of.table, a, b, numbers[static_cast<std::size_t>(3 * a + b)].data());
  int pair = 0;
  for (double share = 0.6; share < 2.2; share += 0.00571) {
    Pack<Real> p[Packed::parameters];
    Distances<Pack<Real>> d;
    std::array<int, pack_width<Real>> pairs{};
    for (int l = 0; l < pack_width<Real>; ++l, pair = (pair + 1) % 9) {
      const double r = (share + 0.0007 * l) * FormExample::diameter(pair / 3, pair % 3);
      d.r_squared[l] = static_cast<Real>(r * r);
      for (int k = 0; k < Packed::parameters; ++k)
        p[k][l] = static_cast<Real>(numbers[static_cast<std::size_t>(pair)][static_cast<std::size_t>(k)]);
      pairs[static_cast<std::size_t>(l)] = pair;
    }
    d.s = constant<Pack<Real>>(1) / d.r_squared;
    d.y = square_root(d.r_squared) * d.s;
    const Pack<Real> force = packed.force_over_r(p, d);
    Pack<Real> energy{};
    // Energies are summed in double precision only.
    if constexpr (std::is_same_v<Real, double>) energy = packed.energy(p, d);
    for (int l = 0; l < pack_width<Real>; ++l) {
      const int a = pairs[static_cast<std::size_t>(l)] / 3;
      const int b = pairs[static_cast<std::size_t>(l)] % 3;
      const auto r_squared = static_cast<double>(d.r_squared[l]);
      const double r = std::sqrt(r_squared);
      // What lies beyond is left out by the caller.
      if (r_squared >= of.table(a, b).cutoff_squared) continue;
      CAPTURE(a);
      CAPTURE(b);
      CAPTURE(r);
      const Derivatives u = of.table(a, b)(r_squared, r);
      const double terms = of.terms(a, b, r);
      // u′ has terms of some n u/r with powers up to 12.
      CHECK(std::abs(static_cast<double>(force[l]) + u.first / r) <= rounding * 12 * terms / r_squared);
      if constexpr (std::is_same_v<Real, double>) CHECK(std::abs(energy[l] - u.value) <= rounding * terms);
    }
  }
}

/// The potential's table of `points` nodes of u, as those of a user-defined model are.
template <class Form> Potential tabulated_copy(const FormUnderTest<Form>& of, int points) {
  PotentialParameters nodes{"tabulated", 3, {{"points", {static_cast<double>(points)}}}};
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) {
      const double first = 0.6 * FormExample::diameter(a, b);
      const double cutoff = of.table(a, b).cutoff;
      nodes.values["first"].push_back(first);
      nodes.values["cutoff"].push_back(cutoff);
      for (int k = 0; k < points; ++k) {
        const double r = k == points - 1 ? cutoff : first + k * (cutoff - first) / (points - 1);
        const Derivatives u = of.table(a, b)(r * r, r);
        nodes.values["value"].push_back(u.value);
        nodes.values["slope"].push_back(u.first);
        nodes.values["curvature"].push_back(u.second);
      }
    }
  return make_potential(nodes);
}

/// Whether a particle has a pair so near its cutoff, where u″ jumps, that `step` takes it across.
bool near_cutoff(const System& system, const PairList& pairs, std::int32_t particle, double step) {
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto i = static_cast<std::size_t>(pairs.first[k]);
    const auto j = static_cast<std::size_t>(pairs.second[k]);
    if (pairs.first[k] != particle && pairs.second[k] != particle) continue;
    const double r = std::hypot(system.positions[2 * i] - system.positions[2 * j] - pairs.shift[k].x,
                                system.positions[2 * i + 1] - system.positions[2 * j + 1] - pairs.shift[k].y);
    const double cutoff = std::visit(
        [&](const auto& table) { return table(system.species[i], system.species[j]).cutoff; }, system.potential);
    if (std::abs(r - cutoff) <= step) return true;
  }
  return false;
}

/// Forces of the dynamics in both precisions against differences of the energy.
void check_forces(const System& system) {
  constexpr double h = 5e-4;
  const ClusteredSystem at = clustered(system, 0.3);
  const auto forces = evaluate_clusters<double>(system, at).forces;
  const auto single = evaluate_clusters<float>(system, at).forces;
  const double largest = largest_magnitude(forces);
  const PairList pairs = find_pairs(system.box, system.positions, potential_cutoff(system.potential) + 4 * h);
  int checked = 0;
  for (std::size_t k = 0; k < forces.size(); ++k) {
    if (near_cutoff(system, pairs, static_cast<std::int32_t>(k / 2), 4 * h)) continue;
    std::vector<double> moved = system.positions;
    const double slope = central_difference(
        [&](double d) {
          moved[k] = system.positions[k] + d;
          return potential_energy(system, pairs, moved);
        },
        h);
    // Rounding of an energy of some hundreds over h.
    CHECK(std::abs(forces[k] + slope) <= 1e-10 * (largest + 1));
    CHECK(std::abs(single[k] + slope) <= 3e-6 * (largest + 1));
    ++checked;
  }
  CHECK(checked > 100);
}

} // namespace

TEST_SUITE_BEGIN("every-form");

TEST_CASE_TEMPLATE_DEFINE("φ′ and φ″ are derivatives of φ; packs, dynamics and tables give what φ gives", Form,
                          every_form) {
  const FormUnderTest<Form> of;

  SUBCASE("u′ and u″ are the derivatives of u and u′") {
    of.every_distance([&](int a, int b, double r) {
      // 3h stays inside the cutoff (r ≤ 0.995 r_c). Truncation (h/r)⁶ n⁶/140 ≈ 1e-13; rounding 2⁻⁵³ u/(h u′) ≈ 1e-13.
      const double h = 1e-3 * r;
      const auto at = [&](double d) { return of.table(a, b)((r + d) * (r + d), r + d); };
      const ClosedForm phi = of.example.phi(of.example.parameters, a, b, 0.97L * r);
      const double first = central_difference([&](double d) { return at(d).value; }, h);
      const double second = central_difference([&](double d) { return at(d).first; }, h);
      CHECK(std::abs(at(0).first - first) <= 1e-11 * (std::abs(phi.first) + 1));
      CHECK(std::abs(at(0).second - second) <= 1e-11 * (std::abs(phi.second) + 1));
    });
  }

  SUBCASE("packs of either precision give the plain force and energy to rounding") {
    with_packed_form(of.table, [&]<class Packed>(std::type_identity<Packed>) {
      check_packed<Packed, double>(of);
      check_packed<Packed, float>(of);
    });
    // Also where the form has an arrangement of its own, the formula itself holds in packs.
    if constexpr (Formula<Form>) {
      check_packed<PackedFormula<Form>, double>(of);
      check_packed<PackedFormula<Form>, float>(of);
    }
  }

  SUBCASE("packs of any cutoff scheme give the plain force and energy to rounding") {
    for (const auto& [scheme, name] : cutoff_schemes) {
      CAPTURE(name);
      const FormUnderTest<Form> cut(name);
      if constexpr (Formula<Form>) {
        check_packed<Smoothed<PackedFormula<Form>>, double>(cut);
        check_packed<Smoothed<PackedFormula<Form>>, float>(cut);
      }
      if (Formula<Form> && scheme == CutoffScheme::smoothed) continue;
      with_packed_form(cut.table, [&]<class Packed>(std::type_identity<Packed>) {
        check_packed<Packed, double>(cut);
        check_packed<Packed, float>(cut);
      });
    }
  }

  SUBCASE("the forces of the dynamics are −∂U/∂r") {
    for (const double tilt : {0.0, 0.3})
      check_forces(jittered_lattice({.form = std::string(Form::name), .species = 3, .tilt = tilt}));
  }

  SUBCASE("a table of its nodes gives the same u, u′ and u″") {
    const Potential copy = tabulated_copy(of, 2001);
    of.every_distance([&](int a, int b, double r) {
      const Derivatives u = of.table(a, b)(r * r, r);
      const Derivatives found = evaluate_potential(copy, a, b, r);
      const double terms = of.terms(a, b, r);
      // At a spacing h ≈ 7e-4 rounding prevails: that of a node's r moves its u by 2⁻⁵³ r u′, and enters u′ over h, u″
      // over h². Interpolation errs by h⁶φ⁽⁶⁾/46080 ≈ 1e-15.
      CHECK(std::abs(found.value - u.value) <= 1e-14 * terms);
      CHECK(std::abs(found.first - u.first) <= 2e-12 * 12 * terms / r);
      CHECK(std::abs(found.second - u.second) <= 1e-9 * 156 * terms / (r * r));
    });
  }
}

TEST_CASE_TEMPLATE_APPLY(every_form, decltype(as_tuple(Forms())));

TEST_SUITE_END();
