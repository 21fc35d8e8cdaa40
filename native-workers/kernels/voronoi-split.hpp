#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/control.hpp"
#include "kernels/ldlt.hpp"

namespace keycore {

/// Edges of a Voronoi tiling, every undirected edge once.
struct VoronoiEdges {
  Box box;
  std::vector<double> positions; ///< 2N; they order the factorisation only
  std::vector<std::int32_t> i;
  std::vector<std::int32_t> j;
  std::vector<Vec2> separation; ///< r_j − r_i through the right image
  std::vector<Vec2> midpoint;   ///< middle of the shared edge minus r_i
  std::vector<double> length;   ///< of the shared edge

  [[nodiscard]] int particles() const { return static_cast<int>(positions.size() / 2); }
  /// Throws std::invalid_argument naming what does not fit.
  void check() const;
};

/// The matrix A (N × 2N), A_ij = ∂(area of cell i)/∂r_j, and the split it defines (Beltukov et al., J. Phys. Conf.
/// Ser. 661, 012056 (2015)).
///
/// Moving the ends of edge e = (i, j) by (u_i, u_j) carries the area
///   δ_e = (ℓ/R) [(r_j − m)·u_j + (m − r_i)·u_i]
/// from cell j to cell i, so A = (signed incidence)·δ and the total area is constant to the last bit.
class VoronoiSplit {
public:
  /// Throws std::invalid_argument for edges that do not fit.
  explicit VoronoiSplit(VoronoiEdges edges);

  [[nodiscard]] int particles() const { return edges_.particles(); }
  /// Memory of the factorisation, 0 before the first split.
  [[nodiscard]] std::size_t bytes() const { return factor_ ? factor_->bytes() : 0; }

  /// (A u)_i for one vector u of 2N numbers; N numbers.
  void area_change(const double* u, double* change) const;
  /// u_L = Aᵀ(AAᵀ)⁺A u and u_T = u − u_L for `count` vectors, one after another.
  /// AAᵀ is singular (the total area is constant; a crystal has more null vectors): one cell is grounded and pivots
  /// below 1e-10 of the largest diagonal entry are dropped, which gives a generalised inverse, and Aᵀ(AAᵀ)⁻A is the
  /// same for every one of those. The residual is solved for once more, so that A u_T = 0 to rounding. Throws
  /// `Cancelled`.
  void split(const double* u, int count, double* transverse, double* longitudinal, const Control& control);
  /// u^np_i = Σ_j (u_j·r̂) r̂ over Voronoi neighbours j, r̂ from i to j.
  void net_projection(const double* u, double* projection) const;
  /// (1/n_i) Σ_j (r_j − r_i)·(w_j − w_i) over the n_i Voronoi neighbours.
  void divergence(const double* w, double* result) const;

private:
  void add_transposed(const double* y, double* u) const;
  void factorise(const Control& control);

  VoronoiEdges edges_;
  std::vector<Vec2> weight_i_; ///< (ℓ/R)(m − r_i)
  std::vector<Vec2> weight_j_; ///< (ℓ/R)(r_j − m)
  std::vector<std::int32_t> neighbours_;
  std::unique_ptr<const Ldlt> factor_;
  int grounded_cell_ = 0;
};

} // namespace keycore
