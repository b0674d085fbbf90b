//! The doors of the WebAssembly builds: glue between a host's values and the core, no policy.
//!
//! A native build has neither: Rust hosts call the crate itself.

#[cfg(feature = "js")]
pub mod js;

// The plain build is closed: no imports, so that any runtime can load it. The two doors are never
// in one module, as wasm-bindgen's needs imports.
#[cfg(all(target_arch = "wasm32", not(feature = "js")))]
pub mod abi;
