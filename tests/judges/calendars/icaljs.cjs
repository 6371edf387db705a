// node icaljs.cjs: for each line of standard input, a calendar or with tabs a calendar and two dates,
// print the events as JSON, a list for each with the fields of record.Event; with dates, the
// occurrences that begin between them; null for what cannot be read. NODE_PATH says where ical.js is.
"use strict";
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const ICAL = require("ical.js");

function told(time) {
  if (!time) return "";
  const floating = time.zone === ICAL.Timezone.localTimezone;
  if (time.isDate || floating) return time.toString();
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function record(event, start, end) {
  const categories = event.component.getAllProperties("categories");
  return [
    event.uid ?? "", told(event.recurrenceId), told(start), told(end), event.summary ?? "",
    event.location ?? "", categories.flatMap((property) => property.getValues()),
  ];
}

function read(component) {
  const event = new ICAL.Event(component, { exceptions: [] });
  return record(event, event.startDate, event.startDate && event.endDate);
}

// Of all events: an exception belongs to the event of the same UID, which ical.js leaves to us.
function* occurring(components, last) {
  const [exceptions, masters] = [true, false].map((is) =>
    components.filter((component) => component.hasProperty("recurrence-id") === is));
  const until = ICAL.Time.fromDateString(last);
  until.adjust(2, 0, 0, 0);
  for (const component of masters) {
    const uid = component.getFirstPropertyValue("uid");
    const own = exceptions.filter((other) => other.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(component, { exceptions: own });
    if (!event.isRecurring()) {
      yield record(event, event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let time = iterator.next(); time && time.compare(until) < 0; time = iterator.next()) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(time);
      yield record(item, startDate, endDate);
    }
  }
}

function events(path, last) {
  const parsed = ICAL.parse(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)));
  const calendars = (Array.isArray(parsed[0]) ? parsed : [parsed])
    .map((jcal) => new ICAL.Component(jcal));
  return calendars.flatMap((calendar) => {
    const alone = calendar.name === "vevent"; // in no calendar
    const components = alone ? [calendar] : calendar.getAllSubcomponents("vevent");
    return last ? [...occurring(components, last)] : components.map(read);
  });
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const [path, , last] = line.split("\t");
  let found = null;
  try {
    found = events(path, last);
  } catch {
    // cannot be read
  }
  console.log(JSON.stringify(found));
});
