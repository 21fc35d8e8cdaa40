#include "kernels/integrator.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "kernels/normal-octet.hpp"

namespace keycore {
namespace {

template <class Vector> Vector larger(Vector a, Vector b) {
  return a > b ? a : b;
}

/// x² + y² of each particle of a cluster.
Quad<double> squares(Octet<double> numbers) {
  const Octet<double> squared = numbers * numbers;
  return x_of<double>(squared) + y_of<double>(squared);
}

/// Squared length of differences of a cluster's grid positions.
template <bool Tilted>
[[gnu::always_inline]] inline Quad<float> way_squared(Octet<std::int32_t> way, const PeriodicGrid& grid) {
  Quad<float> dx;
  Quad<float> dy;
  grid.separation<Tilted>(x_of<std::int32_t>(way), y_of<std::int32_t>(way), dx, dy);
  return dx * dx + dy * dy;
}

/// The two longest of the ways that particles have gone, squared; in lanes that are kept apart till the end.
class LongestWays {
public:
  [[gnu::always_inline]] void add(Quad<float> squared) {
    second_ = larger(second_, longest_ > squared ? squared : longest_);
    longest_ = larger(longest_, squared);
  }

  /// Sum of the two longest ways, of these and others.
  [[nodiscard]] double sum_of_two(const LongestWays& others) const {
    float longest = 0;
    float second = 0;
    for (const Quad<float>& some : {longest_, second_, others.longest_, others.second_})
      for (int l = 0; l < cluster_size; ++l) {
        second = std::max(second, std::min(longest, some[l]));
        longest = std::max(longest, some[l]);
      }
    return std::sqrt(static_cast<double>(longest)) + std::sqrt(static_cast<double>(second));
  }

private:
  Quad<float> longest_{};
  Quad<float> second_{};
};

/// Part of half the skin that the fastest particle may go till the middle of the list's life, and how much a particle
/// is taken to turn round meanwhile: what made lists last longest, from a liquid down to a cold glass.
constexpr double half_life = 0.9;
constexpr double to_and_fro = 0.25;

/// Calls with the place of every cluster's numbers, and with a 0 or 1 that alternates: sums kept apart by it wait for
/// each other half as long.
template <class Call> void for_clusters(std::size_t numbers, const Call& call) {
  std::size_t k = 0;
  for (; k + cluster_numbers < numbers; k += 2 * cluster_numbers) {
    call(k, 0);
    call(k + cluster_numbers, 1);
  }
  if (k < numbers) call(k, 0);
}

CellSearch cells_for(const System& system, const SlotSizes& sizes, double skin) {
  const int species = potential_species(system.potential);
  return sizes.none()
             ? CellSearch(system.box, list_ranges(system.potential, skin), species, system.particles())
             : CellSearch(system.box, list_ranges(system.potential, 0), species, system.particles(), sizes, skin);
}

} // namespace

template <class ForceReal>
Integrator<ForceReal>::Integrator(const System& system, const std::vector<double>& velocities, double time_step,
                                  double skin)
    : box_(system.box), to_grid_(system.box), time_step_(time_step), skin_(skin), cutoff_(system.cutoff()),
      masses_(system.masses),
      equal_masses_(std::all_of(masses_.begin(), masses_.end(), [&](double mass) { return mass == masses_[0]; })),
      sizes_(packed_sizes(system)), cells_(cells_for(system, sizes_, skin)),
      pair_forces_(sizes_.none() ? make_pair_forces(system.potential) : make_pair_forces(system.potential, sizes_)),
      clusters_((system.particles() + cluster_size - 1) / cluster_size) {
  const auto most = static_cast<std::size_t>(std::max(clusters_, cells_.most_clusters()));
  masses_.resize(static_cast<std::size_t>(ghost_of(potential_species(system.potential))) + 1, 1.0);
  points_.resize(most * cluster_numbers, 0.0);
  velocities_ = points_;
  forces_.resize(points_.size(), ForceReal(0));
  if (!equal_masses_) half_kicks_ = points_;
  grid_.resize(points_.size(), 0);
  reference_ = grid_;
  cluster_species_.resize(most);
  species_.resize(most * cluster_size, static_cast<std::uint8_t>(masses_.size() - 1));
  index_of_.resize((most + 1) * cluster_size, -1);
  images_.resize(most * cluster_size);
  for (int p = 0; p < system.particles(); ++p) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      points_[x_of_slot(p) + axis * cluster_size] = system.positions[2 * static_cast<std::size_t>(p) + axis];
      velocities_[x_of_slot(p) + axis * cluster_size] = velocities[2 * static_cast<std::size_t>(p) + axis];
    }
    species_[p] = system.species[p];
    index_of_[p] = p;
  }
  scratch_ = points_;
  scratch_grid_ = grid_;
  scratch_species_ = species_;
  scratch_indices_ = index_of_;
  scratch_images_ = images_;
}

