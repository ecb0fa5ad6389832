package wire

import (
	"testing"
	"time"
)

func TestGeneralizedTimesAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"20261123235022Z":        time.Date(2026, 11, 23, 23, 50, 22, 0, time.UTC),
		"20261123235022.123456Z": time.Date(2026, 11, 23, 23, 50, 22, 0, time.UTC),
		"202611232350Z":          time.Date(2026, 11, 23, 23, 50, 0, 0, time.UTC),
		"2026112323Z":            time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC),
		"20261124005022+0100":    time.Date(2026, 11, 23, 23, 50, 22, 0, time.UTC),
		"20261231":               {},
		"":                       {},
		"soon":                   {},
	} {
		if got := ParseTime(text); !got.Equal(want) || got.Location() != time.UTC && !got.IsZero() {
			t.Errorf("ParseTime(%q) = %v, want %v", text, got, want)
		}
	}
}
