#include "server/services/rpc_service.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "banso/v1/options.pb.h"
#include "engine/base/status_macros.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/access/certificate_names.h"
#include "server/access/peer_network.h"
#include "server/access/projection.h"
#include "server/base/deterministic_bytes.h"
#include "server/base/log.h"
#include "server/base/log_scope.h"
#include "server/base/mutex.h"
#include "server/base/steady_time.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/common_rules.h"
#include "server/convert/field_validator.h"
#include "server/convert/options.h"
#include "server/convert/wire_utf8.h"
#include "server/services/call_id.h"
#include "server/services/digest.h"
#include "server/services/reads.h"
#include "server/services/watch_hub.h"

namespace banso {
namespace {

using google::protobuf::Message;
using grpc::ByteBuffer;
using grpc::CallbackServerContext;

// What the public may call least often.
constexpr absl::string_view kApplication = "/banso.v1.ConsultationService/ApplyForDesk";
// What tells how the server is and who is calling: answered before what waits.
constexpr absl::string_view kFrontMethods[] = {"/banso.v1.OperationsService/GetStatus",
                                               "/banso.v1.AccessService/WhoAmI"};
constexpr absl::Duration kLongestCall = absl::Minutes(1);
constexpr absl::Duration kRetryWhenFull = absl::Seconds(1);
constexpr absl::Duration kRetryWhenAway = absl::Seconds(2);
// Of a stream: rows read but not answered, rows handled at once, and the size of an upload.
constexpr size_t kRowsAhead = 256;
constexpr size_t kRowsAtOnce = 64;
constexpr size_t kMostUploadBytes = size_t{256} << 20;

class CatalogCodes final : public CodeBook {
 public:
  explicit CatalogCodes(const Catalog* catalog) : snapshot_(catalog->Current()) {}
  bool KnowsSkill(absl::string_view code) const override {
    return snapshot_->taxonomy().KnowsSkill(code);
  }

