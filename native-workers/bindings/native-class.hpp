#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/answer.hpp"

namespace keycore::binding {

/// A class of JavaScript whose objects hold a `Native` each. The prototype of an object says nothing about what it
/// holds (`Object.create`, `Reflect.construct`, `Object.setPrototypeOf`, a method called on another object): every
/// object is tagged once it is complete, and the tag is looked at before anything in it is.
///
/// `Native` has a constructor from `Napi::CallbackInfo`, and `class_name` and `source` (where such objects come from)
/// for messages.
template <class Native> class NativeClass {
public:
  using Member = Napi::Value (Native::*)(const Napi::CallbackInfo&);

  template <Member member> [[nodiscard]] static napi_property_descriptor method(const char* name) {
    return {name, nullptr, call<member>, nullptr, nullptr, nullptr, napi_default_method, const_cast<char*>(name)};
  }

  template <Member member> [[nodiscard]] static napi_property_descriptor accessor(const char* name) {
    return {name, nullptr, nullptr, call<member>, nullptr, nullptr, napi_configurable, const_cast<char*>(name)};
  }

  [[nodiscard]] static Napi::Function define(Napi::Env env, const std::vector<napi_property_descriptor>& members) {
    napi_value made = nullptr;
    if (napi_define_class(env, Native::class_name, NAPI_AUTO_LENGTH, construct, nullptr, 0, nullptr, &made) != napi_ok)
      throw Napi::Error::New(env);
    const Napi::Function constructor(env, made);
    // Members of the class itself would be refused by the engine, without our message, or (accessors) not at all.
    if (napi_define_properties(env, constructor.Get("prototype"), members.size(), members.data()) != napi_ok)
      throw Napi::Error::New(env);
    return constructor;
  }

  /// What an object holds; throws a TypeError unless it is a complete one of this class, made by this binary.
  [[nodiscard]] static Native& in(const Napi::Value& value, const std::string& name) {
    const napi_env env = value.Env();
    bool ours = false;
    void* native = nullptr;
    if (!value.IsObject() || napi_check_object_type_tag(env, value, &tag, &ours) != napi_ok || !ours ||
        napi_unwrap(env, value, &native) != napi_ok || native == nullptr)
      throw Napi::TypeError::New(env, name + " must be a " + Native::class_name + " that comes from " + Native::source);
    return *static_cast<Holder*>(native)->native;
  }

private:
  /// What an object of JavaScript points to.
  struct Holder {
    std::unique_ptr<Native> native;
  };

  /// Its own for every class and every build: the variants of the addon may lay out an object differently.
  static constexpr napi_type_tag tag_of(std::string_view name) {
    napi_type_tag made{0xcbf29ce484222325, 0x6b6579636f726531};
    for (const std::string_view part : {name, std::string_view(KEYCORE_VARIANT)})
      for (const char letter : part) {
        made.lower = (made.lower ^ static_cast<unsigned char>(letter)) * 0x100000001b3; // FNV-1a
        made.upper = (made.upper ^ made.lower) * 0x9e3779b97f4a7c15;
      }
    return made;
  }
  static constexpr napi_type_tag tag = tag_of(Native::class_name);

  template <Member member> static napi_value call(napi_env env, napi_callback_info raw) noexcept {
    void* name = nullptr;
    napi_get_cb_info(env, raw, nullptr, nullptr, nullptr, &name);
    return answer(env, static_cast<const char*>(name), [&]() -> napi_value {
      const Napi::CallbackInfo info(env, raw);
      Native& native =
          in(info.This(), std::string("the object of ") + Native::class_name + "." + static_cast<const char*>(name));
      return (native.*member)(info);
    });
  }

  static napi_value construct(napi_env env, napi_callback_info raw) noexcept {
    return answer(env, Native::class_name, [&]() -> napi_value {
      const Napi::CallbackInfo info(env, raw);
      if (!info.IsConstructCall())
        throw Napi::TypeError::New(env, std::string(Native::class_name) + " must be called with new");
      auto* const holder = new Holder{std::make_unique<Native>(info)};
      if (napi_wrap(env, info.This(), holder, finalise, nullptr, nullptr) == napi_ok &&
          napi_type_tag_object(env, info.This(), &tag) == napi_ok)
        return info.This();
      // A thread that is being ended may refuse any call, also after it has done what was asked, and calls `finalise`
      // of what it holds later on: whether it holds this one is not known, so that the holder itself stays.
      holder->native.reset();
      throw Napi::Error::New(env);
    });
  }

  static void finalise(napi_env, void* holder, void*) noexcept { delete static_cast<Holder*>(holder); }
};

/// Memory that the garbage collector cannot see and would never run for; reported to it, and taken back at the end.
class ExternalMemory {
public:
  explicit ExternalMemory(napi_env env) : env_(env) {}
  ~ExternalMemory() { report(0); }
  ExternalMemory(const ExternalMemory&) = delete;
  ExternalMemory& operator=(const ExternalMemory&) = delete;

  void report(std::size_t bytes) {
    const auto now = static_cast<std::int64_t>(bytes);
    std::int64_t total = 0;
    if (now != reported_) napi_adjust_external_memory(env_, now - reported_, &total);
    reported_ = now;
  }

private:
  napi_env env_;
  std::int64_t reported_ = 0;
};

} // namespace keycore::binding
