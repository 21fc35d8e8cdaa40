#include "kernels/ldlt.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "block-matrices.hpp"
#include "dense-reference.hpp"
#include "deviation.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// One vertex in `every` held, the first always.
std::vector<char> some_held(int vertices, int every) {
  std::vector<char> held(static_cast<std::size_t>(vertices), 0);
  for (int v = 0; v < vertices; v += every) held[v] = 1;
  return held;
}

Inertia dense_inertia(const MatrixXd& dense, double zero) {
  Inertia signs;
  for (const double value : dense_eigenvalues(dense))
    ++(std::abs(value) <= zero ? signs.zero : (value < 0 ? signs.negative : signs.positive));
  return signs;
}

VectorXd solved(const Ldlt& factor, const VectorXd& b) {
  VectorXd x = b;
  factor.solve(x.data(), 1);
  return x;
}

} // namespace

TEST_SUITE_BEGIN("ldlt");

TEST_CASE("solutions agree with the dense solver's") {
  every_dominant_matrix([](const BlockMatrix& matrix) {
    const MatrixXd dense = matrix.dense();
    const Ldlt factor = matrix.factorise();
    const VectorXd b = as_vector(random_numbers(static_cast<std::size_t>(matrix.size()), 9));
    const VectorXd x = solved(factor, b);
    const VectorXd expected = dense.partialPivLu().solve(b);
    // Dominant by a tenth: condition at most 21 in the maximum norm; rows of up to 200 entries round by 1e-14.
    CHECK((x - expected).cwiseAbs().maxCoeff() <= 1e-13 * expected.cwiseAbs().maxCoeff());
    CHECK((dense * x - b).norm() <= 2e-15 * std::sqrt(matrix.size()) * dense.norm() * x.norm());
  });
}

TEST_CASE("the inertia is that of the eigenvalues") {
  every_dominant_matrix([](const BlockMatrix& matrix) {
    const Inertia found = matrix.factorise().inertia();
    // Dominance keeps every eigenvalue away from 0 by 0.1 at least.
    const Inertia expected = dense_inertia(matrix.dense(), 1e-9);
    CHECK(found.negative == expected.negative);
    CHECK(found.zero == 0);
    CHECK(found.positive == expected.positive);
  });
}

TEST_CASE("several right-hand sides at once are each solved as if by itself") {
  every_dominant_matrix([](const BlockMatrix& matrix) {
    const Ldlt factor = matrix.factorise();
    const auto size = static_cast<std::size_t>(matrix.size());
    for (const int count : {0, 1, 2, 5, 16}) {
      auto together = random_numbers(size * static_cast<std::size_t>(count), 3);
      const auto given = together;
      factor.solve(together.data(), count);
      double worst = 0;
      for (int k = 0; k < count; ++k) {
        const auto at = static_cast<std::size_t>(k) * size;
        const VectorXd single = solved(factor, Eigen::Map<const VectorXd>(given.data() + at, matrix.size()));
        worst = std::max(worst, (single - Eigen::Map<const VectorXd>(together.data() + at, matrix.size())).norm() /
                                    single.norm());
      }
      // The same sums in another order.
      CHECK(worst <= 1e-14);
    }
  });
}

TEST_CASE("held vertices are as if deleted") {
  every_dominant_matrix([](const BlockMatrix& matrix) {
    const int n = matrix.layout.vertices;
    for (const int every : {1, 2, 5, n}) {
      const auto held = some_held(n, every);
      const Ldlt factor = matrix.factorise(held);
      // The matrix without the rows and columns of held vertices.
      std::vector<Eigen::Index> kept;
      for (int at = 0; at < matrix.size(); ++at)
        if (!held[at / matrix.block]) kept.push_back(at);
      const MatrixXd rest = matrix.dense()(kept, kept);
      const VectorXd b = as_vector(random_numbers(static_cast<std::size_t>(matrix.size()), 5));
      const VectorXd x = solved(factor, b);
      double worst = 0;
      // Rows of held vertices are the identity.
      for (int at = 0; at < matrix.size(); ++at)
        if (held[at / matrix.block]) worst = std::max(worst, std::abs(x[at] - b[at]));
      CHECK(worst == 0);
      const Inertia signs = factor.inertia();
      CHECK(signs.negative + signs.zero + signs.positive == static_cast<int>(kept.size()));
      if (kept.empty()) continue;
      const VectorXd expected = rest.partialPivLu().solve(VectorXd(b(kept)));
      CHECK((VectorXd(x(kept)) - expected).cwiseAbs().maxCoeff() <= 1e-13 * expected.cwiseAbs().maxCoeff());
      if (every != 2) continue;
      const Inertia exact = dense_inertia(rest, 1e-9);
      CHECK(signs.negative == exact.negative);
      CHECK(signs.positive == exact.positive);
    }
  });
}

