#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "kernels/cutoff-scheme.hpp"

namespace keycore {

/// Parameters by name: a matrix has species² values (row-major, symmetric), a scalar one, nodes species² × points.
struct PotentialParameters {
  std::string form;
  int species = 0;
  std::map<std::string, std::vector<double>> values;
  std::string scheme{}; ///< of the cutoff, by name; empty: force-shifted
};

/// Reads named parameters. Every member throws std::invalid_argument that names the form, the parameter and what is
/// wrong with it. Refers to the parameters.
class ParameterReader {
public:
  explicit ParameterReader(const PotentialParameters& parameters) : parameters_(parameters) {}

  [[nodiscard]] const std::vector<double>& finite_matrix(const std::string& name) const;
  [[nodiscard]] const std::vector<double>& positive_matrix(const std::string& name) const;
  /// Distances that lie below another matrix's, pair by pair.
  [[nodiscard]] const std::vector<double>& positive_matrix_below(const std::string& name,
                                                                 const std::string& above) const;
  [[nodiscard]] CutoffScheme scheme() const;
  /// From 2 to 100.
  [[nodiscard]] int even_integer(const std::string& name) const;
  /// Number of nodes of each pair.
  [[nodiscard]] std::size_t points(const std::string& name) const;
  /// `points` finite values for each pair, the same for (a, b) and (b, a).
  [[nodiscard]] const std::vector<double>& nodes(const std::string& name, std::size_t points) const;

private:
  [[nodiscard]] double number(const std::string& name) const;
  [[nodiscard]] const std::vector<double>& matrix(const std::string& name, const char* must,
                                                  bool (*fits)(double)) const;
  [[nodiscard]] const std::vector<double>& find(const std::string& name) const;
  [[noreturn]] void fail(const std::string& name, const std::string& what) const;

  const PotentialParameters& parameters_;
};

} // namespace keycore
