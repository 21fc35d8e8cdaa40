#include "kernels/pseudo-harmonic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "dense-reference.hpp"
#include "glasses.hpp"
#include "kernels/pseudo-harmonic-line.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double cost_of(const DynamicalMatrix& matrix, const VectorXd& z) {
  return pseudo_harmonic_cost(matrix, {z.data(), static_cast<std::size_t>(z.size())}).cost;
}

VectorXd gradient_of(const DynamicalMatrix& matrix, const VectorXd& z) {
  return as_vector(pseudo_harmonic_cost(matrix, {z.data(), static_cast<std::size_t>(z.size())}).gradient);
}

VectorXd random_field(int size, std::uint64_t seed) {
  return as_vector(random_numbers(static_cast<std::size_t>(size), seed));
}

/// Dipoles on the `count` softest pairs.
std::vector<Dipole> softest_dipoles(const DynamicalMatrix& matrix, std::size_t count) {
  const auto softness = pair_softness(matrix, {});
  std::vector<std::size_t> order(softness.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return softness[a].compliance > softness[b].compliance; });
  std::vector<Dipole> dipoles;
  for (std::size_t k = 0; k < std::min(count, order.size()); ++k) {
    const std::size_t at = order[k];
    dipoles.push_back({matrix.hessian().first[at], matrix.hessian().second[at], softness[at].x, softness[at].y});
  }
  return dipoles;
}

VectorXd force_of(const Dipole& dipole, int size) {
  VectorXd force = VectorXd::Zero(size);
  force[2 * dipole.first] -= dipole.x;
  force[2 * dipole.first + 1] -= dipole.y;
  force[2 * dipole.second] += dipole.x;
  force[2 * dipole.second + 1] += dipole.y;
  return force;
}

VectorXd mode_of(const PseudoHarmonicModes& found, std::size_t k, int size) {
  return Eigen::Map<const VectorXd>(found.displacements.data() + k * static_cast<std::size_t>(size), size);
}

PseudoHarmonicModes search(const DynamicalMatrix& matrix, const std::vector<Dipole>& dipoles,
                           PseudoHarmonicOptions options = {}) {
  return pseudo_harmonic_modes(matrix, {}, dipoles, options, {});
}

/// Minimum of C near `z` by BFGS with a dense approximation of the inverse second derivative: nothing of ours but C and
/// its gradient.
VectorXd bfgs(const DynamicalMatrix& matrix, VectorXd z) {
  const Index size = z.size();
  MatrixXd inverse = MatrixXd::Identity(size, size) * (1e-3 / cost_of(matrix, z) * z.squaredNorm());
  VectorXd gradient = gradient_of(matrix, z);
  for (int step = 0; step < 3000; ++step) {
    VectorXd direction = -inverse * gradient;
    double slope = direction.dot(gradient);
    if (!(slope < 0)) {
      inverse.setIdentity();
      direction = -gradient;
      slope = -gradient.squaredNorm();
    }
    const double here = cost_of(matrix, z);
    double scale = 1;
    while (cost_of(matrix, z + scale * direction) > here + 1e-4 * scale * slope && scale > 1e-20) scale *= 0.5;
    if (scale <= 1e-20) break;
    const VectorXd moved = scale * direction;
    z += moved;
    const VectorXd next = gradient_of(matrix, z);
    const VectorXd change = next - gradient;
    gradient = next;
    if (gradient.norm() * z.norm() < 1e-9 * here) break;
    const double curvature = change.dot(moved);
    if (curvature <= 0) continue;
    const VectorXd applied = inverse * change;
    inverse += ((1 + change.dot(applied) / curvature) / curvature) * moved * moved.transpose() -
               (applied * moved.transpose() + moved * applied.transpose()) / curvature;
  }
  return z;
}

} // namespace

TEST_SUITE_BEGIN("pseudo-harmonic modes");

