package web

import (
	"time"
)

// In says an instant on the clock of a person, where it is another one than the reader's; else nothing.
func (s *speaker) In(t time.Time, zone *time.Location) string {
	if t.IsZero() || zone == nil {
		return ""
	}
	const wall = "2006-01-02 15:04"
	if t.In(zone).Format(wall) == t.In(s.zone).Format(wall) {
		return ""
	}
	theirs := *s
	theirs.zone = zone
	return s.t("%s in %s", theirs.instant(t), zone.String())
}

// Length says how long something takes, in the largest unit of which there are two, or else in the next smaller one.
func (s *speaker) Length(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return s.t("%d s", int(d.Round(time.Second)/time.Second))
	case d < 2*time.Hour:
		return s.t("%d min", int(d/time.Minute))
	case d < 48*time.Hour:
		return s.t("%d h", int(d/time.Hour))
	}
	return s.t("%d days", int(d/(24*time.Hour)))
}

// Moment says how long something took that was quick.
func (s *speaker) Moment(d time.Duration) string {
	switch {
	case d < 100*time.Millisecond:
		return s.t("less than 0.1 s")
	case d < 2*time.Minute:
		return s.t("%.1f s", d.Seconds())
	}
	return s.Length(d)
}

// Short says a day without its year.
func (s *speaker) Short(t time.Time) string {
	day := s.day(t)
	return day[:len(day)-len(" 2026")]
}
