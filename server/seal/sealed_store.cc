#include "server/seal/sealed_store.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/base/parallel_for.h"
#include "server/seal/audit_sealer.h"
#include "server/seal/sealing.h"
#include "server/store/audit_void.h"
#include "server/store/columns.h"
#include "server/store/commit_plan.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// Claims of the server itself; others are hashes of 32 bytes.
constexpr absl::string_view kSecretClaim = "server/store/secret";
constexpr absl::string_view kAllSealedClaim = "server/store/all-sealed";
constexpr absl::string_view kPlainAuditClaim = "server/store/plain-audit-rows";

// What is sealed where, so that nothing sealed for one purpose opens for another.
constexpr absl::string_view kResourceContext = "resource";
constexpr absl::string_view kOwnerContext = "owner";
constexpr absl::string_view kAnswerContext = "answer";
constexpr absl::string_view kDigestContext = "digest";
constexpr absl::string_view kSecretContext = "secret";
constexpr absl::string_view kPlainAuditContext = "plain audit rows";

constexpr size_t kLengthBytes = 2;
constexpr int kResealPage = 500;
// A record is opened in some 20 microseconds: fewer are not worth a thread.
constexpr size_t kOpenedByThread = 50;

// What was sealed, behind the name of its owner where that does not follow from what it is the box
// of. The name is sealed too: that a person applied is not to be read from the database.
struct Box {
  std::string owner;  // sealed; empty if there is none
  std::string content;
};

// First the length of the owner (two bytes, the lower first), then both.
std::string PackBox(const Box& box) {
  const size_t length = box.owner.size();
  return absl::StrCat(
      std::string({static_cast<char>(length & 0xff), static_cast<char>(length >> 8)}), box.owner,
      box.content);
}

std::optional<Box> UnpackBox(absl::string_view bytes) {
  if (bytes.size() < kLengthBytes) return std::nullopt;
  const size_t length = static_cast<uint8_t>(bytes[0]) + 256 * static_cast<uint8_t>(bytes[1]);
  bytes.remove_prefix(kLengthBytes);
  if (bytes.size() < length) return std::nullopt;
  return Box{std::string(bytes.substr(0, length)), std::string(bytes.substr(length))};
}

// Who owns what has this name, as far as that follows from the name: the first two parts of
// "employers/e1/internships/i1", or the server.
std::string OwnerByName(absl::string_view name) {
  for (const ResourceKind kind : {ResourceKind::kCandidate, ResourceKind::kEmployer,
                                  ResourceKind::kAdvisor, ResourceKind::kPrincipal}) {
    const absl::string_view collection = CollectionOf(kind);
    if (!absl::StartsWith(name, absl::StrCat(collection, "/"))) continue;
    return std::string(name.substr(0, name.find('/', collection.size() + 1)));
  }
  return std::string(kRecordsKey);
}

// The fields of a kind's message that may name the owner, the first that is set first. None where
// the owner follows from the name.
std::initializer_list<const char*> OwnerFields(ResourceKind kind) {
  static constexpr std::initializer_list<const char*> kNone = {};
  static constexpr std::initializer_list<const char*> kCandidate = {"candidate"};
  // How somebody is called as a caller goes with the person.
  static constexpr std::initializer_list<const char*> kPerson = {"candidate", "advisor"};
  switch (kind) {
    case ResourceKind::kEngagement:
    case ResourceKind::kApplication:
    case ResourceKind::kRightsRequest:
    case ResourceKind::kSession:
    case ResourceKind::kSupportPlan:
    case ResourceKind::kEntrySheet:
    case ResourceKind::kOffer:
    case ResourceKind::kMatchEvent:
      return kCandidate;
    case ResourceKind::kPrincipal:
    case ResourceKind::kMessage:
      return kPerson;
    default:
      return kNone;
  }
}

bool OwnerIsInMessage(ResourceKind kind) { return OwnerFields(kind).size() > 0; }

