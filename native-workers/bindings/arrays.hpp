#pragma once

#include <napi.h>

#include <span>
#include <string>
#include <vector>

#include "kernels/control.hpp"

namespace keycore::binding {

/// Arguments from JavaScript: each reader throws a TypeError that names the argument and what was expected.

inline Napi::Float64Array doubles(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_float64_array)
    throw Napi::TypeError::New(value.Env(), std::string(name) + " must be a Float64Array");
  return value.As<Napi::Float64Array>();
}

inline Napi::Int32Array integers(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array)
    throw Napi::TypeError::New(value.Env(), std::string(name) + " must be an Int32Array");
  return value.As<Napi::Int32Array>();
}

inline Napi::Uint8Array bytes(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    throw Napi::TypeError::New(value.Env(), std::string(name) + " must be a Uint8Array");
  return value.As<Napi::Uint8Array>();
}

inline Napi::Object object(const Napi::Value& value, const char* name) {
  if (!value.IsObject()) throw Napi::TypeError::New(value.Env(), std::string(name) + " must be an object");
  return value.As<Napi::Object>();
}

inline double number(const Napi::Value& value, const char* name) {
  if (!value.IsNumber()) throw Napi::TypeError::New(value.Env(), std::string(name) + " must be a number");
  return value.As<Napi::Number>().DoubleValue();
}

/// The number of that name in an object.
inline double number_in(const Napi::Object& from, const char* name) {
  return number(from.Get(name), name);
}

/// The same of an option that may be left out.
inline double number_or(const Napi::Object& from, const char* name, double otherwise) {
  const Napi::Value value = from.Get(name);
  return value.IsUndefined() ? otherwise : number(value, name);
}

/// A plain array or a Float64Array of numbers.
inline std::vector<double> numbers(const Napi::Value& value, const std::string& name) {
  if (value.IsTypedArray()) {
    const auto array = doubles(value, name.c_str());
    return {array.Data(), array.Data() + array.ElementLength()};
  }
  if (!value.IsArray()) throw Napi::TypeError::New(value.Env(), name + " must be an array of numbers");
  const auto array = value.As<Napi::Array>();
  std::vector<double> result;
  for (std::uint32_t k = 0; k < array.Length(); ++k) {
    const Napi::Value item = array.Get(k);
    if (!item.IsNumber()) throw Napi::TypeError::New(value.Env(), name + " must be an array of numbers");
    result.push_back(item.As<Napi::Number>().DoubleValue());
  }
  return result;
}

/// Number of vectors of `length` numbers in an array; throws when it is not whole.
inline int vectors(const Napi::Float64Array& array, std::size_t length, const char* name) {
  if (array.ElementLength() == 0 || array.ElementLength() % length != 0)
    throw Napi::RangeError::New(array.Env(), std::string(name) + " must hold whole vectors of " +
                                                 std::to_string(length) + " numbers, got " +
                                                 std::to_string(array.ElementLength()));
  return static_cast<int>(array.ElementLength() / length);
}

inline Napi::Float64Array to_array(Napi::Env env, std::span<const double> values) {
  auto array = Napi::Float64Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

/// Control from an optional Int32Array of at least four words.
inline Control control(const Napi::CallbackInfo& info, std::size_t at) {
  if (info.Length() <= at || info[at].IsUndefined()) return {};
  auto words = integers(info[at], "control");
  if (words.ElementLength() < 4) throw Napi::RangeError::New(info.Env(), "control needs at least 4 words");
  return Control(words.Data());
}

inline const char* status_name(Status status) {
  switch (status) {
  case Status::converged:
    return "converged";
  case Status::cancelled:
    return "cancelled";
  case Status::not_converged:
    break;
  }
  return "not-converged";
}

/// Thrown to JavaScript for a kernel without a status of its own; `code` is what the caller looks at.
inline Napi::Error cancelled_error(Napi::Env env) {
  auto error = Napi::Error::New(env, "cancelled");
  error.Set("code", Napi::String::New(env, "CANCELLED"));
  return error;
}

} // namespace keycore::binding
