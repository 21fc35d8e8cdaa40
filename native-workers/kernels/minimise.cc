#include "kernels/minimise.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

#include "kernels/dynamical-matrix.hpp"

namespace keycore {
namespace {

using Eigen::VectorXd;

/// Lengths below are in units of the cutoff, forces in units of the problem (ε/σ with the registered models).

/// Extra range of the pair list: rebuilt when two particles may have closed half of it each.
constexpr double skin_per_cutoff = 0.2;
/// Above this max|F| particles overlap: each is moved on its own, or the worst pair would set the pace for all.
constexpr double overlap_force = 1e3;
constexpr int most_push_steps = 500;
constexpr double longest_push_per_cutoff = 0.03;
/// No particle moves further than this in one step of L-BFGS or Newton.
constexpr double longest_step_per_cutoff = 0.07;
constexpr std::size_t remembered_steps = 8;
/// Newton is first tried at this max|F|, later at a tenth of where it failed.
constexpr double newton_force = 1e-3;
/// Above this max|F| a Hessian with a negative eigenvalue is left to L-BFGS.
constexpr double unstressed_force = 1e-6;
/// Newton steps to where the slope is level, and the search for such a place: a share of the slope at the start, and
/// points that are looked at.
constexpr int most_level_steps = 30;
constexpr double level_slope = 0.1;
constexpr int most_slopes = 40;
constexpr double smallest_tolerance = 1e-13;

/// U and F at moving positions, with the pair list kept fresh.
class Landscape {
public:
  explicit Landscape(System& system)
      : system_(system), cutoff_(system.cutoff()),
        range_(std::min(cutoff_ * (1 + skin_per_cutoff), std::min(system.box.width_a(), system.box.width_b()))) {}

  /// Energetics at x; forces into `forces`.
  Energetics at(const std::vector<double>& x, std::vector<double>& forces) {
    refresh(x);
    ++evaluations_;
    const Energetics result = evaluate(system_, pairs_, x, forces);
    return result;
  }
  [[nodiscard]] int evaluations() const { return evaluations_; }
  [[nodiscard]] double cutoff() const { return cutoff_; }

private:
  void refresh(const std::vector<double>& x) {
    const double allowed = 0.5 * (range_ - cutoff_);
    bool stale = reference_.empty();
    for (std::size_t at = 0; at < reference_.size() && !stale; at += 2) {
      const double dx = x[at] - reference_[at];
      const double dy = x[at + 1] - reference_[at + 1];
      stale = dx * dx + dy * dy > allowed * allowed;
    }
    if (!stale) return;
    pairs_ = find_pairs(system_.box, x, range_);
    reference_ = x;
  }

  System& system_;
  double cutoff_;
  double range_;
  PairList pairs_;
  std::vector<double> reference_;
  int evaluations_ = 0;
};

/// State of one minimisation: where it is, and what it costs.
class Descent {
public:
  Descent(System& system, const MinimiseOptions& options, const Control& control)
      : system_(system), options_(options), control_(control), landscape_(system), start_(system.positions) {
    wrap();
    now_ = landscape_.at(system_.positions, force_);
    check();
    first_force_ = now_.max_force;
  }

