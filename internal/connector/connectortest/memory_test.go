package connectortest

import (
	"testing"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	Run(t, Subject{Fresh: func(testing.TB) Lab {
		m := NewMemory("memory", Crowd(5000)...)
		return m.Lab(Key(3), Key(700), Key(1500), Key(2), Key(4999), Key(0), Key(12), Key(13), Key(14))
	}})
}

func TestMemoryOfPeopleKeepsTheContract(t *testing.T) {
	t.Parallel()
	Run(t, Subject{Fresh: func(testing.TB) Lab {
		return NewPeople("hr", Staff(1000)...).Lab()
	}})
}
