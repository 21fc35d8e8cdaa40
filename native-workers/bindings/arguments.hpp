#pragma once

#include <napi.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/control.hpp"

namespace keycore::binding {

/// Arguments from JavaScript. Each reader throws a TypeError or RangeError that names the argument, what was expected
/// and what was given.
///
/// Reading a property may run anything: a getter may detach, shrink or overwrite an array, dispose of a handle or call
/// us again, and another thread may write to shared memory at any time. So a function first takes every property of its
/// options, then copies the numbers, once, and from there on looks only at its copies. `Control`, the only memory that
/// stays shared, is taken last.

/// A value for a message; runs no JavaScript.
inline std::string shown(const Napi::Value& value) {
  constexpr std::size_t longest_text = 40;
  switch (value.Type()) {
  case napi_undefined:
    return "undefined";
  case napi_null:
    return "null";
  case napi_boolean:
    return value.As<Napi::Boolean>() ? "true" : "false";
  case napi_number: {
    const double given = value.As<Napi::Number>();
    if (std::isnan(given)) return "NaN";
    if (std::isinf(given)) return given > 0 ? "Infinity" : "-Infinity";
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), given).ptr;
    return {digits.data(), end};
  }
  case napi_string: {
    // A long one is not copied whole.
    std::array<char, 4 * longest_text> start{};
    std::size_t length = 0;
    if (napi_get_value_string_utf8(value.Env(), value, start.data(), start.size(), &length) != napi_ok)
      return "a string";
    if (length > longest_text) return "a long string";
    std::string quoted(1, '\'');
    quoted.append(start.data(), length);
    return quoted.append(1, '\'');
  }
  case napi_symbol:
    return "a symbol";
  case napi_function:
    return "a function";
  case napi_bigint:
    return "a bigint";
  default:
    break;
  }
  if (value.IsArray()) return "an array";
  return value.IsTypedArray() ? "a typed array of another kind" : "an object";
}

[[noreturn]] inline void refuse(const Napi::Value& value, const std::string& name, const std::string& expected) {
  const std::string message = name + " must be " + expected + ", got " + shown(value);
  throw Napi::TypeError::New(value.Env(), message);
}

inline Napi::Object object(const Napi::Value& value, const char* name) {
  if (!value.IsObject()) refuse(value, name, "an object");
  return value.As<Napi::Object>();
}

inline std::string text(const Napi::Value& value, const std::string& name) {
  if (!value.IsString()) refuse(value, name, "a string");
  return value.As<Napi::String>();
}

inline bool truth(const Napi::Value& value, const char* name) {
  if (!value.IsBoolean()) refuse(value, name, "true or false");
  return value.As<Napi::Boolean>();
}

inline double number(const Napi::Value& value, const std::string& name) {
  if (!value.IsNumber()) refuse(value, name, "a number");
  return value.As<Napi::Number>();
}

namespace detail {

/// A number that `fits`; `expected` says which ones do.
template <class Fits>
double number_that(const Napi::Value& value, const std::string& name, const std::string& expected, const Fits& fits) {
  if (!value.IsNumber()) refuse(value, name, expected);
  const double given = value.As<Napi::Number>();
  if (!fits(given)) throw Napi::RangeError::New(value.Env(), name + " must be " + expected + ", got " + shown(value));
  return given;
}

} // namespace detail

inline double finite(const Napi::Value& value, const std::string& name) {
  return detail::number_that(value, name, "a finite number", [](double given) { return std::isfinite(given); });
}

inline double positive(const Napi::Value& value, const std::string& name) {
  return detail::number_that(value, name, "a finite number above 0",
                             [](double given) { return std::isfinite(given) && given > 0; });
}

inline double not_negative(const Napi::Value& value, const std::string& name) {
  return detail::number_that(value, name, "a finite number, 0 or above",
                             [](double given) { return std::isfinite(given) && given >= 0; });
}

/// The largest whole number up to which a double holds them all.
inline constexpr std::int64_t most_exact = 9007199254740991;

/// A whole number from `least` to `most`, both at most 2⁵³ − 1 in size.
inline std::int64_t whole(const Napi::Value& value, const std::string& name, std::int64_t least, std::int64_t most) {
  const double given = detail::number_that(
      value, name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most), [&](double number) {
        return number >= static_cast<double>(least) && number <= static_cast<double>(most) &&
               std::floor(number) == number;
      });
  return static_cast<std::int64_t>(given);
}

