package web

import "strings"

// Agent says which browser on what somebody uses, as far as it says so itself; else nothing.
func (s *speaker) Agent(agent string) string {
	browser, machine := firstOf(agent, browsers), firstOf(agent, machines)
	switch {
	case browser == "":
		return s.t("Unknown browser")
	case machine == "":
		return browser
	}
	return s.t("%s on %s", browser, machine)
}

// Who names others beside itself stands before them.
var (
	browsers = [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	machines = [][2]string{{"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

func firstOf(agent string, names [][2]string) string {
	for _, n := range names {
		if strings.Contains(agent, n[0]) {
			return n[1]
		}
	}
	return ""
}
