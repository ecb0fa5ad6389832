package main

import (
	"fmt"
	"strings"
)

// settings is the settings file of the company: as `exeunt init` writes it, with nothing tuned.
func (c *company) settings() string {
	var b strings.Builder
	b.WriteString(`store: exeunt.db
people:
  - name: hr
    kind: csv
    path: hr.csv
    zone: Europe/Paris
    ends-at: "18:00"
    columns: {id: employee_id, given: first_name, family: last_name, email: work_email, start: hire_date, end: termination_date,
              status: status, kind: worker_type, position: job_title, department: department, manager: manager_id}
    complete: {min-people: 1, max-drop: 10%}
systems:
`)
	for system := range c.systems {
		fmt.Fprintf(&b, `  - name: %s
    kind: csv
    path: %s
    columns: {id: user_id, login: username, email: email, employee: emp_no, display: full_name, status: active, last-seen: last_login, groups: roles}
    owner: it@corp.test
`, systemName(system), systemFile(system))
	}
	b.WriteString(`correlate:
  - by: employee
  - by: email
  - by: login
  - by: name
policies:
  leaver:  {suspend: end, sign-out: end, remove: end+1d, release: end+30d, delete: end+90d}
  orphan:  {after: 14d, do: task}
  dormant: {after: 90d, do: task}
`)
	return b.String()
}
