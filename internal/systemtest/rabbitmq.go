package systemtest

import (
	"cmp"
	"strconv"
	"testing"
)

// RabbitMQServer is a RabbitMQ server of its own with its management API, filled by test/systems/rabbitmq.sh: see there
// for who is in it.
type RabbitMQServer struct {
	AMQP           string // amqp://HOST:PORT
	URL            string // of the API
	User, Password string // of the administrator that the connector signs in as
	Users          int    // u0001, u0002, ... with the password pw-LOGIN
}

// RabbitMQ starts a server that nobody else uses, which takes some seconds, and ends it with the test.
func RabbitMQ(t testing.TB, users int) *RabbitMQServer {
	t.Helper()
	users = cmp.Or(users, 10)
	h := start(t, "rabbitmq", 4, strconv.Itoa(users))
	return &RabbitMQServer{
		AMQP: h.endpoint["RABBIT_AMQP"], URL: h.endpoint["RABBIT_URL"],
		User: h.endpoint["RABBIT_USER"], Password: h.endpoint["RABBIT_PW"], Users: users,
	}
}
