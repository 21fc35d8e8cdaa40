#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "kernels/control.hpp"
#include "kernels/energetics.hpp"
#include "kernels/swap-moves.hpp"

namespace keycore {

/// Energy and momentum are conserved (NVE).
struct NoThermostat {};

/// dv = −γ v dt + √(2γT/m) dW for every particle, by the BAOAB splitting; canonical.
/// Source: Leimkuhler & Matthews, Appl. Math. Res. eXpress 2013, 34.
struct LangevinThermostat {
  double friction = 1;
};

/// Stochastic velocity rescaling: dK = (K̄ − K) dt/τ + 2 √(K K̄/(N_f τ)) dW, integrated exactly each step, N_f = 2N − 2;
/// canonical, total momentum stays zero. Source: Bussi, Donadio & Parrinello, J. Chem. Phys. 126, 014101 (2007).
struct RescalingThermostat {
  double relaxation_time = 1;
};

using Thermostat = std::variant<NoThermostat, LangevinThermostat, RescalingThermostat>;

/// Of the forces; positions, velocities and what a trace says are in double precision with both. Boxes over four
/// thousand cutoffs wide have double precision anyway.
enum class Precision { mixed, full };

/// Exchanges of diameters between the steps (swap-moves.hpp); of particles with sizes only.
struct SwapOptions {
  std::int64_t interval = 0; ///< steps from one round to the next, counted from step 0; 0: there are none
  std::int64_t attempts = 0; ///< exchanges tried in a round
};

struct DynamicsOptions {
  std::int64_t steps = 0;
  Thermostat thermostat;
  /// Of the bath, linear in time over the run.
  double temperature_start = 0;
  double temperature_end = 0;
  /// Steps between two rows of the trace; 0: one row, after the last step.
  std::int64_t trace_interval = 0;
  /// Width by which the list exceeds the cutoffs; 0: chosen here.
  double skin = 0;
  Precision precision = Precision::mixed;
  SwapOptions swaps{};
};

/// Energies per particle; T = 2K/N_f with N_f = 2N − 2, or 2N under Langevin; P = (N T + ½ Σ_pairs r·F)/V.
struct TraceRow {
  std::int64_t step = 0;
  double temperature = 0;
  double potential_energy = 0;
  double kinetic_energy = 0;
  double pressure = 0;
};

enum class DynamicsStatus { done, cancelled, diverged };

struct DynamicsResult {
  DynamicsStatus status = DynamicsStatus::done;
  std::int64_t steps = 0;
  std::vector<TraceRow> trace;
  std::int64_t rebuilds = 0;
  SwapCount swaps;
  std::string detail;
};

/// Molecular dynamics by velocity Verlet at fixed box. The state is the positions (not wrapped), velocities and, where
/// they have some, diameters in order of the particles and the number of steps; every run starts from it only, with a
/// new neighbour list.
class Dynamics {
public:
  /// Throws std::invalid_argument as `System::check` does, and for velocities of the wrong length or not finite and a
  /// time step that is not positive.
  Dynamics(System system, std::vector<double> velocities, double time_step, std::int64_t step,
           std::array<std::uint32_t, 2> key);

  /// Velocities drawn from the Maxwell distribution, total momentum taken out.
  [[nodiscard]] static std::vector<double> maxwell_velocities(const System& system, double temperature,
                                                              std::array<std::uint32_t, 2> key);

  /// Integrates. `cancelled` leaves the state after the steps made, `diverged` that before the run.
  DynamicsResult run(const DynamicsOptions& options, const Control& control);

  [[nodiscard]] int particles() const { return system_.particles(); }
  [[nodiscard]] std::int64_t step() const { return step_; }
  [[nodiscard]] const std::vector<double>& positions() const { return system_.positions; }
  [[nodiscard]] const std::vector<double>& velocities() const { return velocities_; }
  /// None where particles have no sizes.
  [[nodiscard]] const std::vector<double>& diameters() const { return system_.sizes.diameters; }

private:
  template <class ForceReal> DynamicsResult run_with(const DynamicsOptions& options, const Control& control);

  System system_;
  std::vector<double> velocities_;
  double time_step_;
  std::int64_t step_;
  std::array<std::uint32_t, 2> key_;
};

} // namespace keycore
