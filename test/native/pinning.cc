#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "block-matrices.hpp"
#include "dense-reference.hpp"
#include "glasses.hpp"
#include "kernels/dense-cholesky.hpp"
#include "kernels/dynamical-matrix.hpp"
#include "kernels/ldlt.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Every `step`-th vertex from `first`, backwards: the order is the caller's.
std::vector<std::int32_t> some_vertices(int count, int first, int step) {
  std::vector<std::int32_t> found;
  for (int v = first; v < count; v += step) found.insert(found.begin(), v);
  return found;
}

Eigen::Map<const MatrixXd> as_square(const std::vector<double>& values) {
  const auto order = static_cast<Index>(std::llround(std::sqrt(static_cast<double>(values.size()))));
  return {values.data(), order, order};
}

std::vector<Index> degrees_of(const std::vector<std::int32_t>& vertices, int block) {
  std::vector<Index> found;
  for (const auto v : vertices)
    for (int c = 0; c < block; ++c) found.push_back(static_cast<Index>(v) * block + c);
  return found;
}

} // namespace

TEST_SUITE_BEGIN("pinning");

TEST_CASE("the inverse between vertices is that part of the dense inverse") {
  every_dominant_matrix([](const BlockMatrix& matrix) {
    const MatrixXd inverse = dense_inverse(matrix.dense());
    const Ldlt factor = matrix.factorise();
    const int n = matrix.layout.vertices;
    for (const int step : {1, 3, n}) {
      const auto vertices = some_vertices(n, n > 4 ? 2 : 0, step);
      const auto at = degrees_of(vertices, matrix.block);
      const auto found = factor.inverse_between(vertices, {});
      REQUIRE(found.size() == at.size() * at.size());
      // Condition 21, as for the solutions.
      CHECK((as_square(found) - MatrixXd(inverse(at, at))).cwiseAbs().maxCoeff() <=
            5e-14 * inverse.cwiseAbs().maxCoeff());
    }
  });
}

TEST_CASE("a request to stop is heard, and spoils nothing") {
  const BlockMatrix matrix = dominant_matrix(torus(16, 12), 2, false, 4);
  const Ldlt factor = matrix.factorise();
  const std::vector<std::int32_t> vertices = {5, 0, 40};
  std::int32_t words[4] = {1, 0, 0, 0};
  CHECK_THROWS_AS(static_cast<void>(factor.inverse_between(vertices, Control(words))), Cancelled);
  words[0] = 0;
  CHECK(factor.inverse_between(vertices, Control(words)) == factor.inverse_between(vertices, {}));
}

TEST_CASE("differences between grounded particles are those of H⁺, and pinned solves those without rows and columns") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    if (matrix.inertia().negative > 0 || matrix.inertia().zero != 2) return;
    const int n = matrix.particles();
    const MatrixXd dense = dense_hessian(matrix.hessian());
    const MatrixXd inverse = dense_pseudo_inverse(dense, 1e-10);
    // All of them, so that the grounded one is among them.
    std::vector<std::int32_t> all(n);
    std::iota(all.begin(), all.end(), 0);
    const auto values = matrix.grounded_between(all, {});
    const auto found = as_square(values);
    const auto relative = [](const auto& a, Index i, Index j) {
      return a(i, j) - a(i, j % 2) - a(i % 2, j) + a(i % 2, j % 2);
    };
    double worst = 0;
    for (Index i = 2; i < 2 * n; ++i)
      for (Index j = 2; j < 2 * n; ++j)
        worst = std::max(worst, std::abs(relative(found, i, j) - relative(inverse, i, j)));
    // The softest mode of these has some 1e-3 of the largest eigenvalue.
    CHECK(worst <= 1e-10 * inverse.cwiseAbs().maxCoeff());

    const std::vector<std::int32_t> pinned = {3, static_cast<std::int32_t>(n - 1), 0};
    std::vector<Index> kept;
    for (Index at = 0; at < 2 * n; ++at)
      if (std::find(pinned.begin(), pinned.end(), at / 2) == pinned.end()) kept.push_back(at);
    auto x = random_numbers(static_cast<std::size_t>(4 * n), 9);
    const MatrixXd right = Eigen::Map<const MatrixXd>(x.data(), 2 * n, 2);
    matrix.solve_pinned(pinned, x.data(), 2, {});
    const MatrixXd expected = MatrixXd(dense(kept, kept)).partialPivLu().solve(MatrixXd(right(kept, Eigen::all)));
    const Eigen::Map<const MatrixXd> solved(x.data(), 2 * n, 2);
    CHECK((MatrixXd(solved(kept, Eigen::all)) - expected).cwiseAbs().maxCoeff() <=
          1e-10 * expected.cwiseAbs().maxCoeff());
    for (const auto p : pinned)
      for (int k = 0; k < 2; ++k) CHECK((solved(2 * p, k) == 0 && solved(2 * p + 1, k) == 0));
  });
}

TEST_CASE("dense systems: only the lower triangle is read, several right-hand sides, and refusal") {
  for (const int order : {1, 2, 7, 40}) {
    const auto numbers = random_numbers(static_cast<std::size_t>(order * order), 3);
    const Eigen::Map<const MatrixXd> b(numbers.data(), order, order);
    const MatrixXd matrix = b * b.transpose() + MatrixXd::Identity(order, order);
    // Row-major: below the diagonal is row > column.
    std::vector<double> stored(numbers.size(), std::nan(""));
    for (int row = 0; row < order; ++row)
      for (int column = 0; column <= row; ++column) stored[row * order + column] = matrix(row, column);
    const auto right = random_numbers(static_cast<std::size_t>(3 * order), 4);
    const auto x = solve_positive_definite(stored, order, right);
    const MatrixXd residual =
        matrix * Eigen::Map<const MatrixXd>(x.data(), order, 3) - Eigen::Map<const MatrixXd>(right.data(), order, 3);
    CHECK(residual.cwiseAbs().maxCoeff() <= 1e-13 * matrix.cwiseAbs().maxCoeff() * order);
  }
  const std::vector<double> indefinite = {1, 0, 2, 1};
  CHECK_THROWS_WITH_AS(static_cast<void>(solve_positive_definite(indefinite, 2, std::vector<double>{1, 1})),
                       "a matrix of order 2 is not positive definite", NotPositiveDefinite);
}

TEST_SUITE_END();
