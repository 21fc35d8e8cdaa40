#include "bindings/large-pages.hpp"

#include <cstddef>
#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "bindings/answer.hpp"
#include "bindings/arguments.hpp"

namespace keycore::binding {
namespace {

Napi::Value prefer_large_pages(const Napi::CallbackInfo& info) {
  const auto memory = detail::in_place<std::uint8_t>(info[0], "bytes");
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Whole pages of it; what the system makes of the advice is its own affair.
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory.data()) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory.data()) + memory.size()) / page * page;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
  return info.Env().Undefined();
}

} // namespace

void define_large_pages(Napi::Env env, Napi::Object exports) {
  export_function<prefer_large_pages>(env, exports, "preferLargePages");
}

} // namespace keycore::binding