TEST_CASE("the softness of every pair is that of the dense pseudo-inverse") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const MatrixXd inverse = dense_pseudo_inverse(dense_hessian(matrix.hessian()), 1e-12);
    const auto softness = pair_softness(matrix, {});
    REQUIRE(softness.size() == matrix.hessian().size());
    double worst = 0;
    double worst_direction = 0;
    for (std::size_t k = 0; k < softness.size(); ++k) {
      MatrixXd d = MatrixXd::Zero(matrix.size(), 2);
      for (int axis = 0; axis < 2; ++axis) {
        d(2 * matrix.hessian().first[k] + axis, axis) = -1;
        d(2 * matrix.hessian().second[k] + axis, axis) = 1;
      }
      const MatrixXd block = d.transpose() * inverse * d;
      const double expected = dense_eigenvalues(block)[1];
      worst = std::max(worst, std::abs(softness[k].compliance / expected - 1));
      const Eigen::Vector2d direction(softness[k].x, softness[k].y);
      worst_direction = std::max(worst_direction, (block * direction - expected * direction).norm() / expected);
    }
    // The same inverse by two routes, at conditions up to 10⁵.
    CHECK(worst < 1e-10);
    CHECK(worst_direction < 1e-10);
  });
}

TEST_CASE("the gradient of C is its derivative") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const VectorXd z = random_field(matrix.size(), 3);
    const VectorXd gradient = gradient_of(matrix, z);
    VectorXd expected(z.size());
    constexpr double step = 1e-3;
    constexpr double weights[] = {45, -9, 1};
    for (Index at = 0; at < z.size(); ++at) {
      expected[at] = 0;
      for (int k = 1; k <= 3; ++k) {
        VectorXd forward = z;
        VectorXd backward = z;
        forward[at] += k * step;
        backward[at] -= k * step;
        expected[at] += weights[k - 1] * (cost_of(matrix, forward) - cost_of(matrix, backward)) / (60 * step);
      }
    }
    // Rounding: 1e-16 C/h, with C/|∂C| of some 10.
    CHECK((gradient - expected).norm() < 1e-10 * gradient.norm());
    // C does not change along z, nor with a translation.
    CHECK(std::abs(gradient.dot(z)) < 1e-12 * gradient.norm() * z.norm());
    CHECK(std::abs(gradient(Eigen::seq(0, Eigen::last, 2)).sum()) < 1e-12 * gradient.norm());
  });
}

TEST_CASE("C depends neither on the length of z nor on a translation in it") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  const VectorXd z = random_field(matrix.size(), 5);
  const double cost = cost_of(matrix, z);
  for (const double scale : {-1.0, 1e-3, 7.3, 1e5})
    CHECK(cost_of(matrix, scale * z) == doctest::Approx(cost).epsilon(1e-12));
  VectorXd shifted = z;
  for (Index at = 0; at < z.size(); ++at) shifted[at] += at % 2 == 0 ? 0.7 : -1.9;
  CHECK(cost_of(matrix, shifted) == doctest::Approx(cost).epsilon(1e-12));
}

TEST_CASE("z ← H⁺ g(z) never raises C") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const MatrixXd inverse = dense_pseudo_inverse(dense_hessian(matrix.hessian()), 1e-12);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      VectorXd z = random_field(matrix.size(), seed);
      double before = cost_of(matrix, z);
      for (int step = 0; step < 20; ++step) {
        // g = (Q/E)(Hz − (Q/4E) ∂C/∂z), from what the kernel publishes.
        const auto at = pseudo_harmonic_cost(matrix, {z.data(), static_cast<std::size_t>(z.size())});
        const VectorXd force = dense_hessian(matrix.hessian()) * z;
        const VectorXd g = (at.quartic / at.energy) * (force - at.quartic / (4 * at.energy) * as_vector(at.gradient));
        z = inverse * g;
        z /= z.norm();
        const double after = cost_of(matrix, z);
        CHECK(after <= before * (1 + 1e-12));
        before = after;
      }
    }
  });
}

