#include "kernels/pseudo-harmonic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernels/descent-lanes.hpp"
#include "kernels/known-modes.hpp"

namespace keycore {
namespace {

constexpr int lanes = quartic_lanes;
/// Costs that differ by less are the same.
constexpr double same_cost = 1e-6;

/// The searches in work, eight at a time, and what they have found.
class Search {
public:
  Search(const DynamicalMatrix& matrix, std::span<const double> fields, std::span<const Dipole> dipoles,
         const PseudoHarmonicOptions& options, const Control& control)
      : matrix_(matrix), options_(options), control_(control), fields_(fields), dipoles_(dipoles),
        field_count_(static_cast<int>(fields.size()) / matrix.size()),
        start_count_(field_count_ + static_cast<int>(dipoles.size())), descent_(matrix) {}

  PseudoHarmonicModes run() {
    for (;;) {
      control_.poll();
      control_.progress(Stage::pseudo_modes, ended_, start_count_);
      judge();
      int active = 0;
      for (int lane = 0; lane < lanes; ++lane) {
        if (lane_[lane].start < 0 && next_ < start_count_) begin(lane, next_++);
        active += lane_[lane].start >= 0 ? 1 : 0;
      }
      if (active == 0) break;
      descent_.advance();
      result_.solves += active;
      for (Lane& lane : lane_) ++lane.iterations;
    }
    finish();
    return std::move(result_);
  }

private:
  struct Lane {
    int start = -1;      ///< −1: at rest
    int iterations = -1; ///< −1: what is solved for next is the response that is the start
  };
  /// Iterations from which a search is compared with the known modes: before, it may still go anywhere.
  static constexpr int first_look = 3;

  void begin(int lane, int start) {
    lane_[lane] = Lane{.start = start};
    std::vector<double> force(static_cast<std::size_t>(matrix_.size()), 0.0);
    if (start < field_count_) {
      // The field itself is the response to it.
      matrix_.hessian().multiply(fields_.data() + static_cast<std::ptrdiff_t>(start) * matrix_.size(), force.data());
    } else {
      const Dipole& dipole = dipoles_[start - field_count_];
      force[2 * dipole.first] -= dipole.x;
      force[2 * dipole.first + 1] -= dipole.y;
      force[2 * dipole.second] += dipole.x;
      force[2 * dipole.second + 1] += dipole.y;
    }
    descent_.begin(lane, force);
  }

  void rest(int lane) {
    ++ended_;
    lane_[lane].start = -1;
    descent_.stop(lane);
  }

  /// Takes the searches that have come to an end out of their lanes.
  void judge() {
    const LaneNumbers residuals = descent_.assess();
    for (int lane = 0; lane < lanes; ++lane) {
      const Lane& own = lane_[lane];
      if (own.start < 0) continue;
      if (residuals[lane] <= options_.tolerance) {
        take(lane);
        rest(lane);
      } else if (own.iterations >= options_.max_iterations) {
        ++result_.unconverged;
        rest(lane);
      } else if (options_.merge_early && own.iterations >= first_look && is_bound_for_known(lane)) {
        ++result_.merged;
        ++result_.merged_early;
        rest(lane);
      }
    }
  }

  /// Whether a search has come close to a known mode, which it then hits. C only falls, so that one whose C is below
  /// that mode's goes elsewhere.
  [[nodiscard]] bool is_bound_for_known(int lane) {
    const auto square_of = [&](int particle) { return descent_.square_of(lane, particle); };
    if (!known_.may_match(square_of, options_.overlap)) return false;
    const KnownModes::Match match = known_.nearest(descent_.unit(lane), options_.overlap);
    if (match.index < 0 || descent_.cost(lane) < modes_[match.index].cost * (1 - same_cost)) return false;
    ++modes_[match.index].hits;
    return true;
  }

  /// A minimum: a new mode, or one that is known; of two that count as one the lower stays.
  void take(int lane) {
    std::vector<double> e = descent_.unit(lane);
    PseudoHarmonicMode mode{
        .cost = descent_.cost(lane), .iterations = lane_[lane].iterations, .start = lane_[lane].start};
    const KnownModes::Match match = known_.nearest(e, options_.overlap);
    if (match.index < 0) {
      known_.add(std::move(e));
      modes_.push_back(mode);
      return;
    }
    ++result_.merged;
    mode.hits = ++modes_[match.index].hits;
    if (mode.cost < modes_[match.index].cost * (1 - same_cost)) {
      modes_[match.index] = mode;
      known_.replace(match.index, std::move(e));
    }
  }

