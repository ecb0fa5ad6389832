package config

// CSVFile says how a file of columns is written. The reader finds out what is left to auto, and refuses what could
// be read in two ways.
type CSVFile struct {
	Path      string
	Encoding  Encoding
	Delimiter Delimiter
	Dates     DateFormat
}

// Encoding is how a file holds letters.
type Encoding string

// The encodings.
const (
	EncodingAuto Encoding = "auto"
	UTF8         Encoding = "utf-8"
	UTF16        Encoding = "utf-16" // either byte order; little-endian without a mark
	Windows1252  Encoding = "windows-1252"
)

// Delimiter is what stands between two columns.
type Delimiter string

// The delimiters.
const (
	DelimiterAuto Delimiter = "auto"
	Comma         Delimiter = "comma"
	Semicolon     Delimiter = "semicolon"
	Tab           Delimiter = "tab"
)

// DateFormat is how a file writes days. ISO dates (2026-12-31, with or without a time) are read under all of them.
type DateFormat string

// The date formats.
const (
	DateAuto       DateFormat = "auto" // ISO, and day first where no date of the column could be read otherwise
	DateISO        DateFormat = "iso"
	DateDayFirst   DateFormat = "dd/mm/yyyy"
	DateMonthFirst DateFormat = "mm/dd/yyyy"
)

// csvFile is the table of what every kind that reads a file of columns has.
var csvFile = []field[CSVFile]{
	bind(path, func(f *CSVFile) *string { return &f.Path }, Key{
		Name: "path", Required: true, Example: "hr.csv",
		Doc: "The file.",
	}),
	bind(choice(EncodingAuto, UTF8, UTF16, Windows1252), func(f *CSVFile) *Encoding { return &f.Encoding }, Key{
		Name: "encoding", Default: "auto", Example: "windows-1252",
		Doc: "How the file holds letters.",
	}),
	bind(delimiter, func(f *CSVFile) *Delimiter { return &f.Delimiter }, Key{
		Name: "delimiter", Default: "auto", Example: "semicolon",
		Doc: "What stands between two columns.",
	}),
	bind(choice(DateAuto, DateISO, DateDayFirst, DateMonthFirst), func(f *CSVFile) *DateFormat { return &f.Dates }, Key{
		Name: "date-format", Default: "auto", Example: "mm/dd/yyyy",
		Doc: "How the file writes days, where it does not write 2026-12-31. Month first is never guessed.",
	}),
}

// delimiter takes the sign itself as well as its name.
var delimiter = signs(choice(DelimiterAuto, Comma, Semicolon, Tab), map[string]Delimiter{",": Comma, ";": Semicolon, "\t": Tab})

func signs(f form[Delimiter], known map[string]Delimiter) form[Delimiter] {
	words, read := f.schema, f.read
	f.schema = schema{AnyOf: []*schema{&words, {Type: "string", Enum: []string{",", ";", "\t"}}}}
	f.read = func(r *reader, v value, into *Delimiter) bool {
		text, _ := scalar(v.node)
		if sign, ok := known[text]; ok {
			*into = sign
			return true
		}
		return read(r, v, into)
	}
	return f
}

// Rune returns the sign, or 0 for the one that the reader finds out.
func (d Delimiter) Rune() rune {
	switch d {
	case Comma:
		return ','
	case Semicolon:
		return ';'
	case Tab:
		return '\t'
	case DelimiterAuto:
	}
	return 0
}
