#include "kernels/pair-forces.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "deviation.hpp"
#include "dynamics-packed.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// Forces of the packed list in order of the system's particles, and sums. Fails for a force beyond the particles.
struct PackedEvaluation {
  std::vector<double> forces;
  PairSums sums;
};

PackedEvaluation evaluate_packed(const System& system, const PackedSystem& at, bool with_sums) {
  const auto kernel = make_pair_forces(system.potential);
  std::vector<double, Eigen::aligned_allocator<double>> forces(at.points.size(), 0.0);
  PackedEvaluation result;
  if (with_sums)
    result.sums = kernel->add_with_sums(at.list, system.box, at.points.data(), at.species.data(), forces.data());
  else
    kernel->add(at.list, system.box, at.points.data(), at.species.data(), forces.data());
  const std::size_t n = at.index_of.size();
  CHECK(std::count(forces.begin() + static_cast<std::ptrdiff_t>(2 * n), forces.end(), 0.0) ==
        static_cast<std::ptrdiff_t>(forces.size() - 2 * n));
  result.forces.resize(2 * n);
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t axis = 0; axis < 2; ++axis)
      result.forces[2 * static_cast<std::size_t>(at.index_of[p]) + axis] = forces[2 * p + axis];
  return result;
}

/// The system with its particles where the packed ones are, through the same bits.
System unpacked(System system, const PackedSystem& at) {
  for (std::size_t p = 0; p < at.index_of.size(); ++p)
    for (std::size_t axis = 0; axis < 2; ++axis)
      system.positions[2 * static_cast<std::size_t>(at.index_of[p]) + axis] = at.points[2 * p + axis];
  return system;
}

/// Packed forces and sums against the plain loop over a list of its own, at the packed positions.
void check_against_plain(const System& system, const PackedSystem& at) {
  const System same = unpacked(system, at);
  std::vector<double> expected;
  const Energetics plain = evaluate(same, interacting_pairs(same), same.positions, expected);
  const double area = system.box.area();
  const PackedEvaluation bare = evaluate_packed(system, at, false);
  const PackedEvaluation full = evaluate_packed(system, at, true);
  // Separations through the box of length L are rounded at 1e-16 L on both sides, times a stiffness of some 10² times
  // the force; 20 pairs a particle.
  const double tolerance = 1e-12 * largest_magnitude(expected);
  CHECK(plain.pairs > 0);
  CHECK(largest_deviation(bare.forces, expected) <= tolerance);
  CHECK(largest_deviation(full.forces, expected) <= tolerance);
  // The energy is a sum of terms of both signs; their size is that of a unit a pair.
  CHECK(std::abs(full.sums.energy - plain.energy) <=
        1e-12 * (std::abs(plain.energy) + static_cast<double>(plain.pairs)));
  const double virial = -area * (plain.stress[0] + plain.stress[2]);
  CHECK(std::abs(full.sums.virial - virial) <= 1e-12 * (std::abs(virial) + static_cast<double>(plain.pairs)));
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
            check_against_plain(system, packed(system, std::min(skin, widest - potential_cutoff(system.potential))));
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
        check_against_plain(tight, packed(tight, 0.5 * std::min(tight.box.width_a(), tight.box.width_b()) - cutoff));
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
    check_against_plain(system, packed(system, 0.3));
  }
}

TEST_CASE("the glasses of the registry") {
  for (const Glass glass : {Glass::inverse_power, Glass::kob_andersen})
    for (const double tilt : {0.0, -0.4}) {
      const System system =
          perturbed(relaxed_system({.glass = glass, .particles = 256, .seed = 3, .tilt = tilt}), 0.1, 4);
      check_against_plain(system, packed(system, 0.3));
    }
}

TEST_CASE("a list goes on being right while particles move by half its skin, out of the box too") {
  for (const std::string& form : potential_forms())
    for (const double tilt : {0.0, 0.4}) {
      CAPTURE(form);
      CAPTURE(tilt);
      const System system = jittered_lattice({.form = form, .species = 3, .particles = 400, .tilt = tilt});
      PackedSystem at = packed(system, 0.3);
      const auto shift = random_numbers(2 * at.index_of.size(), 9);
      for (std::size_t k = 0; k < shift.size(); ++k) at.points[k] += 0.1 * shift[k];
      check_against_plain(system, at);
    }
}

TEST_CASE("forces are added to what is there, and sum to nothing") {
  const System system = jittered_lattice({.form = "lennard-jones", .particles = 500});
  const PackedSystem at = packed(system, 0.3);
  const auto kernel = make_pair_forces(system.potential);
  std::vector<double, Eigen::aligned_allocator<double>> twice(at.points.size(), 0.0);
  kernel->add(at.list, system.box, at.points.data(), at.species.data(), twice.data());
  double sum[2] = {};
  for (std::size_t k = 0; k < 1000; ++k) sum[k % 2] += twice[k];
  const double largest = largest_magnitude(twice);
  // Each pair adds the same number twice with opposite signs; only the order of additions rounds.
  CHECK(std::abs(sum[0]) <= 1e-15 * 1000 * largest);
  CHECK(std::abs(sum[1]) <= 1e-15 * 1000 * largest);
  const auto once = twice;
  kernel->add(at.list, system.box, at.points.data(), at.species.data(), twice.data());
  double worst = 0;
  for (std::size_t k = 0; k < 1000; ++k) worst = std::max(worst, std::abs(twice[k] - 2 * once[k]));
  CHECK(worst <= 1e-13 * largest);
}

TEST_CASE("a pair at its cutoff feels nothing, one just inside almost nothing") {
  for (const std::string& form : potential_forms()) {
    CAPTURE(form);
    System system = jittered_lattice({.form = form, .species = 1, .particles = 25});
    const double cutoff = potential_cutoff(system.potential);
    system.species = {0, 0};
    const auto force_at = [&](double r) {
      system.positions = {-0.5 * r, 0, 0.5 * r, 0};
      const PackedSystem at = packed(system, 0.1);
      const PackedEvaluation found = evaluate_packed(system, at, true);
      CHECK(found.forces[0] == -found.forces[2]);
      CHECK(found.forces[1] == 0);
      return found;
    };
    CHECK(force_at(cutoff).forces[0] == 0);
    CHECK(force_at(cutoff).sums.energy == 0);
    CHECK(force_at(1.01 * cutoff).forces[0] == 0);
    const double near = force_at(cutoff * (1 - 1e-6)).forces[0];
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
    const PackedSystem at = packed(system, 0.3);
    for (const bool with_sums : {false, true}) {
      const auto forces = evaluate_packed(system, at, with_sums).forces;
      CHECK_FALSE(std::isfinite(forces[0]));
      CHECK_FALSE(std::isfinite(forces[2]));
    }
  }
}

TEST_SUITE_END();
