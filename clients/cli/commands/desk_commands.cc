#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "banso/v1/consultation_service.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/common.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/request_id.h"
#include "clients/cli/typed_values.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

constexpr Phrase kADeskDay = {"a desk day", "相談窓口の日"};
constexpr Phrase kASession = {"a session", "相談"};

ExitCode Create(Session& session) {
  const std::vector<std::string>& items = session.arguments.items;
  absl::CivilDay day;
  if (!absl::ParseCivilTime(items[0], &day)) {
    constexpr Phrase kDay = {"the first word must be a day, such as 2026-12-05",
                             "最初の語は 2026-12-05 のような日付です"};
    return session.WrongUsage(session.console.Say(kDay));
  }
  v1::CreateDeskDayRequest request;
  v1::DeskDay* desk_day = request.mutable_desk_day();
  desk_day->mutable_date()->set_year(static_cast<int>(day.year()));
  desk_day->mutable_date()->set_month(day.month());
  desk_day->mutable_date()->set_day(day.day());
  for (size_t i = 1; i < items.size(); ++i) {
    if (const auto wrong = MustBe(session, items[i], "advisors", {"an advisor", "アドバイザー"})) {
      return *wrong;
    }
    desk_day->add_advisors()->set_advisor(items[i]);
  }
  request.set_validate_only(session.arguments.dry_run);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsultationService/CreateDeskDay", request);
}

ExitCode Slots(Session& session) {
  Console& console = session.console;
  v1::FindOpenSlotsResponse response;
  const grpc::Status status = session.connection.Call("ConsultationService/FindOpenSlots",
                                                      v1::FindOpenSlotsRequest(), &response);
  if (!status.ok()) return session.Refused(status);
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }
  const UiLanguage ui = console.language();
  constexpr Phrase kOpen = {"open", "空き"};
  constexpr Phrase kTaken = {"taken", "満"};
  Table table({{Phrase{"DESK DAY", "相談窓口の日"}.In(ui)},
               {Phrase{"STARTS", "開始"}.In(ui)},
               {Phrase{"STATE", "状態"}.In(ui)}});
  for (const v1::OpenDeskDay& day : response.desk_days()) {
    for (const v1::OpenSlot& slot : day.slots()) {
      table.AddRow(
          {day.desk_day(), InJapan(slot.start_time()), (slot.open() ? kOpen : kTaken).In(ui)});
    }
  }
  PrintTable(session, table);
  return ExitCode::kOk;
}

ExitCode Allocate(Session& session) {
  Console& console = session.console;
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "deskDays", kADeskDay)) return *wrong;
  v1::AllocateDeskDayRequest request;
  request.set_name(name);
  request.set_validate_only(session.arguments.dry_run);
  request.set_request_id(NewRequestId());
  v1::AllocateDeskDayResponse response;
  const grpc::Status status =
      session.connection.Call("ConsultationService/AllocateDeskDay", request, &response);
  if (!status.ok()) return session.Refused(status);
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
    return ExitCode::kOk;
  }
  const UiLanguage ui = console.language();
  constexpr Phrase kWaits = {"waits, place $0", "空き待ち $0 番目"};
  constexpr Phrase kInterpreter = {"interpreter needed", "通訳が必要"};
  Table table({{Phrase{"SESSION", "相談"}.In(ui)},
               {Phrase{"CANDIDATE", "候補者"}.In(ui)},
               {Phrase{"STARTS", "開始"}.In(ui)},
               {Phrase{"ADVISOR", "アドバイザー"}.In(ui)},
               {Phrase{"NOTE", "注記"}.In(ui)}});
  for (const v1::SlotDecision& decision : response.decisions()) {
    table.AddRow({decision.session(), decision.candidate(),
                  decision.has_start_time() ? InJapan(decision.start_time())
                                            : console.Say(kWaits, decision.waiting_place()),
                  decision.advisor(), decision.interpreter_needed() ? kInterpreter.In(ui) : ""});
  }
  PrintTable(session, table);
  if (session.arguments.dry_run) {
    constexpr Phrase kDryRun = {"nothing was changed", "変更していません"};
    console.Print(absl::StrCat(kDryRun.In(ui), "\n"));
  }
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunDeskCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "create") return Create(session);
  return verb == "slots" ? Slots(session) : Allocate(session);
}

ExitCode RunCompleteSessionCommand(Session& session) {
  const std::string& name = session.arguments.items[0];
  if (const auto wrong = MustBe(session, name, "sessions", kASession)) return *wrong;
  v1::CompleteSessionRequest request;
  request.set_name(name);
  request.set_minutes(session.arguments.minutes);
  request.set_request_id(NewRequestId());
  return CallAndShow(session, "ConsultationService/CompleteSession", request);
}

}  // namespace banso
