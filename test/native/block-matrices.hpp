#pragma once

#include <Eigen/Dense>
#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <vector>

#include "graphs.hpp"
#include "kernels/ldlt.hpp"

namespace keycore::test {

/// A symmetric block matrix in the kernels' form, and as a dense one.
struct BlockMatrix {
  Layout layout;
  int block = 1;
  std::vector<double> diagonal; ///< vertices × B × B
  std::vector<double> edges;    ///< edges × B × B, not symmetric: rows of first[e], columns of second[e]

  [[nodiscard]] int size() const { return layout.vertices * block; }
  [[nodiscard]] Eigen::MatrixXd dense() const;
  [[nodiscard]] std::shared_ptr<const SymbolicFactor> analyse() const;
  [[nodiscard]] Ldlt factorise(std::span<const char> held = {}, double zero_tolerance = 1e-14) const;
};

/// Random blocks; the diagonal outweighs each row by a tenth, so that it is positive definite, or, with `mixed`
/// signs vertex by vertex, indefinite with a factorisation that needs no pivoting.
[[nodiscard]] BlockMatrix dominant_matrix(const Layout& layout, int block, bool mixed, std::uint64_t seed);

/// Σ over edges of a spring: +K on the diagonal blocks, −K off it, K positive definite. Its null vectors are the
/// constants on every connected piece.
[[nodiscard]] BlockMatrix spring_matrix(const Layout& layout, int block, std::uint64_t seed);

/// Every assorted layout with blocks of 1, 2 and 3, positive definite and of mixed signs.
template <class Visit> void every_dominant_matrix(Visit visit) {
  std::uint64_t seed = 40;
  for (const Layout& layout : assorted_layouts())
    for (const int block : {1, 2, 3})
      for (const bool mixed : {false, true}) {
        CAPTURE(layout.name);
        CAPTURE(layout.vertices);
        CAPTURE(block);
        CAPTURE(mixed);
        visit(dominant_matrix(layout, block, mixed, ++seed));
      }
}

/// Number of connected pieces of a layout.
[[nodiscard]] int connected_pieces(const Layout& layout);

/// Rows and columns of the flagged vertices replaced by the identity.
[[nodiscard]] Eigen::MatrixXd hold(Eigen::MatrixXd dense, std::span<const char> held, int block);

} // namespace keycore::test
