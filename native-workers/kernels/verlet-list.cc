#include "kernels/verlet-list.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/neighbours.hpp"

namespace keycore {
namespace {

/// Cells along a row are this fraction of the range wide, so that a row's candidates are cut close to the range.
constexpr int columns_per_range = 4;

typedef std::int8_t SpeciesBytes __attribute__((vector_size(pack_width)));

} // namespace

CellSearch::CellSearch(const Box& box, std::vector<double> ranges, int species) : box_(box), species_(species) {
  range_ = *std::max_element(ranges.begin(), ranges.end());
  for (const double range : ranges) ranges_squared_.push_back(range * range);
  columns_ = static_cast<int>(std::min(box.width_a() / range_ * columns_per_range, 1e4));
  rows_ = static_cast<int>(std::min(box.width_b() / range_, 1e4));
  reach_ = static_cast<int>(std::ceil(range_ * columns_ / box.width_a()));
  // With fewer a row's or a column's cells would be met twice.
  by_pairs_ = rows_ < 3 || columns_ < 2 * reach_ + 1;
  if (by_pairs_) columns_ = rows_ = 1;
}

void CellSearch::sort(const double* points, int particles, std::vector<std::int32_t>& order) {
  particles_ = particles;
  cell_.resize(static_cast<std::size_t>(particles));
  start_.assign(static_cast<std::size_t>(columns_) * rows_ + 1, 0);
  const double per_column = columns_ / box_.lx;
  const double per_row = rows_ / box_.ly;
  const double tilt = box_.xy / box_.ly;
  for (int p = 0; p < particles; ++p) {
    const double x = points[2 * p] - tilt * points[2 * p + 1];
    const int column = std::clamp(static_cast<int>(x * per_column + 0.5 * columns_), 0, columns_ - 1);
    const int row = std::clamp(static_cast<int>(points[2 * p + 1] * per_row + 0.5 * rows_), 0, rows_ - 1);
    cell_[p] = row * columns_ + column;
    ++start_[static_cast<std::size_t>(cell_[p]) + 1];
  }
  for (std::size_t c = 1; c < start_.size(); ++c) start_[c] += start_[c - 1];
  next_.assign(start_.begin(), start_.end() - 1);
  order.resize(static_cast<std::size_t>(particles));
  for (int p = 0; p < particles; ++p) order[next_[cell_[p]]++] = p;
}

/// Makes the blocks of one particle after another. Particles come in their sorted order.
template <int Species> class CellSearch::BlockMaker {
public:
  BlockMaker(CellSearch& search, const double* points, const std::uint8_t* species)
      : points_(points), species_(species), box_(search.box_), particles_(search.particles_), kinds_(search.species_),
        ranges_squared_(search.ranges_squared_.data()), found_(search.found_), carried_(search.carried_.data()),
        carried_count_(search.carried_count_.data()) {}

  void begin(std::int32_t i) {
    i_ = i;
    count_ = 0;
    x_ = broadcast(points_[2 * static_cast<std::ptrdiff_t>(i)]);
    y_ = broadcast(points_[2 * static_cast<std::ptrdiff_t>(i) + 1]);
    ranges_ = ranges_squared_ + species_[i] * kinds_;
  }

  /// Looks at the particles from … end − 1, in at least `packs` packs: a number known beforehand costs no
  /// mispredicted branch.
  template <bool Across> void scan(std::int32_t from, std::int32_t end, int packs) {
    make_room(std::max(end - from, packs * pack_width));
    std::int32_t at = from;
    for (int pack = 0; pack < packs; ++pack, at += pack_width) look<Across>(at, end - at);
    for (; at < end; at += pack_width) look<Across>(at, end - at);
  }

  void found_one(std::uint32_t marked) {
    make_room(1);
    found_[count_++] = marked;
  }

  /// Blocks of what was found and of what was left to this particle by others. A remainder that fills no block is left
  /// to the particles at the other ends, as far as they are still to come: so nearly all blocks are full.
  void emit(std::vector<PairBlock>& blocks) {
    make_room(0);
    const std::uint32_t own = point_offset(i_);
    const std::uint8_t kind = species_[i_];
    const int carried = carried_count_[i_];
    int left = (count_ + carried) % pack_width;
    // Where too few could be left, the block would stay and be emptier.
    if (left > count_) left = 0;
    std::uint32_t* const found = found_.data();
    int count = count_;
    for (; left > 0; --left) {
      const std::uint32_t other = found[count - 1];
      if (other < own) break;
      const std::size_t j = other / sizeof(Point);
      if (carried_count_[j] == pack_width) break;
      carried_[j * pack_width + carried_count_[j]++] = own | (kind != 0 ? 1U : 0U);
      --count;
    }
    // Whole packs are copied: what is too much is overwritten.
    std::memcpy(found + count, carried_ + static_cast<std::size_t>(i_) * pack_width,
                pack_width * sizeof(std::uint32_t));
    count += carried;
    for (int l = 0; l < pack_width; ++l) found[count + l] = point_offset(particles_ + l);
    for (int at = 0; at < count; at += pack_width) {
      PairBlock block;
      block.i = own;
      block.first_species = kind;
      std::uint32_t bits = 0;
      for (int l = 0; l < pack_width; ++l) {
        block.j[l] = found[at + l] & ~1U;
        bits |= (found[at + l] & 1) << l;
      }
      block.second_species = static_cast<std::uint8_t>(bits);
      blocks.push_back(block);
    }
  }

private:
  /// For so many more partners, those carried and a pack of spare lanes.
  void make_room(int more) {
    const auto most = static_cast<std::size_t>(count_ + more + 3 * pack_width);
    if (found_.size() < most) found_.resize(2 * most);
  }

  template <bool Across> void look(std::int32_t at, std::int32_t remaining) {
    const double* const from = points_ + 2 * static_cast<std::ptrdiff_t>(at);
    Pack dx;
    Pack dy;
    load_consecutive_points(from, dx, dy);
    dx -= x_;
    dy -= y_;
    if constexpr (Across) {
      const Pack nb = round_to_whole(dy * (1 / box_.ly));
      dx -= nb * box_.xy;
      dy -= nb * box_.ly;
      dx -= round_to_whole(dx * (1 / box_.lx)) * box_.lx;
    }
    const Pack r_squared = dx * dx + dy * dy;
    Pack range_squared{};
    std::uint32_t second = 0;
    if constexpr (Species == 1) {
      range_squared = broadcast(ranges_[0]);
    } else if constexpr (Species == 2) {
      SpeciesBytes bytes;
      std::memcpy(&bytes, species_ + at, pack_width);
      const PackMask is_second = __builtin_convertvector(bytes, PackMask) != 0;
      range_squared = is_second ? broadcast(ranges_[1]) : broadcast(ranges_[0]);
      second = bits_of(is_second);
    } else {
      for (int l = 0; l < pack_width; ++l) range_squared[l] = ranges_[species_[at + l]];
    }
    const std::uint32_t wanted = remaining >= pack_width ? ~0U : (1U << std::max(remaining, 0)) - 1;
    std::uint32_t bits = bits_of(r_squared < range_squared) & wanted;
#if defined(__AVX512F__)
    const __m256i lanes = _mm256_setr_epi32(0, 16, 32, 48, 64, 80, 96, 112);
    const __m256i offsets = _mm256_add_epi32(_mm256_set1_epi32(static_cast<std::int32_t>(point_offset(at))), lanes);
    const __m256i marked = _mm256_mask_or_epi32(offsets, static_cast<__mmask8>(second), offsets, _mm256_set1_epi32(1));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(found_.data() + count_),
                        _mm256_maskz_compress_epi32(static_cast<__mmask8>(bits), marked));
    count_ += __builtin_popcount(bits);
#else
    for (; bits != 0; bits &= bits - 1) {
      const int l = __builtin_ctz(bits);
      found_[count_++] = point_offset(at + l) | ((second >> l) & 1);
    }
#endif
  }

