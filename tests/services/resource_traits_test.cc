#include "server/services/resource_traits.h"

#include <algorithm>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/message_builders.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

TEST(ResourceTraitsTest, NamesAreOrderedByKanaElseLatinElseAsGiven) {
  const auto name = [](const char* full, const char* latin, const char* kana) {
    v1::PersonName name;
    name.set_full_name(full);
    name.set_latin_name(latin);
    name.set_kana_name(kana);
    return name;
  };
  // Half-width and full-width kana, and hiragana, are one.
  EXPECT_LT(NameOrderKey(name("z", "", "ｱｲﾀﾞ")), NameOrderKey(name("a", "", "うえだ")));
  EXPECT_LT(NameOrderKey(name("x", "abe", "")), NameOrderKey(name("a", "Baba", "")));
  EXPECT_LT(NameOrderKey(name("Ärzte", "", "")), NameOrderKey(name("Bauer", "", "")));
}

TEST(ResourceTraitsTest, CandidatesAreFoundByWhatPeopleLookFor) {
  const auto matches = [](const std::string& filter, const v1::Candidate& candidate) {
    const auto parsed =
        Filter<v1::Candidate>::Parse(filter, ResourceTraits<CandidateEntry>::Filters());
    EXPECT_THAT(parsed, IsOk()) << filter;
    return parsed.ok() && parsed->Matches(candidate);
  };
  v1::Candidate candidate = ACandidate("accepted_prefectures: \"11\"");
  ResourceTraits<CandidateEntry>::Begin(TestNow(), &candidate);

  for (const char* filter :
       {"stage = APPLIED", "status = ACTIVE", "home_prefecture = 13", "accepted_prefectures:11",
        "skills:\"it.lang.python\"", "languages:ja AND languages:en", "industry_wishes:G",
        "occupation_wishes:25", "topics:SELF_ANALYSIS"}) {
    EXPECT_TRUE(matches(filter, candidate)) << filter;
  }
  for (const char* filter : {"stage = CLOSED", "skills:\"it.lang.java\"", "industry_wishes:E"}) {
    EXPECT_FALSE(matches(filter, candidate)) << filter;
  }
}

TEST(ResourceTraitsTest, EveryFieldOfTheContractMayBeFilteredAndOrderedBy) {
  const auto check = [](const auto& filters, const auto& orders, auto prototype,
                        std::vector<std::string> filter_fields,
                        std::vector<std::string> order_fields) {
    using Message = decltype(prototype);
    for (const std::string& field : filter_fields) {
      EXPECT_THAT(Filter<Message>::Parse(field + ":*", filters), IsOk()) << field;
    }
    for (const std::string& field : order_fields) {
      EXPECT_THAT(OrderBy<Message>::Parse(field + " desc", orders), IsOk()) << field;
    }
  };
  check(ResourceTraits<CandidateEntry>::Filters(), ResourceTraits<CandidateEntry>::Orders(),
        v1::Candidate(),
        {"stage", "status", "home_prefecture", "accepted_prefectures", "skills", "languages",
         "industry_wishes", "occupation_wishes", "topics", "create_time", "update_time"},
        {"name", "create_time", "update_time", "stage", "home_prefecture", "display_name"});
  check(ResourceTraits<EmployerEntry>::Filters(), ResourceTraits<EmployerEntry>::Orders(),
        v1::Employer(),
        {"state", "industry", "prefecture", "corporate_group", "display_name", "create_time",
         "update_time"},
        {"name", "create_time", "update_time", "display_name", "industry", "prefecture"});
  check(ResourceTraits<InternshipEntry>::Filters(), ResourceTraits<InternshipEntry>::Orders(),
        v1::Internship(),
        {"state", "industry", "occupation", "prefecture", "remote", "paid", "programme_type",
         "skills", "languages", "application_deadline_time", "create_time", "update_time"},
        {"name", "create_time", "update_time", "title", "application_deadline_time", "industry",
         "prefecture", "state"});
  check(ResourceTraits<AdvisorEntry>::Filters(), ResourceTraits<AdvisorEntry>::Orders(),
        v1::Advisor(),
        {"state", "industries", "occupations", "topics", "languages", "employer", "create_time",
         "update_time"},
        {"name", "create_time", "update_time", "state", "display_name"});
}

}  // namespace
}  // namespace banso