template <class ForceReal> double Integrator<ForceReal>::start() {
  const double way = rebuild();
  if (way <= longest_step_per_cutoff) find_forces();
  return way;
}

template <class ForceReal> bool Integrator<ForceReal>::kick_and_drift(double scale) {
  const Octet<double> half_kick = broadcast<Octet<double>>(0.5 * time_step_ / masses_[0]);
  const double* const half_kicks = half_kicks_.data();
  if (!equal_masses_)
    return kick_and_drift<true>(scale, [=](std::size_t k) { return load<Octet<double>>(half_kicks + k); });
  if (to_grid_.tilted()) return kick_and_drift<true>(scale, [=](std::size_t) { return half_kick; });
  return kick_and_drift<false>(scale, [=](std::size_t) { return half_kick; });
}

template <class ForceReal>
template <bool Tilted, class HalfKick>
bool Integrator<ForceReal>::kick_and_drift(double scale, const HalfKick& half_kick) {
  double* const points = points_.data();
  double* const velocities = velocities_.data();
  const ForceReal* const forces = forces_.data();
  std::int32_t* const grid = grid_.data();
  const std::int32_t* const reference = reference_.data();
  const double time_step = time_step_;
  const double behind = std::exchange(behind_, 1.0);
  const PeriodicGrid to_grid = to_grid_;
  LongestWays ways[2];
  for_clusters(
      numbers(), [&](std::size_t k, int half) __attribute__((always_inline)) {
        const Octet<double> kick = half_kick(k) * widened(load<Octet<ForceReal>>(forces + k));
        const Octet<double> v = (load<Octet<double>>(velocities + k) + behind * kick) * scale + kick;
        const Octet<double> x = load<Octet<double>>(points + k) + time_step * v;
        store(velocities + k, v);
        store(points + k, x);
        const Octet<std::int32_t> at = to_grid.template of<Tilted>(x);
        store(grid + k, at);
        ways[half].add(way_squared<Tilted>(wrapped_difference(at, load<Octet<std::int32_t>>(reference + k)), to_grid));
      });
  return is_far(ways[0].sum_of_two(ways[1]));
}

