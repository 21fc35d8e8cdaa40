#include "kernels/pair-forces.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "deviation.hpp"
#include "dynamics-clusters.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// The system with its particles where the clustered ones are, through the same bits.
System unclustered(System system, const ClusteredSystem& at) {
  for (std::int32_t slot = 0; slot < at.slots(); ++slot) {
    const std::int32_t index = at.index_of[static_cast<std::size_t>(slot)];
    if (index < 0) continue;
    system.positions[2 * static_cast<std::size_t>(index)] = at.point(slot).x;
    system.positions[2 * static_cast<std::size_t>(index) + 1] = at.point(slot).y;
  }
  return system;
}

/// Forces in both precisions, and sums, against the plain loop over a list of its own, at the same positions.
void check_against_plain(const System& system, const ClusteredSystem& at) {
  const System same = unclustered(system, at);
  std::vector<double> expected;
  const Energetics plain = evaluate(same, interacting_pairs(same), same.positions, expected);
  const double area = system.box.area();
  const ClusterEvaluation found = evaluate_clusters<double>(system, at);
  CHECK(plain.pairs > 0);
  // Separations through the box of length L are rounded at 1e-16 L on both sides, times a stiffness of some 10² times
  // the force; 20 pairs a particle.
  CHECK(largest_deviation(found.forces, expected) <= 1e-12 * largest_magnitude(expected));
  // The energy is a sum of terms of both signs; their size is that of a unit a pair.
  CHECK(std::abs(found.sums.energy - plain.energy) <=
        1e-12 * (std::abs(plain.energy) + static_cast<double>(plain.pairs)));
  const double virial = -area * (plain.stress[0] + plain.stress[2]);
  CHECK(std::abs(found.sums.virial - virial) <= 1e-12 * (std::abs(virial) + static_cast<double>(plain.pairs)));
  // A dozen operations rounded at 6e-8 each, a power of ten or more among them, in pairs whose forces cancel in part.
  const ClusterEvaluation single = evaluate_clusters<float>(system, at);
  CHECK(largest_deviation(single.forces, expected) <= 3e-6 * largest_magnitude(expected));
}

} // namespace

TEST_SUITE_BEGIN("pair-forces");

TEST_CASE("every form, 1 to 3 species, straight and tilted, small and large: the forces of the plain loop") {
  for (const std::string& form : potential_forms())
    for (const int species : {1, 2, 3})
      for (const double tilt : {0.0, 0.3, -0.5})
        // 16 at this spacing is a box of 4.6 × 4.6: over twice the cutoff, 4, by little, and less by the tilt.
        for (const int particles : {16, 17, 25, 144, 1000, 3000})
          for (const double skin : {0.0, 0.3}) {
            CAPTURE(form);
            CAPTURE(species);
            CAPTURE(tilt);
            CAPTURE(particles);
            CAPTURE(skin);
            const System system = jittered_lattice(
                {.form = form, .species = species, .particles = particles, .spacing = 1.15, .tilt = tilt});
            const double widest = 0.5 * std::min(system.box.width_a(), system.box.width_b());
            check_against_plain(system, clustered(system, std::min(skin, widest - potential_cutoff(system.potential))));
          }
}

TEST_CASE("boxes over twice the cutoff by a part in a million, and by nothing") {
  for (const std::string& form : potential_forms())
    for (const double tilt : {0.0, 0.5}) {
      CAPTURE(form);
      CAPTURE(tilt);
      System system = jittered_lattice({.form = form, .species = 3, .particles = 16, .spacing = 1.2, .tilt = tilt});
      const double cutoff = potential_cutoff(system.potential);
      for (const double over : {1.0, 1.000001}) {
        // Width across b is ly at tilt 0 and lx ly/√(xy² + ly²) else.
        const double shrink = 2 * cutoff * over / std::min(system.box.width_a(), system.box.width_b());
        System tight = system;
        tight.box = Box(system.box.lx * shrink, system.box.ly * shrink, system.box.xy * shrink);
        for (double& x : tight.positions) x *= shrink;
        CAPTURE(over);
        check_against_plain(tight, clustered(tight, 0.5 * std::min(tight.box.width_a(), tight.box.width_b()) - cutoff));
      }
    }
}

TEST_CASE("other exponents than the one that is written out") {
  for (const double exponent : {2.0, 4.0, 8.0, 10.0, 12.0, 36.0}) {
    CAPTURE(exponent);
    System system = jittered_lattice({.form = "inverse-power", .particles = 200});
    system.potential = make_potential({"inverse-power",
                                       2,
                                       {{"exponent", {exponent}},
                                        {"epsilon", {1, 1.5, 1.5, -0.5}},
                                        {"sigma", {1, 0.8, 0.8, 0.88}},
                                        {"cutoff", {1.9, 1.5, 1.5, 1.6}}}});
    check_against_plain(system, clustered(system, 0.3));
  }
}

