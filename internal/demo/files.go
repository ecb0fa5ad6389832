package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"time"
)

func hrFile(people []person) []byte {
	rows := [][]string{{
		"employee_id", "contract", "first_name", "last_name", "work_email", "hire_date", "termination_date", "last_working_day", "status",
		"worker_type", "job_title", "department", "manager_id", "tz",
	}}
	for i := range people {
		p := &people[i]
		manager := people[i/12].id()
		row := func(number int, kind string, start, end time.Time) []string {
			return []string{
				p.id(), fmt.Sprintf("%s-%d", p.id(), number), p.given, p.family, p.mail(), date(start), date(end), date(p.lastDay), p.status,
				kind, p.position, p.department, manager, p.zone,
			}
		}
		rows = append(rows, row(1, p.kind, p.start, p.end))
		for n, c := range p.contracts {
			rows = append(rows, row(n+2, "employee", c.start, c.end))
		}
	}
	return table(rows)
}

// crmFile is an export with what such exports have: people, a service account, strangers, a seat that nobody uses.
func crmFile(people []person, now time.Time) []byte {
	rows := [][]string{{"user_id", "username", "email", "full_name", "active", "last_login", "emp_no", "roles", "type", "owner"}}
	add := func(login, mail, name, employee, roles, kind, owner string, last time.Time) {
		rows = append(rows, []string{fmt.Sprintf("c%04d", len(rows)), login, mail, name, "true", date(last), employee, roles, kind, owner})
	}
	for i := range people {
		if p := &people[i]; p.crm {
			add(p.login(), p.mail(), p.given+" "+p.family, p.id(), "user;"+p.department, "", "", p.lastLogin)
		}
	}
	recent := now.AddDate(0, 0, -2)
	twice := &people[2]
	add(twice.login()+"2", twice.mail(), twice.given+" "+twice.family, twice.id(), "user", "", "", recent)
	named := &people[100]
	add("ext-"+lower(named.family), "", named.given+" "+named.family, "", "user", "", "", recent)
	add("jsmith", "j.smith@oldagency.test", "John Smith", "", "user;export", "", "", recent)
	add("trainee", "", "Trainee Desk 3", "", "user", "", "", recent)
	both := &people[5]
	add(people[8].login(), both.mail(), "", both.id(), "user", "", "", recent)
	add("svc-billing", "", "Billing interface", "", "api;export", "service", people[17].mail(), recent)
	add("frontdesk", "frontdesk@exeunt.test", "Front desk", "", "user", "shared", people[0].mail(), recent)
	return table(rows)
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02")
}

func table(rows [][]string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}
