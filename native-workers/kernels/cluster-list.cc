#include "kernels/cluster-list.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/pair-kinds.hpp"

namespace keycore {
namespace {

/// Cells along a row for each particle of it: with fewer, particles of a cluster lie further apart.
constexpr double cells_per_particle = 1.0;
/// Clusters among which those with the same number of partners are put together: few enough to stay in the cache.
constexpr int clusters_grouped = 1024;
/// Single precision knows a distance to one part in 10⁶; a pair that is listed for nothing does no harm.
constexpr double range_margin = 1 + 1e-5;

/// Which part of 2³² a grid position lies in, of `parts`.
int part_of(std::int32_t position, int parts) {
  return static_cast<int>((std::uint64_t{static_cast<std::uint32_t>(position)} * static_cast<std::uint64_t>(parts)) >>
                          32);
}

/// Ranges to a power, ghosts included: nothing is within their reach.
std::vector<float> powers_with_ghosts(const std::vector<double>& ranges, int species, int power) {
  const int kinds = ghost_of(species) + 1;
  std::vector<float> powers(static_cast<std::size_t>(kinds) * kinds, 0.0F);
  for (int a = 0; a < species; ++a)
    for (int b = 0; b < species; ++b) {
      const double range = ranges[static_cast<std::size_t>(a) * species + b] * range_margin;
      powers[static_cast<std::size_t>(a) * kinds + b] = static_cast<float>(power == 2 ? range * range : range);
    }
  return powers;
}

} // namespace

std::vector<double> list_ranges(const Potential& potential, double skin) {
  return std::visit(
      [&](const auto& table) {
        std::vector<double> ranges;
        for (int a = 0; a < table.species(); ++a)
          for (int b = 0; b < table.species(); ++b) ranges.push_back(table(a, b).cutoff + skin);
        return ranges;
      },
      potential);
}

struct CellSearch::Ranges {
  std::vector<float> numbers; ///< squared ranges; with sizes cutoffs
  PairKinds<float, true, 1> few;
  PairKinds<float, false, 1> any;

  // With more kinds than few there are numbers enough for a table that is not looked at.
  Ranges(std::vector<float> all, int kinds)
      : numbers(std::move(all)), few(numbers, std::min(kinds, cluster_size), 1), any(numbers, kinds, 1) {}
};

CellSearch::CellSearch(const Box& box, const std::vector<double>& ranges, int species, int particles)
    : to_lengths_(box), few_(species <= 3) {
  ranges_ = std::make_unique<Ranges>(powers_with_ghosts(ranges, species, 2), ghost_of(species) + 1);
  lay_out(box, *std::max_element(ranges.begin(), ranges.end()), particles);
}

CellSearch::CellSearch(const Box& box, const std::vector<double>& cutoffs, int species, int particles,
                       const SlotSizes& sizes, double skin)
    : to_lengths_(box), few_(species <= 3), sizes_(&sizes), skin_(static_cast<float>(skin * range_margin)) {
  ranges_ = std::make_unique<Ranges>(powers_with_ghosts(cutoffs, species, 1), ghost_of(species) + 1);
  lay_out(box, *std::max_element(cutoffs.begin(), cutoffs.end()) * sizes.largest() + skin, particles);
}

/// Rows, columns and which of them to look at for pairs up to a range.
void CellSearch::lay_out(const Box& box, double longest, int particles) {
  // Clusters as wide as high.
  const double range = longest + 2 * PeriodicGrid::spacing(box);
  const double spacing = std::sqrt(box.area() / std::max(1, particles));
  const double height = std::sqrt(static_cast<double>(cluster_size)) * spacing;
  rows_ = static_cast<int>(std::clamp(box.width_b() / height, 1.0, 1e5));
  const double in_a_row = static_cast<double>(particles) / rows_;
  columns_ = static_cast<int>(std::clamp(cells_per_particle * in_a_row, 1.0, 1e5));
  most_clusters_ = (particles + rows_ * (cluster_size - 1)) / cluster_size + 1;
  const double row_height = box.width_b() / rows_;
  for (int d = 0; d <= rows_ / 2 && (d - 1) * row_height < range; ++d) {
    // Rows further off are within reach over a shorter way along; in a tilted cell that way is not symmetric.
    const double across = std::max(0, d - 1) * row_height;
    const double along = box.xy == 0 ? std::sqrt(range * range - across * across) / box.lx : range / box.width_a();
    const double cells = std::min(std::ceil(along * columns_ * range_margin), static_cast<double>(columns_));
    // A cluster spans about two spacings; its own row is looked at to one side only.
    const double seen = (2 * cells / columns_ * in_a_row + cluster_size) / cluster_size;
    const int usual = static_cast<int>(std::ceil(d == 0 ? 0.5 * seen : seen)) + 1;
    reaches_.push_back({d, static_cast<int>(cells), usual, d > 0 && 2 * d == rows_});
  }
}

CellSearch::~CellSearch() = default;

std::int32_t CellSearch::cell_of(std::int32_t a, std::int32_t b) const {
  // One place more in each row: its end.
  return part_of(b, rows_) * (columns_ + 1) + part_of(a, columns_);
}

int CellSearch::sort(const std::int32_t* grid, const std::vector<std::int32_t>& index_of, int slots,
                     std::vector<std::int32_t>& slot_of) {
  cell_.resize(static_cast<std::size_t>(slots));
  next_.assign(static_cast<std::size_t>(rows_) * (columns_ + 1), 0);
  for (std::int32_t s = 0; s < slots; ++s) {
    const std::size_t x = x_of_slot(s);
    cell_[s] = cell_of(grid[x], grid[x + cluster_size]);
    next_[cell_[s]] += index_of[s] >= 0 ? 1 : 0;
  }
  start_.resize(next_.size());
  std::int32_t slot = 0;
  std::size_t cell = 0;
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column <= columns_; ++column, ++cell) {
      start_[cell] = slot;
      slot += next_[cell];
      next_[cell] = start_[cell];
    }
    slot = (slot + cluster_size - 1) / cluster_size * cluster_size;
  }
  clusters_ = slot / cluster_size;
  slot_of.assign(static_cast<std::size_t>(slot), -1);
  first_cell_.assign(static_cast<std::size_t>(clusters_), 0);
  last_cell_.assign(static_cast<std::size_t>(clusters_), 0);
  for (std::int32_t s = 0; s < slots; ++s) {
    if (index_of[s] < 0) continue;
    slot_of[static_cast<std::size_t>(next_[cell_[s]]++)] = s;
  }
  for (int c = 0; c < clusters_; ++c) {
    const std::int32_t* const members = &slot_of[static_cast<std::size_t>(c) * cluster_size];
    int last = cluster_size - 1;
    while (members[last] < 0) --last;
    first_cell_[c] = cell_[members[0]];
    last_cell_[c] = cell_[members[last]];
  }
  return clusters_;
}

