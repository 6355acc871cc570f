// What a ranking says beyond its rows, over RPC.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/employer_side.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;
using Stub = v1::MatchingService::Stub;

class InsightTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    employer_ = server().Create(AnEmployer()).name();
    server().Verify(employer_);
    for (const char* more :
         {"", "prefecture: \"39\"", "industry: \"76\" occupation: \"5120\"",
          "skills { skill: \"log.drv.car\" level: 1 weight: ESSENTIAL hard: true }",
          "remote: true languages { language: \"en\" cefr: C2 importance: MUST }"}) {
      internships_.push_back(Publish(more));
    }
    draft_ = server().Create(employer_, AnInternship()).name();
  }

  std::string Publish(const std::string& more) {
    return server().Publish(server().Create(employer_, AnInternship(more)).name()).name();
  }
  // As of TestNow(), all sections, everything on one page.
  template <typename Request>
  static Request Everything() {
    Request request;
    *request.mutable_as_of() = FromTime(TestNow());
    for (const auto verdict :
         {v1::Match::ELIGIBLE, v1::Match::REVIEW, v1::Match::OUTSIDE_WISH, v1::Match::BLOCKED}) {
      request.add_verdicts(verdict);
    }
    request.set_page_size(1000);
    return request;
  }
  v1::RankInternshipsResponse Rank(const v1::RankInternshipsRequest& request) {
    return server().Call(request, &Stub::RankInternships, server().matching());
  }

  std::string employer_;
  std::vector<std::string> internships_;
  std::string draft_;
};
BANSO_E2E_ON_SQLITE(InsightTest);

// What the rows of a whole ranking say, counted anew.
v1::Removals Recount(const google::protobuf::RepeatedPtrField<v1::Match>& rows) {
  v1::Removals removals;
  std::map<int, int> sections;
  std::map<int, v1::Removals::Rule> rules;
  for (const v1::Match& row : rows) {
    ++sections[row.verdict()];
    std::map<int, std::set<int>> codes;  // by effect
    for (const v1::Reason& reason : row.reasons()) {
      if (!reason.cleared()) codes[reason.effect()].insert(reason.code());
    }
    for (const auto effect : {v1::Reason::REVIEW, v1::Reason::BLOCK}) {
      for (const int code : codes[effect]) {
        v1::Removals::Rule& rule = rules[code];
        rule.set_code(static_cast<v1::Reason::Code>(code));
        rule.set_effect(effect);
        rule.set_removed(rule.removed() + 1);
        const bool alone = codes[effect].size() == 1 &&
                           (effect == v1::Reason::BLOCK || row.verdict() == v1::Match::REVIEW);
        if (alone) rule.set_removed_alone(rule.removed_alone() + 1);
      }
    }
  }
  removals.set_rows(rows.size());
  for (int verdict = v1::Match::ELIGIBLE; verdict <= v1::Match::BLOCKED; ++verdict) {
    removals.add_sections()->set_verdict(static_cast<v1::Match::Verdict>(verdict));
    removals.mutable_sections()->rbegin()->set_rows(sections[verdict]);
  }
  for (const auto& [code, rule] : rules) *removals.add_rules() = rule;
  std::stable_sort(removals.mutable_rules()->begin(), removals.mutable_rules()->end(),
                   [](const auto& a, const auto& b) {
                     return a.effect() != b.effect() ? a.effect() > b.effect()
                                                     : a.removed() > b.removed();
                   });
  return removals;
}

std::set<v1::Reason::Code> CodesOf(const v1::Removals& removals) {
  std::set<v1::Reason::Code> codes;
  for (const v1::Removals::Rule& rule : removals.rules()) codes.insert(rule.code());
  return codes;
}

