#include "kernels/particle-sizes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "deviation.hpp"
#include "dynamics-clusters.hpp"
#include "forms.hpp"
#include "kernels/hessian.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

struct Sized {
  std::string form;
  const char* scheme = "";
  int species = 1;
  int particles = 100;
  double tilt = 0;
  double non_additivity = 0;
};

/// A jittered lattice whose particles have diameters from 0.75 to 1.25.
System sized_lattice(const Sized& wanted) {
  System system = jittered_lattice({.form = wanted.form,
                                    .species = wanted.species,
                                    .particles = wanted.particles,
                                    .spacing = 1.15,
                                    .tilt = wanted.tilt});
  if (*wanted.scheme != '\0') {
    REQUIRE(wanted.species == 3);
    system.potential = make_potential(with_scheme(form_example(wanted.form).parameters, wanted.scheme));
  }
  std::vector<double> diameters;
  for (std::uint64_t p = 0; p < system.species.size(); ++p) diameters.push_back(0.75 + 0.5 * uniform(11, p));
  system.sizes = ParticleSizes(diameters, wanted.non_additivity, 0);
  system.check();
  return system;
}

/// σ_ij as it is written in the literature.
long double size_of(const System& system, double non_additivity, std::size_t i, std::size_t j) {
  long double mean = 0;
  for (const double diameter : system.sizes.diameters) mean += diameter;
  mean /= static_cast<long double>(system.sizes.diameters.size());
  const long double a = system.sizes.diameters[i];
  const long double b = system.sizes.diameters[j];
  return 0.5L * (a + b) * (1 - non_additivity * std::abs(a - b) / mean);
}

/// Lists and evaluates as the dynamics does.
class SizedClusters {
public:
  SizedClusters(const System& system, double skin)
      : system_(system), sizes_(packed_sizes(system)),
        search_(system.box, list_ranges(system.potential, 0), potential_species(system.potential), system.particles(),
                sizes_, skin) {
    cluster_again(search_, system, at, &sizes_);
  }

  template <class Real> [[nodiscard]] ClusterEvaluation evaluated() const {
    return evaluate_clusters<Real>(system_, at, *make_pair_forces(system_.potential, sizes_));
  }

  ClusteredSystem at;

private:
  const System& system_;
  SlotSizes sizes_;
  CellSearch search_;
};

void check_packs(const System& system, double skin) {
  std::vector<double> expected;
  const Energetics plain = evaluate(system, interacting_pairs(system), system.positions, expected);
  const SizedClusters clusters(system, skin);
  const ClusterEvaluation found = clusters.evaluated<double>();
  CHECK(plain.pairs > 0);
  // As without sizes (pair-forces.cc), with a division more on both sides; points are wrapped here, not there.
  CHECK(largest_deviation(found.forces, expected) <= 3e-12 * largest_magnitude(expected));
  CHECK(std::abs(found.sums.energy - plain.energy) <=
        2e-12 * (std::abs(plain.energy) + static_cast<double>(plain.pairs)));
  const double virial = -system.box.area() * (plain.stress[0] + plain.stress[2]);
  CHECK(std::abs(found.sums.virial - virial) <= 2e-12 * (std::abs(virial) + static_cast<double>(plain.pairs)));
  CHECK(largest_deviation(clusters.evaluated<float>().forces, expected) <= 4e-6 * largest_magnitude(expected));
}

} // namespace

TEST_SUITE_BEGIN("particle-sizes");

TEST_CASE("U is the sum of u(r/σ_ij) over all pairs and images") {
  for (const auto& form : potential_forms())
    for (const double non_additivity : {0.0, 0.2}) {
      CAPTURE(form);
      CAPTURE(non_additivity);
      const System system = sized_lattice({.form = form, .species = 3, .tilt = 0.3, .non_additivity = non_additivity});
      long double expected = 0;
      const auto n = system.species.size();
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) {
          const long double size = size_of(system, non_additivity, i, j);
          const double dx = system.positions[2 * i] - system.positions[2 * j];
          const double dy = system.positions[2 * i + 1] - system.positions[2 * j + 1];
          for (int a = -4; a <= 4; ++a)
            for (int b = -4; b <= 4; ++b) {
              const Vec2 shift = system.box.lattice(a, b);
              const double x = std::hypot(dx - shift.x, dy - shift.y) / static_cast<double>(size);
              expected += evaluate_potential(system.potential, system.species[i], system.species[j], x).value;
            }
        }
      CHECK(potential_energy(system, interacting_pairs(system), system.positions) ==
            doctest::Approx(static_cast<double>(expected)).epsilon(1e-12));
    }
}

