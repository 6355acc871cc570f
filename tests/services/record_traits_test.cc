#include "server/services/record_traits.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

// Whether every field may be filtered by, and what all records may be ordered by.
template <typename EntryType>
void ExpectFields(const std::vector<std::string>& fields) {
  using Message = typename EntryType::Message;
  using Traits = ResourceTraits<EntryType>;
  for (const std::string& field : fields) {
    EXPECT_THAT(Filter<Message>::Parse(field + ":*", Traits::Filters()), IsOk()) << field;
  }
  for (const char* field : {"name", "create_time", "update_time"}) {
    EXPECT_THAT(OrderBy<Message>::Parse(std::string(field) + " desc", Traits::Orders()), IsOk())
        << field;
  }
}

TEST(RecordTraitsTest, EveryFieldOfTheContractMayBeFilteredBy) {
  ExpectFields<EngagementEntry>({"candidate", "advisor", "start_time", "end_time"});
  ExpectFields<ApplicationEntry>({"state", "internship", "create_time", "update_time"});
  ExpectFields<ProvisionRecordEntry>({"candidate", "recipient"});
  ExpectFields<DeletionRequestEntry>({"recipient", "due_time", "confirm_time"});
  ExpectFields<RightsRequestEntry>({"candidate", "due_time", "answer_time"});
}

TEST(RecordTraitsTest, AnEmployerCannotAskWhoseApplicationItIs) {
  using Traits = ResourceTraits<ApplicationEntry>;

  for (const char* field : {"candidate", "consent", "blinded_candidate"}) {
    EXPECT_THAT(Filter<v1::Application>::Parse(std::string(field) + " = x", Traits::Filters()),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << field;
  }
}

TEST(RecordTraitsTest, WhatIsOpenIsFoundByItsMissingTime) {
  v1::DeletionRequest open;
  v1::DeletionRequest confirmed;
  confirmed.mutable_confirm_time()->set_seconds(1);
  const auto filter = Filter<v1::DeletionRequest>::Parse(
      "NOT confirm_time:*", ResourceTraits<DeletionRequestEntry>::Filters());
  ASSERT_THAT(filter, IsOk());

  EXPECT_TRUE(filter->Matches(open));
  EXPECT_FALSE(filter->Matches(confirmed));
}

}  // namespace
}  // namespace banso
