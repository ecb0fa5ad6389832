package plan

import (
	"fmt"
	"slices"
	"time"
)

// closedWindow returns the freezes and hours that keep the class from running now.
func (g *Gate) closedWindow(class Class, would int, at time.Time) []Hold {
	var holds []Hold
	for _, f := range g.Windows.Freezes {
		if slices.Contains(f.Verbs, class.Verb) && !at.Before(f.From) && at.Before(f.To) {
			why := fmt.Sprintf("change freeze until %s UTC: %s", f.To.UTC().Format("2006-01-02 15:04"), f.Reason)
			holds = append(holds, Hold{"freeze", class.Verb, class.System, 0, would, why})
		}
	}
	h := &g.Windows.Hours
	if slices.Contains(h.Verbs, class.Verb) && !h.open(at) {
		why := fmt.Sprintf("%s cannot be taken back and runs only from %s to %s on working days in %s", class.Verb, h.From, h.To, h.Zone)
		holds = append(holds, Hold{"hours", class.Verb, class.System, 0, would, why})
	}
	return holds
}

func (h *Hours) open(at time.Time) bool {
	if h.Zone == nil {
		return true
	}
	local := at.In(h.Zone)
	minutes := local.Hour()*60 + local.Minute()
	return slices.Contains(h.Days, local.Weekday()) && minutes >= h.From.Minutes() && minutes < h.To.Minutes()
}
