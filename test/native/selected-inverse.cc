#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "block-matrices.hpp"
#include "dense-reference.hpp"
#include "kernels/ldlt.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::MatrixXd;

TEST_SUITE_BEGIN("selected inverse");

TEST_CASE("diagonal blocks are those of the dense inverse") {
  every_dominant_matrix([](const BlockMatrix& matrix) {
    const MatrixXd inverse = dense_inverse(matrix.dense());
    const auto found = matrix.factorise().inverse_diagonal({});
    const int b = matrix.block;
    REQUIRE(found.size() == static_cast<std::size_t>(matrix.size() * b));
    double worst = 0;
    for (int v = 0; v < matrix.layout.vertices; ++v)
      for (int r = 0; r < b; ++r)
        for (int c = 0; c < b; ++c)
          worst = std::max(
              worst, std::abs(found[static_cast<std::size_t>((v * b + r) * b + c)] - inverse(v * b + r, v * b + c)));
    // Condition 21, as for the solutions.
    CHECK(worst <= 5e-14 * inverse.cwiseAbs().maxCoeff());
  });
}

TEST_CASE("with held vertices, and for an ill-conditioned chain of springs") {
  for (const Layout& layout : {path(150), torus(16, 12), random_contacts(220, 8, 2), complete(70)})
    for (const int block : {1, 2}) {
      CAPTURE(layout.name);
      CAPTURE(block);
      const BlockMatrix matrix = spring_matrix(layout, block, 7);
      REQUIRE(connected_pieces(layout) == 1);
      std::vector<char> held(static_cast<std::size_t>(layout.vertices), 0);
      held[3 % layout.vertices] = 1;
      const MatrixXd inverse = dense_inverse(hold(matrix.dense(), held, block));
      const auto found = matrix.factorise(held).inverse_diagonal({});
      double worst = 0;
      for (int v = 0; v < layout.vertices; ++v)
        for (int r = 0; r < block; ++r)
          for (int c = 0; c < block; ++c) {
            const double value = found[static_cast<std::size_t>((v * block + r) * block + c)];
            worst = std::max(worst, std::abs(value - inverse(v * block + r, v * block + c)));
            if (held[v]) CHECK(value == (r == c ? 1 : 0));
          }
      // A chain of 150 springs has a condition of 150² · stiffness ratio: 1e6.
      CHECK(worst <= 1e-10 * inverse.cwiseAbs().maxCoeff());
    }
}

TEST_CASE("cancelled") {
  const BlockMatrix matrix = dominant_matrix(torus(16, 12), 1, false, 4);
  const Ldlt factor = matrix.factorise();
  std::int32_t words[4] = {1, 0, 0, 0};
  CHECK_THROWS_AS(static_cast<void>(factor.inverse_diagonal(Control(words))), Cancelled);
  // Nothing is spoilt by it.
  words[0] = 0;
  CHECK(factor.inverse_diagonal(Control(words)) == factor.inverse_diagonal({}));
}

TEST_SUITE_END();
