#include "clients/cli/contract_json.h"

#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

BuildReport Build(const std::string& json, google::protobuf::Message& message) {
  BuildReport report;
  BuildMessage(Json::parse(json), message, report);
  return report;
}

TEST(BuildMessageTest, AgreesWithTheJsonOfProtobuf) {
  const std::string json = R"({
    "person_name": {"full_name": "ليان", "chosenForm": "LATIN"},
    "contacts": [{"channel": "EMAIL", "address": "a@example.org", "start": {"hours": 9}}],
    "skills": [{"skill": "it.lang.python", "level": 3}],
    "languages": [{"language": "ja", "jlpt_level": 4, "bjt_score": 0}],
    "accepts_remote": false, "topics": ["ES_REVIEW"], "home_prefecture": null,
    "consents": [{"scope": "SERVICE", "grant_time": "2026-04-01T09:00:00+09:00"}]})";
  v1::Candidate ours;
  v1::Candidate theirs;

  const BuildReport report = Build(json, ours);

  EXPECT_THAT(report.problems, IsEmpty());
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &theirs).ok());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(ours, theirs))
      << ours.DebugString() << theirs.DebugString();
}

TEST(BuildMessageTest, NamesEveryFieldThatIsWrongAndRepeatsNoValue) {
  v1::Candidate candidate;

  const BuildReport report = Build(R"({
    "person_name": "Secret Name",
    "skills": [{"skill": 7, "level": "high"}, 1],
    "topics": ["SECRET"], "skills_assessed": "yes",
    "contact_languages": "ja", "favourite_colour": "secret",
    "consents": [{"grant_time": "secret"}]})",
                                   candidate);

  std::vector<std::string> fields;
  for (const FieldIssue& issue : report.problems) {
    fields.push_back(issue.field);
    EXPECT_THAT(issue.description, ::testing::Not(::testing::HasSubstr("ecret")));
  }
  EXPECT_THAT(fields, ElementsAre("person_name", "skills[0].skill", "skills[0].level", "skills[1]",
                                  "topics[0]", "skills_assessed", "contact_languages",
                                  "favourite_colour", "consents[0].grant_time"));
}

TEST(BuildMessageTest, DropsWhatMustNotBeHeldButKeepsTheContractsOwnFields) {
  v1::Candidate candidate;

  const BuildReport report = Build(R"({"nationality": "X", "birthDate": "2000-01-01",
      "contacts": [{"address": "a@example.org", "photo": "x"}]})",
                                   candidate);

  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.dropped, ElementsAre("nationality", "birthDate", "contacts[0].photo"));
  EXPECT_EQ(candidate.contacts(0).address(), "a@example.org");
}

TEST(BuildMessageTest, RefusesTwoMembersOfAOneof) {
  v1::Internship internship;

  const BuildReport report =
      Build(R"({"fixed": {"days": []}, "flex": {"days_per_week": 3}})", internship);

  EXPECT_THAT(report.problems, SizeIs(1));
}

TEST(BuildMessageTest, RefusesNumbersThatDoNotFit) {
  v1::Internship internship;

  const BuildReport report = Build(
      R"({"seats": 99999999999, "hourly_wage_yen": 1.5, "seats_taken": -3000000000})", internship);

  EXPECT_THAT(report.problems, SizeIs(3));
}

TEST(FillDefaultsTest, FillsWhatIsUnsetObjectByObject) {
  Json row = Json::parse(R"({"title": "T", "fixed": {"days": []}, "remote": false})");
  const Json defaults = Json::parse(R"({"title": "D", "seats": 3, "remote": true,
      "flex": {"days_per_week": 3}, "facilities": [{"kind": "STEP_FREE"}]})");

  FillDefaults(row, defaults, *v1::Internship::descriptor());

  EXPECT_EQ(row, Json::parse(R"({"title": "T", "fixed": {"days": []}, "remote": false, "seats": 3,
      "facilities": [{"kind": "STEP_FREE"}]})"));
}

TEST(FillDefaultsTest, KnowsAFieldUnderBothItsNames) {
  Json row = Json::parse(R"({"personName": {"fullName": "A"}})");
  const Json defaults = Json::parse(R"({"person_name": {"full_name": "B", "latin_name": "C"}})");

  FillDefaults(row, defaults, *v1::Candidate::descriptor());

  EXPECT_EQ(row, Json::parse(R"({"personName": {"fullName": "A", "latin_name": "C"}})"));
}

TEST(ClearServerFieldsTest, ClearsWhatAnImportMustNotSend) {
  v1::Candidate candidate;
  candidate.set_name("candidates/a1");
  candidate.set_etag("e");
  candidate.set_revision(5);
  candidate.mutable_case_()->set_stage(v1::Case::PLANNED);
  candidate.set_home_prefecture("13");

  ClearServerFields(candidate);

  v1::Candidate expected;
  expected.set_home_prefecture("13");
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(candidate, expected));
}

TEST(ParseJsonTest, SaysWhereButNotWhat) {
  const auto json = ParseJson("{\"a\": secret}");

  EXPECT_THAT(json, StatusIs(absl::StatusCode::kInvalidArgument,
                             ::testing::Not(::testing::HasSubstr("secret"))));
}

}  // namespace
}  // namespace banso
