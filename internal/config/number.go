package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// yes is true or false.
var yes = single("true or false", schema{Type: "boolean"}, func(s string) (bool, bool) { return s == "true", s == "true" || s == "false" })

// whole is a whole number in decimal digits, between two bounds.
func whole(least, most int) form[int] {
	expected, s := fmt.Sprintf("a whole number from %d to %d", least, most), schema{Type: "integer", Minimum: &least, Maximum: &most}
	if most == math.MaxInt32 {
		expected, s.Maximum = fmt.Sprintf("a whole number of %d or more", least), nil
	}
	return single(expected, s, func(text string) (int, bool) {
		n, err := strconv.Atoi(text)
		return n, err == nil && least <= n && n <= most
	})
}

// count is a whole number of least or more.
func count(least int) form[int] { return whole(least, math.MaxInt32) }

// Share is a part of a population, in hundredths of a percent, so that limits are exact.
type Share int

// All is the share that limits nothing.
const All Share = 10000

// Of returns how many of a population the share is, rounded down.
func (s Share) Of(population int) int {
	return int(int64(population) * int64(s) / int64(All))
}

// String returns the share as 10% or 2.5%.
func (s Share) String() string {
	return strconv.FormatFloat(float64(s)/100, 'f', -1, 64) + "%"
}

const sharePattern = `^(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)%$`

var share = single("a share from 0% to 100% such as 10%", schema{Type: "string", Pattern: sharePattern}, parseShare)

var shareWords = regexp.MustCompile(sharePattern)

func parseShare(s string) (Share, bool) {
	if !shareWords.MatchString(s) {
		return 0, false
	}
	percent, part, _ := strings.Cut(strings.TrimSuffix(s, "%"), ".")
	return Share(100*number(percent) + number((part + "00")[:2])), true
}
