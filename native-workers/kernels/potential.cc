#include "kernels/potential.hpp"

#include <cstddef>
#include <stdexcept>
#include <type_traits>

namespace keycore {
namespace {

/// φ of every ordered pair of species, a formula's with its parameters.
template <Formula Form> std::vector<PairFormula<Form>> read_pairs(const ParameterReader& given) {
  const Form form = [&] {
    if constexpr (std::is_constructible_v<Form, const ParameterReader&>)
      return Form(given);
    else
      return Form();
  }();
  std::vector<PairFormula<Form>> pairs;
  for (std::size_t k = 0; k < Form::pair_parameters.size(); ++k) {
    const auto [name, positive] = Form::pair_parameters[k];
    const auto& values = positive ? given.positive_matrix(name) : given.finite_matrix(name);
    pairs.resize(values.size(), {{}, form});
    for (std::size_t at = 0; at < values.size(); ++at) pairs[at].parameters[k] = values[at];
  }
  return pairs;
}

template <class Form> auto read_pairs(const ParameterReader& given) {
  return Form::read_pairs(given);
}

template <class Form> Potential make(const PotentialParameters& parameters) {
  const ParameterReader given(parameters);
  auto functions = read_pairs<Form>(given);
  const auto& cutoff = given.positive_matrix("cutoff");
  const CutoffScheme scheme = given.scheme();
  std::vector<typename PairTable<Form>::Pair> pairs;
  for (std::size_t at = 0; at < cutoff.size(); ++at) pairs.emplace_back(std::move(functions[at]), cutoff[at], scheme);
  return PairTable<Form>(parameters.species, std::move(pairs));
}

struct NamedForm {
  std::string name;
  Potential (*make)(const PotentialParameters&);
};

template <class... Form> std::vector<NamedForm> named(FormList<Form...>) {
  return {{std::string(Form::name), &make<Form>}...};
}

} // namespace

std::vector<std::string> potential_forms() {
  std::vector<std::string> names;
  for (const auto& form : named(Forms())) names.push_back(form.name);
  return names;
}

Potential make_potential(const PotentialParameters& parameters) {
  if (parameters.species < 1 || parameters.species > 255)
    throw std::invalid_argument("a potential needs 1 to 255 species, got " + std::to_string(parameters.species));
  std::string known;
  for (const auto& form : named(Forms())) {
    if (parameters.form == form.name) return form.make(parameters);
    known += (known.empty() ? "" : ", ") + form.name;
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
