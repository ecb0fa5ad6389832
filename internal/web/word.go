package web

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed locale
var locales embed.FS

// languages are those that the console speaks; the first one is spoken to everybody else.
var languages = []language.Tag{language.English, language.French}

// words are the texts in every language. The English text is the key: what has no translation is English. A text with
// a number is an object: {"one": ..., "other": ...}.
var words = sync.OnceValue(func() catalog.Catalog {
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	for _, tag := range languages {
		texts, err := readLocale(tag)
		for key, text := range texts {
			if err == nil {
				err = b.Set(tag, key, text.message())
			}
		}
		if err != nil {
			panic(fmt.Sprintf("web: the words of %s, which are built into the program: %v", tag, err))
		}
	}
	return b
})

// text is one translation.
type text struct{ One, Other string }

// UnmarshalJSON takes a text or an object of its two numbers.
func (t *text) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &t.Other) == nil {
		return nil
	}
	var forms struct{ One, Other string }
	err := json.Unmarshal(data, &forms)
	t.One, t.Other = forms.One, forms.Other
	return err
}

func (t *text) message() catalog.Message {
	if t.One == "" {
		return catalog.String(t.Other)
	}
	return plural.Selectf(1, "%d", plural.One, t.One, plural.Other, t.Other)
}

func readLocale(tag language.Tag) (map[string]*text, error) {
	data, err := locales.ReadFile("locale/" + tag.String() + ".json")
	if err != nil {
		return nil, err
	}
	texts := map[string]*text{}
	return texts, json.Unmarshal(data, &texts)
}

// speaker says everything in one language.
type speaker struct {
	tag  language.Tag
	out  *message.Printer
	zone *time.Location
}

const languageCookie = "__Host-exeunt-language"

// speakerFor chooses the language: what the browser was told to keep, what the operator likes, what the browser likes.
func speakerFor(r *request) *speaker {
	wanted := []string{r.http.Header.Get("Accept-Language")}
	if r.op != nil && r.op.Language != "" {
		wanted = append([]string{r.op.Language}, wanted...)
	}
	if kept, err := r.http.Cookie(languageCookie); err == nil {
		wanted = append([]string{kept.Value}, wanted...)
	}
	return newSpeaker(wanted...)
}

func newSpeaker(wanted ...string) *speaker {
	_, i := language.MatchStrings(language.NewMatcher(languages), wanted...)
	return &speaker{languages[i], message.NewPrinter(languages[i], message.Catalog(words())), time.Local}
}

// t says a text; numbers are written as one writes them in the language.
func (s *speaker) t(text string, args ...any) string { return s.out.Sprintf(text, args...) }

var months = map[language.Tag][]string{
	language.English: strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
	language.French:  strings.Fields("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
}

// day says a day of the reader's zone.
func (s *speaker) day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(s.zone)
	return fmt.Sprintf("%d %s %d", t.Day(), months[s.tag][t.Month()-1], t.Year())
}

// instant says a day and a time of day of the reader's zone.
func (s *speaker) instant(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return s.day(t) + t.In(s.zone).Format(" 15:04")
}

// setLanguage keeps the language in the browser, and goes back to where the reader was.
func (c *Console) setLanguage(_ context.Context, r *request) error {
	keep(r.w, languageCookie, r.form("language"), 365*24*time.Hour)
	return r.seeOther(localPath(r.form("back")))
}

// keep sets a cookie that only we get, over a connection that only we can read.
func keep(w http.ResponseWriter, name, value string, d time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(d.Seconds()), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// localPath returns a path of ours, or the front page for anything else.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return "/"
	}
	return path
}
