package csv

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// clock turns the dates of an export into instants. It remembers what the offset of the zone is on a day, because
// asking the zone for it costs more than all the rest of a row.
type clock struct {
	zone *time.Location
	days [1024]dayOffset
}

// dayOffset is what the zone says of one day; the zero value is no day.
type dayOffset struct {
	midnight int64 // seconds since 1970, if it were UTC
	offset   int64 // seconds east of UTC
	mixed    bool  // the clock changes
}

// instant returns the instant in UTC; zero for what lies before 1971, which no system writes but for none. A day
// without a time is its beginning. A time that the night of the clock change repeats is its second occurrence.
func (c *clock) instant(w identity.When) time.Time {
	if w.Date.Year < 1971 {
		return time.Time{}
	}
	midnight := time.Date(int(w.Date.Year), time.Month(w.Date.Month), int(w.Date.Day), 0, 0, 0, 0, time.UTC).Unix()
	offset, mixed := c.offset(midnight)
	if mixed || w.Exact() {
		return w.Ending(c.zone, identity.StartOfDay)
	}
	seconds := midnight - offset
	if !w.Clock.IsZero() {
		seconds += int64(w.Clock.Minutes()) * 60
	}
	return time.Unix(seconds, 0).UTC()
}

// offset returns what the zone says of the day that begins at midnight, as seconds since 1970 if it were UTC. Mixed
// says that the clock changes on it, or on the day before or after.
func (c *clock) offset(midnight int64) (offset int64, mixed bool) {
	const day = 24 * 60 * 60
	kept := &c.days[midnight/day%int64(len(c.days))]
	if kept.midnight != midnight {
		first, last := c.offsetAt(midnight-day), c.offsetAt(midnight+2*day)
		*kept = dayOffset{midnight, first, first != last}
	}
	return kept.offset, kept.mixed
}

func (c *clock) offsetAt(seconds int64) int64 {
	_, offset := time.Unix(seconds, 0).In(c.zone).Zone()
	return int64(offset)
}