/// Appends those of a range of clusters that hold a pair with another one within range.
template <bool Few, bool Sized> class CellSearch::Finder {
public:
  Finder(CellSearch& search, const PairKinds<float, Few, 1>& ranges, const std::int32_t* grid,
         const ClusterSpecies* species)
      : search_(search), ranges_(ranges), grid_(grid), species_(species) {}

  void for_cluster(int row, int cluster) {
    if constexpr (Sized) own_sizes_ = search_.sizes_->template at<float>(offset_of(cluster));
    const typename PairKinds<float, Few, 1>::First kinds(ranges_, species_[cluster]);
    const std::int32_t* const own = grid_ + static_cast<std::ptrdiff_t>(cluster) * cluster_numbers;
    const auto own_a = load<Quad<std::int32_t>>(own);
    const auto own_b = load<Quad<std::int32_t>>(own + cluster_size);
    search_.for_candidates(
        row, cluster, [&](int from, int to) __attribute__((always_inline)) {
          const std::size_t room = static_cast<std::size_t>(count_) + static_cast<std::size_t>(std::max(0, to - from));
          if (search_.found_.size() < room + 1) search_.found_.resize(2 * room + 64);
          ClusterOffset* const found = search_.found_.data();
          std::size_t count = count_;
          for (int other = from; other < to; ++other) {
            // Written whether it counts or not.
            found[count] = offset_of(other);
            count += is_near(kinds, own_a, own_b, other) ? 1 : 0;
          }
          count_ = static_cast<std::uint32_t>(count);
        });
  }

  [[nodiscard]] std::uint32_t count() const { return count_; }

private:
  [[nodiscard]] static ClusterOffset offset_of(int cluster) {
    return static_cast<ClusterOffset>(cluster) * cluster_numbers;
  }

  [[nodiscard, gnu::always_inline]] bool is_near(const typename PairKinds<float, Few, 1>::First& kinds,
                                                 Quad<std::int32_t> own_a, Quad<std::int32_t> own_b, int other) const {
    const std::int32_t* const at = grid_ + static_cast<std::ptrdiff_t>(other) * cluster_numbers;
    const auto a = repeat<std::int32_t>(load<Quad<std::int32_t>>(at));
    const auto b = repeat<std::int32_t>(load<Quad<std::int32_t>>(at + cluster_size));
    bool near = false;
    const auto look = [&](auto part) __attribute__((always_inline)) {
      Pack<float> x;
      Pack<float> y;
      search_.to_lengths_.template separation<true>(wrapped_difference(a, spread<part.value, std::int32_t>(own_a)),
                                                    wrapped_difference(b, spread<part.value, std::int32_t>(own_b)), x,
                                                    y);
      Pack<float> range[1];
      kinds.with(species_[other], part.value, range);
      if constexpr (Sized) {
        const SlotSizes& sizes = *search_.sizes_;
        const Pack<float> size =
            pair_sizes(spread<part.value, float>(own_sizes_), repeat<float>(sizes.at<float>(offset_of(other))),
                       sizes.per_difference<float>());
        const Pack<float> reach = range[0] * size + search_.skin_;
        range[0] = range[0] > 0.0F ? reach * reach : Pack<float>{};
      }
      near |= any_less(x * x + y * y, range[0]);
    };
    for_parts<float>(look);
    return near;
  }

  CellSearch& search_;
  const PairKinds<float, Few, 1>& ranges_;
  const std::int32_t* grid_;
  const ClusterSpecies* species_;
  Quad<float> own_sizes_{};
  std::uint32_t count_ = 0;
};

