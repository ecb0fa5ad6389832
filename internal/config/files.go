package config

import (
	"strings"
	"time"
)

// Pickup is where the files of a source or system are put, when one of them is complete, and how it is written. What its
// columns mean stands where it stands for a CSV file.
type Pickup struct {
	From    string // an absolute folder, sftp://HOST/FOLDER or https://HOST/FILE
	Pattern string

	User       string
	Key        Secret
	Passphrase Secret
	KnownHosts string
	HostKey    string
	Password   Secret
	Token      Secret
	CA         string

	Marker   string
	Checksum string
	Trailer  string
	Stable   time.Duration

	Evidence string // an absolute folder
	Decrypt  Secret

	Format  FileFormat // empty: by the end of the name
	Sheet   string
	Fields  []FixedField
	Timeout time.Duration
}

// FileFormat is how a file is written.
type FileFormat string

// The formats.
const (
	FormatCSV   FileFormat = "csv"
	FormatXLSX  FileFormat = "xlsx"
	FormatJSON  FileFormat = "json"
	FormatFixed FileFormat = "fixed"
)

// FixedField is one column of a file of fixed width.
type FixedField struct {
	Name  string
	Width int // in characters
}

func (p *People) files() *Pickup {
	if p.Files == nil {
		p.Files = &Pickup{}
	}
	return p.Files
}

func (s *System) files() *Pickup {
	if s.Files == nil {
		s.Files = &Pickup{}
	}
	return s.Files
}

var peopleFromFiles = kind[People]{
	name: Files,
	fields: append(append(within((*People).files, pickup),
		within(func(p *People) *CSVFile { return &p.csv().CSVFile }, csvFile[1:])...), // without path
		peopleFromCSV.fields[len(csvFile):]...),
	check: func(p *place, into *People) { checkPickup(p, into.files()) },
}

var systemFromFiles = kind[System]{
	name: Files,
	fields: append(append(within((*System).files, pickup),
		within(func(s *System) *CSVFile { return &s.csv().CSVFile }, csvFile[1:])...),
		systemFromCSV.fields[len(csvFile):]...),
	check: func(p *place, into *System) { checkPickup(p, into.files()) },
}

var (
	folderOrURL = relativeUnlessURL(single("a folder, sftp://HOST/FOLDER or https://HOST/FILE", schema{Type: "string", MinLength: 1}, oneLine))
	suffix      = matching[string]("the end of a name such as .done", `^[A-Za-z0-9._-]{1,32}$`)
)

func relativeUnlessURL(f form[string]) form[string] {
	read := f.read
	f.read = func(r *reader, v value, into *string) bool {
		if !read(r, v, into) {
			return false
		}
		scheme, rest, isURL := strings.Cut(*into, "://")
		switch {
		case !isURL:
			*into = absolute(r.dir, *into)
		case scheme != "sftp" && scheme != "https" || rest == "" || strings.Contains(rest, "@"):
			r.refuse(v, *into, f.expected+", with no account in it")
			return false
		}
		return true
	}
	return f
}

