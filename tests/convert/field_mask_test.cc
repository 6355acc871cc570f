#include "server/convert/field_mask.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/convert/options.h"
#include "server/convert/status_details.h"
#include "tests/convert/random_message.h"
#include "tests/convert/sample.pb.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::banso::sample::Sample;
using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FieldMask;
using ::google::protobuf::Message;
using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

template <class M>
M Parse(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

FieldMask Mask(std::initializer_list<const char*> paths) {
  FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

template <class M>
M Updated(const FieldMask& mask, const std::string& incoming, const std::string& stored) {
  M result = Parse<M>(stored);
  EXPECT_THAT(ApplyUpdate(&mask, Parse<M>(incoming), &result), IsOk());
  return result;
}

#define EXPECT_MESSAGE(actual, text)                                                           \
  EXPECT_TRUE(MessageDifferencer::Equals(actual, Parse<std::decay_t<decltype(actual)>>(text))) \
      << (actual).DebugString()

TEST(FieldMaskTest, WithoutAMaskThePopulatedFieldsAreReplaced) {
  const std::string incoming = "text: 'new' inner { text: 'a' }";
  const std::string stored = "text: 'old' note: 'kept' inner { text: 'b' needed: 'gone' }";
  Sample no_mask = Parse<Sample>(stored);

  ASSERT_THAT(ApplyUpdate(nullptr, Parse<Sample>(incoming), &no_mask), IsOk());

  EXPECT_MESSAGE(no_mask, "text: 'new' note: 'kept' inner { text: 'a' }");
  EXPECT_MESSAGE(Updated<Sample>(Mask({}), incoming, stored),
                 "text: 'new' note: 'kept' inner { text: 'a' }");
}

TEST(FieldMaskTest, AStarReplacesEverythingThatMayChange) {
  EXPECT_MESSAGE(
      Updated<Sample>(Mask({"*"}),
                      "name: 'samples/y' text: 'new' fixed: 'x' computed: 'x' etag: 'x'",
                      "name: 'samples/x' text: 'old' note: 'gone' fixed: 'kept' computed: 'kept' "
                      "etag: 'e' word: 'gone' inners { text: 'gone' }"),
      "name: 'samples/x' text: 'new' fixed: 'kept' computed: 'kept' etag: 'e'");
}

TEST(FieldMaskTest, NamedFieldsAreReplacedWholeOrCleared) {
  EXPECT_MESSAGE(Updated<Sample>(Mask({"text", "note", "inners", "by_key", "inner"}),
                                 "text: 'new' inners { text: 'c' } by_key { key: 'z' value {} } "
                                 "inner { text: 'only' } needed: 5",
                                 "note: 'gone' inners { text: 'a' } inners { text: 'b' } "
                                 "by_key { key: 'y' value {} } inner { needed: 'gone' } needed: 3"),
                 "text: 'new' inners { text: 'c' } by_key { key: 'z' value {} } "
                 "inner { text: 'only' } needed: 3");
}

TEST(FieldMaskTest, ANestedPathChangesThatPartOnly) {
  EXPECT_MESSAGE(Updated<Sample>(Mask({"inner.text"}), "inner { text: 'new' needed: 'x' }",
                                 "inner { text: 'old' needed: 'kept' }"),
                 "inner { text: 'new' needed: 'kept' }");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"inner.inner.text"}), "inner { inner { text: 'new' } }", ""),
                 "inner { inner { text: 'new' } }");
}

TEST(FieldMaskTest, ClearingAPartOfNothingCreatesNothing) {
  EXPECT_MESSAGE(Updated<Sample>(Mask({"inner.text"}), "", ""), "");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"inner.text"}), "", "inner { text: 'a' needed: 'b' }"),
                 "inner { needed: 'b' }");
}

