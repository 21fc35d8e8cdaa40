#include "kernels/modes.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>

#include "kernels/block-lanczos.hpp"
#include "kernels/rayleigh-quotients.hpp"

namespace keycore {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// A number below the whole spectrum of A and close to it.
double below_spectrum(const DynamicalMatrix& matrix, const MatrixXd& deflated, const Control& control, int& solves) {
  const SymmetricOperator negative = [&](const double* x, double* y, int count) {
    for (int k = 0; k < count; ++k) {
      const auto at = static_cast<std::int64_t>(k) * matrix.size();
      matrix.multiply_mass_weighted(x + at, y + at);
      for (int c = 0; c < matrix.size(); ++c) y[at + c] = -y[at + c];
    }
  };
  LanczosOptions options;
  options.count = 1;
  options.block = 2;
  options.max_basis = 60;
  options.max_restarts = 20;
  options.tolerance = 1e-3;
  const double lowest = -largest_eigenpairs(negative, matrix.size(), deflated, options, control).values[0];
  // Room for what the rough estimate has missed; doubled until the inertia agrees.
  for (double margin = std::max(1e-3 * std::abs(lowest), 1e-7 * matrix.norm());; margin *= 4) {
    const double sigma = lowest - margin;
    ++solves;
    const Inertia signs = matrix.shifted(sigma, control).inertia();
    if (signs.negative == 0 && signs.zero == 0) return sigma;
    if (margin > 2 * matrix.norm()) throw std::runtime_error("no shift below the spectrum was found");
  }
}

/// Checks the number of modes up to the last wanted one against the inertia of A.
/// Returns how many modes lie below the point where it was counted, that point being above `last`; nothing where the
/// inertia cannot be told.
std::optional<int> count_up_to(const DynamicalMatrix& matrix, double last, double next, const Control& control) {
  // Half-way to the next eigenvalue where there is a gap; else just above, beyond the error of `last`.
  const double error = 1e-9 * std::abs(last) + 1e-13 * matrix.norm();
  const double mu =
      next - last > 4 * error ? last + std::min(0.5 * (next - last), 1e-3 * std::abs(last) + error) : last + error;
  // In symmetric samples an eigenvalue can be a diagonal entry as well: a pivot that vanishes near it. Further up it
  // does not, and a few modes more are asked for.
  for (const double further : {0.0, 1e-6, 1e-4}) {
    try {
      const double at = mu + further * std::abs(mu);
      const int below = matrix.count_below(at, control);
      return at > 0 ? below - 2 : below;
    } catch (const UndeterminedInertia&) {
      continue;
    }
  }
  return std::nullopt;
}

} // namespace

Modes lowest_modes(const DynamicalMatrix& matrix, const ModesOptions& options, const Control& control) {
  if (options.count < 1)
    throw std::invalid_argument("number of modes must be at least 1, got " + std::to_string(options.count));
  const int size = matrix.size();
  const int available = size - 2;
  const int wanted = std::min(options.count, available);
  if (wanted < 1)
    throw std::invalid_argument("a sample of " + std::to_string(matrix.particles()) + " particles has no mode");
  const MatrixXd deflated = mass_weighted_translations(matrix);
  const Inertia signs = matrix.inertia();
  const bool stable = signs.negative == 0 && signs.zero == 2;

  Modes modes;
  double sigma = 0;
  std::unique_ptr<const Ldlt> shifted;
  if (!stable) {
    sigma = below_spectrum(matrix, deflated, control, modes.solves);
    shifted = std::make_unique<const Ldlt>(matrix.shifted(sigma, control));
  }
  const SymmetricOperator inverse = [&](const double* x, double* y, int count) {
    std::copy(x, x + static_cast<std::int64_t>(size) * count, y);
    if (!shifted) {
      matrix.pseudo_inverse_mass_weighted(y, count);
      return;
    }
    shifted_inverse_mass_weighted(matrix, *shifted, y, count);
  };

  LanczosResult pairs;
  const auto search = [&] {
    modes.complete = false;
    int ask = wanted;
    for (int attempt = 0; attempt < 4; ++attempt) {
      LanczosOptions lanczos;
      lanczos.count = ask;
      lanczos.max_basis = options.max_basis;
      lanczos.max_restarts = options.max_restarts;
      lanczos.tolerance = options.tolerance;
      pairs = largest_eigenpairs(inverse, size, deflated, lanczos, control);
      modes.solves += pairs.applications;
      if (pairs.status != Status::converged) return;
      if (ask == available) {
        modes.complete = true;
        return;
      }
      const auto eigenvalue = [&](double theta) { return sigma + 1 / theta; };
      const double last = eigenvalue(pairs.values[ask - 1]);
      const double next = pairs.next_value > 0 ? eigenvalue(pairs.next_value) : last;
      const auto counted = count_up_to(matrix, last, next, control);
      if (!counted) return;
      if (*counted == ask) {
        modes.complete = true;
        return;
      }
      ask = std::min(available, std::max(*counted, ask + 1));
    }
  };
  search();
  RayleighQuotients quotients = rayleigh_quotients(matrix, pairs.vectors);
  if (pairs.status == Status::converged && quotients.residuals.maxCoeff() > options.tolerance) {
    // A mode far softer than the others swamps them: in an inverse of it rounding is relative to the largest 1/λ. From
    // a shift further down all of them are of one size.
    const double lowest = quotients.values.minCoeff();
    const double further = lowest - 0.1 * (quotients.values.maxCoeff() - lowest);
    if (further < sigma) {
      auto factor = std::make_unique<const Ldlt>(matrix.shifted(further, control));
      ++modes.solves;
      if (factor->inertia().negative == 0 && factor->inertia().zero == 0) {
        sigma = further;
        shifted = std::move(factor);
        search();
        quotients = rayleigh_quotients(matrix, pairs.vectors);
      }
    }
  }

  const Index found = pairs.values.size();
  std::vector<Index> ascending(static_cast<std::size_t>(found));
  std::iota(ascending.begin(), ascending.end(), Index{0});
  std::stable_sort(ascending.begin(), ascending.end(),
                   [&](Index a, Index b) { return quotients.values[a] < quotients.values[b]; });
  ascending.resize(static_cast<std::size_t>(std::min<Index>(found, wanted)));
  modes.status = pairs.status;
  for (const Index k : ascending) {
    modes.eigenvalues.push_back(quotients.values[k]);
    modes.residuals.push_back(quotients.residuals[k]);
    for (int at = 0; at < size; ++at) modes.displacements.push_back(pairs.vectors(at, k) / matrix.root_mass()[at / 2]);
  }
  return modes;
}

} // namespace keycore
