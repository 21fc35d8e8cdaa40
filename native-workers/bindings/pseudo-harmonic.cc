#include "bindings/pseudo-harmonic.hpp"

#include <string>
#include <vector>

#include "bindings/arrays.hpp"
#include "bindings/hessian.hpp"
#include "kernels/pseudo-harmonic.hpp"

namespace keycore::binding {
namespace {

Napi::Value bond_compliances(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const DynamicalMatrix& matrix = hessian_argument(info[0]);
  std::vector<PairSoftness> softness;
  try {
    softness = pair_softness(matrix, control(info, 1));
  } catch (const Cancelled&) {
    throw cancelled_error(env);
  }
  auto first = Napi::Int32Array::New(env, softness.size());
  auto second = Napi::Int32Array::New(env, softness.size());
  auto compliance = Napi::Float64Array::New(env, softness.size());
  auto direction = Napi::Float64Array::New(env, 2 * softness.size());
  for (std::size_t k = 0; k < softness.size(); ++k) {
    first[k] = matrix.hessian().first[k];
    second[k] = matrix.hessian().second[k];
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

std::vector<Dipole> read_dipoles(const Napi::Value& value) {
  if (value.IsUndefined()) return {};
  const auto given = object(value, "dipoles");
  const auto first = integers(given.Get("first"), "dipoles.first");
  const auto second = integers(given.Get("second"), "dipoles.second");
  const auto force = doubles(given.Get("force"), "dipoles.force");
  if (second.ElementLength() != first.ElementLength() || force.ElementLength() != 2 * first.ElementLength())
    throw Napi::RangeError::New(value.Env(), "dipoles need as many second particles as first ones and two components "
                                             "of force for each, got " +
                                                 std::to_string(first.ElementLength()) + ", " +
                                                 std::to_string(second.ElementLength()) + " and " +
                                                 std::to_string(force.ElementLength()));
  std::vector<Dipole> dipoles(first.ElementLength());
  for (std::size_t k = 0; k < dipoles.size(); ++k) dipoles[k] = {first[k], second[k], force[2 * k], force[2 * k + 1]};
  return dipoles;
}

PseudoHarmonicOptions read_options(const Napi::Object& given) {
  PseudoHarmonicOptions options;
  options.count = static_cast<int>(number_or(given, "count", options.count));
  options.tolerance = number_or(given, "tolerance", options.tolerance);
  options.max_iterations = static_cast<int>(number_or(given, "maxIterations", options.max_iterations));
  options.overlap = number_or(given, "overlap", options.overlap);
  const Napi::Value early = given.Get("mergeEarly");
  if (early.IsBoolean()) options.merge_early = early.As<Napi::Boolean>();
  return options;
}

Napi::Object to_object(Napi::Env env, const PseudoHarmonicModes& found) {
  const std::size_t count = found.modes.size();
  auto stiffness = Napi::Float64Array::New(env, count);
  auto cost = Napi::Float64Array::New(env, count);
  auto residuals = Napi::Float64Array::New(env, count);
  auto iterations = Napi::Int32Array::New(env, count);
  auto starts = Napi::Int32Array::New(env, count);
  auto hits = Napi::Int32Array::New(env, count);
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
  const DynamicalMatrix& matrix = hessian_argument(info[0]);
  const auto given = object(info[1], "options");
  const Napi::Value field_value = given.Get("fields");
  std::span<const double> fields;
  if (!field_value.IsUndefined()) {
    const auto array = doubles(field_value, "fields");
    fields = {array.Data(), array.ElementLength()};
  }
  const std::vector<Dipole> dipoles = read_dipoles(given.Get("dipoles"));
  PseudoHarmonicModes found;
  try {
    found = pseudo_harmonic_modes(matrix, fields, dipoles, read_options(given), control(info, 2));
  } catch (const Cancelled&) {
    found.status = Status::cancelled;
  }
  auto result = to_object(info.Env(), found);
  result.Set("status", status_name(found.status));
  return result;
}

} // namespace

void define_pseudo_harmonic(Napi::Env env, Napi::Object exports) {
  exports.Set("bondCompliances", Napi::Function::New<bond_compliances>(env, "bondCompliances"));
  exports.Set("pseudoHarmonicModes", Napi::Function::New<modes>(env, "pseudoHarmonicModes"));
}

} // namespace keycore::binding
