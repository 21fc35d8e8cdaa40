#pragma once

#include <napi.h>

#include <memory>

namespace keycore {
class DynamicalMatrix;
}

namespace keycore::binding {

/// What the addon keeps for one environment (one thread); nothing in it is static.
struct ModuleData {
  Napi::FunctionReference hessian;
  /// On its way from `Sample.hessian()` to the constructor of the handle.
  std::shared_ptr<const DynamicalMatrix> matrix_of_next_hessian;
  Napi::FunctionReference float64_array;
  Napi::FunctionReference int32_array;
};

} // namespace keycore::binding
