#include "server/seal/sealing.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/options.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "server/store/columns.h"
#include "tests/convert/random_message.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::Not;

std::string BytesOf(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Calls `visit` for the message and every one inside that has classes of its own.
template <typename Visit>
void ForEachMessage(Message* message, const Visit& visit) {
  visit(message);
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr ||
        absl::StartsWith(field->message_type()->full_name(), "google.protobuf.")) {
      continue;
    }
    if (!field->is_repeated()) {
      ForEachMessage(reflection.MutableMessage(message, field), visit);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(*message, field); ++i) {
      ForEachMessage(reflection.MutableRepeatedMessage(message, field, i), visit);
    }
  }
}

// Whether anything private is set in the message, at any depth.
bool HoldsPrivate(const std::string& bytes, const Message& prototype) {
  const std::unique_ptr<Message> message(prototype.New());
  EXPECT_TRUE(message->ParseFromString(bytes));
  bool found = false;
  ForEachMessage(message.get(), [&](Message* inner) {
    const google::protobuf::Reflection& reflection = *inner->GetReflection();
    found |= !reflection.GetUnknownFields(*inner).empty();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(*inner, &fields);
    for (const FieldDescriptor* field : fields) {
      const v1::Privacy::Level level = field->options().GetExtension(v1::privacy);
      found |= level != v1::Privacy::PUBLIC && level != v1::Privacy::MATCHING;
    }
  });
  return found;
}