 private:
  const std::shared_ptr<const Snapshot> snapshot_;
};

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  // The codes of both are numbered alike.
  return grpc::Status(static_cast<grpc::StatusCode>(status.raw_code()),
                      std::string(status.message()), ToRpcStatus(status).SerializeAsString());
}

std::string ToBytes(const ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

ByteBuffer ToBuffer(const Message& message) {
  const grpc::Slice slice(DeterministicBytes(message));
  return ByteBuffer(&slice, 1);
}

// The server is busy: the call was not looked at, so that it is safe to send it again.
absl::Status TooBusy() {
  return WithRetryInfo(absl::ResourceExhaustedError("the server is busy; try again"),
                       kRetryWhenFull);
}

absl::Status TooLate() { return absl::DeadlineExceededError("the deadline has passed"); }

// Why a call that comes with this deadline was not taken.
absl::Status NotTaken(WorkerPool::Offer offer, absl::Time deadline) {
  if (offer == WorkerPool::Offer::kClosed) {
    return WithRetryInfo(absl::UnavailableError("the server is stopping; try again"),
                         kRetryWhenAway);
  }
  return SteadyNow() >= deadline ? TooLate() : TooBusy();
}

absl::Status TooManyStreams() {
  return WithRetryInfo(
      absl::ResourceExhaustedError("too many streams of this caller are open; end one first"),
      kRetryWhenFull);
}

// What this server says while it may know less than the others have acknowledged: it holds no
// lease, or has left. Nothing else leaves it, since any answer, also an error, may tell what is no
// longer so. Health and reflection, which know nobody, are answered by gRPC itself.
absl::Status WithoutLease() {
  return WithRetryInfo(
      WithErrorInfo(absl::UnavailableError("this server may be behind the others; ask another, or "
                                           "again soon, with the same request_id"),
                    "LEASE_LAPSED", {}),
      kRetryWhenAway);
}

absl::Status CheckMayBegin(const RpcRuntime& runtime) {
  const bool may = runtime.replica == nullptr || runtime.replica->MayBegin();
  return may ? absl::OkStatus() : WithoutLease();
}

// To be asked when everything else of an answer is made.
absl::Status CheckMayAnswer(const RpcRuntime& runtime) {
  const bool may = runtime.replica == nullptr || runtime.replica->MayAnswer();
  return may ? absl::OkStatus() : WithoutLease();
}

// Parses and brings strings into their kept form. `digest` is set to that of the bytes, if the
// request can be repeated.
absl::Status Parse(const ByteBuffer& buffer, absl::string_view method, Message* request,
                   std::string* digest) {
  const std::string bytes = ToBytes(buffer);
  if (!request->ParseFromString(bytes)) {
    if (auto path = FindInvalidUtf8(*request->GetDescriptor(), bytes)) {
      return InvalidField(*std::move(path), "is not valid UTF-8");
    }
    return absl::InvalidArgumentError(
        absl::StrCat("the bytes are not a ", request->GetDescriptor()->full_name()));
  }
  if (request->GetDescriptor()->FindFieldByName("request_id") != nullptr) {
    *digest = Digest({method, DeterministicBytes(*request)});
  }
  NormaliseStrings(request);
  return absl::OkStatus();
}

StreamRow ParseRow(const ByteBuffer& buffer, const Message& prototype, const CodeBook& codes,
                   const Call& call) {
  StreamRow row;
  row.message.reset(prototype.New());
  std::string digest;
  const absl::Status parsed = Parse(buffer, call.method, row.message.get(), &digest);
  if (parsed.ok()) {
    const absl::Status reached = call.reach->CheckRequest(*row.message);
    if (!reached.ok()) {
      row.problems.push_back({"", std::string(reached.message())});
    } else {
      row.problems = ValidateMessage(*row.message, codes);
    }
    return row;
  }
  row.problems = FieldProblems(parsed);
  if (row.problems.empty()) row.problems.push_back({"", std::string(parsed.message())});
  return row;
}

std::vector<StreamRow> ParseRows(const std::vector<ByteBuffer>& buffers, const Message& prototype,
                                 const Catalog* catalog, const Call& call) {
  const CatalogCodes codes(catalog);
  std::vector<StreamRow> rows;
  rows.reserve(buffers.size());
  for (const ByteBuffer& buffer : buffers) {
    rows.push_back(ParseRow(buffer, prototype, codes, call));
  }
  return rows;
}

// The first resource name that the request, else the answer, is about; empty if there is none.
std::string NameOf(const Message& message) {
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *descriptor.field(i);
    if (field.type() == google::protobuf::FieldDescriptor::TYPE_STRING && !field.is_repeated() &&
        !LimitsOf(field).resource().empty() &&
        field.options().GetExtension(v1::privacy) == v1::Privacy::PUBLIC) {
      std::string name = message.GetReflection()->GetString(message, &field);
      if (!name.empty()) return name;
    }
  }
  return "";
}

// A call as it came in.
struct Arrival {
  absl::Time time;
  std::string call_id;
};

// Counts the call, and names it to its caller.
Arrival Arrive(CallbackServerContext* context, const RpcRuntime& runtime) {
  if (runtime.metrics != nullptr) runtime.metrics->Begin();
  const auto& metadata = context->client_metadata();
  const auto value = [&](const char* key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? absl::string_view()
                                   : absl::string_view(found->second.data(), found->second.size());
  };
  Arrival arrival{SteadyNow(), CallIdFor(value(kCallIdKey), value(kTraceParentKey))};
  context->AddTrailingMetadata(kCallIdKey, arrival.call_id);
  return arrival;
}

// Counts and logs the end of a call. `name` and `principal` may be empty.
void Depart(const Arrival& arrival, absl::string_view method, const absl::Status& status,
            const std::string& name, const std::string& principal, const RpcRuntime& runtime) {
  const absl::Duration latency = SteadyNow() - arrival.time;
  if (runtime.metrics != nullptr) runtime.metrics->End(method, status.code(), latency);
  const LogLevel level =
      absl::IsInternal(status) || absl::IsDataLoss(status) ? LogLevel::kError : LogLevel::kInfo;
  std::vector<LogField> fields = {
      {"method", LogCode(method)}, {"code", status.code()}, {"latency", latency}};
  if (!principal.empty()) fields.emplace_back("principal", LogName(principal));
  if (!name.empty()) fields.emplace_back("name", LogName(name));
  const LogScope scope(arrival.call_id);
  Log(level, "call", fields);
}

// When a call that begins at `start` is not waited for any more.
absl::Time DeadlineOf(const CallbackServerContext& context, absl::Time start) {
  // gRPC's infinite future lies beyond what Abseil's conversion can hold exactly; the smaller of
  // the two is what counts.
  // By the clock that gRPC converts the deadline with: Abseil's own notices later that it was set.
  const absl::Duration left =
      absl::FromChrono(context.deadline()) - absl::FromChrono(std::chrono::system_clock::now());
  return std::min(SteadyNow() + left, start + kLongestCall);
}

Call MakeCall(absl::string_view method, const CallbackServerContext* context, absl::Time start) {
  Call call;
  call.method = method;
  call.deadline = DeadlineOf(*context, start);
  call.cancelled = [context, deadline = call.deadline] {
    return context->IsCancelled() || SteadyNow() >= deadline;
  };
  return call;
}

// Finds out whether this server may answer, who calls, whether the role may call the method and
// whether calls are left; sets `call->reach` and what the audit log knows of every call.
enum class Counting { kCounted, kFree };
absl::Status Admit(const CallbackServerContext& context, const RpcRuntime& runtime, Call* call,
                   Counting counting = Counting::kCounted) {
  BANSO_RETURN_IF_ERROR(CheckMayBegin(runtime));
  Credentials credentials;
  const auto& metadata = context.client_metadata();
  const auto header = metadata.find("authorization");
  if (header != metadata.end()) {
    credentials.authorization.assign(header->second.data(), header->second.size());
  }
  credentials.certificate_names = CertificateNames(*context.auth_context());
  const std::shared_ptr<const Snapshot> snapshot = runtime.catalog->Current();
  const absl::Time now = runtime.clock->Now();
  const absl::StatusOr<Caller> authenticated =
      runtime.authenticator->Authenticate(credentials, *snapshot, now);
  if (!authenticated.ok()) {
    // Trying proofs is limited like calls without any.
    if (counting == Counting::kCounted) {
      BANSO_RETURN_IF_ERROR(runtime.publics->Take(NetworkOf(context.peer()), SteadyNow()));
    }
    return authenticated.status();
  }
  const Caller& caller = *authenticated;
  BANSO_ASSIGN_OR_RETURN(const v1::Access::Scope scope,
                         runtime.policy->Authorise(call->method, caller));
  // The limiter counts real time, whatever clock the rules go by.
  if (counting == Counting::kFree) {
    // Nobody called.
  } else if (caller.role == v1::Access::PUBLIC) {
    BANSO_RETURN_IF_ERROR(runtime.publics->Take(NetworkOf(context.peer()), SteadyNow()));
  } else {
    BANSO_RETURN_IF_ERROR(runtime.callers->Take(caller.principal, SteadyNow()));
  }
  // Each makes a record of a person, whoever calls: an application gives its caller a token.
  if (call->method == kApplication && caller.role != v1::Access::COORDINATOR) {
    BANSO_RETURN_IF_ERROR(runtime.applications->Take(NetworkOf(context.peer()), SteadyNow()));
  }
  call->audit.set_principal(caller.principal);
  call->audit.set_role(caller.role);
  call->audit.set_method(std::string(call->method));
  call->reach = std::make_shared<const Reach>(caller, scope, snapshot, now);
  return absl::OkStatus();
}

// Finds out who begins a stream, and takes one of the caller's slots for it.
absl::Status AdmitStream(absl::string_view method, const CallbackServerContext* context,
                         const RpcRuntime& runtime, Caller* caller, StreamSlots::Slot* slot) {
  Call call = MakeCall(method, context, SteadyNow());
  BANSO_RETURN_IF_ERROR(Admit(*context, runtime, &call));
  *caller = call.caller();
  *slot = runtime.streams->Take(caller->principal);
  return *slot == nullptr ? TooManyStreams() : absl::OkStatus();
}

// A request that waits for a revision is answered from it: then the caller's reach is that of the
// revision too.
absl::Status ReachAtRevision(const Message& request, const RpcRuntime& runtime, Call* call) {
  const auto* field = request.GetDescriptor()->FindFieldByName("min_revision");
  if (field == nullptr || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_INT64) {
    return absl::OkStatus();
  }
  const Revision revision = request.GetReflection()->GetInt64(request, field);
  if (revision <= runtime.catalog->Current()->revision()) return absl::OkStatus();
  BANSO_ASSIGN_OR_RETURN(auto snapshot, SnapshotAt(runtime, revision, *call));
  call->reach = std::make_shared<const Reach>(call->caller(), call->reach->scope(),
                                              std::move(snapshot), runtime.clock->Now());
  return absl::OkStatus();
}

// Notes whose data the answer is about: `subjects`, and whom the handler named. A write noted it in
// its own commit.
absl::Status NoteAnswer(std::set<std::string> subjects, const RpcRuntime& runtime, Call* call) {
  if (call->written && !call->repeated) return absl::OkStatus();
  subjects.insert(call->audit.subjects().begin(), call->audit.subjects().end());
  const bool list_shown = call->audit.has_shown_list();
  if (subjects.empty() && !list_shown && call->audit.changes().empty()) return absl::OkStatus();
  v1::AuditEntry entry = std::move(call->audit);
  entry.mutable_subjects()->Assign(subjects.begin(), subjects.end());
  *entry.mutable_entry_time() = FromTime(runtime.clock->Now());
  if (entry.revision() == 0) entry.set_revision(runtime.catalog->Current()->revision());
  AuditRow row = ToAuditRow(std::move(entry));
  return list_shown ? runtime.audit->WriteSoon(std::move(row))
                    : runtime.audit->WriteAndWait(std::move(row), call->deadline);
}

// Reads a request and checks whether it may be handled; `call` is admitted.
absl::StatusOr<std::unique_ptr<Message>> ReadRequest(const ByteBuffer& bytes,
                                                     const Message& prototype,
                                                     const RpcRuntime& runtime, Call* call) {
  std::unique_ptr<Message> request(prototype.New());
  BANSO_RETURN_IF_ERROR(Parse(bytes, call->method, request.get(), &call->digest));
  if (!call->digest.empty()) call->digest = Digest({call->digest, call->caller().principal});
  BANSO_RETURN_IF_ERROR(ReachAtRevision(*request, runtime, call));
  BANSO_RETURN_IF_ERROR(call->reach->CheckRequest(*request));
  BANSO_RETURN_IF_ERROR(InvalidFields(ValidateMessage(*request, CatalogCodes(runtime.catalog))));
  return request;
}

// Leaves of an answer what the caller may see, and notes whose data it is about.
absl::StatusOr<ByteBuffer> MakeAnswer(Message* message, const RpcRuntime& runtime, Call* call) {
  // Before the projection: an employer is not told whose an application is, the log is.
  std::set<std::string> subjects = PeopleIn(*message);
  Project(*call->reach, message);
  BANSO_RETURN_IF_ERROR(NoteAnswer(std::move(subjects), runtime, call));
  return ToBuffer(*message);
}

// What a handler's status means to the caller.
absl::Status Settle(absl::Status status, const Call& call) {
  // A computation that stopped because the time was up says CANCELLED.
  if (absl::IsCancelled(status) && SteadyNow() >= call.deadline) {
    return TooLate();
  }
  if (absl::IsUnavailable(status)) return WithRetryInfo(std::move(status), kRetryWhenAway);
  return status;
}

void SendRevision(const Call& call, CallbackServerContext* context) {
  if (call.written) {
    context->AddTrailingMetadata("banso-revision", absl::StrCat(*call.written));
  }
}

// Handles the rows of one stream in order. Reading stops while answers are not taken, so that a
// client that does not read is not read from either.
class RowReactor final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  RowReactor(CallbackServerContext* context, absl::string_view method, const Message* prototype,
             const RpcRuntime& runtime, std::unique_ptr<RowHandler> handler)
      : context_(context),
        method_(method),
        prototype_(prototype),
        runtime_(runtime),
        handler_(std::move(handler)),
        arrival_(Arrive(context, runtime)) {
    absl::Status admitted = AdmitStream(method_, context_, runtime_, &caller_, &slot_);
    MutexLock lock(&mu_);
    status_ = std::move(admitted);
    Step();
  }

