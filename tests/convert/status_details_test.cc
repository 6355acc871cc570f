#include "server/convert/status_details.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "tests/convert/print_field_problem.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(StatusDetailsTest, ProblemsAreReadBackAsTheyWereGiven) {
  const std::vector<FieldProblem> problems = {{"a.b[2]", "must be set"}, {"c", "is too long"}};

  const absl::Status status = InvalidFields(problems);

  EXPECT_THAT(status,
              StatusIs(absl::StatusCode::kInvalidArgument, "a.b[2]: must be set; c: is too long"));
  EXPECT_EQ(FieldProblems(status), problems);
}

TEST(StatusDetailsTest, NoProblemsAreNoError) {
  EXPECT_THAT(InvalidFields({}), IsOk());
  EXPECT_THAT(FieldProblems(absl::OkStatus()), IsEmpty());
  EXPECT_THAT(FieldProblems(absl::AbortedError("x")), IsEmpty());
}

TEST(StatusDetailsTest, ManyProblemsStayWithinTheMetadataOfAnAnswer) {
  const std::vector<FieldProblem> problems(
      5000, {"candidate.availability.one_off[12].end_time", "must be after start_time"});

  const absl::Status status = InvalidFields(problems);

  const google::rpc::Status rpc = ToRpcStatus(status);
  EXPECT_LT(rpc.ByteSizeLong() * 4 / 3 + status.message().size(), 8192u);
  EXPECT_THAT(std::string(status.message()), HasSubstr("and 4997 more problems"));
  const std::vector<FieldProblem> read = FieldProblems(status);
  EXPECT_EQ(read.back().field, "");
  EXPECT_EQ(read.back().description,
            absl::StrCat("and ", 5000 - (read.size() - 1), " more problems"));
}

TEST(StatusDetailsTest, AnswersCarryEveryDetailInAFixedOrder) {
  const absl::Status status =
      WithRetryInfo(WithErrorInfo(absl::UnavailableError("the store is away"), "STORE_AWAY",
                                  {{"store", "postgres"}}),
                    absl::Milliseconds(1500));

  const google::rpc::Status rpc = ToRpcStatus(status);

  EXPECT_EQ(rpc.code(), 14);
  EXPECT_EQ(rpc.message(), "the store is away");
  ASSERT_EQ(rpc.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(rpc.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "STORE_AWAY");
  EXPECT_EQ(info.domain(), "banso");
  EXPECT_EQ(info.metadata().at("store"), "postgres");
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(rpc.details(1).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500000000);
}

TEST(StatusDetailsTest, DetailsOfSuccessAreDropped) {
  EXPECT_THAT(WithErrorInfo(absl::OkStatus(), "X", {}), IsOk());
  EXPECT_THAT(WithRetryInfo(absl::OkStatus(), absl::Seconds(1)), IsOk());
}

TEST(StatusDetailsTest, ADelayIsNeitherNegativeNorEndless) {
  for (const absl::Duration delay : {absl::InfiniteDuration(), -absl::InfiniteDuration()}) {
    google::rpc::RetryInfo retry;

    const auto rpc = ToRpcStatus(WithRetryInfo(absl::UnavailableError(""), delay));

    ASSERT_TRUE(rpc.details(0).UnpackTo(&retry));
    EXPECT_GE(retry.retry_delay().seconds(), 0);
    EXPECT_LE(retry.retry_delay().seconds(), 24 * 60 * 60);
  }
}

}  // namespace
}  // namespace banso