TEST_P(InsightTest, RemovalsAreTheCountsOfTheWholeRankingFromEverySide) {
  const std::string candidate =
      server().Create(ACandidate("languages { language: \"my\" native: true }")).name();
  v1::Candidate private_one = ACandidate("home_prefecture: \"14\" skills_assessed: false");
  private_one.clear_consents();
  server().Create(private_one);
  const std::string advisor = server().Activate(server().Create(AnAdvisor()).name()).name();
  server().Create(AnAdvisor("industries: \"62\""));  // is not active

  auto internships = Everything<v1::RankInternshipsRequest>();
  internships.set_candidate(candidate);
  internships.set_with_removals(true);
  auto advisors = Everything<v1::RankAdvisorsRequest>();
  advisors.set_candidate(candidate);
  advisors.set_with_removals(true);
  auto candidates = Everything<v1::RankCandidatesRequest>();
  candidates.set_internship(internships_.front());
  candidates.set_with_removals(true);
  auto advised = candidates;
  advised.set_advisor(advisor);

  const auto check = [](const auto& answer, const std::string& whose) {
    v1::Removals expected = Recount(answer.matches());
    expected.set_candidate(whose);
    EXPECT_EQ(answer.removals().DebugString(), expected.DebugString());
    EXPECT_GT(answer.removals().rules_size(), 0);
  };
  check(Rank(internships), candidate);
  check(server().Call(advisors, &Stub::RankAdvisors, server().matching()), candidate);
  const auto of_opening = server().Call(candidates, &Stub::RankCandidates, server().matching());
  check(of_opening, "");
  check(server().Call(advised, &Stub::RankCandidates, server().matching()), "");
  EXPECT_THAT(CodesOf(of_opening.removals()), Contains(v1::Reason::CONSENT_MISSING));
}

TEST_P(InsightTest, RemovalsAreOnTheFirstPageAndOnlyIfAskedFor) {
  v1::RankInternshipsRequest request;
  request.set_candidate(server().Create(ACandidate()).name());
  EXPECT_FALSE(Rank(request).has_removals());

  request.set_with_removals(true);
  request.set_page_size(1);
  const v1::RankInternshipsResponse first = Rank(request);
  request.set_page_token(first.next_page_token());
  const v1::RankInternshipsResponse second = Rank(request);

  EXPECT_TRUE(first.has_removals());
  EXPECT_EQ(first.removals().rows(), 6) << "whatever sections and pages were asked for";
  EXPECT_THAT(second.matches(), SizeIs(1));
  EXPECT_FALSE(second.has_removals());
}

TEST_P(InsightTest, APersonIsToldWhatConcernsTheOwnListAndNothingOfWhatIsNotOnOffer) {
  const std::string candidate = server().Create(ACandidate()).name();
  const std::string unverified = server().Create(AnEmployer()).name();
  server().Create(unverified, AnInternship());
  v1::RankInternshipsRequest request;
  request.set_candidate(candidate);
  request.set_with_removals(true);

  const v1::Removals all = Rank(request).removals();
  for (const auto& channel : {server().AsCandidate(candidate), server().AsFamily(candidate)}) {
    const auto stub = v1::MatchingService::NewStub(channel);
    const v1::Removals own = server().Call(request, &Stub::RankInternships, *stub).removals();

    EXPECT_EQ(own.rows(), 5);
    EXPECT_THAT(own.sections(), SizeIs(4));
    EXPECT_THAT(CodesOf(own),
                IsSupersetOf({v1::Reason::LOCATION_NOT_ACCEPTED, v1::Reason::HARD_SKILL_MISSING}));
    for (const auto code : {v1::Reason::OPENING_NOT_PUBLISHED, v1::Reason::EMPLOYER_NOT_VERIFIED}) {
      EXPECT_THAT(CodesOf(own), Not(Contains(code)));
      EXPECT_THAT(CodesOf(all), Contains(code));
    }
  }
  EXPECT_EQ(all.rows(), 7);
}

TEST_P(InsightTest, TheViewCodesIsTheWholeMatchWithoutWords) {
  const std::string candidate = server().Create(ACandidate()).name();
  const std::string advisor = server().Activate(server().Create(AnAdvisor()).name()).name();
  const auto compare = [](const auto& full, const auto& codes) {
    ASSERT_EQ(full.matches_size(), codes.matches_size());
    EXPECT_THAT(full.matches(), Not(IsEmpty()));
    EXPECT_NE(full.ranking_id(), codes.ranking_id());  // another answer
    for (int i = 0; i < full.matches_size(); ++i) {
      v1::Match expected = full.matches(i);
      EXPECT_THAT(expected.plain_reasons(), Not(IsEmpty()));
      expected.clear_plain_reasons();
      EXPECT_EQ(codes.matches(i).SerializeAsString(), expected.SerializeAsString());
    }
  };
  const auto both = [&](auto request, auto method) {
    const auto full = server().Call(request, method, server().matching());
    request.set_view(v1::FULL);
    EXPECT_EQ(server().Call(request, method, server().matching()).SerializeAsString(),
              full.SerializeAsString());
    request.set_view(v1::CODES);
    compare(full, server().Call(request, method, server().matching()));
  };

  auto internships = Everything<v1::RankInternshipsRequest>();
  internships.set_candidate(candidate);
  both(internships, &Stub::RankInternships);
  auto advisors = Everything<v1::RankAdvisorsRequest>();
  advisors.set_candidate(candidate);
  both(advisors, &Stub::RankAdvisors);
  auto candidates = Everything<v1::RankCandidatesRequest>();
  candidates.set_internship(internships_.front());
  both(candidates, &Stub::RankCandidates);
  candidates.set_advisor(advisor);
  both(candidates, &Stub::RankCandidates);
}

