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
    EXPECT_TRUE(!kind.can_get || exists(kind.Method("Get"))) << kind.Method("Get");
    EXPECT_TRUE(!kind.can_list || exists(kind.ListMethod())) << kind.ListMethod();
    if (kind.can_write) {
      for (const char* verb : {"Create", "Update", "Delete"}) {
        EXPECT_TRUE(exists(kind.Method(verb))) << kind.Method(verb);
      }
    }
    for (const Step& step : kind.steps) {
      EXPECT_TRUE(exists(kind.StepMethod(step.method))) << step.method;
      if (!step.shown_field.empty()) {
        EXPECT_NE(kind.descriptor->FindFieldByName(step.shown_field), nullptr) << step.shown_field;
      }
    }
    for (const PathStep& step : kind.usual_path) {
      EXPECT_TRUE(exists(kind.StepMethod(step.method))) << step.method;
      const auto* state = kind.descriptor->FindFieldByName("state")->enum_type();
      EXPECT_NE(state->FindValueByName(step.state), nullptr) << step.state;
    }
  }
}

TEST(ResourceKindTest, PagesAreFoundInTheAnswersOfLists) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (!kind.can_list) continue;
    const auto answer = NewResponse(kind.ListMethod());
    const auto* rows = answer->GetDescriptor()->FindFieldByName(kind.list_field);
    ASSERT_NE(rows, nullptr) << kind.list_field;
    EXPECT_EQ(rows->message_type(), kind.descriptor) << kind.list_field;
    EXPECT_EQ(HasField(*NewRequest(kind.ListMethod()), "parent"), kind.has_parent())
        << kind.collection;
  }
}

TEST(ResourceKindTest, WhatIsTypedAndWhatStandsInNamesMayDiffer) {
  EXPECT_EQ(FindCommandKind("provisions"), FindResourceKind("provisionRecords"));
  EXPECT_EQ(FindCommandKind("provisionRecords"), nullptr);
  EXPECT_EQ(FindCommandKind("candidates"), FindResourceKind("candidates"));
}

TEST(ResourceKindTest, NamesTellTheirKind) {
  EXPECT_EQ(KindOfName("candidates/a")->collection, "candidates");
  EXPECT_EQ(KindOfName("employers/a")->collection, "employers");
  EXPECT_EQ(KindOfName("employers/a/internships/b")->collection, "internships");
  EXPECT_EQ(KindOfName("principals/a/tokens/b")->collection, "tokens");
  EXPECT_EQ(KindOfName("candidates/a/consents/b")->collection, "consents");
  EXPECT_EQ(KindOfName("deletionRequests/a")->collection, "deletionRequests");
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
