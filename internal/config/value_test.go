package config

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestADurationReadsBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"14d": 14 * day, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute, "0": 0, "0d": 0, "2w": 14 * day,
		"1d12h": 36 * time.Hour, "90s": 90 * time.Second, "90d": 90 * day,
	} {
		if got, ok := parseDuration(text); !ok || got != want {
			t.Errorf("%s: got %s, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "14", "d", "-1d", "1.5h", "1h 30m", "30m1h", "1D", "99999d", "1d1d"} {
		if got, ok := parseDuration(text); ok {
			t.Errorf("%q is read as %s", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := time.Duration(rapid.Int64Range(0, 36500*24*3600).Draw(t, "seconds")) * time.Second
		if got, ok := parseDuration(FormatDuration(want)); !ok || got != want {
			t.Fatalf("%s is written %s and read back as %s", want, FormatDuration(want), got)
		}
	})
}

func TestADurationIsWrittenAsAPersonWould(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		90 * day: "90d", 36 * time.Hour: "36h", 24 * time.Hour: "1d", 90 * time.Minute: "1h30m", 0: "0d", 100 * time.Hour: "4d4h",
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("%s: got %s, want %s", d, got, want)
		}
	}
}

func TestAShareIsExact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text       string
		population int
		want       int
	}{
		{"10%", 500, 50},
		{"10%", 509, 50},
		{"2%", 49, 0},
		{"2%", 50, 1},
		{"0%", 9000000, 0},
		{"100%", 9000000, 9000000},
		{"2.5%", 40, 1},
		{"0.01%", 10000, 1},
		{"33.33%", 3, 0},
	} {
		s, ok := parseShare(c.text)
		if !ok || s.Of(c.population) != c.want || s.String() != c.text {
			t.Errorf("%s of %d: got %d (%s), want %d", c.text, c.population, s.Of(c.population), s, c.want)
		}
	}
	for _, text := range []string{"", "10", "0.1", "101%", "-1%", "1.234%", "10 %", "1e1%", "100.01%"} {
		if s, ok := parseShare(text); ok {
			t.Errorf("%q is read as %s", text, s)
		}
	}
}

func TestAMisspeltWordFindsTheOneThatWasMeant(t *testing.T) {
	t.Parallel()
	known := []string{"name", "kind", "ends-at", "last-day", "people-base", "id", "end"}
	for text, want := range map[string]string{
		"nmae": "name", "endsAt": "ends-at", "ends_at": "ends-at", "LAST-DAY": "last-day", "poeple-base": "people-base",
		"ends": "end", "ix": "", "colour": "", "": "",
	} {
		if got, _ := nearest(text, known); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestAClockReadsMidnightAtBothEndsOfTheDay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"00:00": 0, "18:00": 18 * 60, "9:05": 9*60 + 5, "24:00": 24 * 60} {
		if c, ok := parseClock(text); !ok || c.Minutes() != want {
			t.Errorf("%s: got %s, %t", text, c, ok)
		}
	}
	for _, text := range []string{"", "18", "18:0", "24:01", "25:00", "18:60", "18:00:00", "6pm"} {
		if c, ok := parseClock(text); ok {
			t.Errorf("%q is read as %s", text, c)
		}
	}
}

func TestARateIsSoManyCallsInATime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"20/s": 50 * time.Millisecond, "600/min": 100 * time.Millisecond, "1/h": time.Hour} {
		if got, ok := parseRate(text); !ok || got.Every() != want {
			t.Errorf("%s: every %s, %t", text, got.Every(), ok)
		}
	}
	for _, text := range []string{"", "20", "0/s", "-1/s", "20/d", "20 /s", "1.5/s", "s/20", "9999999/s"} {
		if got, ok := parseRate(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	if (Rate{}).Every() != 0 {
		t.Error("nothing said is a rate")
	}
}
