#include "dynamics-clusters.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

#include "forms.hpp"
#include "systems.hpp"

namespace keycore::test {
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

void cluster_again(CellSearch& search, const System& system, ClusteredSystem& to, SlotSizes* sizes) {
  const int n = system.particles();
  const PeriodicGrid grid(system.box);
  const std::size_t clusters = static_cast<std::size_t>(n + cluster_size - 1) / cluster_size;
  ClusterArray<double> points(clusters * cluster_numbers, 0.0);
  ClusterArray<std::int32_t> places(points.size(), 0);
  std::vector<std::int32_t> indices(clusters * cluster_size, -1);
  std::iota(indices.begin(), indices.begin() + n, 0);
  for (int p = 0; p < n; ++p) {
    const Vec2 r = system.box.wrap_centred({system.positions[2 * p], system.positions[2 * p + 1]});
    points[x_of_slot(p)] = r.x;
    points[x_of_slot(p) + cluster_size] = r.y;
  }
  for (std::size_t k = 0; k < points.size(); k += cluster_numbers)
    store(&places[k], grid.of<true>(load<Octet<double>>(&points[k])));

  std::vector<std::int32_t> slot_of;
  to.clusters = search.sort(places.data(), indices, static_cast<int>(indices.size()), slot_of);
  CHECK(to.clusters <= search.most_clusters());
  CHECK(slot_of.size() == static_cast<std::size_t>(to.slots()));
  to.points.assign(static_cast<std::size_t>(to.clusters) * cluster_numbers, 0.0);
  to.grid.assign(to.points.size(), 0);
  to.species.assign(static_cast<std::size_t>(to.clusters), {});
  to.index_of = slot_of;
  std::int32_t from = 0;
  for (std::int32_t slot = 0; slot < to.slots(); ++slot) {
    const bool ghost = slot_of[static_cast<std::size_t>(slot)] < 0;
    // A slot without a particle lies on the one before.
    if (!ghost) from = slot_of[static_cast<std::size_t>(slot)];
    for (const std::size_t axis : {std::size_t{0}, std::size_t{cluster_size}}) {
      to.points[x_of_slot(slot) + axis] = points[x_of_slot(from) + axis];
      to.grid[x_of_slot(slot) + axis] = places[x_of_slot(from) + axis];
    }
    for (int l = slot % cluster_size; l < 16; l += cluster_size)
      to.species[static_cast<std::size_t>(slot / cluster_size)].of[l] =
          ghost ? static_cast<std::uint8_t>(ghost_of(potential_species(system.potential)))
                : system.species[static_cast<std::size_t>(from)];
  }
  if (sizes != nullptr) sizes->arrange(to.index_of.data(), to.slots());
  search.build(to.grid.data(), to.species.data(), to.list);
}

ClusteredSystem clustered(const System& system, double skin) {
  CellSearch search(system.box, list_ranges(system.potential, skin), potential_species(system.potential),
                    system.particles());
  ClusteredSystem result;
  cluster_again(search, system, result);
  return result;
}

template <class Real> ClusterEvaluation evaluate_clusters(const System& system, const ClusteredSystem& at) {
  return evaluate_clusters<Real>(system, at, *make_pair_forces(system.potential));
}

template <class Real>
ClusterEvaluation evaluate_clusters(const System& system, const ClusteredSystem& at, const PairForces& kernel) {
  ClusterArray<Real> forces(at.points.size(), Real(0));
  ClusterEvaluation result;
  if constexpr (std::is_same_v<Real, double>)
    kernel.add(at.list, system.box, at.points.data(), at.species.data(), forces.data());
  else
    kernel.add(at.list, PeriodicGrid(system.box), at.grid.data(), at.species.data(), forces.data());
  result.sums = kernel.sums(at.list, system.box, at.points.data(), at.species.data());
  result.forces.resize(system.positions.size());
  for (std::int32_t slot = 0; slot < at.slots(); ++slot) {
    const double force[2] = {forces[x_of_slot(slot)], forces[x_of_slot(slot) + cluster_size]};
    const std::int32_t index = at.index_of[static_cast<std::size_t>(slot)];
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (index < 0)
        CHECK(force[axis] == 0);
      else
        result.forces[2 * static_cast<std::size_t>(index) + axis] = force[axis];
    }
  }
  return result;
}

template ClusterEvaluation evaluate_clusters<float>(const System&, const ClusteredSystem&);
template ClusterEvaluation evaluate_clusters<double>(const System&, const ClusteredSystem&);
template ClusterEvaluation evaluate_clusters<float>(const System&, const ClusteredSystem&, const PairForces&);
template ClusterEvaluation evaluate_clusters<double>(const System&, const ClusteredSystem&, const PairForces&);

std::vector<ListedClusters> listed_clusters(const ClusteredSystem& system) {
  std::vector<ListedClusters> pairs;
  std::vector<int> times_first(static_cast<std::size_t>(system.clusters), 0);
  int malformed = 0;
  const auto cluster_at = [&](ClusterOffset offset) {
    malformed += offset % cluster_numbers != 0 || offset / cluster_numbers >= static_cast<unsigned>(system.clusters);
    return static_cast<std::int32_t>(offset / cluster_numbers);
  };
  std::size_t first = 0;
  std::size_t partner = 0;
  for (const ClusterList::Run& run : system.list.runs) {
    malformed += run.clusters == 0;
    for (std::uint32_t c = 0; c < run.clusters; ++c) {
      const std::int32_t own = cluster_at(system.list.firsts.at(first++));
      ++times_first.at(static_cast<std::size_t>(own));
      for (std::uint32_t k = 0; k < run.partners; ++k) {
        const std::int32_t other = cluster_at(system.list.partners.at(partner++));
        malformed += other == own;
        pairs.emplace_back(own, other);
      }
    }
  }
  malformed += first != system.list.firsts.size();
  CHECK(malformed == 0);
  CHECK(std::count(times_first.begin(), times_first.end(), 1) == system.clusters);
  return pairs;
}

} // namespace keycore::test
