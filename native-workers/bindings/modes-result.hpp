#pragma once

#include <napi.h>

#include "bindings/arrays.hpp"
#include "kernels/modes.hpp"

namespace keycore::binding {

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
