package api

import (
	"net/http"
	"strconv"
)

// Page is which part of a list is wanted.
type Page struct {
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"The most items."`
	After string `query:"after" maxLength:"600" doc:"The next of the page before; without it, the first page."`
}

// List is a part of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"The after of the next page; missing: this is the last one."`
}

// listed is a page of what was found, which is one item more than was asked for when there are more.
func listed[F, T any](found []F, limit int, show func(*F) T, place func(*F) string) List[T] {
	l := List[T]{Items: []T{}}
	for i := range found[:min(limit, len(found))] {
		l.Items = append(l.Items, show(&found[i]))
	}
	if len(found) > limit {
		l.Next = place(&found[limit-1])
	}
	return l
}

// number reads a place in a list that is ordered by numbers; 0: the first page is wanted.
func (p *Page) number() (int64, error) {
	if p.After == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(p.After, 10, 64)
	if err != nil || n <= 0 {
		return 0, problem(http.StatusBadRequest, "after is not the next of a page of this list")
	}
	return n, nil
}

func numbered(n int64) string { return strconv.FormatInt(n, 10) }
