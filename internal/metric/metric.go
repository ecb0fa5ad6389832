// Package metric is an edge: the numbers of an installation, for Prometheus. No name, login or id is among them.
package metric

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Metrics counts what happens in one process.
type Metrics struct {
	registry *prometheus.Registry

	verified *prometheus.HistogramVec
	receipts *prometheus.CounterVec
	residual *prometheus.CounterVec
	calls    *prometheus.HistogramVec
	errors   *prometheus.CounterVec
	passes   prometheus.Histogram
	read     *prometheus.GaugeVec
}

var _ app.Observer = (*Metrics)(nil)

// New returns numbers that are all zero.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		verified: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "exeunt_time_to_verified_seconds", Help: "From the instant at which access was due to end until it was seen to have ended, of suspensions.",
			Buckets: []float64{1, 2, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600},
		}, []string{"system"}),
		receipts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "exeunt_receipts_total", Help: "What was seen after actions."}, []string{"system", "verb", "verdict"}),
		residual: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "exeunt_residual_total", Help: "What still let somebody in when a suspended account was looked at again.",
		}, []string{"system", "kind"}),
		calls: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "exeunt_connector_seconds", Help: "How long calls of connectors took.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 10),
		}, []string{"system", "method"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "exeunt_connector_errors_total", Help: "Calls of connectors that failed."}, []string{"system", "method"}),
		passes: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "exeunt_pass_seconds", Help: "How long passes took.", Buckets: prometheus.ExponentialBuckets(0.05, 3, 10)}),
		read:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "exeunt_read", Help: "Records of the last complete reading."}, []string{"source"}),
	}
	m.registry.MustRegister(m.verified, m.receipts, m.residual, m.calls, m.errors, m.passes, m.read,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Called counts a call of a connector.
func (m *Metrics) Called(c app.Call) {
	m.calls.WithLabelValues(c.System, string(c.Method)).Observe(c.Duration.Seconds())
	if c.Err != nil {
		m.errors.WithLabelValues(c.System, string(c.Method)).Inc()
	}
}

// Passed counts a pass.
func (m *Metrics) Passed(p *plan.Plan, took time.Duration) {
	m.passes.Observe(took.Seconds())
	for _, s := range p.Sources {
		m.read.WithLabelValues(s.Name).Set(float64(s.Seen))
	}
}

// Proved counts a receipt.
func (m *Metrics) Proved(r prove.Receipt) {
	a := &r.Outcome.Action
	m.receipts.WithLabelValues(a.System, string(a.Verb), string(r.Verdict)).Inc()
	if a.Verb == identity.Suspend && r.Verdict == prove.Verified {
		m.verified.WithLabelValues(a.System).Observe(r.At.Sub(a.Due).Seconds())
	}
	for _, open := range r.Residual {
		m.residual.WithLabelValues(a.System, string(open.Kind)).Inc()
	}
}

// Gauges are asked for when somebody looks.
type Gauges func(context.Context) (app.Gauges, error)

// Handler serves the numbers (the text format of Prometheus), with those that are true at the moment.
func (m *Metrics) Handler(now Gauges) http.Handler {
	m.registry.MustRegister(&moment{now: now})
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// moment collects what is true when it is asked.
type moment struct{ now Gauges }

var (
	openLeavers = prometheus.NewDesc("exeunt_open_leavers", "Accounts of people who have left that are open and should not be.", nil, nil)
	held        = prometheus.NewDesc("exeunt_held", "Classes of actions that the gate holds.", nil, nil)
	gaps        = prometheus.NewDesc("exeunt_gaps", "Sources and systems that were not read whole.", nil, nil)
	findings    = prometheus.NewDesc("exeunt_findings", "Findings of the newest plan.", []string{"kind"}, nil)
	tasks       = prometheus.NewDesc("exeunt_tasks", "Tasks that are with somebody.", []string{"overdue"}, nil)
	age         = prometheus.NewDesc("exeunt_plan_age_seconds", "Since the newest plan of a pass.", nil, nil)
)

// Describe names what is collected.
func (m *moment) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{openLeavers, held, gaps, findings, tasks, age} {
		out <- d
	}
}

// patience is how long somebody who looks waits for numbers of the store.
const patience = 5 * time.Second

// Collect counts. A store that does not answer is an invalid number, which Prometheus reports.
func (m *moment) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	g, err := m.now(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(openLeavers, err)
		return
	}
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	gauge(openLeavers, float64(g.OpenLeavers))
	gauge(held, float64(g.Held))
	gauge(gaps, float64(g.Gaps))
	gauge(tasks, float64(g.Tasks-g.Overdue), "no")
	gauge(tasks, float64(g.Overdue), "yes")
	gauge(age, g.Oldest.Seconds())
	for kind, n := range g.Findings {
		gauge(findings, float64(n), kind)
	}
}
