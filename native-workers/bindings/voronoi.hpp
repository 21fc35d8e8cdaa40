#pragma once

#include <napi.h>

#include <memory>

#include "kernels/voronoi-split.hpp"

namespace keycore::binding {

/// `NativeVoronoi` of addon.ts.
class Voronoi : public Napi::ObjectWrap<Voronoi> {
public:
  static Napi::Function define(Napi::Env env);
  explicit Voronoi(const Napi::CallbackInfo& info);
  ~Voronoi() override;

private:
  Napi::Value area_change(const Napi::CallbackInfo& info);
  Napi::Value split(const Napi::CallbackInfo& info);
  Napi::Value net_projection(const Napi::CallbackInfo& info);
  Napi::Value divergence(const Napi::CallbackInfo& info);

  Napi::Value dispose(const Napi::CallbackInfo& info);

  /// The matrix A; throws when it has been released.
  [[nodiscard]] VoronoiSplit& matrix();
  void release();

  std::unique_ptr<VoronoiSplit> split_;
  std::int64_t reported_bytes_ = 0;
};

} // namespace keycore::binding
