#include "kernels/pseudo-harmonic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernels/known-modes.hpp"
#include "kernels/lanes.hpp"
#include "kernels/pseudo-harmonic-line.hpp"
#include "kernels/quartic-lanes.hpp"

namespace keycore {
namespace {

constexpr int lanes = quartic_lanes;
using Row = Lanes<lanes>;

void require_minimum(const DynamicalMatrix& matrix) {
  const Inertia signs = matrix.inertia();
  if (signs.negative > 0 || signs.zero != 2)
    throw std::invalid_argument("pseudo-harmonic modes exist only at a minimum of the energy: the Hessian has " +
                                std::to_string(signs.negative) + " negative and " + std::to_string(signs.zero) +
                                " zero modes (two are the translations)");
}

/// Takes the centre of mass's motion out of a displacement field.
void remove_translations(std::span<double> z, std::span<const double> root_mass) {
  double sum[2] = {0, 0};
  double total = 0;
  for (std::size_t p = 0; p < root_mass.size(); ++p) {
    const double mass = root_mass[p] * root_mass[p];
    total += mass;
    sum[0] += mass * z[2 * p];
    sum[1] += mass * z[2 * p + 1];
  }
  for (std::size_t at = 0; at < z.size(); ++at) z[at] -= sum[at % 2] / total;
}

/// The pairs of the Hessian, their particles by position in the elimination, sorted.
QuarticPairs pairs_by_position(const DynamicalMatrix& matrix) {
  const auto& position = matrix.grounded().symbolic().position;
  std::vector<std::pair<std::int32_t, std::int32_t>> sorted;
  for (std::size_t k = 0; k < matrix.hessian().size(); ++k)
    sorted.push_back(std::minmax({position[matrix.hessian().first[k]], position[matrix.hessian().second[k]]}));
  std::sort(sorted.begin(), sorted.end());
  QuarticPairs pairs;
  pairs.particles = matrix.particles();
  for (const auto& [first, second] : sorted) {
    pairs.first.push_back(first);
    pairs.second.push_back(second);
  }
  return pairs;
}

/// The searches in work, eight at a time, and what they have found.
class Search {
public:
  Search(const DynamicalMatrix& matrix, std::span<const double> fields, std::span<const Dipole> dipoles,
         const PseudoHarmonicOptions& options, const Control& control)
      : matrix_(matrix), options_(options), control_(control), fields_(fields), dipoles_(dipoles),
        field_count_(static_cast<int>(fields.size()) / matrix.size()),
        start_count_(field_count_ + static_cast<int>(dipoles.size())) {
    const std::size_t room = static_cast<std::size_t>(matrix.size()) * lanes;
    for (auto* array : {&z_, &s_, &g_, &w_, &r_, &h_, &p_, &hp_}) array->assign(room, 0.0);
    pairs_ = pairs_by_position(matrix);
    mass_.resize(matrix.size());
    for (int at = 0; at < matrix.size(); ++at) mass_[row_of(at)] = std::pow(matrix.root_mass()[at / 2], 2);
    total_mass_ = 0.5 * std::accumulate(mass_.begin(), mass_.end(), 0.0);
  }

  PseudoHarmonicModes run() {
    for (;;) {
      control_.poll();
      control_.progress(Stage::pseudo_modes, ended_, start_count_);
      judge();
      for (int lane = 0; lane < lanes; ++lane)
        if (lane_[lane].start < 0 && next_ < start_count_) load(lane, next_++);
      if (std::none_of(lane_, lane_ + lanes, [](const Lane& lane) { return lane.start >= 0; })) break;
      solve();
      step();
      quartic_gradient(pairs_, z_.data(), g_.data(), quartic_);
    }
    control_.progress(Stage::pseudo_modes, start_count_, start_count_);
    return sorted();
  }

private:
  struct Lane {
    int start = -1;        ///< −1: at rest
    int iterations = -1;   ///< −1: what is being solved for is the response to the start's force
    int look = first_look; ///< iteration at which it is next compared with the known modes
    double previous = 0;   ///< ⟨r, r⟩_H of the step before; 0: there was none
  };
  static constexpr int first_look = 3;

  [[nodiscard]] int size() const { return matrix_.size(); }

  /// Row of a component: particles lie by their position in the elimination, which keeps neighbours together.
  [[nodiscard]] std::size_t row_of(int component) const {
    return 2 * static_cast<std::size_t>(matrix_.grounded().symbolic().position[component / 2]) +
           static_cast<std::size_t>(component % 2);
  }