/// Calls with ranges of clusters that may have pairs with the given one, none twice, and of each two clusters only from
/// one of them.
template <class Find> void CellSearch::for_candidates(int row, int cluster, const Find& find) const {
  const int stride = columns_ + 1;
  const int first_column = first_cell_[cluster] - row * stride;
  const int last_column = last_cell_[cluster] - row * stride;
  for (const Reach& reach : reaches_) {
    const int other_row = row + reach.rows < rows_ ? row + reach.rows : row + reach.rows - rows_;
    if (reach.halved && other_row < row) continue;
    const std::int32_t* const start = &start_[static_cast<std::size_t>(other_row) * stride];
    // Within its own row a cluster looks at those behind it, and is looked at by the others.
    int least = reach.rows == 0 ? cluster + 1 : 0;
    const auto look = [&](int from, int to) __attribute__((always_inline)) {
      if (start[from] == start[to]) return;
      const int first = std::max(start[from] / cluster_size, least);
      const int end = (start[to] + cluster_size - 1) / cluster_size;
      find(first, end);
      least = std::max(least, end);
    };
    const int left = first_column - reach.columns;
    const int right = last_column + reach.columns + 1;
    if (left >= 0 && right <= columns_) {
      // A number of clusters that is the same for most costs no mispredicted branch; those beyond are too far away.
      const int first = std::max(start[left] / cluster_size, least);
      const int end = (start[right] + cluster_size - 1) / cluster_size;
      const int usual = first + reach.clusters;
      const int end_of_row = (start[columns_] + cluster_size - 1) / cluster_size;
      find(first, usual > end && usual <= end_of_row ? usual : end);
      continue;
    }
    if (right - left >= columns_) {
      look(0, columns_);
      continue;
    }
    if (right > columns_) look(0, right - columns_);
    look(std::max(left, 0), std::min(right, columns_));
    if (left < 0) look(left + columns_, columns_);
  }
}

template <bool Few, bool Sized> void CellSearch::find(const std::int32_t* grid, const ClusterSpecies* species) {
  const auto& ranges = [&]() -> const PairKinds<float, Few, 1>& {
    if constexpr (Few)
      return ranges_->few;
    else
      return ranges_->any;
  }();
  Finder<Few, Sized> finder(*this, ranges, grid, species);
  int cluster = 0;
  for (int row = 0; row < rows_; ++row) {
    const int end = (start_[static_cast<std::size_t>(row + 1) * (columns_ + 1) - 1] + cluster_size - 1) / cluster_size;
    for (; cluster < end; ++cluster) {
      found_from_[cluster] = finder.count();
      finder.for_cluster(row, cluster);
    }
  }
  found_from_[clusters_] = finder.count();
}

void CellSearch::build(const std::int32_t* grid, const ClusterSpecies* species, ClusterList& list) {
  found_from_.resize(static_cast<std::size_t>(clusters_) + 1);
  if (sizes_ != nullptr && few_)
    find<true, true>(grid, species);
  else if (sizes_ != nullptr)
    find<false, true>(grid, species);
  else if (few_)
    find<true, false>(grid, species);
  else
    find<false, false>(grid, species);
  group_by_count(list);
}

void CellSearch::group_by_count(ClusterList& list) {
  list.runs.clear();
  list.firsts.resize(static_cast<std::size_t>(clusters_));
  list.partners.resize(found_from_[clusters_] + 8);
  std::vector<std::uint32_t> of_count;
  std::size_t to = 0;
  std::size_t partner = 0;
  const auto count_of = [&](int c) { return found_from_[c + 1] - found_from_[c]; };
  std::array<std::int32_t, clusters_grouped> order;
  for (int begin = 0; begin < clusters_; begin += clusters_grouped) {
    const int end = std::min(begin + clusters_grouped, clusters_);
    of_count.clear();
    for (int c = begin; c < end; ++c) {
      if (of_count.size() <= count_of(c)) of_count.resize(count_of(c) + 1, 0);
      ++of_count[count_of(c)];
    }
    std::uint32_t place = 0;
    for (std::uint32_t count = 0; count < of_count.size(); ++count) {
      if (of_count[count] > 0) list.runs.push_back({of_count[count], count});
      place += std::exchange(of_count[count], place);
    }
    for (int c = begin; c < end; ++c) order[of_count[count_of(c)]++] = c;
    for (int k = 0; k < end - begin; ++k) {
      const std::int32_t c = order[static_cast<std::size_t>(k)];
      list.firsts[to++] = static_cast<ClusterOffset>(c) * cluster_numbers;
      for (std::uint32_t p = found_from_[c]; p < found_from_[c + 1]; ++p) list.partners[partner++] = found_[p];
    }
  }
}

} // namespace keycore