// The owner of a resource whose whole message this is.
std::string OwnerOf(ResourceKind kind, absl::string_view name, absl::string_view message) {
  if (!OwnerIsInMessage(kind)) return OwnerByName(name);
  const std::unique_ptr<Message> parsed(TableOf(kind).prototype->New());
  if (!parsed->ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    return OwnerByName(name);
  }
  for (const char* field_name : OwnerFields(kind)) {
    const FieldDescriptor* field = parsed->GetDescriptor()->FindFieldByName(field_name);
    if (field == nullptr) continue;
    const std::string owner = parsed->GetReflection()->GetString(*parsed, field);
    if (!owner.empty()) return OwnerByName(owner);
  }
  return OwnerByName(name);
}

absl::Status Unreadable(absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat(what, " cannot be opened: it was altered, or sealed with another key"));
}

std::string TextOf(const Key& key) { return std::string(key.begin(), key.end()); }

absl::Status DoesNotExist(absl::string_view name) {
  return absl::NotFoundError(absl::StrCat(name, " does not exist"));
}

// Owners and their keys.
using Keys = std::map<std::string, Key>;

// A message on its way in.
struct PartedMessage {
  SplitBytes bytes;
  std::string owner;  // who seals the private part; empty if there is none
};

// Errors: INVALID_ARGUMENT if it does not parse.
absl::StatusOr<PartedMessage> PartMessage(ResourceKind kind, absl::string_view name,
                                          absl::string_view message) {
  const Message* prototype = TableOf(kind).prototype;
  PartedMessage parted;
  if (prototype == nullptr) {
    parted.bytes.plain = std::string(message);
    return parted;
  }
  absl::StatusOr<SplitBytes> bytes = SplitMessage(*prototype, message);
  if (!bytes.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the message of ", IsKeepableName(name) ? name : "a resource", " does not parse"));
  }
  parted.bytes = *std::move(bytes);
  if (!parted.bytes.private_part.empty()) parted.owner = OwnerOf(kind, name, message);
  return parted;
}

// Something sealed on its way back.
struct Opening {
  std::string what;  // said in errors
  std::string owner;
  std::string content;
};

class SealedStore final : public Store {
 public:
  SealedStore(std::unique_ptr<Store> inner, KeyStore* keys)
      : inner_(std::move(inner)), keys_(*keys) {}

