#include "server/services/state_machines.h"

#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

template <typename State>
struct Arrow {
  State from;
  State to;
};

template <typename Verb, typename State>
struct VerbArrow {
  Verb verb;
  State from;
  State to;
};

template <typename Verb, typename State, size_t n>
std::optional<State> Follow(const VerbArrow<Verb, State> (&arrows)[n], Verb verb, State from) {
  for (const auto& arrow : arrows) {
    if (arrow.verb == verb && arrow.from == from) return arrow.to;
  }
  return std::nullopt;
}

using Case = v1::Case;
constexpr Arrow<Case::Stage> kStageArrows[] = {
    {Case::APPLIED, Case::RECEIVED},
    {Case::RECEIVED, Case::FIRST_INTERVIEW},
    {Case::FIRST_INTERVIEW, Case::PLANNED},
    {Case::PLANNED, Case::ACCOMPANYING},
    {Case::ACCOMPANYING, Case::APPLYING},
    {Case::APPLYING, Case::IN_SELECTION},
    {Case::IN_SELECTION, Case::OFFERED},
    {Case::OFFERED, Case::EMPLOYED},
    {Case::EMPLOYED, Case::FOLLOW_UP},
    // Back: not applying after all, rejected, declined or rescinded, left early.
    {Case::APPLYING, Case::ACCOMPANYING},
    {Case::IN_SELECTION, Case::ACCOMPANYING},
    {Case::OFFERED, Case::ACCOMPANYING},
    {Case::EMPLOYED, Case::ACCOMPANYING},
    // The ordinary ends: the desk was enough, or the follow-up is done.
    {Case::RECEIVED, Case::CLOSED},
    {Case::FOLLOW_UP, Case::CLOSED},
};

constexpr VerbArrow<CaseVerb, Case::Status> kStatusArrows[] = {
    {CaseVerb::kPause, Case::ACTIVE, Case::PAUSED},
    {CaseVerb::kResume, Case::PAUSED, Case::ACTIVE},
    {CaseVerb::kWithdraw, Case::ACTIVE, Case::WITHDRAWN},
    {CaseVerb::kWithdraw, Case::PAUSED, Case::WITHDRAWN},
    {CaseVerb::kRefer, Case::ACTIVE, Case::REFERRED},
    {CaseVerb::kRefer, Case::PAUSED, Case::REFERRED},
};

constexpr VerbArrow<EmployerVerb, v1::Employer::State> kEmployerArrows[] = {
    {EmployerVerb::kVerify, v1::Employer::APPLIED, v1::Employer::VERIFIED},
    {EmployerVerb::kVerify, v1::Employer::SUSPENDED, v1::Employer::VERIFIED},
    {EmployerVerb::kSuspend, v1::Employer::VERIFIED, v1::Employer::SUSPENDED},
};

constexpr VerbArrow<AdvisorVerb, v1::Advisor::State> kAdvisorArrows[] = {
    {AdvisorVerb::kScreen, v1::Advisor::APPLIED, v1::Advisor::SCREENED},
    {AdvisorVerb::kTrain, v1::Advisor::SCREENED, v1::Advisor::TRAINED},
    {AdvisorVerb::kActivate, v1::Advisor::TRAINED, v1::Advisor::ACTIVE},
    {AdvisorVerb::kPause, v1::Advisor::ACTIVE, v1::Advisor::ON_LEAVE},
    {AdvisorVerb::kResume, v1::Advisor::ON_LEAVE, v1::Advisor::ACTIVE},
    {AdvisorVerb::kRetire, v1::Advisor::ACTIVE, v1::Advisor::LEFT},
    {AdvisorVerb::kRetire, v1::Advisor::ON_LEAVE, v1::Advisor::LEFT},
};

using Opening = v1::Internship;
constexpr VerbArrow<InternshipVerb, Opening::State> kInternshipArrows[] = {
    {InternshipVerb::kSubmit, Opening::DRAFT, Opening::SUBMITTED},
    {InternshipVerb::kVerify, Opening::SUBMITTED, Opening::VERIFIED},
    {InternshipVerb::kPublish, Opening::VERIFIED, Opening::PUBLISHED},
    {InternshipVerb::kClose, Opening::PUBLISHED, Opening::CLOSED},
    {InternshipVerb::kSuspend, Opening::DRAFT, Opening::SUSPENDED},
    {InternshipVerb::kSuspend, Opening::SUBMITTED, Opening::SUSPENDED},
    {InternshipVerb::kSuspend, Opening::VERIFIED, Opening::SUSPENDED},
    {InternshipVerb::kSuspend, Opening::PUBLISHED, Opening::SUSPENDED},
    {InternshipVerb::kSuspend, Opening::FILLED, Opening::SUSPENDED},
    {InternshipVerb::kSuspend, Opening::CLOSED, Opening::SUSPENDED},
    {InternshipVerb::kSuspend, Opening::EXPIRED, Opening::SUSPENDED},
};

