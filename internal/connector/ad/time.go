package ad

import (
	"math"
	"strconv"
	"time"
)

// fileEpoch is when Windows begins to count (MS-DTYP 2.3.3).
var fileEpoch = time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC)

// tick is what an attribute such as accountExpires counts in.
const tick = 100 * time.Nanosecond

// fileTime reads a count of ticks; zero for never, which is written as 0 or as the greatest number, and for what is no
// number. A duration cannot span the centuries, so seconds and the rest are added one after the other.
func fileTime(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 || n == math.MaxInt64 {
		return time.Time{}
	}
	return dsTime(n / 1e7).Add(time.Duration(n%1e7) * tick)
}

// dsTime reads a count of seconds, as replication metadata has it.
func dsTime(seconds int64) time.Time { return time.Unix(fileEpoch.Unix()+seconds, 0).UTC() }

// fileTimeOf writes a moment as a count of ticks.
func fileTimeOf(t time.Time) string {
	return strconv.FormatInt((t.Unix()-fileEpoch.Unix())*1e7+int64(t.Nanosecond())/int64(tick), 10)
}

// hours writes a span of whole hours, or as Go does.
func hours(d time.Duration) string {
	if d%time.Hour == 0 {
		return strconv.Itoa(int(d/time.Hour)) + " hours"
	}
	return d.String()
}
