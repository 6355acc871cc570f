#include "server/services/settings.h"

#include "server/services/operations_service.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

class SettingsTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    eraser_ = std::make_unique<Eraser>(&context_);
    retention_ = std::make_unique<Retention>(&context_, eraser_.get());
    service_ = std::make_unique<OperationsService>(&context_, retention_.get());
  }

  Call AdminCall() {
    return CallOf({.role = v1::Access::ADMIN, .principal = "principals/admin"}, v1::Access::ALL);
  }
  absl::StatusOr<v1::Settings> Update(const v1::UpdateSettingsRequest& request) {
    Call call = AdminCall();
    return service_->UpdateSettings(request, &call);
  }
  v1::Settings Get() {
    Call call = AdminCall();
    const auto settings = service_->GetSettings({}, &call);
    EXPECT_THAT(settings, IsOk());
    return *settings;
  }
  static v1::UpdateSettingsRequest AnUpdate(const std::string& settings) {
    return Merge(v1::UpdateSettingsRequest(),
                 absl::StrCat("settings { name: \"settings/programme\" ", settings, " }"));
  }

  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<Retention> retention_;
  std::unique_ptr<OperationsService> service_;
};

TEST_F(SettingsTest, WhatNobodyEverSetIsEmptyAndNamed) {
  const v1::Settings settings = Get();

  EXPECT_EQ(settings.name(), "settings/programme");
  EXPECT_EQ(settings.revision(), 0);
  EXPECT_FALSE(settings.has_placement_licence());
}

TEST_F(SettingsTest, OnlyWhatIsSetChanges) {
  const auto first = Update(AnUpdate("placement_licence { number: \"1\" }"));
  clock_.Advance(absl::Hours(1));
  const auto second = Update(AnUpdate("desk_contact: \"desk@example.org\""));

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->placement_licence().number(), "1");
  EXPECT_EQ(ToTime(second->create_time()), TestNow());
  EXPECT_EQ(ToTime(second->update_time()), TestNow() + absl::Hours(1));
  EXPECT_EQ(Get().SerializeAsString(), second->SerializeAsString());
  EXPECT_THAT(AuditedChanges(), ElementsAre("SETTINGS_CHANGED", "SETTINGS_CHANGED"));
}

TEST_F(SettingsTest, ALostUpdateIsRefused) {
  const auto first = Update(AnUpdate("desk_contact: \"a\""));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(Update(AnUpdate("desk_contact: \"b\"")), IsOk());

  const auto stale =
      Update(AnUpdate(absl::StrCat("desk_contact: \"c\" etag: \"", first->etag(), "\"")));

  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_EQ(Get().desk_contact(), "b");
}

TEST_F(SettingsTest, ValidateOnlyWritesNothing) {
  v1::UpdateSettingsRequest request = AnUpdate("desk_contact: \"a\"");
  request.set_validate_only(true);

  const auto checked = Update(request);

  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->desk_contact(), "a");
  EXPECT_EQ(Get().desk_contact(), "");
}

TEST_F(SettingsTest, ThereIsOneResource) {
  v1::UpdateSettingsRequest request = AnUpdate("");
  request.mutable_settings()->set_name("settings/other");

  EXPECT_THAT(Update(request),
              StatusIs(absl::StatusCode::kNotFound, "settings/other does not exist"));
}

TEST_F(SettingsTest, ALicenceIsGoodThroughItsLastDayInJapan) {
  const v1::Settings settings = Merge(v1::Settings(), R"pb(
    placement_licence {
      number: "1"
      valid_until_date { year: 2026 month: 12 day: 1 }
    }
  )pb");
  const absl::Time midnight = JapanMidnight(Date(2026, 12, 2));

  EXPECT_TRUE(HasPlacementLicence(settings, midnight - absl::Microseconds(1)));
  EXPECT_FALSE(HasPlacementLicence(settings, midnight));
  EXPECT_FALSE(HasPlacementLicence(v1::Settings(), midnight));
}

}  // namespace
}  // namespace banso
