#include "voronoi-clipping.hpp"

#include <algorithm>
#include <cmath>

namespace keycore::test {
namespace {

/// A corner of a polygon and whose bisector the side from it to the next one lies on.
struct Corner {
  Vec2 at;
  int neighbour;
  Vec2 separation;
};

/// Keeps the part of a convex polygon nearer to the origin than to `separation`.
std::vector<Corner> cut(const std::vector<Corner>& polygon, int neighbour, Vec2 separation) {
  const double half = 0.5 * (separation.x * separation.x + separation.y * separation.y);
  const auto beyond = [&](Vec2 r) { return r.x * separation.x + r.y * separation.y - half; };
  std::vector<Corner> result;
  for (std::size_t k = 0; k < polygon.size(); ++k) {
    const Corner& from = polygon[k];
    const Corner& to = polygon[(k + 1) % polygon.size()];
    const double a = beyond(from.at);
    const double b = beyond(to.at);
    if (a <= 0) result.push_back(from);
    if ((a <= 0) == (b <= 0)) continue;
    const double t = a / (a - b);
    const Vec2 crossing{from.at.x + t * (to.at.x - from.at.x), from.at.y + t * (to.at.y - from.at.y)};
    // Going out, the new side begins here; coming in, the old one goes on.
    if (a <= 0)
      result.push_back({crossing, neighbour, separation});
    else
      result.push_back({crossing, from.neighbour, from.separation});
  }
  return result;
}

} // namespace

ClippedCell clip_cell(const Box& box, const std::vector<double>& positions, int particle) {
  const double far = 2 * (box.lx + box.ly);
  std::vector<Corner> polygon;
  for (const Vec2 corner : {Vec2{-far, -far}, Vec2{far, -far}, Vec2{far, far}, Vec2{-far, far}})
    polygon.push_back({corner, -1, {0, 0}});
  struct Image {
    double length;
    int neighbour;
    Vec2 separation;
  };
  std::vector<Image> images;
  const int n = static_cast<int>(positions.size() / 2);
  // A handful of particles in a slanted cell may border on images two cells away.
  const int shells = n < 10 ? 2 : 1;
  for (int j = 0; j < n; ++j) {
    const Vec2 d = box.wrap_centred(
        {positions[2 * j] - positions[2 * particle], positions[2 * j + 1] - positions[2 * particle + 1]});
    for (int a = -shells; a <= shells; ++a)
      for (int b = -shells; b <= shells; ++b) {
        const Vec2 shift = box.lattice(a, b);
        const Vec2 separation{d.x + shift.x, d.y + shift.y};
        if (j == particle && a == 0 && b == 0) continue;
        images.push_back({std::hypot(separation.x, separation.y), j, separation});
      }
  }
  std::ranges::sort(images, {}, &Image::length);
  for (const Image& image : images) {
    double reach = 0;
    for (const Corner& corner : polygon) reach = std::max(reach, std::hypot(corner.at.x, corner.at.y));
    // The bisector of this one, and of all further ones, passes outside.
    if (image.length > 2 * reach) break;
    polygon = cut(polygon, image.neighbour, image.separation);
  }
  ClippedCell cell;
  for (std::size_t k = 0; k < polygon.size(); ++k) {
    const Vec2 from = polygon[k].at;
    const Vec2 to = polygon[(k + 1) % polygon.size()].at;
    cell.area += 0.5 * (from.x * to.y - from.y * to.x);
    cell.sides.push_back({polygon[k].neighbour,
                          polygon[k].separation,
                          {0.5 * (from.x + to.x), 0.5 * (from.y + to.y)},
                          std::hypot(to.x - from.x, to.y - from.y)});
  }
  return cell;
}

std::vector<double> clipped_areas(const Box& box, const std::vector<double>& positions) {
  std::vector<double> areas;
  for (int p = 0; p < static_cast<int>(positions.size() / 2); ++p) areas.push_back(clip_cell(box, positions, p).area);
  return areas;
}

VoronoiEdges clipped_edges(const Box& box, const std::vector<double>& positions) {
  VoronoiEdges edges{box, positions, {}, {}, {}, {}, {}};
  for (int p = 0; p < static_cast<int>(positions.size() / 2); ++p)
    for (const auto& side : clip_cell(box, positions, p).sides) {
      const Vec2 d = side.separation;
      if (side.neighbour < p || (side.neighbour == p && (d.x < 0 || (d.x == 0 && d.y < 0)))) continue;
      // Corners where four bisectors meet leave sides of no length.
      if (side.length < 1e-9) continue;
      edges.i.push_back(p);
      edges.j.push_back(side.neighbour);
      edges.separation.push_back(d);
      edges.midpoint.push_back(side.midpoint);
      edges.length.push_back(side.length);
    }
  return edges;
}

VoronoiEdges triangular_edges(const Crystal& crystal) {
  VoronoiEdges edges{crystal.system.box, crystal.system.positions, {}, {}, {}, {}, {}};
  const double a = crystal.spacing;
  const double height = 0.5 * std::sqrt(3.0) * a;
  for (int row = 0; row < crystal.rows; ++row)
    for (int column = 0; column < crystal.columns; ++column) {
      const int i = row * crystal.columns + column;
      const int above = (row + 1) % crystal.rows * crystal.columns;
      const int left = row % 2 == 0 ? (column + crystal.columns - 1) % crystal.columns : column;
      const int right = row % 2 == 0 ? column : (column + 1) % crystal.columns;
      const int neighbours[] = {row * crystal.columns + (column + 1) % crystal.columns, above + left, above + right};
      const Vec2 separations[] = {{a, 0}, {-0.5 * a, height}, {0.5 * a, height}};
      for (int k = 0; k < 3; ++k) {
        edges.i.push_back(i);
        edges.j.push_back(neighbours[k]);
        edges.separation.push_back(separations[k]);
        edges.midpoint.push_back({0.5 * separations[k].x, 0.5 * separations[k].y});
        edges.length.push_back(a / std::sqrt(3.0));
      }
    }
  return edges;
}

} // namespace keycore::test
