#include "kernels/dynamics.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include "kernels/pair-forces.hpp"
#include "kernels/philox.hpp"
#include "kernels/thermostat.hpp"
#include "kernels/verlet-list.hpp"

namespace keycore {
namespace {

/// Width of the list beyond the cutoffs, where none is asked for: such that it lasts about so many steps at the speed
/// of the fastest particle, within bounds in units of the mean distance of particles. More pairs against fewer lists,
/// measured with both glasses.
constexpr double steps_per_list = 24;
constexpr double least_skin_per_spacing = 0.19;
constexpr double most_skin_per_spacing = 0.58;
/// A particle that moves further than this in one step has met forces that the time step cannot follow.
constexpr double longest_step_per_cutoff = 0.1;
/// Positions are not wrapped; one so many boxes away has lost too many digits.
constexpr double most_boxes = 1e6;
/// Steps between two looks at the control words.
constexpr std::int64_t steps_per_poll = 32;

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

using Points = std::vector<double, Eigen::aligned_allocator<double>>;

void store(double* to, Pack values) {
  *reinterpret_cast<PackInMemory*>(to) = values;
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

/// Particles sorted in space, and the parts of a step made with them. Arrays over particles are padded so that packs
/// may reach beyond the last one.
class Integrator {
public:
  Integrator(const System& system, const std::vector<double>& velocities, double time_step, double skin)
      : box_(system.box), time_step_(time_step), skin_(skin), cutoff_(potential_cutoff(system.potential)),
        particles_(system.particles()), masses_(system.masses),
        equal_masses_(std::all_of(masses_.begin(), masses_.end(), [&](double mass) { return mass == masses_[0]; })),
        cells_(system.box, list_ranges(system.potential, skin), potential_species(system.potential)),
        pair_forces_(make_pair_forces(system.potential)),
        points_(padded(system.positions, std::numeric_limits<double>::quiet_NaN())), velocities_(padded(velocities, 0)),
        forces_(velocities_.size(), 0.0), half_kicks_(equal_masses_ ? 0 : velocities_.size(), 1.0),
        species_(system.species), index_of_(species_.size()), images_(species_.size()) {
    species_.resize(species_.size() + spare_points, 0);
    std::iota(index_of_.begin(), index_of_.end(), 0);
  }

  /// The first list and forces. Gives what `rebuild` gives; where that is too far, there is no list.
  double start() {
    const double way = rebuild();
    if (way <= longest_step_per_cutoff) find_forces();
    return way;
  }

  /// First half of a step: velocities scaled and kicked, points moved. True when a new list is due.
  [[nodiscard]] bool kick_and_drift(double scale) {
    Pack furthest{};
    const auto advance = [&](std::ptrdiff_t k, Pack half_kick) {
      const Pack v = load(&velocities_[k]) * scale + half_kick * load(&forces_[k]);
      const Pack x = load(&points_[k]) + time_step_ * v;
      store(&velocities_[k], v);
      store(&points_[k], x);
      const Pack moved = x - load(&origin_[k]);
      const Pack squared = sums_of_neighbours(moved * moved);
      furthest = squared > furthest ? squared : furthest;
    };
    if (equal_masses_) {
      const Pack half_kick = broadcast(0.5 * time_step_ / masses_[0]);
      for (std::ptrdiff_t k = 0; k < numbers(); k += pack_width) advance(k, half_kick);
    } else {
      for (std::ptrdiff_t k = 0; k < numbers(); k += pack_width) advance(k, load(&half_kicks_[k]));
    }
    double most = 0;
    for (int l = 0; l < pack_width; ++l) most = std::max(most, furthest[l]);
    return is_far(most);
  }

  /// The same for BAOAB: kick, half a drift, friction and noise, half a drift.
  [[nodiscard]] bool kick_and_drift(const LangevinStep& bath, std::int64_t step, std::array<std::uint32_t, 2> key) {
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
        moved += (points_[k] - origin_[k]) * (points_[k] - origin_[k]);
      }
      furthest = std::max(furthest, moved);
    }
    return is_far(furthest);
  }

  /// Forces at the present points.
  void find_forces() {
    std::fill(forces_.begin(), forces_.end(), 0.0);
    pair_forces_->add(list_, box_, points_.data(), species_.data(), forces_.data());
  }

  /// The same, with the sums that a trace wants.
  [[nodiscard]] PairSums find_forces_and_sums() {
    std::fill(forces_.begin(), forces_.end(), 0.0);
    return pair_forces_->add_with_sums(list_, box_, points_.data(), species_.data(), forces_.data());
  }

  /// Second half of a step; gives the kinetic energy Σ ½ m v².
  [[nodiscard]] double kick() {
    Pack sum{};
    if (equal_masses_) {
      const Pack half_kick = broadcast(0.5 * time_step_ / masses_[0]);
      for (std::ptrdiff_t k = 0; k < numbers(); k += pack_width) {
        const Pack v = load(&velocities_[k]) + half_kick * load(&forces_[k]);
        store(&velocities_[k], v);
        sum += v * v;
      }
      return 0.5 * masses_[0] * sum_of(sum);
    }
    for (std::ptrdiff_t k = 0; k < numbers(); k += pack_width) {
      const Pack half_kick = load(&half_kicks_[k]);
      const Pack v = load(&velocities_[k]) + half_kick * load(&forces_[k]);
      store(&velocities_[k], v);
      sum += v * v / half_kick;
    }
    return 0.25 * time_step_ * sum_of(sum);
  }

  void scale_velocities(double scale) {
    for (double& v : velocities_) v *= scale;
  }

