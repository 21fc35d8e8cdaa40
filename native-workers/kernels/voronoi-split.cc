#include "kernels/voronoi-split.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace keycore {
namespace {

/// Smallest non-zero eigenvalue of AAᵀ: 0.034 in a glass, 1e-4 in a crystal; rounding leaves 1e-15.
constexpr double zero_pivot = 1e-10;

/// One end of an edge as its cell sees it.
struct Neighbour {
  std::int32_t cell;
  Vec2 own_area;   ///< ∂(area of this cell)/∂r of the neighbour
  Vec2 other_area; ///< ∂(area of the neighbour)/∂r of this cell
};

/// Neighbours of every cell in compressed form, and the diagonal of A. A pair that shares two edges (small boxes)
/// stands twice: everything made from it is a sum.
struct Adjacency {
  std::vector<std::int32_t> start;
  std::vector<Neighbour> neighbour;
  std::vector<Vec2> diagonal; ///< ∂(area of cell i)/∂r_i
};

Adjacency gather(int cells, const VoronoiEdges& edges, const std::vector<Vec2>& weight_i,
                 const std::vector<Vec2>& weight_j) {
  Adjacency result;
  result.start.assign(static_cast<std::size_t>(cells) + 1, 0);
  result.diagonal.resize(static_cast<std::size_t>(cells));
  // A cell that borders on its own image gains and loses the same area there.
  const auto own_image = [&](std::size_t e) { return edges.i[e] == edges.j[e]; };
  for (std::size_t e = 0; e < edges.i.size(); ++e) {
    if (own_image(e)) continue;
    ++result.start[edges.i[e] + 1];
    ++result.start[edges.j[e] + 1];
  }
  for (int c = 0; c < cells; ++c) result.start[c + 1] += result.start[c];
  result.neighbour.resize(static_cast<std::size_t>(result.start[cells]));
  std::vector<std::int32_t> next(result.start.begin(), result.start.end() - 1);
  for (std::size_t e = 0; e < edges.i.size(); ++e) {
    if (own_image(e)) continue;
    const auto i = edges.i[e];
    const auto j = edges.j[e];
    const Vec2 wi = weight_i[e];
    const Vec2 wj = weight_j[e];
    result.neighbour[next[i]++] = {j, wj, {-wi.x, -wi.y}};
    result.neighbour[next[j]++] = {i, {-wi.x, -wi.y}, wj};
    result.diagonal[i].x += wi.x;
    result.diagonal[i].y += wi.y;
    result.diagonal[j].x -= wj.x;
    result.diagonal[j].y -= wj.y;
  }
  return result;
}

} // namespace

void VoronoiEdges::check() const {
  const auto edges = i.size();
  const auto fail = [](const std::string& message) { throw std::invalid_argument("Voronoi edges: " + message); };
  if (!(box.area() > 0)) fail("the box has no size");
  if (positions.empty() || positions.size() % 2 != 0) fail("positions must hold 2 numbers a particle");
  for (std::size_t at = 0; at < positions.size(); ++at)
    if (!std::isfinite(positions[at])) fail("position of particle index " + std::to_string(at / 2) + " is not finite");
  if (j.size() != edges || separation.size() != edges || midpoint.size() != edges || length.size() != edges)
    fail("arrays must all describe the same number of edges");
  for (std::size_t e = 0; e < edges; ++e) {
    if (i[e] < 0 || j[e] < 0 || i[e] >= particles() || j[e] >= particles())
      fail("edge " + std::to_string(e) + " names a particle outside 0 … " + std::to_string(particles() - 1));
    const double r = std::hypot(separation[e].x, separation[e].y);
    if (!(r > 0) || !(length[e] > 0) || !std::isfinite(r + length[e] + midpoint[e].x + midpoint[e].y))
      fail("edge " + std::to_string(e) + " must have a positive, finite length and separation");
  }
}

VoronoiSplit::VoronoiSplit(VoronoiEdges edges) : edges_(std::move(edges)) {
  edges_.check();
  neighbours_.assign(particles(), 0);
  for (std::size_t e = 0; e < edges_.i.size(); ++e) {
    const Vec2 d = edges_.separation[e];
    const Vec2 m = edges_.midpoint[e];
    const double ratio = edges_.length[e] / std::hypot(d.x, d.y);
    weight_i_.push_back({ratio * m.x, ratio * m.y});
    weight_j_.push_back({ratio * (d.x - m.x), ratio * (d.y - m.y)});
    ++neighbours_[edges_.i[e]];
    ++neighbours_[edges_.j[e]];
  }
}

void VoronoiSplit::area_change(const double* u, double* change) const {
  std::fill(change, change + particles(), 0.0);
  for (std::size_t e = 0; e < edges_.i.size(); ++e) {
    const auto i = edges_.i[e];
    const auto j = edges_.j[e];
    const double carried = weight_j_[e].x * u[2 * j] + weight_j_[e].y * u[2 * j + 1] + weight_i_[e].x * u[2 * i] +
                           weight_i_[e].y * u[2 * i + 1];
    change[i] += carried;
    change[j] -= carried;
  }
}

