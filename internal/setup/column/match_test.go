package column

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// look writes a file and looks at it.
func look(t *testing.T, lines ...string) *File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Look(t.Context(), path, config.EncodingAuto, config.DelimiterAuto)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// told returns where each thing was found: "column (sureness)", only for what has a column.
func told(guesses []Guess) map[config.Column]string {
	found := map[config.Column]string{}
	for _, g := range guesses {
		if g.Column != nil {
			found[g.What] = g.Column.Name + " (" + string(g.Sure) + ")"
		}
	}
	return found
}

func why(guesses []Guess, what config.Column) string {
	for _, g := range guesses {
		if g.What == what {
			return g.Why
		}
	}
	return ""
}

func TestColumnsOfHRAreFoundByTheirNamesInManyLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		vendor string
		lines  []string
		want   map[config.Column]string
	}{
		{"ours", []string{
			"employee_id,first_name,last_name,work_email,hire_date,termination_date,last_working_day,status,worker_type,job_title,department,manager_id,tz",
			"E1,Ann,Lee,ann@a.test,2020-01-01,,,active,employee,Clerk,Sales,E2,Europe/Paris",
			"E2,Bob,Ray,bob@a.test,2020-01-01,2026-01-31,2026-01-30,terminated,employee,Head,Sales,,Europe/Paris",
		}, map[config.Column]string{
			"id": "employee_id (sure)", "given": "first_name (sure)", "family": "last_name (sure)", "email": "work_email (sure)",
			"start": "hire_date (sure)", "end": "termination_date (sure)", "last-day": "last_working_day (sure)", "status": "status (sure)",
			"kind": "worker_type (sure)", "position": "job_title (sure)", "department": "department (sure)", "manager": "manager_id (sure)",
			"zone": "tz (sure)",
		}},
		{"Workday", []string{
			"Employee_ID,Legal_First_Name,Legal_Last_Name,Primary_Work_Email,Personal_Email,Hire_Date,Probation_End_Date,Termination_Date,Last_Day_of_Work,Worker_Status,Worker_Type,Business_Title,Supervisory_Organization,Manager_Employee_ID",
			"100001,Ann,Lee,ann@a.test,ann@home.test,2020-01-01,2020-06-30,,,Active,Employee,Clerk,Sales,100002",
			"100002,Bob,Ray,bob@a.test,bob@home.test,2019-01-01,2019-06-30,2026-01-31,2026-01-30,Terminated,Employee,Head,Sales,",
		}, map[config.Column]string{
			"id": "Employee_ID (sure)", "given": "Legal_First_Name (sure)", "family": "Legal_Last_Name (sure)", "email": "Primary_Work_Email (sure)",
			"start": "Hire_Date (sure)", "end": "Termination_Date (sure)", "last-day": "Last_Day_of_Work (sure)", "status": "Worker_Status (sure)",
			"kind": "Worker_Type (sure)", "position": "Business_Title (sure)", "department": "Supervisory_Organization (sure)",
			"manager": "Manager_Employee_ID (sure)",
		}},
		{"BambooHR", []string{
			"Employee #,firstName,lastName,workEmail,homeEmail,hireDate,terminationDate,jobTitle,department,supervisor",
			"12,Ann,Lee,ann@a.test,a@b.test,2020-01-01,,Clerk,Sales,Bob Ray",
			"13,Bob,Ray,bob@a.test,b@b.test,2020-01-01,2026-01-31,Head,Sales,",
		}, map[config.Column]string{
			"id": "Employee # (sure)", "given": "firstName (sure)", "family": "lastName (sure)", "email": "workEmail (sure)",
			"start": "hireDate (sure)", "end": "terminationDate (sure)", "position": "jobTitle (sure)", "department": "department (sure)",
		}},
		{"French", []string{
			"Matricule;Nom;Prénom;Email professionnel;Date d'entrée;Date de sortie;Fin de période d'essai;Statut;Type de contrat;Emploi;Service;Matricule du responsable",
			"A1;Lefèvre;Léa;l@a.test;01/02/2020;;01/05/2020;Actif;CDI;Comptable;Finance;A2",
			"A2;Noël;Zoé;z@a.test;13/02/2020;31/01/2026;01/05/2020;Sorti;CDI;Chef;Finance;",
		}, map[config.Column]string{
			"id": "Matricule (sure)", "given": "Prénom (sure)", "family": "Nom (sure)", "email": "Email professionnel (sure)",
			"start": "Date d'entrée (sure)", "end": "Date de sortie (sure)", "status": "Statut (sure)", "kind": "Type de contrat (sure)",
			"position": "Emploi (sure)", "department": "Service (sure)", "manager": "Matricule du responsable (sure)",
		}},
		{"German", []string{
			"Personalnummer;Nachname;Vorname;E-Mail (geschäftlich);E-Mail (privat);Eintrittsdatum;Austrittsdatum;Letzter Arbeitstag;Geburtsdatum;Beschäftigungsart;Abteilung;Vorgesetzter",
			"4711;Müller;Jörg;j@a.test;j@b.test;01.02.2020;;;01.02.1980;Vollzeit;Einkauf;4712",
			"4712;Groß;Ute;u@a.test;u@b.test;13.02.2020;31.01.2026;30.01.2026;01.02.1981;Vollzeit;Einkauf;",
		}, map[config.Column]string{
			"id": "Personalnummer (sure)", "given": "Vorname (sure)", "family": "Nachname (sure)", "email": "E-Mail (geschäftlich) (sure)",
			"start": "Eintrittsdatum (sure)", "end": "Austrittsdatum (sure)", "last-day": "Letzter Arbeitstag (sure)",
			"kind": "Beschäftigungsart (sure)", "department": "Abteilung (sure)", "manager": "Vorgesetzter (sure)",
		}},
		{"German without umlauts", []string{
			"MA-Nr,Name,Vorname,Beschaeftigungsende", "1,A,B,", "2,C,D,2026-01-31",
		}, map[config.Column]string{"id": "MA-Nr (sure)", "family": "Name (sure)", "given": "Vorname (sure)", "end": "Beschaeftigungsende (sure)"}},
		{"Spanish", []string{
			"Legajo,Nombre,Apellidos,Correo electrónico,Fecha de alta,Fecha de baja,Departamento", "1,Ana,Ruiz,a@a.test,2020-01-01,,X", "2,Eva,Gil,e@a.test,2020-01-01,2026-01-31,X",
		}, map[config.Column]string{
			"id": "Legajo (sure)", "given": "Nombre (sure)", "family": "Apellidos (sure)", "email": "Correo electrónico (sure)",
			"start": "Fecha de alta (sure)", "end": "Fecha de baja (sure)", "department": "Departamento (sure)",
		}},
	} {
		t.Run(c.vendor, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, told(People(look(t, c.lines...)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestColumnsWithoutASpeakingNameAreFoundByWhatStandsInThem(t *testing.T) {
	t.Parallel()
	f := look(t, "nr,c1,c2,c3,c4,date of something",
		"P01,ann@a.test,P03,Europe/Paris,active,2020-01-01", "P02,bob@a.test,P03,Asia/Tokyo,left,2020-01-02", "P03,eve@a.test,,Europe/Paris,on leave,2020-01-03")
	want := map[config.Column]string{
		"id": "nr (a guess)", "email": "c1 (a guess)", "manager": "c2 (a guess)", "zone": "c3 (a guess)", "status": "c4 (a guess)",
	}
	if diff := cmp.Diff(want, told(People(f))); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheCellsSpeakAgainstIsNotTaken(t *testing.T) {
	t.Parallel()
	f := look(t, "employee id,email,manager,status,tz,contract,end date",
		"E1,ann,Bob Ray,cadre,GMT+1,CDI,31/12/26", "E2,bob,,non-cadre,GMT+1,CDI,")
	guesses := People(f)
	want := map[config.Column]string{"id": "employee id (sure)", "end": "end date (a guess)"}
	if diff := cmp.Diff(want, told(guesses)); diff != "" {
		t.Error(diff)
	}
	for what, says := range map[config.Column]string{
		"email": `email: "ann" is no mail address`, "manager": `manager: "Bob Ray" is no number of a person`,
		"status": `status: none of its words is known, such as "cadre"`, "zone": `tz: "GMT+1" is no time zone such as Europe/Paris`,
		"engagement": "contract: many rows have the same one", "end": `"31/12/26" is no date that can be read`,
	} {
		if got := why(guesses, what); got != says {
			t.Errorf("%s: %q, want %q", what, got, says)
		}
	}
}

func TestTwoColumnsThatCouldBeItAreNone(t *testing.T) {
	t.Parallel()
	guesses := People(look(t, "a,b,end date", "X1,Y1,2026-01-01", "X2,Y2,2026-01-01"))
	if diff := cmp.Diff(map[config.Column]string{"end": "end date (sure)"}, told(guesses)); diff != "" {
		t.Error(diff)
	}
}

func TestAColumnThatStandsTwiceInTheHeaderIsNotTaken(t *testing.T) {
	t.Parallel()
	guesses := People(look(t, "employee id,end date,end date", "X1,2026-01-01,", "X2,,"))
	if diff := cmp.Diff(map[config.Column]string{"id": "employee id (sure)"}, told(guesses)); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfOnePersonNeedANumberOfTheEngagement(t *testing.T) {
	t.Parallel()
	guesses := People(look(t, "employee id,contract,end date", "X1,1,2026-01-01", "X1,2,", "X2,1,"))
	want := map[config.Column]string{"id": "employee id (likely)", "engagement": "contract (sure)", "end": "end date (sure)"}
	if diff := cmp.Diff(want, told(guesses)); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsOfExportsAreFoundWithTheHelpOfHR(t *testing.T) {
	t.Parallel()
	hr := NewKnown(People(look(t, "employee id,work email,end date", "E01,ann.lee@a.test,", "E02,bob@a.test,", "E03,eve@a.test,2026-01-01")))
	for _, c := range []struct {
		vendor string
		lines  []string
		want   map[config.Column]string
	}{
		{"ours", []string{
			"user_id,username,email,active,last_login,emp_no,roles", "7,ann,ann@a.test,yes,2026-11-01 10:00,E01,admin;user", "8,bob,bob@a.test,no,never,E02,user",
		}, map[config.Column]string{
			"id": "user_id (sure)", "login": "username (sure)", "email": "email (sure)", "status": "active (sure)", "last-seen": "last_login (sure)",
			"employee": "emp_no (sure)", "groups": "roles (sure)",
		}},
		{"Salesforce", []string{
			"Id,Username,Email,IsActive,LastLoginDate,FirstName,LastName,Profile,CreatedDate", "0051,a@a.test.crm,ann@a.test,true,2026-11-01T10:00:00Z,Ann,Lee,Standard,2020-01-01",
			"0052,b@a.test.crm,bob@a.test,false,,Bob,Ray,Standard,2020-01-01",
		}, map[config.Column]string{
			"id": "Id (sure)", "login": "Username (sure)", "email": "Email (sure)", "status": "IsActive (sure)", "last-seen": "LastLoginDate (sure)",
			"given": "FirstName (sure)", "family": "LastName (sure)", "groups": "Profile (sure)", "created": "CreatedDate (sure)",
		}},
		{"Google", []string{
			"First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Last Sign In [READ ONLY],Employee ID", "Ann,Lee,ann@a.test,Active,Never,E01",
			"Bob,Ray,bob@a.test,Suspended,2026/11/01,E02",
		}, map[config.Column]string{
			"id": "Email Address [Required] (a guess)", "email": "Email Address [Required] (sure)", "given": "First Name [Required] (sure)",
			"family": "Last Name [Required] (sure)", "status": "Status [READ ONLY] (sure)", "employee": "Employee ID (sure)",
		}},
		{"Microsoft", []string{
			"User principal name,Display name,Block credential,Object Id", "ann@a.test,Ann Lee,False,6b1c-1", "bob@a.test,Bob Ray,True,6b1c-2",
		}, map[config.Column]string{
			"id": "Object Id (sure)", "login": "User principal name (sure)", "display": "Display name (sure)", "status": "Block credential (sure)",
		}},
		{"by content", []string{
			"key,person,who,since", "1,E01,ann.lee,x", "2,E02,bob,x", "3,E03,eve,y",
		}, map[config.Column]string{"id": "who (a guess)", "employee": "person (a guess)", "login": "who (a guess)"}},
	} {
		t.Run(c.vendor, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, told(Accounts(look(t, c.lines...), hr))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestABlockedAccountIsAStatusTheOtherWayRound(t *testing.T) {
	t.Parallel()
	for _, g := range Accounts(look(t, "id,Blocked", "1,true", "2,false"), Known{}) {
		if g.What == config.ColumnStatus && !g.Opposite {
			t.Errorf("a column Blocked was taken as it stands: %+v", g)
		}
	}
}

func TestANumberThatHRDoesNotKnowIsNoEmployee(t *testing.T) {
	t.Parallel()
	hr := NewKnown(People(look(t, "employee id,end date", "E01,", "E02,")))
	guesses := Accounts(look(t, "id,employee id", "1,900", "2,901"), hr)
	if _, found := told(guesses)["employee"]; found {
		t.Error("numbers that HR does not know were taken for those of people")
	}
	if got, want := why(guesses, "employee"), "employee id: only 0 of its 2 values are ids of people"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