  // Binds the store to the keys, and seals what is in plain.
  absl::Status Open(absl::Time deadline);

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override;
  absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                               absl::Time deadline) override;
  absl::StatusOr<Resource> GetVersion(ResourceKind kind, absl::string_view name, Revision revision,
                                      absl::Time deadline) override;
  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after, int limit,
                                             absl::Time deadline) override;
  absl::StatusOr<std::optional<Claim>> FindClaim(absl::string_view key,
                                                 absl::Time deadline) override {
    return inner_->FindClaim(key, deadline);
  }
  absl::StatusOr<std::optional<IdempotencyKey>> FindRequest(absl::string_view id,
                                                            absl::Time deadline) override;
  absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                              absl::Time deadline) override {
    return inner_->Changes(since, limit, deadline);
  }
  absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                  absl::Time deadline) override;
  absl::Status ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) override {
    return inner_->ChainAudit(rows, deadline);
  }
  absl::Status ForgetAudit(int64_t number, absl::Time deadline) override {
    return inner_->ForgetAudit(number, deadline);
  }
  absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) override {
    return inner_->LastAuditNumber(deadline);
  }
  absl::Status Reseal(const std::vector<Resource>& resources, absl::Time deadline) override;
  absl::Status Trim(Revision changes_up_to, absl::Time requests_before,
                    absl::Time deadline) override {
    return inner_->Trim(changes_up_to, requests_before, deadline);
  }
  absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) override {
    return inner_->CurrentRevision(deadline);
  }
  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    return inner_->Wait(since, deadline);
  }
  void CancelWaits() override { inner_->CancelWaits(); }
  absl::StatusOr<std::string> Secret(absl::Time) override { return secret_; }
  absl::string_view kind() const override { return inner_->kind(); }

 private:
  using Context = std::initializer_list<absl::string_view>;

  absl::Status Bind(absl::Time deadline);
  absl::Status SealPlainRows(absl::Time deadline);
  absl::Status FindPlainAuditRows(absl::Time deadline);
  // What a claim of the server holds, sealed beside `context`; `content` if it holds nothing yet.
  // Of several servers that do this at once one decides. None if the keys do not open it.
  absl::StatusOr<std::optional<std::string>> DecideOnce(absl::string_view claim, Context context,
                                                        absl::string_view content,
                                                        absl::Time deadline);

  // The keys to seal with, of those owners that were not erased.
  absl::StatusOr<Keys> KeysToSeal(const std::set<std::string>& owners);
  // NOT_FOUND if the owner was erased.
  absl::StatusOr<std::string> SealPrivate(ResourceKind kind, absl::string_view name,
                                          const PartedMessage& message, const Keys& keys) const;
  // Takes a box apart. `owner` is whose it is if the box does not say.
  absl::StatusOr<Opening> UnpackOpening(absl::string_view what, absl::string_view box,
                                        std::string owner, Context owner_context) const;
  // The keys to open with, of those owners that were not erased.
  absl::StatusOr<Keys> KeysToOpen(const std::vector<Opening>& openings);
  // None if the owner was erased.
  absl::StatusOr<std::optional<std::string>> Open(const Opening& opening, const Keys& keys,
                                                  Context context) const;
  // Makes a resource whole; one whose owner was erased stays sealed.
  absl::Status OpenOne(const Opening& opening, const Keys& keys, Resource* resource) const;
  // Makes the resources whole, and leaves out those whose owners were erased.
  absl::Status OpenAll(std::vector<Resource>* resources);
  absl::StatusOr<Resource> Opened(absl::StatusOr<Resource> found);

  void SealRequest(absl::string_view owner, const Keys& keys, IdempotencyKey* request) const;
  // Empty if its owner was erased. `digest` is the one that was sealed with it.
  absl::StatusOr<std::string> OpenAnswer(absl::string_view id, absl::string_view digest,
                                         absl::string_view response);
  std::string MaskDigest(absl::string_view id, absl::string_view digest) const {
    return Mask(records_key_, {kDigestContext, id}, digest);
  }

  const std::unique_ptr<Store> inner_;
  KeyStore& keys_;
  // Set by Open. The keys are never destroyed.
  Key records_key_ = {};
  std::string secret_;
  AuditSealer audit_sealer_{Key{}};
  int64_t plain_audit_rows_ = 0;  // the newest row that is in plain
};

absl::Status SealedStore::Open(absl::Time deadline) {
  BANSO_RETURN_IF_ERROR(Bind(deadline));
  BANSO_ASSIGN_OR_RETURN(records_key_, keys_.GetOrCreate(kRecordsKey));
  BANSO_ASSIGN_OR_RETURN(const Key audit_key, keys_.GetOrCreate(kAuditRowsKey));
  audit_sealer_ = AuditSealer(audit_key);
  BANSO_RETURN_IF_ERROR(FindPlainAuditRows(deadline));
  return SealPlainRows(deadline);
}

absl::Status SealedStore::FindPlainAuditRows(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const int64_t newest, inner_->LastAuditNumber(deadline));
  BANSO_ASSIGN_OR_RETURN(
      const std::optional<std::string> number,
      DecideOnce(kPlainAuditClaim, {kPlainAuditContext}, absl::StrCat(newest), deadline));
  if (number.has_value() && absl::SimpleAtoi(*number, &plain_audit_rows_)) return absl::OkStatus();
  return Unreadable("the number of audit rows in plain");
}