TEST_CASE("forces and Hessian are derivatives of U, with every scheme") {
  for (const auto& form : potential_forms())
    for (const auto& named : cutoff_schemes)
      for (const double non_additivity : {0.0, 0.2}) {
        CAPTURE(form);
        CAPTURE(named.name);
        CAPTURE(non_additivity);
        const System system =
            sized_lattice({.form = form, .scheme = named.name, .species = 3, .non_additivity = non_additivity});
        // Where u″ jumps a difference across is no derivative: pairs that a step may take across its cutoff are told.
        constexpr double h = 1e-5;
        const PairList pairs = find_pairs(system.box, system.positions, system.cutoff() + 8 * h);
        std::set<std::size_t> crossing; // particles
        for (std::size_t k = 0; k < pairs.size(); ++k) {
          const auto i = static_cast<std::size_t>(pairs.first[k]);
          const auto j = static_cast<std::size_t>(pairs.second[k]);
          const double r = std::hypot(system.positions[2 * i] - system.positions[2 * j] - pairs.shift[k].x,
                                      system.positions[2 * i + 1] - system.positions[2 * j + 1] - pairs.shift[k].y);
          const double cutoff = form_example(form).parameter("cutoff", system.species[i], system.species[j]) *
                                static_cast<double>(size_of(system, non_additivity, i, j));
          if (std::abs(r - cutoff) < 8 * h) crossing.insert({i, j});
        }
        std::vector<double> forces;
        evaluate(system, pairs, system.positions, forces);
        const Hessian hessian = assemble_hessian(system, pairs);
        const double largest = largest_magnitude(forces);
        for (const std::size_t k : {0, 3, 26, 51, 98, 131}) {
          if (crossing.contains(k / 2)) continue;
          const auto at = [&](double d) {
            std::vector<double> moved = system.positions;
            moved[k] += d;
            return moved;
          };
          const double slope = central_difference([&](double d) { return potential_energy(system, pairs, at(d)); }, h);
          // Rounding of an energy of some hundreds over h.
          CHECK(std::abs(forces[k] + slope) <= 1e-8 * (largest + 1));
          std::vector<double> unit(system.positions.size(), 0.0);
          std::vector<double> image(unit.size());
          unit[k] = 1;
          hessian.multiply(unit.data(), image.data());
          for (const std::size_t l : {k, k ^ 1U}) {
            const double stiffness = central_difference(
                [&](double d) {
                  std::vector<double> there;
                  evaluate(system, pairs, at(d), there);
                  return -there[l];
                },
                h);
            CHECK(std::abs(image[l] - stiffness) <= 1e-8 * (100 * largest + 100));
          }
        }
      }
}

TEST_CASE("packs in both precisions give the plain forces: every form, additive or not, straight and tilted") {
  for (const auto& form : potential_forms())
    for (const int species : {1, 3})
      for (const double tilt : {0.0, -0.4})
        for (const double non_additivity : {0.0, 0.25})
          for (const int particles : {36, 145, 1000}) {
            CAPTURE(form);
            CAPTURE(species);
            CAPTURE(tilt);
            CAPTURE(non_additivity);
            CAPTURE(particles);
            const System system = sized_lattice({.form = form,
                                                 .species = species,
                                                 .particles = particles,
                                                 .tilt = tilt,
                                                 .non_additivity = non_additivity});
            const double widest = 0.5 * std::min(system.box.width_a(), system.box.width_b());
            for (const double skin : {0.0, 0.3}) check_packs(system, std::min(skin, widest - system.cutoff()));
          }
}

TEST_CASE("packs follow the cutoff scheme, also where particles have no sizes") {
  for (const auto& form : potential_forms())
    for (const auto& named : cutoff_schemes) {
      CAPTURE(form);
      CAPTURE(named.name);
      System system = sized_lattice({.form = form, .scheme = named.name, .species = 3, .particles = 300});
      check_packs(system, 0.3);
      system.sizes = {};
      if (!packed_sizes(system).none()) check_packs(system, 0.3);
    }
}

TEST_CASE("diameters of 1 change nothing, to the last bit in the plain loop") {
  for (const auto& form : potential_forms()) {
    System system = jittered_lattice({.form = form, .species = 3, .particles = 100});
    std::vector<double> without;
    const Energetics plain = evaluate(system, interacting_pairs(system), system.positions, without);
    system.sizes = ParticleSizes(std::vector<double>(system.species.size(), 1.0), 0.2, 0);
    std::vector<double> with;
    const Energetics sized = evaluate(system, interacting_pairs(system), system.positions, with);
    CHECK(sized.energy == doctest::Approx(plain.energy).epsilon(1e-15));
    CHECK(sized.pairs == plain.pairs);
    CHECK(largest_deviation(with, without) <= 1e-14 * largest_magnitude(without));
  }
}

TEST_CASE("d̄ does not depend on the order of the diameters, and may be given") {
  std::vector<double> diameters;
  for (std::uint64_t k = 0; k < 1000; ++k) diameters.push_back(0.7 + uniform(5, k));
  const ParticleSizes one(diameters, 0.2, 0);
  std::reverse(diameters.begin(), diameters.end());
  std::swap(diameters[3], diameters[77]);
  CHECK(ParticleSizes(diameters, 0.2, 0).per_difference == one.per_difference);
  CHECK(ParticleSizes(diameters, 0.2, 0.5).per_difference == 0.4);
  CHECK(one.of_pair(0.8, 1.2) == one.of_pair(1.2, 0.8));
}

TEST_CASE("what is no size is refused in words") {
  System system = sized_lattice({.form = "inverse-power"});
  const auto refuses = [&](const char* message) {
    CHECK_THROWS_WITH_AS(system.check(), message, std::invalid_argument);
  };
  const ParticleSizes good = system.sizes;
  system.sizes.diameters.pop_back();
  refuses("diameters must hold one number a particle: 99 for 100");
  for (const auto& [value, said] : {std::pair{0.0, "0.000000"}, {-1.0, "-1.000000"}}) {
    system.sizes = good;
    system.sizes.diameters[7] = value;
    refuses((std::string("diameter of particle index 7 must be positive and finite, got ") + said).c_str());
  }
  system.sizes = good;
  system.sizes.per_difference = -0.1;
  CHECK_THROWS_AS(system.check(), std::invalid_argument);
  system.sizes.per_difference = 3;
  CHECK_THROWS_AS(system.check(), std::invalid_argument);
  system.sizes = good;
  for (double& diameter : system.sizes.diameters) diameter *= 4;
  CHECK_THROWS_AS(system.check(), std::invalid_argument);
}

TEST_SUITE_END();
