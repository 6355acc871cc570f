#include "clients/cli/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "banso/v1/candidate.pb.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr int kLargestPage = 1000;
constexpr absl::Duration kUnaryTimeout = absl::Seconds(30);

}  // namespace

Session::Session(Arguments given, Credentials credentials)
    : arguments(std::move(given)),
      console({arguments.language, arguments.json, arguments.color}),
      connection({arguments.server, arguments.timeout.value_or(kUnaryTimeout),
                  std::move(credentials), arguments.min_revision}),
      labels(connection, arguments.language) {}

ExitCode Session::WrongUsage(absl::string_view what) {
  console.Complain(absl::StrCat("banso: ", what));
  return ExitCode::kUsage;
}

grpc::Status GetResource(const Session& session, const ResourceKind& kind, const std::string& name,
                         MessagePtr* resource) {
  const std::string method = kind.Method("Get");
  const MessagePtr request = NewRequest(method);
  SetString(*request, "name", name);
  *resource = NewResponse(method);
  return session.connection.Call(method, *request, resource->get());
}

grpc::Status ListResources(const Session& session, const ResourceKind& kind,
                           const std::string& filter, int limit,
                           const std::function<void(MessagePtr)>& visit, bool* more) {
  const std::string method = kind.ListMethod();
  const MessagePtr request = NewRequest(method);
  // Not every list can be filtered and ordered; where it cannot, there is no option for it.
  if (!filter.empty()) SetString(*request, "filter", filter);
  if (!session.arguments.order_by.empty()) {
    SetString(*request, "order_by", session.arguments.order_by);
  }
  if (kind.has_parent()) {
    SetString(*request, "parent", ParentOf(session.arguments, kind));
  }
  // The same for every page: a page token holds for the request that it came from.
  SetInt(*request, "page_size", limit == 0 ? kLargestPage : std::min(limit, kLargestPage));
  int seen = 0;
  while (true) {
    const MessagePtr page = NewResponse(method);
    if (grpc::Status status = session.connection.Call(method, *request, page.get()); !status.ok()) {
      return status;
    }
    const auto* reflection = page->GetReflection();
    const FieldDescriptor* field = page->GetDescriptor()->FindFieldByName(kind.list_field);
    const int size = reflection->FieldSize(*page, field);
    for (int i = 0; i < size; ++i) {
      if (limit > 0 && seen == limit) {
        *more = true;
        return grpc::Status::OK;
      }
      ++seen;
      const Message& element = reflection->GetRepeatedMessage(*page, field, i);
      MessagePtr copy(element.New());
      copy->CopyFrom(element);
      visit(std::move(copy));
    }
    const std::string token = GetString(*page, "next_page_token");
    *more = !token.empty();
    if (token.empty() || (limit > 0 && seen >= limit)) return grpc::Status::OK;
    SetString(*request, "page_token", token);
  }
}

std::string ParentOf(const Arguments& arguments, const ResourceKind& kind) {
  if (!kind.has_parent()) return "";
  const bool listed = arguments.command.size() > 1 && arguments.command[1] == "list";
  const std::string parent = kind.parent == "employers"           ? arguments.employer
                             : listed && !arguments.items.empty() ? arguments.items[0]
                                                                  : "";
  return parent.empty() ? absl::StrCat(kind.parent, "/-") : parent;
}

std::string StateOf(const Message& resource) {
  if (resource.GetDescriptor() == v1::Candidate::descriptor()) {
    return v1::Case::Stage_Name(static_cast<const v1::Candidate&>(resource).case_().stage());
  }
  const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName("state");
  if (field == nullptr) return "";
  return resource.GetReflection()->GetEnum(resource, field)->name();
}

}  // namespace banso
