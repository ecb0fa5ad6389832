package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/setup"
)

func (p *program) initCommand() *cobra.Command {
	var o setup.Options
	var apps []string
	var yes bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Look at your files and your directory, and write a settings file that teaches",
		Long: `Looks at the HR file, the exports of applications and the LDAP directory that
it is given, and proposes how to read them: which column or attribute holds
what, with samples and with how sure it is. It reads everything once with what
it proposes, and then writes the settings file, with comments. What nobody said
and what is a guess is marked "check this" there.

On a terminal it asks for what the flags do not say; with --yes, or where there
is no terminal, it takes what it proposes and names what is missing. It writes
to no system. The file gets no password and nothing of a person, and one that
is there already is not touched without --force.`,
		Example: `  exeunt init
  exeunt init --people hr.csv --zone Europe/Paris --app crm=crm-users.csv --owner it-apps@example.com
  exeunt init --people hr.csv --zone Europe/Paris --ldap ldaps://ldap.example.com --ca ca.crt \
      --bind cn=exeunt,ou=services,dc=example,dc=com --password env:DIRECTORY_PASSWORD
  exeunt init --people hr.csv --set hr.columns.end=last_contract_day --set hr.date-format=mm/dd/yyyy --force`,
		GroupID: beginning,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			p.begun = true
			o.File, o.Now = p.config, time.Now()
			for _, text := range apps {
				o.Apps = append(o.Apps, sourceOf(text))
			}
			p.code, err = p.init(cmd.Context(), o, yes)
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.People, "people", "", "the `FILE` that says who works here, as HR exports it (CSV)")
	f.StringArrayVar(&apps, "app", nil, "the export of an application that Exeunt cannot write: `NAME=FILE`; can be said several times")
	f.StringVar(&o.Owner, "owner", "", "the `MAIL` address of who changes accounts where Exeunt cannot")
	f.StringVar(&o.URL, "ldap", "", "the `URL` of the LDAP directory: ldaps://HOST[:PORT], or ldap:// for StartTLS")
	f.StringVar(&o.CA, "ca", "", "the `FILE` of the authority that signed the directory's certificate, when this machine does not know it")
	f.StringVar(&o.Bind, "bind", "", "the `DN` of the account that Exeunt uses in the directory")
	f.StringVar(&o.Password, "password", "", "where its password is kept: `REF` is env:NAME, file:PATH or exec:COMMAND; never the password itself")
	f.StringVar(&o.PeopleBase, "people-base", "", "the `DN` of the entry under which the accounts are")
	f.StringVar(&o.GroupsBase, "groups-base", "", "the `DN` of the entry under which the groups are")
	f.StringVar(&o.Zone, "zone", "", "the time `ZONE` of dates that carry none, such as Europe/Paris")
	f.StringVar(&o.EndsAt, "ends-at", "", "the `TIME` at which access ends on somebody's last day, such as 18:00")
	f.StringVar(&o.Store, "store", "", "where Exeunt remembers: a `FILE` beside the settings, or a postgres:// URL (default exeunt.db)")
	f.StringArrayVar(&o.Set, "set", nil, "what was proposed wrongly: `SOURCE.KEY=VALUE`, such as hr.columns.end=last_day; can be said several times")
	f.BoolVar(&o.Schema, "schema", false, "write the JSON Schema of the settings beside the file, for editors")
	f.BoolVar(&o.Force, "force", false, "write the file anew where it is there already; the old one is kept beside it")
	f.BoolVar(&yes, "yes", false, "ask nothing: take what is proposed")
	return cmd
}

// sourceOf reads NAME=FILE, or FILE.
func sourceOf(text string) setup.Source {
	if name, path, ok := strings.Cut(text, "="); ok {
		return setup.Source{Name: name, Path: path}
	}
	return setup.Source{Path: text}
}

func (p *program) init(ctx context.Context, o setup.Options, yes bool) (Code, error) {
	h := p.human(yes)
	if h.asks {
		p.page().hang(0, 0, []span{
			plain("Exeunt looks at what you name, and says how it would read it. At the end it writes "), bold(o.File),
			plain(", and nothing else; Ctrl-C ends it before."),
		})
	}
	result, err := setup.Run(ctx, o, h)
	if err != nil {
		return Failed, err
	}
	code := Fine
	for i := range result.Readings {
		if result.Readings[i].Gap != nil {
			code = Blind
		}
	}
	if p.json {
		return code, p.show(initOf(result, h.parts))
	}
	v := initView{page: p.page(), result: result}
	v.show(p.config)
	return code, nil
}
