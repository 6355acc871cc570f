// Reads the calendar files of a folder by ical.js and checks them against expected.json; prints
// which bookings were found in which file. Exits 77 where ical.js is not installed.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

let ICAL;
try {
  ICAL = (await import("ical.js")).default;
} catch {
  process.exit(77);
}

const folder = process.argv[2];
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
const found = {};
for (const name of readdirSync(folder).filter((n) => n.endsWith(".ics"))) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(folder, name), "utf8")));
  found[name] = [];
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const want = expected.find((e) => e.uid === event.uid);
    assert.equal(event.startDate.toUnixTime(), want.start);
    assert.equal(event.endDate.toUnixTime(), want.end);
    assert.equal(event.sequence, want.sequence);
    assert.ok([want.summary].flat().includes(event.summary));
    assert.equal(event.location, want.location);
    assert.equal(component.getFirstPropertyValue("status"), want.status);
    assert.equal(component.getFirstPropertyValue("last-modified").toUnixTime(), want.changed);
    found[name].push(event.uid);
  }
}
console.log(JSON.stringify(found));
