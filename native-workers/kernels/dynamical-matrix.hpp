#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "kernels/control.hpp"
#include "kernels/energetics.hpp"
#include "kernels/hessian.hpp"
#include "kernels/ldlt.hpp"

namespace keycore {

/// No shift near the one asked for could be factorised well enough to count signs.
struct UndeterminedInertia : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The Hessian H of a sample with its factorisations, and the mass-weighted A = M^(−1/2) H M^(−1/2) whose
/// eigenvectors e are the modes.
///
/// H is singular: the two translations are null vectors. One particle is grounded (its rows and columns replaced
/// by the identity) and the rest factorised once. With G that inverse, zero in the grounded rows, H⁺ = P G P where
/// P removes the translations, and the inertia of H is that of the grounded matrix and two zeros (the change of
/// basis "grounded particle → translation" is a congruence).
class DynamicalMatrix {
public:
  /// Assembles H at the system's positions and factorises it. Throws `Cancelled`.
  DynamicalMatrix(const System& system, const Control& control, Prestress prestress = Prestress::kept);

  [[nodiscard]] int particles() const { return hessian_.particles; }
  [[nodiscard]] int size() const { return 2 * hessian_.particles; }
  [[nodiscard]] const Hessian& hessian() const { return hessian_; }
  [[nodiscard]] const Ldlt& grounded() const { return *grounded_; }
  /// √m of each degree of freedom's particle (length N).
  [[nodiscard]] const std::vector<double>& root_mass() const { return root_mass_; }
  [[nodiscard]] double total_mass() const { return total_mass_; }

  /// Signs of the eigenvalues of H (and of A); the zeros include the two translations.
  [[nodiscard]] Inertia inertia() const;
  /// Largest absolute row sum of A, a bound on ‖A‖₂.
  [[nodiscard]] double norm() const { return norm_; }
  /// A bound on the absolute row sums of H itself: those of A times the largest mass.
  [[nodiscard]] double stiffness() const { return norm_ * heaviest_; }
  [[nodiscard]] std::size_t bytes() const;

  /// y = A x.
  void multiply_mass_weighted(const double* x, double* y) const;
  /// x ← H⁺ x for `count` vectors (exact only while the inertia shows no zero mode but the translations).
  void pseudo_inverse(double* x, int count) const;
  /// G between some different particles, x and y of each, in their order: H⁺ but for a term of each row's particle and
  /// one of each column's, so that differences of rows and columns (of one axis) are those of H⁺. Throws `Cancelled`.
  [[nodiscard]] std::vector<double> grounded_between(std::span<const std::int32_t> particles,
                                                     const Control& control) const;
  /// x ← (H with the rows and columns of `pinned` deleted)⁻¹ x for `count` vectors, zero in the deleted rows: one
  /// numeric factorisation on the pattern of H. `pinned`: different particles, at least one. Throws `Cancelled`, and
  /// `std::runtime_error` where what is left has a zero mode.
  void solve_pinned(std::span<const std::int32_t> pinned, double* x, int count, const Control& control) const;
  /// The particle whose rows the grounded factorisation holds.
  [[nodiscard]] int grounded_particle() const { return grounded_particle_; }
  /// x ← A⁺ x for `count` vectors.
  void pseudo_inverse_mass_weighted(double* x, int count) const;
  /// Factorisation of H − μM without grounding. Its inertia is that of A − μ. Throws `Cancelled`.
  [[nodiscard]] Ldlt shifted(double mu, const Control& control) const;
  /// Number of eigenvalues of A below μ; the translations count as 0, so that they are below any μ > 0 only. Where the
  /// backward error of the factorisation shows that its signs cannot be trusted (no pivoting is done), the count is
  /// that of two shifts on either side of μ that agree; throws `UndeterminedInertia` if none within 1e-5 of μ do.
  [[nodiscard]] int count_below(double mu, const Control& control) const;
  /// R = dᵀ H⁺ d of every pair, d = δ_second − δ_first: xx, xy, yy of each pair in the order of the Hessian. Exact
  /// while the inertia shows no zero mode but the translations, which d is orthogonal to. Throws `Cancelled`.
  [[nodiscard]] std::vector<double> pair_compliances(const Control& control) const;

private:
  /// The negative pivots of H − μM, if they can be trusted.
  [[nodiscard]] std::optional<int> trusted_count_below(double mu, const Control& control) const;
  /// Takes the two mass-weighted translations out of e.
  void remove_translations_mass_weighted(double* e) const;

  Hessian hessian_;
  std::vector<double> root_mass_;
  double total_mass_ = 0;
  std::vector<double> diagonal_; ///< N × 2 × 2
  std::vector<double> edges_;    ///< pairs × 2 × 2
  double heaviest_ = 0;
  double norm_ = 0;
  int grounded_particle_ = 0;
  std::shared_ptr<const SymbolicFactor> symbolic_;
  std::unique_ptr<const Ldlt> grounded_;
};

} // namespace keycore
