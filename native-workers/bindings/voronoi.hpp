#pragma once

#include <napi.h>

#include <memory>

#include "bindings/native-class.hpp"
#include "kernels/voronoi-split.hpp"

namespace keycore::binding {

/// `NativeVoronoi` of addon.ts.
class Voronoi {
public:
  static constexpr const char* class_name = "Voronoi";
  static constexpr const char* source = "new Voronoi(edges)";
  static Napi::Function define(Napi::Env env);
  explicit Voronoi(const Napi::CallbackInfo& info);

private:
  Napi::Value area_change(const Napi::CallbackInfo& info);
  Napi::Value split(const Napi::CallbackInfo& info);
  Napi::Value net_projection(const Napi::CallbackInfo& info);
  Napi::Value divergence(const Napi::CallbackInfo& info);

  Napi::Value dispose(const Napi::CallbackInfo& info);

  /// The matrix A, which its users hold. Throws when it has been released.
  [[nodiscard]] std::shared_ptr<VoronoiSplit> matrix() const;

  Napi::Env env_;
  std::shared_ptr<VoronoiSplit> split_;
  ExternalMemory memory_;
};

} // namespace keycore::binding
