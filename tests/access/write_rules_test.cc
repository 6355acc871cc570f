#include "server/access/write_rules.h"

#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "gmock/gmock.h"
#include "tests/access/sample_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using v1::Access;

TEST(WriteRulesTest, APersonCannotChangeWhatPapersSay) {
  v1::Candidate before, after;
  after.mutable_work_authorisation()->set_auth_class(v1::WorkAuthorisation::UNRESTRICTED);

  EXPECT_THAT(
      CheckWritable(SampleCaller(Access::CANDIDATE, "candidates/c1"), before, after, "candidate"),
      StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(CheckWritable(SampleCaller(Access::COORDINATOR), before, after, "candidate"), IsOk());
}

TEST(WriteRulesTest, SendingBackWhatIsThereIsNoChange) {
  v1::Candidate candidate;
  candidate.mutable_work_authorisation()->set_auth_class(v1::WorkAuthorisation::CAPPED);
  candidate.set_skills_assessed(true);

  EXPECT_THAT(CheckWritable(SampleCaller(Access::CANDIDATE, "candidates/c1"), candidate, candidate,
                            "candidate"),
              IsOk());
}

TEST(WriteRulesTest, AnEmployerDoesNotDecideWhatIsLabour) {
  v1::Internship before, after;
  after.set_is_labour(true);
  const Caller employer = SampleCaller(Access::EMPLOYER, "employers/e1");

  const absl::Status refused = CheckWritable(employer, before, after, "internship");
  after.set_is_labour(false);
  after.set_paid(true);

  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("internship.is_labour"));
  EXPECT_THAT(CheckWritable(employer, before, after, "internship"), IsOk());
}

}  // namespace
}  // namespace banso
