#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/cluster-list.hpp"
#include "kernels/clusters.hpp"
#include "kernels/energetics.hpp"
#include "kernels/pair-forces.hpp"
#include "kernels/slot-sizes.hpp"
#include "kernels/thermostat.hpp"

namespace keycore {

/// A particle that moves further than this in one step has met forces that the time step cannot follow.
inline constexpr double longest_step_per_cutoff = 0.1;

/// Particles sorted in space, and the parts of a step of velocity Verlet made with them. Positions and velocities are
/// doubles; forces are those of `ForceReal`, float or double.
template <class ForceReal> class Integrator {
public:
  Integrator(const Integrator&) = delete;
  Integrator& operator=(const Integrator&) = delete;
  /// `skin`: width of the neighbour list beyond the cutoffs.
  Integrator(const System& system, const std::vector<double>& velocities, double time_step, double skin);

  /// The first list and forces. Gives what `rebuild` gives; where that is too far, there is no list.
  double start();

  /// From one step to the next: second half of a kick, velocities scaled, first half of the next kick, points moved.
  /// True when a new list is due.
  [[nodiscard]] bool kick_and_drift(double scale);

  /// The same for BAOAB: kicks, half a drift, friction and noise, half a drift.
  [[nodiscard]] bool kick_and_drift(const LangevinStep& bath, std::int64_t step, std::array<std::uint32_t, 2> key);

  /// Forces at the present points.
  void find_forces();

  /// The sums over pairs at the present points, in double precision.
  [[nodiscard]] PairSums pair_sums() const;

  /// Σ ½ m v² at the present points.
  [[nodiscard]] double kinetic_energy() const;

  /// A new list at the present points. Gives the longest way of a particle in one step, in units of the cutoff; not a
  /// number when a velocity is none. Beyond `longest_step_per_cutoff` no list is made.
  double rebuild();

  /// The state in order of the particles, positions not wrapped, velocities scaled.
  void read_state(double scale, std::vector<double>& positions, std::vector<double>& velocities) const;

private:
  /// How many lattice vectors have been taken off a particle's position.
  struct Image {
    std::int32_t a = 0;
    std::int32_t b = 0;
  };

  [[nodiscard]] std::size_t numbers() const { return static_cast<std::size_t>(clusters_) * cluster_numbers; }
  [[nodiscard]] std::int32_t slots() const { return clusters_ * cluster_size; }
  [[nodiscard]] bool is_far(double two_ways) const;
  [[nodiscard]] double fastest_squared() const;
  template <bool Tilted, class HalfKick> [[nodiscard]] bool kick_and_drift(double scale, const HalfKick& half_kick);
  [[nodiscard]] Octet<double> velocities_now(std::size_t cluster) const;
  void wrap();
  void wrap(std::int32_t slot);
  void look_ahead(double fastest);
  void sort();
  void fill_empty_slots(std::int32_t first);
  void place_on_grid(std::size_t cluster);
  template <class Real> void permute(ClusterArray<Real>& values, ClusterArray<Real>& scratch) const;
  template <class Value> void permute(std::vector<Value>& values, std::vector<Value>& scratch, Value of_ghost) const;

  Box box_;
  PeriodicGrid to_grid_;
  double time_step_;
  double skin_;
  double cutoff_;
  std::vector<double> masses_;
  bool equal_masses_;
  SlotSizes sizes_;
  CellSearch cells_;
  std::unique_ptr<PairForces> pair_forces_;
  ClusterList list_;
  /// Half kicks that the velocities are behind: none before the first step, then one.
  double behind_ = 0;
  int clusters_;
  ClusterArray<double> points_;
  ClusterArray<double> velocities_;
  ClusterArray<ForceReal> forces_;
  ClusterArray<double> half_kicks_; ///< Δt/2m of each coordinate, where masses differ
  ClusterArray<std::int32_t> grid_;
  ClusterArray<std::int32_t> reference_; ///< where the list takes the particles to be
  std::vector<ClusterSpecies> cluster_species_;
  std::vector<std::uint8_t> species_;  ///< of each slot
  std::vector<std::int32_t> index_of_; ///< of the particle in each slot, −1 in an empty one
  std::vector<Image> images_;
  std::vector<std::int32_t> slot_of_;
  ClusterArray<double> scratch_;
  ClusterArray<std::int32_t> scratch_grid_;
  std::vector<std::uint8_t> scratch_species_;
  std::vector<std::int32_t> scratch_indices_;
  std::vector<Image> scratch_images_;
};

extern template class Integrator<float>;
extern template class Integrator<double>;

} // namespace keycore
