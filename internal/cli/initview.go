package cli

import (
	"cmp"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/setup"
)

// showPart shows one thing that init found: what it was taken for, samples, and how sure that is.
func showPart(pg *page, part *setup.Part) {
	if part.Title != "" {
		pg.head(part.Title, dim("  "+part.About))
	}
	var rows [][]cell
	for i := range part.Rows {
		rows = append(rows, partRow(&part.Rows[i]))
	}
	pg.table(2, rows)
	for _, n := range part.Notes {
		if n.Doubt {
			pg.line(2, yellow("! "), plain(n.Text))
			continue
		}
		pg.line(2, dim(n.Text))
	}
}

func partRow(r *setup.Row) []cell {
	says := cell{plain(strings.Join(r.Samples, " · "))}
	switch {
	case r.Why != "" && len(r.Samples) > 0:
		says = append(says, dim(" ("+r.Why+")"))
	case r.Why != "":
		says = cell{dim(r.Why)}
	}
	return []cell{{dim(r.What)}, {bold(r.Where)}, {span{string(r.Sure), sureness(r.Sure)}}, says}
}

func sureness(s setup.Sureness) style {
	switch s {
	case setup.Sure, setup.Said:
		return good
	case setup.Guessed:
		return wary
	case setup.Likely:
	}
	return normal
}

// initView shows what was written, and what was seen with it.
type initView struct {
	page   *page
	result *setup.Result
}

func (v *initView) show(config string) {
	r := v.result
	v.page.head("Read with it", dim("  once, and nothing was kept"))
	gaps := false
	for i := range r.Readings {
		v.reading(&r.Readings[i])
		gaps = gaps || r.Readings[i].Gap != nil
	}
	v.page.blank()
	v.page.line(0, green("Wrote "), bold(r.File), checks(r.Checks))
	if r.Schema != "" {
		v.page.line(0, green("Wrote "), bold(r.Schema), plain(", which lets editors help"))
	}
	if r.Kept != "" {
		v.page.line(0, plain("The file that was there before is "+r.Kept))
	}
	if r.Typed != "" {
		v.page.line(0, yellow("The password was not kept: "), plain("put it into "+r.Typed+" before the next command, as by `read -rs "+r.Typed+" && export "+r.Typed+"`"))
	}
	v.next(config, gaps)
}

func (v *initView) next(config string, gaps bool) {
	flag := ""
	if config != "exeunt.yaml" {
		flag = " --config " + config
	}
	if gaps {
		v.page.next([2]string{"exeunt check" + flag, "tells whether it can be read, once its cause is mended"})
		return
	}
	v.page.next(
		[2]string{"exeunt check" + flag, "reads everything again, and says what can be done where"},
		[2]string{"exeunt plan" + flag, "shows what would be done, and writes to nothing"},
	)
}

func checks(n int) span {
	switch n {
	case 0:
		return plain("")
	case 1:
		return yellow(`: one place says "check this"`)
	}
	return yellow(": " + number(n) + ` places say "check this"`)
}

func (v *initView) reading(r *setup.Reading) {
	name := []span{green("✓ "), bold(r.Name), dim("  " + string(r.Kind))}
	switch {
	case r.Gap != nil:
		v.page.line(2, red("✗ "), bold(r.Name), dim("  "+string(r.Kind)), red("  "+seen(r.Gap.Seen, r.Gap.Expected)))
		for why := range strings.SplitSeq(r.Gap.Why, "\n") {
			v.page.line(6, plain(why))
		}
	case r.People:
		v.page.line(2, append(name, plain("  "+some(r.Seen, "person", "people")+", "+some(r.Left, "has", "have")+" left"))...)
	default:
		v.page.line(2, append(name, plain("  "+some(r.Seen, "account", "accounts")+", "+number(r.Open)+" open: "), plain(whose(r)))...)
	}
}

// whose says whose the accounts of a system are.
func whose(r *setup.Reading) string {
	var parts []string
	for _, p := range []struct {
		n    int
		says string
	}{{r.Linked, " of people"}, {r.Doubts, " in doubt"}, {r.Nobody, " of nobody known"}} {
		if p.n > 0 {
			parts = append(parts, number(p.n)+p.says)
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}
