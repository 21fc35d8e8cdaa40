#pragma once

#include <cstdint>
#include <vector>

#include "kernels/block-packer.hpp"
#include "kernels/box.hpp"
#include "kernels/pack.hpp"
#include "kernels/pair-block.hpp"

namespace keycore {

/// Entries beyond the particles that every array of points or species has: spare lanes point to them, and packs may
/// reach into them.
inline constexpr int spare_points = 4 * pack_width;

/// Verlet list: every pair closer than its range, once, in full blocks.
struct VerletList {
  /// Blocks none of whose pairs crosses the periodic boundary.
  BlockList inside;
  /// The others: their separations want the nearest image.
  BlockList across;
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
  template <int Species> class PartnerFinder;
  template <int Species> void find_partners(const double* points, const std::uint8_t* species);
  template <class Finder> void find_in_cells(Finder& finder);
  template <class Finder> void find_by_pairs(Finder& finder, const double* points);
  void pack_blocks(const std::uint8_t* species, VerletList& list);

  /// Where the partners of a particle begin, and whether their separations want the nearest image.
  struct PartnerRange {
    std::ptrdiff_t first = 0;
    bool across = false;
  };

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
  /// The cell of each particle once they lie sorted.
  std::vector<std::int32_t> sorted_cell_;
  /// First particle of each cell, and the number of all behind them.
  std::vector<std::int32_t> start_;
  std::vector<std::int32_t> next_;
  /// Partners of all particles, one behind the other: `point_offset`, with 1 added where the species is not 0.
  std::vector<std::uint32_t> partners_;
  std::vector<PartnerRange> partner_ranges_;
  BlockPacker packer_;
};

} // namespace keycore
