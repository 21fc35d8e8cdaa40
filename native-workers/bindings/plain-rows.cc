#include "bindings/plain-rows.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "bindings/answer.hpp"
#include "bindings/arguments.hpp"
#include "kernels/plain-rows.hpp"

namespace keycore::binding {
namespace {

/// How much of a text is read at once.
constexpr std::size_t longest_piece = std::size_t{1} << 18;

std::vector<PlainColumn> read_columns(const Napi::Value& value) {
  std::vector<PlainColumn> columns;
  for (const std::uint8_t kind : bytes(value, "columns")) {
    if (kind > static_cast<std::uint8_t>(PlainColumn::skipped))
      throw Napi::RangeError::New(value.Env(), "columns must hold 0 (number), 1 (label) or 2 (skipped), got " +
                                                   std::to_string(kind));
    columns.push_back(static_cast<PlainColumn>(kind));
  }
  return columns;
}

Napi::Value plain_rows(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto from = static_cast<std::size_t>(whole(info[1], "from", 0, most_exact));
  const auto asked = static_cast<std::size_t>(whole(info[2], "most", 0, most_exact));
  const auto columns = read_columns(info[3]);
  const auto separator = static_cast<std::uint8_t>(whole(info[4], "separator", 0, 127));
  // The same memory each time: what nobody has written to yet is slow.
  const auto values = detail::in_place<double>(info[5], "values");
  const auto whole_text = detail::in_place<std::uint8_t>(info[0], "text");
  if (from > whole_text.size())
    throw Napi::RangeError::New(env, "from must be at most the length of text, " + std::to_string(whole_text.size()) +
                                         ", got " + std::to_string(from));
  const auto piece = whole_text.subspan(from, std::min(longest_piece, whole_text.size() - from));
  // Of this thread, and kept: memory that was not written to before is slow.
  thread_local std::vector<std::uint8_t> text;
  thread_local std::vector<double> read_values;
  // A copy, since another thread may write to shared memory at any time.
  text.assign(piece.begin(), piece.end());
  const std::size_t most = columns.empty() ? 0 : std::min(asked, values.size() / columns.size());
  const PlainRows read = parse_plain_rows(text, most, columns, separator, read_values);
  double* to = values.data();
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t row = 0; row < read.rows; ++row) *to++ = read_values[row * columns.size() + k];
  auto result = Napi::Object::New(env);
  result.Set("rows", static_cast<double>(read.rows));
  result.Set("end", static_cast<double>(from + read.end));
  return result;
}

} // namespace

void define_plain_rows(Napi::Env env, Napi::Object exports) {
  export_function<plain_rows>(env, exports, "plainRows");
}

} // namespace keycore::binding