  Minimisation run() {
    Minimisation result;
    try {
      push_apart();
      double newton_below = newton_force;
      while (!converged() && budget()) {
        const double target =
            options_.newton ? std::max(options_.force_tolerance, newton_below) : options_.force_tolerance;
        const bool tried = now_.max_force > target;
        const bool progressed = quasi_newton(target);
        if (converged() || !options_.newton) break;
        const NewtonEnd end = newton(result);
        if (end == NewtonEnd::converged || at_rounding()) break;
        // Stuck in both: nothing else is left to try. (Beside a fold Newton stalls at forces that L-BFGS was not asked
        // to lower.)
        if (end == NewtonEnd::stalled && tried && !progressed) break;
        newton_below = 0.1 * std::min(newton_below, now_.max_force);
      }
      result.status = converged() || at_rounding() ? Status::converged : Status::not_converged;
    } catch (const Cancelled&) {
      result.status = Status::cancelled;
    }
    wrap();
    now_ = landscape_.at(system_.positions, force_);
    result.energy = now_.energy;
    result.max_force = now_.max_force;
    result.rounding_force = rounding_force_;
    result.evaluations = landscape_.evaluations();
    for (std::size_t at = 0; at < start_.size(); at += 2) {
      const Vec2 d =
          system_.box.nearest({system_.positions[at] - start_[at], system_.positions[at + 1] - start_[at + 1]});
      const double squared = d.x * d.x + d.y * d.y;
      result.moved_max = std::max(result.moved_max, squared);
      result.moved_rms += squared;
    }
    result.moved_max = std::sqrt(result.moved_max);
    if (!start_.empty()) result.moved_rms = std::sqrt(result.moved_rms / (0.5 * static_cast<double>(start_.size())));
    return result;
  }

private:
  /// Why a run of Newton steps ended.
  enum class NewtonEnd {
    converged,
    out_of_basin, ///< the Hessian is not positive there, or the step is too long to be trusted
    stalled       ///< no fraction of the step lowers max|F|
  };

  [[nodiscard]] bool converged() const { return now_.max_force <= options_.force_tolerance; }
  /// Newton has stalled where the mere rounding of the coordinates makes forces this large.
  [[nodiscard]] bool at_rounding() const { return stalled_ && now_.max_force <= rounding_force_; }
  [[nodiscard]] bool budget() const { return landscape_.evaluations() < options_.max_evaluations; }

  void check() const {
    if (!std::isfinite(now_.energy) || !std::isfinite(now_.max_force))
      throw std::invalid_argument("the energy is not finite: two particles lie on one spot");
  }

  void wrap() {
    for (std::size_t at = 0; at < system_.positions.size(); at += 2) {
      const Vec2 r = system_.box.wrap_centred({system_.positions[at], system_.positions[at + 1]});
      system_.positions[at] = r.x;
      system_.positions[at + 1] = r.y;
    }
  }

  void report() const {
    control_.poll();
    const double whole = std::log10(std::max(first_force_, 10 * options_.force_tolerance) / options_.force_tolerance);
    const double left = std::log10(std::max(now_.max_force, options_.force_tolerance) / options_.force_tolerance);
    control_.progress(Stage::minimise, std::max<std::int64_t>(0, static_cast<std::int64_t>(1000 * (1 - left / whole))),
                      1000);
  }

  /// Overlapping particles part, each by a bounded step along its own force.
  void push_apart() {
    const double longest = longest_push_per_cutoff * landscape_.cutoff();
    for (int step = 0; step < most_push_steps && now_.max_force > overlap_force && budget(); ++step) {
      report();
      for (std::size_t at = 0; at < force_.size(); at += 2) {
        const double size = std::hypot(force_[at], force_[at + 1]);
        if (size == 0) continue;
        const double length = longest * std::min(1.0, size / (0.1 * overlap_force));
        system_.positions[at] += force_[at] / size * length;
        system_.positions[at + 1] += force_[at + 1] / size * length;
      }
      now_ = landscape_.at(system_.positions, force_);
      check();
    }
  }

  [[nodiscard]] static double longest_move(const VectorXd& direction) {
    double longest = 0;
    for (Eigen::Index at = 0; at < direction.size(); at += 2)
      longest = std::max(longest, direction[at] * direction[at] + direction[at + 1] * direction[at + 1]);
    return std::sqrt(longest);
  }

