package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/demo"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

func (p *program) demoCommand() *cobra.Command {
	var o demo.Options
	var serve bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show all of it on a made-up company of 500 people; nothing to install",
		Long: `Makes a company of 500 people in a folder: an HR file, an LDAP directory that
runs in this process, and the export of an application that only a person can
change. Then it does the main job from end to end: it plans, applies, looks
again, and signs the record of it. Running it again finds nothing to do.

With --serve the directory goes on running, so that every other command can be
tried on the company from a second terminal. With --bare nothing is done: the
company and its directory are there for a first use of your own.`,
		GroupID: beginning,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			p.begun = true
			o.Now = time.Now()
			company, err := demo.Open(cmd.Context(), o)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, company.Close()) }()
			if o.Bare {
				p.showBare(company, o.Dir)
			} else {
				p.code, err = p.demo(cmd.Context(), company, o.Dir)
			}
			if err == nil && (serve || o.Bare) {
				err = p.serveDemo(cmd.Context(), company, o.Dir)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&o.Dir, "dir", "demo", "the `FOLDER` of the company")
	cmd.Flags().BoolVar(&o.Bare, "bare", false, "only make the company and keep its directory running: no settings file, nothing done")
	cmd.Flags().BoolVar(&serve, "serve", false, "keep the directory running until Ctrl-C")
	return cmd
}

// demo does the main job on the company.
func (p *program) demo(ctx context.Context, company *demo.Company, dir string) (code Code, err error) {
	a, err := app.Open(ctx, company.Settings, app.Options{Hold: "demo"})
	if err != nil {
		return Failed, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	pg := p.page()
	if !p.json {
		demoFiles(pg, company, dir)
		pg.head("1. Read everything, and plan what is due", dim("  exeunt plan"))
		pg.blank()
	}
	result, err := a.Plan(ctx, app.PlanOptions{})
	if err != nil {
		return Failed, err
	}
	if !p.json {
		v := planView{page: pg, plan: result.Plan, call: namer(ctx, here{a}), most: 3}
		if err := v.body(); err != nil {
			return Failed, err
		}
	}
	report, err := a.Apply(ctx, result.Plan, app.ApplyOptions{})
	if err != nil {
		return Failed, err
	}
	if p.json {
		return applied(report), p.showReport(report)
	}
	pg.head("2. Do exactly that, and look again", dim("  exeunt apply "+result.Plan.ID))
	pg.blank()
	if err := p.showReport(report); err != nil {
		return Failed, err
	}
	pg.head("3. Sign the record of it", dim("  exeunt ledger verify"))
	pg.blank()
	for line := range strings.SplitSeq(strings.TrimRight(report.Checkpoint, "\n"), "\n") {
		pg.verbatim(2, dim(line))
	}
	demoNext(pg, dir, result.Plan)
	return applied(report), nil
}

// demoFiles says what the company consists of.
func demoFiles(pg *page, company *demo.Company, dir string) {
	pg.line(0, bold("A made-up company of 500 people"), plain(" in "+filepath.Clean(dir)))
	pg.line(2, plain("hr.csv         who works here, as HR wrote it"))
	pg.line(2, plain("directory      an LDAP directory in this process, at "+company.Address))
	pg.line(2, plain("crm-users.csv  the export of an application that only a person can change"))
}

// showBare says what a first use begins with.
func (p *program) showBare(company *demo.Company, dir string) {
	if p.json {
		return
	}
	pg := p.page()
	demoFiles(pg, company, dir)
	pg.head("For a first use of your own", dim("  in a second terminal, in that folder"))
	for _, line := range firstInit(company) {
		pg.verbatim(2, cyan(line))
	}
}

// firstInit is how init is called on the company.
func firstInit(company *demo.Company) []string {
	return []string{
		`exeunt init --people hr.csv --app crm=crm-users.csv \`,
		"  --owner it-apps@example.test --ldap ldaps://" + company.Address + ` --ca ca.crt \`,
		"  --bind " + demo.Account + ` \`,
		"  --password file:directory.password",
	}
}

func demoNext(pg *page, dir string, made *plan.Plan) {
	config := " --config " + filepath.Join(dir, "exeunt.yaml")
	rows := [][2]string{
		{"exeunt demo", "again: nothing is left to do"},
		{"exeunt tasks" + config, "what the owner of the CRM is asked to do"},
		{"exeunt findings" + config, "what else was found"},
		{"exeunt demo --serve", "keeps the directory running; then, in a second terminal:"},
	}
	for _, a := range made.Actions {
		if a.System == "directory" {
			rows = append(rows,
				[2]string{"exeunt explain " + a.Login + config, "what is true of one person, and why"},
				[2]string{"exeunt undo --run " + made.ID + config, "brings all of it back"})
			break
		}
	}
	pg.next(rows...)
}

// serveDemo keeps the directory running until somebody ends the program.
func (p *program) serveDemo(ctx context.Context, company *demo.Company, dir string) error {
	if err := p.out.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(p.std.Err, "The directory of %s answers at ldaps://%s until Ctrl-C.\n", filepath.Clean(dir), company.Address)
	<-ctx.Done()
	return nil
}
