#include "kernels/dynamical-matrix.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "kernels/random-vector.hpp"

namespace keycore {
namespace {

/// A pivot of the grounded H this small beside the largest diagonal entry is a zero mode. What elimination leaves of
/// the translation of a piece that touches no other is the sum of the rounding of all its rows: up to 3e-16 N in a
/// perfect lattice, where it has one sign, √N of that in a disordered one. A soft mode leaves its eigenvalue over its
/// weight on one degree of freedom: for ω = 1e-4, N = 4096 and a weight of 0.01 that is 3e-9.
double zero_mode_pivot(int particles) {
  return 1e-15 * std::max(particles, 10);
}
/// A pivot of H − μM this small is an unlucky μ.
constexpr double unlucky_pivot = 1e-14;
/// Backward error above which signs of pivots are not trusted: no pivoting is done, so growth must be seen.
constexpr double trusted_backward_error = 1e-9;

void remove_mean(double* x, int particles) {
  double mean_x = 0;
  double mean_y = 0;
  for (int p = 0; p < particles; ++p) {
    mean_x += x[2 * p];
    mean_y += x[2 * p + 1];
  }
  mean_x /= particles;
  mean_y /= particles;
  for (int p = 0; p < particles; ++p) {
    x[2 * p] -= mean_x;
    x[2 * p + 1] -= mean_y;
  }
}

} // namespace

DynamicalMatrix::DynamicalMatrix(const System& system, const Control& control, Prestress prestress) {
  control.progress(Stage::factorise, 0, 1);
  hessian_ = assemble_hessian(system, find_pairs(system.box, system.positions, system.cutoff()), prestress);
  const int n = particles();
  if (n < 2) throw std::invalid_argument("a Hessian needs at least 2 particles, got " + std::to_string(n));
  root_mass_.reserve(n);
  for (const auto kind : system.species) {
    root_mass_.push_back(std::sqrt(system.masses[kind]));
    total_mass_ += system.masses[kind];
    heaviest_ = std::max(heaviest_, system.masses[kind]);
  }

  diagonal_.assign(static_cast<std::size_t>(n) * 4, 0.0);
  edges_.resize(hessian_.size() * 4);
  std::vector<double> row_sum(static_cast<std::size_t>(n) * 2, 0.0);
  for (std::size_t k = 0; k < hessian_.size(); ++k) {
    const double xx = hessian_.xx[k];
    const double xy = hessian_.xy[k];
    const double yy = hessian_.yy[k];
    const double block[4] = {xx, xy, xy, yy};
    const auto i = hessian_.first[k];
    const auto j = hessian_.second[k];
    for (int c = 0; c < 4; ++c) {
      diagonal_[4 * i + c] += block[c];
      diagonal_[4 * j + c] += block[c];
      edges_[4 * k + c] = -block[c];
    }
    const double weight = 1 / (root_mass_[i] * root_mass_[j]);
    for (const auto p : {i, j}) {
      row_sum[2 * p] += (std::abs(xx) + std::abs(xy)) * weight;
      row_sum[2 * p + 1] += (std::abs(xy) + std::abs(yy)) * weight;
    }
  }
  for (int p = 0; p < n; ++p)
    for (int c = 0; c < 2; ++c) {
      const double own = std::abs(diagonal_[4 * p + 2 * c]) + std::abs(diagonal_[4 * p + 2 * c + 1]);
      norm_ = std::max(norm_, row_sum[2 * p + c] + own / (root_mass_[p] * root_mass_[p]));
    }

  symbolic_ = std::make_shared<const SymbolicFactor>(
      analyse_pattern(n, 2, hessian_.first, hessian_.second, system.box, system.positions));
  // The particle eliminated last: its rows are then the least filled by others.
  grounded_particle_ = static_cast<int>(std::max_element(symbolic_->position.begin(), symbolic_->position.end()) -
                                        symbolic_->position.begin());
  std::vector<char> held(n, 0);
  held[grounded_particle_] = 1;
  grounded_ =
      std::make_unique<const Ldlt>(symbolic_, BlockValues{diagonal_, edges_}, held, zero_mode_pivot(n), control);
}

Inertia DynamicalMatrix::inertia() const {
  Inertia signs = grounded_->inertia();
  signs.zero += 2;
  return signs;
}

std::size_t DynamicalMatrix::bytes() const {
  return grounded_->bytes() + (diagonal_.size() + edges_.size() + hessian_.size() * 4) * sizeof(double);
}

void DynamicalMatrix::multiply_mass_weighted(const double* x, double* y) const {
  std::vector<double> u(size());
  for (int at = 0; at < size(); ++at) u[at] = x[at] / root_mass_[at / 2];
  hessian_.multiply(u.data(), y);
  for (int at = 0; at < size(); ++at) y[at] /= root_mass_[at / 2];
}

void DynamicalMatrix::pseudo_inverse(double* x, int count) const {
  for (int k = 0; k < count; ++k) {
    double* column = x + static_cast<std::int64_t>(k) * size();
    remove_mean(column, particles());
    column[2 * grounded_particle_] = 0;
    column[2 * grounded_particle_ + 1] = 0;
  }
  grounded_->solve(x, count);
  for (int k = 0; k < count; ++k) remove_mean(x + static_cast<std::int64_t>(k) * size(), particles());
}

std::vector<double> DynamicalMatrix::grounded_between(std::span<const std::int32_t> particles,
                                                      const Control& control) const {
  std::vector<double> block = grounded_->inverse_between(particles, control);
  const std::size_t order = 2 * particles.size();
  // The grounded particle's rows are the identity's; it does not move in G.
  for (std::size_t slot = 0; slot < particles.size(); ++slot)
    if (particles[slot] == grounded_particle_)
      for (std::size_t k = 0; k < order; ++k)
        for (std::size_t at = 2 * slot; at < 2 * slot + 2; ++at) block[at * order + k] = block[k * order + at] = 0;
  return block;
}

void DynamicalMatrix::solve_pinned(std::span<const std::int32_t> pinned, double* x, int count,
                                   const Control& control) const {
  std::vector<char> held(particles(), 0);
  for (const auto p : pinned) held[p] = 1;
  const Ldlt factor(symbolic_, BlockValues{diagonal_, edges_}, held, zero_mode_pivot(particles()), control);
  if (factor.inertia().zero > 0)
    throw std::runtime_error("with " + std::to_string(pinned.size()) + " particles pinned H has " +
                             std::to_string(factor.inertia().zero) + " zero modes");
  const auto rest = [&](double* column) {
    for (const auto p : pinned) column[2 * p] = column[2 * p + 1] = 0;
  };
  for (int k = 0; k < count; ++k) rest(x + static_cast<std::int64_t>(k) * size());
  factor.solve(x, count);
  // Held rows are the identity's and stay at zero.
}

void DynamicalMatrix::remove_translations_mass_weighted(double* e) const {
  double along_x = 0;
  double along_y = 0;
  for (int p = 0; p < particles(); ++p) {
    along_x += root_mass_[p] * e[2 * p];
    along_y += root_mass_[p] * e[2 * p + 1];
  }
  along_x /= total_mass_;
  along_y /= total_mass_;
  for (int p = 0; p < particles(); ++p) {
    e[2 * p] -= along_x * root_mass_[p];
    e[2 * p + 1] -= along_y * root_mass_[p];
  }
}

void DynamicalMatrix::pseudo_inverse_mass_weighted(double* x, int count) const {
  for (int k = 0; k < count; ++k) {
    double* column = x + static_cast<std::int64_t>(k) * size();
    remove_translations_mass_weighted(column);
    for (int at = 0; at < size(); ++at) column[at] *= root_mass_[at / 2];
    column[2 * grounded_particle_] = 0;
    column[2 * grounded_particle_ + 1] = 0;
  }
  grounded_->solve(x, count);
  for (int k = 0; k < count; ++k) {
    double* column = x + static_cast<std::int64_t>(k) * size();
    for (int at = 0; at < size(); ++at) column[at] *= root_mass_[at / 2];
    remove_translations_mass_weighted(column);
  }
}

Ldlt DynamicalMatrix::shifted(double mu, const Control& control) const {
  std::vector<double> diagonal = diagonal_;
  for (int p = 0; p < particles(); ++p) {
    const double shift = mu * root_mass_[p] * root_mass_[p];
    diagonal[4 * p] -= shift;
    diagonal[4 * p + 3] -= shift;
  }
  return Ldlt(symbolic_, BlockValues{diagonal, edges_}, {}, unlucky_pivot, control);
}

std::optional<int> DynamicalMatrix::trusted_count_below(double mu, const Control& control) const {
  const Ldlt factor = shifted(mu, control);
  std::vector<double> b(size());
  fill_random(b, 0x5eed);
  std::vector<double> x = b;
  factor.solve(x.data(), 1);
  std::vector<double> product(size());
  hessian_.multiply(x.data(), product.data());
  double residual = 0;
  double solution = 0;
  for (int k = 0; k < size(); ++k) {
    const double mass = root_mass_[k / 2] * root_mass_[k / 2];
    const double r = product[k] - mu * mass * x[k] - b[k];
    residual += r * r;
    solution += x[k] * x[k];
  }
  const double backward = std::sqrt(residual) / ((norm_ + std::abs(mu)) * heaviest_ * std::sqrt(solution));
  if (factor.inertia().zero > 0 || !(backward < trusted_backward_error)) return std::nullopt;
  return factor.inertia().negative;
}

int DynamicalMatrix::count_below(double mu, const Control& control) const {
  // The translations are exactly at 0: no step may take them across.
  if (mu == 0) {
    control.poll();
    return grounded_->inertia().negative;
  }
  if (const auto count = trusted_count_below(mu, control)) return *count;
  // An unlucky pivot. Where the counts on both sides of μ agree, no eigenvalue lies between them and that is the count
  // at μ too; the larger the step, the further the pivot is from 0.
  constexpr double steps[] = {1e-12, 1e-10, 1e-8, 1e-7, 1e-6, 1e-5};
  const double scale = std::max(std::abs(mu), 1e-3 * norm_);
  for (const double step : steps) {
    const auto below = trusted_count_below(mu - step * scale, control);
    const auto above = trusted_count_below(mu + step * scale, control);
    if (below && above && *below == *above) return *below;
    // This close to μ an eigenvalue cannot be told from it.
    if (step == steps[0] && (below || above)) return below ? *below : *above;
    if (below && above) break;
  }
  throw UndeterminedInertia("inertia at " + std::to_string(mu) +
                            " could not be determined: the shifted matrix is singular");
}

// d sums to nothing, so that dᵀ H⁺ d = dᵀ G d with G the inverse grounded at one particle: zero in its rows.
std::vector<double> DynamicalMatrix::pair_compliances(const Control& control) const {
  auto inverse = grounded_->inverse_on_pattern(control);
  std::fill_n(inverse.diagonal.begin() + 4 * static_cast<std::ptrdiff_t>(grounded_particle_), 4, 0.0);
  std::vector<double> compliances(hessian_.size() * 3);
  for (std::size_t k = 0; k < hessian_.size(); ++k) {
    const double* own = inverse.diagonal.data() + 4 * static_cast<std::size_t>(hessian_.first[k]);
    const double* other = inverse.diagonal.data() + 4 * static_cast<std::size_t>(hessian_.second[k]);
    const double* between = inverse.edges.data() + 4 * k;
    compliances[3 * k] = own[0] + other[0] - 2 * between[0];
    compliances[3 * k + 1] = own[1] + other[1] - between[1] - between[2];
    compliances[3 * k + 2] = own[3] + other[3] - 2 * between[3];
  }
  return compliances;
}

} // namespace keycore