template <class ForceReal>
bool Integrator<ForceReal>::kick_and_drift(const LangevinStep& bath, std::int64_t step,
                                           std::array<std::uint32_t, 2> key) {
  const double behind = std::exchange(behind_, 1.0);
  LongestWays ways;
  const auto advance = [&](std::size_t k, Quad<double> noise_x, Quad<double> noise_y) __attribute__((always_inline)) {
    const Octet<double> half_kick =
        equal_masses_ ? broadcast<Octet<double>>(0.5 * time_step_ / masses_[0]) : load<Octet<double>>(&half_kicks_[k]);
    const Octet<double> kick = half_kick * widened(load<Octet<ForceReal>>(&forces_[k]));
    const Octet<double> before = load<Octet<double>>(&velocities_[k]) + (1 + behind) * kick;
    // Δt/2m is the half kick: √(1/m).
    const Octet<double> width = bath.width * square_root(half_kick * (2 / time_step_));
    const Octet<double> after = bath.decay * before + width * octet<double>(noise_x, noise_y);
    store(&points_[k], load<Octet<double>>(&points_[k]) + 0.5 * time_step_ * (before + after));
    store(&velocities_[k], after);
    place_on_grid(k);
    const auto moved =
        wrapped_difference(load<Octet<std::int32_t>>(&grid_[k]), load<Octet<std::int32_t>>(&reference_[k]));
    ways.add(way_squared<true>(moved, to_grid_));
  };
  // Two clusters at a time; behind the last one lies room for another.
  for (std::size_t k = 0; k < numbers(); k += 2 * cluster_numbers) {
    const auto particle = load<Octet<std::int32_t>>(&index_of_[k / 2]);
    const auto there = __builtin_convertvector(particle >= 0, Octet<std::int64_t>) != 0;
    const auto number = __builtin_convertvector(particle >= 0 ? particle : Octet<std::int32_t>{}, Octet<std::uint64_t>);
    const NormalOctets noise = normal_octets(number, step, RandomStream::langevin, key);
    const Octet<double> x = there ? noise.first : Octet<double>{};
    const Octet<double> y = there ? noise.second : Octet<double>{};
    advance(k, x_of<double>(x), x_of<double>(y));
    if (k + cluster_numbers < numbers()) advance(k + cluster_numbers, y_of<double>(x), y_of<double>(y));
  }
  return is_far(ways.sum_of_two({}));
}

template <class ForceReal> void Integrator<ForceReal>::find_forces() {
  std::fill_n(forces_.begin(), numbers(), ForceReal(0));
  if constexpr (std::is_same_v<ForceReal, float>)
    pair_forces_->add(list_, to_grid_, grid_.data(), cluster_species_.data(), forces_.data());
  else
    pair_forces_->add(list_, box_, points_.data(), cluster_species_.data(), forces_.data());
}

template <class ForceReal> PairSums Integrator<ForceReal>::pair_sums() const {
  return pair_forces_->sums(list_, box_, points_.data(), cluster_species_.data());
}

template <class ForceReal> Octet<double> Integrator<ForceReal>::velocities_now(std::size_t cluster) const {
  const Octet<double> half_kick = equal_masses_ ? broadcast<Octet<double>>(0.5 * time_step_ / masses_[0])
                                                : load<Octet<double>>(&half_kicks_[cluster]);
  return load<Octet<double>>(&velocities_[cluster]) +
         behind_ * half_kick * widened(load<Octet<ForceReal>>(&forces_[cluster]));
}

template <class ForceReal> double Integrator<ForceReal>::kinetic_energy() const {
  Octet<double> sums[2]{};
  if (equal_masses_) {
    for_clusters(numbers(), [&](std::size_t k, int half) {
      const Octet<double> v = velocities_now(k);
      sums[half] += v * v;
    });
    return 0.5 * masses_[0] * sum_of(sums[0] + sums[1]);
  }
  for_clusters(numbers(), [&](std::size_t k, int half) {
    const Octet<double> v = velocities_now(k);
    sums[half] += v * v / load<Octet<double>>(&half_kicks_[k]);
  });
  return 0.25 * time_step_ * sum_of(sums[0] + sums[1]);
}

template <class ForceReal> double Integrator<ForceReal>::rebuild() {
  const double fastest = std::sqrt(fastest_squared());
  const double way = fastest * time_step_ / cutoff_;
  if (!(way <= longest_step_per_cutoff)) return way;
  wrap();
  look_ahead(fastest);
  sort();
  for (std::size_t k = 0; k < numbers(); k += cluster_numbers) place_on_grid(k);
  cells_.build(reference_.data(), cluster_species_.data(), list_);
  return way;
}

