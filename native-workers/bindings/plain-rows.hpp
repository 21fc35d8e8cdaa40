#pragma once

#include <napi.h>

namespace keycore::binding {

/// Adds `plainRows` of addon.ts to the module.
void define_plain_rows(Napi::Env env, Napi::Object exports);

} // namespace keycore::binding