  void OnReadDone(bool ok) override {
    MutexLock lock(&mu_);
    reading_ = false;
    if (ok) {
      rows_.push_back(std::move(in_));
      in_.Clear();
    } else {
      ended_ = true;
    }
    Step();
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(&mu_);
    writing_ = false;
    if (!ok) cancelled_ = true;
    Step();
  }

  void OnCancel() override {
    MutexLock lock(&mu_);
    cancelled_ = true;
    Step();
  }

  void OnDone() override {
    absl::Status status;
    {
      // Finish was called under the lock: wait until that thread has left it.
      MutexLock lock(&mu_);
      status = status_;
    }
    Depart(arrival_, method_, status, "", caller_.principal, runtime_);
    delete this;
  }

 private:
  // Starts whatever can be started. Operations are started under the lock, so that none follows
  // Finish; gRPC never calls back from within them.
  void Step() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (finished_) return;
    if (cancelled_) {
      status_ = absl::CancelledError("the stream was cancelled");
      answers_.clear();
    }
    if (!writing_ && !answers_.empty()) {
      writing_ = true;
      out_ = std::move(answers_.front());
      answers_.pop_front();
      StartWrite(&out_);
    }
    // Also a stream that ends early says what became of the rows that were decided.
    if (!status_.ok()) {
      if (!working_ && !writing_) FinishLocked();
      return;
    }
    if (!working_ && !rows_.empty() && answers_.size() < kRowsAhead) {
      working_ = true;
      const auto offer = runtime_.pool->TryAdd([this] { Work(); });
      if (offer != WorkerPool::Offer::kTaken) {
        working_ = false;
        status_ = NotTaken(offer, absl::InfiniteFuture());
        if (!writing_) FinishLocked();
        return;
      }
    }
    if (!reading_ && !ended_ && rows_.size() < kRowsAhead) {
      reading_ = true;
      StartRead(&in_);
    }
    if (ended_ && rows_.empty() && !working_ && answers_.empty() && !writing_) FinishLocked();
  }

  void FinishLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    finished_ = true;
    if (last_write_) {
      context_->AddTrailingMetadata("banso-revision", absl::StrCat(*last_write_));
    }
    Finish(ToGrpc(status_));
  }

  void Work() ABSL_LOCKS_EXCLUDED(mu_) {
    std::vector<ByteBuffer> batch;
    {
      MutexLock lock(&mu_);
      const size_t count = std::min(rows_.size(), kRowsAtOnce);
      batch.assign(std::make_move_iterator(rows_.begin()),
                   std::make_move_iterator(rows_.begin() + count));
      rows_.erase(rows_.begin(), rows_.begin() + count);
    }
    const LogScope scope(arrival_.call_id);
    Call call = MakeCall(method_, context_, SteadyNow());
    std::vector<std::unique_ptr<Message>> answers;
    // Anew for each batch: a token that was revoked meanwhile ends the stream.
    absl::Status status = Admit(*context_, runtime_, &call);
    if (status.ok()) {
      status =
          handler_->Handle(ParseRows(batch, *prototype_, runtime_.catalog, call), &call, &answers);
    }
    if (absl::Status may = CheckMayAnswer(runtime_); !may.ok()) {
      status = std::move(may);
      answers.clear();
    }
    MutexLock lock(&mu_);
    working_ = false;
    if (call.written) last_write_ = call.written;
    for (const auto& answer : answers) answers_.push_back(ToBuffer(*answer));
    if (!status.ok()) status_ = Settle(status, call);
    Step();
  }

  CallbackServerContext* const context_;
  const absl::string_view method_;
  const Message* const prototype_;
  const RpcRuntime runtime_;
  const std::unique_ptr<RowHandler> handler_;
  const Arrival arrival_;
  Caller caller_;           // set by the constructor
  StreamSlots::Slot slot_;  // likewise

  Mutex mu_;
  ByteBuffer in_;   // of the read under way
  ByteBuffer out_;  // of the write under way
  std::deque<ByteBuffer> rows_ ABSL_GUARDED_BY(mu_);
  std::deque<ByteBuffer> answers_ ABSL_GUARDED_BY(mu_);
  bool reading_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool working_ ABSL_GUARDED_BY(mu_) = false;
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
  std::optional<Revision> last_write_ ABSL_GUARDED_BY(mu_);
};

