// Snapshots of principals and tokens, for tests that ask who is calling.
#ifndef BANSO_TESTS_ACCESS_ACCESS_WORLD_H_
#define BANSO_TESTS_ACCESS_ACCESS_WORLD_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/catalog/snapshot.h"

namespace banso {

// The state of a server, changed step by step; each snapshot has the next revision.
class AccessWorld {
 public:
  // A principal or token from text, in place of the one with its name.
  void PutPrincipal(const std::string& text) {
    auto entry = std::make_shared<PrincipalEntry>();
    entry->message = Parse<v1::Principal>(text);
    parts_.principals.Put(std::move(entry));
  }
  void PutToken(const v1::Token& token) {
    auto entry = std::make_shared<TokenEntry>();
    entry->message = std::make_shared<const v1::Token>(token);
    parts_.tokens.Put(std::move(entry));
  }
  void PutToken(const std::string& text) { PutToken(*Parse<v1::Token>(text)); }
  void DeletePrincipal(absl::string_view name) { parts_.principals.Erase(name); }
  void DeleteToken(absl::string_view name) { parts_.tokens.Erase(name); }

  std::shared_ptr<const Snapshot> Take() {
    ++parts_.revision;
    return std::make_shared<const Snapshot>(parts_);
  }

 private:
  template <typename Message>
  static std::shared_ptr<const Message> Parse(const std::string& text) {
    auto message = std::make_shared<Message>();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get())) << text;
    return message;
  }

  Snapshot::Parts parts_;
};

}  // namespace banso

#endif  // BANSO_TESTS_ACCESS_ACCESS_WORLD_H_
