#include "bindings/modes-in-window.hpp"

#include "bindings/arrays.hpp"
#include "bindings/hessian.hpp"
#include "bindings/module-data.hpp"
#include "kernels/modes-in-window.hpp"

namespace keycore::binding {
namespace {

double number(const Napi::Value& value, const char* name) {
  if (!value.IsNumber()) throw Napi::TypeError::New(value.Env(), std::string(name) + " must be a number");
  return value.As<Napi::Number>().DoubleValue();
}

Napi::Value modes_in_window(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto handle = object(info[0], "hessian");
  if (!handle.InstanceOf(env.GetInstanceData<ModuleData>()->hessian.Value()))
    throw Napi::TypeError::New(env, "hessian must be one of Sample.hessian()");
  const DynamicalMatrix& matrix = Hessian::Unwrap(handle)->matrix();
  const double lower = number(info[1], "lower");
  const double upper = number(info[2], "upper");
  const auto given = object(info[3], "options");
  WindowOptions options;
  options.expected = static_cast<int>(number(given.Get("expected"), "options.expected"));
  if (!given.Get("tolerance").IsUndefined()) options.tolerance = number(given.Get("tolerance"), "options.tolerance");
  WindowModes modes;
  try {
    modes = keycore::modes_in_window(matrix, lower, upper, options, control(info, 4));
  } catch (const Cancelled&) {
    modes.status = Status::cancelled;
  }
  auto result = Napi::Object::New(env);
  result.Set("status", status_name(modes.status));
  result.Set("eigenvalues", to_array(env, modes.eigenvalues));
  result.Set("displacements", to_array(env, modes.displacements));
  result.Set("residuals", to_array(env, modes.residuals));
  result.Set("complete", modes.complete);
  result.Set("solves", modes.solves);
  return result;
}

} // namespace

void define_modes_in_window(Napi::Env env, Napi::Object exports) {
  exports.Set("modesInWindow", Napi::Function::New<modes_in_window>(env, "modesInWindow"));
}

} // namespace keycore::binding