  /// Puts the force whose response is the start into lane `lane` of g.
  void load(int lane, int start) {
    lane_[lane] = Lane{.start = start};
    clear(lane);
    if (start < field_count_) {
      std::vector<double> force(size());
      matrix_.hessian().multiply(fields_.data() + static_cast<std::ptrdiff_t>(start) * size(), force.data());
      for (int at = 0; at < size(); ++at) g_[row_of(at) * lanes + lane] = force[at];
      return;
    }
    const Dipole& dipole = dipoles_[start - field_count_];
    const auto add = [&](std::int32_t particle, double x, double y) {
      g_[row_of(2 * particle) * lanes + lane] += x;
      g_[row_of(2 * particle + 1) * lanes + lane] += y;
    };
    add(dipole.first, -dipole.x, -dipole.y);
    add(dipole.second, dipole.x, dipole.y);
  }

  void clear(int lane) {
    for (auto* array : {&z_, &s_, &g_, &r_, &h_, &p_, &hp_})
      for (std::size_t at = lane; at < array->size(); at += lanes) (*array)[at] = 0;
    quartic_[lane] = 1;
  }

  /// w = H⁺ g but for a translation, which neither C nor its gradient sees.
  void solve() {
    std::copy(g_.begin(), g_.end(), w_.begin());
    std::fill_n(w_.begin() + static_cast<std::ptrdiff_t>(row_of(2 * matrix_.grounded_particle())) * lanes, 2 * lanes,
                0.0);
    matrix_.grounded().solve_eight(w_.data());
    solves_ += std::count_if(lane_, lane_ + lanes, [](const Lane& lane) { return lane.start >= 0; });
  }

  /// h = Hr = g/Q − s of every lane, and what it says: lanes that have come to an end are at rest.
  void judge() {
    Row::Register inverse_quartic{};
    for (int lane = 0; lane < lanes; ++lane) inverse_quartic[lane] = 1 / quartic_[lane];
    Row::Register hh{};
    Row::Register ss{};
    for (int at = 0; at < size(); ++at) {
      const Row::Register s = Row::at(s_.data(), at);
      const Row::Register h = Row::at(g_.data(), at) * inverse_quartic - s;
      hh += h * h;
      ss += s * s;
      Row::at(h_.data(), at) = h;
    }
    for (int lane = 0; lane < lanes; ++lane) {
      const Lane& own = lane_[lane];
      if (own.start < 0) continue;
      if (hh[lane] <= options_.tolerance * options_.tolerance * ss[lane])
        finish(lane);
      else if (own.iterations >= options_.max_iterations)
        give_up(lane);
      else if (own.iterations >= own.look && options_.merge_early)
        look(lane);
    }
  }

  /// One step of every lane: the gradient, a conjugate direction, the minimum along it. Leaves zᵀHz = 1.
  void step() {
    Row::Register inverse_quartic{};
    for (int lane = 0; lane < lanes; ++lane) inverse_quartic[lane] = 1 / quartic_[lane];
    Row::Register rr{};
    Row::Register rr_before{};
    Row::Register zp{};
    for (int at = 0; at < size(); ++at) {
      const Row::Register h = Row::at(h_.data(), at);
      const Row::Register r = Row::at(w_.data(), at) * inverse_quartic - Row::at(z_.data(), at);
      rr += r * h;
      rr_before += Row::at(r_.data(), at) * h;
      zp += Row::at(s_.data(), at) * Row::at(p_.data(), at);
      Row::at(r_.data(), at) = r;
    }
    Row::Register beta{};
    for (int lane = 0; lane < lanes; ++lane) {
      Lane& own = lane_[lane];
      if (own.start < 0 || own.iterations < 0) continue;
      if (own.previous > 0) beta[lane] = std::max(0.0, (rr[lane] - rr_before[lane]) / own.previous);
      own.previous = rr[lane];
    }
    Row::Register pp{};
    Row::Register gp{};
    Row::Register zp_after{};
    for (int at = 0; at < size(); ++at) {
      const Row::Register z = Row::at(z_.data(), at);
      const Row::Register s = Row::at(s_.data(), at);
      const Row::Register p = Row::at(r_.data(), at) + beta * (Row::at(p_.data(), at) - zp * z);
      const Row::Register hp = Row::at(h_.data(), at) + beta * (Row::at(hp_.data(), at) - zp * s);
      pp += p * hp;
      gp += p * Row::at(g_.data(), at);
      zp_after += p * s;
      Row::at(p_.data(), at) = p;
      Row::at(hp_.data(), at) = hp;
    }
    for (int lane = 0; lane < lanes; ++lane)
      if (lane_[lane].start >= 0 && lane_[lane].iterations >= 0 && !(gp[lane] > quartic_[lane] * zp_after[lane])) {
        // No descent of C: begin anew with the gradient.
        for (std::size_t at = lane; at < p_.size(); at += lanes) {
          p_[at] = r_[at];
          hp_[at] = h_[at];
        }
        pp[lane] = rr[lane];
        zp_after[lane] = 0;
      }
    LaneNumbers coefficients[5];
    quartic_along(pairs_, z_.data(), p_.data(), coefficients);
    Row::Register alpha{};
    Row::Register scale{};
    for (int lane = 0; lane < lanes; ++lane) {
      scale[lane] = 1;
      if (lane_[lane].start < 0) continue;
      if (++lane_[lane].iterations == 0) continue;
      QuarticLine line{.b = zp_after[lane], .e = std::max(0.0, pp[lane])};
      for (int k = 0; k < 5; ++k) line.c[k] = coefficients[k][lane];
      alpha[lane] = line.ascend();
      scale[lane] = 1 / std::sqrt(line.energy(alpha[lane]));
    }
    Row::Register square{};
    Row::Register sum[2] = {};
    for (int at = 0; at < size(); ++at) {
      const Row::Register z = (Row::at(z_.data(), at) + alpha * Row::at(p_.data(), at)) * scale;
      Row::at(z_.data(), at) = z;
      Row::at(s_.data(), at) = (Row::at(s_.data(), at) + alpha * Row::at(hp_.data(), at)) * scale;
      square += mass_[at] * z * z;
      sum[at % 2] += mass_[at] * z;
    }
    for (int lane = 0; lane < lanes; ++lane)
      moments_[lane] = {square[lane], sum[0][lane] / total_mass_, sum[1][lane] / total_mass_};
    for (int lane = 0; lane < lanes; ++lane)
      if (lane_[lane].start >= 0 && lane_[lane].iterations == 0) take_response(lane);
  }