// Collects the parts of one upload and hands them over together.
class UploadReactor final : public grpc::ServerReadReactor<ByteBuffer> {
 public:
  using Handler =
      std::function<absl::StatusOr<std::unique_ptr<Message>>(std::vector<StreamRow>, Call*)>;

  UploadReactor(CallbackServerContext* context, absl::string_view method, const Message* prototype,
                const RpcRuntime& runtime, const Handler* handler, ByteBuffer* response)
      : context_(context),
        method_(method),
        prototype_(prototype),
        runtime_(runtime),
        handler_(handler),
        response_(response),
        arrival_(Arrive(context, runtime)) {
    absl::Status admitted = AdmitStream(method_, context_, runtime_, &caller_, &slot_);
    if (!admitted.ok()) {
      End(std::move(admitted));
      return;
    }
    StartRead(&in_);
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      bytes_ += in_.Length();
      if (bytes_ > kMostUploadBytes) {
        End(absl::ResourceExhaustedError("the upload is larger than 256 MiB"));
        return;
      }
      parts_.push_back(std::move(in_));
      in_.Clear();
      StartRead(&in_);
      return;
    }
    const auto offer = runtime_.pool->TryAdd([this] { Work(); });
    if (offer != WorkerPool::Offer::kTaken) End(NotTaken(offer, absl::InfiniteFuture()));
  }

  void OnDone() override {
    Depart(arrival_, method_, status_, "", caller_.principal, runtime_);
    delete this;
  }

 private:
  void Work() {
    const LogScope scope(arrival_.call_id);
    Call call = MakeCall(method_, context_, SteadyNow());
    const auto handle = [&]() -> absl::StatusOr<std::unique_ptr<Message>> {
      if (context_->IsCancelled()) return absl::CancelledError("the stream was cancelled");
      BANSO_RETURN_IF_ERROR(Admit(*context_, runtime_, &call));
      return (*handler_)(ParseRows(parts_, *prototype_, runtime_.catalog, call), &call);
    };
    auto answer = handle();
    if (answer.ok()) {
      Project(*call.reach, answer->get());
      *response_ = ToBuffer(**answer);
      SendRevision(call, context_);
    }
    const absl::Status may = CheckMayAnswer(runtime_);
    End(may.ok() ? Settle(answer.status(), call) : may);
  }

  // Nothing may touch this object afterwards.
  void End(absl::Status status) {
    status_ = std::move(status);
    Finish(ToGrpc(status_));
  }

  CallbackServerContext* const context_;
  const absl::string_view method_;
  const Message* const prototype_;
  const RpcRuntime runtime_;
  const Handler* const handler_;
  ByteBuffer* const response_;
  const Arrival arrival_;
  Caller caller_;           // set by the constructor
  StreamSlots::Slot slot_;  // likewise
  // One thread at a time: reads follow each other, and the work follows the last.
  ByteBuffer in_;
  std::vector<ByteBuffer> parts_;
  size_t bytes_ = 0;
  absl::Status status_;
};

