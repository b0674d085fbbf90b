//! The door for hosts without JavaScript (Go with wazero): plain exports, no imports.
//!
//! The host writes a snapshot into memory from [`gapi_alloc`], calls [`gapi_evaluate`], copies the
//! answer out and frees both with [`gapi_free`]. Answers are packed as `pointer << 32 | length`.
#![expect(
    unsafe_code,
    reason = "memory is shared with the host, which hands over bare addresses"
)]

use std::alloc::{Layout, alloc, dealloc};

use crate::contract::{Answer, Refusal};

/// Memory for `len` bytes, to be freed with [`gapi_free`]; 0 when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn gapi_alloc(len: u32) -> u32 {
    let Some(layout) = layout(len) else { return 0 };
    // SAFETY: the layout's size is not zero.
    let start = unsafe { alloc(layout) };
    start as usize as u32
}

/// Frees `len` bytes at `ptr` that came from [`gapi_alloc`] or are an answer. 0 is left alone.
#[unsafe(no_mangle)]
pub extern "C" fn gapi_free(ptr: u32, len: u32) {
    let Some(layout) = layout(len) else { return };
    if ptr == 0 {
        return;
    }
    // SAFETY: the contract of this function: `ptr` was handed out for `len` bytes, with the
    // layout that `layout` makes of them, and was not freed before.
    unsafe { dealloc(ptr as usize as *mut u8, layout) };
}

/// Evaluates the snapshot of `len` bytes of JSON at `ptr`, which stays the host's to free.
/// The packed answer is JSON too.
#[unsafe(no_mangle)]
pub extern "C" fn gapi_evaluate(ptr: u32, len: u32) -> u64 {
    answer(ptr, len, crate::evaluate_json)
}

/// The same for admission alone: validates the snapshot's objects as an API server would.
#[cfg(feature = "admission")]
#[unsafe(no_mangle)]
pub extern "C" fn gapi_validate(ptr: u32, len: u32) -> u64 {
    answer(ptr, len, crate::validate_json)
}

/// Answers the text of `len` bytes at `ptr`.
fn answer(ptr: u32, len: u32, of_text: fn(&str) -> String) -> u64 {
    match text(ptr, len) {
        Ok(text) => hand_over(of_text(text)),
        Err(message) => refuse(message),
    }
}

/// The host's text of `len` bytes at `ptr`, for as long as a call lasts.
fn text<'h>(ptr: u32, len: u32) -> Result<&'h str, &'static str> {
    let end = u64::from(ptr) + u64::from(len);
    let memory = core::arch::wasm32::memory_size(0) as u64 * 65_536;
    if (ptr == 0 && len != 0) || end > memory {
        return Err("no text at the address that was given");
    }
    let bytes: &[u8] = if len == 0 {
        &[]
    } else {
        // SAFETY: the range is inside the memory and not null, and the host does not run while
        // the module does, so nothing writes to it.
        unsafe { std::slice::from_raw_parts(ptr as usize as *const u8, len as usize) }
    };
    std::str::from_utf8(bytes).map_err(|_| "the text is not UTF-8")
}

/// Simulates the requests of `requests_len` bytes of JSON at `requests_ptr`, a list or one, against the
/// snapshot of `len` bytes at `ptr`. Both stay the host's to free. The packed answer is JSON too.
#[cfg(feature = "simulate")]
#[unsafe(no_mangle)]
pub extern "C" fn gapi_simulate(ptr: u32, len: u32, requests_ptr: u32, requests_len: u32) -> u64 {
    answer_both(
        (ptr, len),
        (requests_ptr, requests_len),
        crate::simulate::simulate_json,
    )
}

/// The same for the data plane alone, against what is deployed: `resources` of Kuma, and `services` that have
/// endpoints.
#[cfg(feature = "simulate")]
#[unsafe(no_mangle)]
pub extern "C" fn gapi_simulate_deployed(
    ptr: u32,
    len: u32,
    requests_ptr: u32,
    requests_len: u32,
) -> u64 {
    answer_both(
        (ptr, len),
        (requests_ptr, requests_len),
        crate::simulate::simulate_deployed_json,
    )
}

/// Answers two texts, each at its address with its length.
#[cfg(feature = "simulate")]
fn answer_both(one: (u32, u32), other: (u32, u32), of_texts: fn(&str, &str) -> String) -> u64 {
    match (text(one.0, one.1), text(other.0, other.1)) {
        (Ok(one), Ok(other)) => hand_over(of_texts(one, other)),
        (Err(message), _) | (_, Err(message)) => refuse(message),
    }
}

/// Compares what two targets make of the snapshot of `len` bytes at `ptr`: those that the
/// `targets_len` bytes of JSON at `targets_ptr` name as `from` and `to`. Both stay the host's to free.
/// The packed answer is JSON too.
#[cfg(feature = "compare")]
#[unsafe(no_mangle)]
pub extern "C" fn gapi_compare(ptr: u32, len: u32, targets_ptr: u32, targets_len: u32) -> u64 {
    match (text(ptr, len), text(targets_ptr, targets_len)) {
        (Ok(snapshot), Ok(targets)) => hand_over(crate::compare_json(snapshot, targets)),
        (Err(message), _) | (_, Err(message)) => refuse(message),
    }
}

/// The version of the module, packed as an answer is.
#[unsafe(no_mangle)]
pub extern "C" fn gapi_version() -> u64 {
    hand_over(crate::VERSION.to_owned())
}

/// The layout of memory that the host sees; an allocation of no bytes takes one, as none is not
/// an allocation.
fn layout(len: u32) -> Option<Layout> {
    Layout::from_size_align((len as usize).max(1), 1).ok()
}

fn refuse(message: &str) -> u64 {
    let answer = Answer::<()>::Error(Refusal::NotJson(message.to_owned()));
    hand_over(crate::evaluate::written(&answer, 0))
}

/// Gives the text's memory to the host.
fn hand_over(text: String) -> u64 {
    // A boxed slice has exactly the layout that `gapi_free` frees by; a string may have spare room.
    let bytes = text.into_bytes().into_boxed_slice();
    let len = bytes.len() as u64;
    if len == 0 {
        return 0;
    }
    let start = Box::into_raw(bytes).cast::<u8>() as usize as u64;
    start << 32 | len
}
