#include "server/services/internship_service.h"

#include <map>
#include <vector>

#include "engine/rules/publication.h"
#include "google/rpc/error_details.pb.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/internship_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/import_rows.h"
#include "server/services/state_machines.h"
#include "server/services/verbs.h"

namespace banso {
namespace {

// FAILED_PRECONDITION with one violation a problem, and the codes as metadata for programs.
absl::Status NotPublishable(const std::string& name,
                            const std::vector<PublicationProblem>& problems) {
  google::rpc::PreconditionFailure failure;
  std::map<std::string, std::string> metadata = {{"name", name}};
  std::string message = absl::StrCat(name, " cannot be published");
  for (const PublicationProblem& problem : problems) {
    const std::string code(PublicationProblemName(problem.code));
    google::rpc::PreconditionFailure::Violation* violation = failure.add_violations();
    violation->set_type(code);
    violation->set_subject(problem.field);
    violation->set_description(problem.description);
    absl::StrAppend(&message, "; ", problem.description);
    metadata[code] = problem.field;
  }
  absl::Status status = absl::FailedPreconditionError(message);
  status.SetPayload(absl::StrCat("type.googleapis.com/", failure.GetDescriptor()->full_name()),
                    absl::Cord(failure.SerializeAsString()));
  return WithErrorInfo(std::move(status), "NOT_PUBLISHABLE", metadata);
}

absl::Status Take(InternshipVerb verb, v1::Internship* internship) {
  const v1::Internship::State from = internship->state();
  const auto next = NextState(from, internship->state_before_suspension(), verb);
  if (!next) return IllegalStep(internship->name(), v1::Internship::State_Name(from));
  if (verb == InternshipVerb::kSuspend) {
    internship->set_state_before_suspension(from);
  } else {
    internship->clear_state_before_suspension();
  }
  // Seats may have been taken before the opening was published, or while it was suspended.
  internship->set_state(StateBySeats(*next, internship->seats(), internship->seats_taken()));
  return absl::OkStatus();
}

}  // namespace

InternshipService::InternshipService(const ServiceContext* context)
    : RpcService(
          v1::GetInternshipRequest::descriptor()->file()->FindServiceByName("InternshipService"),
          context->runtime),
      methods_(context),
      employers_(context) {
  Unary<v1::GetInternshipRequest, v1::Internship>(
      "GetInternship", [this](const v1::GetInternshipRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListInternshipsRequest, v1::ListInternshipsResponse>(
      "ListInternships",
      [this](const v1::ListInternshipsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListInternshipsResponse> {
        v1::ListInternshipsResponse response;
        const std::string prefix =
            request.parent() == "employers/-" ? "" : absl::StrCat(request.parent(), "/");
        BANSO_RETURN_IF_ERROR(methods_.List(
            request, prefix, call, &response,
            [&](v1::Internship row) { *response.add_internships() = std::move(row); }));
        return response;
      });
  Unary<v1::CreateInternshipRequest, v1::Internship>(
      "CreateInternship", [this](const v1::CreateInternshipRequest& request, Call* call) {
        return Create(request, call);
      });
  Unary<v1::UpdateInternshipRequest, v1::Internship>(
      "UpdateInternship", [this](const v1::UpdateInternshipRequest& request, Call* call) {
        return methods_.Update(request.internship(),
                               request.has_update_mask() ? &request.update_mask() : nullptr,
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::DeleteInternshipRequest, google::protobuf::Empty>(
      "DeleteInternship", [this](const v1::DeleteInternshipRequest& request, Call* call) {
        return methods_.Delete(request.name(), request.etag(), {request.request_id()}, call);
      });
  Rows<v1::ImportInternshipsRequest>("ImportInternships", [this] {
    using Request = v1::ImportInternshipsRequest;
    return std::make_unique<ImportRows<InternshipEntry, Request, v1::ImportInternshipsResponse>>(
        &methods_,
        [](const Request& request) -> const v1::Internship& { return request.internship(); },
        [this](const Request& request, Call* call) { return NewName(request, call); });
  });
  const auto bind = [this](absl::string_view method, InternshipVerb verb, auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Internship>(method, [this, verb](const Request& request, Call* call) {
      return TakeStep(methods_, request, call, [&](v1::Internship* internship) -> absl::Status {
        BANSO_RETURN_IF_ERROR(Take(verb, internship));
        return verb == InternshipVerb::kPublish ? CheckPublishable(*internship, call)
                                                : absl::OkStatus();
      });
    });
  };
  bind("SubmitInternship", InternshipVerb::kSubmit, v1::SubmitInternshipRequest());
  bind("VerifyInternship", InternshipVerb::kVerify, v1::VerifyInternshipRequest());
  bind("PublishInternship", InternshipVerb::kPublish, v1::PublishInternshipRequest());
  bind("CloseInternship", InternshipVerb::kClose, v1::CloseInternshipRequest());
  bind("SuspendInternship", InternshipVerb::kSuspend, v1::SuspendInternshipRequest());
  bind("ResumeInternship", InternshipVerb::kResume, v1::ResumeInternshipRequest());
}

absl::StatusOr<v1::Internship> InternshipService::Create(const v1::CreateInternshipRequest& request,
                                                         Call* call) const {
  if (request.validate_only()) {
    // The store would refuse the write; nothing is written here.
    const absl::Status parent = employers_.Read(request.parent(), call).status();
    if (!parent.ok()) return methods_.ExplainReference(parent);
  }
  const std::string id = ParseName(kEmployerPattern, request.parent())->front();
  return methods_.Create(FormatName(kInternshipPattern, {id, RandomId()}), request.internship(),
                         {request.request_id(), request.validate_only()}, call);
}

absl::Status InternshipService::CheckPublishable(const v1::Internship& internship,
                                                 Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto employer, employers_.Read(EmployerOf(internship.name()), call));
  const auto snapshot = methods_.context().catalog->Current();
  PublicationFacts facts;
  facts.employer_has_contact = !employer.first.contacts().empty();
  facts.called_internship = internship.called_internship();
  facts.fair_hiring_item_asked = !internship.fair_hiring_items_asked().empty();
  facts.employer_prefecture = ToPrefecture(employer.first.prefecture());
  const Internship value = ToInternship(internship, employer.first, [&](absl::string_view code) {
    return snapshot->taxonomy().ResolveSkill(code);
  });
  const std::vector<PublicationProblem> problems =
      CheckPublication(value, facts, methods_.context().rules->At(methods_.context().clock->Now()));
  return problems.empty() ? absl::OkStatus() : NotPublishable(internship.name(), problems);
}

absl::StatusOr<std::string> InternshipService::NewName(const v1::ImportInternshipsRequest& request,
                                                       Call* call) const {
  std::string parent;
  if (request.has_parent()) {
    parent = request.parent();
    const absl::Status known = employers_.Read(parent, call).status();
    if (absl::IsNotFound(known)) return InvalidField("parent", "does not exist");
    BANSO_RETURN_IF_ERROR(known);
  } else if (request.has_parent_key()) {
    const std::string key = ImportClaimKey(CollectionOf(ResourceKind::kEmployer),
                                           request.parent_key(), methods_.context().claim_key);
    BANSO_ASSIGN_OR_RETURN(const std::optional<Claim> claim,
                           methods_.context().store->FindClaim(key, call->deadline));
    if (!claim) return InvalidField("parent_key", "no employer was imported with this key");
    parent = claim->owner;
  } else {
    return InvalidField("parent", "set parent or parent_key");
  }
  return FormatName(kInternshipPattern, {ParseName(kEmployerPattern, parent)->front(), RandomId()});
}

absl::StatusOr<int> InternshipService::ExpireOpenings(absl::Time deadline) const {
  const absl::Time now = methods_.context().clock->Now();
  std::vector<std::string> names;
  methods_.context().catalog->Current()->internships().ForEach([&](const auto& entry) {
    if (IsExpired(*entry->message, now)) names.push_back(entry->name());
  });
  int moved = 0;
  for (const std::string& name : names) {
    Call call;
    call.deadline = deadline;
    const absl::Status status =
        methods_
            .Change(name, "", {}, &call,
                    [&](v1::Internship* internship) {
                      if (!IsExpired(*internship, now)) {
                        return absl::CancelledError("is not expired any more");
                      }
                      internship->set_state(v1::Internship::EXPIRED);
                      return absl::OkStatus();
                    })
            .status();
    if (status.ok()) {
      ++moved;
    } else if (!absl::IsCancelled(status) && !absl::IsNotFound(status) &&
               !absl::IsAborted(status)) {
      return status;
    }
  }
  return moved;
}

}  // namespace banso