  const double* points_;
  const std::uint8_t* species_;
  Box box_;
  std::int32_t particles_;
  int kinds_;
  const double* ranges_squared_;
  std::vector<std::uint32_t>& found_;
  std::uint32_t* carried_;
  std::uint8_t* carried_count_;
  std::int32_t i_ = 0;
  int count_ = 0;
  Pack x_{};
  Pack y_{};
  const double* ranges_ = nullptr;
};

void CellSearch::build(const double* points, const std::uint8_t* species, VerletList& list) {
  list.inside.clear();
  list.across.clear();
  carried_.resize(static_cast<std::size_t>(particles_) * pack_width);
  carried_count_.assign(static_cast<std::size_t>(particles_), 0);
  if (species_ == 1)
    build_blocks<1>(points, species, list);
  else if (species_ == 2)
    build_blocks<2>(points, species, list);
  else
    build_blocks<0>(points, species, list);
}

template <int Species>
void CellSearch::build_blocks(const double* points, const std::uint8_t* species, VerletList& list) {
  BlockMaker<Species> blocks(*this, points, species);
  if (by_pairs_) {
    by_pairs(blocks, points, species, list);
    return;
  }
  const auto first = [&](int row, int column) { return start_[static_cast<std::size_t>(row) * columns_ + column]; };
  // Candidates along the row to the right, and in the row above over the whole reach: expected packs of each.
  const double per_cell = static_cast<double>(particles_) / (static_cast<double>(columns_) * rows_);
  const auto packs = [&](double cells) {
    return std::min(static_cast<int>(std::ceil(cells * per_cell / pack_width)), spare_points / pack_width - 1);
  };
  const int packs_beside = packs(reach_ + 0.5);
  const int packs_above = packs(2 * reach_ + 1);
  for (int row = 0; row < rows_; ++row) {
    const int above = row + 1 == rows_ ? 0 : row + 1;
    for (int column = 0; column < columns_; ++column) {
      const int left = column - reach_;
      const int right = column + reach_;
      const std::int32_t end = first(row, column + 1);
      // Pairs across the upper boundary belong to the last row: they are not left to the first, which has been.
      if (left >= 0 && right < columns_ && row + 1 < rows_) {
        const std::int32_t beside = first(row, right + 1);
        const std::int32_t above_from = first(above, left);
        const std::int32_t above_end = first(above, right + 1);
        for (std::int32_t i = first(row, column); i < end; ++i) {
          blocks.begin(i);
          blocks.template scan<false>(i + 1, beside, packs_beside);
          blocks.template scan<false>(above_from, above_end, packs_above);
          blocks.emit(list.inside);
        }
        continue;
      }
      for (std::int32_t i = first(row, column); i < end; ++i) {
        blocks.begin(i);
        blocks.template scan<true>(i + 1, first(row, std::min(right + 1, columns_)), 0);
        if (right >= columns_) blocks.template scan<true>(first(row, 0), first(row, right - columns_ + 1), 0);
        if (left < 0) blocks.template scan<true>(first(above, left + columns_), first(above, columns_), 0);
        if (right >= columns_) blocks.template scan<true>(first(above, 0), first(above, right - columns_ + 1), 0);
        blocks.template scan<true>(first(above, std::max(left, 0)), first(above, std::min(right + 1, columns_)), 0);
        blocks.emit(list.across);
      }
    }
  }
}

template <class Blocks>
void CellSearch::by_pairs(Blocks& blocks, const double* points, const std::uint8_t* species, VerletList& list) const {
  const PairList pairs =
      find_pairs(box_, std::vector<double>(points, points + 2 * static_cast<std::ptrdiff_t>(particles_)), range_);
  std::size_t at = 0;
  for (std::int32_t i = 0; i < particles_; ++i) {
    blocks.begin(i);
    for (; at < pairs.size() && pairs.first[at] == i; ++at) {
      const std::int32_t j = pairs.second[at];
      blocks.found_one(point_offset(j) | (species[j] != 0 ? 1U : 0U));
    }
    blocks.emit(list.across);
  }
}

} // namespace keycore
