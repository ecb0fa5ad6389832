package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/xuri/excelize/v2"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// HR puts an encrypted workbook on an SFTP host. It counts when its marker is there; then the leaver in it is cut, and the
// bytes on which that rests are kept.
func TestALeaverInAnEncryptedWorkbookBehindSFTP(t *testing.T) {
	t.Parallel()
	systemtest.Program(t, "scripts", "python3")
	host := systemtest.Linux(t, systemtest.LinuxOptions{Users: 2})
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program, err := filepath.Abs("../../docs/connectors/exec/files.py")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "accounts"), 0o700); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 12; n++ {
		write(t, dir, fmt.Sprintf("accounts/k%02d.json", n), fmt.Sprintf(`{"key": "k%02d", "login": "u%02d", "state": "enabled", "attributes": {"locked-by": null}}`, n, n))
	}
	write(t, dir, "age.key", identity.String()+"\n")
	write(t, dir, "id", string(host.PrivateKey()))
	write(t, dir, "hr.xlsx.age", sealed(t, identity, staff(t, 12, 5)))
	write(t, dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - name: hr
    kind: files
    from: sftp://%s/home/u0001/out
    pattern: "hr*.age"
    user: u0001
    key: file:id
    known-hosts: %s
    marker: .done
    decrypt: file:age.key
    zone: Europe/Paris
    columns: {id: id, given: given, family: family, login: login, end: end}
    complete: {min-people: 1}
systems:
  - {name: crm, kind: exec, command: [%s], env: [{name: ACCOUNTS, value: %s}], verbs: [suspend, restore]}
correlate: [{by: login}]
limits: {suspend: {max: 50, share: 50%%, per-day: 100%%, per-week: 100%%}}
`, host.Address, host.KnownHosts, program, filepath.Join(dir, "accounts")))
	host.Root(`mkdir /home/u0001/out; cat > /home/u0001/out/hr.xlsx.age <<'END'
` + read(t, dir, "hr.xlsx.age") + `
END
chown -R u0001: /home/u0001/out`)

	blind := exeunt(t, dir, "plan", "--json")
	if p := blind.plan(t); blind.code != 5 || len(p.Actions) > 0 || !strings.Contains(p.Gaps[0].Why, "there is no hr.xlsx.age.done") {
		t.Fatalf("without its marker: exit %d\n%s", blind.code, blind.stdout)
	}
	host.Root("touch /home/u0001/out/hr.xlsx.age.done")
	p := want(t, 3, dir, "plan", "--json").plan(t)
	want(t, 0, dir, "apply", p.ID, "--yes")
	for n := 1; n <= 12; n++ {
		if text := read(t, dir, fmt.Sprintf("accounts/k%02d.json", n)); strings.Contains(text, "suspended") != (n == 5) {
			t.Errorf("k%02d is %s", n, text)
		}
	}
	kept, err := filepath.Glob(filepath.Join(dir, "evidence", "*-hr.xlsx.age"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	want(t, 0, dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	if text := read(t, dir, "accounts/k05.json"); !strings.Contains(text, "enabled") {
		t.Errorf("it came back as %s", text)
	}
}

// staff is a workbook of people, of whom one left three days ago, as a date of the workbook.
func staff(t *testing.T, people, left int) []byte {
	t.Helper()
	book := excelize.NewFile()
	rows := [][]any{{"id", "given", "family", "login", "end"}}
	for n := 1; n <= people; n++ {
		row := []any{fmt.Sprintf("E%02d", n), "User", fmt.Sprintf("Number%02d", n), fmt.Sprintf("u%02d", n), nil}
		if n == left {
			day := time.Now().AddDate(0, 0, -3)
			row[4] = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sealed encrypts, as text.
func sealed(t *testing.T, to *age.X25519Identity, clear []byte) string {
	t.Helper()
	var out bytes.Buffer
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, to.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(clear); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}
