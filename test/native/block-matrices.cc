#include "block-matrices.hpp"

#include <cmath>
#include <numeric>

#include "systems.hpp"

namespace keycore::test {
namespace {

/// Adds a row-major B × B block at (row, column), in blocks.
void add_block(Eigen::MatrixXd& dense, int row, int column, const double* from, int block, bool transposed) {
  for (int r = 0; r < block; ++r)
    for (int c = 0; c < block; ++c)
      dense(row * block + r, column * block + c) += transposed ? from[c * block + r] : from[r * block + c];
}

} // namespace

Eigen::MatrixXd BlockMatrix::dense() const {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(size(), size());
  const int entries = block * block;
  for (int v = 0; v < layout.vertices; ++v)
    add_block(matrix, v, v, diagonal.data() + static_cast<std::ptrdiff_t>(v) * entries, block, false);
  for (std::size_t e = 0; e < layout.first.size(); ++e) {
    const double* from = edges.data() + e * static_cast<std::size_t>(entries);
    add_block(matrix, layout.first[e], layout.second[e], from, block, false);
    add_block(matrix, layout.second[e], layout.first[e], from, block, true);
  }
  return matrix;
}

std::shared_ptr<const SymbolicFactor> BlockMatrix::analyse() const {
  return std::make_shared<const SymbolicFactor>(
      analyse_pattern(layout.vertices, block, layout.first, layout.second, layout.box, layout.positions));
}

Ldlt BlockMatrix::factorise(std::span<const char> held, double zero_tolerance) const {
  return Ldlt(analyse(), BlockValues{diagonal, edges}, held, zero_tolerance, {});
}

BlockMatrix dominant_matrix(const Layout& layout, int block, bool mixed, std::uint64_t seed) {
  const auto entries = static_cast<std::size_t>(block * block);
  BlockMatrix matrix{layout, block, {}, random_numbers(layout.first.size() * entries, seed)};
  matrix.diagonal.assign(static_cast<std::size_t>(layout.vertices) * entries, 0.0);
  const Eigen::MatrixXd off = matrix.dense();
  const Eigen::VectorXd weight = off.cwiseAbs().rowwise().sum();
  const auto own = random_numbers(matrix.diagonal.size(), seed + 1);
  for (int v = 0; v < layout.vertices; ++v)
    for (int r = 0; r < block; ++r)
      for (int c = 0; c <= r; ++c) {
        const auto at = static_cast<std::size_t>(v) * entries;
        const auto lower = at + static_cast<std::size_t>(r * block + c);
        const auto upper = at + static_cast<std::size_t>(c * block + r);
        const double sign = mixed && uniform(seed + 2, static_cast<std::uint64_t>(v)) < 0.4 ? -1 : 1;
        matrix.diagonal[lower] = r == c ? sign * (1.1 * weight[v * block + r] + block + 0.1) : 0.5 * own[lower];
        matrix.diagonal[upper] = matrix.diagonal[lower];
      }
  return matrix;
}

BlockMatrix spring_matrix(const Layout& layout, int block, std::uint64_t seed) {
  const auto entries = static_cast<std::size_t>(block * block);
  BlockMatrix matrix{layout, block, {}, std::vector<double>(layout.first.size() * entries)};
  matrix.diagonal.assign(static_cast<std::size_t>(layout.vertices) * entries, 0.0);
  for (std::size_t e = 0; e < layout.first.size(); ++e) {
    const auto raw = random_numbers(entries, seed + 17 * e);
    const Eigen::Map<const Eigen::MatrixXd> a(raw.data(), block, block);
    const Eigen::MatrixXd stiffness = a * a.transpose() + 0.05 * Eigen::MatrixXd::Identity(block, block);
    for (int r = 0; r < block; ++r)
      for (int c = 0; c < block; ++c) {
        const auto at = static_cast<std::size_t>(r * block + c);
        matrix.edges[e * entries + at] = -stiffness(r, c);
        for (const auto v : {layout.first[e], layout.second[e]})
          matrix.diagonal[static_cast<std::size_t>(v) * entries + at] += stiffness(r, c);
      }
  }
  return matrix;
}

int connected_pieces(const Layout& layout) {
  std::vector<int> root(static_cast<std::size_t>(layout.vertices));
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int v) {
    while (root[v] != v) v = root[v] = root[root[v]];
    return v;
  };
  int pieces = layout.vertices;
  for (std::size_t e = 0; e < layout.first.size(); ++e) {
    const int a = find(layout.first[e]);
    const int b = find(layout.second[e]);
    if (a == b) continue;
    root[a] = b;
    --pieces;
  }
  return pieces;
}

Eigen::MatrixXd hold(Eigen::MatrixXd dense, std::span<const char> held, int block) {
  for (std::size_t v = 0; v < held.size(); ++v) {
    if (!held[v]) continue;
    for (int c = 0; c < block; ++c) {
      const auto at = static_cast<Eigen::Index>(v) * block + c;
      dense.row(at).setZero();
      dense.col(at).setZero();
      dense(at, at) = 1;
    }
  }
  return dense;
}

} // namespace keycore::test