// ---- Next steps ----

// The profile after a step, as somebody would write it.
v1::Candidate After(v1::Candidate candidate, const v1::NextStep& step) {
  switch (step.change_case()) {
    case v1::NextStep::kSkill: {
      auto& skills = *candidate.mutable_skills();
      const auto held = std::find_if(skills.begin(), skills.end(), [&](const auto& skill) {
        return skill.skill() == step.skill().skill();
      });
      (held == skills.end() ? skills.Add() : &*held)->CopyFrom(step.skill());
      break;
    }
    case v1::NextStep::kLanguage: {
      auto& languages = *candidate.mutable_languages();
      const auto known = std::find_if(languages.begin(), languages.end(), [&](const auto& skill) {
        return skill.language() == step.language().language();
      });
      v1::LanguageSkill* language = known == languages.end() ? languages.Add() : &*known;
      language->set_language(step.language().language());
      if (step.language().has_jlpt()) {
        language->set_jlpt_level(step.language().jlpt());
        language->clear_jlpt_score();
      } else {
        language->set_cefr_certificate(step.language().cefr());
      }
      break;
    }
    case v1::NextStep::kPrefecture:
      candidate.add_accepted_prefectures(step.prefecture());
      break;
    default: {
      const std::map<int, std::pair<int, int>> hours = {{v1::HalfDay::MORNING, {9, 13}},
                                                        {v1::HalfDay::AFTERNOON, {13, 18}},
                                                        {v1::HalfDay::EVENING, {18, 22}}};
      v1::WeeklyWindow* window = candidate.mutable_availability()->add_weekly();
      window->set_day(step.half_day().day());
      window->mutable_start()->set_hours(hours.at(step.half_day().half()).first);
      window->mutable_end()->set_hours(hours.at(step.half_day().half()).second);
    }
  }
  return candidate;
}

