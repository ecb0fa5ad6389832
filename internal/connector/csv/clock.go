package csv

import "time"

// clock turns the dates of an export into instants. It remembers what the offset of the zone is on a day, because
// asking the zone for it costs more than all the rest of a row.
type clock struct {
	zone *time.Location
	days [1024]dayOffset
}

// dayOffset is what the zone says of one day.
type dayOffset struct {
	day    int64 // since 1970, plus one: zero is none
	offset int64 // seconds east of UTC
	mixed  bool  // the clock changes on this day
}

const secondsADay = 24 * 60 * 60

// instant returns the instant in UTC; zero for what lies before 1971. A date without a time is the day's beginning. A
// time that the night of the clock change repeats is its second occurrence.
func (c *clock) instant(st *stamp) time.Time {
	day := daysSince1970(st.year, st.month, st.day)
	seconds := day*secondsADay + int64(st.hour*3600+st.minute*60+st.second)
	switch {
	case day < 365:
		return time.Time{}
	case st.zoned:
		seconds -= int64(st.offset)
	case c.zone != time.UTC:
		seconds -= c.offset(day, seconds)
	}
	return time.Unix(seconds, 0).UTC()
}

// offset returns the zone's offset at a wall time, which is written as seconds since 1970 as if it were UTC.
func (c *clock) offset(day, wall int64) int64 {
	kept := &c.days[day%int64(len(c.days))]
	if kept.day != day+1 {
		midnight := day * secondsADay
		first, last := c.offsetAt(midnight-secondsADay), c.offsetAt(midnight+2*secondsADay)
		*kept = dayOffset{day + 1, first, first != last}
	}
	if !kept.mixed {
		return kept.offset
	}
	earlier, later := c.offsetAt(wall-secondsADay), c.offsetAt(wall+secondsADay)
	if c.offsetAt(wall-later) == later {
		return later
	}
	return earlier
}

func (c *clock) offsetAt(seconds int64) int64 {
	_, offset := time.Unix(seconds, 0).In(c.zone).Zone()
	return int64(offset)
}

// daysSince1970 counts days of the Gregorian calendar, as Howard Hinnant's days_from_civil.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400
	ofEra := year - era*400
	ofYear := (153*(month-3)+2)/5 + day - 1
	return int64(era*146097 + ofEra*365 + ofEra/4 - ofEra/100 + ofYear - 719468)
}
