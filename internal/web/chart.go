package web

import "fmt"

// chart is a drawing of a few values, made on the server: bars from left to right.
type chart struct {
	Label  string // what one sees, in words, for whoever does not see it
	Width  int
	Height int
	Base   int // the height of the ground
	Top    string
	TopY   int
	Bars   []bar
}

type bar struct {
	X, Y, W, H int
	Class      string
	Tip        string // what the bar says
	Mark       string // what stands below it; empty: nothing
	MarkX      int
}

// value is one value of a chart on its way to a bar.
type value struct {
	n     int
	tip   string
	mark  string
	class string
}

const (
	chartWidth  = 560
	chartHeight = 150
	chartBase   = chartHeight - 22
	chartRoof   = 16
)

// newChart draws values. Top is how the highest one is written.
func newChart(label string, values []value, top func(n int) string) *chart {
	highest := 0
	for _, v := range values {
		highest = max(highest, v.n)
	}
	if highest == 0 {
		return nil
	}
	c := &chart{Label: label, Width: chartWidth, Height: chartHeight, Base: chartBase, Top: top(highest), TopY: chartRoof}
	step := min(48, chartWidth/len(values))
	for i, v := range values {
		h := v.n * (chartBase - chartRoof) / highest
		if v.n > 0 {
			h = max(h, 2)
		}
		c.Bars = append(c.Bars, bar{
			X: i*step + 2, W: max(3, step-6), Y: chartBase - h, H: h, Class: "bar " + v.class, Tip: v.tip, Mark: v.mark, MarkX: i*step + step/2,
		})
	}
	return c
}

// Box is the part of the plane that the chart is drawn on.
func (c *chart) Box() string { return fmt.Sprintf("0 0 %d %d", c.Width, c.Height) }