TEST(SplitMessageTest, EveryMessageComesTogetherAgainAndItsPlainPartHoldsNothingPrivate) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  int split = 0;
  for (const ResourceKind kind : kAllKinds) {
    if (TableOf(kind).prototype == nullptr) continue;
    const Message& prototype = *TableOf(kind).prototype;
    for (int i = 0; i < 150; ++i) {
      const std::unique_ptr<Message> message(prototype.New());
      FillRandomly(message.get(), &random);
      if (i % 3 == 0) {
        // What a later version may have written, here and there.
        ForEachMessage(message.get(), [&](Message* inner) {
          if (random() % 4 != 0) return;
          auto* unknown = inner->GetReflection()->MutableUnknownFields(inner);
          unknown->AddVarint(7000, random() % 3);
          unknown->AddLengthDelimited(7001, "later");
        });
      }
      const std::string bytes = BytesOf(*message);

      ASSERT_OK_AND_ASSIGN(const SplitBytes parts, SplitMessage(prototype, bytes));

      ASSERT_FALSE(HoldsPrivate(parts.plain, prototype)) << message->DebugString();
      ASSERT_EQ(JoinMessage(prototype, parts).value(), bytes) << message->DebugString();
      split += parts.private_part.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(split, 300);
}

TEST(SplitMessageTest, AMessageWithoutAnythingPrivateStaysAsItIs) {
  v1::Candidate candidate;
  candidate.set_name("candidates/c");
  candidate.mutable_case_()->set_stage(v1::Case::RECEIVED);
  candidate.mutable_study();
  candidate.set_accepts_remote(false);

  ASSERT_OK_AND_ASSIGN(const SplitBytes parts, SplitMessage(v1::Candidate::default_instance(),
                                                            candidate.SerializeAsString()));

  EXPECT_EQ(parts.plain, candidate.SerializeAsString());
  EXPECT_EQ(parts.private_part, "");
}

TEST(SplitMessageTest, AMessageInsideIsSplitFieldByFieldAndAListStaysTogether) {
  v1::Candidate candidate;
  candidate.mutable_case_()->set_stage(v1::Case::RECEIVED);
  candidate.mutable_case_()->add_steps()->set_reason("words");
  candidate.mutable_person_name()->set_full_name("Somebody");
  candidate.add_skills()->set_skill("it.lang.python");
  candidate.add_needs()->set_kind(v1::Need::QUIET_ROOM);

  ASSERT_OK_AND_ASSIGN(const SplitBytes parts, SplitMessage(v1::Candidate::default_instance(),
                                                            candidate.SerializeAsString()));

  v1::Candidate plain, hidden;
  ASSERT_TRUE(plain.ParseFromString(parts.plain));
  ASSERT_TRUE(hidden.ParseFromString(parts.private_part));
  EXPECT_EQ(plain.case_().stage(), v1::Case::RECEIVED);
  EXPECT_EQ(plain.case_().steps_size(), 0);
  EXPECT_EQ(plain.skills_size(), 1);
  EXPECT_FALSE(plain.has_person_name());
  EXPECT_EQ(plain.needs_size(), 0);
  EXPECT_EQ(hidden.case_().stage(), v1::Case::STAGE_UNSPECIFIED);
  EXPECT_EQ(hidden.case_().steps(0).reason(), "words");
  EXPECT_EQ(hidden.skills_size(), 0);
}

TEST(SplitMessageTest, WhatDoesNotParseIsRefusedWithoutRepeatingIt) {
  EXPECT_THAT(SplitMessage(v1::Candidate::default_instance(), "\x0a\xffsecret"),
              StatusIs(StatusCode::kInvalidArgument, Not(HasSubstr("secret"))));
  EXPECT_THAT(JoinMessage(v1::Candidate::default_instance(), {"\x0a\xff", ""}),
              StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(JoinMessage(v1::Candidate::default_instance(), {"", "\x0a\xff"}),
              StatusIs(StatusCode::kDataLoss));
}

TEST(SealTest, WhatWasSealedOpensWithItsKeyBesideItsContextOnly) {
  const Key key = RandomKey();
  const std::string content("words\0\xff", 7);

  const std::string sealed = Seal(key, {"a", "b"}, content);

  EXPECT_EQ(sealed.size(), content.size() + kSealedBytes);
  EXPECT_THAT(sealed, Not(HasSubstr("words")));
  EXPECT_EQ(OpenSealed(key, {"a", "b"}, sealed).value(), content);
  EXPECT_THAT(OpenSealed(RandomKey(), {"a", "b"}, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(OpenSealed(key, {"ab"}, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(OpenSealed(key, {"ab", ""}, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(OpenSealed(key, {"b", "a"}, sealed), StatusIs(StatusCode::kDataLoss));
  EXPECT_EQ(OpenSealed(key, {}, Seal(key, {}, "")).value(), "");
}

TEST(SealTest, NoByteOfItCanBeChangedOrCutOff) {
  const Key key = RandomKey();
  const std::string sealed = Seal(key, {"a"}, "words");

  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    EXPECT_THAT(OpenSealed(key, {"a"}, changed), StatusIs(StatusCode::kDataLoss)) << i;
    EXPECT_THAT(OpenSealed(key, {"a"}, sealed.substr(0, i)), StatusIs(StatusCode::kDataLoss)) << i;
  }
  EXPECT_THAT(OpenSealed(key, {"a"}, sealed + "x"), StatusIs(StatusCode::kDataLoss));
}

TEST(SealTest, TheSameContentNeverLooksTheSame) {
  const Key key = RandomKey();

  EXPECT_NE(Seal(key, {"a"}, "words"), Seal(key, {"a"}, "words"));
}

TEST(MaskTest, AMaskComesOffTheSecondTimeAndLooksTheSameBesideOneContext) {
  const Key key = RandomKey();
  const std::string bytes(200, 'x');

  const std::string masked = Mask(key, {"a"}, bytes);

  EXPECT_EQ(Mask(key, {"a"}, masked), bytes);
  EXPECT_EQ(Mask(key, {"a"}, bytes), masked);
  EXPECT_NE(Mask(key, {"b"}, bytes), masked);
  EXPECT_NE(Mask(RandomKey(), {"a"}, bytes), masked);
  EXPECT_EQ(Mask(key, {"a"}, ""), "");
}

}  // namespace
}  // namespace banso