TEST_CASE("the glasses of the registry") {
  for (const Glass glass : {Glass::inverse_power, Glass::kob_andersen})
    for (const double tilt : {0.0, -0.4}) {
      const System system =
          perturbed(relaxed_system({.glass = glass, .particles = 256, .seed = 3, .tilt = tilt}), 0.1, 4);
      check_against_plain(system, clustered(system, 0.3));
    }
}

TEST_CASE("a list goes on being right while particles move by half its skin, out of the box too") {
  for (const std::string& form : potential_forms())
    for (const double tilt : {0.0, 0.4}) {
      CAPTURE(form);
      CAPTURE(tilt);
      const System system = jittered_lattice({.form = form, .species = 3, .particles = 400, .tilt = tilt});
      ClusteredSystem at = clustered(system, 0.3);
      const auto shift = random_numbers(at.points.size(), 9);
      const PeriodicGrid grid(system.box);
      for (std::int32_t slot = 0; slot < at.slots(); ++slot) {
        if (at.index_of[static_cast<std::size_t>(slot)] < 0) continue;
        for (const std::size_t k : {x_of_slot(slot), x_of_slot(slot) + cluster_size}) at.points[k] += 0.1 * shift[k];
      }
      for (std::size_t k = 0; k < at.points.size(); k += cluster_numbers)
        store(&at.grid[k], grid.of<true>(load<Octet<double>>(&at.points[k])));
      check_against_plain(system, at);
    }
}

TEST_CASE_TEMPLATE("forces are added to what is there, and sum to nothing", Real, float, double) {
  const System system = jittered_lattice({.form = "lennard-jones", .particles = 500});
  const ClusteredSystem at = clustered(system, 0.3);
  const auto kernel = make_pair_forces(system.potential);
  ClusterArray<Real> twice(at.points.size(), Real(0));
  const auto add = [&] {
    if constexpr (std::is_same_v<Real, double>)
      kernel->add(at.list, system.box, at.points.data(), at.species.data(), twice.data());
    else
      kernel->add(at.list, PeriodicGrid(system.box), at.grid.data(), at.species.data(), twice.data());
  };
  add();
  double sum[2] = {};
  for (std::size_t k = 0; k < twice.size(); ++k) sum[k / cluster_size % 2] += static_cast<double>(twice[k]);
  double largest = 0;
  for (const Real force : twice) largest = std::max(largest, std::abs(static_cast<double>(force)));
  // Each pair's force goes to both ends with opposite signs, through sums of four and of twenty that round apart.
  const double rounding = 4 * static_cast<double>(std::numeric_limits<Real>::epsilon()) * largest;
  CHECK(std::abs(sum[0]) <= rounding * 30);
  CHECK(std::abs(sum[1]) <= rounding * 30);
  const auto once = twice;
  add();
  double worst = 0;
  for (std::size_t k = 0; k < twice.size(); ++k)
    worst = std::max(worst, std::abs(static_cast<double>(twice[k]) - 2 * static_cast<double>(once[k])));
  CHECK(worst <= 10 * rounding);
}

TEST_CASE("a pair at its cutoff feels nothing, one just inside almost nothing") {
  for (const std::string& form : potential_forms()) {
    CAPTURE(form);
    System system = jittered_lattice({.form = form, .species = 1, .particles = 25});
    const double cutoff = potential_cutoff(system.potential);
    system.species = {0, 0};
    const auto force_at = [&](double r, double tolerance) {
      system.positions = {-0.5 * r, 0, 0.5 * r, 0};
      const ClusteredSystem at = clustered(system, 0.1);
      const ClusterEvaluation found = evaluate_clusters<double>(system, at);
      const ClusterEvaluation single = evaluate_clusters<float>(system, at);
      for (const ClusterEvaluation& one : {found, single}) {
        CHECK(one.forces[0] == -one.forces[2]);
        CHECK(one.forces[1] == 0);
      }
      // Where terms of the size of u'(r_c) cancel; and 1e-9 of the box are 1e-8 in u'.
      CHECK(std::abs(single.forces[0] - found.forces[0]) <= tolerance);
      return found;
    };
    CHECK(force_at(cutoff, 1e-6).forces[0] == 0);
    CHECK(force_at(cutoff, 1e-6).sums.energy == 0);
    CHECK(force_at(1.01 * cutoff, 0).forces[0] == 0);
    const double near = force_at(cutoff * (1 - 1e-6), 3e-6).forces[0];
    CHECK(near != 0);
    CHECK(std::abs(near) < 1e-3);
  }
}

TEST_CASE("two particles on one spot give no number that looks like a force") {
  for (const std::string form : {"inverse-power", "lennard-jones"}) {
    CAPTURE(form);
    System system = jittered_lattice({.form = form, .particles = 100});
    system.positions[2] = system.positions[0];
    system.positions[3] = system.positions[1];
    const ClusteredSystem at = clustered(system, 0.3);
    for (const auto& forces :
         {evaluate_clusters<double>(system, at).forces, evaluate_clusters<float>(system, at).forces}) {
      CHECK_FALSE(std::isfinite(forces[0]));
      CHECK_FALSE(std::isfinite(forces[2]));
    }
  }
}

TEST_SUITE_END();