absl::StatusOr<std::optional<std::string>> SealedStore::DecideOnce(absl::string_view claim_key,
                                                                   Context context,
                                                                   absl::string_view content,
                                                                   absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(std::optional<Claim> claim, inner_->FindClaim(claim_key, deadline));
  if (!claim.has_value()) {
    BANSO_ASSIGN_OR_RETURN(const Key key, keys_.GetOrCreate(kStoreKey));
    // An owner of its own: of several servers that do this at once, one takes the claim.
    const std::string owner =
        absl::StrCat("server/", absl::BytesToHexString(TextOf(RandomKey()).substr(0, 16)));
    Batch batch;
    batch.claims = {
        {.key = std::string(claim_key), .owner = owner, .value = Seal(key, context, content)}};
    const absl::Status taken = inner_->Commit(batch, deadline).status();
    if (!taken.ok() && !absl::IsAlreadyExists(taken)) return taken;
    BANSO_ASSIGN_OR_RETURN(claim, inner_->FindClaim(claim_key, deadline));
    if (!claim.has_value()) return absl::InternalError("what the store decided was not kept");
  }
  BANSO_ASSIGN_OR_RETURN(const std::optional<Key> key, keys_.Find(kStoreKey));
  if (!key.has_value()) return std::nullopt;
  absl::StatusOr<std::string> decided = OpenSealed(*key, context, claim->value);
  if (!decided.ok()) return std::nullopt;
  return *std::move(decided);
}

absl::Status SealedStore::Bind(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const Revision revision, inner_->CurrentRevision(deadline));
  BANSO_ASSIGN_OR_RETURN(std::string secret, inner_->Secret(deadline));
  // The database's own lies in it in plain. It goes on where it was used already.
  if (revision == 0) secret = TextOf(RandomKey());
  BANSO_ASSIGN_OR_RETURN(std::optional<std::string> decided,
                         DecideOnce(kSecretClaim, {kSecretContext}, secret, deadline));
  if (!decided.has_value()) {
    return absl::FailedPreconditionError(
        "the keys do not belong to this database: its content was sealed with those of another "
        "file");
  }
  secret_ = *std::move(decided);
  return absl::OkStatus();
}

absl::Status SealedStore::SealPlainRows(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const auto done, inner_->FindClaim(kAllSealedClaim, deadline));
  if (done.has_value()) return absl::OkStatus();
  for (const ResourceKind kind : kAllKinds) {
    std::vector<Resource> page;
    std::string after;
    do {
      BANSO_ASSIGN_OR_RETURN(page, inner_->Scan(kind, after, kResealPage, deadline));
      if (!page.empty()) after = page.back().name;
      std::vector<Resource> plain;
      for (Resource& resource : page) {
        if (resource.sealed.empty()) plain.push_back(std::move(resource));
      }
      BANSO_RETURN_IF_ERROR(Reseal(plain, deadline));
    } while (page.size() == kResealPage);
  }
  Batch batch;
  batch.claims = {
      {.key = std::string(kAllSealedClaim), .owner = std::string(kStoreKey), .value = ""}};
  return inner_->Commit(batch, deadline).status();
}

absl::Status SealedStore::Reseal(const std::vector<Resource>& resources, absl::Time deadline) {
  std::vector<PartedMessage> parted;
  std::set<std::string> owners;
  for (const Resource& resource : resources) {
    BANSO_ASSIGN_OR_RETURN(PartedMessage message,
                           PartMessage(resource.kind, resource.name, resource.message));
    if (!message.owner.empty()) owners.insert(message.owner);
    parted.push_back(std::move(message));
  }
  BANSO_ASSIGN_OR_RETURN(const Keys keys, KeysToSeal(owners));
  std::vector<Resource> sealed;
  for (size_t i = 0; i < resources.size(); ++i) {
    const Resource& resource = resources[i];
    absl::StatusOr<std::string> box = SealPrivate(resource.kind, resource.name, parted[i], keys);
    if (absl::IsNotFound(box.status())) continue;  // erased; the row goes with the person
    BANSO_RETURN_IF_ERROR(box.status());
    if (box->empty()) continue;
    sealed.push_back({resource.kind, resource.name, resource.revision,
                      std::move(parted[i].bytes.plain), *std::move(box)});
  }
  if (sealed.empty()) return absl::OkStatus();
  return inner_->Reseal(sealed, deadline);
}

