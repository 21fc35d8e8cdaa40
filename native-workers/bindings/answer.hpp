#pragma once

#include <napi.h>

#include <array>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>

#include "kernels/control.hpp"

namespace keycore::binding {

/// Runs what JavaScript has called. Whatever it throws becomes a JavaScript error with a message: a stop that was asked
/// for has the code CANCELLED, which is what the caller looks at.
template <class Call> napi_value answer(napi_env env, const char* name, const Call& call) noexcept {
  const auto no_memory = [&] {
    // Nothing here may need memory.
    std::array<char, 128> message{};
    std::snprintf(message.data(), message.size(), "not enough memory for %s", name);
    napi_throw_range_error(env, "ERR_OUT_OF_MEMORY", message.data());
  };
  try {
    return call();
  } catch (const Napi::Error& error) {
    try {
      error.ThrowAsJavaScriptException();
    } catch (const Napi::Error&) {
      // A thread that is being ended takes no error any more, and needs none.
    }
  } catch (const Cancelled&) {
    napi_throw_error(env, "CANCELLED", "cancelled");
  } catch (const std::bad_alloc&) {
    no_memory();
  } catch (const std::length_error&) {
    no_memory();
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  } catch (...) {
    napi_throw_error(env, nullptr, name);
  }
  return nullptr;
}

namespace detail {

template <Napi::Value (*function)(const Napi::CallbackInfo&)>
napi_value call_function(napi_env env, napi_callback_info raw) noexcept {
  void* name = nullptr;
  napi_get_cb_info(env, raw, nullptr, nullptr, nullptr, &name);
  return answer(env, static_cast<const char*>(name),
                [&]() -> napi_value { return function(Napi::CallbackInfo(env, raw)); });
}

} // namespace detail

/// Adds a function to the module; `name` is a literal.
template <Napi::Value (*function)(const Napi::CallbackInfo&)>
void export_function(Napi::Env env, Napi::Object& exports, const char* name) {
  napi_value made = nullptr;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, detail::call_function<function>, const_cast<char*>(name),
                           &made) != napi_ok)
    throw Napi::Error::New(env);
  exports.Set(name, Napi::Value(env, made));
}

} // namespace keycore::binding