  /// What was found, the softest first.
  void finish() {
    control_.progress(Stage::pseudo_modes, start_count_, start_count_);
    std::vector<std::vector<double>> displacements;
    for (int k = 0; k < known_.size(); ++k) {
      std::vector<double> z = known_[k];
      for (int at = 0; at < matrix_.size(); ++at) z[at] /= matrix_.root_mass()[at / 2];
      const PseudoHarmonicCost exact = pseudo_harmonic_cost(matrix_, z);
      modes_[k].stiffness = exact.energy;
      modes_[k].cost = exact.cost;
      modes_[k].residual = exact.residual;
      displacements.push_back(std::move(z));
    }
    std::vector<int> order(displacements.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return modes_[a].stiffness < modes_[b].stiffness; });
    order.resize(std::min<std::size_t>(order.size(), static_cast<std::size_t>(options_.count)));
    for (const int k : order) {
      result_.modes.push_back(modes_[k]);
      result_.displacements.insert(result_.displacements.end(), displacements[k].begin(), displacements[k].end());
    }
    result_.status = modes_.empty() ? Status::not_converged : Status::converged;
    result_.distinct = known_.size();
  }

  const DynamicalMatrix& matrix_;
  const PseudoHarmonicOptions& options_;
  const Control& control_;
  std::span<const double> fields_;
  std::span<const Dipole> dipoles_;
  int field_count_;
  int start_count_;

  DescentLanes descent_;
  Lane lane_[lanes];
  int next_ = 0;
  int ended_ = 0;

  KnownModes known_;
  std::vector<PseudoHarmonicMode> modes_; ///< in the order of `known_`
  PseudoHarmonicModes result_;
};

void check(const DynamicalMatrix& matrix, std::span<const double> fields, std::span<const Dipole> dipoles,
           const PseudoHarmonicOptions& options) {
  if (options.count < 1)
    throw std::invalid_argument("number of pseudo-harmonic modes must be at least 1, got " +
                                std::to_string(options.count));
  if (fields.empty() && dipoles.empty())
    throw std::invalid_argument("a search for pseudo-harmonic modes needs at least one start");
  if (fields.size() % static_cast<std::size_t>(matrix.size()) != 0)
    throw std::invalid_argument("fields to start from must hold whole vectors of " + std::to_string(matrix.size()) +
                                " numbers, got " + std::to_string(fields.size()));
  if (!(options.tolerance > 0) || !(options.overlap > 0 && options.overlap <= 1) || options.max_iterations < 1)
    throw std::invalid_argument("tolerance must be positive, overlap in (0, 1] and the number of steps at least 1");
  for (const Dipole& dipole : dipoles) {
    const auto valid = [&](std::int32_t particle) { return particle >= 0 && particle < matrix.particles(); };
    if (!valid(dipole.first) || !valid(dipole.second) || dipole.first == dipole.second ||
        !(std::hypot(dipole.x, dipole.y) > 0))
      throw std::invalid_argument("a dipole needs two different particles below " + std::to_string(matrix.particles()) +
                                  " and a force, got " + std::to_string(dipole.first) + " and " +
                                  std::to_string(dipole.second));
  }
  for (std::size_t from = 0; from < fields.size(); from += static_cast<std::size_t>(matrix.size()))
    if (!(pseudo_harmonic_cost(matrix, fields.subspan(from, static_cast<std::size_t>(matrix.size()))).energy > 0))
      throw std::invalid_argument("a field to start from is a translation, or not finite");
}

} // namespace

PseudoHarmonicModes pseudo_harmonic_modes(const DynamicalMatrix& matrix, std::span<const double> fields,
                                          std::span<const Dipole> dipoles, const PseudoHarmonicOptions& options,
                                          const Control& control) {
  require_minimum(matrix);
  check(matrix, fields, dipoles, options);
  return Search(matrix, fields, dipoles, options, control).run();
}

} // namespace keycore
