#include "clients/cli/typed_values.h"

#include "banso/v1/candidate.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(TypedValuesTest, ADayIsItsFirstInstantInJapan) {
  EXPECT_EQ(ParseTimestamp("2026-12-01")->seconds(), 1796050800);
  EXPECT_EQ(ParseTimestamp("2026-12-01T00:00:00Z")->seconds(), 1796083200);
  EXPECT_FALSE(ParseTimestamp("soon").has_value());
  EXPECT_FALSE(ParseTimestamp("").has_value());
}

TEST(TypedValuesTest, SpansAreWholeMinutesHoursOrDays) {
  EXPECT_EQ(ParseSpan("15m"), absl::Minutes(15));
  EXPECT_EQ(ParseSpan("12h"), absl::Hours(12));
  EXPECT_EQ(ParseSpan("90d"), absl::Hours(90 * 24));
  for (const char* wrong : {"", "d", "0d", "-1d", "1.5h", "90", "90s", "９d"}) {
    EXPECT_FALSE(ParseSpan(wrong).has_value()) << wrong;
  }
}

TEST(TypedValuesTest, ValuesAreTypedInAnyCaseOrAsTheirJapaneseWord) {
  EXPECT_EQ(ParseEnum<v1::Consent::Scope>("employer-blinded"), v1::Consent::EMPLOYER_BLINDED);
  EXPECT_EQ(ParseEnum<v1::Consent::Scope>("Employer Named"), v1::Consent::EMPLOYER_NAMED);
  EXPECT_EQ(ParseEnum<v1::RightsRequest::Kind>("開示"), v1::RightsRequest::DISCLOSURE);
  EXPECT_FALSE(ParseEnum<v1::Consent::Scope>("scope_unspecified").has_value());
  EXPECT_FALSE(ParseEnum<v1::Consent::Scope>("–").has_value());
  EXPECT_FALSE(ParseEnum<v1::Consent::Scope>("").has_value());
}

}  // namespace
}  // namespace banso
