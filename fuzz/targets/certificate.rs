//! See `src/properties/certificate.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    usersec::properties::assert("certificate", input);
});
