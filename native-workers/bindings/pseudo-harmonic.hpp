#pragma once

#include <napi.h>

namespace keycore::binding {

/// `bondCompliances` and `pseudoHarmonicModes` of addon.ts.
void define_pseudo_harmonic(Napi::Env env, Napi::Object exports);

} // namespace keycore::binding
