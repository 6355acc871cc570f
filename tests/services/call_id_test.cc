#include "server/services/call_id.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

using ::testing::MatchesRegex;

constexpr char kTrace[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kNew[] = "[0-9a-f]+";

TEST(CallIdTest, TheCallersNameIsTaken) {
  for (const char* id : {"0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5BD9CB469FA16570867728950E",
                         "00000000deadbeef"}) {
    EXPECT_EQ(CallIdFor(id, ""), id);
    EXPECT_EQ(CallIdFor(id, kTrace), id);
  }
}

TEST(CallIdTest, ATraceNamesTheCall) {
  EXPECT_EQ(CallIdFor("", kTrace), "4bf92f3577b34da6a3ce929d0e0e4736");
  // A version to come, with more behind.
  EXPECT_EQ(CallIdFor("", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what"),
            "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(CallIdTest, WhatCouldSaySomethingIsNotTaken) {
  for (const std::string id :
       {"amina.rahimi@example.org", "0081-90-0000-000g", "819000000000", "8190000000008190",
        "0081-90-1234-5678", "4111-1111-1111-1111", "deadbeef", "deadbeef deadbeef",
        "deadbeefdeadbeef\n", "{\"a\":\"deadbeef\"}"}) {
    const std::string made = CallIdFor(id, "");
    EXPECT_NE(made, id);
    EXPECT_THAT(made, MatchesRegex(kNew));
    EXPECT_EQ(made.size(), 32u);
  }
  EXPECT_EQ(CallIdFor(std::string(65, 'a'), "").size(), 32u);
}

TEST(CallIdTest, ATraceThatIsNotWellFormedIsNotTaken) {
  for (const char* trace : {"", "00-", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01"}) {
    EXPECT_NE(CallIdFor("", trace), "4bf92f3577b34da6a3ce929d0e0e4736") << trace;
  }
}

TEST(CallIdTest, NoTwoCallsAreNamedAlike) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(CallIdFor("", ""));

  EXPECT_EQ(ids.size(), 1000u);
}

}  // namespace
}  // namespace banso
