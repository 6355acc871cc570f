#include "server/seal/sealing.h"

#include <sodium.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "banso/v1/options.pb.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/base/deterministic_bytes.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

constexpr char kFormat = 1;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kTokenBytes = crypto_generichash_BYTES_MIN;
static_assert(kTokenBytes == 16);
static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kKeyBytes == crypto_stream_xchacha20_KEYBYTES);
static_assert(kSealedBytes == 1 + kNonceBytes + kTagBytes);

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Chooses libsodium's implementations, once.
void PrepareSodium() {
  static const int ready = sodium_init();
  (void)ready;  // it fails only where the system has no randomness, and then the first use aborts
}

bool IsPrivate(const FieldDescriptor& field) {
  const v1::Privacy::Level level = field.options().GetExtension(v1::privacy);
  return level != v1::Privacy::PUBLIC && level != v1::Privacy::MATCHING;
}

// Whether the fields of a type carry classes of their own.
bool HasClasses(const Descriptor& type) {
  return !absl::StartsWith(type.full_name(), "google.protobuf.");
}

// Whether anything that a message of the type can hold is private. `seen` are types looked at.
bool MayHoldPrivate(const Descriptor& type, std::set<const Descriptor*>& seen) {
  if (!HasClasses(type) || !seen.insert(&type).second) return false;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    // An entry of a map has the class of the map.
    if (!type.options().map_entry() && IsPrivate(field)) return true;
    if (field.message_type() != nullptr && MayHoldPrivate(*field.message_type(), seen)) return true;
  }
  return false;
}

bool HoldsUnknown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  return absl::c_any_of(fields, [&](const FieldDescriptor* field) {
    if (field->message_type() == nullptr) return false;
    if (!field->is_repeated()) return HoldsUnknown(reflection.GetMessage(message, field));
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HoldsUnknown(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
    return false;
  });
}

enum class Part { kPlain, kPrivate, kBoth };

// Where a field that is set belongs.
Part PartOf(const Message& message, const FieldDescriptor& field) {
  if (IsPrivate(field)) return Part::kPrivate;
  const Descriptor* type = field.message_type();
  if (type == nullptr) return Part::kPlain;
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    if (HasClasses(*type)) return Part::kBoth;
    return HoldsUnknown(reflection.GetMessage(message, &field)) ? Part::kPrivate : Part::kPlain;
  }
  std::set<const Descriptor*> seen;
  if (MayHoldPrivate(*type, seen)) return Part::kPrivate;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (HoldsUnknown(reflection.GetRepeatedMessage(message, &field, i))) return Part::kPrivate;
  }
  return Part::kPlain;
}

// Moves what is private from `from` to `to`, which is empty. Returns whether there was any.
bool MovePrivate(Message* from, Message* to) {
  const Reflection& reflection = *from->GetReflection();
  bool moved = false;
  if (!reflection.GetUnknownFields(*from).empty()) {
    reflection.MutableUnknownFields(from)->Swap(reflection.MutableUnknownFields(to));
    moved = true;
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*from, &fields);
  for (const FieldDescriptor* field : fields) {
    switch (PartOf(*from, *field)) {
      case Part::kPlain:
        break;
      case Part::kPrivate:
        reflection.SwapFields(from, to, {field});
        moved = true;
        break;
      case Part::kBoth:
        // The message inside stays here even if nothing is left in it: it was said to be there.
        if (MovePrivate(reflection.MutableMessage(from, field),
                        reflection.MutableMessage(to, field))) {
          moved = true;
        } else {
          reflection.ClearField(to, field);
        }
        break;
    }
  }
  return moved;
}

