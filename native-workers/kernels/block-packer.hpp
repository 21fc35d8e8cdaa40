#pragma once

#include <cstdint>
#include <vector>

#include "kernels/pack.hpp"
#include "kernels/pair-block.hpp"

namespace keycore {

/// Makes blocks of the partners of one particle after another. A remainder that fills no block is left to the particles
/// at the other ends, as far as they are still to come: so nearly all blocks are full.
class BlockPacker {
public:
  /// Before the first particle.
  void begin(std::int32_t particles);

  /// Appends the blocks of particle `i`, which is of species `species`, with its `count` partners and with those left
  /// to it. `partners`: `point_offset`, with 1 added where the species is not 0; 2 W entries more can be read.
  void pack(std::int32_t i, std::uint8_t species, const std::uint32_t* partners, int count, BlockList& blocks);

  /// A block of no pairs.
  [[nodiscard]] PairBlock spare() const;

private:
  /// Places for what is left to a particle: W, and one that is written to and never read.
  static constexpr int stride = pack_width + 1;

  std::int32_t particles_ = 0;
  std::vector<std::uint32_t> carried_;
  std::vector<std::uint8_t> carried_count_;
};

} // namespace keycore
