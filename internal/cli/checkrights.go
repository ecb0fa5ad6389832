package cli

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/connector"
)

// rights says what the system lets us do, what it does not, and what would mend that.
func (v *checkView) rights(c *app.Checked) {
	if c.Unasked != "" {
		v.page.line(6, red("cannot be asked what we may do: "), plain(c.Unasked))
	}
	var may, untold []string
	said := map[string]bool{} // one right may be for several verbs
	for i := range c.Rights {
		r := &c.Rights[i]
		if words := string(r.Granted) + r.What + r.Why; said[words] {
			continue
		} else {
			said[words] = true
		}
		switch r.Granted {
		case connector.Yes:
			may = append(may, r.What)
		case connector.Unknown:
			untold = append(untold, r.What)
		case connector.No:
			v.missing(r)
		}
	}
	var rows [][]cell
	if len(may) > 0 {
		rows = append(rows, []cell{{dim("may")}, {plain(strings.Join(may, ", "))}})
	}
	if len(untold) > 0 {
		rows = append(rows, []cell{{dim("untold")}, {plain(strings.Join(untold, ", "))}})
	}
	v.page.table(6, rows)
}

func (v *checkView) missing(r *connector.Right) {
	v.page.line(6, red("may not "), bold(r.What), plain(": "+r.Why))
	if r.Grant == "" {
		return
	}
	v.page.line(8, dim("this grants it:"))
	for line := range strings.SplitSeq(r.Grant, "\n") {
		v.page.line(10, plain(line))
	}
}
