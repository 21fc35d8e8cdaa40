#include "bindings/modes-in-window.hpp"

#include "bindings/arrays.hpp"
#include "bindings/hessian.hpp"
#include "bindings/modes-result.hpp"
#include "kernels/modes-in-window.hpp"

namespace keycore::binding {
namespace {

Napi::Value modes_in_window(const Napi::CallbackInfo& info) {
  const DynamicalMatrix& matrix = hessian_argument(info[0]);
  const double lower = number(info[1], "lower");
  const double upper = number(info[2], "upper");
  const auto given = object(info[3], "options");
  WindowOptions options;
  options.expected = static_cast<int>(number_in(given, "expected"));
  options.tolerance = number_or(given, "tolerance", options.tolerance);
  Modes modes;
  try {
    modes = keycore::modes_in_window(matrix, lower, upper, options, control(info, 4));
  } catch (const Cancelled&) {
    modes.status = Status::cancelled;
  }
  return modes_result(info.Env(), modes);
}

} // namespace

void define_modes_in_window(Napi::Env env, Napi::Object exports) {
  exports.Set("modesInWindow", Napi::Function::New<modes_in_window>(env, "modesInWindow"));
}

} // namespace keycore::binding