absl::StatusOr<Keys> SealedStore::KeysToSeal(const std::set<std::string>& owners) {
  Keys keys;
  const std::vector<std::string> in_order(owners.begin(), owners.end());
  if (in_order.empty()) return keys;
  const absl::StatusOr<std::vector<std::optional<Key>>> found = keys_.GetOrCreateAll(in_order);
  // The key store names an owner, who may be nobody's business.
  if (absl::IsDataLoss(found.status())) return absl::DataLossError("a key cannot be opened");
  BANSO_RETURN_IF_ERROR(found.status());
  for (size_t i = 0; i < in_order.size(); ++i) {
    if ((*found)[i].has_value()) keys.emplace(in_order[i], *(*found)[i]);
  }
  return keys;
}

absl::StatusOr<std::string> SealedStore::SealPrivate(ResourceKind kind, absl::string_view name,
                                                     const PartedMessage& message,
                                                     const Keys& keys) const {
  if (message.owner.empty()) return std::string();
  const auto key = keys.find(message.owner);
  if (key == keys.end()) return DoesNotExist(name);
  const absl::string_view table = TableOf(kind).name;
  Box box;
  if (OwnerIsInMessage(kind)) {
    box.owner = Seal(records_key_, {kOwnerContext, table, name}, message.owner);
  }
  box.content = Seal(key->second, {kResourceContext, table, name, message.bytes.plain},
                     message.bytes.private_part);
  return PackBox(box);
}

absl::StatusOr<Opening> SealedStore::UnpackOpening(absl::string_view what, absl::string_view box,
                                                   std::string owner, Context owner_context) const {
  std::optional<Box> unpacked = UnpackBox(box);
  if (!unpacked.has_value()) return Unreadable(what);
  if (!unpacked->owner.empty()) {
    absl::StatusOr<std::string> opened = OpenSealed(records_key_, owner_context, unpacked->owner);
    if (!opened.ok()) return Unreadable(what);
    owner = *std::move(opened);
  }
  return Opening{std::string(what), std::move(owner), std::move(unpacked->content)};
}

absl::StatusOr<Keys> SealedStore::KeysToOpen(const std::vector<Opening>& openings) {
  Keys keys = {{std::string(kRecordsKey), records_key_}};
  std::set<std::string> owners;
  for (const Opening& opening : openings) {
    if (opening.owner != kRecordsKey) owners.insert(opening.owner);
  }
  if (owners.empty()) return keys;
  const std::vector<std::string> in_order(owners.begin(), owners.end());
  const absl::StatusOr<std::vector<std::optional<Key>>> found = keys_.FindAll(in_order);
  if (absl::IsDataLoss(found.status())) {
    // The key store names an owner, who may be nobody's business.
    for (const Opening& opening : openings) {
      if (absl::IsDataLoss(keys_.Find(opening.owner).status())) return Unreadable(opening.what);
    }
  }
  BANSO_RETURN_IF_ERROR(found.status());
  for (size_t i = 0; i < in_order.size(); ++i) {
    if ((*found)[i].has_value()) keys.emplace(in_order[i], *(*found)[i]);
  }
  return keys;
}

absl::StatusOr<std::optional<std::string>> SealedStore::Open(const Opening& opening,
                                                             const Keys& keys,
                                                             Context context) const {
  const auto key = keys.find(opening.owner);
  if (key == keys.end()) return std::nullopt;
  absl::StatusOr<std::string> content = OpenSealed(key->second, context, opening.content);
  if (!content.ok()) return Unreadable(opening.what);
  return *std::move(content);
}

absl::Status SealedStore::OpenAll(std::vector<Resource>* resources) {
  std::vector<Opening> openings;
  for (const Resource& resource : *resources) {
    if (resource.sealed.empty()) continue;
    const Table& table = TableOf(resource.kind);
    if (table.prototype == nullptr) return Unreadable(resource.name);
    BANSO_ASSIGN_OR_RETURN(Opening opening,
                           UnpackOpening(resource.name, resource.sealed, OwnerByName(resource.name),
                                         {kOwnerContext, table.name, resource.name}));
    openings.push_back(std::move(opening));
  }
  if (openings.empty()) return absl::OkStatus();
  BANSO_ASSIGN_OR_RETURN(const Keys keys, KeysToOpen(openings));
  std::vector<Resource*> sealed;
  for (Resource& resource : *resources) {
    if (!resource.sealed.empty()) sealed.push_back(&resource);
  }
  std::vector<absl::Status> results(sealed.size());
  ParallelFor(sealed.size(), kOpenedByThread,
              [&](size_t i) { results[i] = OpenOne(openings[i], keys, sealed[i]); });
  for (const absl::Status& result : results) BANSO_RETURN_IF_ERROR(result);
  // What is still sealed belonged to somebody who was erased.
  std::erase_if(*resources, [](const Resource& resource) { return !resource.sealed.empty(); });
  return absl::OkStatus();
}

