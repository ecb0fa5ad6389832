package e2e

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
)

const picture = "../../docs/first-use.svg"

// checkPicture demands that the picture of the terminal shows what the program shows. EXEUNT_UPDATE=1 draws it anew.
func checkPicture(t *testing.T, session []step) {
	t.Helper()
	var screen strings.Builder
	said := map[string]bool{more: true}
	for _, s := range session {
		for line := range strings.Lines(timeless("$ " + strings.TrimPrefix(s.line, "../bin/") + "\n" + s.text())) {
			said[strings.TrimSpace(line)] = true
		}
		if name := strings.Fields(s.line)[1]; name == "plan" || name == "apply" {
			screen.WriteString("\x1b[36m$\x1b[0m \x1b[1m" + strings.TrimPrefix(s.line, "../bin/") + "\x1b[0m\n" + short(s.screen) + "\n")
		}
	}
	if os.Getenv("EXEUNT_UPDATE") != "" {
		if err := os.WriteFile(picture, []byte(draw(screen.String())), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	drawn, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?s)<text [^>]*>(.*?)</text>`).FindAllStringSubmatch(string(drawn), -1)
	if len(lines) < 20 {
		t.Errorf("the picture shows %d lines", len(lines))
	}
	for _, line := range lines {
		shown := strings.TrimSpace(timeless(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(line[1], ""))))
		if !said[shown] {
			t.Errorf("the picture shows %q, and the program does not: EXEUNT_UPDATE=1 draws it anew", shown)
		}
	}
}

// short returns the beginning of what stood on a screen.
func short(screen string) string {
	const most = 40
	lines := strings.SplitAfter(screen, "\n")
	if len(lines) <= most {
		return screen
	}
	for i := most; i > 0; i-- { // up to a gap between two parts
		if strings.TrimSpace(lines[i]) == "" {
			return strings.Join(lines[:i+1], "") + "  " + more + "\n"
		}
	}
	return screen
}

// more stands where the picture leaves something out.
const more = "…"

// draw draws a terminal as an SVG: one text a line, one tspan a colour.
func draw(screen string) string {
	const cell, row, top, left = 8.4, 19, 56, 22
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(screen, "\r", ""), "\n"), "\n")
	wide, high := columns*cell+2*left, len(lines)*row+top+14
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" role="img" aria-label="exeunt plan and exeunt apply on a terminal">`+"\n", wide, high, wide, high)
	b.WriteString(`<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d5d8de;white-space:pre}` +
		`.s1{font-weight:bold;fill:#fff}.s2{fill:#8b919c}.s31{fill:#ff7b72}.s32{fill:#7ee787}.s33{fill:#e3b341}.s36{fill:#79c0ff}</style>` + "\n")
	b.WriteString(`<rect width="100%" height="100%" rx="10" fill="#14171c"/>` + "\n")
	b.WriteString(`<circle cx="24" cy="22" r="6" fill="#ff5f57"/><circle cx="44" cy="22" r="6" fill="#febc2e"/><circle cx="64" cy="22" r="6" fill="#28c840"/>` + "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			fmt.Fprintf(&b, `<text x="%d" y="%d" xml:space="preserve">%s</text>`+"\n", left, top+i*row, spans(line))
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

var sgr = regexp.MustCompile(`\x1b\[([0-9;]*)[mK]`)

// spans turns the colours of a terminal into classes.
func spans(line string) string {
	var b strings.Builder
	style, at := "", 0
	put := func(words string) {
		switch words = html.EscapeString(words); {
		case words == "":
		case style == "" || style == "0":
			b.WriteString(words)
		default:
			fmt.Fprintf(&b, `<tspan class="s%s">%s</tspan>`, style, words)
		}
	}
	for _, m := range sgr.FindAllStringSubmatchIndex(line, -1) {
		put(line[at:m[0]])
		style, at = line[m[2]:m[3]], m[1]
	}
	put(line[at:])
	return b.String()
}
