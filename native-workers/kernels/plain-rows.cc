#include "kernels/plain-rows.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <system_error>

namespace keycore {
namespace {

/// A line that is longer is left to who looks at it more closely.
constexpr std::ptrdiff_t longest_line = 1 << 16;
constexpr std::ptrdiff_t longest_number = 64;
/// Decimal digits that 64 bits hold, whatever they are.
constexpr std::ptrdiff_t most_digits = 19;
/// Every integer up to here is a double.
constexpr std::uint64_t exact_integer = std::uint64_t{1} << 53;
/// A larger exponent is left to the library.
constexpr int most_exponent_digits = 4;

/// 10⁰ … 10²²: the powers of ten that a double holds exactly.
constexpr std::array<double, 23> exact_powers = [] {
  std::array<double, 23> powers{};
  double power = 1;
  for (double& entry : powers) {
    entry = power;
    power *= 10;
  }
  return powers;
}();

inline bool is_digit(char byte) {
  return static_cast<unsigned char>(byte - '0') <= 9;
}

inline bool is_blank(char byte) {
  return static_cast<unsigned char>(byte) <= ' ' && byte != '\n';
}

/// Appends digits to a number; the text ends with something else.
inline const char* take_digits(const char* at, std::uint64_t& number) {
  while (is_digit(*at)) number = 10 * number + static_cast<std::uint64_t>(*at++ - '0');
  return at;
}

/// Reads a number and gives where it ends; nullptr where there is none that is plain. The text ends with a line end.
///
/// A mantissa of at most 2⁵³ times or over a power of ten of at most 10²² is one correctly rounded operation on two
/// exact doubles (Clinger, PLDI 1990); anything else is the standard library's.
inline const char* take_number(const char* const start, double& value) {
  const bool negative = *start == '-';
  const char* const first = start + (negative || *start == '+' ? 1 : 0);
  std::uint64_t mantissa = 0;
  const char* at = take_digits(first, mantissa);
  std::ptrdiff_t digits = at - first;
  std::ptrdiff_t power = 0;
  if (*at == '.') {
    const char* const fraction = ++at;
    at = take_digits(at, mantissa);
    power = fraction - at;
    digits -= power;
  }
  if (digits == 0) return nullptr;
  if ((*at | 0x20) == 'e') {
    ++at;
    const bool down = *at == '-';
    if (down || *at == '+') ++at;
    const char* const exponent_start = at;
    std::uint64_t exponent = 0;
    at = take_digits(at, exponent);
    if (at == exponent_start || at - exponent_start > most_exponent_digits) return nullptr;
    power += down ? -static_cast<std::ptrdiff_t>(exponent) : static_cast<std::ptrdiff_t>(exponent);
  }
  if (at - start > longest_number) return nullptr;
  if (digits <= most_digits && mantissa <= exact_integer && power >= -22 && power <= 22) {
    const auto exact = static_cast<double>(mantissa);
    value = power < 0 ? exact / exact_powers[static_cast<std::size_t>(-power)]
                      : exact * exact_powers[static_cast<std::size_t>(power)];
  } else {
#if defined(__cpp_lib_to_chars)
    const auto [end, error] = std::from_chars(first, at, value);
    if (error != std::errc{} || end != at) return nullptr;
#else
    return nullptr;
#endif
  }
  if (negative) value = -value;
  return at;
}

/// Where a field of text ends, which is neither empty nor has a double quote; nullptr where there is none such.
inline const char* take_text(const char* const start, char separator) {
  const char* at = start;
  while (static_cast<unsigned char>(*at) > ' ' && *at != separator) {
    if (*at == '"') return nullptr;
    ++at;
  }
  return at == start ? nullptr : at;
}

inline const char* take_label(const char* const start, char separator, double& value) {
  const char* const end = take_text(start, separator);
  if (end == nullptr || end - start > static_cast<std::ptrdiff_t>(longest_plain_label)) return nullptr;
  std::uint64_t number = 0;
  for (const char* at = start; at < end; ++at) number = 256 * number + static_cast<unsigned char>(*at);
  value = static_cast<double>(number);
  return end;
}

inline const char* take_field(const char* at, PlainColumn column, char separator, double& value) {
  switch (column) {
  case PlainColumn::number:
    return take_number(at, value);
  case PlainColumn::label:
    return take_label(at, separator, value);
  case PlainColumn::skipped:
    value = 0;
    return take_text(at, separator);
  }
  return nullptr;
}

/// Reads a line into `values` and gives where the next begins; nullptr where it is not plain.
template <bool separated>
const char* take_row(const char* const start, std::span<const PlainColumn> columns, char separator, double* values) {
  const auto is_gap = [separator](char byte) { return is_blank(byte) && !(separated && byte == separator); };
  const char* at = start;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (separated && k > 0 && *at++ != separator) return nullptr;
    while (is_gap(*at)) ++at;
    at = take_field(at, columns[k], separator, values[k]);
    if (at == nullptr) return nullptr;
    // A number ends where its digits do: behind it, too, there has to be an end of the field.
    const bool ends = static_cast<unsigned char>(*at) <= ' ' || (separated && *at == separator);
    if (!ends) return nullptr;
    if (separated) {
      while (is_gap(*at)) ++at;
    }
  }
  while (is_gap(*at)) ++at;
  return *at == '\n' && at - start <= longest_line ? at + 1 : nullptr;
}

template <bool separated>
PlainRows take_rows(std::span<const std::uint8_t> text, std::size_t most, std::span<const PlainColumn> columns,
                    char separator, std::vector<double>& values) {
  PlainRows result;
  const auto* const begin = reinterpret_cast<const char*>(text.data());
  // The last line end stops every loop above.
  std::size_t lines_end = text.size();
  while (lines_end > 0 && begin[lines_end - 1] != '\n') --lines_end;
  const char* at = begin;
  while (result.rows < most && at < begin + lines_end) {
    const std::size_t filled = result.rows * columns.size();
    if (values.size() < filled + columns.size()) values.resize(2 * values.size() + columns.size());
    const char* const next = take_row<separated>(at, columns, separator, values.data() + filled);
    if (next == nullptr) break;
    ++result.rows;
    at = next;
  }
  values.resize(result.rows * columns.size());
  result.end = static_cast<std::size_t>(at - begin);
  return result;
}

} // namespace

PlainRows parse_plain_rows(std::span<const std::uint8_t> text, std::size_t most, std::span<const PlainColumn> columns,
                           std::uint8_t separator, std::vector<double>& values) {
  values.clear();
  if (columns.empty()) return {};
  if (separator == 0) return take_rows<false>(text, most, columns, '\0', values);
  return take_rows<true>(text, most, columns, static_cast<char>(separator), values);
}

} // namespace keycore
