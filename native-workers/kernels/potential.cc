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
    const auto& values = find(name);
    if (values.size() != 1) fail(name, "must be one number");
    const double value = values[0];
    if (!(value >= 2) || value > 100 || std::floor(value / 2) * 2 != value)
      fail(name, "must be an even integer from 2 to 100, got " + std::to_string(value));
    return static_cast<int>(value);
  }

private:
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
};

} // namespace

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
