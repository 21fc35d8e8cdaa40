#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "systems.hpp"

namespace keycore::test {

/// Relaxed glasses: both models, straight and tilted cells, unit and unequal masses.
inline const std::vector<Preparation> glasses = {
    {.glass = Glass::inverse_power, .particles = 64, .seed = 1},
    {.glass = Glass::inverse_power, .particles = 100, .seed = 2, .tilt = 0.4, .masses = {1, 3.7}},
    {.glass = Glass::kob_andersen, .particles = 64, .seed = 3, .tilt = -0.5, .masses = {0.2, 5}},
    {.glass = Glass::kob_andersen, .particles = 90, .seed = 4}};

template <class Visit> void every_glass(Visit visit) {
  for (const Preparation& preparation : glasses) {
    CAPTURE(preparation.particles);
    CAPTURE(preparation.seed);
    visit(relaxed_system(preparation));
  }
}

} // namespace keycore::test
