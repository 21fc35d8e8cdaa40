#include "kernels/descent-lanes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/lanes.hpp"
#include "kernels/pseudo-harmonic-line.hpp"

namespace keycore {
namespace {

constexpr int lanes = quartic_lanes;
using Row = Lanes<lanes>;

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

} // namespace

DescentLanes::DescentLanes(const DynamicalMatrix& matrix) : matrix_(matrix), pairs_(pairs_by_position(matrix)) {
  for (auto* array : {&z_, &s_, &g_, &w_, &r_, &h_, &p_, &hp_})
    array->assign(static_cast<std::size_t>(matrix.size()) * lanes, 0.0);
  mass_.resize(static_cast<std::size_t>(matrix.size()));
  for (int at = 0; at < matrix.size(); ++at) {
    mass_[row_of(at)] = matrix.root_mass()[at / 2] * matrix.root_mass()[at / 2];
    total_mass_ += 0.5 * mass_[row_of(at)];
  }
  for (int lane = 0; lane < lanes; ++lane) clear(lane);
}

std::size_t DescentLanes::row_of(int component) const {
  return 2 * static_cast<std::size_t>(matrix_.grounded().symbolic().position[component / 2]) +
         static_cast<std::size_t>(component % 2);
}

void DescentLanes::clear(int lane) {
  for (auto* array : {&z_, &s_, &g_, &r_, &h_, &p_, &hp_})
    for (std::size_t at = static_cast<std::size_t>(lane); at < array->size(); at += lanes) (*array)[at] = 0;
  quartic_[lane] = 1;
  energy_[lane] = 1;
  previous_[lane] = along_[lane] = pp_[lane] = 0;
  norm_[lane] = centre_x_[lane] = centre_y_[lane] = 0;
}

void DescentLanes::begin(int lane, const std::vector<double>& force) {
  clear(lane);
  for (int at = 0; at < matrix_.size(); ++at) g_[row_of(at) * lanes + lane] = force[at];
  state_[lane] = State::force;
}

void DescentLanes::stop(int lane) {
  clear(lane);
  state_[lane] = State::empty;
}

LaneNumbers DescentLanes::assess() {
  const Row::Register ratio = Row::at(energy_.value, 0) / Row::at(quartic_.value, 0);
  Row::Register hh{};
  Row::Register ss{};
  for (int at = 0; at < matrix_.size(); ++at) {
    const Row::Register s = Row::at(s_.data(), at);
    const Row::Register h = Row::at(g_.data(), at) * ratio - s;
    hh += h * h;
    ss += s * s;
    Row::at(h_.data(), at) = h;
  }
  LaneNumbers residuals;
  for (int lane = 0; lane < lanes; ++lane) residuals[lane] = std::sqrt(hh[lane] / ss[lane]);
  return residuals;
}

/// w = H⁺ g but for a translation, which neither C nor its gradient sees.
void DescentLanes::solve() {
  std::copy(g_.begin(), g_.end(), w_.begin());
  const auto grounded = static_cast<std::ptrdiff_t>(row_of(2 * matrix_.grounded_particle()));
  std::fill_n(w_.begin() + grounded * lanes, 2 * lanes, 0.0);
  matrix_.grounded().solve_eight(w_.data());
}

// With E = zᵀHz: r = (E/Q) w − z and h = Hr = (E/Q) g − s are orthogonal to z in the metric of H (zᵀg = Q), and so is
// p ← r + β (p − z zᵀHp/E), with pᵀHp = rᵀHr + 2β hᵀp + β² (pᵀHp − (zᵀHp)²/E) needs no sum over p.
void DescentLanes::advance() {
  solve();
  const Row::Register ratio = Row::at(energy_.value, 0) / Row::at(quartic_.value, 0);
  Row::Register rr{};
  Row::Register rr_before{};
  Row::Register hp_product{};
  for (int at = 0; at < matrix_.size(); ++at) {
    const Row::Register h = Row::at(h_.data(), at);
    const Row::Register r = Row::at(w_.data(), at) * ratio - Row::at(z_.data(), at);
    rr += r * h;
    rr_before += Row::at(r_.data(), at) * h;
    hp_product += Row::at(p_.data(), at) * h;
    Row::at(r_.data(), at) = r;
  }
  Row::Register beta{};
  Row::Register overlap{}; // of the old direction with z
  for (int lane = 0; lane < lanes; ++lane) {
    if (state_[lane] != State::field) continue;
    double weight = previous_[lane] > 0 ? std::max(0.0, (rr[lane] - rr_before[lane]) / previous_[lane]) : 0;
    overlap[lane] = along_[lane] / energy_[lane];
    const double old = std::max(0.0, pp_[lane] - along_[lane] * overlap[lane]);
    // The slope of Q/E² along p is 4 Q/E of this: where it would not rise, only the gradient is taken.
    if (!(rr[lane] + weight * hp_product[lane] > 0)) weight = 0;
    beta[lane] = weight;
    pp_[lane] = std::max(0.0, rr[lane] + weight * (2 * hp_product[lane] + weight * old));
    previous_[lane] = rr[lane];
  }
  // zᵀHp is nothing but rounding: as large as rr, though, where a residual nears 1e-8.
  Row::Register along{};
  for (int at = 0; at < matrix_.size(); ++at) {
    const Row::Register p = Row::at(r_.data(), at) + beta * (Row::at(p_.data(), at) - overlap * Row::at(z_.data(), at));
    along += Row::at(s_.data(), at) * p;
    Row::at(p_.data(), at) = p;
  }

  LaneNumbers coefficients[5];
  quartic_along(pairs_, z_.data(), p_.data(), coefficients);
  Row::Register alpha{};
  Row::Register scale{};
  for (int lane = 0; lane < lanes; ++lane) {
    scale[lane] = 1;
    if (state_[lane] != State::field) continue;
    QuarticLine line;
    line.b = along[lane] / energy_[lane];
    line.e = pp_[lane] / energy_[lane];
    for (int k = 0; k < 5; ++k) line.c[k] = coefficients[k][lane];
    alpha[lane] = line.ascend();
    scale[lane] = 1 / std::sqrt(energy_[lane] * line.energy(alpha[lane]));
    along_[lane] = scale[lane] * (along[lane] + alpha[lane] * pp_[lane]);
    if (alpha[lane] == 0) previous_[lane] = 0;
  }

  Row::Register energy{};
  Row::Register square{};
  Row::Register sum[2] = {};
  for (int at = 0; at < matrix_.size(); ++at) {
    const Row::Register s = Row::at(s_.data(), at);
    const Row::Register hp = Row::at(h_.data(), at) + beta * (Row::at(hp_.data(), at) - overlap * s);
    const Row::Register z = (Row::at(z_.data(), at) + alpha * Row::at(p_.data(), at)) * scale;
    const Row::Register image = (s + alpha * hp) * scale;
    Row::at(hp_.data(), at) = hp;
    Row::at(z_.data(), at) = z;
    Row::at(s_.data(), at) = image;
    energy += z * image;
    square += mass_[at] * z * z;
    sum[at % 2] += mass_[at] * z;
  }
  for (int lane = 0; lane < lanes; ++lane) {
    if (state_[lane] == State::force) take_response(lane);
    // Nothing has moved in the others.
    if (state_[lane] != State::field || alpha[lane] == 0) continue;
    energy_[lane] = energy[lane];
    centre_x_[lane] = sum[0][lane] / total_mass_;
    centre_y_[lane] = sum[1][lane] / total_mass_;
    norm_[lane] = square[lane] - total_mass_ * (centre_x_[lane] * centre_x_[lane] + centre_y_[lane] * centre_y_[lane]);
  }
  quartic_gradient(pairs_, z_.data(), g_.data(), quartic_);
  for (int lane = 0; lane < lanes; ++lane)
    if (state_[lane] != State::field) quartic_[lane] = 1;
}

/// z = H⁺ f of a force, with zᵀHz = 1.
void DescentLanes::take_response(int lane) {
  double energy = 0;
  for (std::size_t at = static_cast<std::size_t>(lane); at < w_.size(); at += lanes) energy += w_[at] * g_[at];
  const double scale = 1 / std::sqrt(energy);
  for (std::size_t at = static_cast<std::size_t>(lane); at < w_.size(); at += lanes) {
    z_[at] = w_[at] * scale;
    s_[at] = g_[at] * scale;
    r_[at] = p_[at] = hp_[at] = 0;
  }
  state_[lane] = State::field;
}

std::vector<double> DescentLanes::unit(int lane) const {
  const int size = matrix_.size();
  std::vector<double> e(static_cast<std::size_t>(size));
  double sum[2] = {0, 0};
  for (int at = 0; at < size; ++at) {
    const std::size_t row = row_of(at);
    e[at] = z_[row * lanes + static_cast<std::size_t>(lane)];
    sum[at % 2] += mass_[row] * e[at];
  }
  double square = 0;
  for (int at = 0; at < size; ++at) {
    e[at] = (e[at] - sum[at % 2] / total_mass_) * matrix_.root_mass()[at / 2];
    square += e[at] * e[at];
  }
  for (double& value : e) value /= std::sqrt(square);
  return e;
}

double DescentLanes::square_of(int lane, int particle) const {
  const std::size_t row = row_of(2 * particle);
  const double x = z_[row * lanes + static_cast<std::size_t>(lane)] - centre_x_[lane];
  const double y = z_[(row + 1) * lanes + static_cast<std::size_t>(lane)] - centre_y_[lane];
  return mass_[row] * (x * x + y * y) / norm_[lane];
}

} // namespace keycore
