#include "bench/contract_world.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/bench_store.h"
#include "tests/support/message_builders.h"
#include "tests/support/random_world.h"

namespace banso::bench {
namespace {

constexpr const char* kIndustries[] = {"391", "40", "72", "63", "75", "76", "80", "854", "85",
                                       "26",  "28", "44", "58", "15", "82", "33", "83",  "06"};
constexpr const char* kWishes[] = {"39", "G", "76", "75", "E", "P", "O", "L",
                                   "40", "K", "H",  "I",  "F", "N", "M", "R"};
constexpr const char* kOccupations[] = {"2511", "2512", "2513", "2522", "2643", "3313", "2411",
                                        "2413", "4211", "4224", "5120", "5131", "7512", "5311",
                                        "2342", "6111", "2431", "7212", "2152", "4321"};
constexpr const char* kSkills[] = {
    "it.lang.python",        "it.data.sql",         "office.pc.excel", "it.lang.javascript",
    "soft.comm.teamwork",    "it.web.react",        "it.dev.git",      "office.admin.general",
    "soft.cust.service",     "it.ops.linux",        "it.data.bi",      "fin.acc.bookkeeping",
    "lang.work.translation", "hosp.hotel.front",    "food.cook.prep",  "care.elder.basic",
    "retail.store.cash",     "it.support.helpdesk", "mfg.cad.2d",      "log.wh.picking",
    "edu.teach.tutoring",    "office.mkt.sns",      "des.vis.ui",      "agri.farm.crop"};
constexpr const char* kPlaces[] = {"13", "14", "27", "11", "12", "23", "40", "28", "26", "01"};
constexpr int kRowsOfCommit = 500;

template <size_t n>
std::string Pick(const char* const (&values)[n], RandomSource* random) {
  return values[random->Skewed(static_cast<int>(n))];
}

std::set<std::string> Skills(int count, RandomSource* random) {
  std::set<std::string> skills;
  for (int i = 0; i < count; ++i) skills.insert(Pick(kSkills, random));
  return skills;
}

}  // namespace

std::string EmployerName(int number) { return absl::StrCat("employers/e", number); }

std::string InternshipName(int number) {
  return absl::StrCat(EmployerName(number / kOpeningsOfAnEmployer), "/internships/i", number);
}

std::string CandidateName(int number) { return absl::StrCat("candidates/c", number); }

v1::Internship MakeInternshipMessage(uint64_t seed, int number) {
  RandomSource random(seed * 1'000'003 + static_cast<uint64_t>(number));
  static const v1::Internship& base = *new v1::Internship(AnInternship("state: PUBLISHED"));
  v1::Internship internship = base;
  internship.set_name(InternshipName(number));
  internship.set_industry(Pick(kIndustries, &random));
  internship.set_occupation(Pick(kOccupations, &random));
  internship.clear_skills();
  for (const std::string& skill : Skills(random.Between(1, 4), &random)) {
    v1::SkillRequirement* asked = internship.add_skills();
    asked->set_skill(skill);
    asked->set_level(random.Between(1, 3));
    asked->set_weight(random.Chance(50) ? v1::SkillRequirement::ESSENTIAL
                                        : v1::SkillRequirement::PREFERRED);
  }
  internship.mutable_languages(0)->set_jlpt(
      static_cast<v1::JlptLevel>(random.Between(v1::N5, v1::N1)));
  internship.set_prefecture(Pick(kPlaces, &random));
  internship.set_remote(random.Chance(30));
  internship.mutable_fixed()->mutable_days()->DeleteSubrange(0, random.Between(0, 4));
  const int shift = random.Between(-2, 2);
  for (v1::WorkDay& day : *internship.mutable_fixed()->mutable_days()) {
    day.mutable_start()->set_hours(10 + shift);
    day.mutable_end()->set_hours(18 + shift);
  }
  internship.mutable_application_deadline_time()->set_seconds(
      absl::ToUnixSeconds(TestNow() + absl::Hours(24 * random.Between(1, 60))));
  return internship;
}

v1::Candidate MakeCandidateMessage(uint64_t seed, int number) {
  RandomSource random(seed * 1'000'033 + static_cast<uint64_t>(number));
  static const v1::Candidate& base = *new v1::Candidate(ACandidate());
  v1::Candidate candidate = base;
  candidate.set_name(CandidateName(number));
  candidate.set_industry_wishes(0, Pick(kWishes, &random));
  candidate.set_occupation_wishes(0, Pick(kOccupations, &random));
  candidate.clear_skills();
  for (const std::string& skill : Skills(random.Between(2, 8), &random)) {
    auto* held = candidate.add_skills();
    held->set_skill(skill);
    held->set_level(random.Between(1, 4));
  }
  candidate.mutable_languages(0)->set_jlpt_level(
      static_cast<v1::JlptLevel>(random.Between(v1::N5, v1::N1)));
  candidate.mutable_languages(0)->clear_jlpt_score();
  candidate.set_home_prefecture(Pick(kPlaces, &random));
  candidate.mutable_availability()->mutable_weekly()->DeleteSubrange(0, random.Between(0, 5));
  return candidate;
}

void FillInternships(uint64_t seed, int rows, Store* store) {
  for (int begin = 0; begin < rows; begin += kRowsOfCommit) {
    Batch batch;
    for (int row = begin; row < std::min(rows, begin + kRowsOfCommit); ++row) {
      if (row % kOpeningsOfAnEmployer == 0) {
        const std::string employer = EmployerName(row / kOpeningsOfAnEmployer);
        AddMessage(ResourceKind::kEmployer, employer, AnEmployer("state: VERIFIED"), &batch);
      }
      AddMessage(ResourceKind::kInternship, InternshipName(row), MakeInternshipMessage(seed, row),
                 &batch);
    }
    OrDie(store->Commit(batch, absl::Now() + absl::Minutes(1)));
  }
}

void FillCandidates(uint64_t seed, int rows, Store* store) {
  for (int begin = 0; begin < rows; begin += kRowsOfCommit) {
    Batch batch;
    for (int row = begin; row < std::min(rows, begin + kRowsOfCommit); ++row) {
      AddMessage(ResourceKind::kCandidate, CandidateName(row), MakeCandidateMessage(seed, row),
                 &batch);
    }
    OrDie(store->Commit(batch, absl::Now() + absl::Minutes(1)));
  }
}

}  // namespace banso::bench
