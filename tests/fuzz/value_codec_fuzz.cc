// Values as bytes: any bytes are those of one value or refused, in bounded memory.
#include <string>

#include "absl/strings/string_view.h"
#include "engine/codec/value_codec.h"
#include "tests/fuzz/fuzz_input.h"

namespace banso {
namespace {

template <typename T>
void DecodeAndEncode(absl::string_view bytes) {
  T value;
  if (!Decode(bytes, &value)) return;
  std::string again;
  Encode(value, &again);
  BANSO_PROMISE(again == bytes);
  T copy;
  BANSO_PROMISE(Decode(again, &copy) && copy == value);
}

}  // namespace
}  // namespace banso

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  absl::string_view bytes = InputText(data, size);
  switch (TakeByte(&bytes) % 3) {
    case 0:
      DecodeAndEncode<Candidate>(bytes);
      break;
    case 1:
      DecodeAndEncode<Internship>(bytes);
      break;
    default:
      DecodeAndEncode<Advisor>(bytes);
  }
  return 0;
}
