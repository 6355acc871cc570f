#include "server/services/last_acts.h"

#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

using Act = v1::CaseToFollowUp;

class Collector {
 public:
  Collector(const Snapshot& snapshot, absl::Time now) : now_(now) {
    snapshot.candidates().ForEach([&](const auto& entry) {
      const v1::Candidate& candidate = *entry->message;
      acts_[candidate.name()] = {ToTime(candidate.create_time()), Act::CASE_BEGAN};
      for (const v1::CaseStep& step : candidate.case_().steps()) {
        Note(candidate.name(), step.step_time(), Act::CASE_STEP);
      }
      if (candidate.has_profile_confirm_time()) {
        Note(candidate.name(), candidate.profile_confirm_time(), Act::PROFILE_CONFIRMED);
      }
    });
  }

  void Note(const std::string& candidate, const google::protobuf::Timestamp& time,
            v1::CaseToFollowUp::Act act) {
    const auto found = acts_.find(candidate);
    if (found == acts_.end()) return;
    const absl::Time at = ToTime(time);
    if (at > now_ || at <= found->second.time) return;
    found->second = {at, act};
  }

  // Of records with steps: those that somebody took.
  template <typename Table>
  void NoteSteps(const Table& table, v1::CaseToFollowUp::Act act) {
    table.ForEach([&](const auto& entry) {
      for (const auto& step : entry->message->steps()) {
        if (!step.principal().empty()) Note(entry->message->candidate(), step.step_time(), act);
      }
    });
  }

  std::map<std::string, LastAct, std::less<>> Take() && { return std::move(acts_); }

 private:
  const absl::Time now_;
  std::map<std::string, LastAct, std::less<>> acts_;
};

}  // namespace

std::map<std::string, LastAct, std::less<>> LastActs(const Snapshot& snapshot, absl::Time now) {
  Collector acts(snapshot, now);
  acts.NoteSteps(snapshot.sessions(), Act::SESSION);
  acts.NoteSteps(snapshot.entry_sheets(), Act::ENTRY_SHEET);
  acts.NoteSteps(snapshot.applications(), Act::APPLICATION);
  acts.NoteSteps(snapshot.offers(), Act::OFFER);
  snapshot.sessions().ForEach([&](const auto& entry) {
    // When they met, not only when it was noted.
    if (entry->message->state() == v1::Session::COMPLETED) {
      acts.Note(entry->message->candidate(), entry->message->start_time(), Act::SESSION);
    }
  });
  snapshot.support_plans().ForEach([&](const auto& entry) {
    acts.Note(entry->message->candidate(), entry->message->update_time(), Act::SUPPORT_PLAN);
  });
  snapshot.engagements().ForEach([&](const auto& entry) {
    acts.Note(entry->message->candidate(), entry->message->start_time(), Act::ENGAGEMENT);
  });
  return std::move(acts).Take();
}

}  // namespace banso
