#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/energetics.hpp"
#include "kernels/pair-forces.hpp"
#include "kernels/thermostat.hpp"
#include "kernels/verlet-list.hpp"

namespace keycore {

/// A particle that moves further than this in one step has met forces that the time step cannot follow.
inline constexpr double longest_step_per_cutoff = 0.1;

/// Particles sorted in space, and the parts of a step of velocity Verlet made with them.
class Integrator {
public:
  /// `skin`: width of the neighbour list beyond the cutoffs.
  Integrator(const System& system, const std::vector<double>& velocities, double time_step, double skin);

  /// The first list and forces. Gives what `rebuild` gives; where that is too far, there is no list.
  double start();

  /// First half of a step: velocities scaled and kicked, points moved. True when a new list is due. Leaves forces zero.
  [[nodiscard]] bool kick_and_drift(double scale);

  /// The same for BAOAB: kick, half a drift, friction and noise, half a drift.
  [[nodiscard]] bool kick_and_drift(const LangevinStep& bath, std::int64_t step, std::array<std::uint32_t, 2> key);

  /// Forces at the present points, added to zero.
  void find_forces();

  /// The same, with the sums that a trace wants.
  [[nodiscard]] PairSums find_forces_and_sums();

  /// Second half of a step; gives the kinetic energy Σ ½ m v².
  [[nodiscard]] double kick();

  void scale_velocities(double scale);

  /// A new list at the present points. Gives the longest way of a particle in one step, in units of the cutoff; not a
  /// number when a velocity is none. Beyond `longest_step_per_cutoff` no list is made.
  double rebuild();

  /// The state in order of the particles, positions not wrapped.
  void read_state(std::vector<double>& positions, std::vector<double>& velocities) const;

private:
  /// Two numbers for each particle and zeros or others behind, so that packs may reach beyond the last one.
  using Points = std::vector<double, Eigen::aligned_allocator<double>>;

  /// How many lattice vectors have been taken off a particle's position.
  struct Image {
    std::int32_t a = 0;
    std::int32_t b = 0;
  };

  static Points padded(const std::vector<double>& values, double with);
  [[nodiscard]] std::ptrdiff_t numbers() const { return 2 * static_cast<std::ptrdiff_t>(particles_); }
  [[nodiscard]] bool is_far(double squared) const;
  [[nodiscard]] double fastest_squared() const;
  void wrap();
  void wrap(int p);
  template <int Width, class Values> void permute(Values& values, Values& scratch) const;

  Box box_;
  double time_step_;
  double skin_;
  double cutoff_;
  int particles_;
  std::vector<double> masses_;
  bool equal_masses_;
  CellSearch cells_;
  std::unique_ptr<PairForces> pair_forces_;
  VerletList list_;
  Points points_;
  Points velocities_;
  Points forces_;
  Points half_kicks_; ///< Δt/2m of each coordinate, where masses differ
  Points origin_;     ///< points when the list was made
  std::vector<std::uint8_t> species_;
  std::vector<std::int32_t> index_of_;
  std::vector<Image> images_;
  std::vector<std::int32_t> order_;
  Points scratch_points_;
  Points scratch_velocities_;
  std::vector<std::uint8_t> scratch_species_;
  std::vector<std::int32_t> scratch_indices_;
  std::vector<Image> scratch_images_;
};

} // namespace keycore
