#pragma once

#include <cstdint>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/pack.hpp"

namespace keycore {

/// W pairs that share their first particle; the second ones differ, so their forces are added without conflict.
/// Lanes to spare hold the index of a point that is not a number, which no comparison lets through.
struct PairBlock {
  std::int32_t i = 0;
  /// Bit l: species of particle j[l] is not 0. All that is needed of one or two species.
  std::uint32_t second_species = 0;
  std::int32_t j[pack_width];
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

  /// The list of particles that lie sorted (by the last call of `sort`). `points` and `species` hold 2·W entries more
  /// than there are particles: points that are not numbers.
  void build(const double* points, const std::uint8_t* species, VerletList& list);

private:
  struct Candidates;
  void scan(const double* points, const std::uint8_t* species, std::int32_t i, std::int32_t begin, std::int32_t end,
            bool across, const double* ranges_squared);
  void emit(std::int32_t i, const std::uint8_t* species, std::vector<PairBlock>& blocks);
  void build_by_pairs(const double* points, const std::uint8_t* species, VerletList& list);

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
  std::vector<std::int32_t> found_;
  int found_count_ = 0;
  std::vector<std::int32_t> carried_;
  std::vector<std::uint8_t> carried_count_;
};

} // namespace keycore