// Tells one caller what is new, whenever the hub wakes it. Nothing is looked at while the answer
// before is not taken, so a client that reads slowly is told less often.
class WatchReactor final : public grpc::ServerWriteReactor<ByteBuffer>, public WatchHub::Stream {
 public:
  WatchReactor(CallbackServerContext* context, absl::string_view method, const Message* prototype,
               const RpcRuntime& runtime, WatchHub* hub, std::unique_ptr<Watcher> watcher,
               const ByteBuffer& request)
      : context_(context),
        method_(method),
        prototype_(prototype),
        runtime_(runtime),
        hub_(*hub),
        watcher_(std::move(watcher)),
        bytes_(request),
        arrival_(Arrive(context, runtime)) {
    absl::Status admitted = AdmitStream(method_, context_, runtime_, &caller_, &slot_);
    hub_.Add(this);
    MutexLock lock(&mu_);
    status_.Update(admitted);
    Step();
  }

  void Wake(bool beat, bool ends) override {
    MutexLock lock(&mu_);
    due_ = true;
    beat_ |= beat;
    if (ends) {
      status_.Update(WithRetryInfo(
          absl::UnavailableError("the server is stopping; go on at another"), kRetryWhenAway));
    }
    Step();
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(&mu_);
    writing_ = false;
    if (!ok) status_.Update(absl::CancelledError("the stream was cancelled"));
    Step();
  }

