package exec

import (
	"strings"
	"sync"
	"unicode"
)

// bounded keeps the end of what is written: that is where programs say why they fail.
type bounded struct {
	mu   sync.Mutex
	kept []byte
}

// Write takes everything.
func (b *bounded) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = append(b.kept, p...)
	if over := len(b.kept) - mostStderr; over > 0 {
		b.kept = append(b.kept[:0], b.kept[over:]...)
	}
	return len(p), nil
}

// line returns what was kept on one line.
func (b *bounded) line() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return oneLine(string(b.kept))
}

// oneLine puts a text of somebody else on one line, without control signs, and never long.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, "?"))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 1000 {
		text = "..." + string(runes[len(runes)-1000:])
	}
	return text
}

// hide takes secrets out of a text: a program may print the environment that it was given.
func hide(text string, secrets []string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, oneLine(s), "(secret)")
		}
	}
	return text
}
