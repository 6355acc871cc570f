// What fuzzers have in common.
#ifndef BANSO_TESTS_FUZZ_FUZZ_INPUT_H_
#define BANSO_TESTS_FUZZ_FUZZ_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/string_view.h"

// Ends the program if a promise does not hold, so that the fuzzer keeps the input.
#define BANSO_PROMISE(condition)                                                   \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                \
    }                                                                              \
  } while (false)

namespace banso {

inline absl::string_view InputText(const uint8_t* data, size_t size) {
  return absl::string_view(reinterpret_cast<const char*>(data), size);
}

// Takes the first byte off the text; 0 if there is none.
inline uint8_t TakeByte(absl::string_view* text) {
  if (text->empty()) return 0;
  const auto byte = static_cast<uint8_t>(text->front());
  text->remove_prefix(1);
  return byte;
}

}  // namespace banso

#endif  // BANSO_TESTS_FUZZ_FUZZ_INPUT_H_
