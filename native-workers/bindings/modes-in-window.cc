#include "bindings/modes-in-window.hpp"

#include "bindings/answer.hpp"
#include "bindings/arguments.hpp"
#include "bindings/hessian.hpp"
#include "bindings/results.hpp"
#include "kernels/modes-in-window.hpp"

namespace keycore::binding {
namespace {

Napi::Value modes_in_window(const Napi::CallbackInfo& info) {
  const auto matrix = hessian_argument(info[0]);
  const double lower = finite(info[1], "lower");
  const double upper = finite(info[2], "upper");
  const auto given = object(info[3], "options");
  const Napi::Value expected = given.Get("expected");
  const Napi::Value tolerance = given.Get("tolerance");
  WindowOptions options;
  options.expected = static_cast<int>(whole(expected, "expected", 0, matrix->size()));
  options.tolerance = option(tolerance, "tolerance", options.tolerance, positive);
  Modes modes;
  try {
    modes = keycore::modes_in_window(*matrix, lower, upper, options, control(info, 4));
  } catch (const Cancelled&) {
    modes.status = Status::cancelled;
  }
  return modes_result(info.Env(), modes);
}

} // namespace

void define_modes_in_window(Napi::Env env, Napi::Object exports) {
  export_function<modes_in_window>(env, exports, "modesInWindow");
}

} // namespace keycore::binding
