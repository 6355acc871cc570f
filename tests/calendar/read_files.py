"""Reads the calendar files of a folder by icalendar and checks them against expected.json; prints
which bookings were found in which file.

A row of expected.json says of an entry (`uid`) what it must read as: `start` and `end` in seconds
since 1970, `status`, and what else is given of `sequence`, `summary`, `location`, `changed`. A file
that rows name (`file`) holds exactly their entries; any other holds entries of any row.
"""

import json
import pathlib
import sys

import icalendar


def seconds(time):
    return int(time.timestamp())


def fields_of(event):
    return {
        "start": seconds(event["DTSTART"].dt),
        "end": seconds(event["DTEND"].dt),
        "status": str(event["STATUS"]),
        "sequence": int(event["SEQUENCE"]),
        "summary": str(event["SUMMARY"]),
        "location": str(event.get("LOCATION", "")),
        "changed": seconds(event["LAST-MODIFIED"].dt),
    }


def check(folder):
    """Returns the uids of the entries of each file, by its name."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    found = {}
    for path in sorted(folder.glob("*.ics")):
        own = [row for row in expected if row["file"] == path.name]
        rows = {row["uid"]: row for row in own or expected}
        found[path.name] = []
        for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            uid = str(event["UID"])
            for field, value in fields_of(event).items():
                wanted = rows[uid].get(field, value)
                assert value == wanted, f"{path.name}: {field} of {uid} is {value}, not {wanted}"
            found[path.name].append(uid)
        if own:
            assert sorted(found[path.name]) == sorted(rows), f"{path.name} has other entries"
    return found


if __name__ == "__main__":
    print(json.dumps(check(pathlib.Path(sys.argv[1]))))
