package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sync/errgroup"
)

const (
	orphans   = 30 // of a thousand accounts: nobody owns them
	nameOnly  = 20 // of a thousand accounts: only a name links them
	mailOnly  = 20 // of 30 systems, the first whose export has no employee numbers
	loginOnly = 26 // of 30 systems, the first whose export has no mail addresses either
)

// expected is what the generated files hold.
type expected struct{ accounts, linked int }

// write writes the files of one generation: 0 is the first, and each later one differs from the one before in one
// account of a hundred: most of those have another role, one in twenty is gone, and one in twenty is new.
func (c *company) write(ctx context.Context, folder string, generation int) (expected, error) {
	var sum expected
	if generation == 0 {
		if err := writeFile(filepath.Join(folder, "hr.csv"), c.hr); err != nil {
			return sum, err
		}
	}
	parts := make([]expected, c.systems)
	group, _ := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for system := range c.systems {
		group.Go(func() error {
			return writeFile(filepath.Join(folder, systemFile(system)), func(w *bufio.Writer) {
				parts[system] = c.export(w, system, generation)
			})
		})
	}
	err := group.Wait()
	for _, part := range parts {
		sum.accounts, sum.linked = sum.accounts+part.accounts, sum.linked+part.linked
	}
	return sum, err
}

func systemName(system int) string { return fmt.Sprintf("app-%02d", system+1) }

func systemFile(system int) string { return systemName(system) + ".csv" }

// writeFile writes a file under another name and renames it, as a good export does.
func writeFile(path string, content func(*bufio.Writer)) error {
	file, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<18)
	content(w)
	if err := w.Flush(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func (c *company) hr(w *bufio.Writer) {
	w.WriteString("employee_id,first_name,last_name,work_email,hire_date,termination_date,status,worker_type,job_title,department,manager_id\n")
	for i := range c.people {
		who := c.person(i)
		lot := c.lot(forDates, i) >> 10
		hired := c.today.AddDate(0, 0, -400-int(lot%5000)).Format("2006-01-02")
		ended := ""
		if who.gone != 0 {
			ended = c.today.AddDate(0, 0, -who.gone).Format("2006-01-02")
		}
		fmt.Fprintf(w, "%s,%s,%s,%s@corp.test,%s,%s,active,employee,%s,%s,%s\n", employee(i), who.given, who.family, who.local,
			hired, ended, pick(titles, lot>>20), pick(departments, lot>>30), employee(i/12))
	}
}

var (
	titles      = []string{"Clerk", "Engineer", "Analyst", "Nurse", "Driver", "Buyer", "Planner", "Technician", "Consultant", "Manager"}
	departments = []string{"Sales", "Finance", "Operations", "Research", "Support", "Legal", "Logistics", "Plant 1", "Plant 2"}
	roles       = []string{"reader", "writer", "editor", "approver", "planner", "viewer", "auditor", "billing", "reports", "support", "export", "import"}
)

func employee(person int) string { return "E" + strconv.Itoa(1_000_000+person) }

const exportHeader = "user_id,username,email,emp_no,full_name,active,last_login,roles\n"

func (c *company) export(w *bufio.Writer, system, generation int) (sum expected) {
	w.WriteString(exportHeader)
	for row := range c.people + c.people*generation/2000 {
		lot := int(c.lot(forChange, system, row) % 10_000)
		changed := lot/100 < generation // one in a hundred at each generation
		if changed && lot%100 < 5 {
			continue // it is gone
		}
		linked := c.account(w, system, row, changed)
		sum.accounts++
		if linked {
			sum.linked++
		}
	}
	return sum
}

// account writes one row, and reports whether a key in it links it to a person. Who left long ago is mostly closed.
func (c *company) account(w *bufio.Writer, system, row int, changed bool) bool {
	number := (row*7919 + system*104_729) % c.people
	lot := c.lot(forAccount, system, number)
	who, kind := c.person(number), int(lot%1000)
	var mail, login, id string
	switch {
	case kind < orphans:
		who = c.stranger(system*c.people + number)
		mail, login = who.local+"@elsewhere.test", "x"+who.local
	case kind < orphans+nameOnly:
		login = "n" + strconv.Itoa(system*c.people+number)
		mail = login + "@private.test"
	default:
		mail, login, id = who.local+"@corp.test", who.local, employee(number)
	}
	if system%30 >= mailOnly {
		id = ""
	}
	if system%30 >= loginOnly {
		mail = ""
	}
	open, held := "yes", c.held(system, number, changed)
	if who.gone > 100 && lot>>12%100 < 95 {
		open, held = "no", ""
	}
	fmt.Fprintf(w, "%d,%s,%s,%s,%s %s,%s,%s,%s\n", 10_000_000+row, login, mail, id, who.given, who.family, open, c.seen(who, lot), held)
	return kind >= orphans+nameOnly
}

// seen is the last sign-in: within two months, but for one account in two hundred.
func (c *company) seen(who somebody, lot uint64) string {
	ago := int(lot >> 20 % 60)
	if lot>>40%200 == 0 {
		ago += 120
	}
	return c.today.AddDate(0, 0, -max(ago, who.gone)).Format("2006-01-02") + "T" + clock(int(lot>>50%1440))
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d:00", minute/60, minute%60) }

// held is one to three roles, and a further one since it changed.
func (c *company) held(system, number int, changed bool) string {
	lot := c.lot(forRoles, system, number)
	list := pick(roles, lot)
	for i := range int(lot >> 8 % 3) {
		list += ";" + pick(roles, lot>>(16+8*i))
	}
	if changed {
		list += ";extra"
	}
	return list
}