class NextStepsTest : public InsightTest {
 protected:
  v1::SuggestNextStepsResponse Suggest(const std::string& candidate, int page_size = 100) {
    v1::SuggestNextStepsRequest request;
    request.set_candidate(candidate);
    *request.mutable_as_of() = FromTime(TestNow());
    request.set_page_size(page_size);
    return server().Call(request, &Stub::SuggestNextSteps, server().matching());
  }
  void Write(const v1::Candidate& candidate) {
    v1::UpdateCandidateRequest update;
    *update.mutable_candidate() = candidate;
    update.mutable_candidate()->clear_etag();
    for (const char* path : {"skills", "languages", "accepted_prefectures", "availability"}) {
      update.mutable_update_mask()->add_paths(path);
    }
    server().Call(update, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
  }
  // The section ELIGIBLE.
  std::vector<v1::Match> Eligible(const std::string& candidate) {
    auto request = Everything<v1::RankInternshipsRequest>();
    request.clear_verdicts();
    request.add_verdicts(v1::Match::ELIGIBLE);
    request.set_candidate(candidate);
    const v1::RankInternshipsResponse ranked = Rank(request);
    return {ranked.matches().begin(), ranked.matches().end()};
  }
};
BANSO_E2E_ON_SQLITE(NextStepsTest);

TEST_P(NextStepsTest, EveryNumberIsThatOfWritingTheChangeAndRankingAgain) {
  v1::Candidate busy = ACandidate();  // on one afternoon of the week of work
  busy.mutable_availability()->mutable_weekly(4)->mutable_end()->set_hours(13);
  v1::Candidate beginner = ACandidate();
  beginner.mutable_languages(0)->set_jlpt_level(v1::N3);
  beginner.mutable_languages(0)->clear_jlpt_score();
  std::set<int> kinds;
  int steps = 0;
  for (const v1::Candidate& profile : {ACandidate(), beginner, busy}) {
    const v1::Candidate candidate = server().Create(profile);
    const std::vector<v1::Match> before = Eligible(candidate.name());
    std::set<std::string> were;
    for (const v1::Match& row : before) were.insert(row.internship());

    const v1::SuggestNextStepsResponse suggested = Suggest(candidate.name());

    EXPECT_EQ(suggested.candidate(), candidate.name());
    EXPECT_EQ(suggested.eligible(), static_cast<int>(before.size()));
    EXPECT_EQ(suggested.has_best(), !before.empty());
    if (!before.empty()) {
      EXPECT_EQ(suggested.best().internship(), before[0].internship());
      EXPECT_EQ(suggested.best().raw(), before[0].raw());
    }
    for (const v1::NextStep& step : suggested.next_steps()) {
      Write(After(candidate, step));
      const std::vector<v1::Match> after = Eligible(candidate.name());
      int becomes = 0;
      int rank = 0;
      for (size_t i = 0; i < after.size(); ++i) {
        if (were.contains(after[i].internship())) continue;
        if (++becomes == 1) rank = static_cast<int>(i) + 1;
      }

      EXPECT_EQ(step.becomes_eligible(), becomes) << step.DebugString();
      EXPECT_EQ(step.best_new_rank(), rank) << step.DebugString();
      ASSERT_FALSE(after.empty()) << step.DebugString();
      EXPECT_EQ(step.best().internship(), after[0].internship()) << step.DebugString();
      EXPECT_EQ(step.best().raw(), after[0].raw()) << step.DebugString();
      kinds.insert(step.change_case());
      ++steps;
    }
    Write(candidate);
    EXPECT_EQ(Eligible(candidate.name()).size(), before.size());
  }
  EXPECT_THAT(kinds, SizeIs(4));
  EXPECT_GE(steps, 5);
}

TEST_P(NextStepsTest, APersonIsSuggestedWhatTheCoordinatorSeesAndNobodyElseIs) {
  const std::string candidate = server().Create(ACandidate()).name();
  const std::string other = server().Create(ACandidate()).name();
  const auto own = v1::MatchingService::NewStub(server().AsCandidate(candidate));
  v1::SuggestNextStepsRequest request;
  request.set_candidate(candidate);
  *request.mutable_as_of() = FromTime(TestNow());

  v1::SuggestNextStepsResponse seen = server().Call(request, &Stub::SuggestNextSteps, *own);
  v1::SuggestNextStepsResponse all =
      server().Call(request, &Stub::SuggestNextSteps, server().matching());
  // A token that was used is a revision.
  seen.mutable_basis()->clear_revision();
  all.mutable_basis()->clear_revision();

  EXPECT_THAT(seen.next_steps(), Not(IsEmpty()));
  EXPECT_EQ(seen.SerializeAsString(), all.SerializeAsString());
  EXPECT_EQ(Suggest(candidate, 1).next_steps_size(), 1);
  request.set_candidate(other);
  EXPECT_THAT(server().Try(request, &Stub::SuggestNextSteps, *own), HasCode(grpc::NOT_FOUND));
}

// The entries of the log about somebody, of one method.
std::vector<v1::AuditEntry> Noted(TestServer& server, const std::string& about,
                                  const std::string& method) {
  const auto stub = v1::AuditService::NewStub(server.AsAuditor());
  v1::ListAuditEntriesRequest list;
  list.set_subject(about);
  list.set_page_size(1000);
  std::vector<v1::AuditEntry> entries;
  const auto listed = server.Call(list, &v1::AuditService::Stub::ListAuditEntries, *stub);
  for (const v1::AuditEntry& entry : listed.audit_entries()) {
    if (entry.method() == "/banso.v1.MatchingService/" + method) entries.push_back(entry);
  }
  return entries;
}

TEST_P(NextStepsTest, SuggestionsAreNotedInTheAuditLogAlsoIfThereAreNone) {
  v1::Candidate nothing = ACandidate();
  nothing.clear_consents();  // no rule that a change could lift
  const std::string candidate = server().Create(nothing).name();

  const v1::SuggestNextStepsResponse suggested = Suggest(candidate);

  EXPECT_THAT(suggested.next_steps(), IsEmpty());
  EXPECT_EQ(suggested.eligible(), 0);
  EXPECT_THAT(Noted(server(), candidate, "SuggestNextSteps"), SizeIs(1));
}

// ---- Batches ----

TEST_P(InsightTest, ABatchHoldsTheAnswerForEachCandidateAndNotesEach) {
  const std::vector<std::string> candidates = {
      server().Create(ACandidate()).name(),
      server().Create(ACandidate("languages { language: \"my\" native: true }")).name()};
  v1::BatchRankInternshipsRequest batch;
  batch.add_candidates(candidates[0]);
  batch.add_candidates("candidates/nobody");
  batch.add_candidates(candidates[1]);
  *batch.mutable_as_of() = FromTime(TestNow());
  batch.set_page_size(1);
  batch.set_view(v1::CODES);

  const auto answer = server().Call(batch, &Stub::BatchRankInternships, server().matching());

  ASSERT_THAT(answer.results(), SizeIs(3));
  EXPECT_EQ(answer.results(1).candidate(), "candidates/nobody");
  EXPECT_EQ(answer.results(1).failure().code(), grpc::NOT_FOUND);
  for (const int i : {0, 2}) {
    v1::RankInternshipsResponse ranking = answer.results(i).ranking();
    v1::RankInternshipsRequest one;
    one.set_candidate(candidates[i / 2]);
    *one.mutable_as_of() = FromTime(TestNow());
    one.set_page_size(1);
    one.set_view(v1::CODES);
    v1::RankInternshipsResponse expected = Rank(one);
    EXPECT_NE(ranking.ranking_id(), expected.ranking_id());
    EXPECT_EQ(ranking.basis().revision(), answer.results(0).ranking().basis().revision());
    ranking.clear_ranking_id();
    expected.clear_ranking_id();
    EXPECT_EQ(ranking.SerializeAsString(), expected.SerializeAsString());
    EXPECT_THAT(ranking.matches(), SizeIs(1));

    // Its pages go on as those of the single ranking.
    one.set_page_token(ranking.next_page_token());
    EXPECT_THAT(Rank(one).matches(), SizeIs(1));
  }
  for (const std::string& candidate : candidates) {
    // And one row says that all of them were seen.
    std::vector<v1::AuditEntry> noted = Noted(server(), candidate, "BatchRankInternships");
    std::erase_if(noted, [](const v1::AuditEntry& entry) { return !entry.has_shown_list(); });
    ASSERT_THAT(noted, SizeIs(1));
    EXPECT_EQ(noted[0].shown_list().subject(), candidate);
    EXPECT_THAT(noted[0].shown_list().matches(), SizeIs(1));
    EXPECT_THAT(noted[0].subjects(), ElementsAre(candidate));
  }
}

TEST_P(InsightTest, ABatchIsOfAHundredCandidatesAtMostAndOfEachOnce) {
  v1::BatchRankInternshipsRequest batch;
  for (int i = 0; i <= 100; ++i) batch.add_candidates(absl::StrCat("candidates/c", i));
  const auto refused = [&] {
    return server().Try(batch, &Stub::BatchRankInternships, server().matching());
  };

  EXPECT_THAT(refused(), HasCode(grpc::INVALID_ARGUMENT));
  batch.mutable_candidates()->RemoveLast();
  EXPECT_THAT(refused(), HasCode(grpc::OK));
  batch.set_candidates(1, batch.candidates(0));
  EXPECT_THAT(refused(), HasCode(grpc::INVALID_ARGUMENT));
  batch.clear_candidates();
  EXPECT_THAT(refused(), HasCode(grpc::INVALID_ARGUMENT));
}

// ---- What employers are told of their own openings ----

TEST_P(InsightTest, AnEmployerIsToldWhichOfItsRequirementsAreStricterThanMost) {
  EmployerSide mine(server());
  v1::Internship strict = AnInternship();
  strict.mutable_languages(0)->set_jlpt(v1::N1);
  const std::string opening = server().Publish(server().Create(mine.name(), strict).name()).name();
  for (int i = 0; i < 2; ++i) {
    v1::Candidate candidate = ACandidate();
    candidate.mutable_languages(0)->set_jlpt_level(v1::N1);
    server().Create(candidate);
  }
  // Those of the world are one employer's, and half of what there is.
  std::vector<std::string> others;
  for (int i = 0; i < 4; ++i) {
    EmployerSide other(server());
    EXPECT_THAT(mine.Rank(opening).strict_requirements(), IsEmpty()) << i;
    others.push_back(other.Publish("remote: true"));
  }
  EmployerSide last(server());
  others.push_back(last.Publish("remote: true"));

  const v1::RankBlindedCandidatesResponse told = mine.Rank(opening, 1);

  ASSERT_THAT(told.strict_requirements(), SizeIs(2));
  EXPECT_EQ(told.strict_requirements(0).ShortDebugString(),
            "code: LANGUAGE_LEVEL language: \"ja\" asked: 5 median: 4 compared: 5");
  EXPECT_EQ(told.strict_requirements(1).ShortDebugString(), "code: ON_SITE_ONLY compared: 5");
  EXPECT_THAT(mine.Rank(opening, 1, told.next_page_token()).strict_requirements(), IsEmpty());
  // The others ask what most ask.
  EXPECT_THAT(last.Rank(others.back()).strict_requirements(), IsEmpty());
}

}  // namespace
}  // namespace banso
