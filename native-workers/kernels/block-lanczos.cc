#include "kernels/block-lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/lanes.hpp"
#include "kernels/random-vector.hpp"

namespace keycore {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int widest_block = 8;
/// Rows of the basis whose lanes fit the first-level cache.
constexpr Index panel_rows = 256;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// Orthonormal basis Q with the projected operator T = Qᵀ S Q. The last `width` columns are active: S has not been
/// applied to them yet. After each step S Q = Q T + V R, with V the next block and R acting on the active columns.
class Krylov {
public:
  Krylov(const SymmetricOperator& apply, int size, const MatrixXd& deflated, Index capacity, Index block)
      : apply_(apply), deflated_(deflated), q_(size, capacity), t_(MatrixXd::Zero(capacity, capacity)) {
    add_random(block);
  }

  [[nodiscard]] Index used() const { return used_; }
  [[nodiscard]] Index width() const { return width_; }
  [[nodiscard]] Index capacity() const { return q_.cols(); }
  [[nodiscard]] Index space() const { return q_.rows() - deflated_.cols(); }
  [[nodiscard]] bool room() const { return used_ + next_.cols() <= capacity(); }
  [[nodiscard]] bool exhausted() const { return used_ == space(); }
  [[nodiscard]] auto projected() const { return t_.topLeftCorner(used_, used_); }
  [[nodiscard]] auto basis() const { return q_.leftCols(used_); }
  [[nodiscard]] int applications() const { return applications_; }

  /// Norm of S y − θ y for a Ritz vector with these coordinates.
  [[nodiscard]] double residual(const Eigen::Ref<const VectorXd>& coordinates) const {
    return coupling_.rows() == 0 ? 0.0 : (coupling_ * coordinates.tail(width_)).norm();
  }

  /// Applies S to the active columns, extends T, and leaves the next block in `next_`.
  void step() {
    next_.resize(q_.rows(), width_);
    apply_(q_.col(used_ - width_).data(), next_.data(), static_cast<int>(width_));
    applications_ += static_cast<int>(width_);
    if (!next_.allFinite()) throw std::runtime_error("Lanczos: the operator returned a number that is not finite");
    MatrixXd overlap = project_out(next_);
    remove_deflated(next_);
    // Twice is enough (Kahan & Parlett).
    overlap += project_out(next_);
    const MatrixXd own = overlap.bottomRows(width_);
    overlap.bottomRows(width_) = 0.5 * (own + own.transpose());
    t_.block(0, used_ - width_, used_, width_) = overlap;
    t_.block(used_ - width_, 0, width_, used_) = overlap.transpose();
    coupling_ = orthonormalise(next_, 1e-14 * projected().cwiseAbs().maxCoeff());
  }

  /// Takes the next block into the basis; a fresh random one where the Krylov space has closed.
  void advance() {
    if (next_.cols() == 0) {
      add_random(std::min({block_, space() - used_, capacity() - used_}));
      return;
    }
    q_.middleCols(used_, next_.cols()) = next_;
    width_ = next_.cols();
    used_ += width_;
  }

  /// Thick restart: only the Ritz vectors with these coordinates stay.
  void restart(const Eigen::Ref<const VectorXd>& values, const Eigen::Ref<const MatrixXd>& coordinates) {
    const MatrixXd rotated = basis() * coordinates;
    used_ = rotated.cols();
    q_.leftCols(used_) = rotated;
    t_.setZero();
    t_.diagonal().head(used_) = values;
  }

private:
  /// w ← w − Q Qᵀ w; returns Qᵀ w. In row panels that stay in cache, all columns of w at once.
  [[nodiscard]] MatrixXd project_out(MatrixXd& w) const {
    return w.cols() > 4 ? project_out_lanes<widest_block>(w) : project_out_lanes<4>(w);
  }

  template <int lane_width> [[nodiscard]] MatrixXd project_out_lanes(MatrixXd& w) const {
    const Index rows = q_.rows();
    const int columns = static_cast<int>(w.cols());
    std::vector<double> lanes(static_cast<std::size_t>(rows) * lane_width);
    std::vector<double> overlap(static_cast<std::size_t>(used_) * lane_width, 0.0);
    to_lanes<lane_width>(w.data(), rows, columns, lanes.data());
    for (Index at = 0; at < rows; at += panel_rows)
      add_transposed_product<lane_width>(q_.data() + at, rows, std::min(panel_rows, rows - at), used_,
                                         lanes.data() + at * lane_width, overlap.data());
    for (Index at = 0; at < rows; at += panel_rows)
      subtract_product<lane_width>(q_.data() + at, rows, std::min(panel_rows, rows - at), used_, overlap.data(),
                                   lanes.data() + at * lane_width);
    from_lanes<lane_width>(lanes.data(), rows, columns, w.data());
    MatrixXd result(used_, columns);
    from_lanes<lane_width>(overlap.data(), used_, columns, result.data());
    return result;
  }

  void remove_deflated(MatrixXd& w) const {
    if (deflated_.cols() > 0) w -= (deflated_ * (deflated_.transpose() * w)).eval();
  }

