.DEFAULT_GOAL := help
.PHONY: help quickstart test test-full compat images bench-proxy soak-proxy soak-upgrades fuzz bench-sidecar bench-rule-change bench-operator bench-runtime cluster cluster-down fmt

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

quickstart: ## Start a cluster, build, install and run the sample; CLUSTER=current uses your own cluster
	@hack/quickstart.sh

test: ## Run all tests of the gate: unit, process and cluster
	@hack/test.sh

test-full: ## Run the gate's tests and the long ones
	@hack/test.sh --full

compat: ## Test this version with the one released before: proxies, runtimes and objects of both
	@hack/compat.sh

images: ## Build the container images; BASE_IMAGE=... replaces the Java image below them
	@hack/build.sh
	@hack/images.sh

bench-proxy: ## Compare the proxy with HAProxy, nginx and Envoy: CPU time, rate, latency, memory, start
	@hack/build.sh
	@hack/bench-proxy.sh

soak-proxy: ## Keep two proxies with mutual TLS under load: DURATION=600s, RATE=1000; counts failures, looks for growth
	@hack/soak-proxy.sh

soak-upgrades: ## Upgrade a mesh again and again under load: UPGRADES=20, RATE=200; counts requests and failures
	@hack/soak-upgrades.sh

fuzz: ## Fuzz the parsers of the proxy with Jazzer, each for DURATION=60 seconds
	@hack/fuzz.sh

bench-sidecar: ## Measure start and memory of a sidecar in its image, without a cluster
	@hack/build.sh
	@hack/images.sh proxy
	@hack/bench-sidecar.sh

bench-rule-change: ## Measure a change of a VirtualService until the first answer under it, on a cluster
	@hack/bench-rule-change.sh

bench-operator: ## Measure the operator: change to status on a cluster, reconciliations, memory of its caches
	@hack/bench-operator.sh

bench-runtime: ## Measure the control plane between an API server and 100 to 5000 simulated proxies
	@hack/bench-runtime.sh

cluster: ## Start a cluster of two nodes in Docker (kubeconfig: target/cluster/kubeconfig)
	@hack/cluster.sh up

cluster-down: ## Remove that cluster
	@hack/cluster.sh down

fmt: ## Format the code
	@hack/mvn.sh -q spotless:apply
