package config

import "github.com/exeunt-iam/exeunt/internal/identity"

// PeopleCSV is a file with one line for each engagement of a person.
type PeopleCSV struct {
	CSVFile

	// Columns are the names of columns by what they hold; what is not there is not in the file.
	Columns map[Column]string

	// StatusValues are the words that the status column has for each status, compared without regard to case.
	StatusValues map[identity.Status][]string
}

// Column is what a column of a file holds.
type Column string

// The columns of people.
const (
	ColumnID         Column = "id"
	ColumnGiven      Column = "given"
	ColumnFamily     Column = "family"
	ColumnEmail      Column = "email"
	ColumnLogin      Column = "login"
	ColumnStart      Column = "start"
	ColumnEnd        Column = "end"
	ColumnLastDay    Column = "last-day"
	ColumnStatus     Column = "status"
	ColumnKind       Column = "kind"
	ColumnPosition   Column = "position"
	ColumnDepartment Column = "department"
	ColumnManager    Column = "manager"
	ColumnZone       Column = "zone"
	ColumnEndsAt     Column = "ends-at"
	ColumnEngagement Column = "engagement"
	ColumnLeaveStart Column = "leave-start"
	ColumnLeaveEnd   Column = "leave-end"
)

var peopleFromCSV = kind[People]{
	name: CSV,
	fields: append(within(func(p *People) *CSVFile { return &p.csv().CSVFile }, csvFile),
		bind(peopleColumns.form(), func(p *People) *map[Column]string { return &p.csv().Columns }, Key{
			Name: "columns", Required: true,
			Doc: "The name of the column that holds each thing; what the file does not hold is left out.",
		}),
		bind(personStatus.form(), func(p *People) *map[identity.Status][]string { return &p.csv().StatusValues }, Key{
			Name: "status-values",
			Doc:  "The words of the status column. A date says more than a status and wins over it.",
		}),
	),
}

var peopleColumns = section[map[Column]string]{fields: []field[map[Column]string]{
	entry(text, ColumnID, Key{Name: "id", Required: true, Example: "employee_id", Doc: "The number of the person, which never changes."}),
	entry(text, ColumnGiven, Key{Name: "given", Example: "first_name", Doc: "The given name."}),
	entry(text, ColumnFamily, Key{Name: "family", Example: "last_name", Doc: "The family name."}),
	entry(text, ColumnEmail, Key{Name: "email", Example: "work_email", Doc: "The mail address at work."}),
	entry(text, ColumnLogin, Key{Name: "login", Example: "username", Doc: "The login name, where HR knows it."}),
	entry(text, ColumnStart, Key{Name: "start", Example: "hire_date", Doc: "The first day of the engagement."}),
	entry(text, ColumnEnd, Key{Name: "end", Example: "termination_date", Doc: "The last day of the engagement."}),
	entry(text, ColumnLastDay, Key{Name: "last-day", Example: "last_working_day", Doc: "The last day of work, when it is before the end."}),
	entry(text, ColumnStatus, Key{Name: "status", Example: "status", Doc: "Whether the person works here, has left or is on leave."}),
	entry(text, ColumnKind, Key{Name: "kind", Example: "worker_type", Doc: "The kind of engagement: employee, contractor, ..."}),
	entry(text, ColumnPosition, Key{Name: "position", Example: "job_title", Doc: "The position."}),
	entry(text, ColumnDepartment, Key{Name: "department", Example: "department", Doc: "The department."}),
	entry(text, ColumnManager, Key{Name: "manager", Example: "manager_id", Doc: "The number of the manager."}),
	entry(text, ColumnZone, Key{Name: "zone", Example: "tz", Doc: "The person's own time zone."}),
	entry(text, ColumnEndsAt, Key{Name: "ends-at", Example: "end_time", Doc: "When access ends on the person's last day."}),
	entry(text, ColumnEngagement, Key{Name: "engagement", Example: "contract_no", Doc: "The number of the engagement, where one person can have several."}),
	entry(text, ColumnLeaveStart, Key{Name: "leave-start", Example: "leave_from", Doc: "The first day of a leave."}),
	entry(text, ColumnLeaveEnd, Key{Name: "leave-end", Example: "leave_to", Doc: "The last day of a leave."}),
}}

// personStatus has the words of HR systems in English, French, German, Spanish, Italian, Portuguese and Dutch.
// A word with two meanings ("baja" is sick leave and dismissal) is in none of them: the reader asks.
var personStatus = vocabulary(
	entry(set(text, "words", 1), identity.StatusWorking, Key{
		Name: "working", Example: "[active]", Doc: "The words for a person who works here.",
		Default: `[active, working, works, employed, current, present, hired, onboarding, probation, "yes", "true", "1",
  actif, en poste, présent, présente, en activité, aktiv, angestellt, beschäftigt, activo, activa, alta, en activo,
  attivo, attiva, in forza, ativo, ativa, em atividade, actief, in dienst]`,
	}),
	entry(set(text, "words", 1), identity.StatusLeft, Key{
		Name: "left", Example: "[terminated]", Doc: "The words for a person who has left.",
		Default: `[left, leaver, terminated, inactive, former, ended, resigned, retired, dismissed, deceased, departed, "no", "false", "0",
  parti, partie, sorti, sortie, inactif, terminé, démissionnaire, retraité, retraitée, licencié, licenciée,
  ausgeschieden, ausgetreten, inaktiv, gekündigt, inactivo, inactiva, cesado, cesada, cessato, cessata, inattivo, inattiva, dimesso,
  inativo, inativa, desligado, desligada, demitido, demitida, inactief, uit dienst]`,
	}),
	entry(set(text, "words", 1), identity.StatusLeave, Key{
		Name: "leave", Example: "[on leave]", Doc: "The words for a person who is on leave and comes back.",
		Default: `[leave, on leave, on-leave, loa, leave of absence, parental leave, maternity leave, sick leave, sabbatical,
  congé, en congé, congé parental, congé maternité, arrêt maladie, beurlaubt, elternzeit, mutterschutz, excedencia, licencia,
  permiso, aspettativa, in aspettativa, congedo, maternità, licença, em licença, afastado, afastada, verlof, met verlof]`,
	}),
)
