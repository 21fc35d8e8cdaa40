#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/clusters.hpp"
#include "kernels/potential.hpp"
#include "kernels/slot-sizes.hpp"

namespace keycore {

/// Verlet list of clusters: each two that hold a pair within its range, once. Every cluster is also its own partner,
/// which is not written down.
struct ClusterList {
  /// Clusters that have the same number of partners and follow each other: a loop over partners whose length does not
  /// change from one to the next costs no mispredicted branch.
  struct Run {
    std::uint32_t clusters = 0;
    std::uint32_t partners = 0; ///< of each
  };

  std::vector<Run> runs;
  std::vector<ClusterOffset> firsts;
  std::vector<ClusterOffset> partners; ///< of one cluster after another
};

/// Range of each pair of species, row-major: its cutoff and the skin.
[[nodiscard]] std::vector<double> list_ranges(const Potential& potential, double skin);

/// Sorts particles into clusters and lists those that are near each other. Works on grid positions only.
class CellSearch {
public:
  /// `ranges`: the range of each pair of species, row-major.
  CellSearch(const Box& box, const std::vector<double>& ranges, int species, int particles);
  /// Of particles with sizes, which must outlive it: the range of a pair is its species' cutoff in units of σ_ij and
  /// the skin. `sizes` must be arranged as the particles are when a list is built.
  CellSearch(const Box& box, const std::vector<double>& cutoffs, int species, int particles, const SlotSizes& sizes,
             double skin);
  ~CellSearch();
  CellSearch(const CellSearch&) = delete;
  CellSearch& operator=(const CellSearch&) = delete;

  /// Most clusters that `sort` may make.
  [[nodiscard]] int most_clusters() const { return most_clusters_; }

  /// Groups the particles at the `slots` places of `grid` that `index_of` gives a particle (not −1). slot_of[s] is the
  /// present slot of what belongs into slot s: particles of a row follow each other along it, four to a cluster; what
  /// is left of a row's last cluster is −1. Of particles in a cell the one that came first stays first. Gives the
  /// number of clusters.
  int sort(const std::int32_t* grid, const std::vector<std::int32_t>& index_of, int slots,
           std::vector<std::int32_t>& slot_of);

  /// The list of particles that lie as the last call of `sort` said.
  void build(const std::int32_t* grid, const ClusterSpecies* species, ClusterList& list);

private:
  /// A row of the cells that a cluster's partners may lie in, as seen from its own row.
  struct Reach {
    int rows = 0;        ///< how far up
    int columns = 0;     ///< to both sides
    int clusters = 0;    ///< that are looked at in any case: more than most clusters have there
    bool halved = false; ///< the same two rows are met from the other one as well
  };
  struct Ranges;
  template <bool Few, bool Sized> class Finder;

  [[nodiscard]] std::int32_t cell_of(std::int32_t a, std::int32_t b) const;
  void lay_out(const Box& box, double range, int particles);
  template <bool Few, bool Sized> void find(const std::int32_t* grid, const ClusterSpecies* species);
  template <class Find> void for_candidates(int row, int cluster, const Find& find) const;
  void group_by_count(ClusterList& list);

  PeriodicGrid to_lengths_;
  std::unique_ptr<Ranges> ranges_;
  bool few_;
  const SlotSizes* sizes_ = nullptr; ///< where particles have some
  float skin_ = 0;                   ///< with sizes only
  int rows_ = 1;
  int columns_ = 1;
  int most_clusters_ = 0;
  int clusters_ = 0;
  std::vector<Reach> reaches_;
  std::vector<std::int32_t> cell_;
  /// Cells of the first and the last particle of each cluster.
  std::vector<std::int32_t> first_cell_;
  std::vector<std::int32_t> last_cell_;
  /// First slot of each cell of a row and the end of the row's particles; then the next row.
  std::vector<std::int32_t> start_;
  std::vector<std::int32_t> next_;
  /// Partners of one cluster after another, and where each one's begin.
  std::vector<ClusterOffset> found_;
  std::vector<std::uint32_t> found_from_;
};

} // namespace keycore