TEST_CASE("what is found is stationary, below its start, a minimum, and free of translations") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const auto dipoles = softest_dipoles(matrix, 12);
    const MatrixXd inverse = dense_pseudo_inverse(dense_hessian(matrix.hessian()), 1e-12);
    const auto found = search(matrix, dipoles);
    REQUIRE(found.status == Status::converged);
    REQUIRE(found.modes.size() >= 1);
    CHECK(found.unconverged == 0);
    const VectorXd masses = masses_of(system);
    int hits = 0;
    for (std::size_t k = 0; k < found.modes.size(); ++k) {
      const PseudoHarmonicMode& mode = found.modes[k];
      const VectorXd z = mode_of(found, k, matrix.size());
      CHECK(z.cwiseAbs2().dot(masses) == doctest::Approx(1).epsilon(1e-12));
      CHECK(std::abs(z.cwiseProduct(masses)(Eigen::seq(0, Eigen::last, 2)).sum()) < 1e-12 * masses.sum());
      CHECK(mode.residual <= 1.01e-8);
      const auto exact = pseudo_harmonic_cost(matrix, {z.data(), static_cast<std::size_t>(z.size())});
      CHECK(mode.residual == exact.residual);
      CHECK(mode.cost == exact.cost);
      CHECK(mode.stiffness == doctest::Approx(exact.energy).epsilon(1e-12));
      const VectorXd start = inverse * force_of(dipoles[mode.start], matrix.size());
      CHECK(mode.cost <= cost_of(matrix, start) * (1 + 1e-12));
      // The bound that ranks the starts.
      const double compliance = start.dot(force_of(dipoles[mode.start], matrix.size()));
      CHECK(cost_of(matrix, start) <= (1 + 1e-9) / (compliance * compliance));
      for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        VectorXd aside = random_field(matrix.size(), seed);
        aside *= 1e-3 * z.norm() / aside.norm();
        CHECK(cost_of(matrix, z + aside) > mode.cost);
      }
      if (k > 0) CHECK(mode.stiffness >= found.modes[k - 1].stiffness);
      hits += mode.hits;
    }
    CHECK(hits == static_cast<int>(dipoles.size()));
    CHECK(found.distinct + found.merged == static_cast<int>(dipoles.size()));
    // No eigenvalue lies lower: κ is a Rayleigh quotient.
    CHECK(found.modes[0].stiffness >= dense_eigenvalues(dense_mass_weighted(matrix.hessian(), system))[2] * (1 - 1e-9));
  });
}

TEST_CASE("an independent minimiser comes to the same minima") {
  const System& system = relaxed_system(glasses[0]);
  const DynamicalMatrix matrix(system, {});
  const auto found = search(matrix, softest_dipoles(matrix, 12));
  REQUIRE(found.modes.size() >= 2);
  for (std::size_t k = 0; k < std::min<std::size_t>(found.modes.size(), 3); ++k) {
    const VectorXd z = mode_of(found, k, matrix.size());
    VectorXd start = random_field(matrix.size(), 11 + k);
    start = z + 0.1 * z.norm() / start.norm() * start;
    VectorXd other = bfgs(matrix, start);
    for (int axis = 0; axis < 2; ++axis) {
      auto part = other(Eigen::seq(axis, Eigen::last, 2));
      part.array() -= part.mean();
    }
    CHECK(cost_of(matrix, other) == doctest::Approx(found.modes[k].cost).epsilon(1e-9));
    CHECK(std::abs(other.dot(z)) / (other.norm() * z.norm()) > 1 - 1e-8);
  }
}

TEST_CASE("a search that is ended when it comes close to a known mode would have come to it") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const auto dipoles = softest_dipoles(matrix, 40);
    const auto early = search(matrix, dipoles, {.count = 40});
    const auto late = search(matrix, dipoles, {.count = 40, .merge_early = false});
    REQUIRE(early.modes.size() == late.modes.size());
    CHECK(late.merged_early == 0);
    CHECK(early.solves <= late.solves);
    for (std::size_t k = 0; k < early.modes.size(); ++k)
      CHECK(early.modes[k].stiffness == doctest::Approx(late.modes[k].stiffness).epsilon(1e-6));
  });
}

TEST_CASE("a search may start from fields as well; their numbers come before the dipoles'") {
  const DynamicalMatrix matrix(relaxed_system(glasses[1]), {});
  const auto dipoles = softest_dipoles(matrix, 2);
  const auto known = search(matrix, dipoles, {.count = 2});
  REQUIRE(known.modes.size() >= 1);
  std::vector<double> fields = random_numbers(static_cast<std::size_t>(matrix.size()), 9);
  const VectorXd softest = mode_of(known, 0, matrix.size());
  fields.insert(fields.end(), softest.begin(), softest.end());
  const auto found = pseudo_harmonic_modes(matrix, fields, dipoles, {.count = 4}, {});
  REQUIRE(found.status == Status::converged);
  for (const auto& mode : found.modes) CHECK(mode.residual <= 1.01e-8);
  // The field that is a minimum already is first at it.
  const auto same = std::find_if(found.modes.begin(), found.modes.end(), [&](const auto& mode) {
    return std::abs(mode.cost / known.modes[0].cost - 1) < 1e-9;
  });
  REQUIRE(same != found.modes.end());
  CHECK(same->start == 1);
  CHECK(same->iterations == 0);
  CHECK(same->hits >= 2);
}

