#include "kernels/plain-rows.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <charconv>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using keycore::parse_plain_rows;
using keycore::PlainColumn;

namespace {

constexpr auto number = PlainColumn::number;
constexpr auto label = PlainColumn::label;
constexpr auto skipped = PlainColumn::skipped;

struct Rows : keycore::PlainRows {
  // What was there before does not matter.
  std::vector<double> values = {17, 18, 19};
};

Rows rows_of(const std::string& text, const std::vector<PlainColumn>& columns, char separator = '\0',
             std::size_t most = 1000) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  Rows read;
  static_cast<keycore::PlainRows&>(read) =
      parse_plain_rows(bytes, most, columns, static_cast<std::uint8_t>(separator), read.values);
  return read;
}

std::size_t count(const std::string& text, const std::vector<PlainColumn>& columns, char separator = '\0') {
  return rows_of(text, columns, separator).rows;
}

/// The number of a text that holds nothing else.
double value_of(const std::string& text) {
  const auto read = rows_of(text + '\n', {number});
  REQUIRE_MESSAGE(read.rows == 1, text);
  return read.values[0];
}

} // namespace

TEST_CASE("plain rows: blanks, line ends and what comes after the last whole line") {
  const auto read = rows_of(" 1\t-2.5e1  +.5 \r\n2 3. 4\n5 6 7", {number, number, number});
  CHECK(read.rows == 2);
  CHECK(read.end == 24);
  CHECK(read.values == std::vector<double>{1, -25, 0.5, 2, 3, 4});
  CHECK(rows_of("1 2\n3 4\n", {number, number}, '\0', 1).rows == 1);
  CHECK(rows_of("", {number}).rows == 0);
  CHECK(rows_of("1", {number}).rows == 0);
  CHECK(rows_of("\n", {number}).rows == 0);
  CHECK(rows_of("1\n", {}).rows == 0);
}

TEST_CASE("plain rows: a row of another shape ends them") {
  for (const char* odd :
       {"1 2 3", "1",   "",     "1 x",   "1 2x",  "1 nan",   "1 inf",          "1 1e400", "1 0x10", "1 1_0",
        "1 .",   "1 -", "1 1e", "1 1e+", "1 --1", "1 1.2.3", "ITEM: TIMESTEP", "1 \"2\"", "1 1d5",  "1 ,"}) {
    CAPTURE(odd);
    const auto read = rows_of("7 8\n" + std::string(odd) + "\n9 9\n", {number, number});
    CHECK(read.rows == 1);
    CHECK(read.end == 4);
  }
  CHECK(count("1 " + std::string(100, '1') + "\n", {number, number}) == 0);
  CHECK(count("1" + std::string(1 << 17, ' ') + "2\n", {number, number}) == 0);
}

TEST_CASE("plain rows: labels and skipped text") {
  const auto read = rows_of("A 1 something\nABCDEF 2 \xce\xb1\nABCDEFG 3 x\n", {label, number, skipped});
  CHECK(read.rows == 2);
  CHECK(read.values[0] == 'A');
  CHECK(read.values[1] == 1);
  CHECK(read.values[2] == 0);
  CHECK(read.values[3] == static_cast<double>(0x414243444546));
  CHECK(count("\"A\" 1\n", {label, number}) == 0);
  CHECK(count("A 1\n", {label, skipped, number}) == 0);
}

TEST_CASE("plain rows: with a separator") {
  const auto read = rows_of("1,2 , 3\r\n4,\t5,6\n", {number, number, number}, ',');
  CHECK(read.rows == 2);
  CHECK(read.values == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(rows_of("1\t2\t 3\n", {number, number, number}, '\t').rows == 1);
  CHECK(rows_of("A,1\n", {label, number}, ',').values == std::vector<double>{'A', 1});
  for (const char* odd : {"1,,3\n", "1,2\n", "1,2,3,\n", "1,2,3,4\n", "1 2,3\n", ",1,2\n", "1,\"2\",3\n", "1;2;3\n",
                          "1,2,3 4\n", "#,1,2\n"}) {
    CAPTURE(odd);
    CHECK(count(odd, {number, number, number}, ',') == 0);
  }
  // A label ends at the blank; what comes behind it is looked at by somebody else.
  CHECK(count("A B,1\n", {label, number}, ',') == 0);
}

TEST_CASE("plain rows: every number is the nearest double, as strtod finds it") {
  std::mt19937_64 random(20261130);
  std::vector<std::string> texts = {"0",
                                    "-0",
                                    "9007199254740993",
                                    "9007199254740992",
                                    "1e22",
                                    "1e23",
                                    "9007199254740993e-22",
                                    "18446744073709551615",
                                    "18446744073709551616",
                                    "99999999999999999999",
                                    "0.1",
                                    "123456789.123456789e-5",
                                    "2.2250738585072011e-308",
                                    "1.7976931348623157e308",
                                    "00000000000000000000000001.5",
                                    "1e0022"};
  for (int k = 0; k < 20000; ++k) {
    std::array<char, 64> text{};
    const auto bits = random();
    const double any = std::bit_cast<double>(bits & 0x7fffffffffffffff);
    // Subnormal numbers may be refused: the standard leaves open whether they are in range.
    if (!std::isnormal(any)) continue;
    const double scaled = static_cast<double>(bits >> 11) * 1e-14;
    for (const double value : {any, scaled})
      for (const auto format : {std::chars_format::general, std::chars_format::scientific})
        for (const int precision : {6, 17}) {
          const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format, precision).ptr;
          texts.emplace_back(text.data(), end);
        }
  }
  for (const auto& text : texts) {
    const double expected = std::strtod(text.c_str(), nullptr);
    if (!std::isfinite(expected)) continue;
    const double read = value_of(text);
    if (std::bit_cast<std::uint64_t>(read) != std::bit_cast<std::uint64_t>(expected)) {
      CAPTURE(text);
      CHECK(std::bit_cast<std::uint64_t>(read) == std::bit_cast<std::uint64_t>(expected));
    }
  }
}
