// Reads the calendar files of a folder by ical.js and checks them against expected.json, as
// read_files.py does by icalendar; prints which bookings were found in which file. Exits 77 where
// ical.js is not installed.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

let ICAL;
try {
  ICAL = (await import("ical.js")).default;
} catch {
  process.exit(77);
}

const fieldsOf = (component) => {
  const event = new ICAL.Event(component);
  return {
    start: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
    status: component.getFirstPropertyValue("status"),
    sequence: event.sequence,
    summary: event.summary,
    location: event.location,
    changed: component.getFirstPropertyValue("last-modified").toUnixTime(),
  };
};

const folder = process.argv[2];
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
const found = {};
for (const name of readdirSync(folder).filter((n) => n.endsWith(".ics"))) {
  const own = expected.filter((row) => row.file === name);
  const rows = new Map((own.length > 0 ? own : expected).map((row) => [row.uid, row]));
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(folder, name), "utf8")));
  found[name] = [];
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const uid = component.getFirstPropertyValue("uid");
    for (const [field, value] of Object.entries(fieldsOf(component))) {
      const wanted = rows.get(uid)[field];
      if (wanted !== undefined) assert.equal(value, wanted, `${name}: ${field} of ${uid}`);
    }
    found[name].push(uid);
  }
  if (own.length > 0) assert.deepEqual([...found[name]].sort(), [...rows.keys()].sort(), name);
}
console.log(JSON.stringify(found));
