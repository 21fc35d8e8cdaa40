#include "kernels/symbolic-factor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "graphs.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

SymbolicFactor analyse(const Layout& layout, int block) {
  return analyse_pattern(layout.vertices, block, layout.first, layout.second, layout.box, layout.positions);
}

/// Eliminates vertex after vertex on a dense pattern: reach[p] holds every later position that column p of L fills,
/// with the columns of one front taken together.
std::vector<std::set<int>> rows_by_elimination(const Layout& layout, const SymbolicFactor& factor) {
  const int n = layout.vertices;
  std::vector<std::set<int>> filled(static_cast<std::size_t>(n));
  for (std::size_t e = 0; e < layout.first.size(); ++e) {
    const int a = factor.position[layout.first[e]];
    const int b = factor.position[layout.second[e]];
    filled[std::min(a, b)].insert(std::max(a, b));
  }
  std::vector<std::set<int>> rows;
  for (const auto& front : factor.fronts) {
    std::set<int> beyond;
    for (auto p = front.first; p < front.first + front.count; ++p)
      for (const int q : filled[p])
        if (q >= front.first + front.count) beyond.insert(q);
    // All pivots of a front reach the same rows; eliminating them joins those rows with each other.
    for (const int q : beyond) filled[q].insert(std::next(beyond.find(q)), beyond.end());
    rows.push_back(std::move(beyond));
  }
  return rows;
}

} // namespace

TEST_SUITE_BEGIN("symbolic factor");

TEST_CASE("rows of every front hold the fill of elimination, ascend, and lie inside the parent") {
  for (const Layout& layout : assorted_layouts()) {
    CAPTURE(layout.name);
    const SymbolicFactor factor = analyse(layout, 2);
    const auto expected = rows_by_elimination(layout, factor);
    REQUIRE(expected.size() == factor.fronts.size());
    int missing_rows = 0;
    int unordered = 0;
    int idle_rows = 0;
    int wrong_parents = 0;
    int wrong_places = 0;
    for (std::size_t f = 0; f < factor.fronts.size(); ++f) {
      const auto& front = factor.fronts[f];
      const std::vector<std::int32_t> rows(factor.rows.begin() + front.rows_begin,
                                           factor.rows.begin() + front.rows_begin + front.rows_count);
      missing_rows += !std::ranges::includes(rows, expected[f]);
      unordered += std::ranges::adjacent_find(rows, std::ranges::greater_equal{}) != rows.end();
      idle_rows += static_cast<int>(rows.size() - expected[f].size());
      if (rows.empty()) continue;
      wrong_parents += front.parent <= static_cast<std::int32_t>(f);
      const auto& parent = factor.fronts[front.parent];
      for (std::size_t k = 0; k < rows.size(); ++k) {
        const auto local = factor.row_in_parent[static_cast<std::size_t>(front.rows_begin) + k];
        const auto position =
            local < parent.count ? parent.first + local : factor.rows[parent.rows_begin + (local - parent.count)];
        wrong_places += local < 0 || local >= parent.count + parent.rows_count || position != rows[k];
      }
    }
    CHECK(missing_rows == 0);
    CHECK(unordered == 0);
    // A front passes its rows through its parent even where it touches none of the parent's pivots: in graphs that
    // follow their layout this does not happen.
    if (layout.name == "torus" || layout.name == "random contacts" || layout.name == "path") CHECK(idle_rows == 0);
    CHECK(wrong_parents == 0);
    CHECK(wrong_places == 0);
  }
}

TEST_CASE("panels follow each other, and every block has a place of its own inside one") {
  for (const int block : {1, 2, 3})
    for (const Layout& layout : assorted_layouts()) {
      CAPTURE(layout.name);
      CAPTURE(block);
      const SymbolicFactor factor = analyse(layout, block);
      CHECK(factor.size() == layout.vertices * block);
      CHECK(factor.block == block);
      std::int64_t next = 0;
      int largest = 0;
      bool consecutive = true;
      for (const auto& front : factor.fronts) {
        consecutive = consecutive && front.panel == next;
        CHECK(factor.pivots(front) == front.count * block);
        CHECK(factor.dimension(front) == (front.count + front.rows_count) * block);
        next += static_cast<std::int64_t>(factor.pivots(front)) * factor.dimension(front);
        largest = std::max(largest, factor.dimension(front));
      }
      CHECK(consecutive);
      CHECK(factor.panel_entries == next);
      CHECK(factor.largest_front == largest);

      // Front, row and column that an offset stands for must be the block's own.
      const auto names = [&](const SymbolicFactor::Target& at, int row, int column) {
        const auto front = std::ranges::find_if(
            factor.fronts, [&](const auto& f) { return column >= f.first && column < f.first + f.count; });
        if (front == factor.fronts.end() || at.leading != factor.dimension(*front)) return false;
        const auto local = at.offset - front->panel;
        const auto local_column = local / at.leading;
        const auto local_row = local % at.leading;
        if (local_column != static_cast<std::int64_t>(column - front->first) * block || local_row % block != 0)
          return false;
        const auto vertex = static_cast<std::int32_t>(local_row / block);
        const auto position =
            vertex < front->count ? front->first + vertex : factor.rows[front->rows_begin + vertex - front->count];
        return position == row;
      };
      REQUIRE(factor.edge_target.size() == layout.first.size());
      CHECK(factor.edge_first == layout.first);
      CHECK(factor.edge_second == layout.second);
      int wrong = 0;
      for (std::size_t e = 0; e < layout.first.size(); ++e) {
        const int a = factor.position[layout.first[e]];
        const int b = factor.position[layout.second[e]];
        wrong += !names(factor.edge_target[e], std::max(a, b), std::min(a, b));
        wrong += factor.edge_target[e].transposed != (a < b);
      }
      REQUIRE(factor.diagonal_target.size() == static_cast<std::size_t>(layout.vertices));
      for (int v = 0; v < layout.vertices; ++v) {
        wrong += !names(factor.diagonal_target[v], factor.position[v], factor.position[v]);
        wrong += factor.diagonal_target[v].transposed;
      }
      CHECK(wrong == 0);
    }
}

TEST_CASE("nested dissection keeps the factor of a large torus sparse") {
  // George (1973): 31/4 n² log₂ n = 99,726 entries for an n × n grid, n = 48, and lower orders. In natural order the
  // torus would fill a band of 2 n: 221,184 entries.
  const SymbolicFactor factor = analyse(torus(48, 48), 1);
  std::int64_t entries = 0;
  for (const auto& front : factor.fronts)
    entries += static_cast<std::int64_t>(front.count) * (front.count + 1) / 2 +
               static_cast<std::int64_t>(front.count) * front.rows_count;
  CHECK(entries < 99726);
  CHECK(factor.largest_front <= 2 * 48 + 48);
}

TEST_CASE("a loop is refused") {
  const std::vector<std::int32_t> first = {0, 1, 2};
  const std::vector<std::int32_t> second = {1, 1, 0};
  CHECK_THROWS_WITH_AS(
      static_cast<void>(analyse_pattern(3, 2, first, second, Box(1, 1, 0), std::vector<double>(6, 0.1))),
      "a block matrix has no loops among its edges", std::invalid_argument);
}

TEST_SUITE_END();