  void OnCancel() override {
    MutexLock lock(&mu_);
    status_.Update(absl::CancelledError("the stream was cancelled"));
    Step();
  }

  void OnDone() override {
    hub_.Remove(this);
    absl::Status status;
    {
      // Finish was called under the lock: wait until that thread has left it.
      MutexLock lock(&mu_);
      status = status_;
    }
    Depart(arrival_, method_, status, request_ == nullptr ? "" : NameOf(*request_),
           caller_.principal, runtime_);
    delete this;
  }

 private:
  // As RowReactor::Step.
  void Step() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (finished_ || working_ || writing_) return;
    if (!status_.ok()) {
      finished_ = true;
      Finish(ToGrpc(status_));
      return;
    }
    if (!due_) return;
    // Calls go first. Of a full pool it is woken again.
    working_ = runtime_.pool->TryAdd([this, beat = beat_] { Work(beat); }, absl::InfiniteFuture(),
                                     WorkerPool::Lane::kBack) == WorkerPool::Offer::kTaken;
    if (working_) due_ = beat_ = false;
  }

  void Work(bool beat) ABSL_LOCKS_EXCLUDED(mu_) {
    const LogScope scope(arrival_.call_id);
    Call call = MakeCall(method_, context_, SteadyNow());
    std::optional<ByteBuffer> answer;
    const auto look = [&]() -> absl::Status {
      if (context_->IsCancelled()) return absl::CancelledError("the stream was cancelled");
      BANSO_RETURN_IF_ERROR(Admit(*context_, runtime_, &call, Counting::kFree));
      if (request_ == nullptr) {
        BANSO_ASSIGN_OR_RETURN(request_, ReadRequest(bytes_, *prototype_, runtime_, &call));
      } else {
        BANSO_RETURN_IF_ERROR(call.reach->CheckRequest(*request_));
      }
      BANSO_ASSIGN_OR_RETURN(const std::unique_ptr<Message> message,
                             watcher_->Look(*request_, beat, &call));
      if (message == nullptr) return absl::OkStatus();
      BANSO_ASSIGN_OR_RETURN(answer, MakeAnswer(message.get(), runtime_, &call));
      return absl::OkStatus();
    };
    const absl::Status looked = look();
    const absl::Status may = CheckMayAnswer(runtime_);
    const absl::Status status = may.ok() ? Settle(looked, call) : may;
    MutexLock lock(&mu_);
    working_ = false;
    status_.Update(status);
    if (status_.ok() && answer) {
      writing_ = true;
      out_ = *std::move(answer);
      StartWrite(&out_);
    }
    Step();
  }

  CallbackServerContext* const context_;
  const absl::string_view method_;
  const Message* const prototype_;
  const RpcRuntime runtime_;
  WatchHub& hub_;
  const std::unique_ptr<Watcher> watcher_;
  const ByteBuffer bytes_;
  const Arrival arrival_;
  Caller caller_;                     // set by the constructor
  StreamSlots::Slot slot_;            // likewise
  std::unique_ptr<Message> request_;  // of Work, one at a time; null until it is read

  Mutex mu_;
  ByteBuffer out_;                         // of the write under way
  bool due_ ABSL_GUARDED_BY(mu_) = true;   // there may be something new
  bool beat_ ABSL_GUARDED_BY(mu_) = true;  // something is to be said
  bool working_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