  /// z = H⁺ f of a start, with zᵀHz = 1.
  void take_response(int lane) {
    double energy = 0;
    for (std::size_t at = lane; at < w_.size(); at += lanes) energy += w_[at] * g_[at];
    const double scale = 1 / std::sqrt(energy);
    for (std::size_t at = lane; at < w_.size(); at += lanes) {
      z_[at] = w_[at] * scale;
      s_[at] = g_[at] * scale;
      r_[at] = h_[at] = p_[at] = hp_[at] = 0;
    }
  }

  void rest(int lane) {
    ++ended_;
    lane_[lane].start = -1;
    clear(lane);
  }

  void give_up(int lane) {
    ++unconverged_;
    rest(lane);
  }

  /// M^(1/2) z of a lane, normalised, without translation.
  [[nodiscard]] std::vector<double> unit(int lane) const {
    std::vector<double> e(size());
    for (int at = 0; at < size(); ++at) e[at] = z_[row_of(at) * lanes + lane];
    remove_translations(e, matrix_.root_mass());
    double square = 0;
    for (int at = 0; at < size(); ++at) {
      e[at] *= matrix_.root_mass()[at / 2];
      square += e[at] * e[at];
    }
    for (double& value : e) value /= std::sqrt(square);
    return e;
  }

  /// Ends a search that has come close to a known mode. C only falls, so one that is below that mode's goes elsewhere.
  void look(int lane) {
    lane_[lane].look = lane_[lane].iterations + 1;
    const auto [square, x, y] = moments_[lane];
    const double norm = square - total_mass_ * (x * x + y * y);
    const auto square_of = [&, x = x, y = y](int particle) {
      const std::size_t row = row_of(2 * particle);
      const double dx = z_[row * lanes + lane] - x;
      const double dy = z_[(row + 1) * lanes + lane] - y;
      return mass_[row] * (dx * dx + dy * dy) / norm;
    };
    if (!known_.may_match(square_of, options_.overlap)) return;
    const KnownModes::Match match = known_.nearest(unit(lane), options_.overlap);
    if (match.index < 0 || 1 / quartic_[lane] < modes_[match.index].cost * (1 - 1e-6)) return;
    ++modes_[match.index].hits;
    ++merged_;
    ++merged_early_;
    rest(lane);
  }

  void finish(int lane) {
    std::vector<double> e = unit(lane);
    PseudoHarmonicMode mode{
        .cost = 1 / quartic_[lane], .iterations = lane_[lane].iterations, .start = lane_[lane].start};
    const KnownModes::Match match = known_.nearest(e, options_.overlap);
    if (match.index < 0) {
      known_.add(std::move(e));
      modes_.push_back(mode);
    } else {
      ++merged_;
      mode.hits = ++modes_[match.index].hits;
      if (mode.cost < modes_[match.index].cost * (1 - 1e-6)) {
        modes_[match.index] = mode;
        known_.replace(match.index, std::move(e));
      }
    }
    rest(lane);
  }

