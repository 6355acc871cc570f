// How much memory the program holds.
#ifndef BANSO_BENCH_MEMORY_H_
#define BANSO_BENCH_MEMORY_H_

#include <malloc.h>

#include <cstddef>

namespace banso::bench {

// Bytes that are allocated and not freed, large blocks included.
inline size_t UsedBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace banso::bench

#endif  // BANSO_BENCH_MEMORY_H_
