#include "server/convert/page_token.h"

#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "banso/v1/advisor_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "gmock/gmock.h"
#include "server/convert/status_details.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

v1::ListCandidatesRequest ARequest() {
  v1::ListCandidatesRequest request;
  request.set_page_size(10);
  request.set_filter("stage = PLANNED");
  request.set_order_by("create_time desc");
  return request;
}

const PageToken kToken = {"candidates/abc", 10, 1774600000123456};

TEST(PageTokenTest, TheNextPageMayDifferInSizeTokenAndRevisionOnly) {
  v1::ListCandidatesRequest request = ARequest();
  const std::string token = EncodePageToken(kToken, request);

  request.set_page_size(99);
  request.set_page_token(token);
  request.set_min_revision(7);

  ASSERT_OK_AND_ASSIGN(const PageToken read, DecodePageToken(token, request));
  EXPECT_EQ(read, kToken);
}

TEST(PageTokenTest, ExtremeNumbersAndNamesComeBack) {
  const PageToken token = {"a,b,\xff", std::numeric_limits<int64_t>::max(),
                           std::numeric_limits<int64_t>::min()};

  ASSERT_OK_AND_ASSIGN(const PageToken read,
                       DecodePageToken(EncodePageToken(token, ARequest()), ARequest()));
  EXPECT_EQ(read, token);
}

TEST(PageTokenTest, TokensOfOtherRequestsAreRefused) {
  const std::string token = EncodePageToken(kToken, ARequest());
  v1::ListCandidatesRequest other_filter = ARequest();
  other_filter.set_filter("");
  v1::ListCandidatesRequest other_order = ARequest();
  other_order.clear_order_by();
  v1::ListAdvisorsRequest other_method;
  other_method.set_filter(ARequest().filter());
  other_method.set_order_by(ARequest().order_by());

  for (const google::protobuf::Message* request :
       std::initializer_list<const google::protobuf::Message*>{&other_filter, &other_order,
                                                               &other_method}) {
    const absl::Status status = DecodePageToken(token, *request).status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(FieldProblems(status)[0].field, "page_token");
  }
}

TEST(PageTokenTest, AChangedTokenIsRefusedWhicheverBitChanged) {
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(EncodePageToken(kToken, ARequest()), &bytes));
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));

    EXPECT_FALSE(DecodePageToken(absl::WebSafeBase64Escape(changed), ARequest()).ok()) << bit;
  }
}

TEST(PageTokenTest, RandomTextIsRefused) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 80, '\0');
    for (char& c : text) c = static_cast<char>(round % 2 == 0 ? random() : '-' + random() % 78);

    EXPECT_THAT(DecodePageToken(text, ARequest()), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(PageTokenTest, TokensFitTheirFieldAndUrls) {
  const std::string longest =
      std::string("employers/") + std::string(63, 'x') + "/internships/" + std::string(63, 'y');

  const std::string token = EncodePageToken({longest, INT64_MAX, INT64_MAX}, ARequest());

  EXPECT_LE(token.size(), 1024u);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-_"),
            std::string::npos);
}

TEST(PageSizeTest, ZeroIsTheDefaultAndLargeSizesAreLowered) {
  EXPECT_EQ(NormalizePageSize(0, 50, 1000), 50);
  EXPECT_EQ(NormalizePageSize(-1, 50, 1000), 50);
  EXPECT_EQ(NormalizePageSize(1, 50, 1000), 1);
  EXPECT_EQ(NormalizePageSize(1001, 50, 1000), 1000);
  EXPECT_EQ(NormalizePageSize(INT32_MAX, 50, 1000), 1000);
}

}  // namespace
}  // namespace banso