std::vector<std::string> RpcService::UnboundMethods() const {
  std::vector<std::string> unbound;
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    if (!bound_.contains(descriptor_->method(i)->name())) {
      unbound.push_back(descriptor_->method(i)->full_name());
    }
  }
  return unbound;
}

const std::string& RpcService::Bind(absl::string_view method) {
  bound_.emplace(method);
  return full_names_.emplace_back(absl::StrCat("/", descriptor_->full_name(), "/", method));
}

void RpcService::AddUnary(absl::string_view method, const Message* prototype,
                          UnaryHandler handler) {
  const std::string& name = Bind(method);
  AddMethod(new grpc::internal::RpcServiceMethod(name.c_str(),
                                                 grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  using Answer = std::function<grpc::Status(const Arrival& arrival, CallbackServerContext* context,
                                            const ByteBuffer& bytes, ByteBuffer* response)>;
  // Shared: each call's task holds a pointer instead of a copy.
  const auto answer = std::make_shared<const Answer>(
      [this, &name, prototype, handler = std::move(handler)](
          const Arrival& arrival, CallbackServerContext* context, const ByteBuffer& bytes,
          ByteBuffer* response) -> grpc::Status {
        const LogScope scope(arrival.call_id);
        Call call = MakeCall(name, context, arrival.time);
        std::string about;
        absl::Status status = [&]() -> absl::Status {
          if (call.cancelled()) return TooLate();
          BANSO_RETURN_IF_ERROR(Admit(*context, runtime_, &call));
          BANSO_ASSIGN_OR_RETURN(const std::unique_ptr<Message> request,
                                 ReadRequest(bytes, *prototype, runtime_, &call));
          about = NameOf(*request);
          BANSO_ASSIGN_OR_RETURN(const std::unique_ptr<Message> message, handler(*request, &call));
          if (about.empty()) about = NameOf(*message);
          BANSO_ASSIGN_OR_RETURN(*response, MakeAnswer(message.get(), runtime_, &call));
          return absl::OkStatus();
        }();
        // Whatever it says: the process may have been stopped since the call began.
        if (absl::Status may = CheckMayAnswer(runtime_); !may.ok()) status = std::move(may);
        const absl::Status settled = Settle(std::move(status), call);
        SendRevision(call, context);
        Depart(arrival, name, settled, about,
               call.reach == nullptr ? std::string() : call.caller().principal, runtime_);
        return ToGrpc(settled);
      });
  const bool in_front = std::find(std::begin(kFrontMethods), std::end(kFrontMethods), name) !=
                        std::end(kFrontMethods);
  const auto lane = in_front ? WorkerPool::Lane::kFront : WorkerPool::Lane::kUsual;
  MarkMethodRawCallback(
      static_cast<int>(full_names_.size()) - 1,
      new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
          [this, &name, answer, lane](CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) -> grpc::ServerUnaryReactor* {
            grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
            const Arrival arrival = Arrive(context, runtime_);
            const absl::Time deadline = DeadlineOf(*context, arrival.time);
            const auto offer = runtime_.pool->TryAdd(
                [=] {
                  // Named first: nothing of the call may be touched once Finish was called.
                  const grpc::Status status = (*answer)(arrival, context, *request, response);
                  reactor->Finish(status);
                },
                deadline, lane);
            if (offer != WorkerPool::Offer::kTaken) {
              const absl::Status refusal = NotTaken(offer, deadline);
              Depart(arrival, name, refusal, "", "", runtime_);
              reactor->Finish(ToGrpc(refusal));
            }
            return reactor;
          }));
}

void RpcService::AddRows(absl::string_view method, const Message* prototype,
                         std::function<std::unique_ptr<RowHandler>()> make_handler) {
  const std::string& name = Bind(method);
  AddMethod(new grpc::internal::RpcServiceMethod(
      name.c_str(), grpc::internal::RpcMethod::BIDI_STREAMING, nullptr));
  MarkMethodRawCallback(
      static_cast<int>(full_names_.size()) - 1,
      new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
          [this, &name, prototype,
           make_handler = std::move(make_handler)](CallbackServerContext* context) {
            return new RowReactor(context, name, prototype, runtime_, make_handler());
          }));
}

