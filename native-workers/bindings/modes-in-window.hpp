#pragma once

#include <napi.h>

namespace keycore::binding {

/// Adds `modesInWindow` of addon.ts to the module.
void define_modes_in_window(Napi::Env env, Napi::Object exports);

} // namespace keycore::binding