template <class ForceReal>
void Integrator<ForceReal>::read_state(double scale, std::vector<double>& positions,
                                       std::vector<double>& velocities) const {
  ClusterArray<double> now(velocities_.size());
  for (std::size_t k = 0; k < numbers(); k += cluster_numbers) store(&now[k], velocities_now(k) * scale);
  for (std::int32_t slot = 0; slot < slots(); ++slot) {
    if (index_of_[slot] < 0) continue;
    const std::size_t to = 2 * static_cast<std::size_t>(index_of_[slot]);
    const std::size_t from = x_of_slot(slot);
    const Vec2 image = box_.lattice(images_[slot].a, images_[slot].b);
    positions[to] = points_[from] + image.x;
    positions[to + 1] = points_[from + cluster_size] + image.y;
    velocities[to] = now[from];
    velocities[to + 1] = now[from + cluster_size];
  }
}

/// Two particles may have closed in by the sum of their ways.
template <class ForceReal> bool Integrator<ForceReal>::is_far(double two_ways) const {
  return two_ways > skin_ || skin_ == 0;
}

/// Largest v²; not a number when a velocity is none.
template <class ForceReal> double Integrator<ForceReal>::fastest_squared() const {
  const double* const velocities = velocities_.data();
  Quad<double> fastest[2]{};
  Quad<double> finite[2]{};
  for_clusters(numbers(), [&](std::size_t k, int half) {
    const Quad<double> squared = squares(load<Octet<double>>(velocities + k));
    fastest[half] = larger(squared, fastest[half]);
    finite[half] += squared * 0.0;
  });
  return largest_of(larger(fastest[0], fastest[1])) + sum_of(finite[0] + finite[1]);
}

/// Takes lattice vectors off the points that have left the box.
template <class ForceReal> void Integrator<ForceReal>::wrap() {
  // Few have: clusters without one are passed over. A little less than half, as rounding decides at the boundary.
  const double half_height = 0.499 * box_.ly;
  const double half_width = 0.499 * box_.lx;
  const double tilt = box_.xy / box_.ly;
  for (std::int32_t c = 0; c < clusters_; ++c) {
    const auto points = load<Octet<double>>(&points_[static_cast<std::size_t>(c) * cluster_numbers]);
    const Quad<double> y = y_of<double>(points);
    const Quad<double> along = x_of<double>(points) - tilt * y;
    const auto outside = (y > half_height) | (y < -half_height) | (along > half_width) | (along < -half_width);
    if (any_of(outside))
      for (int member = 0; member < cluster_size; ++member) wrap(c * cluster_size + member);
  }
}

template <class ForceReal> void Integrator<ForceReal>::wrap(std::int32_t slot) {
  double& x = points_[x_of_slot(slot)];
  double& y = points_[x_of_slot(slot) + cluster_size];
  const double nb = std::floor(y / box_.ly + 0.5);
  x -= nb * box_.xy;
  y -= nb * box_.ly;
  const double na = std::floor((x - y / box_.ly * box_.xy) / box_.lx + 0.5);
  x -= na * box_.lx;
  images_[slot].a += static_cast<std::int32_t>(na);
  images_[slot].b += static_cast<std::int32_t>(nb);
}

/// The list is made for where the particles will be half-way through its life: then each may move by half the skin
/// before it gets there, and as much after. Half-way is when the fastest has gone most of half the skin; a particle
/// that goes to and fro meanwhile, as with the frequency √(Σa²/Σv²) of them all, is looked for nearer to its centre.
template <class ForceReal> void Integrator<ForceReal>::look_ahead(double fastest) {
  Octet<double> squared_velocities{};
  Octet<double> squared_accelerations{};
  const auto acceleration = [&](std::size_t k) __attribute__((always_inline)) {
    const Octet<double> per_mass = equal_masses_ ? broadcast<Octet<double>>(1 / masses_[0])
                                                 : load<Octet<double>>(&half_kicks_[k]) * (2 / time_step_);
    return per_mass * widened(load<Octet<ForceReal>>(&forces_[k]));
  };
  for (std::size_t k = 0; k < numbers(); k += cluster_numbers) {
    const auto v = load<Octet<double>>(&velocities_[k]);
    squared_velocities += v * v;
    squared_accelerations += acceleration(k) * acceleration(k);
  }
  const double time = fastest > 0 ? half_life * 0.5 * skin_ / fastest : 0;
  const double phase_squared =
      fastest > 0 ? time * time * sum_of(squared_accelerations) / sum_of(squared_velocities) : 0;
  const double along = time / (1 + to_and_fro * phase_squared);
  const double bent = 0.5 * half_life * time * time / (1 + 0.5 * half_life * to_and_fro * phase_squared);
  // A particle must not be out of the list's reach from the start.
  const double most = 0.49 * skin_;
  for (std::size_t k = 0; k < numbers(); k += cluster_numbers) {
    const Octet<double> way = load<Octet<double>>(&velocities_[k]) * along + bent * acceleration(k);
    const Quad<double> squared = squares(way);
    const Quad<double> part = squared > most * most ? most / square_root(squared) : broadcast<Quad<double>>(1.0);
    store(&reference_[k],
          to_grid_.template of<true>(load<Octet<double>>(&points_[k]) + way * octet<double>(part, part)));
  }
}

