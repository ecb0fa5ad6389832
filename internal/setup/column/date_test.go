package column

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/config"
)

func TestTheOrderOfDayAndMonthIsSaidWithItsProof(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cells []string
		want  Order
	}{
		"ISO":          {[]string{"2026-12-31", ""}, Order{Format: config.DateAuto}},
		"none":         {[]string{"x", ""}, Order{Format: config.DateAuto}},
		"day first":    {[]string{"01/02/2026", "31/12/2026", "2026-01-01"}, Order{Format: config.DateDayFirst, Proof: "31/12/2026"}},
		"month first":  {[]string{"01/02/2026", "12/31/2026"}, Order{Format: config.DateMonthFirst, Proof: "12/31/2026"}},
		"nobody tells": {[]string{"01/02/2026", "03/04/2026"}, Order{Format: config.DateAuto, Doubt: "01/02/2026"}},
		"both":         {[]string{"12/31/2026", "31/12/2026"}, Order{Format: config.DateAuto, Doubt: "12/31/2026"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := []string{"n,date"}
			for _, cell := range c.cells {
				lines = append(lines, "1,"+cell)
			}
			f := look(t, lines...)
			if diff := cmp.Diff(c.want, Dates(f.Columns)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
