#pragma once

#include <napi.h>

#include <algorithm>
#include <span>
#include <string>

#include "bindings/module-data.hpp"
#include "kernels/modes.hpp"

namespace keycore::binding {

/// Results for JavaScript.

namespace detail {

/// Through the constructor: Node-API's own functions end the process where there is no memory.
inline Napi::Value new_array(Napi::Env env, const Napi::FunctionReference& constructor, std::size_t length) {
  try {
    return constructor.New({Napi::Number::New(env, static_cast<double>(length))});
  } catch (const Napi::Error&) {
    throw Napi::RangeError::New(env, "not enough memory for a result of " + std::to_string(length) + " numbers");
  }
}

} // namespace detail

inline Napi::Float64Array new_doubles(Napi::Env env, std::size_t length) {
  return detail::new_array(env, env.GetInstanceData<ModuleData>()->float64_array, length).As<Napi::Float64Array>();
}

inline Napi::Int32Array new_integers(Napi::Env env, std::size_t length) {
  return detail::new_array(env, env.GetInstanceData<ModuleData>()->int32_array, length).As<Napi::Int32Array>();
}

inline Napi::Float64Array to_array(Napi::Env env, std::span<const double> values) {
  auto array = new_doubles(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

inline Napi::Int32Array to_array(Napi::Env env, std::span<const std::int32_t> values) {
  auto array = new_integers(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

inline const char* status_name(Status status) {
  switch (status) {
  case Status::converged:
    return "converged";
  case Status::cancelled:
    return "cancelled";
  case Status::not_converged:
    break;
  }
  return "not-converged";
}

/// `ModesResult` of addon.ts.
inline Napi::Object modes_result(Napi::Env env, const Modes& modes) {
  auto result = Napi::Object::New(env);
  result.Set("status", status_name(modes.status));
  result.Set("eigenvalues", to_array(env, modes.eigenvalues));
  result.Set("displacements", to_array(env, modes.displacements));
  result.Set("residuals", to_array(env, modes.residuals));
  result.Set("complete", modes.complete);
  result.Set("solves", modes.solves);
  return result;
}

} // namespace keycore::binding
