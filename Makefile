# To build and to run the demo: Go, make and git. `make help` tells the rest.

GO       ?= go
GOLANGCI := CGO_ENABLED=0 $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOFUMPT  := CGO_ENABLED=0 $(GO) run mvdan.cc/gofumpt@v0.12.0

# The companies that make bench measures: tiny, small, medium, full.
SIZES    ?= small,full

# The real systems that the tests need, and the folder of the scripts that install them.
SYSTEMS         ?= openldap 389ds postgres mariadb samba-ad browser scim oidc rabbitmq ejabberd pocketbase linux-host scripts
SYSTEM_SCRIPTS  ?= test/systems

.PHONY: help build packages demo test systems race lint vet layout linters fmt generate bench clean
.DEFAULT_GOAL := build

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

build: ## bin/exeunt, one file without cgo
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/exeunt ./cmd/exeunt

# The version of the packages: what git says of the commit.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null | sed 's/^v//; s/^\([0-9a-f]\{7,\}\)/0.0.0+\1/')

packages: build ## bin/*.deb and bin/*.rpm, with manual pages and completion for the usual shells
	bin/exeunt man bin/man
	mkdir -p bin/completion && bin/exeunt completion bash >bin/completion/exeunt.bash
	bin/exeunt completion zsh >bin/completion/_exeunt && bin/exeunt completion fish >bin/completion/exeunt.fish
	for kind in deb rpm; do GOARCH=$$($(GO) env GOARCH) VERSION="$(VERSION)" CGO_ENABLED=0 $(GO) run github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.41.1 package -f packaging/nfpm.yaml -p $$kind -t bin/ || exit 1; done

demo: build ## a company of 500 people, from its HR file to verified suspensions; nothing to install
	bin/exeunt demo

test: systems ## every test; first installs the real systems where it can, last tells loudly what was not tested
	@skipped=$$(mktemp) && measured=$$(mktemp) && export EXEUNT_SKIPPED=$$skipped EXEUNT_MEASURED=$$measured; \
	$(GO) test $(TESTFLAGS) ./...; result=$$?; \
	if [ -s "$$skipped" ]; then \
		printf '\n!!! NOT TESTED on this machine, for want of these systems:\n'; \
		sort -u "$$skipped" | awk -F '\t' '{ n[$$1]++; t[$$1] = t[$$1] " " $$2 } \
			END { for (s in n) printf "!!!   %s\n!!!     %d tests:%s\n", s, n[s], t[s] }'; \
		printf '!!! Root on Debian can install them: make systems\n\n'; \
	fi; \
	sed 's/^/Measured: /' "$$measured"; \
	rm -f "$$skipped" "$$measured"; exit $$result

systems: ## install what the tests of the real systems need (root on Debian; elsewhere nothing)
	@if [ "$$(id -u)" != 0 ] || [ ! -e /etc/debian_version ]; then \
		echo "systems: not root on Debian, so nothing is installed; tests of what is missing are skipped by name"; exit 0; \
	fi; \
	for system in $(SYSTEMS); do \
		$(SYSTEM_SCRIPTS)/$$system.sh install || echo "systems: $$system could not be installed; its tests are skipped, or fail in CI"; \
	done

race: ## the tests under the race detector (needs gcc); those that only drive the binary stay out, by -short
	CGO_ENABLED=1 $(GO) test -race -short $(TESTFLAGS) ./...

lint: vet layout linters ## go vet, gofumpt and golangci-lint (make -k lint: all three, even when one finds something)

vet:
	$(GO) vet ./...

layout:
	@files=$$($(GOFUMPT) -l .) || exit 1; \
	if [ -n "$$files" ]; then printf 'Not formatted (make fmt does it):\n%s\n' "$$files"; exit 1; fi

linters:
	$(GOLANGCI) run

fmt: ## lay out every file
	$(GOFUMPT) -w .

generate: ## make the generated files anew
	$(GO) generate ./...

bench: ## measure the way at full size, beside DuckDB (docs/performance.md); make bench SIZES=small takes a minute
	$(GO) run ./bench -sizes $(SIZES)

clean: ## remove what was built
	rm -rf bin
