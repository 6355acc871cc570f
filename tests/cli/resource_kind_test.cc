#include "clients/cli/resource_kind.h"

#include "clients/cli/request_id.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"

namespace banso {
namespace {

TEST(ResourceKindTest, EveryMethodThatACommandCallsIsInTheContract) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  const auto exists = [pool](std::string method) {
    method.replace(method.find('/'), 1, ".");
    return pool->FindMethodByName("banso.v1." + method) != nullptr;
  };
  for (const ResourceKind& kind : ResourceKinds()) {
    for (const char* verb : {"Get", "Create", "Update", "Delete"}) {
      EXPECT_TRUE(exists(kind.Method(verb))) << kind.Method(verb);
    }
    EXPECT_TRUE(exists(kind.ListMethod())) << kind.ListMethod();
    for (const Step& step : kind.steps) {
      EXPECT_TRUE(exists(kind.StepMethod(step.method))) << step.method;
    }
    for (const PathStep& step : kind.usual_path) {
      EXPECT_TRUE(exists(kind.StepMethod(step.method))) << step.method;
      const auto* state = kind.descriptor->FindFieldByName("state")->enum_type();
      EXPECT_NE(state->FindValueByName(step.state), nullptr) << step.state;
    }
  }
}

TEST(ResourceKindTest, NamesTellTheirKind) {
  EXPECT_EQ(KindOfName("candidates/a")->collection, "candidates");
  EXPECT_EQ(KindOfName("employers/a")->collection, "employers");
  EXPECT_EQ(KindOfName("employers/a/internships/b")->collection, "internships");
  EXPECT_EQ(KindOfName("a"), nullptr);
  EXPECT_EQ(KindOfName("employers/a/other/b"), nullptr);
}

TEST(RequestIdTest, IsARandomUuid) {
  const std::string id = NewRequestId();

  EXPECT_THAT(id, ::testing::MatchesRegex(
                      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(id, NewRequestId());
}

}  // namespace
}  // namespace banso