TEST_CASE("one symbolic analysis serves any values") {
  const Layout layout = random_contacts(220, 8, 2);
  const BlockMatrix one = dominant_matrix(layout, 2, false, 1);
  const BlockMatrix other = dominant_matrix(layout, 2, true, 2);
  const auto symbolic = one.analyse();
  const VectorXd b = as_vector(random_numbers(440, 3));
  for (const BlockMatrix* matrix : {&one, &other, &one}) {
    const Ldlt factor(symbolic, {matrix->diagonal, matrix->edges}, {}, 1e-14, {});
    CHECK(solved(factor, b) == solved(matrix->factorise(), b));
  }
}

TEST_CASE("indefinite without dominance: backward error says what the signs are worth") {
  // No pivoting, so growth is possible; what the backward error promises about signs must hold. Small blocks of
  // random numbers, shifted through the spectrum.
  int trusted = 0;
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    BlockMatrix matrix = dominant_matrix(random_contacts(70, 6, seed), 2, false, seed);
    const MatrixXd unshifted = matrix.dense();
    const VectorXd values = dense_eigenvalues(unshifted);
    for (const double fraction : {0.0, 0.1, 0.35, 0.5, 0.8, 1.0}) {
      const auto k = static_cast<Eigen::Index>(fraction * static_cast<double>(values.size() - 1));
      const double mu = k + 1 < values.size() ? 0.5 * (values[k] + values[k + 1]) : values[k] + 1;
      auto shifted = matrix;
      for (int v = 0; v < 70; ++v)
        for (int c = 0; c < 2; ++c) shifted.diagonal[static_cast<std::size_t>(4 * v + 3 * c)] -= mu;
      const MatrixXd dense = shifted.dense();
      const Ldlt factor = shifted.factorise();
      const VectorXd b = as_vector(random_numbers(140, 7));
      const VectorXd x = solved(factor, b);
      const double backward = (dense * x - b).norm() / (dense.norm() * x.norm());
      ++tried;
      // The gap of eigenvalues around μ is ≈ 0.1, far above the 1e-9 · ‖A‖ ≈ 1e-7 that the error may move them.
      if (backward > 1e-9) continue;
      ++trusted;
      CHECK(factor.inertia().negative == static_cast<int>(k) + 1);
      CHECK(factor.inertia().zero == 0);
    }
  }
  CHECK(tried == 48);
  // Growth beyond 10⁶ is rare.
  CHECK(trusted >= 46);
}

TEST_CASE("a singular positive matrix: zeros are counted, and solve is a generalised inverse") {
  std::uint64_t seed = 80;
  for (const Layout& layout : assorted_layouts())
    for (const int block : {1, 2}) {
      CAPTURE(layout.name);
      CAPTURE(layout.vertices);
      CAPTURE(block);
      const BlockMatrix matrix = spring_matrix(layout, block, ++seed);
      const MatrixXd dense = matrix.dense();
      const Ldlt factor = matrix.factorise({}, 1e-12);
      const int zeros = block * connected_pieces(layout);
      CHECK(factor.inertia().zero == zeros);
      CHECK(factor.inertia().negative == 0);
      CHECK(factor.inertia().positive == matrix.size() - zeros);
      // Any b in the range: A·solve(b) = b. Springs as soft as 0.05 over 150 in a row: condition up to 1e6.
      const VectorXd b = dense * as_vector(random_numbers(static_cast<std::size_t>(matrix.size()), 2));
      const VectorXd x = solved(factor, b);
      CHECK((dense * x - b).norm() <= 1e-14 * dense.norm() * (x.norm() + 1));
      // Grounding one vertex of every piece leaves nothing singular.
      if (zeros != block) continue;
      std::vector<char> held(static_cast<std::size_t>(layout.vertices), 0);
      held[static_cast<std::size_t>(layout.vertices / 2)] = 1;
      const Ldlt grounded = matrix.factorise(held, 1e-12);
      CHECK(grounded.inertia().zero == 0);
      CHECK(grounded.inertia().positive == matrix.size() - block);
    }
}

