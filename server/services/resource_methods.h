// The standard methods and imports of one resource type.
#ifndef BANSO_SERVER_SERVICES_RESOURCE_METHODS_H_
#define BANSO_SERVER_SERVICES_RESOURCE_METHODS_H_

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "banso/v1/import.pb.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/access/write_rules.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/etag.h"
#include "server/convert/field_mask.h"
#include "server/convert/field_validator.h"
#include "server/convert/page_token.h"
#include "server/convert/status_details.h"
#include "server/services/call.h"
#include "server/services/reads.h"
#include "server/services/resource_traits.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"
#include "server/services/writer.h"

namespace banso {

// How a write is to be made.
struct WriteOptions {
  std::string request_id;
  bool validate_only = false;
};

// The codes that a snapshot knows.
class SnapshotCodes final : public CodeBook {
 public:
  explicit SnapshotCodes(const Snapshot* snapshot) : snapshot_(snapshot) {}
  bool KnowsSkill(absl::string_view code) const override {
    return snapshot_->taxonomy().KnowsSkill(code);
  }

 private:
  const Snapshot* const snapshot_;
};

// What one call may carry, kept below the 4 MiB that clients accept by default.
inline constexpr size_t kMostPageBytes = size_t{3} << 20;
inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;
// How often a write that overwrites whatever is there tries anew when somebody else was faster.
inline constexpr int kWriteAttempts = 5;

// Reads come from the catalog; writes read the store, so that nothing stale is changed.
// Thread safety: any number of threads at once.
template <typename EntryType>
class ResourceMethods {
 public:
  using Message = typename EntryType::Message;
  using Traits = ResourceTraits<EntryType>;

  explicit ResourceMethods(const ServiceContext* context) : context_(*context), writer_(context) {}

  // A message as it leaves: as stored, with the etag and revision that follow from its commit.
  static Message Complete(Message message, Revision revision) {
    message.set_etag(EtagOf(revision));
    message.set_revision(revision);
    return message;
  }

