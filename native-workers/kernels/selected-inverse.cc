#include <Eigen/Dense>

#include <algorithm>

#include "kernels/ldlt.hpp"

namespace keycore {

// With J the pivots of a front and I its rows, Y = L_IJ L_JJ⁻¹ and Z = A⁻¹:
//   Z_IJ = −Z_II Y,   Z_JJ = (L_JJ D_J L_JJᵀ)⁻¹ − Yᵀ Z_IJ.
// I lies inside the parent front, so Z_II is read off the parent's Z; a front's Z is dropped once its last child
// has been visited. The blocks of the pattern's edges lie in the columns J of the front of their earlier vertex.
Ldlt::PatternInverse Ldlt::selected_inverse(bool with_edges, const Control& control) const {
  using Matrix = Eigen::MatrixXd;
  const auto& symbolic = *symbolic_;
  const int b = symbolic.block;
  const auto fronts = static_cast<std::int32_t>(symbolic.fronts.size());
  PatternInverse result;
  result.diagonal.resize(static_cast<std::size_t>(symbolic.vertices) * b * b);
  std::vector<std::vector<std::int32_t>> edges_of(symbolic.fronts.size());
  if (with_edges) {
    result.edges.resize(symbolic.edge_target.size() * b * b);
    std::vector<std::int32_t> front_at(symbolic.vertices);
    for (std::int32_t f = 0; f < fronts; ++f)
      std::fill_n(front_at.begin() + symbolic.fronts[f].first, symbolic.fronts[f].count, f);
    for (std::size_t e = 0; e < symbolic.edge_target.size(); ++e) {
      const auto earlier =
          std::min(symbolic.position[symbolic.edge_first[e]], symbolic.position[symbolic.edge_second[e]]);
      edges_of[front_at[earlier]].push_back(static_cast<std::int32_t>(e));
    }
  }
  std::vector<std::int32_t> vertex(symbolic.vertices);
  for (int v = 0; v < symbolic.vertices; ++v) vertex[symbolic.position[v]] = v;
  std::vector<std::int32_t> children_left(symbolic.fronts.size(), 0);
  for (const auto& front : symbolic.fronts)
    if (front.parent >= 0) ++children_left[front.parent];

  std::vector<Matrix> inverse(symbolic.fronts.size());
  Matrix below;
  Matrix scratch;
  Matrix product;
  for (auto f = fronts - 1; f >= 0; --f) {
    control.poll();
    if ((f & 31) == 0) control.progress(Stage::vibrability, fronts - f, fronts);
    const Front& front = symbolic.fronts[f];
    const Eigen::Index pivots = symbolic.pivots(front);
    const Eigen::Index dimension = symbolic.dimension(front);
    const Eigen::Index rest = dimension - pivots;
    const Eigen::Map<const Matrix> panel(panels_.data() + front.panel, dimension, pivots);
    const auto lower = panel.topRows(pivots).triangularView<Eigen::UnitLower>();

    // (L D Lᵀ)⁻¹ = L⁻ᵀ D⁻¹ L⁻¹
    scratch.setIdentity(pivots, pivots);
    lower.solveInPlace(scratch);
    const Eigen::Map<const Eigen::VectorXd> inverse_pivot(
        inverse_pivot_.data() + static_cast<std::int64_t>(front.first) * b, pivots);
    const bool is_leaf = children_left[f] == 0;
    Matrix own(is_leaf ? pivots : dimension, is_leaf ? pivots : dimension);
    own.topLeftCorner(pivots, pivots).noalias() = scratch.transpose() * (inverse_pivot.asDiagonal() * scratch);
    if (rest > 0) {
      const Matrix& parent = inverse[front.parent];
      const auto* local = symbolic.row_in_parent.data() + front.rows_begin;
      below.resize(rest, rest);
      for (Eigen::Index column = 0; column < rest; ++column) {
        const double* from = parent.col(static_cast<Eigen::Index>(local[column / b]) * b + column % b).data();
        for (Eigen::Index row = 0; row < front.rows_count; ++row)
          for (int c = 0; c < b; ++c) below(row * b + c, column) = from[static_cast<Eigen::Index>(local[row]) * b + c];
      }
      const Matrix y = panel.bottomRows(rest) * scratch.triangularView<Eigen::UnitLower>();
      product.noalias() = below * y;
      own.topLeftCorner(pivots, pivots).noalias() += y.transpose() * product;
      if (!is_leaf) {
        own.bottomLeftCorner(rest, pivots) = -product;
        own.topRightCorner(pivots, rest) = -product.transpose();
        own.bottomRightCorner(rest, rest) = below;
      }
    }
    if (front.parent >= 0 && --children_left[front.parent] == 0) inverse[front.parent].resize(0, 0);
    for (Eigen::Index v = 0; v < front.count; ++v)
      for (int r = 0; r < b; ++r)
        for (int c = 0; c < b; ++c)
          result.diagonal[(static_cast<std::size_t>(vertex[front.first + v]) * b + r) * b + c] =
              own(v * b + r, v * b + c);
    for (const auto e : edges_of[f]) {
      const auto& at = symbolic.edge_target[e];
      const Eigen::Index row = (at.offset - front.panel) % dimension;
      const Eigen::Index column = (at.offset - front.panel) / dimension;
      double* block = result.edges.data() + static_cast<std::size_t>(e) * b * b;
      for (int r = 0; r < b; ++r)
        for (int c = 0; c < b; ++c) {
          const double entry =
              is_leaf && row >= pivots ? -product(row - pivots + r, column + c) : own(row + r, column + c);
          block[at.transposed ? c * b + r : r * b + c] = entry;
        }
    }
    if (!is_leaf) inverse[f] = std::move(own);
  }
  return result;
}

std::vector<double> Ldlt::inverse_diagonal(const Control& control) const {
  return selected_inverse(false, control).diagonal;
}

Ldlt::PatternInverse Ldlt::inverse_on_pattern(const Control& control) const {
  return selected_inverse(true, control);
}

} // namespace keycore
