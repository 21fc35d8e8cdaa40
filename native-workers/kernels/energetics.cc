#include "kernels/energetics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "kernels/interactions.hpp"

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
  sizes.check(n);
  const double width = std::min(box.width_a(), box.width_b());
  if (width < 2 * cutoff())
    fail("the box is " + std::to_string(width) + " wide, less than twice the cutoff " + std::to_string(cutoff()));
}

Energetics evaluate(const System& system, const PairList& pairs, const std::vector<double>& positions,
                    std::vector<double>& forces) {
  forces.assign(positions.size(), 0.0);
  Energetics result;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for_each_interaction(system, pairs, positions, [&](const Interaction& pair) {
    const double tension = pair.u.first / pair.r;
    result.energy += pair.u.value;
    forces[2 * pair.i] -= tension * pair.dx;
    forces[2 * pair.i + 1] -= tension * pair.dy;
    forces[2 * pair.j] += tension * pair.dx;
    forces[2 * pair.j + 1] += tension * pair.dy;
    xx += tension * pair.dx * pair.dx;
    xy += tension * pair.dx * pair.dy;
    yy += tension * pair.dy * pair.dy;
    ++result.pairs;
  });
  const double area = system.box.area();
  result.stress = {xx / area, xy / area, yy / area};
  result.max_force = largest_force(forces);
  return result;
}

double potential_energy(const System& system, const PairList& pairs, const std::vector<double>& positions) {
  double energy = 0;
  for_each_interaction(system, pairs, positions, [&](const Interaction& pair) { energy += pair.u.value; });
  return energy;
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