var pickup = []field[Pickup]{
	bind(folderOrURL, func(f *Pickup) *string { return &f.From }, Key{
		Name: "from", Required: true, Example: "sftp://hr.example.com/outgoing",
		Doc: "Where the files are put: a folder, a folder behind SFTP, or one file behind HTTPS.",
	}),
	bind(text, func(f *Pickup) *string { return &f.Pattern }, Key{
		Name: "pattern", Example: `"hr-*.xlsx"`,
		Doc: "Which files of the folder; the newest of them is read.",
	}),
	bind(text, func(f *Pickup) *string { return &f.User }, Key{
		Name: "user", Example: "exeunt", Doc: "The login for SFTP, or for HTTPS with a password.",
	}),
	bind(secret, func(f *Pickup) *Secret { return &f.Key }, Key{
		Name: "key", Example: "file:/etc/exeunt/id_ed25519", Doc: "The private key for SFTP.",
	}),
	bind(secret, func(f *Pickup) *Secret { return &f.Passphrase }, Key{
		Name: "passphrase", Example: "env:SFTP_PASSPHRASE", Doc: "The passphrase of the key, where it has one.",
	}),
	bind(path, func(f *Pickup) *string { return &f.KnownHosts }, Key{
		Name: "known-hosts", Example: "known_hosts", Doc: "The file that knows the key of the SFTP host. It is never taken on trust.",
	}),
	bind(publicKey, func(f *Pickup) *string { return &f.HostKey }, Key{
		Name: "host-key", Example: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8sdl9vI2Uah5zxDYm3I1d3XJbK8ZJr0nqVv1tWPyOg",
		Doc: "Its public key, in place of known-hosts.",
	}),
	bind(secret, func(f *Pickup) *Secret { return &f.Password }, Key{
		Name: "password", Example: "env:EXPORT_PASSWORD", Doc: "The password for HTTPS (basic authentication).",
	}),
	bind(secret, func(f *Pickup) *Secret { return &f.Token }, Key{
		Name: "token", Example: "env:EXPORT_TOKEN", Doc: "The bearer token for HTTPS, in place of user and password.",
	}),
	bind(path, func(f *Pickup) *string { return &f.CA }, Key{
		Name: "ca", Example: "ca.crt", Doc: "The file of the authority that signed the web server's certificate, when this machine does not know it.",
	}),
	bind(suffix, func(f *Pickup) *string { return &f.Marker }, Key{
		Name: "marker", Example: ".done", Doc: "A file counts when another one of its name and this suffix is beside it.",
	}),
	bind(suffix, func(f *Pickup) *string { return &f.Checksum }, Key{
		Name: "checksum", Example: ".sha256", Doc: "A file counts when another one of its name and this suffix holds its SHA-256.",
	}),
	bind(text, func(f *Pickup) *string { return &f.Trailer }, Key{
		Name: "trailer", Example: `"^TRAILER;([0-9]+)$"`, Doc: "The last line of a csv or fixed file: a pattern whose one group is the number of rows.",
	}),
	bind(stretch, func(f *Pickup) *time.Duration { return &f.Stable }, Key{
		Name: "stable", Default: "10s", Doc: "How long a file without a marker must have been left alone before it counts.",
	}),
	bind(path, func(f *Pickup) *string { return &f.Evidence }, Key{
		Name: "evidence", Default: "evidence", Doc: "The folder in which every file that was read is kept as it came, under its SHA-256.",
	}),
	bind(secret, func(f *Pickup) *Secret { return &f.Decrypt }, Key{
		Name: "decrypt", Example: "file:/etc/exeunt/age.key", Doc: "The identity of age (AGE-SECRET-KEY-1...) that decrypts the files.",
	}),
	bind(choice(FormatCSV, FormatXLSX, FormatJSON, FormatFixed), func(f *Pickup) *FileFormat { return &f.Format }, Key{
		Name: "format", Example: "xlsx", Doc: "How the files are written; without it the end of the name tells xlsx and json, and csv is the rest.",
	}),
	bind(text, func(f *Pickup) *string { return &f.Sheet }, Key{
		Name: "sheet", Example: "Employees", Doc: "The sheet of an XLSX workbook, when it has several.",
	}),
	bind(list(fixedField.form(), "fields", 0), func(f *Pickup) *[]FixedField { return &f.Fields }, Key{
		Name: "fields", Doc: "The columns of a file of fixed width, in their order.",
	}),
	bind(stretch, func(f *Pickup) *time.Duration { return &f.Timeout }, Key{
		Name: "timeout", Default: "2m", Doc: "How long it may take to fetch a file.",
	}),
}

var fixedField = section[FixedField]{fields: []field[FixedField]{
	bind(text, func(f *FixedField) *string { return &f.Name }, Key{Name: "name", Required: true, Example: "employee_id", Doc: "How columns names it."}),
	bind(whole(1, 10000), func(f *FixedField) *int { return &f.Width }, Key{Name: "width", Required: true, Example: "8", Doc: "How many characters it has."}),
}}

func checkPickup(p *place, f *Pickup) {
	sftp, https := strings.HasPrefix(f.From, "sftp://"), strings.HasPrefix(f.From, "https://")
	switch {
	case sftp && (!p.has("user") || !p.has("key")):
		p.problem("from", "from is sftp:// without user and key", "user, and key as a reference to a private key")
	case sftp && !p.has("known-hosts") && !p.has("host-key"):
		p.problem("from", "nothing says which key the SFTP host has", "known-hosts or host-key")
	case https && (p.has("pattern") || p.has("marker") || p.has("checksum")):
		p.problem("from", "from is https://, which names one file, and pattern, marker and checksum are for folders", "a folder, or none of the three")
	}
	if !https && f.From != "" && !p.has("pattern") {
		p.problem("pattern", "pattern is missing: from is a folder", "which files of it, such as hr-*.csv")
	}
	if p.good("format") && f.Format == FormatFixed != (len(f.Fields) > 0) {
		p.problem("fields", "fields and format: fixed belong together", "both of them, or none")
	}
}
