#include "kernels/integrator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace keycore {
namespace {

/// The range of each pair of species: its cutoff and the skin.
std::vector<double> list_ranges(const Potential& potential, double skin) {
  return std::visit(
      [&](const auto& table) {
        std::vector<double> ranges;
        for (int a = 0; a < table.species(); ++a)
          for (int b = 0; b < table.species(); ++b) ranges.push_back(table(a, b).cutoff + skin);
        return ranges;
      },
      potential);
}

void store(double* to, Pack values) {
  *reinterpret_cast<PackInMemory*>(to) = values;
}

Pack larger(Pack a, Pack b) {
  return a > b ? a : b;
}

double largest(Pack values) {
  double most = 0;
  for (int l = 0; l < pack_width; ++l) most = std::max(most, values[l]);
  return most;
}

/// x² + y² of each point of a pack of interleaved squares, in both its lanes.
Pack sums_of_neighbours(Pack squares) {
#if defined(__AVX512F__)
  return squares + __builtin_shufflevector(squares, squares, 1, 0, 3, 2, 5, 4, 7, 6);
#elif defined(__AVX2__)
  return squares + __builtin_shufflevector(squares, squares, 1, 0, 3, 2);
#else
  return squares + __builtin_shufflevector(squares, squares, 1, 0);
#endif
}

/// Calls with the place of every pack of `numbers` numbers, and with a 0 or 1 that alternates: sums kept apart by it
/// wait for each other half as long.
template <class Call> void for_packs(std::ptrdiff_t numbers, const Call& call) {
  std::ptrdiff_t k = 0;
  for (; k + pack_width < numbers; k += 2 * pack_width) {
    call(k, 0);
    call(k + pack_width, 1);
  }
  if (k < numbers) call(k, 0);
}

} // namespace

Integrator::Integrator(const System& system, const std::vector<double>& velocities, double time_step, double skin)
    : box_(system.box), time_step_(time_step), skin_(skin), cutoff_(potential_cutoff(system.potential)),
      particles_(system.particles()), masses_(system.masses),
      equal_masses_(std::all_of(masses_.begin(), masses_.end(), [&](double mass) { return mass == masses_[0]; })),
      cells_(system.box, list_ranges(system.potential, skin), potential_species(system.potential)),
      pair_forces_(make_pair_forces(system.potential)),
      points_(padded(system.positions, std::numeric_limits<double>::quiet_NaN())), velocities_(padded(velocities, 0)),
      forces_(velocities_.size(), 0.0), half_kicks_(equal_masses_ ? 0 : velocities_.size(), 1.0), origin_(points_),
      species_(system.species), index_of_(species_.size()), images_(species_.size()), scratch_points_(points_),
      scratch_velocities_(velocities_), scratch_indices_(species_.size()), scratch_images_(species_.size()) {
  species_.resize(species_.size() + spare_points, 0);
  scratch_species_ = species_;
  std::iota(index_of_.begin(), index_of_.end(), 0);
}

double Integrator::start() {
  const double way = rebuild();
  if (way <= longest_step_per_cutoff) find_forces();
  return way;
}

bool Integrator::kick_and_drift(double scale) {
  double* const points = points_.data();
  double* const velocities = velocities_.data();
  double* const forces = forces_.data();
  const double* const origin = origin_.data();
  const double time_step = time_step_;
  Pack furthest[2]{};
  const auto advance = [&](std::ptrdiff_t k, int half, Pack half_kick) {
    const Pack v = load(velocities + k) * scale + half_kick * load(forces + k);
    const Pack x = load(points + k) + time_step * v;
    store(velocities + k, v);
    store(points + k, x);
    store(forces + k, Pack{});
    const Pack moved = x - load(origin + k);
    // Beyond the last particle these are no numbers, which are never larger.
    furthest[half] = larger(sums_of_neighbours(moved * moved), furthest[half]);
  };
  if (equal_masses_) {
    const Pack half_kick = broadcast(0.5 * time_step_ / masses_[0]);
    for_packs(numbers(), [&](std::ptrdiff_t k, int half) { advance(k, half, half_kick); });
  } else {
    const double* const half_kicks = half_kicks_.data();
    for_packs(numbers(), [&](std::ptrdiff_t k, int half) { advance(k, half, load(half_kicks + k)); });
  }
  return is_far(largest(larger(furthest[0], furthest[1])));
}

bool Integrator::kick_and_drift(const LangevinStep& bath, std::int64_t step, std::array<std::uint32_t, 2> key) {
  double furthest = 0;
  for (int p = 0; p < particles_; ++p) {
    const double mass = masses_[species_[p]];
    const double half_kick = 0.5 * time_step_ / mass;
    const NormalPair noise = LangevinStep::noise(index_of_[p], step, key);
    const double random[2] = {noise.first, noise.second};
    double moved = 0;
    for (int axis = 0; axis < 2; ++axis) {
      const std::ptrdiff_t k = 2 * static_cast<std::ptrdiff_t>(p) + axis;
      const double before = velocities_[k] + half_kick * forces_[k];
      const double after = bath.decay * before + bath.width / std::sqrt(mass) * random[axis];
      points_[k] += 0.5 * time_step_ * (before + after);
      velocities_[k] = after;
      forces_[k] = 0;
      moved += (points_[k] - origin_[k]) * (points_[k] - origin_[k]);
    }
    furthest = std::max(furthest, moved);
  }
  return is_far(furthest);
}

void Integrator::find_forces() {
  pair_forces_->add(list_, box_, points_.data(), species_.data(), forces_.data());
}

