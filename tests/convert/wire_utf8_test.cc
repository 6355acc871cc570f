#include "server/convert/wire_utf8.h"

#include <random>
#include <string>

#include "banso/v1/candidate.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/stubs/logging.h"
#include "tests/convert/random_message.h"
#include "tests/convert/sample.pb.h"

namespace banso {
namespace {

using ::testing::Optional;

const google::protobuf::Descriptor& kType = *v1::CreateCandidateRequest::descriptor();

// Serialises with a marker in place of the bad bytes, which libprotobuf would complain about.
std::string Damaged(const google::protobuf::Message& message) {
  std::string bytes = message.SerializeAsString();
  for (size_t at; (at = bytes.find("BAD")) != std::string::npos;) bytes.replace(at, 3, "\xC3(\xFF");
  return bytes;
}

TEST(WireUtf8Test, TheFirstBadStringIsNamedByItsPath) {
  v1::CreateCandidateRequest request;
  request.mutable_candidate()->mutable_person_name()->set_full_name("Amina");
  request.mutable_candidate()->add_contacts()->set_address("fine");
  request.mutable_candidate()->add_contacts()->set_address("BAD");
  request.mutable_candidate()->set_home_prefecture("BAD");
  const std::string bytes = Damaged(request);

  google::protobuf::LogSilencer silencer;
  ASSERT_FALSE(v1::CreateCandidateRequest().ParseFromString(bytes));
  EXPECT_THAT(FindInvalidUtf8(kType, bytes),
              Optional(std::string("candidate.contacts[1].address")));
}

TEST(WireUtf8Test, RepeatedStringsAndTopLevelFieldsAreNamed) {
  v1::LookupTermsRequest request;
  request.add_codes("ok");
  request.add_codes("BAD");
  EXPECT_THAT(FindInvalidUtf8(*request.GetDescriptor(), Damaged(request)),
              Optional(std::string("codes[1]")));

  v1::CreateCandidateRequest create;
  create.set_request_id("BAD");
  EXPECT_THAT(FindInvalidUtf8(kType, Damaged(create)), Optional(std::string("request_id")));
}

TEST(WireUtf8Test, InAMapTheMapIsNamed) {
  sample::Sample keys;
  (*keys.mutable_labels())["BAD"] = "fine";
  sample::Sample values;
  (*values.mutable_by_key())["fine"].set_text("BAD");

  EXPECT_THAT(FindInvalidUtf8(*keys.GetDescriptor(), Damaged(keys)),
              Optional(std::string("labels")));
  EXPECT_THAT(FindInvalidUtf8(*values.GetDescriptor(), Damaged(values)),
              Optional(std::string("by_key.text")));
}

TEST(WireUtf8Test, BytesAndUnknownFieldsMayHoldAnything) {
  sample::Sample message;
  message.set_blob("\xff\xfe");
  message.set_word("BAD");
  EXPECT_THAT(FindInvalidUtf8(*message.GetDescriptor(), Damaged(message)),
              Optional(std::string("word")));

  message.clear_word();
  EXPECT_FALSE(FindInvalidUtf8(*message.GetDescriptor(), message.SerializeAsString()));
  v1::CreateCandidateRequest other;
  EXPECT_FALSE(FindInvalidUtf8(*other.GetDescriptor(), message.SerializeAsString()));
}

TEST(WireUtf8Test, GoodMessagesAndMessagesBrokenOtherwiseHaveNoPath) {
  v1::CreateCandidateRequest request;
  request.mutable_candidate()->mutable_person_name()->set_full_name("アミナ");
  const std::string bytes = request.SerializeAsString();

  EXPECT_FALSE(FindInvalidUtf8(kType, ""));
  EXPECT_FALSE(FindInvalidUtf8(kType, bytes));
  EXPECT_FALSE(FindInvalidUtf8(kType, bytes.substr(0, bytes.size() - 1)));
  EXPECT_FALSE(FindInvalidUtf8(kType, "\x0a\xff\xff\xff\xff\x0f"));
  EXPECT_FALSE(FindInvalidUtf8(kType, "\x07"));
  EXPECT_FALSE(FindInvalidUtf8(kType, std::string(3, '\0')));
}

TEST(WireUtf8Test, DeepNestingEnds) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) {
    std::string outer = "\x22";  // Inner.inner
    for (size_t rest = bytes.size();; rest >>= 7) {
      outer += static_cast<char>(rest < 128 ? rest : (rest & 127) | 128);
      if (rest < 128) break;
    }
    bytes = outer + bytes;
  }

  EXPECT_FALSE(FindInvalidUtf8(*sample::Inner::descriptor(), bytes));
}

TEST(WireUtf8Test, RandomBytesDoNoHarmAndBadStringsAreFoundWhereParsingFails) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  google::protobuf::LogSilencer silencer;
  int found = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes;
    if (round % 2 == 0) {
      v1::CreateCandidateRequest request;
      FillRandomly(&request, &random, 3);
      bytes = request.SerializeAsString();
      for (unsigned i = 1 + random() % 3; i > 0 && !bytes.empty(); --i) {
        bytes[random() % bytes.size()] = static_cast<char>(random());
      }
    } else {
      bytes.resize(random() % 40);
      for (char& c : bytes) c = static_cast<char>(random());
    }
    const bool parsed = v1::CreateCandidateRequest().ParseFromString(bytes);
    const auto path = FindInvalidUtf8(kType, bytes);
    // A message that parses has only good strings, so no path may be found in it.
    ASSERT_FALSE(parsed && path) << *path;
    found += path.has_value();
  }
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace banso
