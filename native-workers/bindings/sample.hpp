#pragma once

#include <napi.h>

#include "kernels/energetics.hpp"

namespace keycore::binding {

/// `PotentialSpec` of addon.ts; the number of species follows from the size of its matrices.
Potential read_potential(const Napi::Value& value);

/// `SampleSpec` of addon.ts: its properties as they were when they were read.
struct SampleProperties {
  explicit SampleProperties(const Napi::Object& spec);

  /// Copied and checked.
  [[nodiscard]] System system() const;

private:
  Napi::Value positions_;
  Napi::Value species_;
  Napi::Value box_;
  Napi::Value masses_;
  Napi::Value potential_;
  Napi::Value diameters_;
  Napi::Value non_additivity_;
  Napi::Value mean_diameter_;
};

/// [lx, ly, xy].
Box read_box(const Napi::Value& value);

/// `NativeSample` of addon.ts.
class Sample {
public:
  static constexpr const char* class_name = "Sample";
  static constexpr const char* source = "new Sample(spec)";
  static Napi::Function define(Napi::Env env);
  explicit Sample(const Napi::CallbackInfo& info);

private:
  Napi::Value particles(const Napi::CallbackInfo& info);
  Napi::Value positions(const Napi::CallbackInfo& info);
  Napi::Value energetics(const Napi::CallbackInfo& info);
  Napi::Value interactions(const Napi::CallbackInfo& info);
  Napi::Value energies_along(const Napi::CallbackInfo& info);
  Napi::Value minimise(const Napi::CallbackInfo& info);
  Napi::Value hessian(const Napi::CallbackInfo& info);
  Napi::Value affine_force(const Napi::CallbackInfo& info);
  Napi::Value affine_forces(const Napi::CallbackInfo& info);
  Napi::Value born_term(const Napi::CallbackInfo& info);
  /// Pairs up to a range at the present positions; the last list is kept for as long as they stay.
  const PairList& pairs(double range);

  System system_;
  PairList pairs_;
  double pairs_range_ = 0; ///< 0: there is no list
};

} // namespace keycore::binding
