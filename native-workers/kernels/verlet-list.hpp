#pragma once

#include <cstdint>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/pack.hpp"

namespace keycore {

/// Entries beyond the particles that every array of points or species has: spare lanes point to them, and packs may
/// reach into them.
inline constexpr int spare_points = 4 * pack_width;

/// W pairs that share their first particle; the second ones differ, so their forces are added without conflict.
/// Lanes to spare hold a point that is not a number, which no comparison lets through.
struct PairBlock {
  std::uint32_t i = 0; ///< `point_offset` of the first particle
  std::uint8_t first_species = 0;
  /// Bit l: species of the second particle in lane l is not 0. All that is needed of one or two species.
  std::uint8_t second_species = 0;
  std::uint32_t j[pack_width]; ///< `point_offset` of the second ones
};

/// Verlet list: every pair closer than its range, once, in full blocks.
struct VerletList {
  /// Blocks none of whose pairs crosses the periodic boundary.
  std::vector<PairBlock> inside;
  /// The others: their separations want the nearest image.
  std::vector<PairBlock> across;
};

/// Particles in cells, row after row, and the list made from them. Positions are points (x0, y0, x1, y1, …) wrapped
/// into the box centred on the origin.
class CellSearch {
public:
  /// `ranges`: the range of each pair of species, row-major S × S.
  CellSearch(const Box& box, std::vector<double> ranges, int species);

  /// Where each particle goes so that those of a cell, and cells along a row, follow each other: order[slot] is the
  /// present index of the particle that belongs there. Of particles in a cell the one that came first stays first.
  void sort(const double* points, int particles, std::vector<std::int32_t>& order);

  /// The list of particles that lie sorted (by the last call of `sort`). `points` and `species` hold
  /// `spare_points` entries more than there are particles: points that are not numbers.
  void build(const double* points, const std::uint8_t* species, VerletList& list);

private:
  template <int Species> class BlockMaker;
  template <int Species> void build_blocks(const double* points, const std::uint8_t* species, VerletList& list);
  template <class Blocks>
  void by_pairs(Blocks& blocks, const double* points, const std::uint8_t* species, VerletList& list) const;

  Box box_;
  int species_;
  double range_;
  std::vector<double> ranges_squared_;
  int columns_ = 0;
  int rows_ = 0;
  /// Columns that a range spans.
  int reach_ = 0;
  bool by_pairs_ = false;
  int particles_ = 0;
  std::vector<std::int32_t> cell_;
  std::vector<std::int32_t> start_;
  std::vector<std::int32_t> next_;
  /// Partners of a particle: `point_offset`, with 1 added where the species is not 0.
  std::vector<std::uint32_t> found_;
  /// Up to W partners that others left to each particle.
  std::vector<std::uint32_t> carried_;
  std::vector<std::uint8_t> carried_count_;
};

} // namespace keycore
