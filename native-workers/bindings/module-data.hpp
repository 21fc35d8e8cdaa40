#pragma once

#include <napi.h>

namespace keycore::binding {

/// What the addon keeps for one environment (one thread); nothing in it is static.
struct ModuleData {
  Napi::FunctionReference hessian;
};

} // namespace keycore::binding