/// A whole number in the range of an int.
inline int at_least_zero(const Napi::Value& value, const std::string& name) {
  return static_cast<int>(whole(value, name, 0, std::numeric_limits<int>::max()));
}
inline int at_least_one(const Napi::Value& value, const std::string& name) {
  return static_cast<int>(whole(value, name, 1, std::numeric_limits<int>::max()));
}

/// What `read` makes of an option, or what stands in for one that is left out.
template <class Result, class Read>
Result option(const Napi::Value& value, const char* name, Result otherwise, const Read& read) {
  return value.IsUndefined() ? otherwise : static_cast<Result>(read(value, name));
}

namespace detail {

template <class Real> inline constexpr napi_typedarray_type array_type = napi_float64_array;
template <> inline constexpr napi_typedarray_type array_type<std::int32_t> = napi_int32_array;
template <> inline constexpr napi_typedarray_type array_type<std::uint8_t> = napi_uint8_array;

template <class Real> inline constexpr const char* array_name = "a Float64Array";
template <> inline constexpr const char* array_name<std::int32_t> = "an Int32Array";
template <> inline constexpr const char* array_name<std::uint8_t> = "a Uint8Array";

/// The numbers where they lie, for as long as no JavaScript runs.
template <class Real> std::span<Real> in_place(const Napi::Value& value, const std::string& name) {
  if (!value.IsTypedArray()) refuse(value, name, array_name<Real>);
  const Napi::Env env = value.Env();
  napi_typedarray_type type{};
  std::size_t length = 0;
  void* data = nullptr;
  napi_value buffer = nullptr;
  std::size_t offset = 0;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, &buffer, &offset) != napi_ok)
    throw Napi::Error::New(env);
  if (type != array_type<Real>) refuse(value, name, array_name<Real>);
  bool detached = false;
  if (napi_is_detached_arraybuffer(env, buffer, &detached) != napi_ok) throw Napi::Error::New(env);
  if (detached) throw Napi::TypeError::New(env, name + " is detached: its memory has been transferred");
  return {static_cast<Real*>(data), length};
}

} // namespace detail

/// A copy of a typed array, made at once.
template <class Real> std::vector<Real> copied(const Napi::Value& value, const std::string& name) {
  const auto numbers = detail::in_place<Real>(value, name);
  return {numbers.begin(), numbers.end()};
}

inline std::vector<double> doubles(const Napi::Value& value, const std::string& name) {
  return copied<double>(value, name);
}

/// The same of an array in which every number is finite.
inline std::vector<double> finite_doubles(const Napi::Value& value, const std::string& name) {
  auto numbers = copied<double>(value, name);
  for (std::size_t k = 0; k < numbers.size(); ++k)
    if (!std::isfinite(numbers[k]))
      throw Napi::RangeError::New(value.Env(), name + " must hold finite numbers, got " +
                                                   shown(Napi::Number::New(value.Env(), numbers[k])) + " at index " +
                                                   std::to_string(k));
  return numbers;
}

inline std::vector<std::int32_t> integers(const Napi::Value& value, const std::string& name) {
  return copied<std::int32_t>(value, name);
}

inline std::vector<std::uint8_t> bytes(const Napi::Value& value, const std::string& name) {
  return copied<std::uint8_t>(value, name);
}

/// A plain array or a Float64Array of numbers.
inline std::vector<double> numbers(const Napi::Value& value, const std::string& name) {
  if (value.IsTypedArray()) return doubles(value, name);
  if (!value.IsArray()) refuse(value, name, "an array of numbers");
  const auto array = value.As<Napi::Array>();
  const std::uint32_t length = array.Length();
  std::vector<double> result;
  for (std::uint32_t k = 0; k < length; ++k)
    result.push_back(number(array.Get(k), name + "[" + std::to_string(k) + "]"));
  return result;
}

/// Number of vectors of `length` numbers in an array, at least one; throws when it is not whole.
inline int vectors(Napi::Env env, std::size_t numbers, std::size_t length, const char* name) {
  if (numbers == 0 || numbers % length != 0 ||
      numbers / length > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw Napi::RangeError::New(env, std::string(name) + " must hold whole vectors of " + std::to_string(length) +
                                         " numbers, got " + std::to_string(numbers));
  return static_cast<int>(numbers / length);
}

/// Control from an optional Int32Array of at least four words. To be read last: its memory is used in place.
inline Control control(const Napi::CallbackInfo& info, std::size_t at) {
  if (info.Length() <= at || info[at].IsUndefined()) return {};
  const auto words = detail::in_place<std::int32_t>(info[at], "control");
  if (words.size() < 4)
    throw Napi::RangeError::New(info.Env(), "control must have at least 4 words, got " + std::to_string(words.size()));
  return Control(words.data());
}

} // namespace keycore::binding
