module github.com/convergence-wasm/convergence

go 1.26.0
