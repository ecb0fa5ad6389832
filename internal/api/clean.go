package api

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unclean returns the first text in what was sent that no text may be, shortened; empty: there is none. Zero bytes and
// broken UTF-8 are refused here for all operations: not every store takes them.
func unclean(in any) string { return uncleanValue(reflect.ValueOf(in)) }

func uncleanValue(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return uncleanValue(v.Elem())
		}
	case reflect.String:
		if text := v.String(); !clean(text) {
			return strings.ToValidUTF8(strings.Map(visible, text), "?")
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if where := uncleanValue(v.Field(i)); where != "" {
				return where
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return "" // bytes may be anything
		}
		for i := range v.Len() {
			if where := uncleanValue(v.Index(i)); where != "" {
				return where
			}
		}
	default: // numbers, and what JSON has no texts in
	}
	return ""
}

func clean(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' })
}

// visible is a character as it can be shown.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return '?'
	}
	return r
}
