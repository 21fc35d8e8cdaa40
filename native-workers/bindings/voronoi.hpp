#pragma once

#include <napi.h>

#include "kernels/voronoi-split.hpp"

namespace keycore::binding {

/// `NativeVoronoi` of addon.ts.
class Voronoi : public Napi::ObjectWrap<Voronoi> {
public:
  static Napi::Function define(Napi::Env env);
  explicit Voronoi(const Napi::CallbackInfo& info);

private:
  Napi::Value area_change(const Napi::CallbackInfo& info);
  Napi::Value split(const Napi::CallbackInfo& info);
  Napi::Value net_projection(const Napi::CallbackInfo& info);
  Napi::Value divergence(const Napi::CallbackInfo& info);

  VoronoiSplit split_;
};

} // namespace keycore::binding