TEST(FieldMaskTest, ProtectedFieldsStayAtEveryDepth) {
  const std::string stored = "computed: 'kept' inner { fixed: 'kept' computed: 'kept' text: 'a' }";
  const std::string incoming = "computed: 'x' inner { fixed: 'x' computed: 'x' text: 'b' }";

  for (const FieldMask& mask :
       {Mask({"inner"}), Mask({"*"}), Mask({}),
        Mask({"computed", "inner.fixed", "inner.computed", "inner.text"})}) {
    EXPECT_MESSAGE(Updated<Sample>(mask, incoming, stored),
                   "computed: 'kept' inner { fixed: 'kept' computed: 'kept' text: 'b' }");
  }
}

TEST(FieldMaskTest, NewPartsLoseWhatOnlyTheServerSets) {
  EXPECT_MESSAGE(
      Updated<Sample>(Mask({"inner", "inners"}),
                      "inner { fixed: 'f' computed: 'x' } inners { fixed: 'f' computed: 'x' }", ""),
      "inner { fixed: 'f' } inners { fixed: 'f' }");
}

TEST(FieldMaskTest, AOneofHoldsWhatWasSentWhicheverMembersAreNamed) {
  const std::string stored = "thing { text: 'old' }";

  EXPECT_MESSAGE(Updated<Sample>(Mask({"word"}), "word: 'new'", stored), "word: 'new'");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"word"}), "", stored), stored);
  EXPECT_MESSAGE(Updated<Sample>(Mask({"thing"}), "word: 'new'", stored), "");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"thing", "word"}), "word: 'new'", stored), "word: 'new'");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"word", "thing"}), "word: 'new'", stored), "word: 'new'");
  EXPECT_MESSAGE(Updated<Sample>(Mask({}), "number: 0", stored), "number: 0");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"*"}), "number: 7", stored), "number: 7");
  EXPECT_MESSAGE(Updated<Sample>(Mask({"thing.text"}), "thing { text: 'new' }", "word: 'a'"),
                 "thing { text: 'new' }");
}

TEST(FieldMaskTest, PathsThatCannotBeFollowedChangeNothing) {
  const std::pair<FieldMask, const char*> cases[] = {
      {Mask({"text", "colour"}), "paths[1] does not exist"},
      {Mask({""}), "paths[0] does not exist"},
      {Mask({"Text"}), "does not exist"},
      {Mask({"byKey"}), "does not exist"},
      {Mask({"inner."}), "does not exist"},
      {Mask({".inner"}), "does not exist"},
      {Mask({"inner..text"}), "does not exist"},
      {Mask({"inner.*"}), "does not exist"},
      {Mask({"text.size"}), "does not exist"},
      {Mask({"inners.text"}), "goes through a list"},
      {Mask({"by_key.z"}), "goes through a list"},
      {Mask({"text", "*"}), "stands alone"},
      {Mask({"*", "*"}), "stands alone"},
  };
  for (const auto& [mask, problem] : cases) {
    Sample stored = Parse<Sample>("text: 'old'");

    const absl::Status status = ApplyUpdate(&mask, Parse<Sample>("text: 'new'"), &stored);

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(problem)));
    EXPECT_EQ(FieldProblems(status)[0].field, "update_mask");
    EXPECT_MESSAGE(stored, "text: 'old'");
  }
}

TEST(FieldMaskTest, MessagesOfDifferentTypesAreABug) {
  v1::Candidate stored;

  EXPECT_THAT(ApplyUpdate(nullptr, Sample(), &stored), StatusIs(absl::StatusCode::kInternal));
}

TEST(ClearOutputOnlyTest, WhatOnlyTheServerSetsIsClearedAtEveryDepth) {
  auto message = Parse<Sample>(
      "name: 'samples/x' computed: 'x' inner { computed: 'x' inner { computed: 'x' text: 'a' } } "
      "inners { computed: 'x' text: 'b' } thing { computed: 'x' } fixed: 'kept' etag: 'kept'");

  ClearOutputOnly(&message);

  EXPECT_MESSAGE(message,
                 "name: 'samples/x' inner { inner { text: 'a' } } inners { text: 'b' } thing {} "
                 "fixed: 'kept' etag: 'kept'");
}

// ---- Random updates against a reading of the rule leaf by leaf ----

using Path = std::vector<const FieldDescriptor*>;