void RpcService::AddWatch(absl::string_view method, const Message* prototype, WatchHub* hub,
                          std::function<std::unique_ptr<Watcher>()> make_watcher) {
  const std::string& name = Bind(method);
  AddMethod(new grpc::internal::RpcServiceMethod(
      name.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING, nullptr));
  MarkMethodRawCallback(static_cast<int>(full_names_.size()) - 1,
                        new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                            [this, &name, prototype, hub, make_watcher = std::move(make_watcher)](
                                CallbackServerContext* context, const ByteBuffer* request) {
                              return new WatchReactor(context, name, prototype, runtime_, hub,
                                                      make_watcher(), *request);
                            }));
}

void RpcService::AddUpload(absl::string_view method, const Message* prototype,
                           UploadHandler handler) {
  const std::string& name = Bind(method);
  AddMethod(new grpc::internal::RpcServiceMethod(
      name.c_str(), grpc::internal::RpcMethod::CLIENT_STREAMING, nullptr));
  const auto shared = std::make_shared<const UploadHandler>(std::move(handler));
  MarkMethodRawCallback(
      static_cast<int>(full_names_.size()) - 1,
      new grpc::internal::CallbackClientStreamingHandler<ByteBuffer, ByteBuffer>(
          [this, &name, prototype, shared](CallbackServerContext* context, ByteBuffer* response) {
            return new UploadReactor(context, name, prototype, runtime_, shared.get(), response);
          }));
}

}  // namespace banso
