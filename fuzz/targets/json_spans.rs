//! See `src/properties/json_spans.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    usersec::properties::assert("json_spans", input);
});