  /// L-BFGS until max|F| ≤ target. False where no step makes progress any more.
  bool quasi_newton(double target) {
    struct Pair {
      VectorXd step;
      VectorXd change; ///< of the gradient
      double inverse_product;
    };
    std::deque<Pair> memory;
    std::vector<double> trial_position;
    std::vector<double> trial_force;
    std::vector<double> weight(remembered_steps);
    const double longest = longest_step_per_cutoff * landscape_.cutoff();
    const auto size = static_cast<Eigen::Index>(force_.size());
    bool moved = false;
    while (now_.max_force > target && budget()) {
      report();
      const Eigen::Map<const VectorXd> force(force_.data(), size);
      VectorXd direction = force;
      for (std::size_t k = memory.size(); k-- > 0;) {
        weight[k] = memory[k].inverse_product * memory[k].step.dot(direction);
        direction -= weight[k] * memory[k].change;
      }
      if (!memory.empty()) direction *= 1 / (memory.back().inverse_product * memory.back().change.squaredNorm());
      for (std::size_t k = 0; k < memory.size(); ++k)
        direction += (weight[k] - memory[k].inverse_product * memory[k].change.dot(direction)) * memory[k].step;

      double slope = -force.dot(direction);
      if (!(slope < 0)) {
        memory.clear();
        direction = force;
        slope = -force.squaredNorm();
      }
      const double reach = longest_move(direction);
      double scale = std::min(1.0, longest / reach);
      if (memory.empty()) scale = std::min(scale, 0.1 * longest / reach);

      bool accepted = false;
      for (int attempt = 0; attempt < 20; ++attempt, scale *= 0.3) {
        trial_position = system_.positions;
        Eigen::Map<VectorXd>(trial_position.data(), size) += scale * direction;
        const Energetics there = landscape_.at(trial_position, trial_force);
        // Armijo; where the energy has run out of digits, its slope decides: what has risen again to less than the
        // slope that it fell with is lower (Hager & Zhang, SIAM J. Optim. 16, 170 (2005), eq. 2.5). A falling max|F|
        // would not do: many steps that lower the energy raise the force of some particle.
        const double rounding = 1e-14 * std::abs(now_.energy);
        const bool lower = there.energy <= now_.energy + 1e-4 * scale * slope;
        const double slope_there = -Eigen::Map<const VectorXd>(trial_force.data(), size).dot(direction);
        const bool level =
            std::abs(there.energy - now_.energy) <= rounding && slope_there <= (1 - 2e-4) * std::abs(slope);
        if (!std::isfinite(there.energy) || (!lower && !level)) continue;
        Pair pair;
        pair.step = scale * direction;
        pair.change = force - Eigen::Map<const VectorXd>(trial_force.data(), size);
        const double product = pair.step.dot(pair.change);
        if (product > 1e-12 * pair.step.norm() * pair.change.norm()) {
          pair.inverse_product = 1 / product;
          memory.push_back(std::move(pair));
          if (memory.size() > remembered_steps) memory.pop_front();
        }
        system_.positions.swap(trial_position);
        force_.swap(trial_force);
        now_ = there;
        accepted = true;
        break;
      }
      if (accepted) {
        moved = true;
      } else {
        if (memory.empty()) return moved;
        memory.clear();
      }
    }
    return moved;
  }

