#include "kernels/verlet-list.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/neighbours.hpp"

namespace keycore {
namespace {

/// Cells along a row are this fraction of the range wide, so that a row's candidates are cut close to the range.
constexpr int columns_per_range = 4;

/// Packs that `expected` particles lie in.
int packs_of(double expected) {
  return std::min(static_cast<int>(std::ceil(expected / pack_width)), spare_points / pack_width - 1);
}

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
  sorted_cell_.resize(static_cast<std::size_t>(particles));
  for (int p = 0; p < particles; ++p) {
    const std::int32_t slot = next_[cell_[p]]++;
    order[slot] = p;
    sorted_cell_[slot] = cell_[p];
  }
}

/// Finds the partners of one particle after another, and puts them one behind the other.
template <int Species> class CellSearch::PartnerFinder {
public:
  PartnerFinder(CellSearch& search, const double* points, const std::uint8_t* species)
      : points_(points), species_(species), box_(search.box_), kinds_(search.species_),
        ranges_squared_(search.ranges_squared_.data()), partners_(search.partners_) {}

  void begin(std::int32_t i) {
    x_ = broadcast(points_[2 * static_cast<std::ptrdiff_t>(i)]);
    y_ = broadcast(points_[2 * static_cast<std::ptrdiff_t>(i) + 1]);
    ranges_ = ranges_squared_ + species_[i] * kinds_;
  }

  /// Looks at the particles from … end − 1, in at least `packs` packs: a number known beforehand costs no
  /// mispredicted branch.
  template <bool Across> void scan(std::int32_t from, std::int32_t end, int packs) {
    make_room(std::max(end - from, packs * pack_width));
    std::uint32_t* to = partners_.data() + count_;
    std::int32_t at = from;
    for (int pack = 0; pack < packs; ++pack, at += pack_width) to = look<Across>(at, end - at, to);
    for (; at < end; at += pack_width) to = look<Across>(at, end - at, to);
    count_ = to - partners_.data();
  }

  void found(std::int32_t j) {
    make_room(1);
    partners_[static_cast<std::size_t>(count_++)] = point_offset(j) | (species_[j] != 0 ? 1U : 0U);
  }

  /// Partners of all particles so far. Behind them lie entries that may be read.
  [[nodiscard]] std::ptrdiff_t count() {
    make_room(0);
    return count_;
  }

private:
  /// For so many more partners; whole packs are written, and read.
  void make_room(int more) {
    const auto most = static_cast<std::size_t>(count_) + static_cast<std::size_t>(more) + 2 * pack_width;
    if (partners_.size() < most) partners_.resize(2 * most);
  }

  template <bool Across>
  [[nodiscard]] std::uint32_t* look(std::int32_t at, std::int32_t remaining, std::uint32_t* to) const {
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
    std::uint32_t bits = bits_of(r_squared < range_squared);
#if defined(__AVX512F__)
    bits &= _mm256_cmpgt_epi32_mask(_mm256_set1_epi32(remaining), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const __m256i lanes = _mm256_setr_epi32(0, 16, 32, 48, 64, 80, 96, 112);
    const __m256i offsets = _mm256_add_epi32(_mm256_set1_epi32(static_cast<std::int32_t>(point_offset(at))), lanes);
    const __m256i marked = _mm256_mask_or_epi32(offsets, static_cast<__mmask8>(second), offsets, _mm256_set1_epi32(1));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                        _mm256_maskz_compress_epi32(static_cast<__mmask8>(bits), marked));
    return to + __builtin_popcount(bits);
#else
    if (remaining < pack_width) bits &= (1U << std::max(remaining, 0)) - 1;
    for (; bits != 0; bits &= bits - 1) {
      const int l = __builtin_ctz(bits);
      *to++ = point_offset(at + l) | ((second >> l) & 1);
    }
    return to;
#endif
  }

  const double* points_;
  const std::uint8_t* species_;
  Box box_;
  int kinds_;
  const double* ranges_squared_;
  std::vector<std::uint32_t>& partners_;
  std::ptrdiff_t count_ = 0;
  Pack x_{};
  Pack y_{};
  const double* ranges_ = nullptr;
};

void CellSearch::build(const double* points, const std::uint8_t* species, VerletList& list) {
  partner_ranges_.resize(static_cast<std::size_t>(particles_) + 1);
  if (species_ == 1)
    find_partners<1>(points, species);
  else if (species_ == 2)
    find_partners<2>(points, species);
  else
    find_partners<0>(points, species);
  pack_blocks(species, list);
}

template <int Species> void CellSearch::find_partners(const double* points, const std::uint8_t* species) {
  PartnerFinder<Species> finder(*this, points, species);
  if (by_pairs_)
    find_by_pairs(finder, points);
  else
    find_in_cells(finder);
  partner_ranges_[static_cast<std::size_t>(particles_)].first = finder.count();
}

template <class Finder> void CellSearch::find_in_cells(Finder& finder) {
  // Candidates along the row to the right, and in the row above over the whole reach.
  const double per_cell = static_cast<double>(particles_) / (static_cast<double>(columns_) * rows_);
  const int packs_beside = packs_of((reach_ + 0.5) * per_cell);
  const int packs_above = packs_of((2 * reach_ + 1) * per_cell);
  for (int row = 0; row < rows_; ++row) {
    const std::int32_t* const here = start_.data() + static_cast<std::ptrdiff_t>(row) * columns_;
    const std::int32_t* const above = row + 1 == rows_ ? start_.data() : here + columns_;
    for (std::int32_t i = here[0]; i < here[columns_]; ++i) {
      const int column = sorted_cell_[i] - row * columns_;
      const int left = column - reach_;
      const int right = column + reach_;
      finder.begin(i);
      // Pairs across the upper boundary belong to the last row: they are not left to the first, which has been.
      const bool inside = left >= 0 && right < columns_ && row + 1 < rows_;
      partner_ranges_[i] = {finder.count(), !inside};
      if (inside) {
        finder.template scan<false>(i + 1, here[right + 1], packs_beside);
        finder.template scan<false>(above[left], above[right + 1], packs_above);
        continue;
      }
      finder.template scan<true>(i + 1, here[std::min(right + 1, columns_)], 0);
      if (right >= columns_) finder.template scan<true>(here[0], here[right - columns_ + 1], 0);
      if (left < 0) finder.template scan<true>(above[left + columns_], above[columns_], 0);
      if (right >= columns_) finder.template scan<true>(above[0], above[right - columns_ + 1], 0);
      finder.template scan<true>(above[std::max(left, 0)], above[std::min(right + 1, columns_)], 0);
    }
  }
}

template <class Finder> void CellSearch::find_by_pairs(Finder& finder, const double* points) {
  const PairList pairs =
      find_pairs(box_, std::vector<double>(points, points + 2 * static_cast<std::ptrdiff_t>(particles_)), range_);
  std::size_t at = 0;
  for (std::int32_t i = 0; i < particles_; ++i) {
    partner_ranges_[i] = {finder.count(), true};
    for (; at < pairs.size() && pairs.first[at] == i; ++at) finder.found(pairs.second[at]);
  }
}

void CellSearch::pack_blocks(const std::uint8_t* species, VerletList& list) {
  packer_.begin(particles_);
  list.inside.clear();
  list.across.clear();
  for (std::int32_t i = 0; i < particles_; ++i) {
    const auto [first, across] = partner_ranges_[i];
    const auto count = static_cast<int>(partner_ranges_[i + 1].first - first);
    packer_.pack(i, species[i], partners_.data() + first, count, across ? list.across : list.inside);
  }
  list.inside.pad(packer_.spare());
  list.across.pad(packer_.spare());
}

} // namespace keycore
