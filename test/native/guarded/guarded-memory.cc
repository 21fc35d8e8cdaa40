// Memory in which a step beyond an array's end shows. With this file in a program, what it allocates lies on pages of
// its own, between pages that nobody may touch. KEYCORE_GUARD says how:
//   behind  the last byte is followed by such a page (but for what the alignment leaves), the default;
//   before  the first byte follows such a page;
//   odd     the address is a multiple of the alignment that was asked for and not of twice that: code which takes more
//           for granted stops. (Where nothing is asked for, `malloc` and plain `new` give 16 bytes.)
// The bytes of its pages that an array does not take are looked at when it is given back; it begins with no zeros;
// memory that has been given back may not be touched.
//
// Linux and glibc: operator new, Eigen's allocator and std::vector all come to these functions.
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}

namespace {

constexpr std::size_t page = 4096;
/// Address space set aside; what does not fit goes to the C library.
constexpr std::size_t arena_size = std::size_t{1} << 38;
/// Smaller blocks, nodes of maps and short strings, stay with the C library.
constexpr std::size_t least_size = 32;
/// Linux allows a process 65,530 mappings; a block takes up to two.
constexpr std::int64_t most_blocks = 28'000;
constexpr std::size_t usual_alignment = 16;
/// Doubles of it are −5.6e258, whole numbers negative.
constexpr int fill = 0xf5;
/// Blocks of more pages are not kept for others.
constexpr std::size_t kept_pages = 256;

/// On a page of its own two pages before the block's, so that the one between them is a guard.
struct Block {
  std::size_t pages;
  unsigned char* array;
  std::size_t size;
  Block* next;

  [[nodiscard]] unsigned char* first() { return reinterpret_cast<unsigned char*>(this) + 2 * page; }
  [[nodiscard]] unsigned char* end() { return first() + pages * page; }
};

/// Locks without memory, also before any constructor has run.
class Lock {
public:
  void lock() {
    while (held_.test_and_set(std::memory_order_acquire)) {
    }
  }
  void unlock() { held_.clear(std::memory_order_release); }

private:
  std::atomic_flag held_;
};

constinit Lock lock;
constinit unsigned char* arena = nullptr;
constinit std::size_t arena_used = 0;
constinit Block* kept[kept_pages + 1] = {};
constinit std::int64_t blocks = 0;
constinit std::int64_t guarded = 0;
constinit std::int64_t unguarded = 0;

[[noreturn]] void stop(const char* message) {
  static_cast<void>(!write(STDERR_FILENO, message, std::strlen(message)));
  std::abort();
}

enum class Guard { behind, before, odd };

Guard guard() {
  const char* const asked = std::getenv("KEYCORE_GUARD");
  if (asked == nullptr || std::strcmp(asked, "behind") == 0) return Guard::behind;
  if (std::strcmp(asked, "before") == 0) return Guard::before;
  if (std::strcmp(asked, "odd") == 0) return Guard::odd;
  stop("KEYCORE_GUARD must be behind, before or odd\n");
}

bool is_guarded(const void* memory) {
  const auto* const at = static_cast<const unsigned char*>(memory);
  return arena != nullptr && at >= arena && at < arena + arena_size;
}

Block* block_of(const void* array) {
  // Every array begins on the first page of its block.
  const auto at = reinterpret_cast<std::uintptr_t>(array);
  return reinterpret_cast<Block*>(at / page * page - 2 * page);
}

/// A block that nobody may touch yet, or none.
Block* take_block(std::size_t pages) {
  const std::scoped_lock held(lock);
  if (arena == nullptr) {
    void* const made = mmap(nullptr, arena_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED) stop("guarded memory: no address space\n");
    arena = static_cast<unsigned char*>(made);
  }
  if (pages <= kept_pages && kept[pages] != nullptr) {
    Block* const block = kept[pages];
    kept[pages] = block->next;
    ++guarded;
    return block;
  }
  const std::size_t size = (pages + 3) * page;
  if (blocks >= most_blocks || arena_used + size > arena_size) {
    ++unguarded;
    return nullptr;
  }
  auto* const block = reinterpret_cast<Block*>(arena + arena_used);
  if (mprotect(block, page, PROT_READ | PROT_WRITE) != 0) {
    ++unguarded;
    return nullptr;
  }
  arena_used += size;
  ++blocks;
  ++guarded;
  block->pages = pages;
  return block;
}

void give_back(Block* block) {
  if (block->pages > 16) madvise(block->first(), block->pages * page, MADV_DONTNEED);
  mprotect(block->first(), block->pages * page, PROT_NONE);
  const std::scoped_lock held(lock);
  if (block->pages > kept_pages) {
    mprotect(block, page, PROT_NONE);
    --blocks;
    return;
  }
  block->next = kept[block->pages];
  kept[block->pages] = block;
}

void* allocate(std::size_t size, std::size_t alignment) {
  if (size < least_size || size > arena_size / 16 || alignment > page / 4) return nullptr;
  const Guard how = guard();
  const std::size_t front = how == Guard::odd ? alignment : 0;
  Block* const block = take_block((front + size + page - 1) / page);
  if (block == nullptr) return nullptr;
  if (mprotect(block->first(), block->pages * page, PROT_READ | PROT_WRITE) != 0) stop("guarded memory: no memory\n");
  std::memset(block->first(), fill, block->pages * page);
  block->size = size;
  // Less than a page is left over: the array begins on the first one.
  block->array = block->first() + (how == Guard::behind ? (block->pages * page - size) / alignment * alignment : front);
  return block->array;
}

void release(void* array) {
  Block* const block = block_of(array);
  if (block->array != array) stop("guarded memory: given back what was not handed out\n");
  const auto untouched = [](const unsigned char* from, const unsigned char* to) {
    return std::all_of(from, to, [](unsigned char byte) { return byte == fill; });
  };
  if (!untouched(block->first(), block->array) || !untouched(block->array + block->size, block->end()))
    stop("guarded memory: written beyond an end of an array\n");
  block->array = nullptr;
  give_back(block);
}

[[gnu::destructor]] void report() {
  char text[128];
  const int length = std::snprintf(text, sizeof text, "guarded memory: %lld arrays between guards, %lld without\n",
                                   static_cast<long long>(guarded), static_cast<long long>(unguarded));
  static_cast<void>(!write(STDERR_FILENO, text, static_cast<std::size_t>(length)));
}

} // namespace

