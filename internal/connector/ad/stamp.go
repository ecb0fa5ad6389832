package ad

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// longestAbout is how much a description takes (its rangeUpper in the schema), in characters.
const longestAbout = 1024

var stampMark = regexp.MustCompile(`^\[\d{4}-\d{2}-\d{2} Exeunt[^\]]*\] ?`)

// isStamped reports a description that begins with a stamp of ours.
func isStamped(about string) bool { return stampMark.MatchString(about) }

// stamp returns the description with date, actor and reason before it, in the place of an earlier stamp:
//
//	[2026-11-25 Exeunt (svc-exeunt): contract ended on 2026-11-24] Sales, Paris
//
// What is too long is cut at its end; the capture holds the whole.
func stamp(about string, now time.Time, actor, reason string) string {
	head := fmt.Sprintf("%s Exeunt (%s)", now.UTC().Format(time.DateOnly), actor)
	if reason != "" {
		head += ": " + reason
	}
	head = "[" + strings.NewReplacer("[", "(", "]", ")", "\n", " ", "\r", " ").Replace(head)
	text := shorten(head, longestAbout-1) + "]"
	if rest := stampMark.ReplaceAllString(about, ""); rest != "" {
		text += " " + rest
	}
	return shorten(text, longestAbout)
}

func shorten(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most])
}
