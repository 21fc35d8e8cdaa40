#include "kernels/swap-moves.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "kernels/thermostat.hpp"

namespace keycore {
namespace {

/// What lies within the longest range of each particle: positions stay while diameters change places.
class Surroundings {
public:
  struct Neighbour {
    std::int32_t index = 0;
    double r_squared = 0;
  };

  explicit Surroundings(const System& system) : from_(static_cast<std::size_t>(system.particles()) + 1, 0) {
    const PairList pairs = find_pairs(system.box, system.positions, system.cutoff());
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      ++from_[static_cast<std::size_t>(pairs.first[k]) + 1];
      ++from_[static_cast<std::size_t>(pairs.second[k]) + 1];
    }
    for (std::size_t p = 1; p < from_.size(); ++p) from_[p] += from_[p - 1];
    neighbours_.resize(2 * pairs.size());
    std::vector<std::size_t> next(from_.begin(), from_.end() - 1);
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const auto i = static_cast<std::size_t>(pairs.first[k]);
      const auto j = static_cast<std::size_t>(pairs.second[k]);
      const double dx = system.positions[2 * i] - system.positions[2 * j] - pairs.shift[k].x;
      const double dy = system.positions[2 * i + 1] - system.positions[2 * j + 1] - pairs.shift[k].y;
      neighbours_[next[i]++] = {pairs.second[k], dx * dx + dy * dy};
      neighbours_[next[j]++] = {pairs.first[k], dx * dx + dy * dy};
    }
  }

  [[nodiscard]] std::span<const Neighbour> of(std::int32_t particle) const {
    const auto at = static_cast<std::size_t>(particle);
    return {neighbours_.data() + from_[at], from_[at + 1] - from_[at]};
  }

private:
  std::vector<std::size_t> from_;
  std::vector<Neighbour> neighbours_;
};

/// Energy of particle i, had it that diameter, with all but particle j.
template <class Table>
double energy_without(const Table& table, const System& system, const Surroundings& surroundings, std::int32_t i,
                      double diameter, std::int32_t j) {
  double energy = 0;
  for (const auto& [k, r_squared] : surroundings.of(i)) {
    if (k == j) continue;
    const auto& potential = table(system.species[i], system.species[k]);
    const double size = system.sizes.of_pair(diameter, system.sizes.diameters[k]);
    if (r_squared >= potential.cutoff_squared * size * size) continue;
    const double x_squared = r_squared / (size * size);
    energy += potential(x_squared, std::sqrt(x_squared)).value;
  }
  return energy;
}

/// One of `count`, by 32 random bits.
std::int32_t drawn(std::uint32_t word, std::size_t count) {
  return static_cast<std::int32_t>((std::uint64_t{word} * count) >> 32);
}

} // namespace

SwapCount swap_diameters(System& system, std::int64_t attempts, double temperature, std::int64_t step,
                         std::array<std::uint32_t, 2> key) {
  SwapCount count{attempts, 0};
  if (attempts == 0) return count;
  const Surroundings surroundings(system);
  std::vector<double>& diameters = system.sizes.diameters;
  std::visit(
      [&](const auto& table) {
        for (std::int64_t n = 0; n < attempts; ++n) {
          const auto words = step_words(static_cast<std::uint32_t>(n), step, RandomStream::swaps, key);
          const std::int32_t i = drawn(words[0], diameters.size());
          const std::int32_t j = drawn(words[1], diameters.size());
          if (i == j) continue;
          const double of_i = diameters[i];
          const double of_j = diameters[j];
          // Their own pair keeps its σ_ij.
          const auto energy = [&](std::int32_t particle, double diameter, std::int32_t other) {
            return energy_without(table, system, surroundings, particle, diameter, other);
          };
          const double change = energy(i, of_j, j) + energy(j, of_i, i) - energy(i, of_i, j) - energy(j, of_j, i);
          // An energy that is not a number lets nothing pass.
          if (!(change <= 0) && !(uniform_above_zero(words[2], words[3]) <= std::exp(-change / temperature))) continue;
          std::swap(diameters[i], diameters[j]);
          ++count.accepted;
        }
      },
      system.potential);
  return count;
}

} // namespace keycore
