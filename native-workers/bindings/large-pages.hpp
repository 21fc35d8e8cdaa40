#pragma once

#include <napi.h>

namespace keycore::binding {

/// Adds `preferLargePages` of addon.ts to the module.
void define_large_pages(Napi::Env env, Napi::Object exports);

} // namespace keycore::binding
