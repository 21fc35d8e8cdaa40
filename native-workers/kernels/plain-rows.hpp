#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace keycore {

/// What a column of a table holds.
enum class PlainColumn : std::uint8_t {
  /// A decimal number.
  number,
  /// A text of at most `longest_plain_label` bytes.
  label,
  /// Text that nobody asks for.
  skipped,
};

/// Bytes of a label: as many as a double holds exactly.
inline constexpr std::size_t longest_plain_label = 6;

/// Rows of a table that were read.
struct PlainRows {
  std::size_t rows = 0;
  /// Bytes that they take, with their line ends.
  std::size_t end = 0;
};

/// The rows at the beginning of a text of a table, up to the first that is not plain: nothing is said of that one.
///
/// A row is plain when it is one line, ended by \n (or \r\n) and shorter than 64 KiB, of exactly one field for each of
/// the columns, and each field is what its column holds. Fields are parted by bytes up to the blank (`separator` 0), or
/// by the separator, with or without blanks on either side; none is empty or has a double quote. A number is
/// `[+-] digits [. digits] [(e|E) [+-] digits]`, at least one digit before or after the point, of at most 64
/// characters, and not beyond the largest double; the double nearest to it is given (ties to even).
///
/// `values` are replaced by those of the rows, row by row: the number, or the bytes of the label as the digits of a
/// number to the base 256; 0 where skipped. O(bytes of the rows). At most `most` rows are taken.
PlainRows parse_plain_rows(std::span<const std::uint8_t> text, std::size_t most, std::span<const PlainColumn> columns,
                           std::uint8_t separator, std::vector<double>& values);

} // namespace keycore