  /// Everything found, the softest first.
  PseudoHarmonicModes sorted() {
    PseudoHarmonicModes result;
    std::vector<std::vector<double>> displacements;
    for (int k = 0; k < known_.size(); ++k) {
      std::vector<double> z = known_[k];
      for (int at = 0; at < size(); ++at) z[at] /= matrix_.root_mass()[at / 2];
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
      result.modes.push_back(modes_[k]);
      result.displacements.insert(result.displacements.end(), displacements[k].begin(), displacements[k].end());
    }
    result.status = modes_.empty() ? Status::not_converged : Status::converged;
    result.distinct = known_.size();
    result.merged = merged_;
    result.merged_early = merged_early_;
    result.unconverged = unconverged_;
    result.solves = solves_;
    return result;
  }

  const DynamicalMatrix& matrix_;
  const PseudoHarmonicOptions& options_;
  const Control& control_;
  std::span<const double> fields_;
  std::span<const Dipole> dipoles_;
  int field_count_;
  int start_count_;

  Lane lane_[lanes];
  LaneNumbers quartic_; ///< Q at z
  // In lanes: the field z with zᵀHz = 1, s = Hz, g = ¼∂Q/∂z, w = H⁺g, the gradient r = w/Q − z with h = Hr, and the
  // direction p with Hp. H itself is never applied: the images follow from those of g.
  std::vector<double> z_, s_, g_, w_, r_, h_, p_, hp_;
  QuarticPairs pairs_;       ///< by position
  std::vector<double> mass_; ///< of each row's particle
  double total_mass_ = 0;
  /// Of the field in a lane: zᵀMz, and the motion of its centre of mass.
  struct Moments {
    double square = 0;
    double x = 0;
    double y = 0;
  };
  Moments moments_[lanes];

  KnownModes known_;
  std::vector<PseudoHarmonicMode> modes_;
  int next_ = 0;
  int ended_ = 0;
  int merged_ = 0;
  int merged_early_ = 0;
  int unconverged_ = 0;
  std::int64_t solves_ = 0;
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
  for (std::size_t from = 0; from < fields.size(); from += matrix.size())
    if (!(pseudo_harmonic_cost(matrix, fields.subspan(from, matrix.size())).energy > 0))
      throw std::invalid_argument("a field to start from is a translation, or not finite");
}

} // namespace

std::vector<PairSoftness> pair_softness(const DynamicalMatrix& matrix, const Control& control) {
  require_minimum(matrix);
  const std::vector<double> blocks = matrix.pair_compliances(control);
  std::vector<PairSoftness> softness(blocks.size() / 3);
  for (std::size_t k = 0; k < softness.size(); ++k) {
    const double xx = blocks[3 * k];
    const double xy = blocks[3 * k + 1];
    const double yy = blocks[3 * k + 2];
    const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
    softness[k] = {0.5 * (xx + yy) + std::hypot(0.5 * (xx - yy), xy), std::cos(angle), std::sin(angle)};
  }
  return softness;
}

PseudoHarmonicCost pseudo_harmonic_cost(const DynamicalMatrix& matrix, std::span<const double> z) {
  const Hessian& hessian = matrix.hessian();
  std::vector<double> force(z.size());
  std::vector<double> g(z.size(), 0.0);
  hessian.multiply(z.data(), force.data());
  PseudoHarmonicCost result;
  for (std::size_t k = 0; k < hessian.size(); ++k) {
    const std::size_t i = 2 * static_cast<std::size_t>(hessian.first[k]);
    const std::size_t j = 2 * static_cast<std::size_t>(hessian.second[k]);
    const double x = z[j] - z[i];
    const double y = z[j + 1] - z[i + 1];
    const double square = x * x + y * y;
    result.quartic += square * square;
    g[i] -= square * x;
    g[i + 1] -= square * y;
    g[j] += square * x;
    g[j + 1] += square * y;
  }
  result.energy = std::inner_product(z.begin(), z.end(), force.begin(), 0.0);
  result.cost = result.energy * result.energy / result.quartic;
  double residual = 0;
  double norm = 0;
  result.gradient.resize(z.size());
  for (std::size_t at = 0; at < z.size(); ++at) {
    const double off = force[at] - result.energy / result.quartic * g[at];
    result.gradient[at] = 4 * result.energy / result.quartic * off;
    residual += off * off;
    norm += force[at] * force[at];
  }
  result.residual = std::sqrt(residual / norm);
  return result;
}

PseudoHarmonicModes pseudo_harmonic_modes(const DynamicalMatrix& matrix, std::span<const double> fields,
                                          std::span<const Dipole> dipoles, const PseudoHarmonicOptions& options,
                                          const Control& control) {
  require_minimum(matrix);
  check(matrix, fields, dipoles, options);
  return Search(matrix, fields, dipoles, options, control).run();
}

} // namespace keycore