void VoronoiSplit::add_transposed(const double* y, double* u) const {
  for (std::size_t e = 0; e < edges_.i.size(); ++e) {
    const auto i = edges_.i[e];
    const auto j = edges_.j[e];
    const double drop = y[i] - y[j];
    u[2 * j] += weight_j_[e].x * drop;
    u[2 * j + 1] += weight_j_[e].y * drop;
    u[2 * i] += weight_i_[e].x * drop;
    u[2 * i + 1] += weight_i_[e].y * drop;
  }
}

void VoronoiSplit::factorise(const Control& control) {
  const int n = particles();
  const Adjacency a = gather(n, edges_, weight_i_, weight_j_);
  std::vector<double> diagonal(n, 0.0);
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> second;
  std::vector<double> values;
  std::vector<double> sum(n, 0.0);
  std::vector<char> seen(n, 0);
  std::vector<std::int32_t> touched;
  for (int cell = 0; cell < n; ++cell) {
    const auto add = [&](std::int32_t other, Vec2 p, Vec2 q) {
      if (other < cell) return;
      if (!seen[other]) {
        seen[other] = 1;
        touched.push_back(other);
      }
      sum[other] += p.x * q.x + p.y * q.y;
    };
    // (AAᵀ)_ik = Σ_j A_ij·A_kj over the particles j that both areas depend on.
    const auto over_particle = [&](std::int32_t particle, Vec2 own) {
      add(particle, own, a.diagonal[particle]);
      for (auto k = a.start[particle]; k < a.start[particle + 1]; ++k)
        add(a.neighbour[k].cell, own, a.neighbour[k].other_area);
    };
    over_particle(cell, a.diagonal[cell]);
    for (auto k = a.start[cell]; k < a.start[cell + 1]; ++k)
      over_particle(a.neighbour[k].cell, a.neighbour[k].own_area);
    for (const auto other : touched) {
      if (other == cell) {
        diagonal[cell] = sum[other];
      } else {
        first.push_back(cell);
        second.push_back(other);
        values.push_back(sum[other]);
      }
      sum[other] = 0;
      seen[other] = 0;
    }
    touched.clear();
  }

  const auto symbolic =
      std::make_shared<const SymbolicFactor>(analyse_pattern(n, 1, first, second, edges_.box, edges_.positions));
  grounded_cell_ = static_cast<int>(std::max_element(symbolic->position.begin(), symbolic->position.end()) -
                                    symbolic->position.begin());
  std::vector<char> held(n, 0);
  held[grounded_cell_] = 1;
  factor_ = std::make_unique<const Ldlt>(symbolic, BlockValues{diagonal, values}, held, zero_pivot, control);
}

void VoronoiSplit::split(const double* u, int count, double* transverse, double* longitudinal, const Control& control) {
  const auto n = static_cast<std::int64_t>(particles());
  control.progress(Stage::split, 0, 1);
  if (!factor_) factorise(control);
  std::copy(u, u + 2 * n * count, transverse);
  std::fill(longitudinal, longitudinal + 2 * n * count, 0.0);
  std::vector<double> change(static_cast<std::size_t>(n * count));
  for (int pass = 0; pass < 2; ++pass) {
    control.poll();
    for (int k = 0; k < count; ++k) {
      area_change(transverse + 2 * n * k, change.data() + n * k);
      change[static_cast<std::size_t>(n * k + grounded_cell_)] = 0;
    }
    factor_->solve(change.data(), count);
    for (int k = 0; k < count; ++k) add_transposed(change.data() + n * k, longitudinal + 2 * n * k);
    for (std::int64_t at = 0; at < 2 * n * count; ++at) transverse[at] = u[at] - longitudinal[at];
  }
  control.progress(Stage::split, 1, 1);
}

void VoronoiSplit::net_projection(const double* u, double* projection) const {
  std::fill(projection, projection + 2 * particles(), 0.0);
  for (std::size_t e = 0; e < edges_.i.size(); ++e) {
    const auto i = 2 * edges_.i[e];
    const auto j = 2 * edges_.j[e];
    const Vec2 d = edges_.separation[e];
    const double inverse = 1 / (d.x * d.x + d.y * d.y);
    // r̂ enters twice, so its sign does not matter.
    const double along_j = (u[j] * d.x + u[j + 1] * d.y) * inverse;
    const double along_i = (u[i] * d.x + u[i + 1] * d.y) * inverse;
    projection[i] += along_j * d.x;
    projection[i + 1] += along_j * d.y;
    projection[j] += along_i * d.x;
    projection[j + 1] += along_i * d.y;
  }
}

void VoronoiSplit::divergence(const double* w, double* result) const {
  std::fill(result, result + particles(), 0.0);
  for (std::size_t e = 0; e < edges_.i.size(); ++e) {
    const auto i = edges_.i[e];
    const auto j = edges_.j[e];
    const Vec2 d = edges_.separation[e];
    // The same for both ends: separation and difference change sign together.
    const double term = d.x * (w[2 * j] - w[2 * i]) + d.y * (w[2 * j + 1] - w[2 * i + 1]);
    result[i] += term;
    result[j] += term;
  }
  for (int p = 0; p < particles(); ++p)
    if (neighbours_[p] > 0) result[p] /= neighbours_[p];
}

} // namespace keycore