  absl::StatusOr<Message> Get(absl::string_view name, Revision min_revision, Call* call) const {
    BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, min_revision, *call));
    const auto entry = snapshot->template table<EntryType>().Find(name);
    if (entry == nullptr) return NoSuchResource(name);
    return Complete(*entry->message, entry->revision);
  }

  // Fills a list response with the page of resources whose names begin with `prefix`.
  // `add(Message)` appends one to it.
  template <typename Request, typename Response, typename Add>
  absl::Status List(const Request& request, absl::string_view prefix, Call* call,
                    Response* response, Add add) const {
    BANSO_ASSIGN_OR_RETURN(const auto filter,
                           Filter<Message>::Parse(request.filter(), Traits::Filters()));
    BANSO_ASSIGN_OR_RETURN(const auto order,
                           OrderBy<Message>::Parse(request.order_by(), Traits::Orders()));
    BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
    BANSO_ASSIGN_OR_RETURN(const auto snapshot,
                           SnapshotAt(context_, request.min_revision(), *call));
    const auto& table = snapshot->template table<EntryType>();

    std::vector<const EntryType*> rows;
    table.ForEachWithPrefix(prefix, [&](const auto& entry) {
      // What is not reached is not counted either, whatever the filter says of it.
      if (call->reach->Includes(entry->name()) && filter.Matches(*entry->message)) {
        rows.push_back(entry.get());
      }
    });
    if (call->cancelled()) return absl::CancelledError("nobody waits for the list");
    const auto before = [&](const EntryType* a, const EntryType* b) {
      return order.Less(*a->message, *b->message);
    };
    // The page begins behind the last row shown; if that is gone, behind as many as were shown.
    auto next = rows.begin();
    if (const auto last = table.Find(token.last_name);
        last != nullptr && call->reach->Includes(token.last_name)) {
      next = std::partition(rows.begin(), rows.end(),
                            [&](const EntryType* row) { return !before(last.get(), row); });
    } else if (token.ordinal > 0) {
      next += std::min<int64_t>(token.ordinal, static_cast<int64_t>(rows.size()));
      std::nth_element(rows.begin(), next, rows.end(), before);
    }
    const int page_size = NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize);
    // Only the page is put in order: comparing names as people read them is dear.
    std::partial_sort(next, next + std::min<int64_t>(page_size, rows.end() - next), rows.end(),
                      before);

    size_t bytes = 0;
    for (int i = 0; i < page_size && next != rows.end() && bytes < kMostPageBytes; ++i, ++next) {
      bytes += (*next)->message->ByteSizeLong();
      add(Complete(*(*next)->message, (*next)->revision));
    }
    if (next != rows.end() && next != rows.begin()) {
      const PageToken following{(*std::prev(next))->name(), next - rows.begin(), 0};
      response->set_next_page_token(EncodePageToken(following, request));
    }
    response->set_revision(snapshot->revision());
    return absl::OkStatus();
  }

  // Creates `incoming` under `name`.
  absl::StatusOr<Message> Create(std::string name, const Message& incoming,
                                 const WriteOptions& options, Call* call) const {
    BANSO_ASSIGN_OR_RETURN(const auto first, writer_.FindFirstAnswer(options.request_id, call));
    if (first) return ParseAnswer(*first);
    BANSO_ASSIGN_OR_RETURN(Message message,
                           Prepare(std::move(name), incoming, Traits::kField, *call));
    if (options.validate_only) {
      BANSO_RETURN_IF_ERROR(CheckReference(message, call));
      return message;
    }
    Batch batch;
    std::string bytes = DeterministicBytes(message);
    batch.writes.push_back({Traits::kKind, message.name(), bytes, Revision{0}});
    absl::StatusOr<WriteAnswer> answer =
        writer_.Commit(std::move(batch), std::move(bytes), options.request_id, call);
    if (!answer.ok()) return ExplainReference(std::move(answer).status());
    return ParseAnswer(*answer);
  }

  // Changes the fields of the resource called `incoming.name()` that `mask` names (null: those
  // that are populated).
  absl::StatusOr<Message> Update(const Message& incoming, const google::protobuf::FieldMask* mask,
                                 const WriteOptions& options, Call* call) const {
    return Change(incoming.name(), incoming.etag(), options, call,
                  [&](Message* message) { return ApplyFields(incoming, mask, *call, message); });
  }

  // Changes a resource by `change(Message*)`, which may refuse; then sets its update time.
  template <typename ChangeFunction>
  absl::StatusOr<Message> Change(const std::string& name, absl::string_view etag,
                                 const WriteOptions& options, Call* call,
                                 ChangeFunction change) const {
    BANSO_ASSIGN_OR_RETURN(const auto first, writer_.FindFirstAnswer(options.request_id, call));
    if (first) return ParseAnswer(*first);
    if (!etag.empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(etag).status());
    for (int attempt = 1;; ++attempt) {
      BANSO_ASSIGN_OR_RETURN(auto current, Read(name, call));
      auto& [message, revision] = current;
      if (!etag.empty() && etag != EtagOf(revision)) return EtagMismatch(name);
      BANSO_RETURN_IF_ERROR(change(&message));
      *message.mutable_update_time() = FromTime(context_.clock->Now());
      if (options.validate_only) {
        BANSO_RETURN_IF_ERROR(CheckReference(message, call));
        return message;
      }
      Batch batch;
      std::string bytes = DeterministicBytes(message);
      batch.writes.push_back({Traits::kKind, name, bytes, revision});
      absl::StatusOr<WriteAnswer> answer =
          writer_.Commit(std::move(batch), std::move(bytes), options.request_id, call);
      if (answer.ok()) return ParseAnswer(*answer);
      if (!absl::IsAborted(answer.status())) {
        return ExplainReference(std::move(answer).status());
      }
      if (!etag.empty()) return EtagMismatch(name);
      if (attempt == kWriteAttempts) return std::move(answer).status();
    }
  }

  absl::StatusOr<google::protobuf::Empty> Delete(const std::string& name, absl::string_view etag,
                                                 const WriteOptions& options, Call* call) const {
    BANSO_ASSIGN_OR_RETURN(const auto first, writer_.FindFirstAnswer(options.request_id, call));
    if (first) return google::protobuf::Empty();
    Batch batch;
    batch.writes.push_back({Traits::kKind, name, std::nullopt, std::nullopt});
    if (!etag.empty()) {
      BANSO_RETURN_IF_ERROR(RevisionOfEtag(etag).status());
      BANSO_ASSIGN_OR_RETURN(const auto current, Read(name, call));
      if (etag != EtagOf(current.second)) return EtagMismatch(name);
      batch.writes.back().expected = current.second;
    }
    const absl::Status status =
        writer_.Commit(std::move(batch), "", options.request_id, call).status();
    if (absl::IsAborted(status) && !etag.empty()) return EtagMismatch(name);
    if (absl::IsNotFound(status)) return NoSuchResource(name);
    if (absl::IsFailedPrecondition(status)) {
      return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                               "others refer to ", name, "; delete or change them first")),
                           "RESOURCE_IN_USE", {{"name", name}});
    }
    BANSO_RETURN_IF_ERROR(status);
    return google::protobuf::Empty();
  }

  // Sets the fields of `message` that `mask` names, and what follows from them.
  absl::Status ApplyFields(const Message& incoming, const google::protobuf::FieldMask* mask,
                           const Call& call, Message* message) const {
    const Message before = *message;
    BANSO_RETURN_IF_ERROR(ApplyUpdate(mask, incoming, message));
    BANSO_RETURN_IF_ERROR(CheckWritable(call.caller(), before, *message, Traits::kField));
    const auto snapshot = context_.catalog->Current();
    BANSO_RETURN_IF_ERROR(CheckResource(*message, *snapshot, Traits::kField));
    if constexpr (requires { Traits::CheckChange(before, *message); }) {
      BANSO_RETURN_IF_ERROR(Traits::CheckChange(before, *message));
    }
    Traits::Settle(before, message);
    return absl::OkStatus();
  }

  // A new resource, checked and in its first state.
  absl::StatusOr<Message> Prepare(std::string name, const Message& incoming, absl::string_view path,
                                  const Call& call) const {
    Message message = incoming;
    ClearOutputOnly(&message);
    message.clear_etag();
    BANSO_RETURN_IF_ERROR(CheckWritable(call.caller(), Message(), message, path));
    message.set_name(std::move(name));
    BANSO_RETURN_IF_ERROR(
        InvalidFields(Traits::Check(message, *context_.catalog->Current(), path)));
    const absl::Time now = context_.clock->Now();
    if constexpr (requires { Traits::CheckNew(message, now, path); }) {
      BANSO_RETURN_IF_ERROR(InvalidFields(Traits::CheckNew(message, now, path)));
    }
    *message.mutable_create_time() = FromTime(now);
    *message.mutable_update_time() = FromTime(now);
    Traits::Begin(now, &message);
    return message;
  }

  // The resource as the store has it now.
  absl::StatusOr<std::pair<Message, Revision>> Read(absl::string_view name, Call* call) const {
    absl::StatusOr<Resource> resource = context_.store->Get(Traits::kKind, name, call->deadline);
    if (absl::IsNotFound(resource.status())) return NoSuchResource(name);
    BANSO_RETURN_IF_ERROR(resource.status());
    std::pair<Message, Revision> read;
    if (!read.first.ParseFromString(resource->message)) {
      return absl::DataLossError(absl::StrCat(name, " cannot be read"));
    }
    read.second = resource->revision;
    return read;
  }

  // Refuses what the store would refuse, for a write that is only to be checked: a resource that
  // refers to one that does not exist.
  absl::Status CheckReference(const Message& message, Call* call) const {
    const absl::string_view name = Traits::Reference(message);
    if (name.empty()) return absl::OkStatus();
    return ExplainReference(
        context_.store->Get(ResourceKind::kEmployer, name, call->deadline).status());
  }

  // NOT_FOUND of a put means that something it refers to does not exist: says where.
  static absl::Status ExplainReference(absl::Status status) {
    if (!absl::IsNotFound(status) || Traits::kReferenceField.empty()) return status;
    return WithErrorInfo(
        absl::NotFoundError(absl::StrCat(Traits::kReferenceField, " does not exist")),
        "REFERENCE_NOT_FOUND", {{"field", std::string(Traits::kReferenceField)}});
  }

  const ServiceContext& context() const { return context_; }
  const Writer& writer() const { return writer_; }

 private:
  static absl::StatusOr<Message> ParseAnswer(const WriteAnswer& answer) {
    // A resource always has a name: what is empty was emptied when the resource was deleted.
    if (answer.response.empty()) {
      return absl::NotFoundError("the resource of this request was deleted since");
    }
    Message message;
    if (!message.ParseFromString(answer.response)) {
      return absl::DataLossError("the first answer to this request id cannot be read");
    }
    return Complete(std::move(message), answer.revision);
  }

  static absl::Status CheckResource(const Message& message, const Snapshot& snapshot,
                                    absl::string_view path) {
    BANSO_RETURN_IF_ERROR(InvalidFields(ValidateMessage(message, SnapshotCodes(&snapshot), path)));
    return InvalidFields(Traits::Check(message, snapshot, path));
  }

  const ServiceContext& context_;
  const Writer writer_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RESOURCE_METHODS_H_
