package table

import "iter"

// DetectDateFormat says in which order the dates of a column are written, if all values together prove it: each can be
// read so, and a number above 12 shows which of day and month comes first. Empty values do not count. It is for
// proposing a setting to a person who sees the values; reading never guesses.
func DetectDateFormat(values iter.Seq[string]) (format DateFormat, proven bool) {
	possible := map[DateFormat]bool{YearFirst: true, DayFirst: true, MonthFirst: true}
	dates := 0
	for value := range values {
		if date, err := ParseDate(value, YearFirst); err == nil && date == (Date{}) {
			continue
		}
		dates++
		for format := range possible {
			if _, err := ParseDate(value, format); err != nil {
				delete(possible, format)
			}
		}
		if len(possible) == 0 {
			return "", false
		}
	}
	switch {
	case dates == 0:
		return "", false
	case possible[YearFirst]:
		return YearFirst, true
	case possible[DayFirst] && !possible[MonthFirst]:
		return DayFirst, true
	case possible[MonthFirst] && !possible[DayFirst]:
		return MonthFirst, true
	}
	return "", false
}