  /// Modified Gram–Schmidt, twice, inside a block that is orthogonal to the basis already. Columns that vanish are
  /// dropped: w becomes V (rank columns), returns R (rank × columns) with w_before = V R.
  MatrixXd orthonormalise(MatrixXd& w, double negligible) const {
    const Index columns = w.cols();
    MatrixXd r = MatrixXd::Zero(columns, columns);
    Index rank = 0;
    double weakest = 1;
    for (Index c = 0; c < columns; ++c) {
      VectorXd v = w.col(c);
      const double before = v.norm();
      for (int pass = 0; pass < 2; ++pass)
        for (Index d = 0; d < rank; ++d) {
          const double overlap = w.col(d).dot(v);
          r(d, c) += overlap;
          v -= overlap * w.col(d);
        }
      const double norm = v.norm();
      if (norm <= negligible || norm <= 1e-12 * before || rank >= space() - used_) continue;
      weakest = std::min(weakest, norm / before);
      r(rank, c) = norm;
      w.col(rank++) = v / norm;
    }
    w.conservativeResize(Eigen::NoChange, rank);
    // Cancellation inside the block has magnified what was left of the basis and of the deflated vectors.
    if (rank > 0 && weakest < 1e-3) {
      w -= (basis() * (basis().transpose() * w)).eval();
      remove_deflated(w);
      for (Index c = 0; c < rank; ++c) {
        for (Index d = 0; d < c; ++d) w.col(c) -= (w.col(d).dot(w.col(c)) * w.col(d)).eval();
        w.col(c).normalize();
      }
    }
    return r.topRows(rank);
  }

  void add_random(Index columns) {
    block_ = std::max(block_, columns);
    MatrixXd w(q_.rows(), columns);
    for (Index c = 0; c < columns; ++c)
      fill_random({w.col(c).data(), static_cast<std::size_t>(w.rows())}, 0xb10c + random_vectors_++);
    for (int pass = 0; pass < 2; ++pass) {
      remove_deflated(w);
      if (used_ > 0) w -= (basis() * (basis().transpose() * w)).eval();
      orthonormalise(w, 0);
    }
    q_.middleCols(used_, w.cols()) = w;
    width_ = w.cols();
    used_ += width_;
  }

  const SymmetricOperator& apply_;
  const MatrixXd& deflated_;
  MatrixXd q_;
  MatrixXd t_;
  MatrixXd next_;
  MatrixXd coupling_;
  Index used_ = 0;
  Index width_ = 0;
  Index block_ = 0;
  int applications_ = 0;
  std::uint64_t random_vectors_ = 0;
};

} // namespace

LanczosResult largest_eigenpairs(const SymmetricOperator& apply, int size, const MatrixXd& deflated,
                                 const LanczosOptions& options, const Control& control) {
  const Index space = size - deflated.cols();
  if (options.count < 1 || space < 1)
    throw std::invalid_argument("cannot find " + std::to_string(options.count) +
                                " eigenpairs in a space of dimension " + std::to_string(space));
  const Index wanted = std::min<Index>(options.count, space);
  const Index block = std::clamp<Index>(options.block, 1, std::min<Index>(space, widest_block));
  const Index asked = options.max_basis > 0 ? options.max_basis : 3 * wanted + 16 * block;
  const Index capacity = std::min(space, std::max(asked, wanted + 3 * block));
  // Kept at a restart: the wanted Ritz vectors and some of those next to them, which speeds up convergence.
  const Index kept_most = std::max(wanted, std::min(capacity - 2 * block, wanted + std::max(2 * block, wanted / 2)));

  Krylov krylov(apply, size, deflated, capacity, block);
  Eigen::SelfAdjointEigenSolver<MatrixXd> ritz;
  Index next_check = wanted + 2 * block;
  int restarts = 0;
  while (true) {
    control.poll();
    control.progress(Stage::modes, krylov.used(), capacity);
    krylov.step();
    const Index k = krylov.used();
    const bool full = !krylov.room();
    if (k < next_check && !full && !krylov.exhausted()) {
      krylov.advance();
      continue;
    }

    ritz.compute(krylov.projected());
    VectorXd theta = ritz.eigenvalues(); // ascending
    MatrixXd coordinates = ritz.eigenvectors();
    if (options.both_ends) {
      std::vector<Index> order(static_cast<std::size_t>(k));
      std::iota(order.begin(), order.end(), Index{0});
      std::ranges::stable_sort(order, {}, [&](Index at) { return std::abs(ritz.eigenvalues()[at]); });
      theta = ritz.eigenvalues()(order);
      coordinates = ritz.eigenvectors()(Eigen::all, order);
    }
    const Index found = std::min(wanted, k);
    const double rounding = 8 * epsilon * theta.cwiseAbs().maxCoeff();
    bool converged = found == wanted;
    for (Index column = k - found; converged && column < k; ++column)
      converged = krylov.exhausted() || krylov.residual(coordinates.col(column)) <=
                                            std::max(options.tolerance * std::abs(theta[column]), rounding);
    if (converged || (full && restarts == options.max_restarts)) {
      LanczosResult result;
      result.status = converged ? Status::converged : Status::not_converged;
      result.values = theta.tail(found).reverse();
      result.vectors.noalias() = krylov.basis() * coordinates.rightCols(found).rowwise().reverse();
      result.next_value = k > found ? theta[k - 1 - found] : theta[0];
      result.applications = krylov.applications();
      return result;
    }
    if (full) {
      ++restarts;
      const Index kept = std::min(kept_most, k);
      krylov.restart(theta.tail(kept), coordinates.rightCols(kept));
    }
    krylov.advance();
    next_check = krylov.used() + std::max<Index>(2 * block, wanted / 3);
  }
}

} // namespace keycore
