#pragma once

#include <napi.h>

#include <memory>

#include "bindings/native-class.hpp"
#include "kernels/dynamical-matrix.hpp"

namespace keycore::binding {

/// `NativeHessian` of addon.ts; made by `Sample.hessian()` only.
class Hessian {
public:
  static constexpr const char* class_name = "Hessian";
  static constexpr const char* source = "Sample.hessian()";
  static Napi::Function define(Napi::Env env);
  static Napi::Object make(Napi::Env env, std::shared_ptr<const DynamicalMatrix> matrix);
  explicit Hessian(const Napi::CallbackInfo& info);

  /// The factorisation, which its users hold: `dispose` may come while a call lasts. Throws when it has been
  /// released.
  [[nodiscard]] std::shared_ptr<const DynamicalMatrix> matrix() const;

private:
  Napi::Value particles(const Napi::CallbackInfo& info);
  Napi::Value inertia(const Napi::CallbackInfo& info);
  Napi::Value norm(const Napi::CallbackInfo& info);
  Napi::Value factor_entries(const Napi::CallbackInfo& info);
  Napi::Value bytes(const Napi::CallbackInfo& info);
  Napi::Value multiply(const Napi::CallbackInfo& info);
  Napi::Value solve(const Napi::CallbackInfo& info);
  Napi::Value inverse_between(const Napi::CallbackInfo& info);
  Napi::Value solve_pinned(const Napi::CallbackInfo& info);
  Napi::Value count_below(const Napi::CallbackInfo& info);
  Napi::Value lowest_modes(const Napi::CallbackInfo& info);
  Napi::Value null_vectors(const Napi::CallbackInfo& info);
  Napi::Value vibrability(const Napi::CallbackInfo& info);
  Napi::Value dense(const Napi::CallbackInfo& info);

  Napi::Value dispose(const Napi::CallbackInfo& info);

  Napi::Env env_;
  std::shared_ptr<const DynamicalMatrix> matrix_;
  ExternalMemory memory_;
};

/// The factorisation behind an argument that must be a `NativeHessian`; throws a TypeError where it is none.
[[nodiscard]] std::shared_ptr<const DynamicalMatrix> hessian_argument(const Napi::Value& value);

} // namespace keycore::binding
