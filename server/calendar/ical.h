// libical's values with owners. No other folder includes libical.
#ifndef BANSO_SERVER_CALENDAR_ICAL_H_
#define BANSO_SERVER_CALENDAR_ICAL_H_

#include <libical/ical.h>

#include <memory>

namespace banso {

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using OwnedComponent = std::unique_ptr<icalcomponent, FreeComponent>;

struct FreeZone {
  void operator()(icaltimezone* zone) const { icaltimezone_free(zone, 1); }
};
using OwnedZone = std::unique_ptr<icaltimezone, FreeZone>;

// A text that libical handed over.
struct FreeText {
  void operator()(char* text) const { icalmemory_free_buffer(text); }
};
using OwnedText = std::unique_ptr<char, FreeText>;

}  // namespace banso

#endif  // BANSO_SERVER_CALENDAR_ICAL_H_
