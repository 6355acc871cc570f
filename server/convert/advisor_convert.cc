#include "server/convert/advisor_convert.h"

#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/skill_convert.h"

namespace banso {
namespace {

AdvisorState ToState(v1::Advisor::State state) {
  switch (state) {
    case v1::Advisor::SCREENED:
      return AdvisorState::kScreened;
    case v1::Advisor::TRAINED:
      return AdvisorState::kTrained;
    case v1::Advisor::ACTIVE:
      return AdvisorState::kActive;
    case v1::Advisor::ON_LEAVE:
      return AdvisorState::kOnLeave;
    case v1::Advisor::LEFT:
      return AdvisorState::kLeft;
    default:
      return AdvisorState::kApplied;
  }
}

}  // namespace

Advisor ToAdvisor(const v1::Advisor& message, const v1::Employer* employer) {
  Advisor advisor;
  advisor.id = AdvisorId(message.name());
  advisor.industries = ToIndustries(message.industries());
  advisor.occupations = ToOccupations(message.occupations());
  advisor.employer = EmployerId(message.employer());
  if (employer != nullptr) advisor.corporate_group = employer->corporate_group();
  advisor.topics = ToTopics(message.topics());
  advisor.languages = ToLanguageSkills(message.languages());
  advisor.availability = ToAvailability(message.availability());
  advisor.max_active = message.max_active_candidates();
  advisor.active = message.active_candidates();
  for (const std::string& name : message.blocked_candidates()) {
    advisor.blocked_candidates.emplace_back(name);
  }
  advisor.safeguarding_trained = message.has_safeguarding_training_date();
  // Numbered alike.
  advisor.declared_gender =
      static_cast<DeclaredGender>(static_cast<int>(message.declared_gender()));
  advisor.sign_language = static_cast<Answer>(static_cast<int>(message.sign_language()));
  advisor.household = message.household();
  advisor.state = ToState(message.state());
  return advisor;
}

}  // namespace banso
