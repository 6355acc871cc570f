#include "server/access/review_bars.h"

#include <algorithm>
#include <memory>
#include <string>

namespace banso {
namespace {

template <typename Names>
bool Contains(const Names& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The corporate group of an employer; empty if it has none.
std::string GroupOf(const Snapshot& snapshot, const std::string& employer) {
  const auto entry = snapshot.employers().Find(employer);
  return entry == nullptr ? std::string() : entry->message->corporate_group();
}

bool IsOfOneHouse(const Snapshot& snapshot, const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  if (a == b) return true;
  const std::string group = GroupOf(snapshot, a);
  return !group.empty() && group == GroupOf(snapshot, b);
}

}  // namespace

std::vector<ReasonCode> ReviewBars(const Snapshot& snapshot, const v1::EntrySheet& sheet,
                                   absl::string_view advisor) {
  std::vector<ReasonCode> bars;
  const auto mentor = snapshot.advisors().Find(advisor);
  if (mentor == nullptr) return bars;
  const auto author = snapshot.candidates().Find(sheet.candidate());
  bool conflict = IsOfOneHouse(snapshot, mentor->message->employer(), sheet.employer());
  if (author != nullptr) {
    const std::string& household = author->message->household();
    conflict = conflict || (!household.empty() && household == mentor->message->household());
    if (Contains(author->message->blocked_advisors(), advisor) ||
        Contains(mentor->message->blocked_candidates(), sheet.candidate())) {
      bars.push_back(ReasonCode::kDoNotMatch);
    }
  }
  if (conflict) bars.push_back(ReasonCode::kConflictOfInterest);
  return bars;
}

}  // namespace banso
