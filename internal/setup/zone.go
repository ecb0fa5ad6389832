package setup

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// zone asks for the time zone of dates that carry none: the most frequent one of the HR file is proposed, else the one
// of this machine, to a human who looks at it. A wrong zone ends access hours too early or too late.
func (s *session) zone(ctx context.Context, sh *sheet) (string, error) {
	q := Question{
		Text: "In which time zone are the dates of HR that carry none?", need: true, check: isZone,
		Flag: "--zone ZONE (the time zone of dates that carry none, such as Europe/Paris)",
	}
	if sh != nil && sh.column(config.ColumnZone) != nil {
		q.Proposal = sh.column(config.ColumnZone).Words()[0].Text
	}
	if q.Proposal == "" {
		q.Proposal, q.shown = machineZone(), true
	}
	zone, err := s.ask(ctx, q, s.Zone)
	s.draft.assumed.zone = s.assumed
	return zone, err
}

func isZone(answer string) error {
	if _, err := time.LoadLocation(answer); err != nil || answer == "Local" {
		return fmt.Errorf("%q is no time zone: write an IANA name such as Europe/Paris", answer)
	}
	return nil
}

// machineZone returns the name of the zone of this machine, as far as it says one.
func machineZone() string {
	name := time.Local.String()
	if target, err := os.Readlink("/etc/localtime"); name == "Local" && err == nil {
		_, name, _ = strings.Cut(filepath.ToSlash(target), "/zoneinfo/")
	}
	if isZone(name) != nil {
		return ""
	}
	return name
}

const endOfDay = "24:00"

// endsAt asks when access ends on a last day that has no time.
func (s *session) endsAt(ctx context.Context) (string, error) {
	at, err := s.ask(ctx, Question{
		Text: "At what time does access end on somebody's last day? 24:00 is the end of the day", Proposal: endOfDay,
		Flag: "--ends-at TIME", check: isClock,
	}, s.EndsAt)
	s.draft.assumed.endsAt = s.assumed
	return at, err
}

func isClock(answer string) error {
	hour, minute, _ := strings.Cut(answer, ":")
	var h, m int
	_, err := fmt.Sscanf(hour+" "+minute, "%d %d", &h, &m)
	_, wrong := identity.NewClock(h, m)
	if err := cmp.Or(err, wrong); err != nil || len(minute) != 2 {
		return fmt.Errorf("%q is no time of day: write one such as 18:00", answer)
	}
	return nil
}
