#include "bindings/pseudo-harmonic.hpp"

#include <string>
#include <vector>

#include "bindings/answer.hpp"
#include "bindings/arguments.hpp"
#include "bindings/hessian.hpp"
#include "bindings/results.hpp"
#include "kernels/pseudo-harmonic.hpp"

namespace keycore::binding {
namespace {

Napi::Value bond_compliances(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto matrix = hessian_argument(info[0]);
  const std::vector<PairSoftness> softness = pair_softness(*matrix, control(info, 1));
  auto first = new_integers(env, softness.size());
  auto second = new_integers(env, softness.size());
  auto compliance = new_doubles(env, softness.size());
  auto direction = new_doubles(env, 2 * softness.size());
  for (std::size_t k = 0; k < softness.size(); ++k) {
    first[k] = matrix->hessian().first[k];
    second[k] = matrix->hessian().second[k];
    compliance[k] = softness[k].compliance;
    direction[2 * k] = softness[k].x;
    direction[2 * k + 1] = softness[k].y;
  }
  auto result = Napi::Object::New(env);
  result.Set("first", first);
  result.Set("second", second);
  result.Set("compliance", compliance);
  result.Set("direction", direction);
  return result;
}

/// The properties of `PseudoHarmonicOptions` of addon.ts, as they were when they were read.
struct Properties {
  explicit Properties(const Napi::Object& given)
      : count(given.Get("count")), tolerance(given.Get("tolerance")), max_iterations(given.Get("maxIterations")),
        overlap(given.Get("overlap")), merge_early(given.Get("mergeEarly")), fields(given.Get("fields")) {
    const Napi::Value value = given.Get("dipoles");
    if (value.IsUndefined()) return;
    const auto dipoles = object(value, "dipoles");
    first = dipoles.Get("first");
    second = dipoles.Get("second");
    force = dipoles.Get("force");
  }

  Napi::Value count;
  Napi::Value tolerance;
  Napi::Value max_iterations;
  Napi::Value overlap;
  Napi::Value merge_early;
  Napi::Value fields;
  /// Of the dipoles; empty where there are none.
  Napi::Value first;
  Napi::Value second;
  Napi::Value force;
};

std::vector<Dipole> read_dipoles(const Properties& given) {
  if (given.first.IsEmpty()) return {};
  const auto first = integers(given.first, "dipoles.first");
  const auto second = integers(given.second, "dipoles.second");
  const auto force = finite_doubles(given.force, "dipoles.force");
  if (second.size() != first.size() || force.size() != 2 * first.size())
    throw Napi::RangeError::New(given.first.Env(), "dipoles must have as many first as second particles and two "
                                                   "components of force for each, got " +
                                                       std::to_string(first.size()) + ", " +
                                                       std::to_string(second.size()) + " and " +
                                                       std::to_string(force.size()));
  std::vector<Dipole> dipoles(first.size());
  for (std::size_t k = 0; k < dipoles.size(); ++k) dipoles[k] = {first[k], second[k], force[2 * k], force[2 * k + 1]};
  return dipoles;
}

PseudoHarmonicOptions read_options(const Properties& given) {
  PseudoHarmonicOptions options;
  options.count = option(given.count, "count", options.count, at_least_one);
  options.tolerance = option(given.tolerance, "tolerance", options.tolerance, positive);
  options.max_iterations = option(given.max_iterations, "maxIterations", options.max_iterations, at_least_one);
  options.overlap = option(given.overlap, "overlap", options.overlap, positive);
  options.merge_early = option(given.merge_early, "mergeEarly", options.merge_early, truth);
  return options;
}

Napi::Object to_object(Napi::Env env, const PseudoHarmonicModes& found) {
  const std::size_t count = found.modes.size();
  auto stiffness = new_doubles(env, count);
  auto cost = new_doubles(env, count);
  auto residuals = new_doubles(env, count);
  auto iterations = new_integers(env, count);
  auto starts = new_integers(env, count);
  auto hits = new_integers(env, count);
  for (std::size_t k = 0; k < count; ++k) {
    const PseudoHarmonicMode& mode = found.modes[k];
    stiffness[k] = mode.stiffness;
    cost[k] = mode.cost;
    residuals[k] = mode.residual;
    iterations[k] = mode.iterations;
    starts[k] = mode.start;
    hits[k] = mode.hits;
  }
  auto result = Napi::Object::New(env);
  result.Set("stiffness", stiffness);
  result.Set("cost", cost);
  result.Set("residuals", residuals);
  result.Set("iterations", iterations);
  result.Set("starts", starts);
  result.Set("hits", hits);
  result.Set("displacements", to_array(env, found.displacements));
  result.Set("distinct", found.distinct);
  result.Set("merged", found.merged);
  result.Set("mergedEarly", found.merged_early);
  result.Set("unconverged", found.unconverged);
  result.Set("solves", static_cast<double>(found.solves));
  return result;
}

Napi::Value modes(const Napi::CallbackInfo& info) {
  const auto matrix = hessian_argument(info[0]);
  const Properties given(object(info[1], "options"));
  const PseudoHarmonicOptions options = read_options(given);
  const std::vector<Dipole> dipoles = read_dipoles(given);
  std::vector<double> fields;
  if (!given.fields.IsUndefined()) fields = finite_doubles(given.fields, "fields");
  const Control watched = control(info, 2);
  PseudoHarmonicModes found;
  try {
    found = pseudo_harmonic_modes(*matrix, fields, dipoles, options, watched);
  } catch (const Cancelled&) {
    found.status = Status::cancelled;
  }
  auto result = to_object(info.Env(), found);
  result.Set("status", status_name(found.status));
  return result;
}

} // namespace

void define_pseudo_harmonic(Napi::Env env, Napi::Object exports) {
  export_function<bond_compliances>(env, exports, "bondCompliances");
  export_function<modes>(env, exports, "pseudoHarmonicModes");
}

} // namespace keycore::binding
