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

/// Adds those of the particles begin … end − 1 that are in range of i to those found.
inline void CellSearch::scan(const double* points, const std::uint8_t* species, std::int32_t i, std::int32_t begin,
                             std::int32_t end, bool across, const double* ranges_squared) {
  if (found_.size() < static_cast<std::size_t>(found_count_ + (end - begin) + pack_width))
    found_.resize(2 * static_cast<std::size_t>(found_count_ + (end - begin) + pack_width));
  const Pack x = broadcast(points[2 * i]);
  const Pack y = broadcast(points[2 * i + 1]);
  for (std::int32_t at = begin; at < end; at += pack_width) {
    Pack xj{};
    Pack yj{};
    const double* from = points + 2 * static_cast<std::ptrdiff_t>(at);
    const Pack low = load(from);
    const Pack high = load(from + pack_width);
#if defined(__AVX512F__)
    xj = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
    yj = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
#elif defined(__AVX2__)
    xj = __builtin_shufflevector(low, high, 0, 2, 4, 6);
    yj = __builtin_shufflevector(low, high, 1, 3, 5, 7);
#else
    xj = __builtin_shufflevector(low, high, 0, 2);
    yj = __builtin_shufflevector(low, high, 1, 3);
#endif
    Pack dx = x - xj;
    Pack dy = y - yj;
    if (across) {
      const Pack nb = round_to_whole(dy * (1 / box_.ly));
      dx -= nb * box_.xy;
      dy -= nb * box_.ly;
      dx -= round_to_whole(dx * (1 / box_.lx)) * box_.lx;
    }
    const Pack r_squared = dx * dx + dy * dy;
    Pack range_squared{};
    if (species_ == 1) {
      range_squared = broadcast(ranges_squared[0]);
    } else if (species_ == 2) {
      SpeciesBytes bytes;
      std::memcpy(&bytes, species + at, pack_width);
      range_squared =
          __builtin_convertvector(bytes, PackMask) != 0 ? broadcast(ranges_squared[1]) : broadcast(ranges_squared[0]);
    } else {
      for (int l = 0; l < pack_width; ++l) range_squared[l] = ranges_squared[species[at + l]];
    }
    std::uint32_t bits = bits_of(r_squared < range_squared);
    if (end - at < pack_width) bits &= (1U << (end - at)) - 1;
#if defined(__AVX512F__)
    const __m256i indices = _mm256_add_epi32(_mm256_set1_epi32(at), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(&found_[found_count_]),
                        _mm256_maskz_compress_epi32(static_cast<__mmask8>(bits), indices));
    found_count_ += __builtin_popcount(bits);
#else
    for (; bits != 0; bits &= bits - 1) found_[found_count_++] = at + __builtin_ctz(bits);
#endif
  }
}

/// Makes blocks of what was found for i and what was carried to it. A remainder that fills no block is carried on to
/// the particles at the other ends that are still to come, so that nearly all blocks are full.
inline void CellSearch::emit(std::int32_t i, const std::uint8_t* species, std::vector<PairBlock>& blocks) {
  constexpr int room = pack_width;
  const int own_carried = carried_count_[i];
  if (found_.size() < static_cast<std::size_t>(found_count_ + room))
    found_.resize(static_cast<std::size_t>(found_count_ + room));
  int left = (found_count_ + own_carried) % pack_width;
  int kept = 0;
  for (int k = 0; k < found_count_; ++k) {
    const std::int32_t j = found_[k];
    if (left > 0 && j > i && carried_count_[j] < room) {
      carried_[static_cast<std::size_t>(j) * room + carried_count_[j]++] = i;
      --left;
    } else {
      found_[kept++] = j;
    }
  }
  for (int k = 0; k < own_carried; ++k) found_[kept++] = carried_[static_cast<std::size_t>(i) * room + k];
  for (int at = 0; at < kept; at += pack_width) {
    PairBlock block;
    block.i = i;
    for (int l = 0; l < pack_width; ++l) {
      const std::int32_t j = at + l < kept ? found_[at + l] : particles_ + l;
      block.j[l] = j;
      block.second_species |= (species[j] != 0 ? 1U : 0U) << l;
    }
    blocks.push_back(block);
  }
}

void CellSearch::build(const double* points, const std::uint8_t* species, VerletList& list) {
  list.inside.clear();
  list.across.clear();
  carried_.resize(static_cast<std::size_t>(particles_) * pack_width);
  carried_count_.assign(static_cast<std::size_t>(particles_), 0);
  if (by_pairs_) {
    build_by_pairs(points, species, list);
    return;
  }
  found_.resize(64 + pack_width);
  const auto first = [&](int row, int column) { return start_[static_cast<std::size_t>(row) * columns_ + column]; };
  for (int row = 0; row < rows_; ++row) {
    const int above = row + 1 == rows_ ? 0 : row + 1;
    for (int column = 0; column < columns_; ++column) {
      // Pairs across the upper boundary belong to the last row: they cannot be carried on to the first.
      const bool edge = column < reach_ || column + reach_ >= columns_ || row + 1 == rows_;
      const int left = column - reach_;
      const int right = column + reach_;
      for (std::int32_t i = first(row, column);
           i <
           first(row, column) + (start_[static_cast<std::size_t>(row) * columns_ + column + 1] - first(row, column));
           ++i) {
        found_count_ = 0;
        const double* const ranges = &ranges_squared_[static_cast<std::size_t>(species[i]) * species_];
        // Along the row to the right, then the whole reach of the row above; cells along a row follow each other.
        scan(points, species, i, i + 1, first(row, std::min(right + 1, columns_)), edge, ranges);
        if (right >= columns_) scan(points, species, i, first(row, 0), first(row, right - columns_ + 1), edge, ranges);
        scan(points, species, i, first(above, std::max(left, 0)), first(above, std::min(right + 1, columns_)), edge,
             ranges);
        if (left < 0) scan(points, species, i, first(above, left + columns_), first(above, columns_), edge, ranges);
        if (right >= columns_)
          scan(points, species, i, first(above, 0), first(above, right - columns_ + 1), edge, ranges);
        emit(i, species, edge ? list.across : list.inside);
      }
    }
  }
}

void CellSearch::build_by_pairs(const double* points, const std::uint8_t* species, VerletList& list) {
  const PairList pairs =
      find_pairs(box_, std::vector<double>(points, points + 2 * static_cast<std::ptrdiff_t>(particles_)), range_);
  std::size_t at = 0;
  for (std::int32_t i = 0; i < particles_; ++i) {
    found_.clear();
    for (; at < pairs.size() && pairs.first[at] == i; ++at) found_.push_back(pairs.second[at]);
    found_count_ = static_cast<int>(found_.size());
    emit(i, species, list.across);
  }
}

} // namespace keycore
