#include <napi.h>

#include <cmath>

#include "bindings/answer.hpp"
#include "bindings/arguments.hpp"
#include "bindings/dynamics.hpp"
#include "bindings/hessian.hpp"
#include "bindings/large-pages.hpp"
#include "bindings/modes-in-window.hpp"
#include "bindings/module-data.hpp"
#include "bindings/plain-rows.hpp"
#include "bindings/pseudo-harmonic.hpp"
#include "bindings/results.hpp"
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
  return Napi::Boolean::New(info.Env(), cpu_supports(text(info[0], "variant")));
}

Napi::Value evaluate(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Potential potential = read_potential(info[0]);
  const auto pair = numbers(info[1], "species");
  const auto distances = doubles(info[2], "distances");
  const int species = potential_species(potential);
  const auto known = [&](double index) { return index >= 0 && index < species && std::floor(index) == index; };
  if (pair.size() != 2 || !known(pair[0]) || !known(pair[1]))
    throw Napi::RangeError::New(env, "species must be two indices below " + std::to_string(species));
  auto result = new_doubles(env, 3 * distances.size());
  for (std::size_t k = 0; k < distances.size(); ++k) {
    const Derivatives u =
        evaluate_potential(potential, static_cast<int>(pair[0]), static_cast<int>(pair[1]), distances[k]);
    result[3 * k] = u.value;
    result[3 * k + 1] = u.first;
    result[3 * k + 2] = u.second;
  }
  return result;
}

Napi::Value solve_dense(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto matrix = finite_doubles(info[0], "matrix");
  const auto right = finite_doubles(info[1], "right");
  const auto order = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(matrix.size()))));
  if (order == 0 || order * order != matrix.size()) throw Napi::RangeError::New(env, "matrix must be square");
  vectors(env, right.size(), order, "right");
  return to_array(env, solve_positive_definite(matrix, static_cast<int>(order), right));
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  auto data = std::make_unique<ModuleData>();
  data->hessian = Napi::Persistent(Hessian::define(env));
  data->float64_array = Napi::Persistent(env.Global().Get("Float64Array").As<Napi::Function>());
  data->int32_array = Napi::Persistent(env.Global().Get("Int32Array").As<Napi::Function>());
  env.SetInstanceData(data.release());
  exports.Set("variant", KEYCORE_VARIANT);
  const auto forms = potential_forms();
  auto names = Napi::Array::New(env, forms.size());
  for (std::uint32_t k = 0; k < forms.size(); ++k) names.Set(k, forms[k]);
  exports.Set("potentialForms", names);
  export_function<supports>(env, exports, "supports");
  export_function<evaluate>(env, exports, "evaluatePotential");
  export_function<solve_dense>(env, exports, "solvePositiveDefinite");
  define_pseudo_harmonic(env, exports);
  define_modes_in_window(env, exports);
  define_plain_rows(env, exports);
  define_large_pages(env, exports);
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
