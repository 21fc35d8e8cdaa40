#include "kernels/forms/tabulated.hpp"

#include <utility>

namespace keycore {

Tabulated::Tabulated(double first, double last, std::span<const double> value, std::span<const double> slope,
                     std::span<const double> curvature)
    : first_(first), per_spacing_(static_cast<double>(value.size() - 1) / (last - first)),
      last_interval_(value.size() - 2), first_node_{value[0], slope[0], curvature[0]} {
  const long double h = (static_cast<long double>(last) - first) / static_cast<long double>(value.size() - 1);
  std::vector<Quintic> intervals(value.size() - 1);
  for (std::size_t k = 0; k < intervals.size(); ++k) {
    // In extended precision: what is left of the differences is of the order h³φ‴, and u″ divides it by h².
    const long double v = h * slope[k];
    const long double a = h * h * curvature[k] / 2;
    const long double rise = static_cast<long double>(value[k + 1]) - value[k] - v - a;
    const long double bend = h * (static_cast<long double>(slope[k + 1]) - slope[k]) - 2 * a;
    const long double twist = h * h * (static_cast<long double>(curvature[k + 1]) - curvature[k]) / 2;
    intervals[k] = {value[k],
                    static_cast<double>(v),
                    static_cast<double>(a),
                    static_cast<double>(10 * rise - 4 * bend + twist),
                    static_cast<double>(-15 * rise + 7 * bend - 2 * twist),
                    static_cast<double>(6 * rise - 3 * bend + twist)};
  }
  intervals_ = std::make_shared<const std::vector<Quintic>>(std::move(intervals));
}

std::vector<Tabulated> Tabulated::read_pairs(const ParameterReader& given) {
  const std::size_t points = given.points("points");
  const auto& first = given.positive_matrix_below("first", "cutoff");
  const auto& cutoff = given.positive_matrix("cutoff");
  const auto& value = given.nodes("value", points);
  const auto& slope = given.nodes("slope", points);
  const auto& curvature = given.nodes("curvature", points);
  std::vector<Tabulated> pairs;
  for (std::size_t at = 0; at < cutoff.size(); ++at) {
    const auto pair = [&](const std::vector<double>& nodes) { return std::span(nodes).subspan(at * points, points); };
    pairs.emplace_back(first[at], cutoff[at], pair(value), pair(slope), pair(curvature));
  }
  return pairs;
}

} // namespace keycore
