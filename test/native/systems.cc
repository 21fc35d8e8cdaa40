#include "systems.hpp"

#include <cmath>
#include <map>
#include <stdexcept>
#include <tuple>

#include "kernels/minimise.hpp"

namespace keycore::test {
namespace {

/// a·m for the three values of a symmetric 2 × 2 matrix.
std::vector<double> symmetric(double aa, double ab, double bb, double factor = 1) {
  return {factor * aa, factor * ab, factor * ab, factor * bb};
}

PotentialParameters parameters_of(Glass glass) {
  if (glass == Glass::inverse_power)
    return {"inverse-power",
            2,
            {{"exponent", {10}},
             {"epsilon", symmetric(1, 1, 1)},
             {"sigma", symmetric(1, 1.18, 1.4)},
             {"cutoff", symmetric(1, 1.18, 1.4, 1.48)}}};
  return {"lennard-jones",
          2,
          {{"epsilon", symmetric(1, 1.5, 0.5)},
           {"sigma", symmetric(1, 0.8, 0.88)},
           {"cutoff", symmetric(1, 0.8, 0.88, 2.5)}}};
}

/// The parameters with one more species that interacts within 1e-6 only.
PotentialParameters with_ghost(const PotentialParameters& parameters) {
  PotentialParameters wider{parameters.form, 3, {}};
  for (const auto& [name, values] : parameters.values) {
    if (values.size() != 4) {
      wider.values[name] = values;
      continue;
    }
    const double ghost = name == "epsilon" ? 1 : 1e-6;
    wider.values[name] = {values[0], values[1], ghost, values[2], values[3], ghost, ghost, ghost, ghost};
  }
  return wider;
}

} // namespace

std::vector<double> random_numbers(std::size_t count, std::uint64_t seed) {
  std::vector<double> numbers(count);
  fill_random(numbers, seed);
  return numbers;
}

System random_system(const Preparation& preparation) {
  const bool power = preparation.glass == Glass::inverse_power;
  const double density = power ? 0.86 : 1.2;
  const double length = std::sqrt(preparation.particles / density);
  System system{Box(length, length, preparation.tilt * length),
                {},
                {},
                preparation.masses,
                make_potential(parameters_of(preparation.glass))};
  for (int p = 0; p < preparation.particles; ++p) {
    const auto k = static_cast<std::uint64_t>(2 * p);
    const Vec2 r = system.box.lattice(uniform(preparation.seed, k), uniform(preparation.seed, k + 1));
    system.positions.push_back(r.x);
    system.positions.push_back(r.y);
    system.species.push_back(p < (power ? 0.5 : 0.65) * preparation.particles ? 0 : 1);
  }
  system.check();
  return system;
}

const System& relaxed_system(const Preparation& preparation) {
  using Key = std::tuple<Glass, int, std::uint64_t, double, std::vector<double>>;
  static std::map<Key, System> made;
  const Key key{preparation.glass, preparation.particles, preparation.seed, preparation.tilt, preparation.masses};
  const auto found = made.find(key);
  if (found != made.end()) return found->second;
  System system = random_system(preparation);
  if (minimise(system, {}, {}).status != Status::converged) throw std::runtime_error("the fixture did not relax");
  return made.emplace(key, std::move(system)).first->second;
}

System perturbed(System system, double amplitude, std::uint64_t seed) {
  const auto shift = random_numbers(system.positions.size(), seed);
  for (std::size_t at = 0; at < shift.size(); ++at) system.positions[at] += amplitude * shift[at];
  return system;
}

Crystal triangular_crystal(int columns, int rows) {
  constexpr double density = 0.86;
  const double spacing = std::sqrt(2 / (std::sqrt(3.0) * density));
  const double height = spacing * std::sqrt(3.0) / 2;
  Crystal crystal{
      columns, rows, spacing,
      System{Box(columns * spacing, rows * height, 0),
             {},
             {},
             {1},
             make_potential(
                 {"inverse-power", 1, {{"exponent", {10}}, {"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {1.48}}}})}};
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      crystal.system.positions.push_back((column + 0.5 * (row % 2)) * spacing);
      crystal.system.positions.push_back(row * height);
      crystal.system.species.push_back(0);
    }
  crystal.system.check();
  return crystal;
}

System two_slabs(int columns, int rows) {
  constexpr double cutoff = 2.5;
  // Just beyond the spacing of zero pressure, so that the slabs are taut along x and cannot buckle.
  constexpr double spacing = 1.125;
  const double height = spacing * std::sqrt(3.0) / 2;
  const double slab = (rows - 1) * height;
  System system{Box(columns * spacing, 2 * (slab + 1.4 * cutoff), 0),
                {},
                {},
                {1},
                make_potential({"lennard-jones", 1, {{"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {cutoff}}}})};
  for (int piece = 0; piece < 2; ++piece)
    for (int row = 0; row < rows; ++row)
      for (int column = 0; column < columns; ++column) {
        // The second slab lies elsewhere along x: nothing relates the two.
        system.positions.push_back((column + 0.5 * (row % 2) + 0.3 * piece) * spacing);
        system.positions.push_back(row * height + piece * (slab + 1.4 * cutoff));
        system.species.push_back(0);
      }
  system.check();
  MinimiseOptions options;
  options.force_tolerance = 1e-10;
  if (minimise(system, options, {}).status != Status::converged) throw std::runtime_error("the slabs did not relax");
  return system;
}

PairList interacting_pairs(const System& system) {
  return find_pairs(system.box, system.positions, system.cutoff());
}

System with_rattlers(const System& base, int count) {
  System system = base;
  const Glass glass =
      std::holds_alternative<PairTable<InversePower>>(base.potential) ? Glass::inverse_power : Glass::kob_andersen;
  system.potential = make_potential(with_ghost(parameters_of(glass)));
  system.masses.push_back(1.7);
  for (int k = 0; k < count; ++k) {
    const auto at = static_cast<std::uint64_t>(2 * k);
    const Vec2 r = base.box.lattice(uniform(77, at), uniform(77, at + 1));
    system.positions.push_back(r.x);
    system.positions.push_back(r.y);
    system.species.push_back(2);
  }
  system.check();
  return system;
}

} // namespace keycore::test