TEST_CASE("the same input gives the same bits; the count only cuts") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  const auto dipoles = softest_dipoles(matrix, 20);
  const auto one = search(matrix, dipoles);
  const auto two = search(matrix, dipoles);
  CHECK(one.displacements == two.displacements);
  const auto single = search(matrix, dipoles, {.count = 1});
  REQUIRE(single.modes.size() == 1);
  CHECK(single.distinct == one.distinct);
  CHECK(single.modes[0].stiffness == one.modes[0].stiffness);
}

TEST_CASE("a start that is given too few steps is counted, not returned") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  const auto found = search(matrix, softest_dipoles(matrix, 4), {.tolerance = 1e-14, .max_iterations = 1});
  CHECK(found.status == Status::not_converged);
  CHECK(found.modes.empty());
  CHECK(found.unconverged == 4);
}

TEST_CASE("progress runs to the end, and a stop is heard") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  const auto dipoles = softest_dipoles(matrix, 4);
  std::int32_t words[4] = {0, 0, 0, 0};
  static_cast<void>(pseudo_harmonic_modes(matrix, {}, dipoles, {}, Control(words)));
  CHECK(words[1] == static_cast<std::int32_t>(Stage::pseudo_modes));
  CHECK(words[2] == 4);
  CHECK(words[3] == 4);
  words[0] = 1;
  CHECK_THROWS_AS(static_cast<void>(pseudo_harmonic_modes(matrix, {}, dipoles, {}, Control(words))), Cancelled);
  CHECK_THROWS_AS(static_cast<void>(pair_softness(matrix, Control(words))), Cancelled);
}

TEST_CASE("misuse is refused") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  const auto dipoles = softest_dipoles(matrix, 1);
  const std::vector<Dipole> none;
  CHECK_THROWS_WITH_AS(static_cast<void>(search(matrix, dipoles, {.count = 0})),
                       "number of pseudo-harmonic modes must be at least 1, got 0", std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(search(matrix, none)), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(search(matrix, {{3, 3, 1, 0}})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(search(matrix, {{0, matrix.particles(), 1, 0}})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(search(matrix, {{0, 1, 0, 0}})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(search(matrix, dipoles, {.tolerance = 0})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(search(matrix, dipoles, {.overlap = 1.5})), std::invalid_argument);
  const std::vector<double> part(7, 1.0);
  CHECK_THROWS_AS(static_cast<void>(pseudo_harmonic_modes(matrix, part, none, {}, {})), std::invalid_argument);
  const std::vector<double> translation(matrix.size(), 1.0);
  CHECK_THROWS_AS(static_cast<void>(pseudo_harmonic_modes(matrix, translation, none, {}, {})), std::invalid_argument);
  const DynamicalMatrix unstable(random_system(glasses[0]), {});
  CHECK_THROWS_AS(static_cast<void>(search(unstable, dipoles)), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(pair_softness(unstable, {})), std::invalid_argument);
}

TEST_CASE("the line search ends on a maximum of Q/E² that is no lower than its start") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    // Q of two random pairs' worth: |a + αd|⁴ summed, so that it is a possible quartic.
    QuarticLine line{.b = 0.1 * random_numbers(1, seed)[0], .e = uniform(seed, 50)};
    const auto numbers = random_numbers(12, seed + 1000);
    for (int pair = 0; pair < 3; ++pair) {
      const double* n = numbers.data() + 4 * pair;
      const double a = n[0] * n[0] + n[1] * n[1];
      const double b = n[0] * n[2] + n[1] * n[3];
      const double d = n[2] * n[2] + n[3] * n[3];
      line.c[0] += a * a;
      line.c[1] += 4 * a * b;
      line.c[2] += 4 * b * b + 2 * a * d;
      line.c[3] += 4 * b * d;
      line.c[4] += d * d;
    }
    // E must stay positive, as that of a field does.
    line.e = std::max(line.e, 1.1 * line.b * line.b);
    if (!(line.slope(0) > 0)) continue;
    const double alpha = line.ascend();
    CHECK(alpha >= 0);
    CHECK(line.value(alpha) >= line.value(0));
    if (alpha > 0)
      CHECK(line.value(alpha) >= std::max(line.value(alpha * 0.999), line.value(alpha * 1.001)) * (1 - 1e-12));
  }
}

TEST_SUITE_END();
