#include "kernels/potential.hpp"

#include <stdexcept>

namespace keycore {
namespace {

/// Reads named parameters and says which one is wrong.
class Reader {
public:
  explicit Reader(const PotentialParameters& parameters) : parameters_(parameters) {}

  [[nodiscard]] const std::vector<double>& finite_matrix(const std::string& name) const {
    return matrix(name, "must be finite", [](double value) { return std::isfinite(value); });
  }

  [[nodiscard]] const std::vector<double>& positive_matrix(const std::string& name) const {
    return matrix(name, "must be positive and finite", [](double value) { return value > 0 && std::isfinite(value); });
  }

  [[nodiscard]] int even_integer(const std::string& name) const {
    const double value = number(name);
    if (!(value >= 2) || value > 100 || std::floor(value / 2) * 2 != value)
      fail(name, "must be an even integer from 2 to 100, got " + std::to_string(value));
    return static_cast<int>(value);
  }

  /// Number of nodes of each pair.
  [[nodiscard]] std::size_t points(const std::string& name) const {
    const double value = number(name);
    if (!(value >= 2) || value > 1e6 || std::floor(value) != value)
      fail(name, "must be a whole number from 2 to 1000000, got " + std::to_string(value));
    return static_cast<std::size_t>(value);
  }

  /// Distances that lie below another matrix's, pair by pair.
  [[nodiscard]] const std::vector<double>& positive_matrix_below(const std::string& name,
                                                                 const std::string& above) const {
    const auto& values = positive_matrix(name);
    const auto& limits = positive_matrix(above);
    for (std::size_t at = 0; at < values.size(); ++at)
      if (values[at] >= limits[at]) fail(name, "must be below " + above);
    return values;
  }

  /// `points` finite values for each pair, the same for (a, b) and (b, a).
  [[nodiscard]] const std::vector<double>& nodes(const std::string& name, std::size_t points) const {
    const auto& values = find(name);
    const auto n = static_cast<std::size_t>(parameters_.species);
    if (values.size() != n * n * points)
      fail(name, "needs " + std::to_string(n * n * points) + " values (species × species × points), got " +
                     std::to_string(values.size()));
    for (const double value : values)
      if (!std::isfinite(value)) fail(name, "must be finite");
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < a; ++b)
        for (std::size_t k = 0; k < points; ++k)
          if (values[(a * n + b) * points + k] != values[(b * n + a) * points + k]) fail(name, "must be symmetric");
    return values;
  }

private:
  [[nodiscard]] double number(const std::string& name) const {
    const auto& values = find(name);
    if (values.size() != 1) fail(name, "must be one number");
    return values[0];
  }

  /// A symmetric matrix all of whose values fit. Symmetry comes last: a NaN is not equal to itself.
  [[nodiscard]] const std::vector<double>& matrix(const std::string& name, const char* must,
                                                  bool (*fits)(double)) const {
    const auto& values = find(name);
    const auto n = static_cast<std::size_t>(parameters_.species);
    if (values.size() != n * n)
      fail(name,
           "needs " + std::to_string(n * n) + " values (species × species), got " + std::to_string(values.size()));
    for (const double value : values)
      if (!fits(value)) fail(name, must);
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < a; ++b)
        if (values[a * n + b] != values[b * n + a]) fail(name, "must be symmetric");
    return values;
  }

  [[nodiscard]] const std::vector<double>& find(const std::string& name) const {
    const auto at = parameters_.values.find(name);
    if (at == parameters_.values.end()) fail(name, "is missing");
    return at->second;
  }
  [[noreturn]] void fail(const std::string& name, const std::string& what) const {
    throw std::invalid_argument("potential '" + parameters_.form + "': " + name + " " + what);
  }
  const PotentialParameters& parameters_;
};

template <class Form, class Make>
Potential table(const PotentialParameters& parameters, const Reader& read, Make make) {
  const auto& cutoff = read.positive_matrix("cutoff");
  std::vector<ForceShifted<Form>> pairs;
  for (std::size_t at = 0; at < cutoff.size(); ++at) pairs.emplace_back(make(at), cutoff[at]);
  return PairTable<Form>(parameters.species, std::move(pairs));
}

struct FormEntry {
  const char* name;
  Potential (*make)(const PotentialParameters&);
};

constexpr FormEntry forms[] = {
    {"inverse-power",
     [](const PotentialParameters& parameters) {
       const Reader read(parameters);
       const int half = read.even_integer("exponent") / 2;
       const auto& epsilon = read.finite_matrix("epsilon");
       const auto& sigma = read.positive_matrix("sigma");
       return table<InversePower>(parameters, read, [&](std::size_t at) {
         return InversePower{epsilon[at], sigma[at] * sigma[at], half};
       });
     }},
    {"lennard-jones",
     [](const PotentialParameters& parameters) {
       const Reader read(parameters);
       const auto& epsilon = read.finite_matrix("epsilon");
       const auto& sigma = read.positive_matrix("sigma");
       return table<LennardJones>(parameters, read, [&](std::size_t at) {
         return LennardJones{epsilon[at], sigma[at] * sigma[at]};
       });
     }},
    {"tabulated",
     [](const PotentialParameters& parameters) {
       const Reader read(parameters);
       const std::size_t points = read.points("points");
       const auto& first = read.positive_matrix_below("first", "cutoff");
       const auto& cutoff = read.positive_matrix("cutoff");
       const auto& value = read.nodes("value", points);
       const auto& slope = read.nodes("slope", points);
       const auto& curvature = read.nodes("curvature", points);
       return table<Tabulated>(parameters, read, [&](std::size_t at) {
         const auto pair = [&](const std::vector<double>& nodes) {
           return std::span(nodes).subspan(at * points, points);
         };
         return Tabulated(first[at], cutoff[at], pair(value), pair(slope), pair(curvature));
       });
     }},
};

} // namespace

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

std::vector<std::string> potential_forms() {
  std::vector<std::string> names;
  for (const auto& entry : forms) names.emplace_back(entry.name);
  return names;
}

Potential make_potential(const PotentialParameters& parameters) {
  if (parameters.species < 1 || parameters.species > 255)
    throw std::invalid_argument("a potential needs 1 to 255 species, got " + std::to_string(parameters.species));
  std::string known;
  for (const auto& entry : forms) {
    if (parameters.form == entry.name) return entry.make(parameters);
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw std::invalid_argument("unknown potential form '" + parameters.form + "'; known forms: " + known);
}

double potential_cutoff(const Potential& potential) {
  return std::visit([](const auto& pairs) { return pairs.cutoff(); }, potential);
}

int potential_species(const Potential& potential) {
  return std::visit([](const auto& pairs) { return pairs.species(); }, potential);
}

Derivatives evaluate_potential(const Potential& potential, int a, int b, double r) {
  return std::visit(
      [&](const auto& pairs) {
        const auto& pair = pairs(a, b);
        return r < pair.cutoff ? pair(r * r, r) : Derivatives{};
      },
      potential);
}

} // namespace keycore