  /// A new list at the present points. Gives the longest way of a particle in one step, in units of the cutoff; not a
  /// number when a velocity is none.
  double rebuild() {
    double fastest = 0;
    for (int p = 0; p < particles_; ++p) {
      const double squared = velocities_[2 * p] * velocities_[2 * p] + velocities_[2 * p + 1] * velocities_[2 * p + 1];
      if (!(squared <= fastest)) fastest = squared;
    }
    const double way = std::sqrt(fastest) * time_step_ / cutoff_;
    if (!(way <= longest_step_per_cutoff)) return way;
    for (int p = 0; p < particles_; ++p) wrap(p);
    cells_.sort(points_.data(), particles_, order_);
    permute(points_, scratch_points_, 2);
    permute(velocities_, scratch_points_, 2);
    permute(species_, scratch_species_, 1);
    permute(index_of_, scratch_indices_, 1);
    permute(images_, scratch_images_, 1);
    for (int p = 0; p < particles_ && !equal_masses_; ++p)
      half_kicks_[2 * p] = half_kicks_[2 * p + 1] = 0.5 * time_step_ / masses_[species_[p]];
    cells_.build(points_.data(), species_.data(), list_);
    origin_ = points_;
    return way;
  }

  /// The state in order of the particles, positions not wrapped.
  void read_state(std::vector<double>& positions, std::vector<double>& velocities) const {
    for (int p = 0; p < particles_; ++p) {
      const std::ptrdiff_t to = 2 * static_cast<std::ptrdiff_t>(index_of_[p]);
      const Vec2 image = box_.lattice(images_[p].a, images_[p].b);
      positions[to] = points_[2 * p] + image.x;
      positions[to + 1] = points_[2 * p + 1] + image.y;
      velocities[to] = velocities_[2 * p];
      velocities[to + 1] = velocities_[2 * p + 1];
    }
  }

private:
  /// How many lattice vectors have been taken off a particle's position.
  struct Image {
    std::int32_t a = 0;
    std::int32_t b = 0;
  };

  static Points padded(const std::vector<double>& values, double with) {
    Points result(values.begin(), values.end());
    result.resize(values.size() + 2 * spare_points, with);
    return result;
  }

  [[nodiscard]] std::ptrdiff_t numbers() const { return 2 * static_cast<std::ptrdiff_t>(particles_); }

  /// Two particles that moved by d each may have closed in by 2 d.
  [[nodiscard]] bool is_far(double squared) const { return 4 * squared > skin_ * skin_ || skin_ == 0; }

  void wrap(int p) {
    double& x = points_[2 * p];
    double& y = points_[2 * p + 1];
    const double nb = std::floor(y / box_.ly + 0.5);
    x -= nb * box_.xy;
    y -= nb * box_.ly;
    const double na = std::floor((x - y / box_.ly * box_.xy) / box_.lx + 0.5);
    x -= na * box_.lx;
    images_[p].a += static_cast<std::int32_t>(na);
    images_[p].b += static_cast<std::int32_t>(nb);
  }

  /// Puts entries of `width` values each in the order of the cells; what lies beyond the particles stays.
  template <class Values> void permute(Values& values, Values& scratch, int width) {
    scratch = values;
    for (int p = 0; p < particles_; ++p)
      for (int k = 0; k < width; ++k)
        values[static_cast<std::size_t>(p) * width + k] = scratch[static_cast<std::size_t>(order_[p]) * width + k];
  }

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
  std::vector<std::uint8_t> scratch_species_;
  std::vector<std::int32_t> scratch_indices_;
  std::vector<Image> scratch_images_;
};

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
  const double cutoff = potential_cutoff(system.potential);
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
  const auto* const langevin = std::get_if<LangevinThermostat>(&options.thermostat);
  const auto* const rescaling = std::get_if<RescalingThermostat>(&options.thermostat);
  check(options);
  const double particles = system_.particles();
  const double freedoms = langevin != nullptr ? 2 * particles : std::max(1.0, 2 * particles - 2);

  DynamicsResult result;
  Integrator integrator(system_, velocities_, time_step_, usable_skin(system_, velocities_, time_step_, options));
  // What a step of stochastic rescaling does to the velocities waits for the next pass over them.
  double scale = 1;
  const auto diverged = [&](double way) {
    result.status = DynamicsStatus::diverged;
    result.detail = divergence(step_ + result.steps, way, potential_cutoff(system_.potential), time_step_);
    return result;
  };
  const double first_way = integrator.start();
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
            ? integrator.kick_and_drift(LangevinStep(langevin->friction, temperature, time_step_), step, key_)
            : integrator.kick_and_drift(scale);
    scale = 1;
    if (due) {
      const double way = integrator.rebuild();
      if (!(way <= longest_step_per_cutoff)) return diverged(way);
      ++result.rebuilds;
    }
    ++result.steps;
    const bool traced =
        result.steps == options.steps || (options.trace_interval > 0 && result.steps % options.trace_interval == 0);
    PairSums sums;
    if (traced)
      sums = integrator.find_forces_and_sums();
    else
      integrator.find_forces();
    double kinetic = integrator.kick();
    if (!std::isfinite(kinetic)) return diverged(kinetic);
    if (rescaling != nullptr && kinetic > 0) {
      scale = rescaling_factor(kinetic, freedoms, temperature, time_step_, rescaling->relaxation_time, step, key_);
      kinetic *= scale * scale;
    }
    if (traced) {
      const double kinetic_temperature = 2 * kinetic / freedoms;
      result.trace.push_back({step + 1, kinetic_temperature, sums.energy / particles, kinetic / particles,
                              (particles * kinetic_temperature + 0.5 * sums.virial) / system_.box.area()});
    }
  }
  integrator.scale_velocities(scale);
  integrator.read_state(system_.positions, velocities_);
  step_ += result.steps;
  control.progress(Stage::dynamics, result.steps, options.steps);
  return result;
}

} // namespace keycore
