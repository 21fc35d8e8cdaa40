#include "kernels/ldlt.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

#include "kernels/lanes.hpp"

namespace keycore {
namespace {

using Matrix = Eigen::MatrixXd;
using Panel = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;

/// Pivots eliminated at a time inside a front, and columns of the update computed at a time.
constexpr int panel_width = 32;
constexpr int strip_width = 96;

/// C ← C − A·Bᵀ on the lower triangle only (square C), strip by strip.
template <class C, class A, class B> void subtract_lower(C&& c, const A& a, const B& b) {
  const auto n = c.cols();
  for (Eigen::Index at = 0; at < n; at += strip_width) {
    const auto width = std::min<Eigen::Index>(strip_width, n - at);
    c.block(at, at, n - at, width).noalias() -= a.bottomRows(n - at) * b.middleRows(at, width).transpose();
  }
}

/// Eliminates a small diagonal block column by column; leaves L below the diagonal and D on it.
/// `inverse` receives 1/d, or 0 where |d| ≤ tolerance.
template <class Block> void eliminate_block(Block&& a, double* inverse, double tolerance) {
  const auto n = a.cols();
  for (Eigen::Index j = 0; j < n; ++j) {
    const double d = a(j, j);
    inverse[j] = std::abs(d) <= tolerance ? 0.0 : 1.0 / d;
    for (Eigen::Index k = j + 1; k < n; ++k) {
      const double l = a(k, j) * inverse[j];
      for (Eigen::Index i = k; i < n; ++i) a(i, k) -= l * a(i, j);
    }
    for (Eigen::Index k = j + 1; k < n; ++k) a(k, j) *= inverse[j];
  }
}

/// Eliminates the pivots of one front's panel (dimension × pivots). `scaled` receives L·D of the rows below.
void eliminate_panel(Panel panel, Eigen::Index pivots, Matrix& scaled, double* inverse, double tolerance) {
  const auto dimension = panel.rows();
  scaled.resize(dimension, pivots);
  for (Eigen::Index at = 0; at < pivots; at += panel_width) {
    const auto width = std::min<Eigen::Index>(panel_width, pivots - at);
    const auto below = dimension - at - width;
    auto diagonal = panel.block(at, at, width, width);
    eliminate_block(diagonal, inverse + at, tolerance);
    if (below == 0) break;
    auto rows = panel.block(at + width, at, below, width);
    diagonal.transpose().template triangularView<Eigen::UnitUpper>().template solveInPlace<Eigen::OnTheRight>(rows);
    auto product = scaled.block(at + width, at, below, width);
    product = rows;
    for (Eigen::Index k = 0; k < width; ++k) rows.col(k) *= inverse[at + k];
    const auto later = pivots - at - width;
    if (later == 0) continue;
    subtract_lower(panel.block(at + width, at + width, later, later), product.topRows(later), rows.topRows(later));
    if (below > later)
      panel.block(pivots, at + width, below - later, later).noalias() -=
          product.bottomRows(below - later) * rows.topRows(later).transpose();
  }
}

} // namespace

Ldlt::Ldlt(std::shared_ptr<const SymbolicFactor> symbolic, const BlockValues& values, std::span<const char> held,
           double zero_tolerance, const Control& control)
    : symbolic_(std::move(symbolic)) {
  double largest = 0;
  const int b = symbolic_->block;
  for (int v = 0; v < symbolic_->vertices; ++v)
    for (int c = 0; c < b; ++c)
      if (held.empty() || !held[v]) largest = std::max(largest, std::abs(values.diagonal[(v * b + c) * b + c]));
  scatter(values, held);
  factorise(zero_tolerance * largest, control);
  count_signs(held);
}

std::int64_t Ldlt::entries() const {
  std::int64_t total = 0;
  for (const auto& front : symbolic_->fronts) {
    const std::int64_t p = symbolic_->pivots(front);
    total += p * symbolic_->dimension(front) - p * (p - 1) / 2;
  }
  return total;
}

void Ldlt::scatter(const BlockValues& values, std::span<const char> held) {
  const auto& symbolic = *symbolic_;
  const int b = symbolic.block;
  panels_.assign(static_cast<std::size_t>(symbolic.panel_entries), 0.0);
  const auto is_held = [&](std::int32_t v) { return !held.empty() && held[v]; };
  for (int v = 0; v < symbolic.vertices; ++v) {
    const auto& at = symbolic.diagonal_target[v];
    for (int r = 0; r < b; ++r)
      for (int c = 0; c < b; ++c)
        panels_[at.offset + static_cast<std::int64_t>(c) * at.leading + r] =
            is_held(v) ? (r == c ? 1.0 : 0.0) : values.diagonal[(v * b + r) * b + c];
  }
  for (std::size_t e = 0; e < symbolic.edge_target.size(); ++e) {
    if (is_held(symbolic.edge_first[e]) || is_held(symbolic.edge_second[e])) continue;
    const auto& at = symbolic.edge_target[e];
    const double* from = values.edges.data() + static_cast<std::int64_t>(e) * b * b;
    for (int r = 0; r < b; ++r)
      for (int c = 0; c < b; ++c)
        panels_[at.offset + static_cast<std::int64_t>(c) * at.leading + r] +=
            at.transposed ? from[c * b + r] : from[r * b + c];
  }
}

void Ldlt::factorise(double tolerance, const Control& control) {
  const auto& symbolic = *symbolic_;
  const int b = symbolic.block;
  inverse_pivot_.assign(static_cast<std::size_t>(symbolic.size()), 0.0);

  // Updates of fronts whose parent has not come yet, in postorder: a stack.
  std::vector<double> stack;
  std::vector<std::int32_t> waiting;
  Matrix update;
  Matrix scaled;
  for (std::size_t f = 0; f < symbolic.fronts.size(); ++f) {
    control.poll();
    if ((f & 31) == 0)
      control.progress(Stage::factorise, static_cast<std::int64_t>(f),
                       static_cast<std::int64_t>(symbolic.fronts.size()));
    const Front& front = symbolic.fronts[f];
    const Eigen::Index dimension = symbolic.dimension(front);
    const Eigen::Index pivots = symbolic.pivots(front);
    const Eigen::Index rest = dimension - pivots;
    Panel panel(panels_.data() + front.panel, dimension, pivots, Eigen::OuterStride<>(dimension));
    update.setZero(rest, rest);

    while (!waiting.empty() && symbolic.fronts[waiting.back()].parent == static_cast<std::int32_t>(f)) {
      const Front& child = symbolic.fronts[waiting.back()];
      waiting.pop_back();
      const Eigen::Index size = static_cast<Eigen::Index>(child.rows_count) * b;
      const double* from = stack.data() + (stack.size() - static_cast<std::size_t>(size * size));
      const auto* local = symbolic.row_in_parent.data() + child.rows_begin;
      for (Eigen::Index column = 0; column < size; ++column) {
        const Eigen::Index to = static_cast<Eigen::Index>(local[column / b]) * b + column % b;
        double* into = to < pivots ? &panel(0, to) : update.data() + (to - pivots) * rest - pivots;
        const double* source = from + column * size;
        // Rows from the column's own block on; inside a block the dofs follow each other.
        for (Eigen::Index row = column / b; row < child.rows_count; ++row) {
          double* block = into + static_cast<Eigen::Index>(local[row]) * b;
          for (int c = 0; c < b; ++c)
            if (row * b + c >= column) block[c] += source[row * b + c];
        }
      }
      stack.resize(stack.size() - static_cast<std::size_t>(size * size));
    }

    eliminate_panel(panel, pivots, scaled, inverse_pivot_.data() + static_cast<std::int64_t>(front.first) * b,
                    tolerance);
    if (rest == 0) continue;
    subtract_lower(update, scaled.bottomRows(rest), panel.bottomRows(rest));
    stack.insert(stack.end(), update.data(), update.data() + rest * rest);
    waiting.push_back(static_cast<std::int32_t>(f));
  }
}

void Ldlt::count_signs(std::span<const char> held) {
  const int b = symbolic_->block;
  for (int v = 0; v < symbolic_->vertices; ++v) {
    if (!held.empty() && held[v]) continue;
    for (int c = 0; c < b; ++c) {
      const double inverse = inverse_pivot_[static_cast<std::size_t>(symbolic_->position[v] * b + c)];
      ++(inverse < 0 ? inertia_.negative : (inverse > 0 ? inertia_.positive : inertia_.zero));
    }
  }
}

template <int K> void Ldlt::solve_by_position(double* y) const {
  const auto& symbolic = *symbolic_;
  const int b = symbolic.block;
  const std::ptrdiff_t size = symbolic.size();
  LaneRows z(static_cast<std::size_t>(symbolic.largest_front) * K);
  for (const Front& front : symbolic.fronts) { // L z = b
    const std::ptrdiff_t pivots = symbolic.pivots(front);
    const std::ptrdiff_t dimension = symbolic.dimension(front);
    double* own = y + static_cast<std::ptrdiff_t>(front.first) * b * K;
    std::copy(own, own + pivots * K, z.begin());
    std::fill(z.begin() + pivots * K, z.begin() + dimension * K, 0.0);
    forward_eliminate<K>(panels_.data() + front.panel, dimension, dimension, pivots, z.data());
    std::copy(z.begin(), z.begin() + pivots * K, own);
    const auto* row = symbolic.rows.data() + front.rows_begin;
    for (std::ptrdiff_t r = 0; r < front.rows_count; ++r)
      for (std::ptrdiff_t c = 0; c < b; ++c)
        Lanes<K>::at(y, row[r] * b + c) += Lanes<K>::at(z.data(), pivots + r * b + c);
  }
  for (std::ptrdiff_t at = 0; at < size; ++at) Lanes<K>::at(y, at) *= inverse_pivot_[at]; // D w = z
  for (auto front = symbolic.fronts.rbegin(); front != symbolic.fronts.rend(); ++front) { // Lᵀ x = w
    const std::ptrdiff_t pivots = symbolic.pivots(*front);
    const std::ptrdiff_t dimension = symbolic.dimension(*front);
    double* own = y + static_cast<std::ptrdiff_t>(front->first) * b * K;
    std::copy(own, own + pivots * K, z.begin());
    const auto* row = symbolic.rows.data() + front->rows_begin;
    for (std::ptrdiff_t r = 0; r < front->rows_count; ++r)
      for (std::ptrdiff_t c = 0; c < b; ++c)
        Lanes<K>::at(z.data(), pivots + r * b + c) = Lanes<K>::at(y, row[r] * b + c);
    backward_substitute<K>(panels_.data() + front->panel, dimension, dimension, pivots, z.data());
    std::copy(z.begin(), z.begin() + pivots * K, own);
  }
}

template <int K> void Ldlt::solve_lanes(double* x, int count) const {
  const auto& symbolic = *symbolic_;
  const int b = symbolic.block;
  const std::ptrdiff_t size = symbolic.size();
  LaneRows y(static_cast<std::size_t>(size) * K, 0.0);
  for (int k = 0; k < count; ++k)
    for (std::ptrdiff_t v = 0; v < symbolic.vertices; ++v)
      for (int c = 0; c < b; ++c) y[(symbolic.position[v] * b + c) * K + k] = x[k * size + v * b + c];
  solve_by_position<K>(y.data());
  for (int k = 0; k < count; ++k)
    for (std::ptrdiff_t v = 0; v < symbolic.vertices; ++v)
      for (int c = 0; c < b; ++c) x[k * size + v * b + c] = y[(symbolic.position[v] * b + c) * K + k];
}

void Ldlt::solve(double* x, int count) const {
  for (int k = 0; k < count; k += 8) {
    double* at = x + static_cast<std::ptrdiff_t>(k) * symbolic_->size();
    // One vector takes no less time than four: the factor is read once either way.
    if (count - k > 4)
      solve_lanes<8>(at, std::min(count - k, 8));
    else
      solve_lanes<4>(at, count - k);
  }
}

void Ldlt::solve_eight(double* y) const {
  solve_by_position<8>(y);
}

} // namespace keycore