/// Puts all that belongs to the particles in the order of the list's clusters.
template <class ForceReal> void Integrator<ForceReal>::sort() {
  clusters_ = cells_.sort(reference_.data(), index_of_, slots(), slot_of_);
  permute(points_, scratch_);
  permute(velocities_, scratch_);
  permute(reference_, scratch_grid_);
  const auto ghost = static_cast<std::uint8_t>(masses_.size() - 1);
  permute(species_, scratch_species_, ghost);
  permute(index_of_, scratch_indices_, -1);
  permute(images_, scratch_images_, Image());
  sizes_.arrange(index_of_.data(), slots());
  for (std::int32_t c = 0; c < clusters_; ++c) {
    const std::int32_t first = c * cluster_size;
    // Empty slots are the last ones of a cluster.
    if (index_of_[first + cluster_size - 1] < 0) fill_empty_slots(first);
    for (std::size_t l = 0; l < sizeof(ClusterSpecies); l += cluster_size)
      std::memcpy(cluster_species_[c].of + l, &species_[first], cluster_size);
  }
  for (std::int32_t slot = 0; slot < slots() && !equal_masses_; ++slot) {
    const std::size_t x = x_of_slot(slot);
    half_kicks_[x] = half_kicks_[x + cluster_size] = 0.5 * time_step_ / masses_[species_[slot]];
  }
}

/// Puts them where a particle of the cluster is, at rest: no cluster is longer for them.
template <class ForceReal> void Integrator<ForceReal>::fill_empty_slots(std::int32_t first) {
  for (std::int32_t slot = first + 1; slot < first + cluster_size; ++slot) {
    if (index_of_[slot] >= 0) continue;
    for (const std::size_t x : {x_of_slot(slot), x_of_slot(slot) + cluster_size}) {
      points_[x] = points_[x - 1];
      reference_[x] = reference_[x - 1];
      velocities_[x] = 0;
    }
  }
}

template <class ForceReal> void Integrator<ForceReal>::place_on_grid(std::size_t cluster) {
  store(&grid_[cluster], to_grid_.template of<true>(load<Octet<double>>(&points_[cluster])));
}

template <class ForceReal>
template <class Real>
void Integrator<ForceReal>::permute(ClusterArray<Real>& values, ClusterArray<Real>& scratch) const {
  const Real* const from = values.data();
  Real* const to = scratch.data();
  for (std::int32_t slot = 0; slot < slots(); ++slot) {
    const std::size_t x = x_of_slot(std::max(0, slot_of_[slot]));
    to[x_of_slot(slot)] = from[x];
    to[x_of_slot(slot) + cluster_size] = from[x + cluster_size];
  }
  values.swap(scratch);
}

template <class ForceReal>
template <class Value>
void Integrator<ForceReal>::permute(std::vector<Value>& values, std::vector<Value>& scratch, Value of_ghost) const {
  for (std::int32_t slot = 0; slot < slots(); ++slot)
    scratch[slot] = slot_of_[slot] < 0 ? of_ghost : values[slot_of_[slot]];
  values.swap(scratch);
}

template class Integrator<float>;
template class Integrator<double>;

} // namespace keycore
