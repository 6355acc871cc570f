#include "clients/cli/import/job_posting.h"

#include "gmock/gmock.h"
#include "tests/cli/fake_term_resolver.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Why = DroppedField::Why;

RowDraft Draft(const std::string& json) {
  FakeTermResolver resolver;
  const std::vector<Json> postings = FindJobPostings(Json::parse(json));
  if (postings.size() != 1) {
    ADD_FAILURE() << postings.size() << " postings";
    return {};
  }
  auto draft = DraftFromJobPosting(postings[0], resolver);
  if (!draft.ok()) ADD_FAILURE() << draft.status();
  return *std::move(draft);
}

TEST(JobPostingTest, TakesOverWhatAnInternshipHas) {
  const RowDraft draft = Draft(R"({
    "@context": "https://schema.org", "@type": "JobPosting", "title": "Engineer",
    "industry": {"@type": "DefinedTerm", "termCode": "391"}, "skills": "Python, SQL; telepathy",
    "occupationalCategory": "15-1132.00 Software Developers, Application",
    "employmentType": "Part-time", "totalJobOpenings": 3,
    "baseSalary": {"@type": "MonetaryAmount", "currency": "JPY",
                   "value": {"@type": "QuantitativeValue", "value": 1300, "unitText": "HOUR"}},
    "jobLocation": {"@type": "Place", "address": {"addressRegion": "東京都"}},
    "jobLocationType": "TELECOMMUTE", "validThrough": "2027-01-31",
    "identifier": {"@type": "PropertyValue", "name": "ACME", "value": "J-7"},
    "hiringOrganization": {"@type": "Organization", "name": "ACME"}})");

  EXPECT_THAT(draft.problems, IsEmpty());
  EXPECT_EQ(draft.key, "J-7");
  EXPECT_EQ(draft.employer_display_name, "ACME");
  EXPECT_EQ(draft.resource, Json::parse(R"({
    "title": "Engineer", "industry": "391", "occupation": "onet:15-1132.00",
    "skills": [{"skill": "it.lang.python", "level": 2, "weight": "PREFERRED"},
               {"skill": "it.data.sql", "level": 2, "weight": "PREFERRED"}],
    "contract_kind": "EMPLOYMENT_CONTRACT", "programme_type": "EMPLOYMENT",
    "paid": true, "hourly_wage_yen": 1300, "remote": true, "prefecture": "13",
    "application_deadline_time": "2027-02-01T00:00:00+09:00", "seats": 3})"));
  EXPECT_THAT(draft.dropped, ElementsAre(DroppedField{"skills: telepathy", Why::kNotKnown}));
}

TEST(JobPostingTest, TakesNameForTitleAndCodesFromTheOccupation) {
  const RowDraft draft = Draft(R"({
    "@type": "JobPosting", "name": "Mobile App Developer",
    "relevantOccupation": {"@type": "Occupation", "name": "Software Developers, Applications",
      "occupationalCategory": {"@type": "CategoryCode", "codeValue": "15-1132.00"}}})");

  EXPECT_EQ(draft.resource["title"], "Mobile App Developer");
  EXPECT_EQ(draft.resource["occupation"], "onet:15-1132.00");
  EXPECT_EQ(draft.resource["seats"], 1);
}

TEST(JobPostingTest, FollowsReferencesWithinTheDocument) {
  const RowDraft draft = Draft(R"({"@context": "http://schema.org/", "@graph": [
    {"@id": "#acme", "@type": "Organization", "name": "ACME Corp."},
    {"@id": "#job", "@type": ["JobPosting"], "title": "T", "hiringOrganization": {"@id": "#acme"}}
  ]})");

  EXPECT_EQ(draft.employer_display_name, "ACME Corp.");
}

TEST(JobPostingTest, ACycleOfReferencesEnds) {
  const std::vector<Json> postings = FindJobPostings(Json::parse(
      R"({"@id": "#a", "@type": "JobPosting", "title": "T", "isPartOf": {"@id": "#a"}})"));

  EXPECT_THAT(postings, SizeIs(1));
}

TEST(JobPostingTest, ReportsWhatItCannotUse) {
  const RowDraft draft = Draft(R"({
    "@type": "https://schema.org/JobPosting", "title": "T", "baseSalary": "100000",
    "salaryCurrency": "USD", "industry": "Space", "employmentType": "INTERN",
    "jobLocation": {"address": {"addressRegion": "WA"}}, "validThrough": "soon",
    "skills": {"@type": "DefinedTerm", "termCode": "K0016", "description": "Programming"},
    "description": "d"})");

  EXPECT_EQ(draft.resource["paid"], true);
  EXPECT_THAT(draft.dropped, ElementsAre(DroppedField{"industry: Space", Why::kNotKnown},
                                         DroppedField{"skills: Programming", Why::kNotKnown},
                                         DroppedField{"employmentType", Why::kNotUsable},
                                         DroppedField{"baseSalary", Why::kNotUsable},
                                         DroppedField{"jobLocation", Why::kNotKnown},
                                         DroppedField{"validThrough", Why::kNotUsable},
                                         DroppedField{"description", Why::kNoPlace}));
}

TEST(JobPostingTest, ADocumentWithoutAPostingHoldsNone) {
  EXPECT_THAT(FindJobPostings(Json::parse(R"({"@type": "Organization"})")), IsEmpty());
  EXPECT_THAT(FindJobPostings(Json::parse("[1, 2]")), IsEmpty());
}

}  // namespace
}  // namespace banso