  /// Newton steps while each of them lowers max|F|.
  NewtonEnd newton(Minimisation& result) {
    const double longest = longest_step_per_cutoff * landscape_.cutoff();
    const auto size = static_cast<Eigen::Index>(force_.size());
    wrap();
    now_ = landscape_.at(system_.positions, force_);
    std::vector<double> trial_force;
    int level_steps = 0;
    while (!converged() && budget()) {
      report();
      const DynamicalMatrix matrix(system_, control_);
      const Inertia signs = matrix.inertia();
      // Zero modes beside the translations (rattlers, pieces that slide) bear no force, and their pivots are dropped:
      // the step is right for all the others.
      if (signs.negative > 0) {
        if (now_.max_force > unstressed_force || ++level_steps > most_level_steps || !unstressed_step())
          return NewtonEnd::out_of_basin;
        ++result.newton_steps;
        continue;
      }
      std::vector<double> step = force_;
      matrix.pseudo_inverse(step.data(), 1);
      const Eigen::Map<const VectorXd> direction(step.data(), size);
      if (longest_move(direction) > longest) return NewtonEnd::out_of_basin;
      bool accepted = false;
      for (double scale = 1; scale > 0.1 && !accepted; scale *= 0.5) {
        std::vector<double> trial = system_.positions;
        Eigen::Map<VectorXd>(trial.data(), size) += scale * direction;
        const Energetics there = landscape_.at(trial, trial_force);
        if (!(there.max_force < now_.max_force)) continue;
        system_.positions.swap(trial);
        force_.swap(trial_force);
        now_ = there;
        accepted = true;
      }
      if (!accepted) {
        // Half a unit in the last place of every coordinate, through the stiffest row of H.
        const Eigen::Map<const VectorXd> x(system_.positions.data(), size);
        const double rounding =
            matrix.stiffness() * 0.5 * std::numeric_limits<double>::epsilon() * x.cwiseAbs().maxCoeff();
        if (now_.max_force <= rounding || ++level_steps > most_level_steps || !to_level_slope(direction)) {
          rounding_force_ = rounding;
          stalled_ = true;
          return NewtonEnd::stalled;
        }
      }
      ++result.newton_steps;
    }
    return converged() ? NewtonEnd::converged : NewtonEnd::stalled;
  }

  /// A step on H without its prestress, which is never negative: a particle that grazes another has a stiffness of
  /// −f/r across the contact, however small the force f. False where there is none.
  bool unstressed_step() {
    const DynamicalMatrix matrix(system_, control_, Prestress::dropped);
    std::vector<double> step = force_;
    matrix.pseudo_inverse(step.data(), 1);
    const Eigen::Map<const VectorXd> direction(step.data(), static_cast<Eigen::Index>(step.size()));
    return longest_move(direction) <= longest_step_per_cutoff * landscape_.cutoff() && to_level_slope(direction);
  }

  /// Along a direction in which the energy falls, to where its slope is a tenth of what it was or less, but not further
  /// than the whole step: where contacts open and close on the way, H changes, and max|F| may rise while the energy
  /// falls. False where no such place is found.
  bool to_level_slope(const VectorXd& direction) {
    const auto size = static_cast<Eigen::Index>(force_.size());
    const double slope = Eigen::Map<const VectorXd>(force_.data(), size).dot(direction);
    std::vector<double> trial_force;
    double below = 0;
    double above = 1;
    for (int attempt = 0; slope > 0 && attempt < most_slopes; ++attempt) {
      const double scale = attempt == 0 ? 1 : 0.5 * (below + above);
      std::vector<double> trial = system_.positions;
      Eigen::Map<VectorXd>(trial.data(), size) += scale * direction;
      const Energetics there = landscape_.at(trial, trial_force);
      const double here = Eigen::Map<const VectorXd>(trial_force.data(), size).dot(direction);
      // Also where the energy still falls at the end of the whole step.
      if (std::abs(here) <= level_slope * slope || (attempt == 0 && here > 0)) {
        system_.positions.swap(trial);
        force_.swap(trial_force);
        now_ = there;
        return true;
      }
      (here > 0 ? below : above) = scale;
    }
    return false;
  }

  System& system_;
  const MinimiseOptions& options_;
  const Control& control_;
  Landscape landscape_;
  std::vector<double> start_;
  std::vector<double> force_;
  Energetics now_;
  double first_force_ = 0;
  double rounding_force_ = 0;
  bool stalled_ = false;
};

} // namespace

Minimisation minimise(System& system, const MinimiseOptions& options, const Control& control) {
  if (!(options.force_tolerance >= smallest_tolerance)) {
    std::ostringstream message;
    message << "force tolerance must be at least " << smallest_tolerance << ", got " << options.force_tolerance;
    throw std::invalid_argument(message.str());
  }
  if (options.max_evaluations < 1)
    throw std::invalid_argument("the number of force evaluations must be at least 1, got " +
                                std::to_string(options.max_evaluations));
  return Descent(system, options, control).run();
}

} // namespace keycore
