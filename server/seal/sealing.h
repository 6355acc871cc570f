// How private content is told from the rest of a message, and sealed.
#ifndef BANSO_SERVER_SEAL_SEALING_H_
#define BANSO_SERVER_SEAL_SEALING_H_

#include <initializer_list>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/seal/key_store.h"

namespace banso {

// A message in two, each the deterministic bytes of a message of the same type.
struct SplitBytes {
  std::string plain;         // what is PUBLIC or MATCHING
  std::string private_part;  // everything else; empty if there is nothing else
};

// Splits a message of the type of `prototype` by the `privacy` of its fields. What is SENSITIVE,
// IDENTIFYING, SECRET or without a class is private, and so is what this version does not know. A
// single message inside is split field by field, unless its own field is private; a list (or map)
// of messages is private whole if anything that could be in it is. Values of google.protobuf, such
// as a Timestamp, have no classes and take that of their field.
// Errors: INVALID_ARGUMENT if `bytes` do not parse.
absl::StatusOr<SplitBytes> SplitMessage(const google::protobuf::Message& prototype,
                                        absl::string_view bytes);

// Puts a message together again: its deterministic bytes, which are those that were split if these
// were deterministic.
// Errors: DATA_LOSS if one of the parts does not parse.
absl::StatusOr<std::string> JoinMessage(const google::protobuf::Message& prototype,
                                        const SplitBytes& parts);

// Seals `content` (XChaCha20-Poly1305 of libsodium) with a fresh random nonce, so that it can be
// neither read nor changed without the key, nor used beside other `context`. Different lists are
// different contexts. The result is kSealedBytes longer than the content: a byte that says the
// format, the nonce, and what was sealed with its tag.
inline constexpr size_t kSealedBytes = 1 + 24 + 16;
std::string Seal(const Key& key, std::initializer_list<absl::string_view> context,
                 absl::string_view content);

// Opens what was sealed with the same key beside the same context.
// Errors: DATA_LOSS if it was not.
absl::StatusOr<std::string> OpenSealed(const Key& key,
                                       std::initializer_list<absl::string_view> context,
                                       absl::string_view sealed);

// Returns `bytes` hidden behind a keystream that `context` and the key choose; a second time, the
// bytes again. The same bytes look the same beside the same context, so that they can be compared
// without being known. Must not be used for two different contents beside one context, and does not
// tell whether it was changed.
std::string Mask(const Key& key, std::initializer_list<absl::string_view> context,
                 absl::string_view bytes);

// Returns 16 bytes that stand for `bytes` beside `context`: always the same ones, from which nobody
// without the key learns what they stand for, nor makes others.
std::string Token(const Key& key, std::initializer_list<absl::string_view> context,
                  absl::string_view bytes);

// Random bytes for a key.
Key RandomKey();

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_SEALING_H_
