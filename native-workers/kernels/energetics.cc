#include "kernels/energetics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace keycore {

void System::check() const {
  const auto n = species.size();
  const auto fail = [](const std::string& message) { throw std::invalid_argument(message); };
  if (positions.size() != 2 * n)
    fail("positions must hold 2 numbers a particle: " + std::to_string(positions.size()) + " for " + std::to_string(n));
  const auto kinds = static_cast<std::size_t>(potential_species(potential));
  if (masses.size() != kinds)
    fail("the potential has " + std::to_string(kinds) + " species but there are " + std::to_string(masses.size()) +
         " masses");
  for (const double mass : masses)
    if (!(mass > 0) || !std::isfinite(mass)) fail("masses must be positive, got " + std::to_string(mass));
  for (std::size_t p = 0; p < n; ++p) {
    if (species[p] >= kinds)
      fail("particle index " + std::to_string(p) + " has species " + std::to_string(species[p]) +
           ", the potential has " + std::to_string(kinds));
    if (!std::isfinite(positions[2 * p]) || !std::isfinite(positions[2 * p + 1]))
      fail("position of particle index " + std::to_string(p) + " is not finite");
  }
  const double width = std::min(box.width_a(), box.width_b());
  const double cutoff = potential_cutoff(potential);
  if (width < 2 * cutoff)
    fail("the box is " + std::to_string(width) + " wide, less than twice the cutoff " + std::to_string(cutoff));
}

Energetics evaluate(const System& system, const PairList& pairs, const std::vector<double>& positions,
                    std::vector<double>& forces) {
  forces.assign(positions.size(), 0.0);
  Energetics result;
  std::visit(
      [&](const auto& table) {
        double energy = 0;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        std::int64_t count = 0;
        for (std::size_t k = 0; k < pairs.size(); ++k) {
          const auto i = pairs.first[k];
          const auto j = pairs.second[k];
          const double dx = positions[2 * i] - positions[2 * j] - pairs.shift[k].x;
          const double dy = positions[2 * i + 1] - positions[2 * j + 1] - pairs.shift[k].y;
          const double r_squared = dx * dx + dy * dy;
          const auto& pair = table(system.species[i], system.species[j]);
          if (r_squared >= pair.cutoff_squared) continue;
          const double r = std::sqrt(r_squared);
          const Derivatives u = pair(r_squared, r);
          const double tension = u.first / r;
          energy += u.value;
          forces[2 * i] -= tension * dx;
          forces[2 * i + 1] -= tension * dy;
          forces[2 * j] += tension * dx;
          forces[2 * j + 1] += tension * dy;
          xx += tension * dx * dx;
          xy += tension * dx * dy;
          yy += tension * dy * dy;
          ++count;
        }
        result.energy = energy;
        result.pairs = count;
        const double area = system.box.area();
        result.stress = {xx / area, xy / area, yy / area};
      },
      system.potential);
  result.max_force = largest_force(forces);
  return result;
}

double potential_energy(const System& system, const PairList& pairs, const std::vector<double>& positions) {
  return std::visit(
      [&](const auto& table) {
        double energy = 0;
        for (std::size_t k = 0; k < pairs.size(); ++k) {
          const auto i = pairs.first[k];
          const auto j = pairs.second[k];
          const double dx = positions[2 * i] - positions[2 * j] - pairs.shift[k].x;
          const double dy = positions[2 * i + 1] - positions[2 * j + 1] - pairs.shift[k].y;
          const double r_squared = dx * dx + dy * dy;
          const auto& pair = table(system.species[i], system.species[j]);
          if (r_squared < pair.cutoff_squared) energy += pair(r_squared, std::sqrt(r_squared)).value;
        }
        return energy;
      },
      system.potential);
}

double largest_force(const std::vector<double>& forces) {
  double largest = 0;
  for (std::size_t at = 0; at < forces.size(); at += 2) {
    const double squared = forces[at] * forces[at] + forces[at + 1] * forces[at + 1];
    // A force that is not a number must not pass for a small one.
    if (std::isnan(squared)) return squared;
    largest = std::max(largest, squared);
  }
  return std::sqrt(largest);
}

} // namespace keycore
