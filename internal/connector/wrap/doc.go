// Package wrap is floor, beside the contract with a system: decorators that change how a connector is called, not what
// it does.
//
// They stack. What is outermost acts first, so that this one counts the wait for a place and for the rate in what it
// reports, and not in the time that the system has to answer:
//
//	c = wrap.Timeout(c, 30*time.Second)
//	c = wrap.Limit(c, limiter)
//	c = wrap.Concurrency(c, 4)
//	c = wrap.Trace(c, "directory", time.Now, report)
package wrap