extern "C" {

[[gnu::visibility("default")]] void* malloc(std::size_t size) {
  void* const memory = allocate(size, usual_alignment);
  return memory != nullptr ? memory : __libc_malloc(size);
}

[[gnu::visibility("default")]] void free(void* memory) {
  if (memory == nullptr) return;
  if (is_guarded(memory))
    release(memory);
  else
    __libc_free(memory);
}

[[gnu::visibility("default")]] void* calloc(std::size_t count, std::size_t size) {
  if (size != 0 && count > SIZE_MAX / size) {
    errno = ENOMEM;
    return nullptr;
  }
  // Not by way of `malloc`: the compiler makes a call of this function of that and what follows.
  void* const memory = allocate(count * size, usual_alignment);
  if (memory == nullptr) return __libc_calloc(count, size);
  return std::memset(memory, 0, count * size);
}

[[gnu::visibility("default")]] void* realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return malloc(size);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  void* const moved = malloc(size);
  if (moved == nullptr) return nullptr;
  const std::size_t old = is_guarded(memory) ? block_of(memory)->size : malloc_usable_size(memory);
  std::memcpy(moved, memory, std::min(old, size));
  free(memory);
  return moved;
}

[[gnu::visibility("default")]] void* memalign(std::size_t alignment, std::size_t size) {
  void* const memory = allocate(size, std::max(alignment, std::size_t{1}));
  return memory != nullptr ? memory : __libc_memalign(alignment, size);
}

[[gnu::visibility("default")]] void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return memalign(alignment, size);
}

[[gnu::visibility("default")]] int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  void* const made = memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *memory = made;
  return 0;
}

} // extern "C"
