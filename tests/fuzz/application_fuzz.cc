// Applications for the desk, which anybody may send: bytes are understood, or refused with a path;
// the form in which strings are kept is a form that stays; what is valid is valid again.
#include <string>

#include "banso/v1/consultation_service.pb.h"
#include "server/base/utf8.h"
#include "server/convert/common_rules.h"
#include "server/convert/field_validator.h"
#include "server/convert/wire_utf8.h"
#include "tests/fuzz/fuzz_input.h"

namespace banso {
namespace {

class NoSkills final : public CodeBook {
 public:
  bool KnowsSkill(absl::string_view /*code*/) const override { return false; }
};

}  // namespace
}  // namespace banso

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  const absl::string_view bytes = InputText(data, size);
  v1::ApplyForDeskRequest request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    const auto path = FindInvalidUtf8(*v1::ApplyForDeskRequest::descriptor(), bytes);
    BANSO_PROMISE(!path || !path->empty());
    return 0;
  }
  NormaliseStrings(&request);
  const std::string kept = request.SerializeAsString();
  NormaliseStrings(&request);
  BANSO_PROMISE(request.SerializeAsString() == kept);
  BANSO_PROMISE(IsUtf8(request.matter()));
  const auto problems = ValidateMessage(request, NoSkills());
  BANSO_PROMISE(problems == ValidateMessage(request, NoSkills()));
  for (const FieldProblem& problem : problems) {
    // A path is made of names of the contract, never of what was sent.
    BANSO_PROMISE(!problem.field.empty() && !problem.description.empty());
    BANSO_PROMISE(IsUtf8(problem.description));
  }
  return 0;
}
