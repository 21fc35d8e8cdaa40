#pragma once

#include <cstdint>
#include <vector>

#include "forms.hpp"
#include "kernels/box.hpp"

namespace keycore::test {

/// Two edge vectors of any orientation.
struct Lattice {
  long double ax, ay, bx, by;

  explicit Lattice(const Box& box) : ax(box.lx), ay(0), bx(box.xy), by(box.ly) {}
  /// The lattice after r → r + ε r, ε = (xx, xy, yx, yy).
  [[nodiscard]] Lattice strained(long double xx, long double xy, long double yx, long double yy) const;
};

/// U and F summed in extended precision over every pair and every image, a particle's own images included: knows
/// nothing of cells, pair lists, Box::nearest, or the kernels' potentials.
class DirectSum {
public:
  DirectSum(const FormExample& form, Lattice lattice, std::vector<std::uint8_t> species)
      : form_(form), lattice_(lattice), species_(std::move(species)) {}

  [[nodiscard]] long double energy(const std::vector<long double>& x) const;
  /// −∂U/∂r, from u′.
  [[nodiscard]] std::vector<long double> forces(const std::vector<long double>& x) const;
  /// Smallest |r − r_c| of a pair: differences across a cutoff, where u″ jumps, mean nothing.
  [[nodiscard]] long double cutoff_margin(const std::vector<long double>& x) const;
  [[nodiscard]] const Lattice& lattice() const { return lattice_; }
  [[nodiscard]] const FormExample& form() const { return form_; }

private:
  /// Calls visit(i, j, dx, dy, r) for i ≤ j and every image within reach; own images from both sides.
  template <class Visit> void every_image(const std::vector<long double>& x, Visit visit) const;

  const FormExample& form_;
  Lattice lattice_;
  std::vector<std::uint8_t> species_;
};

/// r → r + ε r for all coordinates.
[[nodiscard]] std::vector<long double> strained(const std::vector<long double>& x, long double xx, long double xy,
                                                long double yx, long double yy);

} // namespace keycore::test
