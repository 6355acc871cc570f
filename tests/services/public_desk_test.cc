// Applications to the desk, without a network.
#include "server/services/public_desk.h"

#include "tests/services/programme_test.h"

namespace banso {
namespace {

class PublicDeskTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    auto tokens = BearerTokens::FromKeys(&keys_);
    ASSERT_THAT(tokens, IsOk());
    desk_ = std::make_unique<PublicDesk>(&context_, *tokens);
    Put(ResourceKind::kDeskDay, Merge(v1::DeskDay(), R"pb(
          name: "deskDays/d"
          date { year: 2026 month: 12 day: 20 }
          start { hours: 13 }
          end { hours: 17 }
          slot_minutes: 60
          state: PLANNED
        )pb"));
  }

  absl::StatusOr<v1::ApplyForDeskResponse> Apply(const std::string& request_id) {
    v1::ApplyForDeskRequest request = Merge(v1::ApplyForDeskRequest(), R"pb(
      desk_day: "deskDays/d"
      person_name { full_name: "申込 花子" }
      contacts { channel: EMAIL address: "a@example.org" }
      language: "ja"
      agreed: true
    )pb");
    *request.add_preferred_start_times() =
        FromTime(JapanMidnight(Date(2026, 12, 20)) + absl::Hours(14));
    request.set_request_id(request_id);
    Call call = CallOf({.role = v1::Access::PUBLIC}, v1::Access::ALL);
    call.digest = "the same call";
    return desk_->Apply(request, &call);
  }

  std::unique_ptr<PublicDesk> desk_;
};

constexpr char kId[] = "7a1d0c1e-6f0e-4e0e-9c6e-2f7f3c1d9b11";

TEST_F(PublicDeskTest, TheSameApplicationGivesTheSameLinkWhileItIsRemembered) {
  const auto first = Apply(kId);
  const auto again = Apply(kId);

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Newest()->tokens().size(), 1u);
}

TEST_F(PublicDeskTest, OneThatIsForgottenMakesAnotherLink) {
  const auto first = Apply(kId);
  ASSERT_THAT(first, IsOk());
  clock_.Advance(absl::Hours(8 * 24));
  ASSERT_THAT(Apply("7a1d0c1e-6f0e-4e0e-9c6e-2f7f3c1d9b12"), IsOk());  // has old ones forgotten

  const auto late = Apply(kId);

  ASSERT_THAT(late, IsOk());
  EXPECT_NE(late->session(), first->session());
  EXPECT_NE(late->link_token(), first->link_token());
  std::set<std::string> hashes;
  Newest()->tokens().ForEach(
      [&](const auto& entry) { hashes.insert(entry->message->secret_hash()); });
  EXPECT_EQ(hashes.size(), 3u);
}

TEST_F(PublicDeskTest, ApplicationsWithoutAnIdAreEachTheirOwn) {
  const auto first = Apply("");
  const auto second = Apply("");

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(first->link_token(), second->link_token());
}

}  // namespace
}  // namespace banso