absl::Status SealedStore::OpenOne(const Opening& opening, const Keys& keys,
                                  Resource* resource) const {
  const Table& table = TableOf(resource->kind);
  BANSO_ASSIGN_OR_RETURN(
      std::optional<std::string> private_part,
      Open(opening, keys, {kResourceContext, table.name, resource->name, resource->message}));
  if (!private_part.has_value()) return absl::OkStatus();
  absl::StatusOr<std::string> message =
      JoinMessage(*table.prototype, {std::move(resource->message), *std::move(private_part)});
  if (!message.ok()) return Unreadable(resource->name);
  resource->message = *std::move(message);
  resource->sealed.clear();
  return absl::OkStatus();
}

absl::StatusOr<Resource> SealedStore::Opened(absl::StatusOr<Resource> found) {
  BANSO_RETURN_IF_ERROR(found.status());
  const std::string name = found->name;
  std::vector<Resource> resources = {*std::move(found)};
  BANSO_RETURN_IF_ERROR(OpenAll(&resources));
  if (resources.empty()) return DoesNotExist(name);
  return std::move(resources[0]);
}

absl::StatusOr<Resource> SealedStore::Get(ResourceKind kind, absl::string_view name,
                                          absl::Time deadline) {
  return Opened(inner_->Get(kind, name, deadline));
}

absl::StatusOr<Resource> SealedStore::GetVersion(ResourceKind kind, absl::string_view name,
                                                 Revision revision, absl::Time deadline) {
  return Opened(inner_->GetVersion(kind, name, revision, deadline));
}

absl::StatusOr<std::vector<Resource>> SealedStore::Scan(ResourceKind kind, absl::string_view after,
                                                        int limit, absl::Time deadline) {
  std::vector<Resource> seen;
  std::string from(after);
  int wanted = limit;
  // What is left out is made up for: a page that is not full is the last one.
  while (true) {
    BANSO_ASSIGN_OR_RETURN(std::vector<Resource> page, inner_->Scan(kind, from, wanted, deadline));
    const bool last = static_cast<int>(page.size()) < wanted;
    if (!page.empty()) from = page.back().name;
    BANSO_RETURN_IF_ERROR(OpenAll(&page));
    std::move(page.begin(), page.end(), std::back_inserter(seen));
    wanted = limit - static_cast<int>(seen.size());
    if (last || wanted == 0) return seen;
  }
}

void SealedStore::SealRequest(absl::string_view owner, const Keys& keys,
                              IdempotencyKey* request) const {
  const std::string digest =
      std::exchange(request->digest, MaskDigest(request->id, request->digest));
  if (request->response.empty()) return;
  const auto key = keys.find(std::string(owner));
  if (key == keys.end()) {
    request->response.clear();  // about somebody who was erased
    return;
  }
  request->response = PackBox(
      {.owner = Seal(records_key_, {kOwnerContext, kAnswerContext, request->id}, owner),
       .content = Seal(key->second, {kAnswerContext, request->id, digest}, request->response)});
}

absl::StatusOr<std::string> SealedStore::OpenAnswer(absl::string_view id, absl::string_view digest,
                                                    absl::string_view response) {
  if (response.empty()) return std::string();
  BANSO_ASSIGN_OR_RETURN(
      Opening opening, UnpackOpening("the answer to a request", response, std::string(kRecordsKey),
                                     {kOwnerContext, kAnswerContext, id}));
  BANSO_ASSIGN_OR_RETURN(const Keys keys, KeysToOpen({opening}));
  BANSO_ASSIGN_OR_RETURN(std::optional<std::string> answer,
                         Open(opening, keys, {kAnswerContext, id, digest}));
  return std::move(answer).value_or("");
}

