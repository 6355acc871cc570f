#include "server/store/columns.h"

#include <string>

#include "absl/strings/str_split.h"
#include "banso/v1/options.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/store/resources.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ColumnValue Text(const std::string& text) { return text; }
ColumnValue Number(int64_t number) { return number; }
ColumnValue None() { return ColumnValue(); }

TEST(ColumnsTest, NoColumnHoldsAnythingIdentifyingSensitiveOrSecret) {
  for (const ResourceKind kind : kAllKinds) {
    const Table& table = TableOf(kind);
    for (const Column& column : table.columns) {
      if (column.field.empty()) continue;
      const Descriptor* message = table.prototype->GetDescriptor();
      const FieldDescriptor* field = nullptr;
      for (const absl::string_view part : absl::StrSplit(column.field, '.')) {
        ASSERT_NE(message, nullptr) << column.field;
        field = message->FindFieldByName(std::string(part));
        ASSERT_NE(field, nullptr) << column.field;
        message = field->message_type();
      }

      const v1::Privacy::Level privacy = field->options().GetExtension(v1::privacy);
      EXPECT_TRUE(privacy == v1::Privacy::PUBLIC || privacy == v1::Privacy::MATCHING)
          << table.name << "." << column.name;
    }
  }
}

TEST(ColumnsTest, ValuesComeInTheOrderOfTheTable) {
  v1::Internship internship = AnInternship("e1", "i1");
  internship.set_programme_type(v1::Internship::WORK_TRIAL);
  internship.set_industry("E09");
  internship.set_occupation("7411");
  internship.set_prefecture("13");
  internship.set_paid(true);
  internship.set_seats(3);
  internship.set_seats_taken(1);
  internship.mutable_application_deadline_time()->set_seconds(1735689600);
  internship.mutable_application_deadline_time()->set_nanos(1500);
  internship.set_state(v1::Internship::PUBLISHED);

  const auto values =
      ColumnValues(ResourceKind::kInternship, internship.name(), internship.SerializeAsString());

  ASSERT_THAT(values, IsOk());
  EXPECT_THAT(*values,
              ElementsAre(Text("employers/e1"), Text("Kitchen"), Text("WORK_TRIAL"), Text("E09"),
                          Text("7411"), Text("13"), ColumnValue(false), ColumnValue(true),
                          Number(3), Number(1), Text("2025-01-01T00:00:00.000001Z"),
                          Text("PUBLISHED"), None(), None()));
}

TEST(ColumnsTest, AnEmptyMessageHasNoTextsAndZeroNumbers) {
  const auto values = ColumnValues(ResourceKind::kAdvisor, "advisors/a", "");

  ASSERT_THAT(values, IsOk());
  EXPECT_THAT(*values, ElementsAre(None(), None(), Number(0), Number(0), None(), None()));
}

TEST(ColumnsTest, AMessageThatDoesNotParseIsRefused) {
  EXPECT_THAT(ColumnValues(ResourceKind::kEmployer, "employers/e", "\x0a\xff"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ColumnsTest, ATextWithNulIsRefusedWithoutRepeatingIt) {
  v1::Employer employer = AnEmployer("e");
  employer.set_display_name(std::string("secret\0word", 11));

  EXPECT_THAT(ColumnValues(ResourceKind::kEmployer, employer.name(), employer.SerializeAsString()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("display_name")));
  EXPECT_THAT(ColumnValues(ResourceKind::kEmployer, employer.name(), employer.SerializeAsString()),
              StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("secret"))));
}

TEST(ColumnsTest, AnEnumValueThatIsNotKnownIsRefused) {
  v1::Employer employer = AnEmployer("e");
  employer.set_state(static_cast<v1::Employer::State>(99));

  EXPECT_THAT(ColumnValues(ResourceKind::kEmployer, employer.name(), employer.SerializeAsString()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("state")));
}

TEST(ColumnsTest, ATimeThatNoDatabaseHoldsIsRefused) {
  for (const int64_t seconds : {int64_t{-62135596801}, int64_t{253402300800}, INT64_MAX}) {
    v1::Employer employer = AnEmployer("e");
    employer.mutable_create_time()->set_seconds(seconds);

    EXPECT_THAT(
        ColumnValues(ResourceKind::kEmployer, employer.name(), employer.SerializeAsString()),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("create_time")))
        << seconds;
  }
}

TEST(ColumnsTest, ANameMustFitItsKind) {
  for (const char* name : {"", "a", "employers/", "/e", "employers/e/x", "candidates/e",
                           "employers/e f", "employers/\xe3\x81\x82", "employers/e\n"}) {
    EXPECT_THAT(ColumnValues(ResourceKind::kEmployer, name, ""),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
  EXPECT_THAT(ColumnValues(ResourceKind::kInternship, "internships/i", ""),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ColumnValues(ResourceKind::kEmployer, "employers/" + std::string(300, 'x'), ""),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ColumnsTest, ATokensNameHoldsItsPrincipal) {
  const v1::Token token = AToken("p", "t");

  const auto values = ColumnValues(ResourceKind::kToken, token.name(), token.SerializeAsString());

  ASSERT_THAT(values, IsOk());
  EXPECT_THAT(*values, ElementsAre(Text("principals/p"), Text("2025-01-01T00:00:00.000000Z"),
                                   None(), None(), None()));
  for (const char* name : {"tokens/t", "principals/p", "employers/e/tokens/t",
                           "principals/p/internships/t", "principals//tokens/t"}) {
    EXPECT_THAT(ColumnValues(ResourceKind::kToken, name, ""),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
}

TEST(ColumnsTest, CollectionsOfTwoWordsAreInCamelCase) {
  const v1::ProvisionRecord record = AProvisionRecord("c", "p");

  EXPECT_THAT(
      ColumnValues(ResourceKind::kProvisionRecord, record.name(), record.SerializeAsString()),
      IsOk());
  EXPECT_THAT(ColumnValues(ResourceKind::kProvisionRecord, "provision_records/p", ""),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(KindOfTable("provision_records"), ResourceKind::kProvisionRecord);
  EXPECT_EQ(KindOfTable("provisionRecords"), std::nullopt);
}

TEST(ColumnsTest, EveryTableIsFoundByItsName) {
  for (const ResourceKind kind : kAllKinds) {
    EXPECT_EQ(TableOf(kind).kind, kind);
    EXPECT_EQ(KindOfTable(TableOf(kind).name), kind);
  }
}

TEST(ColumnsTest, AReferenceMustBeANameOfItsKind) {
  v1::Advisor advisor = AnAdvisor("a");
  advisor.set_employer("candidates/c");

  EXPECT_THAT(ColumnValues(ResourceKind::kAdvisor, advisor.name(), advisor.SerializeAsString()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("employer")));
}

TEST(ColumnsTest, ATaxonomyIsKeptWithoutBeingLookedInto) {
  EXPECT_THAT(ColumnValues(ResourceKind::kTaxonomy, "taxonomies/esco", "\xff\xff"), IsOk());
}

}  // namespace
}  // namespace banso
