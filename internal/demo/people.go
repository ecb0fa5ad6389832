package demo

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// person is one made-up person.
type person struct {
	number     int
	given      string
	family     string
	department string
	position   string
	kind       string
	zone       string
	start, end time.Time // end zero: none is known
	lastDay    time.Time
	status     string
	contracts  []contract // further engagements
	admin      bool
	crm        bool
	lastLogin  time.Time
}

type contract struct{ start, end time.Time }

func (p *person) id() string    { return fmt.Sprintf("E%04d", p.number) }
func (p *person) login() string { return fmt.Sprintf("%s.%s", lower(p.given), lower(p.family)) }
func (p *person) mail() string  { return p.login() + "@exeunt.test" }

const population = 500

// invent makes the same company every time, with its dates laid around now.
func invent(now time.Time) []person {
	dice := rand.New(rand.NewPCG(500, 2026)) // a made-up company must be the same each time
	names := pairs(dice)
	people := make([]person, population)
	for i := range people {
		people[i] = ordinary(dice, i+1, names[i], now)
	}
	situations(people, now)
	return people
}

// pairs returns as many different names as there are people.
func pairs(dice *rand.Rand) [][2]string {
	var all [][2]string
	for _, g := range givens {
		for _, f := range families {
			all = append(all, [2]string{g, f})
		}
	}
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:population]
}

func ordinary(dice *rand.Rand, number int, name [2]string, now time.Time) person {
	d := departments[dice.IntN(len(departments))]
	return person{
		number: number, given: name[0], family: name[1], department: d.name, position: d.posts[dice.IntN(len(d.posts))],
		kind: "employee", zone: "Europe/Paris", status: "active",
		start: day(now, -200-dice.IntN(3000)), crm: number%3 == 0, lastLogin: now.AddDate(0, 0, -dice.IntN(20)),
	}
}

// situations gives some people the stories that the demo is about. Nothing that is not due today falls due tomorrow, so
// that running the demo again finds nothing to do.
func situations(people []person, now time.Time) {
	for i, ago := range []int{3, 4, 5, 6, 8, 9, 12, 14, 17, 20} { // left, and nobody told IT
		p := &people[20*i+17]
		p.end, p.status, p.crm = day(now, -ago), "terminated", i%2 == 0
	}
	people[37].position, people[37].admin = "System administrator", true // one of the three administrators
	people[40].admin, people[41].admin = true, true
	people[57].zone = "Australia/Melbourne"
	for i, ahead := range []int{9, 12, 16, 25, 40, 75} { // will leave
		people[31*i+45].end = day(now, ahead)
	}
	people[77].lastDay = day(now, -9) // garden leave: gone from the office before the contract ends
	rehired := &people[150]           // an intern who stayed
	rehired.kind, rehired.end = "intern", day(now, -30)
	rehired.contracts = []contract{{start: day(now, -29)}}
	for i := 300; i < 312; i++ {
		people[i].kind, people[i].end = "contractor", day(now, 100+i)
	}
	people[411].crm, people[411].lastLogin = true, now.AddDate(0, 0, -200) // a CRM seat that nobody uses
	people[414].crm, people[414].lastLogin = true, now.AddDate(0, 0, -130)
}

func day(now time.Time, offset int) time.Time { return now.AddDate(0, 0, offset) }
