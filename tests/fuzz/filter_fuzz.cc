// Filters: every text is understood or refused with its position, and NOT means the opposite.
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/advisor.pb.h"
#include "google/protobuf/text_format.h"
#include "server/convert/filter.h"
#include "server/convert/status_details.h"
#include "tests/fuzz/fuzz_input.h"

namespace banso {
namespace {

// A field of every type.
const FilterSchema<v1::Advisor>& Schema() {
  using M = v1::Advisor;
  static const auto* const schema = new FilterSchema<M>(
      FilterSchema<M>()
          .Bool("ok", [](const M& m) { return m.max_active_candidates() > 2; })
          .Int("max", [](const M& m) { return m.max_active_candidates(); })
          .String("employer", [](const M& m) { return m.employer(); })
          .Strings("names", [](const M& m) { return Strings(m.industries()); })
          .Enum("state", M::State_descriptor(), [](const M& m) { return m.state(); })
          .Enums("topics", v1::Topic_descriptor(), [](const M& m) { return Numbers(m.topics()); })
          .Code("industry", FilterScheme::kIndustry, [](const M&) { return std::string("39"); })
          .Codes("occupations", FilterScheme::kOccupation,
                 [](const M& m) { return Strings(m.occupations()); })
          .Time("time",
                [](const M& m) { return OptionalTime(m.has_create_time(), m.create_time()); }));
  return *schema;
}

v1::Advisor Row() {
  v1::Advisor advisor;
  google::protobuf::TextFormat::ParseFromString(
      "employer: 'employers/e' industries: ['39', 'G'] occupations: '2512' topics: SELF_ANALYSIS "
      "state: ACTIVE max_active_candidates: 3 create_time { seconds: 1800000000 }",
      &advisor);
  return advisor;
}

}  // namespace
}  // namespace banso

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  static const v1::Advisor row = Row();
  const absl::string_view text = InputText(data, size);
  const auto filter = Filter<v1::Advisor>::Parse(text, Schema());
  if (!filter.ok()) {
    BANSO_PROMISE(absl::IsInvalidArgument(filter.status()));
    const auto problems = FieldProblems(filter.status());
    BANSO_PROMISE(problems.size() == 1 && problems[0].field == "filter");
    return 0;
  }
  const bool matches = filter->Matches(row);
  BANSO_PROMISE(filter->Matches(row) == matches);
  // What is too long or too deep with more around it is refused, which is no answer.
  if (const auto not_it = Filter<v1::Advisor>::Parse(absl::StrCat("NOT (", text, ")"), Schema());
      not_it.ok()) {
    BANSO_PROMISE(not_it->Matches(row) != matches);
  }
  return 0;
}
