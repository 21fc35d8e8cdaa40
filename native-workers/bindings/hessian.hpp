#pragma once

#include <napi.h>

#include <memory>

#include "kernels/dynamical-matrix.hpp"

namespace keycore::binding {

/// `NativeHessian` of addon.ts; made by `Sample.hessian()` only.
class Hessian : public Napi::ObjectWrap<Hessian> {
public:
  static Napi::Function define(Napi::Env env);
  static Napi::Object make(Napi::Env env, std::shared_ptr<const DynamicalMatrix> matrix);
  explicit Hessian(const Napi::CallbackInfo& info);
  ~Hessian() override;

  /// The factorisation; throws when it has been released.
  [[nodiscard]] const DynamicalMatrix& matrix() const;

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
  Napi::Value vibrability(const Napi::CallbackInfo& info);
  Napi::Value dense(const Napi::CallbackInfo& info);

  Napi::Value dispose(const Napi::CallbackInfo& info);

  void release();

  std::shared_ptr<const DynamicalMatrix> matrix_;
  std::int64_t reported_bytes_ = 0;
};

/// The factorisation behind an argument that must be a `NativeHessian`; throws a TypeError where it is none.
[[nodiscard]] const DynamicalMatrix& hessian_argument(const Napi::Value& value);

} // namespace keycore::binding
