#include "scenes.hpp"

#include <stdexcept>

#include "systems.hpp"

namespace keycore::test {

Scene make_scene(const std::string& form, double tilt) {
  const FormExample& example = form_example(form);
  constexpr int side = 5;
  const Box box(5.1, 4.9, tilt * 5.1);
  for (std::uint64_t seed = 1; seed < 200; ++seed) {
    System system{box, {}, {}, {1, 2, 3}, make_potential(example.parameters)};
    for (int k = 0; k < side * side; ++k) {
      const auto at = static_cast<std::uint64_t>(2 * k);
      const int column = k % side;
      const int row = k / side;
      const Vec2 r = box.lattice((column + 0.45 * uniform(seed, at)) / side + k % 3 - 1,
                                 (row + 0.45 * uniform(seed, at + 1)) / side - k % 2);
      system.positions.push_back(r.x);
      system.positions.push_back(r.y);
      system.species.push_back(static_cast<std::uint8_t>(k % 3));
    }
    system.check();
    const DirectSum direct(example, Lattice(box), system.species);
    std::vector<long double> x(system.positions.begin(), system.positions.end());
    if (direct.cutoff_margin(x) > 4 * difference_step) return {std::move(system), direct, std::move(x)};
  }
  throw std::runtime_error("no seed keeps the scene clear of the cutoffs");
}

} // namespace keycore::test
