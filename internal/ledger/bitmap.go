package ledger

// bitmap is a set of entry numbers: one bit an entry, grown as numbers come.
type bitmap []uint64

func (b *bitmap) add(n int64) {
	for int64(len(*b)) <= n/64 {
		*b = append(*b, 0)
	}
	(*b)[n/64] |= 1 << (n % 64)
}

func (b bitmap) has(n int64) bool {
	return n/64 < int64(len(b)) && b[n/64]&(1<<(n%64)) != 0
}

// gaps visits the runs of numbers in [0, size) that are not in the set, in rising order.
func (b bitmap) gaps(size int64, visit func(from, to int64)) {
	from := int64(-1)
	known := min(size, int64(len(b))*64)
	for n := range known {
		switch {
		case !b.has(n) && from < 0:
			from = n
		case b.has(n) && from >= 0:
			visit(from, n)
			from = -1
		}
	}
	if from < 0 && known < size {
		from = known
	}
	if from >= 0 {
		visit(from, size)
	}
}
