#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/control.hpp"
#include "kernels/symbolic-factor.hpp"

namespace keycore {

/// Numbers of a symmetric block matrix on the pattern of a SymbolicFactor. Blocks are row-major B × B.
struct BlockValues {
  std::span<const double> diagonal; ///< vertices × B × B, symmetric blocks
  std::span<const double> edges;    ///< edges × B × B: the block in the rows of first[e], columns of second[e]
};

/// Signs of the pivots, hence of the eigenvalues (Sylvester's law of inertia).
struct Inertia {
  int negative = 0;
  int zero = 0;
  int positive = 0;
};

/// A = L D Lᵀ, L unit lower triangular, D diagonal, by the multifrontal method on dense fronts.
/// No pivoting: stable for definite matrices; for indefinite ones the caller checks the backward error of a solve.
/// A pivot below the tolerance is taken as zero and its inverse as zero, which for a positive semi-definite A
/// gives a generalised inverse: A·solve(b) = b for every b in the range of A.
class Ldlt {
public:
  /// `held` (empty, or one flag a vertex) replaces rows and columns of the flagged vertices by the identity:
  /// grounding and pinning without a new symbolic analysis. `zero_tolerance` is relative to the largest |diagonal
  /// entry|. Throws `Cancelled`.
  Ldlt(std::shared_ptr<const SymbolicFactor> symbolic, const BlockValues& values, std::span<const char> held,
       double zero_tolerance, const Control& control);

  /// Signs of the pivots, held vertices not counted.
  [[nodiscard]] const Inertia& inertia() const { return inertia_; }
  [[nodiscard]] const SymbolicFactor& symbolic() const { return *symbolic_; }
  [[nodiscard]] std::size_t bytes() const { return (panels_.size() + inverse_pivot_.size()) * sizeof(double); }
  [[nodiscard]] std::int64_t entries() const;

  /// x ← A⁻¹ x for `count` vectors, one after another (each of size vertices·B, in the order of the vertices).
  void solve(double* x, int count) const;
  /// The same for eight vectors in lanes (lanes.hpp: the eight numbers of a row follow each other), rows by position in
  /// the elimination: nothing is moved about.
  void solve_eight(double* y) const;

  /// A⁻¹ between some vertices (different ones; B is at most 8): square, of order vertices × B, in their order. Only
  /// the fronts between them and the root are gone through. Throws `Cancelled`.
  [[nodiscard]] std::vector<double> inverse_between(std::span<const std::int32_t> vertices,
                                                    const Control& control) const;

  /// Diagonal B × B blocks of A⁻¹ (row-major, vertices × B × B) by the selected inversion of Takahashi, Fagan and
  /// Chin (1973), front by front from the root: no other entry of the inverse is kept. Throws `Cancelled`.
  [[nodiscard]] std::vector<double> inverse_diagonal(const Control& control) const;

  /// Blocks of A⁻¹ on the pattern of A, row-major B × B.
  struct PatternInverse {
    std::vector<double> diagonal; ///< vertices × B × B
    std::vector<double> edges;    ///< edges × B × B: rows of first[e], columns of second[e]
  };
  /// The same with the blocks of the edges, which the inversion meets on its way. Held vertices: the identity, and
  /// zero in their edges. Throws `Cancelled`.
  [[nodiscard]] PatternInverse inverse_on_pattern(const Control& control) const;

private:
  using Front = SymbolicFactor::Front;
  void scatter(const BlockValues& values, std::span<const char> held);
  void factorise(double tolerance, const Control& control);
  void count_signs(std::span<const char> held);
  [[nodiscard]] PatternInverse selected_inverse(bool with_edges, const Control& control) const;

  template <int K> void solve_by_position(double* y) const;
  template <int K> void solve_lanes(double* x, int count) const;

  std::shared_ptr<const SymbolicFactor> symbolic_;
  std::vector<double> panels_;        ///< panel of each front: dimension × pivots, column-major; L below D's place
  std::vector<double> inverse_pivot_; ///< 1/d in the order of positions, 0 for a zero pivot
  Inertia inertia_;
};

} // namespace keycore
