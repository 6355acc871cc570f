// A candidate as the judgement sees one: no name, no contact, nothing that says who it is.
#ifndef BANSO_ENGINE_MODEL_CANDIDATE_H_
#define BANSO_ENGINE_MODEL_CANDIDATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/availability.h"
#include "engine/model/classification.h"
#include "engine/model/ids.h"
#include "engine/model/language.h"
#include "engine/model/need.h"
#include "engine/model/skill.h"
#include "engine/model/work_authorisation.h"

namespace banso {

// JIS X 0401, [1, 47]; 0 is not known.
using Prefecture = int;

// A set of prefectures.
class PrefectureSet {
 public:
  void Add(Prefecture prefecture) { bits_ |= uint64_t{1} << prefecture; }
  bool Contains(Prefecture prefecture) const { return (bits_ >> prefecture & 1) != 0; }

  friend bool operator==(const PrefectureSet&, const PrefectureSet&) = default;

 private:
  uint64_t bits_ = 0;
};

enum class Programme {
  kUnknown,
  kHighSchool,
  kLanguageSchool,
  kVocationalSchool,
  kJuniorCollege,
  kBachelor,
  kMaster,
  kDoctor,
};

struct Study {
  int year = 1;
  Programme programme = Programme::kUnknown;

  friend bool operator==(const Study&, const Study&) = default;
};

enum class ConsentScope {
  kService = 1,
  kAdvisorNotes,
  kEmployerBlinded,
  kEmployerNamed,
  kReferral,
  kFollowUp,
  kFamilyShare,
};

// A consent that holds from `granted`, included, until `expires`, not included.
struct Consent {
  ConsentScope scope = ConsentScope::kService;
  std::string recipient;
  absl::Time granted;
  absl::Time expires;

  friend bool operator==(const Consent&, const Consent&) = default;
};

enum class CaseStatus { kActive, kPaused, kWithdrawn, kReferred };

enum class CaseStage {
  kApplied = 1,
  kReceived,
  kFirstInterview,
  kPlanned,
  kAccompanying,
  kApplying,
  kInSelection,
  kOffered,
  kEmployed,
  kFollowUp,
  kClosed,
};

// An application of the candidate that is still open, for conflicts of interest.
struct OpenApplication {
  EmployerId employer;
  std::string corporate_group;  // empty: none

  friend bool operator==(const OpenApplication&, const OpenApplication&) = default;
};

struct Candidate {
  CandidateId id;
  std::vector<CodePath> industry_wishes;    // most wished first, at most 3
  std::vector<CodePath> occupation_wishes;  // most wished first, at most 3
  std::vector<HeldSkill> skills;
  bool skills_assessed = false;
  std::vector<LanguageSkill> languages;  // a language once
  Prefecture home = 0;
  PrefectureSet accepted;
  bool accepts_remote = true;
  Availability availability;
  std::optional<Study> study;
  std::vector<Need> needs;
  TopicSet topics;
  std::vector<EmployerId> blocked_employers;
  std::vector<std::string> blocked_groups;
  std::vector<AdvisorId> blocked_advisors;
  WorkAuthorisation authorisation;
  std::string household;  // empty: none
  std::vector<Consent> consents;
  CaseStage stage = CaseStage::kApplied;
  CaseStatus status = CaseStatus::kActive;
  std::optional<absl::Time> first_interview;
  std::vector<OpenApplication> open_applications;

  friend bool operator==(const Candidate&, const Candidate&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_CANDIDATE_H_
