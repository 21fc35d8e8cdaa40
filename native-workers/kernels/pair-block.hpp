#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/pack.hpp"

namespace keycore {

/// W pairs that share their first particle; the second ones differ. Lanes to spare hold a point that is not a number,
/// which no comparison lets through.
struct PairBlock {
  std::uint32_t i;             ///< `point_offset` of the first particle
  std::uint32_t j[pack_width]; ///< `point_offset` of the second ones
  PairKind kind[pack_width];   ///< of each pair; means something for one or two species
};

/// Blocks one behind the other, followed by as many spare ones as the pair loop reaches beyond them.
class BlockList {
public:
  /// Blocks that go through the pair loop together.
  static constexpr std::size_t group = 3;

  void clear() { count_ = 0; }
  /// Where the next blocks go: room for so many.
  [[nodiscard]] PairBlock* room(std::size_t more) {
    if (blocks_.size() < count_ + more) blocks_.resize(2 * (count_ + more));
    return blocks_.data() + count_;
  }
  /// So many have been put there.
  void added(std::size_t blocks) { count_ += blocks; }
  /// Fills the last group, and adds one that the loop may look ahead to.
  void pad(const PairBlock& spare) {
    PairBlock* const end = room(2 * group);
    for (std::size_t k = 0; k < 2 * group; ++k) end[k] = spare;
  }

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const PairBlock* begin() const { return blocks_.data(); }
  [[nodiscard]] const PairBlock* end() const { return begin() + count_; }
  /// The end of the last group.
  [[nodiscard]] const PairBlock* end_of_groups() const { return begin() + (count_ + group - 1) / group * group; }

private:
  std::vector<PairBlock> blocks_;
  std::size_t count_ = 0;
};

} // namespace keycore