PairSums Integrator::find_forces_and_sums() {
  return pair_forces_->add_with_sums(list_, box_, points_.data(), species_.data(), forces_.data());
}

double Integrator::kick() {
  double* const velocities = velocities_.data();
  const double* const forces = forces_.data();
  Pack sums[2]{};
  if (equal_masses_) {
    const Pack half_kick = broadcast(0.5 * time_step_ / masses_[0]);
    for_packs(numbers(), [&](std::ptrdiff_t k, int half) {
      const Pack v = load(velocities + k) + half_kick * load(forces + k);
      store(velocities + k, v);
      sums[half] += v * v;
    });
    return 0.5 * masses_[0] * sum_of(sums[0] + sums[1]);
  }
  const double* const half_kicks = half_kicks_.data();
  for_packs(numbers(), [&](std::ptrdiff_t k, int half) {
    const Pack half_kick = load(half_kicks + k);
    const Pack v = load(velocities + k) + half_kick * load(forces + k);
    store(velocities + k, v);
    sums[half] += v * v / half_kick;
  });
  return 0.25 * time_step_ * sum_of(sums[0] + sums[1]);
}

void Integrator::scale_velocities(double scale) {
  for (double& v : velocities_) v *= scale;
}

double Integrator::rebuild() {
  const double way = std::sqrt(fastest_squared()) * time_step_ / cutoff_;
  if (!(way <= longest_step_per_cutoff)) return way;
  wrap();
  cells_.sort(points_.data(), particles_, order_);
  permute<2>(points_, scratch_points_);
  permute<2>(velocities_, scratch_velocities_);
  permute<1>(species_, scratch_species_);
  permute<1>(index_of_, scratch_indices_);
  permute<1>(images_, scratch_images_);
  for (int p = 0; p < particles_ && !equal_masses_; ++p)
    half_kicks_[2 * p] = half_kicks_[2 * p + 1] = 0.5 * time_step_ / masses_[species_[p]];
  cells_.build(points_.data(), species_.data(), list_);
  origin_ = points_;
  return way;
}

void Integrator::read_state(std::vector<double>& positions, std::vector<double>& velocities) const {
  for (int p = 0; p < particles_; ++p) {
    const std::ptrdiff_t to = 2 * static_cast<std::ptrdiff_t>(index_of_[p]);
    const Vec2 image = box_.lattice(images_[p].a, images_[p].b);
    positions[to] = points_[2 * p] + image.x;
    positions[to + 1] = points_[2 * p + 1] + image.y;
    velocities[to] = velocities_[2 * p];
    velocities[to + 1] = velocities_[2 * p + 1];
  }
}

Integrator::Points Integrator::padded(const std::vector<double>& values, double with) {
  Points result(values.begin(), values.end());
  result.resize(values.size() + 2 * spare_points, with);
  return result;
}

/// Two particles that moved by d each may have closed in by 2 d.
bool Integrator::is_far(double squared) const {
  return 4 * squared > skin_ * skin_ || skin_ == 0;
}

/// Largest v²; not a number when a velocity is none.
double Integrator::fastest_squared() const {
  const double* const velocities = velocities_.data();
  Pack fastest[2]{};
  Pack finite[2]{};
  for_packs(numbers(), [&](std::ptrdiff_t k, int half) {
    const Pack squared = sums_of_neighbours(load(velocities + k) * load(velocities + k));
    fastest[half] = larger(squared, fastest[half]);
    finite[half] += squared * 0.0;
  });
  return largest(larger(fastest[0], fastest[1])) + sum_of(finite[0] + finite[1]);
}

/// Takes lattice vectors off the points that have left the box.
void Integrator::wrap() {
  // Few have: packs without one are passed over. A little less than half, as rounding decides at the boundary.
  const double half_height = 0.499 * box_.ly;
  const double half_width = 0.499 * box_.lx;
  const double tilt = box_.xy / box_.ly;
  for (int first = 0; first < particles_; first += pack_width) {
    Pack x;
    Pack y;
    load_consecutive_points(&points_[2 * static_cast<std::ptrdiff_t>(first)], x, y);
    const Pack along = x - tilt * y;
    std::uint32_t outside =
        bits_of((y > half_height) | (y < -half_height) | (along > half_width) | (along < -half_width));
    for (; outside != 0; outside &= outside - 1) wrap(first + __builtin_ctz(outside));
  }
}

void Integrator::wrap(int p) {
  double& x = points_[2 * static_cast<std::ptrdiff_t>(p)];
  double& y = points_[2 * static_cast<std::ptrdiff_t>(p) + 1];
  const double nb = std::floor(y / box_.ly + 0.5);
  x -= nb * box_.xy;
  y -= nb * box_.ly;
  const double na = std::floor((x - y / box_.ly * box_.xy) / box_.lx + 0.5);
  x -= na * box_.lx;
  images_[p].a += static_cast<std::int32_t>(na);
  images_[p].b += static_cast<std::int32_t>(nb);
}

/// Puts entries of Width values each in the order of the cells; what lies beyond the particles is the same in both.
template <int Width, class Values> void Integrator::permute(Values& values, Values& scratch) const {
  const auto* const from = values.data();
  auto* const to = scratch.data();
  for (std::ptrdiff_t p = 0; p < particles_; ++p)
    for (int k = 0; k < Width; ++k) to[p * Width + k] = from[static_cast<std::ptrdiff_t>(order_[p]) * Width + k];
  values.swap(scratch);
}

} // namespace keycore
