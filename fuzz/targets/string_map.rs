//! See `src/properties/string_map.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    usersec::properties::assert("string_map", input);
});