absl::StatusOr<std::vector<AuditRow>> SealedStore::ReadAudit(const AuditQuery& query,
                                                             absl::Time deadline) {
  std::vector<AuditRow> rows;
  const bool by_name = !query.subject.empty() || !query.principal.empty();
  if (by_name && query.after < plain_audit_rows_) {
    BANSO_ASSIGN_OR_RETURN(rows, inner_->ReadAudit(query, deadline));
    std::erase_if(rows, [&](const AuditRow& row) { return row.number > plain_audit_rows_; });
    if (static_cast<int>(rows.size()) == query.limit) return rows;
  }
  AuditQuery sealed = query;
  sealed.subject = audit_sealer_.SubjectToken(query.subject);
  sealed.principal = audit_sealer_.PrincipalToken(query.principal);
  sealed.limit -= static_cast<int>(rows.size());
  BANSO_ASSIGN_OR_RETURN(std::vector<AuditRow> more, inner_->ReadAudit(sealed, deadline));
  for (AuditRow& row : more) {
    // A void row is the store's own.
    if (row.number > plain_audit_rows_ && !IsVoidAuditRow(row)) {
      BANSO_ASSIGN_OR_RETURN(row, audit_sealer_.Open(row));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<CommitResult> SealedStore::Commit(const Batch& batch, absl::Time deadline) {
  std::vector<PartedMessage> parted(batch.writes.size());
  std::set<std::string> owners;
  std::string request_owner;
  if (batch.request.has_value() && !batch.request->response.empty()) {
    request_owner = OwnerByName(batch.request->owner);
  }
  for (size_t i = 0; i < batch.writes.size(); ++i) {
    const Write& write = batch.writes[i];
    if (!write.message.has_value()) continue;
    BANSO_ASSIGN_OR_RETURN(parted[i], PartMessage(write.kind, write.name, *write.message));
    if (!parted[i].owner.empty()) owners.insert(parted[i].owner);
    if (!request_owner.empty() && write.name == batch.request->owner) {
      request_owner = OwnerOf(write.kind, write.name, *write.message);
    }
  }
  if (!request_owner.empty()) owners.insert(request_owner);
  BANSO_ASSIGN_OR_RETURN(const Keys keys, KeysToSeal(owners));

  Batch sealed = batch;
  for (size_t i = 0; i < sealed.writes.size(); ++i) {
    Write& write = sealed.writes[i];
    BANSO_ASSIGN_OR_RETURN(write.sealed, SealPrivate(write.kind, write.name, parted[i], keys));
    if (write.message.has_value()) write.message = std::move(parted[i].bytes.plain);
  }
  for (AuditRow& row : sealed.audit) {
    BANSO_RETURN_IF_ERROR(CheckAudit(row));
    row = audit_sealer_.Seal(row);
  }
  if (sealed.request.has_value()) SealRequest(request_owner, keys, &*sealed.request);
  BANSO_ASSIGN_OR_RETURN(CommitResult result, inner_->Commit(sealed, deadline));
  if (result.repeated_response.has_value()) {
    BANSO_ASSIGN_OR_RETURN(
        result.repeated_response,
        OpenAnswer(batch.request->id, batch.request->digest, *result.repeated_response));
  }
  return result;
}

absl::StatusOr<std::optional<IdempotencyKey>> SealedStore::FindRequest(absl::string_view id,
                                                                       absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(std::optional<IdempotencyKey> request, inner_->FindRequest(id, deadline));
  if (!request.has_value()) return request;
  request->digest = MaskDigest(id, request->digest);  // a second time takes the mask off
  BANSO_ASSIGN_OR_RETURN(request->response, OpenAnswer(id, request->digest, request->response));
  return request;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSealedStore(std::unique_ptr<Store> inner, KeyStore* keys,
                                                       absl::Time deadline) {
  auto store = std::make_unique<SealedStore>(std::move(inner), keys);
  BANSO_RETURN_IF_ERROR(store->Open(deadline));
  return store;
}

}  // namespace banso
