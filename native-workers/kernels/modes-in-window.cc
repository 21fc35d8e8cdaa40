#include "kernels/modes-in-window.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "kernels/block-lanczos.hpp"
#include "kernels/random-vector.hpp"
#include "kernels/rayleigh-quotients.hpp"

namespace keycore {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Searches for what earlier ones have missed; each finds at least as many members of a multiplet as its block is wide.
constexpr int most_searches = 6;
/// As wide as the solver's lanes: a block costs little more than a vector, and the factor is streamed once for all.
constexpr int block = 8;
/// Where in the window σ lies: the next one is tried when the factorisation at the one before (no pivoting is done) was
/// too inaccurate for the residuals that are wanted.
constexpr double places[] = {0.5, 0.43, 0.59};
/// A search that has not converged by then has met the rounding of its factorisation and never will.
constexpr int most_restarts = 3;
/// Backward error of a solve above which it is refined once: the rounding of a factorisation without growth stays
/// below.
constexpr double fine_backward_error = 1e-15;

/// Pairs found so far, in the order in which they came.
struct Found {
  MatrixXd vectors;
  VectorXd values;
  VectorXd residuals;

  void add(const MatrixXd& more, const RayleighQuotients& quotients) {
    const Index before = values.size();
    vectors.conservativeResize(more.rows(), before + more.cols());
    vectors.rightCols(more.cols()) = more;
    values.conservativeResize(before + more.cols());
    values.tail(more.cols()) = quotients.values;
    residuals.conservativeResize(before + more.cols());
    residuals.tail(more.cols()) = quotients.residuals;
  }
};

/// x − (A − σ) y for one vector.
VectorXd residual_of(const DynamicalMatrix& matrix, double sigma, const double* x, const double* y) {
  const auto size = static_cast<Index>(matrix.size());
  VectorXd image(size);
  matrix.multiply_mass_weighted(y, image.data());
  return Eigen::Map<const VectorXd>(x, size) - image + sigma * Eigen::Map<const VectorXd>(y, size);
}

/// ‖x − (A − σ) y‖/((‖A‖ + |σ|) ‖y‖) of y = (A − σ)⁻¹ x for a random x: what growth in the factorisation has cost.
double backward_error(const DynamicalMatrix& matrix, double sigma, const SymmetricOperator& inverse) {
  VectorXd x(matrix.size());
  fill_random({x.data(), static_cast<std::size_t>(x.size())}, 0xbac4);
  VectorXd y(matrix.size());
  inverse(x.data(), y.data(), 1);
  return residual_of(matrix, sigma, x.data(), y.data()).norm() / ((matrix.norm() + std::abs(sigma)) * y.norm());
}

/// One step of iterative refinement: y ← y + (A − σ)⁻¹ (x − (A − σ) y).
void refine_solution(const DynamicalMatrix& matrix, double sigma, const SymmetricOperator& inverse, const double* x,
                     double* y, int count) {
  MatrixXd residuals(matrix.size(), count);
  MatrixXd corrections(matrix.size(), count);
  for (int k = 0; k < count; ++k) {
    const auto at = static_cast<std::int64_t>(k) * matrix.size();
    residuals.col(k) = residual_of(matrix, sigma, x + at, y + at);
  }
  inverse(residuals.data(), corrections.data(), count);
  Eigen::Map<MatrixXd>(y, matrix.size(), count) += corrections;
}

/// One search with σ at a place of the window.
Modes search_from(double sigma, const DynamicalMatrix& matrix, double lower, double upper, const WindowOptions& options,
                  const Control& control) {
  Modes modes;
  const Ldlt factor = matrix.shifted(sigma, control);
  // An unlucky σ: its factor is no inverse.
  if (factor.inertia().zero > 0) return modes;
  const SymmetricOperator plain = [&](const double* x, double* y, int count) {
    std::copy(x, x + static_cast<std::int64_t>(matrix.size()) * count, y);
    shifted_inverse_mass_weighted(matrix, factor, y, count);
  };
  const bool refine = backward_error(matrix, sigma, plain) > fine_backward_error;
  const SymmetricOperator inverse = [&](const double* x, double* y, int count) {
    plain(x, y, count);
    if (refine) refine_solution(matrix, sigma, plain, x, y, count);
  };

  const MatrixXd translations = mass_weighted_translations(matrix);
  Found found;
  const auto inside = [&](Index k) { return found.values[k] > lower && found.values[k] < upper; };
  const auto count_inside = [&] {
    int count = 0;
    for (Index k = 0; k < found.values.size(); ++k) count += inside(k) ? 1 : 0;
    return count;
  };
  for (int search = 0; search < most_searches && count_inside() < options.expected; ++search) {
    MatrixXd deflated(matrix.size(), 2 + found.values.size());
    deflated << translations, found.vectors.leftCols(found.values.size());
    const Index space = matrix.size() - deflated.cols();
    if (space < 1) break;
    LanczosOptions lanczos;
    lanczos.count = static_cast<int>(std::min<Index>(options.expected - count_inside(), space));
    lanczos.block = block;
    lanczos.both_ends = true;
    lanczos.max_restarts = most_restarts;
    const LanczosResult pairs = largest_eigenpairs(inverse, matrix.size(), deflated, lanczos, control);
    modes.solves += pairs.applications;
    modes.status = pairs.status;
    if (pairs.status != Status::converged) break;
    found.add(pairs.vectors, rayleigh_quotients(matrix, pairs.vectors));
  }

  std::vector<Index> ascending;
  for (Index k = 0; k < found.values.size(); ++k)
    if (inside(k)) ascending.push_back(k);
  std::ranges::stable_sort(ascending, {}, [&](Index k) { return found.values[k]; });
  // Rayleigh quotients are off by the square of the residual over the gap, at most by rounding of ‖A‖.
  const double blurred = 1e-14 * matrix.norm();
  modes.complete = modes.status == Status::converged && static_cast<int>(ascending.size()) == options.expected;
  for (Index k = 0; k < found.values.size(); ++k)
    for (const double edge : {lower, upper})
      modes.complete = modes.complete && std::abs(found.values[k] - edge) > blurred;
  for (const Index k : ascending) {
    modes.complete = modes.complete && found.residuals[k] <= options.tolerance;
    modes.eigenvalues.push_back(found.values[k]);
    modes.residuals.push_back(found.residuals[k]);
    for (int at = 0; at < matrix.size(); ++at)
      modes.displacements.push_back(found.vectors(at, k) / matrix.root_mass()[at / 2]);
  }
  return modes;
}

} // namespace

Modes modes_in_window(const DynamicalMatrix& matrix, double lower, double upper, const WindowOptions& options,
                      const Control& control) {
  if (!(std::isfinite(lower) && std::isfinite(upper) && lower < upper))
    throw std::invalid_argument("a window needs two ascending eigenvalues, got " + std::to_string(lower) + " and " +
                                std::to_string(upper));
  if (options.expected < 0)
    throw std::invalid_argument("a window cannot hold " + std::to_string(options.expected) + " modes");
  Modes modes;
  if (options.expected == 0) {
    modes.status = Status::converged;
    modes.complete = true;
    return modes;
  }
  int solves = 0;
  for (const double place : places) {
    modes = search_from(lower + place * (upper - lower), matrix, lower, upper, options, control);
    solves += modes.solves;
    if (modes.complete) break;
  }
  modes.solves = solves;
  return modes;
}

} // namespace keycore
