#include "kernels/modes-in-window.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "dense-reference.hpp"
#include "glasses.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Modes modes_between(const DynamicalMatrix& matrix, double lower, double upper) {
  WindowOptions options;
  options.expected = matrix.count_below(upper, {}) - matrix.count_below(lower, {});
  return modes_in_window(matrix, lower, upper, options, {});
}

MatrixXd eigenvectors_of(const Modes& modes, const VectorXd& root_mass) {
  MatrixXd e(root_mass.size(), static_cast<Index>(modes.eigenvalues.size()));
  for (Index k = 0; k < e.cols(); ++k)
    e.col(k) = root_mass.cwiseProduct(
        Eigen::Map<const VectorXd>(modes.displacements.data() + k * root_mass.size(), root_mass.size()));
  return e;
}

} // namespace

TEST_SUITE_BEGIN("modes in a window");

TEST_CASE("all modes between two frequencies, against the dense spectrum") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const Spectrum dense = dense_spectrum(dense_mass_weighted(matrix.hessian(), system));
    const VectorXd root_mass = masses_of(system).cwiseSqrt();
    const Index last = dense.values.size() - 1;
    // From single modes to a third of the spectrum, from the softest to the stiffest.
    for (const auto& [from, width] :
         {std::pair<Index, Index>{2, 1}, {2, 30}, {20, 5}, {last / 2, last / 3}, {last - 12, 12}}) {
      CAPTURE(from);
      CAPTURE(width);
      const auto gap = [&](Index k) {
        return k < last ? 0.5 * (dense.values[k] + dense.values[k + 1]) : 1.01 * dense.values[k];
      };
      const Modes modes = modes_between(matrix, gap(from - 1), gap(from + width - 1));
      CHECK(modes.status == Status::converged);
      CHECK(modes.complete);
      REQUIRE(modes.eigenvalues.size() == static_cast<std::size_t>(width));
      CHECK(std::ranges::is_sorted(modes.eigenvalues));
      const MatrixXd e = eigenvectors_of(modes, root_mass);
      for (Index k = 0; k < width; ++k) {
        // Rayleigh quotients are good to 2⁻⁵³ of the norm; the dense solver to that times 2N, at most 200.
        CHECK(std::abs(modes.eigenvalues[static_cast<std::size_t>(k)] - dense.values[from + k]) <=
              3e-14 * matrix.norm());
        // `complete` says that the default tolerance is met.
        CHECK(modes.residuals[static_cast<std::size_t>(k)] <= 1e-12);
      }
      CHECK((e.transpose() * e - MatrixXd::Identity(width, width)).cwiseAbs().maxCoeff() <= 1e-11);
      // The same space, whatever basis multiplets have got: what sums over the window are made of.
      const MatrixXd expected = dense.vectors.middleCols(from, width);
      CHECK((e * (e.transpose() * expected) - expected).cwiseAbs().maxCoeff() <= 1e-9);
    }
  });
}

TEST_CASE("a crystal: multiplets with more members than a block has vectors are found whole") {
  const Crystal crystal = triangular_crystal(12, 12);
  const DynamicalMatrix matrix(crystal.system, {});
  const VectorXd values = dense_eigenvalues(dense_mass_weighted(matrix.hessian(), crystal.system));
  const double apart = 1e-6 * matrix.norm();
  int largest = 0;
  for (Index first = 2; first < values.size();) {
    Index end = first + 1;
    while (end < values.size() && values[end] - values[end - 1] < apart) ++end;
    const auto members = static_cast<int>(end - first);
    largest = std::max(largest, members);
    const double next = end < values.size() ? values[end] : 1.1 * values[end - 1];
    const Modes modes =
        modes_between(matrix, 0.5 * (values[first - 1] + values[first]), 0.5 * (values[end - 1] + next));
    CAPTURE(first);
    CAPTURE(members);
    CHECK(modes.complete);
    CHECK(modes.eigenvalues.size() == static_cast<std::size_t>(members));
    first = end;
  }
  CHECK(largest >= 12);
}

TEST_CASE("with σ beside a diagonal entry of A, where a pivot all but vanishes, nothing is lost and little more done") {
  const System& system = relaxed_system({.glass = Glass::inverse_power, .particles = 400, .seed = 7});
  const DynamicalMatrix matrix(system, {});
  const MatrixXd a = dense_mass_weighted(matrix.hessian(), system);
  const VectorXd values = dense_eigenvalues(a);
  for (Index k = 0; k < a.rows(); k += 40)
    for (const double off : {1e-6, 1e-8, 1e-10}) {
      CAPTURE(k);
      CAPTURE(off);
      const double sigma = a(k, k) * (1 + off);
      const double half = 0.01 * sigma;
      const Modes modes = modes_between(matrix, sigma - half, sigma + half);
      const auto expected = ((values.array() > sigma - half) && (values.array() < sigma + half)).count();
      REQUIRE(expected > 0);
      CHECK(modes.complete);
      CHECK(modes.eigenvalues.size() == static_cast<std::size_t>(expected));
      // One search without a restart. Solves that are not refined go on to the last restart, twice over.
      CHECK(modes.solves <= 3 * expected + 16 * 8);
    }
}

TEST_CASE("an empty window is complete and costs nothing") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  const Modes modes = modes_between(matrix, 2 * matrix.norm(), 3 * matrix.norm());
  CHECK(modes.status == Status::converged);
  CHECK(modes.complete);
  CHECK(modes.eigenvalues.empty());
  CHECK(modes.solves == 0);
}

TEST_CASE("what is not proven is not called complete") {
  const System& system = relaxed_system(glasses[0]);
  const DynamicalMatrix matrix(system, {});
  const VectorXd values = dense_eigenvalues(dense_mass_weighted(matrix.hessian(), system));
  const double lower = 0.5 * (values[9] + values[10]);
  const double upper = 0.5 * (values[19] + values[20]);
  WindowOptions options;
  // More modes than there are, or fewer.
  for (const int expected : {11, 12}) {
    options.expected = expected;
    const Modes modes = modes_in_window(matrix, lower, upper, options, {});
    CHECK_FALSE(modes.complete);
    CHECK(modes.eigenvalues.size() == 10);
  }
  // A residual that is out of reach.
  options = {.expected = 10, .tolerance = 1e-30};
  CHECK_FALSE(modes_in_window(matrix, lower, upper, options, {}).complete);
  // An eigenvalue on the edge: on which side it lies is a matter of rounding.
  options = {.expected = 10, .tolerance = 1e-12};
  CHECK_FALSE(modes_in_window(matrix, values[10], upper, options, {}).complete);
}

TEST_CASE("misuse and a request to stop") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  CHECK_THROWS_WITH_AS(static_cast<void>(modes_in_window(matrix, 2, 1, {}, {})),
                       "a window needs two ascending eigenvalues, got 2.000000 and 1.000000", std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(modes_in_window(matrix, 0, std::numeric_limits<double>::infinity(), {}, {})),
                  std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(modes_in_window(matrix, 1, 2, {.expected = -1}, {})),
                       "a window cannot hold -1 modes", std::invalid_argument);
  std::int32_t words[4] = {1, 0, 0, 0};
  CHECK_THROWS_AS(static_cast<void>(modes_in_window(matrix, 1, 2, {.expected = 3}, Control(words))), Cancelled);
}

TEST_SUITE_END();