TEST_CASE("a matrix of zeros, and a zero pivot in the middle of a front") {
  BlockMatrix nothing = dominant_matrix(torus(3, 3), 2, false, 1);
  std::ranges::fill(nothing.diagonal, 0.0);
  std::ranges::fill(nothing.edges, 0.0);
  const Ldlt none = nothing.factorise();
  CHECK(none.inertia().zero == 18);
  CHECK(solved(none, VectorXd::Ones(18)) == VectorXd::Zero(18));

  // Vertex 4 has neither diagonal nor edges; the others must not notice.
  BlockMatrix hole = dominant_matrix(complete(9), 2, true, 2);
  for (std::size_t e = 0; e < hole.layout.first.size(); ++e)
    if (hole.layout.first[e] == 4 || hole.layout.second[e] == 4)
      for (std::size_t c = 0; c < 4; ++c) hole.edges[4 * e + c] = 0;
  for (std::size_t c = 0; c < 4; ++c) hole.diagonal[4 * 4 + c] = 0;
  const Ldlt factor = hole.factorise();
  CHECK(factor.inertia().zero == 2);
  VectorXd b = as_vector(random_numbers(18, 3));
  const VectorXd x = solved(factor, b);
  CHECK(x[8] == 0);
  CHECK(x[9] == 0);
  b[8] = b[9] = 0;
  CHECK((hole.dense() * x - b).cwiseAbs().maxCoeff() <= 1e-14);
}

TEST_CASE("the zero tolerance is relative to the largest diagonal entry that is not held") {
  BlockMatrix matrix = dominant_matrix(without_edges(3), 1, false, 1);
  matrix.diagonal = {1e8, 1e-3, -1};
  CHECK(matrix.factorise({}, 1e-10).inertia().zero == 1);
  CHECK(matrix.factorise({}, 1e-12).inertia().zero == 0);
  const std::vector<char> held = {1, 0, 0};
  CHECK(matrix.factorise(held, 1e-10).inertia().zero == 0);
  CHECK(matrix.factorise(held, 1e-10).inertia().negative == 1);
}

TEST_CASE("a number that is none never passes for a sign") {
  BlockMatrix matrix = dominant_matrix(random_contacts(40, 6, 1), 2, false, 4);
  matrix.diagonal[4 * 17] = std::numeric_limits<double>::quiet_NaN();
  const Inertia signs = matrix.factorise().inertia();
  CHECK(signs.zero > 0);
  CHECK(signs.negative + signs.zero + signs.positive == 80);
}

TEST_CASE("a factor's size is told") {
  const BlockMatrix matrix = dominant_matrix(random_contacts(220, 8, 2), 2, false, 4);
  const Ldlt factor = matrix.factorise();
  // Entries of L: the lower trapezium of every panel.
  std::int64_t entries = 0;
  for (const auto& front : factor.symbolic().fronts)
    for (int column = 0; column < factor.symbolic().pivots(front); ++column)
      entries += factor.symbolic().dimension(front) - column;
  CHECK(factor.entries() == entries);
  CHECK(factor.bytes() >= 8 * static_cast<std::size_t>(entries));
}

TEST_CASE("cancelled before the first front") {
  std::int32_t words[4] = {1, 0, 0, 0};
  const BlockMatrix matrix = dominant_matrix(torus(16, 12), 1, false, 4);
  CHECK_THROWS_AS(Ldlt(matrix.analyse(), {matrix.diagonal, matrix.edges}, {}, 1e-14, Control(words)), Cancelled);
}

TEST_SUITE_END();
