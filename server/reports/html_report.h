// A report as a page to print.
#ifndef BANSO_SERVER_REPORTS_HTML_REPORT_H_
#define BANSO_SERVER_REPORTS_HTML_REPORT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "banso/v1/report.pb.h"
#include "server/reports/labels.h"

namespace banso {

// One sheet of A4: HTML in UTF-8 with charts drawn in SVG. It loads nothing and runs nothing: no
// script, no font, no picture and no address from elsewhere. What is hidden is hidden in the charts
// too: a bar stands for a number that is printed, or there is none. Equal reports give equal bytes.
std::string ReportHtml(const v1::Report& report, ReportLanguage language);

// Text for HTML, with the five characters replaced that mean something there.
std::string HtmlText(absl::string_view text);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_HTML_REPORT_H_
