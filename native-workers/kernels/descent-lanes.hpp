#pragma once

#include <cstdint>
#include <vector>

#include "kernels/dynamical-matrix.hpp"
#include "kernels/quartic-lanes.hpp"

namespace keycore {

/// Eight fields on their way down C(z) = (zᵀHz)²/Q(z), in lanes, their rows by position in the elimination, which keeps
/// neighbours together and lets the factorisation solve without moving anything.
///
/// Each round: `assess`, look at the lanes and put others in place of those that are done, `advance`.
class DescentLanes {
public:
  explicit DescentLanes(const DynamicalMatrix& matrix);

  /// Begins a lane with the response H⁺ f to a force of 2N numbers that sums to nothing; it is a field after one round.
  void begin(int lane, const std::vector<double>& force);
  /// Takes what is in a lane out of it.
  void stop(int lane);

  /// Residuals ‖Hz − (zᵀHz/Q) g‖/‖Hz‖ of all lanes; those that hold no field have no meaning.
  [[nodiscard]] LaneNumbers assess();
  /// One solve for all lanes, and a step of each: C falls, or stays where it is stationary.
  void advance();

  [[nodiscard]] double cost(int lane) const { return energy_[lane] * energy_[lane] / quartic_[lane]; }
  /// M^(1/2) z, normalised, without translation.
  [[nodiscard]] std::vector<double> unit(int lane) const;
  /// The two components of one particle in it, squared: √m z_i, normalised, without translation.
  [[nodiscard]] double square_of(int lane, int particle) const;

private:
  enum class State { empty, force, field };
  /// Row of a component.
  [[nodiscard]] std::size_t row_of(int component) const;
  void clear(int lane);
  void solve();
  void take_response(int lane);

  const DynamicalMatrix& matrix_;
  QuarticPairs pairs_;
  std::vector<double> mass_; ///< of each row's particle
  double total_mass_ = 0;

  // The field z, s = Hz, g = ¼∂Q/∂z (of a lane that is being begun: the force), w = H⁺g, r = (zᵀHz/Q) w − z and h = Hr,
  // the direction p and Hp. H itself is never applied: the images follow from Hw = g.
  LaneRows z_, s_, g_, w_, r_, h_, p_, hp_;
  State state_[quartic_lanes] = {};
  LaneNumbers quartic_;  ///< Q
  LaneNumbers energy_;   ///< zᵀHz, 1 but for rounding
  LaneNumbers previous_; ///< rᵀHr of the step before; 0: there was none
  LaneNumbers along_;    ///< zᵀHp
  LaneNumbers pp_;       ///< pᵀHp
  /// zᵀMz and the motion of the centre of mass.
  LaneNumbers norm_, centre_x_, centre_y_;
};

} // namespace keycore