std::string Text(const Path& path) {
  std::string text;
  for (const FieldDescriptor* field : path) {
    absl::StrAppend(&text, text.empty() ? "" : ".", field->name());
  }
  return text;
}

// All paths of a type that a mask may name; `leaves` are those that end in a value or list.
void CollectPaths(const Descriptor& type, const Path& above, std::vector<Path>* all,
                  std::vector<Path>* leaves) {
  for (int i = 0; i < type.field_count(); ++i) {
    Path path = above;
    path.push_back(type.field(i));
    all->push_back(path);
    if (!path.back()->is_repeated() && path.back()->message_type() != nullptr) {
      CollectPaths(*path.back()->message_type(), path, all, leaves);
    } else {
      leaves->push_back(path);
    }
  }
}

// What is at a path, as text; empty if nothing is set there.
std::string At(const Message& message, const Path& path) {
  const Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!at->GetReflection()->HasField(*at, path[i])) return "";
    at = &at->GetReflection()->GetMessage(*at, path[i]);
  }
  const std::unique_ptr<Message> alone(at->New());
  alone->CopyFrom(*at);
  for (int i = 0; i < at->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = at->GetDescriptor()->field(i);
    if (field != path.back()) alone->GetReflection()->ClearField(alone.get(), field);
  }
  return alone->ShortDebugString();
}

bool IsProtectedPath(const Path& path) {
  for (const FieldDescriptor* field : path) {
    if (HasBehavior(*field, v1::Behavior::OUTPUT_ONLY) ||
        HasBehavior(*field, v1::Behavior::IDENTIFIER) ||
        HasBehavior(*field, v1::Behavior::IMMUTABLE) || field->name() == "etag") {
      return true;
    }
  }
  return false;
}

template <class M>
void CheckRandomUpdates(unsigned seed) {
  SCOPED_TRACE(absl::StrCat(M::descriptor()->name(), " seed ", seed));
  std::mt19937 random(seed);
  std::vector<Path> all;
  std::vector<Path> leaves;
  CollectPaths(*M::descriptor(), {}, &all, &leaves);
  for (int round = 0; round < 60; ++round) {
    M incoming;
    M stored;
    FillRandomly(&incoming, &random);
    FillRandomly(&stored, &random);
    FieldMask mask;
    for (unsigned i = 1 + random() % 4; i > 0; --i) {
      mask.add_paths(Text(all[random() % all.size()]));
    }

    M result = stored;
    ASSERT_THAT(ApplyUpdate(&mask, incoming, &result), IsOk());

    for (const Path& leaf : leaves) {
      const std::string text = Text(leaf);
      bool named = false;
      for (const std::string& path : mask.paths()) {
        named = named || path == text || absl::StartsWith(text, path + ".");
      }
      // Setting a member of a oneof clears its siblings, which the rule above does not know: what
      // is not named, or is named beside a sibling, is left to tests of their own.
      bool in_oneof = false;
      bool sibling_named = false;
      Path above;
      for (const FieldDescriptor* field : leaf) {
        if (const auto* oneof = field->real_containing_oneof()) {
          in_oneof = true;
          for (int i = 0; i < oneof->field_count(); ++i) {
            if (oneof->field(i) == field) continue;
            Path sibling = above;
            sibling.push_back(oneof->field(i));
            for (const std::string& path : mask.paths()) {
              sibling_named = sibling_named || path == Text(sibling) ||
                              absl::StartsWith(path, Text(sibling) + ".");
            }
          }
        }
        above.push_back(field);
      }
      if (in_oneof && (!named || sibling_named)) continue;
      const bool written = named && !IsProtectedPath(leaf);
      ASSERT_EQ(At(result, leaf), At(written ? incoming : stored, leaf))
          << text << " with " << mask.ShortDebugString();
    }
  }
}

TEST(FieldMaskPropertyTest, EveryLeafIsWrittenOrKeptAsTheMaskSays) {
  const unsigned seed = std::random_device()();
  CheckRandomUpdates<v1::Candidate>(seed);
  CheckRandomUpdates<v1::Internship>(seed);
  CheckRandomUpdates<v1::Advisor>(seed);
}

}  // namespace
}  // namespace banso
