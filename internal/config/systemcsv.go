package config

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// SystemCSV is an export from an application that we cannot write, with one line for each account (or for each
// account and entitlement).
type SystemCSV struct {
	CSVFile

	Zone         *time.Location // of dates that carry none
	Columns      map[Column]string
	StatusValues map[identity.AccountState][]string
	KindValues   map[identity.AccountKind][]string
}

// The columns that only accounts have. ColumnID, ColumnLogin, ColumnEmail, ColumnGiven, ColumnFamily, ColumnStatus and
// ColumnKind mean of an account what they mean of a person.
const (
	ColumnEmployee Column = "employee"
	ColumnLastSeen Column = "last-seen"
	ColumnGroups   Column = "groups"
	ColumnDisplay  Column = "display"
	ColumnOwner    Column = "owner"
	ColumnCreated  Column = "created"
)

var systemFromCSV = kind[System]{
	name: CSV,
	fields: append(within(func(s *System) *CSVFile { return &s.csv().CSVFile }, csvFile),
		bind(systemColumns.form(), func(s *System) *map[Column]string { return &s.csv().Columns }, Key{
			Name: "columns", Required: true,
			Doc: "The name of the column that holds each thing; what the file does not hold is left out.",
		}),
		owner(true),
		bind(zone, func(s *System) **time.Location { return &s.csv().Zone }, Key{
			Name: "zone", Default: "UTC", Example: "Europe/Paris",
			Doc: "The time zone of dates that carry none.",
		}),
		bind(accountStatus.form(), func(s *System) *map[identity.AccountState][]string { return &s.csv().StatusValues }, Key{
			Name: "status-values",
			Doc:  "The words of the status column.",
		}),
		bind(accountKind.form(), func(s *System) *map[identity.AccountKind][]string { return &s.csv().KindValues }, Key{
			Name: "kind-values",
			Doc:  "The words of the kind column; an account with another word, or none, is personal.",
		}),
	),
}

var systemColumns = section[map[Column]string]{fields: []field[map[Column]string]{
	entry(text, ColumnID, Key{Name: "id", Required: true, Example: "user_id", Doc: "The application's own id of the account, which never changes."}),
	entry(text, ColumnLogin, Key{Name: "login", Example: "username", Doc: "The login name."}),
	entry(text, ColumnEmail, Key{Name: "email", Example: "email", Doc: "The mail address."}),
	entry(text, ColumnStatus, Key{Name: "status", Example: "active", Doc: "Whether the account is open."}),
	entry(text, ColumnLastSeen, Key{Name: "last-seen", Example: "last_login", Doc: "When the account was last used."}),
	entry(text, ColumnEmployee, Key{Name: "employee", Example: "emp_no", Doc: "The number of the person at HR."}),
	entry(text, ColumnGroups, Key{Name: "groups", Example: "roles", Doc: "The roles, groups or licences that the account holds."}),
	entry(text, ColumnGiven, Key{Name: "given", Example: "first_name", Doc: "The given name."}),
	entry(text, ColumnFamily, Key{Name: "family", Example: "last_name", Doc: "The family name."}),
	entry(text, ColumnDisplay, Key{Name: "display", Example: "full_name", Doc: "The name as the application shows it."}),
	entry(text, ColumnKind, Key{Name: "kind", Example: "type", Doc: "What the account is for: a person, a service, ..."}),
	entry(text, ColumnOwner, Key{Name: "owner", Example: "responsible", Doc: "Who answers for a service or shared account: an id, login or mail address."}),
	entry(text, ColumnCreated, Key{Name: "created", Example: "created_at", Doc: "When the account was made."}),
}}

var accountStatus = vocabulary(
	entry(set(text, "words", 1), identity.Enabled, Key{
		Name: "enabled", Example: "[active]", Doc: "The words for an account that opens the door.",
		Default: `[enabled, active, activated, "yes", "y", "true", "t", "1", "on", open, ok, valid, current, actif, activé, oui, ouvert,
  aktiv, aktiviert, ja, activo, activa, habilitado, sí, si, attivo, abilitato, sì, ativo, ativa, habilitada, sim, actief]`,
	}),
	entry(set(text, "words", 1), identity.Suspended, Key{
		Name: "suspended", Example: "[inactive, blocked]", Doc: "The words for an account that does not.",
		Default: `[suspended, disabled, inactive, deactivated, deprovisioned, locked, blocked, closed, archived, deleted, "no", "n", "false", "f", "0", "off",
  inactif, désactivé, suspendu, bloqué, fermé, non, inaktiv, deaktiviert, gesperrt, nein, inactivo, inactiva, deshabilitado, bloqueado, suspendido,
  inattivo, disattivato, sospeso, bloccato, inativo, inativa, desativado, suspenso, não, inactief, geblokkeerd, nee]`,
	}),
)

// accountKind has no words for personal: that is what every other account is.
var accountKind = vocabulary(
	entry(set(text, "words", 1), identity.Service, Key{
		Name: "service", Example: "[technical]", Doc: "The words for an account of a program.",
		Default: `[service, service account, bot, robot, system, application, app, api, integration, technical, machine, technique, dienst]`,
	}),
	entry(set(text, "words", 1), identity.Shared, Key{
		Name: "shared", Example: "[generic]", Doc: "The words for an account of several people.",
		Default: `[shared, generic, functional, group, team, partagé, générique, geteilt, compartido, condiviso]`,
	}),
	entry(set(text, "words", 1), identity.Guest, Key{
		Name: "guest", Example: "[external]", Doc: "The words for an account of somebody from outside.",
		Default: `[guest, external, visitor, invité, externe, gast, extern, invitado, externo, ospite, esterno]`,
	}),
)
