/** A `WebAssembly.Module`. That name is not there for who compiles without lib dom. */
export type CompiledModule = object;

/** Where the core comes from: a URL, its bytes, or a compiled module. */
export type WasmSource = string | URL | ArrayBuffer | ArrayBufferView | CompiledModule;
