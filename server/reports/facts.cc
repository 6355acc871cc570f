#include "server/reports/facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

void Append(const char* kind, const google::protobuf::Timestamp& time,
            std::vector<std::string> codes, Facts* facts, int64_t amount = 0) {
  v1::CountedFact fact;
  fact.set_kind(kind);
  *fact.mutable_fact_time() = time;
  std::sort(codes.begin(), codes.end());
  for (std::string& code : codes) fact.add_codes(std::move(code));
  fact.set_amount(amount);
  facts->push_back(std::move(fact));
}

std::string Code(const char* dimension, absl::string_view value) {
  return absl::StrCat(dimension, ":", value);
}

std::vector<std::string> CodesOf(std::string state, bool has, const v1::OutcomeDimensions& of) {
  std::vector<std::string> codes = {Code("state", state)};
  if (!has) return codes;
  if (!of.industry().empty()) codes.push_back(Code("industry", of.industry()));
  if (of.programme_type() != v1::Internship::PROGRAMME_TYPE_UNSPECIFIED) {
    codes.push_back(Code("type", v1::Internship::ProgrammeType_Name(of.programme_type())));
  }
  codes.push_back(Code("japanese", absl::StrCat(of.japanese_step())));
  return codes;
}

bool IsDeskUse(v1::Session::State state) {
  return state == v1::Session::WAITLISTED || state == v1::Session::COMPLETED ||
         state == v1::Session::NO_SHOW;
}

}  // namespace

void AppendFacts(const v1::Candidate& candidate, Facts* facts) {
  v1::Case::Stage stage = v1::Case::STAGE_UNSPECIFIED;
  v1::Case::Status status = v1::Case::STATUS_UNSPECIFIED;
  for (const v1::CaseStep& step : candidate.case_().steps()) {
    if (step.stage() != stage) {
      stage = step.stage();
      Append("STAGE", step.step_time(), {Code("stage", v1::Case::Stage_Name(stage))}, facts);
    }
    if (step.status() != status) {
      status = step.status();
      Append("STATUS", step.step_time(), {Code("status", v1::Case::Status_Name(status))}, facts);
    }
  }
  for (const v1::Consent& consent : candidate.consents()) {
    const std::string scope = Code("scope", v1::Consent::Scope_Name(consent.scope()));
    if (consent.has_grant_time()) {
      Append("CONSENT", consent.grant_time(), {scope, "event:GRANTED"}, facts);
    }
    if (consent.state() == v1::Consent::WITHDRAWN && consent.has_end_time()) {
      Append("CONSENT", consent.end_time(), {scope, "event:WITHDRAWN"}, facts);
    }
  }
}

void AppendFacts(const v1::Session& session, std::optional<Date> desk_day, Facts* facts) {
  std::set<v1::Session::State> counted;
  for (const v1::SessionStep& step : session.steps()) {
    const bool moved =
        (step.state() == v1::Session::CANCELLED && !session.rescheduled_to().empty()) ||
        (step.state() == v1::Session::REQUESTED && !session.rescheduled_from().empty());
    if (moved || !counted.insert(step.state()).second) continue;
    std::vector<std::string> codes = {Code("state", v1::Session::State_Name(step.state())),
                                      Code("kind", v1::Session::Kind_Name(session.kind())),
                                      session.first_time() ? "first_time:YES" : "first_time:NO"};
    for (const int topic : session.topics()) {
      codes.push_back(Code("topic", v1::Topic_Name(static_cast<v1::Topic>(topic))));
    }
    if (desk_day) codes.push_back(Code("desk_day", absl::FormatCivilTime(*desk_day)));
    const bool completed = step.state() == v1::Session::COMPLETED;
    if (completed) {
      codes.push_back(Code("advisor", session.advisor()));
      if (session.has_start_time()) {
        codes.push_back(
            Code("date", absl::FormatCivilTime(JapanDate(ToTime(session.start_time())))));
      }
      if (!session.advisor_industry().empty()) {
        codes.push_back(Code("industry", session.advisor_industry()));
      }
    }
    Append(
        "SESSION",
        desk_day && IsDeskUse(step.state()) ? FromTime(JapanMidnight(*desk_day)) : step.step_time(),
        std::move(codes), facts, completed ? session.minutes() : 0);
  }
}

void AppendFacts(const v1::EntrySheet& sheet, Facts* facts) {
  std::set<int> submitted;            // versions
  std::map<int, absl::Time> waiting;  // versions without an answer, since when
  for (const v1::EntrySheetStep& step : sheet.steps()) {
    const absl::Time time = ToTime(step.step_time());
    if (step.state() == v1::EntrySheet::SUBMITTED) {
      // Handing a version back is no new submission.
      if (!submitted.insert(step.version()).second) continue;
      waiting[step.version()] = time;
      Append("ENTRY_SHEET", step.step_time(), {"step:SUBMITTED"}, facts);
    } else if (step.state() == v1::EntrySheet::COMMENTED || step.state() == v1::EntrySheet::FINAL) {
      // A version is reviewed once, by the first answer to it.
      const auto found = waiting.find(step.version());
      if (found == waiting.end()) continue;
      Append("ENTRY_SHEET", step.step_time(), {"step:REVIEWED"}, facts,
             JapanDate(time) - JapanDate(found->second));
      waiting.erase(found);
    } else if (step.state() == v1::EntrySheet::SENT) {
      Append("ENTRY_SHEET", step.step_time(), {"step:SENT"}, facts);
    }
  }
}

void AppendFacts(const v1::Application& application, Facts* facts) {
  for (const v1::ApplicationStep& step : application.steps()) {
    Append("APPLICATION", step.step_time(),
           CodesOf(v1::Application::State_Name(step.state()), application.has_dimensions(),
                   application.dimensions()),
           facts);
  }
}

void AppendFacts(const v1::Offer& offer, Facts* facts) {
  for (const v1::OfferStep& step : offer.steps()) {
    const bool dismissed =
        step.state() == v1::Offer::LEFT_BEFORE_6M && step.reason() == v1::OfferStep::DISMISSED;
    Append("OFFER", step.step_time(),
           CodesOf(dismissed ? "DISMISSED" : v1::Offer::State_Name(step.state()),
                   offer.has_dimensions(), offer.dimensions()),
           facts);
  }
}

void AppendFacts(const v1::Tombstone& tombstone, Facts* facts) {
  bool stages = false;
  for (const v1::CountedFact& fact : tombstone.counted_facts()) {
    stages = stages || fact.kind() == "STAGE";
    facts->push_back(fact);
  }
  // Of people who were erased before everything was kept, there are only the stages.
  if (stages) return;
  for (const v1::CountedStep& step : tombstone.counted_steps()) {
    Append("STAGE", step.step_time(), {Code("stage", step.stage())}, facts);
  }
}

}  // namespace banso
