#include "kernels/block-packer.hpp"

#include <algorithm>
#include <cstring>

namespace keycore {
namespace {

/// The particle whose blocks are made.
struct First {
  std::uint32_t offset;
  unsigned kind; ///< 0 or 1, where a species is not 0
};

#if defined(__AVX512F__)

/// Entries with the mark of their species.
using Entries = __m256i;

Entries load_entries(const std::uint32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

void write(PairBlock& block, const First& first, Entries entries) {
  const __m256i mark = _mm256_set1_epi32(1);
  const auto kind_with = [&](unsigned other) { return _mm_set1_epi8(static_cast<char>(pair_kind(first.kind, other))); };
  block.i = first.offset;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(block.j), _mm256_andnot_si256(mark, entries));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(block.kind),
                   _mm_mask_blend_epi8(_mm256_test_epi32_mask(entries, mark), kind_with(0), kind_with(1)));
}

/// Two blocks of `own` entries and behind them `carried` ones, then spare ones; own < W, carried ≤ W.
void write_both(PairBlock* to, const First& first, const std::uint32_t* own, int owns, const std::uint32_t* carried,
                int carrieds, std::uint32_t spare) {
  const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const auto from = [](int l) { return static_cast<__mmask16>(0xffffU << l); };
  const __m512i places = _mm512_sub_epi32(lane, _mm512_set1_epi32(owns));
  const __m512i spares =
      _mm512_add_epi32(_mm512_slli_epi32(_mm512_and_epi32(lane, _mm512_set1_epi32(pack_width - 1)), 4),
                       _mm512_set1_epi32(static_cast<std::int32_t>(spare)));
  __m512i all = _mm512_castsi256_si512(load_entries(own));
  all = _mm512_mask_permutexvar_epi32(all, from(owns), places, _mm512_castsi256_si512(load_entries(carried)));
  all = _mm512_mask_mov_epi32(all, from(owns + carrieds), spares);
  write(to[0], first, _mm512_castsi512_si256(all));
  write(to[1], first, _mm512_extracti64x4_epi64(all, 1));
}

#else

using Entries = const std::uint32_t*;

Entries load_entries(const std::uint32_t* from) {
  return from;
}

void write(PairBlock& block, const First& first, Entries entries) {
  block.i = first.offset;
  for (int l = 0; l < pack_width; ++l) {
    block.j[l] = entries[l] & ~1U;
    block.kind[l] = pair_kind(first.kind, entries[l] & 1);
  }
}

void write_both(PairBlock* to, const First& first, const std::uint32_t* own, int owns, const std::uint32_t* carried,
                int carrieds, std::uint32_t spare) {
  std::uint32_t all[3 * pack_width];
  std::memcpy(all, own, pack_width * sizeof(std::uint32_t));
  std::memcpy(all + owns, carried, pack_width * sizeof(std::uint32_t));
  for (int l = owns + carrieds; l < 2 * pack_width; ++l) all[l] = spare + point_offset(l % pack_width);
  write(to[0], first, all);
  write(to[1], first, all + pack_width);
}

#endif

} // namespace

void BlockPacker::begin(std::int32_t particles) {
  particles_ = particles;
  carried_.resize(static_cast<std::size_t>(particles) * stride);
  carried_count_.assign(static_cast<std::size_t>(particles), 0);
}

void BlockPacker::pack(std::int32_t i, std::uint8_t species, const std::uint32_t* partners, int count,
                       BlockList& blocks) {
  const First first{point_offset(i), species != 0 ? 1U : 0U};
  const std::uint32_t* const carried = carried_.data() + static_cast<std::size_t>(i) * stride;
  const int carried_count = carried_count_[i];
  int left = (count + carried_count) % pack_width;
  // Where too few could be left, the block would stay and be emptier.
  if (left > count) left = 0;
  // What follows hardly branches on these numbers, which nothing could predict: more is done than is kept.
  const int own = count - left;
  std::uint32_t refused[pack_width];
  int refusals = 0;
  for (int k = 0; k < left; ++k) {
    const std::uint32_t entry = partners[own + k];
    const std::size_t j = entry / sizeof(Point);
    const std::uint8_t others = carried_count_[j];
    if (entry > first.offset + 1 && others < pack_width) {
      carried_[j * stride + others] = first.offset | first.kind;
      carried_count_[j] = static_cast<std::uint8_t>(others + 1);
    } else {
      refused[refusals++] = entry;
    }
  }
  const int full = own / pack_width;
  PairBlock* to = blocks.room(static_cast<std::size_t>(full) + 4);
  write(to[0], first, load_entries(partners));
  for (int k = 1; k < full; ++k) write(to[k], first, load_entries(partners + k * pack_width));
  to += full;
  const int rest = own - full * pack_width;
  const std::uint32_t spare = point_offset(particles_);
  write_both(to, first, partners + full * pack_width, rest, carried, carried_count, spare);
  int added = full + (rest + carried_count + pack_width - 1) / pack_width;
  if (refusals > 0) {
    write_both(blocks.room(0) + added, first, refused, refusals, carried, 0, spare);
    ++added;
  }
  blocks.added(static_cast<std::size_t>(added));
}

PairBlock BlockPacker::spare() const {
  PairBlock block;
  block.i = point_offset(particles_);
  for (int l = 0; l < pack_width; ++l) {
    block.j[l] = point_offset(particles_ + l);
    block.kind[l] = pair_kind(0, 0);
  }
  return block;
}

} // namespace keycore
