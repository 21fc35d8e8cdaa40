#include "kernels/dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "kernels/integrator.hpp"
#include "kernels/philox.hpp"
#include "kernels/thermostat.hpp"

namespace keycore {
namespace {

/// Width of the list beyond the cutoffs, where none is asked for: such that it lasts about so many steps at the speed
/// of the fastest particle, within bounds in units of the mean distance of particles. More pairs against fewer lists,
/// measured with both glasses.
constexpr double steps_per_list = 24;
constexpr double least_skin_per_spacing = 0.19;
constexpr double most_skin_per_spacing = 0.42;
/// Positions are not wrapped; one so many boxes away has lost too many digits.
constexpr double most_boxes = 1e6;
/// Forces in single precision come from positions on a grid of 2⁻³² of the box. Beyond so coarse a one, in a box four
/// thousand cutoffs wide, its rounding would be more than theirs.
constexpr double coarsest_grid_per_cutoff = 1e-6;
/// Swaps of a round are numbered in 32 bits.
constexpr std::int64_t most_swaps = std::int64_t{1} << 32;
/// Steps between two looks at the control words.
constexpr std::int64_t steps_per_poll = 32;

/// Throws std::invalid_argument naming an option that cannot be.
void check(const DynamicsOptions& options) {
  const auto at_least_zero = [](double value, const char* name) {
    if (!(value >= 0) || !std::isfinite(value))
      throw std::invalid_argument(std::string(name) + " must not be negative, got " + std::to_string(value));
  };
  if (options.steps < 0)
    throw std::invalid_argument("steps must not be negative, got " + std::to_string(options.steps));
  if (options.trace_interval < 0)
    throw std::invalid_argument("trace interval must not be negative, got " + std::to_string(options.trace_interval));
  if (options.swaps.interval < 0 || options.swaps.attempts < 0)
    throw std::invalid_argument("interval and attempts of swaps must not be negative, got " +
                                std::to_string(options.swaps.interval) + " and " +
                                std::to_string(options.swaps.attempts));
  if (options.swaps.attempts > most_swaps)
    throw std::invalid_argument("at most " + std::to_string(most_swaps) + " swaps in a round, got " +
                                std::to_string(options.swaps.attempts));
  at_least_zero(options.temperature_start, "temperature");
  at_least_zero(options.temperature_end, "temperature");
  at_least_zero(options.skin, "skin");
  if (const auto* langevin = std::get_if<LangevinThermostat>(&options.thermostat))
    at_least_zero(langevin->friction, "friction");
  if (const auto* rescaling = std::get_if<RescalingThermostat>(&options.thermostat))
    if (!(rescaling->relaxation_time > 0))
      throw std::invalid_argument("relaxation time must be positive, got " +
                                  std::to_string(rescaling->relaxation_time));
}

std::string divergence(std::int64_t step, double way_per_cutoff, double cutoff, double time_step) {
  std::ostringstream text;
  text << "at step " << step << " with time step " << time_step << ' ';
  if (std::isfinite(way_per_cutoff))
    text << "a particle moved " << way_per_cutoff * cutoff << " in one step";
  else
    text << "the motion is not finite";
  return text.str();
}

/// Width of the list beyond the cutoffs: what is asked for or suits the speeds, as far as the nearest image stays the
/// only one. The fastest of N particles has about v² = 2 T ln N/m.
double usable_skin(const System& system, const std::vector<double>& velocities, double time_step,
                   const DynamicsOptions& options) {
  const double cutoff = system.cutoff();
  const double most = 0.5 * std::min(system.box.width_a(), system.box.width_b()) - cutoff;
  double wanted = options.skin;
  if (!(wanted > 0)) {
    double squares = 0;
    for (const double v : velocities) squares += v * v;
    const double lightest = *std::min_element(system.masses.begin(), system.masses.end());
    const double bath = std::max(options.temperature_start, options.temperature_end) / lightest;
    const double mean_square = std::max(bath, squares / (2.0 * system.particles()));
    const double fastest = std::sqrt(2 * mean_square * std::log(std::max(2, system.particles())));
    const double spacing = std::sqrt(system.box.area() / system.particles());
    wanted = std::clamp(2 * steps_per_list * time_step * fastest, least_skin_per_spacing * spacing,
                        most_skin_per_spacing * spacing);
  }
  return std::clamp(wanted, 0.0, std::max(0.0, most));
}

/// What a run changes.
struct State {
  std::vector<double> positions;
  std::vector<double> velocities;
  std::vector<double> diameters;
};

} // namespace

Dynamics::Dynamics(System system, std::vector<double> velocities, double time_step, std::int64_t step,
                   std::array<std::uint32_t, 2> key)
    : system_(std::move(system)), velocities_(std::move(velocities)), time_step_(time_step), step_(step), key_(key) {
  system_.check();
  if (velocities_.size() != system_.positions.size())
    throw std::invalid_argument("velocities must have " + std::to_string(system_.positions.size()) + " numbers, got " +
                                std::to_string(velocities_.size()));
  for (int p = 0; p < system_.particles(); ++p) {
    const Vec2 s = system_.box.fractional({system_.positions[2 * p], system_.positions[2 * p + 1]});
    if (!(std::abs(s.x) <= most_boxes && std::abs(s.y) <= most_boxes))
      throw std::invalid_argument("particle index " + std::to_string(p) + " is more than " +
                                  std::to_string(static_cast<int>(most_boxes)) + " boxes away");
  }
  for (const double v : velocities_)
    if (!std::isfinite(v)) throw std::invalid_argument("velocities must be finite");
  if (!(time_step > 0) || !std::isfinite(time_step))
    throw std::invalid_argument("time step must be positive and finite, got " + std::to_string(time_step));
  if (step < 0) throw std::invalid_argument("step must not be negative, got " + std::to_string(step));
}

std::vector<double> Dynamics::maxwell_velocities(const System& system, double temperature,
                                                 std::array<std::uint32_t, 2> key) {
  if (!(temperature >= 0) || !std::isfinite(temperature))
    throw std::invalid_argument("temperature must not be negative, got " + std::to_string(temperature));
  std::vector<double> velocities(system.positions.size());
  Vec2 momentum;
  double mass_of_all = 0;
  for (int p = 0; p < system.particles(); ++p) {
    const double mass = system.masses[system.species[p]];
    const NormalPair deviate = normal_pair(step_words(static_cast<std::uint32_t>(p), 0, RandomStream::velocities, key));
    velocities[2 * p] = std::sqrt(temperature / mass) * deviate.first;
    velocities[2 * p + 1] = std::sqrt(temperature / mass) * deviate.second;
    momentum.x += mass * velocities[2 * p];
    momentum.y += mass * velocities[2 * p + 1];
    mass_of_all += mass;
  }
  for (int p = 0; p < system.particles(); ++p) {
    velocities[2 * p] -= momentum.x / mass_of_all;
    velocities[2 * p + 1] -= momentum.y / mass_of_all;
  }
  return velocities;
}

DynamicsResult Dynamics::run(const DynamicsOptions& options, const Control& control) {
  check(options);
  if (options.swaps.interval > 0 && system_.sizes.none())
    throw std::invalid_argument("particles without diameters have none to swap");
  const bool coarse = PeriodicGrid::spacing(system_.box) > coarsest_grid_per_cutoff * system_.cutoff();
  return options.precision == Precision::full || coarse ? run_with<double>(options, control)
                                                        : run_with<float>(options, control);
}

template <class ForceReal> DynamicsResult Dynamics::run_with(const DynamicsOptions& options, const Control& control) {
  const auto* const langevin = std::get_if<LangevinThermostat>(&options.thermostat);
  const auto* const rescaling = std::get_if<RescalingThermostat>(&options.thermostat);
  const double particles = system_.particles();
  const double freedoms = langevin != nullptr ? 2 * particles : std::max(1.0, 2 * particles - 2);

  DynamicsResult result;
  const bool swapping = options.swaps.interval > 0 && options.swaps.attempts > 0;
  // Swaps write the state on the way.
  const State before = swapping ? State{system_.positions, velocities_, system_.sizes.diameters} : State{};
  std::optional<Integrator<ForceReal>> integrator;
  const auto begin = [&] {
    integrator.emplace(system_, velocities_, time_step_, usable_skin(system_, velocities_, time_step_, options));
    return integrator->start();
  };
  // What a step of stochastic rescaling does to the velocities waits for the next pass over them.
  double scale = 1;
  const auto diverged = [&](double way) {
    if (swapping) {
      system_.positions = before.positions;
      velocities_ = before.velocities;
      system_.sizes.diameters = before.diameters;
    }
    result.status = DynamicsStatus::diverged;
    result.detail = divergence(step_ + result.steps, way, system_.cutoff(), time_step_);
    return result;
  };
  const double first_way = begin();
  if (!(first_way <= longest_step_per_cutoff)) return diverged(first_way);
  while (result.steps < options.steps) {
    if (result.steps % steps_per_poll == 0) {
      control.progress(Stage::dynamics, result.steps, options.steps);
      if (control.cancelled()) {
        result.status = DynamicsStatus::cancelled;
        break;
      }
    }
    const double along = (static_cast<double>(result.steps) + 0.5) / static_cast<double>(options.steps);
    const double temperature =
        options.temperature_start + (options.temperature_end - options.temperature_start) * along;
    const std::int64_t step = step_ + result.steps;
    const bool due =
        langevin != nullptr
            ? integrator->kick_and_drift(LangevinStep(langevin->friction, temperature, time_step_), step, key_)
            : integrator->kick_and_drift(scale);
    scale = 1;
    if (due) {
      const double way = integrator->rebuild();
      if (!(way <= longest_step_per_cutoff)) return diverged(way);
      ++result.rebuilds;
    }
    ++result.steps;
    const bool traced =
        result.steps == options.steps || (options.trace_interval > 0 && result.steps % options.trace_interval == 0);
    integrator->find_forces();
    const bool swap_round = swapping && (step + 1) % options.swaps.interval == 0;
    if (!traced && rescaling == nullptr && !swap_round) continue;
    double kinetic = integrator->kinetic_energy();
    if (!std::isfinite(kinetic)) return diverged(kinetic);
    if (rescaling != nullptr && kinetic > 0) {
      scale = rescaling_factor(kinetic, freedoms, temperature, time_step_, rescaling->relaxation_time, step, key_);
      kinetic *= scale * scale;
    }
    if (traced) {
      const PairSums sums = integrator->pair_sums();
      const double kinetic_temperature = 2 * kinetic / freedoms;
      result.trace.push_back({step + 1, kinetic_temperature, sums.energy / particles, kinetic / particles,
                              (particles * kinetic_temperature + 0.5 * sums.virial) / system_.box.area()});
    }
    if (swap_round) {
      // The step ends with the old sizes, the next one begins with the new ones.
      integrator->read_state(std::exchange(scale, 1.0), system_.positions, velocities_);
      const SwapCount swaps = swap_diameters(system_, options.swaps.attempts, temperature, step, key_);
      result.swaps.attempts += swaps.attempts;
      result.swaps.accepted += swaps.accepted;
      const double way = begin();
      if (!(way <= longest_step_per_cutoff)) return diverged(way);
      ++result.rebuilds;
    }
  }
  integrator->read_state(scale, system_.positions, velocities_);
  step_ += result.steps;
  control.progress(Stage::dynamics, result.steps, options.steps);
  return result;
}

} // namespace keycore
