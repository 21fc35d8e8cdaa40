#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/pack.hpp"

namespace keycore {

/// A number for both coordinates of every particle, cluster after cluster: x0 … x3, y0 … y3, x4 … One cluster of
/// doubles is a cache line.
template <class Real> using ClusterArray = std::vector<Real, Eigen::aligned_allocator<Real>>;

/// Numbers of a cluster in such an array.
inline constexpr int cluster_numbers = 2 * cluster_size;

/// Where the x of the particle in a slot lies in such an array; its y lies `cluster_size` further on.
[[nodiscard]] constexpr std::size_t x_of_slot(std::int32_t slot) {
  return static_cast<std::size_t>(slot / cluster_size) * cluster_numbers +
         static_cast<std::size_t>(slot % cluster_size);
}

/// Species of a cluster's particles, over and over: as many as the widest pack has lanes.
struct ClusterSpecies {
  std::uint8_t of[16];
};

/// Where a cluster's numbers begin in a cluster array: eight times its index. With it a place in an array of any
/// kind is one address, without a multiplication.
using ClusterOffset = std::uint32_t;

[[nodiscard]] inline const ClusterSpecies& species_at(const ClusterSpecies* species, ClusterOffset cluster) {
  constexpr std::size_t bytes = sizeof(ClusterSpecies) / cluster_numbers;
  return *reinterpret_cast<const ClusterSpecies*>(reinterpret_cast<const char*>(species) + bytes * cluster);
}

/// The species of a slot that holds no particle: no potential reaches it. `species` is the number of real ones. Up to
/// three of these and the ghost make a table of sixteen pairs, which is one register.
[[nodiscard]] constexpr int ghost_of(int species) {
  return species < 3 ? 3 : species;
}

/// Positions as fractions of the box, in units of 2⁻³² of its edges: a difference that wraps round is the separation of
/// nearest images, whatever the tilt, and its rounding, 1e-10 of the box, does not depend on the place.
class PeriodicGrid {
public:
  explicit PeriodicGrid(const Box& box)
      : edge_x_(static_cast<float>(box.lx * unit)), edge_y_(static_cast<float>(box.ly * unit)),
        tilt_(static_cast<float>(box.xy * unit)), per_x_(1 / (box.lx * unit)), per_y_(1 / (box.ly * unit)),
        shear_(-box.xy / box.ly / (box.lx * unit)) {}

  /// Whether the edges of the box are at an angle: what follows has a simpler form where they are not.
  [[nodiscard]] bool tilted() const { return tilt_ != 0; }

  /// A cluster's points, not further than 2¹⁹ boxes from the origin.
  template <bool Tilted> [[nodiscard, gnu::always_inline]] Octet<std::int32_t> of(Octet<double> points) const {
    // The whole number is the end of the bits of a double of this size; of them those that wrap round are left out.
    constexpr double whole = 0x1.8p52;
    const Quad<double> none{};
    Octet<double> numbers = points * octet<double>(none + per_x_, none + per_y_) + whole;
    if constexpr (Tilted)
      numbers = points * octet<double>(none + per_x_, none + per_y_) +
                (octet<double>(y_of<double>(points), none) * shear_ + whole);
    return lower_halves(numbers);
  }

  /// Differences of grid positions as lengths.
  template <bool Tilted, class Whole, class Vector>
  [[gnu::always_inline]] void separation(Whole a, Whole b, Vector& x, Vector& y) const {
    const auto along_b = __builtin_convertvector(b, Vector);
    x = __builtin_convertvector(a, Vector) * edge_x_;
    if constexpr (Tilted) x += along_b * tilt_;
    y = along_b * edge_y_;
  }

  /// The longer edge of a cell of the grid.
  [[nodiscard]] static double spacing(const Box& box) { return (box.lx > box.ly ? box.lx : box.ly) * unit; }

private:
  static constexpr double unit = 0x1p-32;

  float edge_x_;
  float edge_y_;
  float tilt_;
  double per_x_;
  double per_y_;
  double shear_;
};

} // namespace keycore
