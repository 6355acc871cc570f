// Resource names: what has the shape of a pattern is put together again as it was.
#include "server/convert/resource_name.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  const absl::string_view text = InputText(data, size);
  for (const absl::string_view pattern :
       {kCandidatePattern, kInternshipPattern, absl::string_view("principals/{principal}"),
        absl::string_view("principals/{principal}/tokens/{token}")}) {
    for (const Wildcard wildcard : {Wildcard::kRefused, Wildcard::kAccepted}) {
      const auto ids = ParseName(pattern, text, wildcard);
      if (!ids) continue;
      BANSO_PROMISE(!ids->empty() && ids->size() <= 2);
      for (const std::string& id : *ids) {
        BANSO_PROMISE(IsResourceId(id) || (wildcard == Wildcard::kAccepted && id == "-"));
      }
      BANSO_PROMISE(text == (ids->size() == 1 ? FormatName(pattern, {ids->front()})
                                              : FormatName(pattern, {ids->front(), ids->back()})));
      BANSO_PROMISE(ids->size() == 1 ? ParentOf(text).empty()
                                     : ParentOf(text) == text.substr(0, ParentOf(text).size()));
    }
  }
  const absl::string_view parent = ParentOf(text);
  BANSO_PROMISE(parent.empty() || (parent.data() == text.data() && parent.size() < text.size()));
  return 0;
}
