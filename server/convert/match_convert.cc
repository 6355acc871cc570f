#include "server/convert/match_convert.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/explain/plain_reasons.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"

namespace banso {
namespace {

// The contract lists codes, kinds, verdicts and effects in the order of the values, from 1.
template <typename To, typename From>
To FromEnum(From value) {
  return static_cast<To>(static_cast<int>(value) + 1);
}

class NumbersWriter {
 public:
  explicit NumbersWriter(v1::Reason* reason) : reason_(reason) {}

  void operator()(std::monostate) const {}
  void operator()(const HoursNumbers& numbers) const {
    v1::Reason::Hours* hours = reason_->mutable_hours();
    *hours->mutable_start_date() = FromDate(numbers.start);
    hours->set_minutes(numbers.minutes);
    hours->set_limit_minutes(numbers.limit_minutes);
    hours->set_excess_minutes(numbers.excess_minutes());
  }
  void operator()(const ValidityNumbers& numbers) const {
    v1::Reason::Validity* validity = reason_->mutable_validity();
    *validity->mutable_limit_date() = FromDate(numbers.limit);
    if (numbers.covered_until) {
      *validity->mutable_covered_until_date() = FromDate(*numbers.covered_until);
    }
    *validity->mutable_first_work_date() = FromDate(numbers.first_work);
    *validity->mutable_last_work_date() = FromDate(numbers.last_work);
  }
  void operator()(const LanguageGapNumbers& numbers) const {
    v1::Reason::LanguageGap* gap = reason_->mutable_language_gap();
    gap->set_language(numbers.required.language);
    if (numbers.required.jlpt != Jlpt::kNone) {
      gap->set_required_jlpt(static_cast<v1::JlptLevel>(static_cast<int>(numbers.required.jlpt)));
    } else {
      gap->set_required_cefr(static_cast<v1::CefrLevel>(static_cast<int>(numbers.required.cefr)));
    }
    gap->set_held_step(numbers.held_step);
    gap->set_gap(numbers.gap);
  }
  void operator()(const TimeFitNumbers& numbers) const {
    v1::Reason::TimeFit* fit = reason_->mutable_time_fit();
    fit->set_feasible(numbers.feasible);
    fit->set_required(numbers.required);
    fit->set_minimum_per_mille(numbers.minimum_per_mille);
  }
  void operator()(const CapacityNumbers& numbers) const {
    reason_->mutable_capacity()->set_taken(numbers.taken);
    reason_->mutable_capacity()->set_total(numbers.total);
  }
  void operator()(const NeedNumbers& numbers) const {
    v1::Reason::Needed* needed = reason_->mutable_needed();
    needed->set_kind(static_cast<v1::Need::Kind>(static_cast<int>(numbers.kind)));
    needed->set_answer(static_cast<v1::Answer>(static_cast<int>(numbers.answer)));
  }
  void operator()(const SkillNumbers& numbers) const { reason_->set_skill(numbers.code); }
  void operator()(const PlaceNumbers& numbers) const {
    reason_->set_prefecture(FromPrefecture(numbers.prefecture));
  }
  void operator()(const DeadlineNumbers& numbers) const {
    *reason_->mutable_deadline_time() = FromTime(numbers.deadline);
  }
  void operator()(const SharedLanguageNumbers& numbers) const {
    v1::Reason::SharedLanguage* shared = reason_->mutable_shared_language();
    shared->set_language(numbers.language);
    shared->set_step(numbers.step);
    shared->set_required_step(numbers.required_step);
  }

 private:
  v1::Reason* reason_;
};

v1::Match FromJudgement(const CandidateId& candidate, const Judgement& judgement,
                        absl::string_view rule_set_version, v1::MatchView view) {
  v1::Match match;
  match.set_candidate(candidate.name());
  match.set_verdict(FromVerdict(judgement.verdict));
  if (judgement.raw) match.set_raw(*judgement.raw);
  match.set_component_sum(judgement.component_sum);
  match.set_cap_applied(judgement.cap_applied);
  for (const Component& component : judgement.components) {
    v1::Component* to = match.add_components();
    to->set_kind(FromEnum<v1::Component::Kind>(component.kind));
    to->set_weight(component.weight);
    to->set_value(component.value);
  }
  for (const Reason& reason : judgement.reasons) {
    v1::Reason* to = match.add_reasons();
    to->set_code(FromReasonCode(reason.code));
    to->set_effect(FromEffect(reason.effect));
    to->set_cleared(reason.cleared);
    std::visit(NumbersWriter(to), reason.numbers);
  }
  const bool in_words = view != v1::CODES;
  for (PlainReason& reason : in_words ? PlainReasons(judgement) : std::vector<PlainReason>()) {
    v1::PlainReason* to = match.add_plain_reasons();
    if (const auto* code = std::get_if<ReasonCode>(&reason.source)) {
      to->set_code(FromReasonCode(*code));
    } else {
      to->set_component(FromEnum<v1::Component::Kind>(std::get<ComponentKind>(reason.source)));
    }
    to->set_ja(std::move(reason.ja));
    to->set_ja_easy(std::move(reason.ja_easy));
    to->set_en(std::move(reason.en));
  }
  match.set_rule_set_version(std::string(rule_set_version));
  if (judgement.first_common_start) {
    *match.mutable_first_common_start_time() = FromTime(*judgement.first_common_start);
  }
  return match;
}

}  // namespace

v1::Match::Verdict FromVerdict(Verdict verdict) { return FromEnum<v1::Match::Verdict>(verdict); }

v1::Reason::Code FromReasonCode(ReasonCode code) { return FromEnum<v1::Reason::Code>(code); }

v1::Reason::Effect FromEffect(Effect effect) { return FromEnum<v1::Reason::Effect>(effect); }

Verdict ToVerdict(v1::Match::Verdict verdict) {
  return static_cast<Verdict>(static_cast<int>(verdict) - 1);
}

v1::Match ToMatch(const CandidateId& candidate, const InternshipId& internship,
                  const Judgement& judgement, Band band, absl::string_view rule_set_version,
                  v1::MatchView view) {
  v1::Match match = FromJudgement(candidate, judgement, rule_set_version, view);
  match.set_internship(internship.name());
  // Numbered alike.
  match.set_band(static_cast<v1::Match::Band>(static_cast<int>(band)));
  return match;
}

v1::Match ToMatch(const CandidateId& candidate, const AdvisorId& advisor,
                  const Judgement& judgement, absl::string_view rule_set_version,
                  v1::MatchView view) {
  v1::Match match = FromJudgement(candidate, judgement, rule_set_version, view);
  match.set_advisor(advisor.name());
  return match;
}

}  // namespace banso
