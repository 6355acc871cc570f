// Reports as tables for a terminal.
#ifndef BANSO_CLIENTS_CLI_COMMANDS_REPORT_VIEW_H_
#define BANSO_CLIENTS_CLI_COMMANDS_REPORT_VIEW_H_

#include "banso/v1/report.pb.h"
#include "clients/cli/session.h"

namespace banso {

// Prints the figures, table by table, as they are printed: what is hidden stays hidden. As contract
// JSON if that is asked for.
void ShowReport(Session& session, const v1::Report& report);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMANDS_REPORT_VIEW_H_
