#pragma once

#include <napi.h>

#include "kernels/dynamics.hpp"

namespace keycore::binding {

/// `NativeDynamics` of addon.ts.
class Dynamics {
public:
  static constexpr const char* class_name = "Dynamics";
  static constexpr const char* source = "new Dynamics(spec)";
  static Napi::Function define(Napi::Env env);
  explicit Dynamics(const Napi::CallbackInfo& info);

private:
  Napi::Value particles(const Napi::CallbackInfo& info);
  Napi::Value step(const Napi::CallbackInfo& info);
  Napi::Value positions(const Napi::CallbackInfo& info);
  Napi::Value velocities(const Napi::CallbackInfo& info);
  Napi::Value diameters(const Napi::CallbackInfo& info);
  Napi::Value run(const Napi::CallbackInfo& info);

  keycore::Dynamics dynamics_;
};

} // namespace keycore::binding