// Whether candidates and employers see the opening in rankings, or may again without a check.
bool IsMatched(Opening::State state) {
  return state == Opening::PUBLISHED || state == Opening::FILLED;
}

// Whether somebody checked the opening as it is: it may be published without another look.
bool IsChecked(Opening::State state) { return state == Opening::VERIFIED || IsMatched(state); }

}  // namespace

StageStep StageStepOf(Case::Stage from, Case::Stage to) {
  for (const auto& arrow : kStageArrows) {
    if (arrow.from == from && arrow.to == to) return StageStep::kLegal;
  }
  const bool known = from != Case::STAGE_UNSPECIFIED && from != Case::CLOSED;
  return known && to == Case::CLOSED ? StageStep::kNeedsReason : StageStep::kIllegal;
}

std::optional<Case::Status> NextStatus(Case::Status from, Case::Stage stage, CaseVerb verb) {
  if (stage == Case::CLOSED) return std::nullopt;
  return Follow(kStatusArrows, verb, from);
}

bool IsOpenCase(const v1::Case& a_case) {
  return a_case.status() == v1::Case::ACTIVE && a_case.stage() != v1::Case::CLOSED;
}

std::optional<v1::Employer::State> NextState(v1::Employer::State from, EmployerVerb verb) {
  return Follow(kEmployerArrows, verb, from);
}

std::optional<v1::Advisor::State> NextState(v1::Advisor::State from, AdvisorVerb verb) {
  return Follow(kAdvisorArrows, verb, from);
}

std::optional<Opening::State> NextState(Opening::State from, Opening::State before_suspension,
                                        InternshipVerb verb) {
  if (verb == InternshipVerb::kResume) {
    if (from != Opening::SUSPENDED || before_suspension == Opening::STATE_UNSPECIFIED) {
      return std::nullopt;
    }
    return before_suspension;
  }
  return Follow(kInternshipArrows, verb, from);
}

Opening::State StateBySeats(Opening::State state, int seats, int seats_taken) {
  if (!IsMatched(state)) return state;
  return seats_taken >= seats ? Opening::FILLED : Opening::PUBLISHED;
}

bool IsExpired(const Opening& internship, absl::Time now) {
  return internship.state() == Opening::PUBLISHED && internship.has_application_deadline_time() &&
         ToTime(internship.application_deadline_time()) <= now;
}

bool FrozenPartDiffers(const Opening& a, const Opening& b) {
  // Everything else is taken out, so that a part that is added to the frozen ones is one line.
  const auto frozen = [](const Opening& from) {
    Opening part;
    if (from.has_fixed()) *part.mutable_fixed() = from.fixed();
    if (from.has_flex()) *part.mutable_flex() = from.flex();
    *part.mutable_skills() = from.skills();
    *part.mutable_languages() = from.languages();
    part.set_prefecture(from.prefecture());
    part.set_remote(from.remote());
    *part.mutable_facilities() = from.facilities();
    // What else decides who is on an employer's list, and in which band.
    part.set_industry(from.industry());
    part.set_occupation(from.occupation());
    *part.mutable_target_study_years() = from.target_study_years();
    *part.mutable_target_programmes() = from.target_programmes();
    // What publishing was decided on.
    part.set_programme_type(from.programme_type());
    part.set_called_internship(from.called_internship());
    part.set_contract_kind(from.contract_kind());
    part.set_paid(from.paid());
    part.set_is_labour(from.is_labour());
    part.set_hourly_wage_yen(from.hourly_wage_yen());
    part.set_entertainment_premises(from.entertainment_premises());
    *part.mutable_fair_hiring_items_asked() = from.fair_hiring_items_asked();
    return part;
  };
  return !google::protobuf::util::MessageDifferencer::Equals(frozen(a), frozen(b));
}

void SettleChange(const Opening& before, Opening* after) {
  if (FrozenPartDiffers(before, *after)) {
    if (IsChecked(after->state())) after->set_state(Opening::SUBMITTED);
    if (IsChecked(after->state_before_suspension())) {
      after->set_state_before_suspension(Opening::SUBMITTED);
    }
  }
  after->set_state(StateBySeats(after->state(), after->seats(), after->seats_taken()));
}

}  // namespace banso
