#pragma once

#include <atomic>
#include <cstdint>

namespace keycore {

/// Stage numbers as `STAGES` in contract/kernel-run.ts lists them.
enum class Stage : std::int32_t {
  none = 0,
  minimise,
  factorise,
  modes,
  vibrability,
  split,
  newton,
  dynamics,
  pseudo_modes
};

/// Why a kernel ended; only `converged` results meet the tolerance that was asked for.
enum class Status { converged, not_converged, cancelled };

/// Thrown from inside a kernel when the other thread asked it to stop; caught at the kernel's own boundary.
struct Cancelled {};

/// Four words of memory shared with another thread: [cancel, stage, done, total]. A null pointer means
/// that no thread watches.
class Control {
public:
  Control() = default;
  explicit Control(std::int32_t* words) : words_(words) {}

  [[nodiscard]] bool cancelled() const {
    return words_ != nullptr && std::atomic_ref<std::int32_t>(words_[0]).load(std::memory_order_relaxed) != 0;
  }

  /// Throws `Cancelled` when asked to stop.
  void poll() const {
    if (cancelled()) throw Cancelled{};
  }

  void progress(Stage stage, std::int64_t done, std::int64_t total) const {
    if (words_ == nullptr) return;
    std::atomic_ref<std::int32_t>(words_[1]).store(static_cast<std::int32_t>(stage), std::memory_order_relaxed);
    std::atomic_ref<std::int32_t>(words_[2]).store(static_cast<std::int32_t>(done), std::memory_order_relaxed);
    std::atomic_ref<std::int32_t>(words_[3]).store(static_cast<std::int32_t>(total), std::memory_order_relaxed);
  }

private:
  std::int32_t* words_ = nullptr;
};

} // namespace keycore
