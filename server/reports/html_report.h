// A report as a page to print.
#ifndef BANSO_SERVER_REPORTS_HTML_REPORT_H_
#define BANSO_SERVER_REPORTS_HTML_REPORT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "banso/v1/report.pb.h"
#include "server/reports/labels.h"

namespace banso {

// Sheets of A4 that also read well on a screen: HTML in UTF-8, every figure in a table with a
// caption and headings, some with bars beside them, drawn in SVG. It loads nothing and runs
// nothing: no script, no font, no picture and no address from elsewhere. What is hidden is hidden
// in the bars too: a bar stands for a number that is printed beside it, or there is none. A report
// that is not published says that it is a draft and not to be passed on. Equal reports give equal
// bytes.
std::string ReportHtml(const v1::Report& report, ReportLanguage language);

// Text for HTML, with the five characters replaced that mean something there.
std::string HtmlText(absl::string_view text);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_HTML_REPORT_H_
