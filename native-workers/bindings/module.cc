#include <napi.h>

#include <cmath>

#include "bindings/arrays.hpp"
#include "bindings/dynamics.hpp"
#include "bindings/hessian.hpp"
#include "bindings/modes-in-window.hpp"
#include "bindings/module-data.hpp"
#include "bindings/pseudo-harmonic.hpp"
#include "bindings/sample.hpp"
#include "bindings/voronoi.hpp"
#include "kernels/dense-cholesky.hpp"

namespace keycore::binding {
namespace {

/// The builtin takes literals only.
bool cpu_supports(const std::string& variant) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (variant == "x86-64-v2") return __builtin_cpu_supports("x86-64-v2");
  if (variant == "x86-64-v3") return __builtin_cpu_supports("x86-64-v3");
  if (variant == "x86-64-v4") return __builtin_cpu_supports("x86-64-v4");
#endif
  return variant == "generic";
}

Napi::Value supports(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), cpu_supports(info[0].ToString().Utf8Value()));
}

Napi::Value evaluate(const Napi::CallbackInfo& info) {
  const Potential potential = read_potential(info[0]);
  const auto pair = numbers(info[1], "species");
  const auto distances = doubles(info[2], "distances");
  const int species = potential_species(potential);
  if (pair.size() != 2 || !(pair[0] >= 0 && pair[0] < species && pair[1] >= 0 && pair[1] < species))
    throw Napi::RangeError::New(info.Env(), "species must be two indices below " + std::to_string(species));
  auto result = Napi::Float64Array::New(info.Env(), distances.ElementLength() * 3);
  for (std::size_t k = 0; k < distances.ElementLength(); ++k) {
    const Derivatives u =
        evaluate_potential(potential, static_cast<int>(pair[0]), static_cast<int>(pair[1]), distances[k]);
    result[3 * k] = u.value;
    result[3 * k + 1] = u.first;
    result[3 * k + 2] = u.second;
  }
  return result;
}

Napi::Value solve_dense(const Napi::CallbackInfo& info) {
  const auto matrix = doubles(info[0], "matrix");
  const auto right = doubles(info[1], "right");
  const auto order = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(matrix.ElementLength()))));
  if (order == 0 || order * order != matrix.ElementLength())
    throw Napi::RangeError::New(info.Env(), "matrix must be square");
  vectors(right, order, "right");
  return to_array(info.Env(), solve_positive_definite({matrix.Data(), matrix.ElementLength()}, static_cast<int>(order),
                                                      {right.Data(), right.ElementLength()}));
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  auto data = std::make_unique<ModuleData>();
  data->hessian = Napi::Persistent(Hessian::define(env));
  env.SetInstanceData(data.release());
  exports.Set("variant", KEYCORE_VARIANT);
  const auto forms = potential_forms();
  auto names = Napi::Array::New(env, forms.size());
  for (std::uint32_t k = 0; k < forms.size(); ++k) names.Set(k, forms[k]);
  exports.Set("potentialForms", names);
  exports.Set("supports", Napi::Function::New<supports>(env, "supports"));
  exports.Set("evaluatePotential", Napi::Function::New<evaluate>(env, "evaluatePotential"));
  exports.Set("solvePositiveDefinite", Napi::Function::New<solve_dense>(env, "solvePositiveDefinite"));
  define_pseudo_harmonic(env, exports);
  define_modes_in_window(env, exports);
  exports.Set("Sample", Sample::define(env));
  exports.Set("Dynamics", Dynamics::define(env));
  exports.Set("Voronoi", Voronoi::define(env));
  return exports;
}

} // namespace
} // namespace keycore::binding

static Napi::Object init_module(Napi::Env env, Napi::Object exports) {
  return keycore::binding::initialise(env, exports);
}

NODE_API_MODULE(keycore, init_module)
