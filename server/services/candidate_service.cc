#include "server/services/candidate_service.h"

#include "banso/v1/candidate_service.pb.h"
#include "server/services/import_rows.h"
#include "server/services/state_machines.h"
#include "server/services/verbs.h"

namespace banso {
namespace {

// Notes a step that was just taken.
void AddStep(const std::string& reason, absl::Time now, v1::Case* c) {
  v1::CaseStep* step = c->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_stage(c->stage());
  step->set_status(c->status());
  step->set_reason(reason);
}

absl::Status Advance(const v1::AdvanceCandidateRequest& request, absl::Time now,
                     v1::Candidate* candidate) {
  v1::Case* c = candidate->mutable_case_();
  // A paused case keeps its stage, and one that has ended goes nowhere.
  if (c->status() != v1::Case::ACTIVE) {
    return IllegalStep(candidate->name(), v1::Case::Status_Name(c->status()));
  }
  switch (StageStepOf(c->stage(), request.stage())) {
    case StageStep::kIllegal:
      return IllegalStep(candidate->name(), v1::Case::Stage_Name(c->stage()));
    case StageStep::kNeedsReason:
      if (request.reason().empty()) {
        return InvalidField("reason", "say why the case is closed at this stage");
      }
      break;
    case StageStep::kLegal:
      break;
  }
  c->set_stage(request.stage());
  if (c->stage() == v1::Case::FIRST_INTERVIEW && !c->has_first_interview_time()) {
    *c->mutable_first_interview_time() = FromTime(now);
  }
  AddStep(request.reason(), now, c);
  return absl::OkStatus();
}

absl::Status Take(CaseVerb verb, const std::string& reason, absl::Time now,
                  v1::Candidate* candidate) {
  v1::Case* c = candidate->mutable_case_();
  const auto next = NextStatus(c->status(), c->stage(), verb);
  if (!next) {
    return IllegalStep(candidate->name(), c->stage() == v1::Case::CLOSED
                                              ? v1::Case::Stage_Name(c->stage())
                                              : v1::Case::Status_Name(c->status()));
  }
  c->set_status(*next);
  AddStep(reason, now, c);
  return absl::OkStatus();
}

}  // namespace

CandidateService::CandidateService(const ServiceContext* context, const Eraser* eraser)
    : RpcService(
          v1::GetCandidateRequest::descriptor()->file()->FindServiceByName("CandidateService"),
          context->runtime),
      methods_(context),
      merge_(context, eraser) {
  Unary<v1::GetCandidateRequest, v1::Candidate>(
      "GetCandidate", [this](const v1::GetCandidateRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListCandidatesRequest, v1::ListCandidatesResponse>(
      "ListCandidates",
      [this](const v1::ListCandidatesRequest& request,
             Call* call) -> absl::StatusOr<v1::ListCandidatesResponse> {
        v1::ListCandidatesResponse response;
        BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::Candidate row) {
          *response.add_candidates() = std::move(row);
        }));
        return response;
      });
  Unary<v1::CreateCandidateRequest, v1::Candidate>(
      "CreateCandidate", [this](const v1::CreateCandidateRequest& request, Call* call) {
        return methods_.Create(FormatName(kCandidatePattern, {RandomId()}), request.candidate(),
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::UpdateCandidateRequest, v1::Candidate>(
      "UpdateCandidate", [this](const v1::UpdateCandidateRequest& request, Call* call) {
        return methods_.Update(request.candidate(),
                               request.has_update_mask() ? &request.update_mask() : nullptr,
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::DeleteCandidateRequest, google::protobuf::Empty>(
      "DeleteCandidate",
      [eraser](const v1::DeleteCandidateRequest& request,
               Call* call) -> absl::StatusOr<google::protobuf::Empty> {
        BANSO_RETURN_IF_ERROR(
            eraser->Erase(request.name(), request.etag(), request.request_id(), call).status());
        return google::protobuf::Empty();
      });
  Unary<v1::ListPossibleDuplicatesRequest, v1::ListPossibleDuplicatesResponse>(
      "ListPossibleDuplicates",
      [this](const auto& request, Call* call) { return merge_.List(request, call); });
  Unary<v1::MergeCandidatesRequest, v1::Tombstone>(
      "MergeCandidates",
      [this](const auto& request, Call* call) { return merge_.Merge(request, call); });
  Rows<v1::ImportCandidatesRequest>("ImportCandidates", [this] {
    using Request = v1::ImportCandidatesRequest;
    return std::make_unique<ImportRows<CandidateEntry, Request, v1::ImportCandidatesResponse>>(
        &methods_,
        [](const Request& request) -> const v1::Candidate& { return request.candidate(); },
        [](const Request&, Call*) { return FormatName(kCandidatePattern, {RandomId()}); });
  });
  Unary<v1::AdvanceCandidateRequest, v1::Candidate>(
      "AdvanceCandidate", [this](const v1::AdvanceCandidateRequest& request, Call* call) {
        return TakeStep(methods_, request, call, [&](v1::Candidate* candidate) {
          return Advance(request, methods_.context().clock->Now(), candidate);
        });
      });
  Unary<v1::ConfirmProfileRequest, v1::Candidate>(
      "ConfirmProfile", [this](const v1::ConfirmProfileRequest& request, Call* call) {
        return TakeStep(methods_, request, call, [&](v1::Candidate* candidate) {
          *candidate->mutable_profile_confirm_time() = FromTime(methods_.context().clock->Now());
          return absl::OkStatus();
        });
      });
  const auto bind = [this](absl::string_view method, CaseVerb verb, auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Candidate>(method, [this, verb](const Request& request, Call* call) {
      return TakeStep(methods_, request, call, [&](v1::Candidate* candidate) {
        return Take(verb, request.reason(), methods_.context().clock->Now(), candidate);
      });
    });
  };
  bind("PauseCandidate", CaseVerb::kPause, v1::PauseCandidateRequest());
  bind("ResumeCandidate", CaseVerb::kResume, v1::ResumeCandidateRequest());
  bind("WithdrawCandidate", CaseVerb::kWithdraw, v1::WithdrawCandidateRequest());
  bind("ReferCandidate", CaseVerb::kRefer, v1::ReferCandidateRequest());
}

}  // namespace banso
