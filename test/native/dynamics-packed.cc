#include "dynamics-packed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "forms.hpp"
#include "systems.hpp"

namespace keycore::test {
namespace {

/// Entries beyond the particles that packs may reach.
constexpr int spare = spare_points;

/// Index of a point from where it lies, in bytes.
int index_of_point(std::uint32_t offset) {
  return static_cast<int>(offset / sizeof(Point));
}

} // namespace

Potential potential_of_species(const std::string& form, int species) {
  const PotentialParameters& all = form_example(form).parameters;
  PotentialParameters some{all.form, species, {}};
  for (const auto& [name, values] : all.values) {
    const auto pairs = static_cast<std::size_t>(all.species) * all.species;
    if (values.size() < pairs) {
      some.values[name] = values;
      continue;
    }
    const std::size_t each = values.size() / pairs;
    for (int a = 0; a < species; ++a)
      for (int b = 0; b < species; ++b) {
        const auto from = values.begin() + static_cast<std::ptrdiff_t>(each) * (a * all.species + b);
        some.values[name].insert(some.values[name].end(), from, from + static_cast<std::ptrdiff_t>(each));
      }
  }
  return make_potential(some);
}

System jittered_lattice(const JitteredLattice& wanted) {
  const int side = static_cast<int>(std::ceil(std::sqrt(wanted.particles)));
  const double length = side * wanted.spacing;
  System system{
      Box(length, length, wanted.tilt * length), {}, {}, {}, potential_of_species(wanted.form, wanted.species)};
  for (int kind = 0; kind < wanted.species; ++kind) system.masses.push_back(kind + 1.0);
  for (int p = 0; p < wanted.particles; ++p) {
    const auto at = static_cast<std::uint64_t>(2 * p);
    const double column = p % side + 0.4 * (uniform(wanted.seed, at) - 0.5);
    const double row = p / side + 0.4 * (uniform(wanted.seed, at + 1) - 0.5);
    // In the frame of the lattice a tilt of 0.5 brings rows to 0.9 of their distance, no closer.
    const Vec2 r = system.box.lattice(column / side + p % 3 - 1, row / side - p % 2);
    system.positions.push_back(r.x);
    system.positions.push_back(r.y);
    system.species.push_back(static_cast<std::uint8_t>(p % wanted.species));
  }
  system.check();
  return system;
}

std::vector<double> ranges_of(const Potential& potential, double skin) {
  return std::visit(
      [&](const auto& table) {
        std::vector<double> ranges;
        for (int a = 0; a < table.species(); ++a)
          for (int b = 0; b < table.species(); ++b) ranges.push_back(table(a, b).cutoff + skin);
        return ranges;
      },
      potential);
}

void pack_again(CellSearch& search, const System& system, PackedSystem& to) {
  const int n = system.particles();
  std::vector<double> wrapped;
  for (int p = 0; p < n; ++p) {
    const Vec2 r = system.box.wrap_centred({system.positions[2 * p], system.positions[2 * p + 1]});
    wrapped.push_back(r.x);
    wrapped.push_back(r.y);
  }
  search.sort(wrapped.data(), n, to.index_of);
  to.kinds = potential_species(system.potential);
  to.points.clear();
  to.species.clear();
  for (const std::int32_t index : to.index_of) {
    to.points.push_back(wrapped[2 * static_cast<std::size_t>(index)]);
    to.points.push_back(wrapped[2 * static_cast<std::size_t>(index) + 1]);
    to.species.push_back(system.species[static_cast<std::size_t>(index)]);
  }
  to.points.resize(to.points.size() + 2 * spare, std::numeric_limits<double>::quiet_NaN());
  to.species.resize(to.species.size() + spare, 0);
  search.build(to.points.data(), to.species.data(), to.list);
}

PackedSystem packed(const System& system, double skin) {
  CellSearch search(system.box, ranges_of(system.potential, skin), potential_species(system.potential));
  PackedSystem result;
  pack_again(search, system, result);
  return result;
}

std::vector<ListedPair> listed_pairs(const PackedSystem& packed) {
  std::vector<ListedPair> pairs;
  int malformed = 0;
  for (const bool across : {false, true})
    for (const PairBlock& block : across ? packed.list.across : packed.list.inside) {
      const int i = index_of_point(block.i);
      if (i < 0 || i >= packed.particles()) {
        ++malformed;
        continue;
      }
      const bool first = packed.species[static_cast<std::size_t>(i)] != 0;
      for (int l = 0; l < pack_width; ++l) {
        const int j = index_of_point(block.j[l]);
        for (int other = 0; other < l; ++other) malformed += block.j[other] == block.j[l];
        if (j < 0 || j == i || j >= packed.particles() + spare) {
          ++malformed;
        } else if (j < packed.particles()) {
          const bool second = packed.species[static_cast<std::size_t>(j)] != 0;
          malformed += packed.kinds <= 2 && block.kind[l] != pair_kind(first ? 1 : 0, second ? 1 : 0);
          pairs.push_back({i, j, across});
        }
      }
    }
  CHECK(malformed == 0);
  return pairs;
}

} // namespace keycore::test
