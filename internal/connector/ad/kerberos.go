package ad

// Kerberos says how to sign in by Kerberos.
type Kerberos struct{}