bool Parse(absl::string_view bytes, Message* message) {
  return bytes.size() <= std::numeric_limits<int>::max() &&
         message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// A hash of the parts and their lengths, of `size` bytes.
std::string ContextHash(std::initializer_list<absl::string_view> context, size_t size,
                        absl::string_view key = "") {
  crypto_generichash_state state;
  crypto_generichash_init(&state, Bytes(key), key.size(), size);
  for (const absl::string_view part : context) {
    const uint64_t bytes = part.size();
    unsigned char length[8];
    for (int i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(bytes >> (8 * i));
    crypto_generichash_update(&state, length, sizeof(length));
    crypto_generichash_update(&state, Bytes(part), part.size());
  }
  std::string hash(size, '\0');
  crypto_generichash_final(&state, Bytes(hash), size);
  return hash;
}

}  // namespace

absl::StatusOr<SplitBytes> SplitMessage(const Message& prototype, absl::string_view bytes) {
  const std::unique_ptr<Message> plain(prototype.New());
  if (!Parse(bytes, plain.get())) return absl::InvalidArgumentError("a message does not parse");
  const std::unique_ptr<Message> hidden(prototype.New());
  if (!MovePrivate(plain.get(), hidden.get())) return SplitBytes{.plain = std::string(bytes)};
  return SplitBytes{.plain = DeterministicBytes(*plain),
                    .private_part = DeterministicBytes(*hidden)};
}

absl::StatusOr<std::string> JoinMessage(const Message& prototype, const SplitBytes& parts) {
  // A start joins every record there is: one block of memory instead of many small ones.
  google::protobuf::Arena arena;
  Message* const message = prototype.New(&arena);
  if (!Parse(parts.plain, message) || !message->MergeFromString(parts.private_part)) {
    return absl::DataLossError("a part of a message does not parse");
  }
  return DeterministicBytes(*message);
}

std::string Seal(const Key& key, std::initializer_list<absl::string_view> context,
                 absl::string_view content) {
  PrepareSodium();
  const std::string associated = ContextHash(context, crypto_generichash_BYTES);
  std::string sealed(kSealedBytes + content.size(), '\0');
  sealed[0] = kFormat;
  unsigned char* nonce = Bytes(sealed) + 1;
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, Bytes(content),
                                             content.size(), Bytes(associated), associated.size(),
                                             nullptr, nonce, key.data());
  return sealed;
}

absl::StatusOr<std::string> OpenSealed(const Key& key,
                                       std::initializer_list<absl::string_view> context,
                                       absl::string_view sealed) {
  PrepareSodium();
  const absl::Status altered = absl::DataLossError("what was sealed cannot be opened");
  if (sealed.size() < kSealedBytes || sealed[0] != kFormat) return altered;
  const std::string associated = ContextHash(context, crypto_generichash_BYTES);
  std::string content(sealed.size() - kSealedBytes, '\0');
  const unsigned char* nonce = Bytes(sealed) + 1;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(content), nullptr, nullptr, nonce + kNonceBytes, content.size() + kTagBytes,
          Bytes(associated), associated.size(), nonce, key.data()) != 0) {
    return altered;
  }
  return content;
}

std::string Mask(const Key& key, std::initializer_list<absl::string_view> context,
                 absl::string_view bytes) {
  PrepareSodium();
  static_assert(kNonceBytes == crypto_stream_xchacha20_NONCEBYTES);
  const absl::string_view key_bytes(reinterpret_cast<const char*>(key.data()), key.size());
  // A key of its own, so that no stream of it is one that seals.
  std::string mask_key = ContextHash({"mask"}, kKeyBytes, key_bytes);
  const std::string nonce = ContextHash(context, kNonceBytes);
  std::string masked(bytes.size(), '\0');
  crypto_stream_xchacha20_xor(Bytes(masked), Bytes(bytes), bytes.size(), Bytes(nonce),
                              Bytes(mask_key));
  sodium_memzero(mask_key.data(), mask_key.size());
  return masked;
}

std::string Token(const Key& key, std::initializer_list<absl::string_view> context,
                  absl::string_view bytes) {
  PrepareSodium();
  const absl::string_view key_bytes(reinterpret_cast<const char*>(key.data()), key.size());
  // A key of its own, as for Mask.
  std::string token_key = ContextHash({"token"}, kKeyBytes, key_bytes);
  const std::string where = ContextHash(context, crypto_generichash_BYTES);
  std::string token = ContextHash({where, bytes}, kTokenBytes, token_key);
  sodium_memzero(token_key.data(), token_key.size());
  return token;
}

Key RandomKey() {
  PrepareSodium();
  Key key;
  randombytes_buf(key.data(), key.size());
  return key;
}

}  // namespace banso
