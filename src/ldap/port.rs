//! Port numbers, as a JSON number spells them.
//!
//! The contract has `integer(int32)`, but a JSON number may have a fraction and an exponent. What it
//! amounts to is decided on its digits: a float would round `636.0000000000000000001` to an integer.

/// What a JSON number is as a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// An integer from 1 to 65535.
    Valid(u16),
    /// Any other integer of 32 bits.
    OutOfRange(i32),
    /// Spelled with a fraction or an exponent.
    NotInteger {
        /// The integer of 32 bits that it equals, if it does: 636 for `636.0` and `6.36e2`.
        integral: Option<i32>,
    },
    /// An integer of more than 32 bits, however it is spelled.
    BeyondInt32,
}

impl Port {
    /// Recognises `number` (RFC 8259 §6).
    pub(crate) fn parse(number: &str) -> Self {
        // As nearly every port is spelled.
        if let Ok(value) = number.parse() {
            return Self::of_integer(value);
        }
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (number, None),
        };
        let (int, frac) = match mantissa.split_once('.') {
            Some((int, frac)) => (int, Some(frac)),
            None => (mantissa, None),
        };
        let is_plain = frac.is_none() && exponent.is_none();
        match amount(int, frac.unwrap_or_default(), exponent.map_or(0, exp)) {
            Amount::Integer(value) if is_plain => Self::of_integer(value),
            Amount::Integer(value) => Self::NotInteger { integral: Some(value) },
            Amount::Fractional => Self::NotInteger { integral: None },
            Amount::Huge => Self::BeyondInt32,
        }
    }

    fn of_integer(value: i32) -> Self {
        match u16::try_from(value) {
            Ok(port @ 1..) => Self::Valid(port),
            _ => Self::OutOfRange(value),
        }
    }
}

/// What a number amounts to, however it is spelled.
enum Amount {
    Integer(i32),
    /// An integer of more than 32 bits.
    Huge,
    Fractional,
}

/// `exp` (RFC 8259 §6) without its letter; one that no text is long enough for is as good as any.
fn exp(digits: &str) -> i64 {
    let (is_negative, digits) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    let limit = i64::MAX / 4;
    let magnitude = match digits.trim_start_matches('0') {
        "" => 0,
        digits => digits.parse().unwrap_or(limit).min(limit),
    };
    if is_negative { -magnitude } else { magnitude }
}

/// `int.frac × 10^scale`.
fn amount(int: &str, frac: &str, scale: i64) -> Amount {
    // The digits as one number, whose last one stands for 10^scale.
    let frac = frac.trim_end_matches('0');
    let scale = scale - length(frac);
    let (sign, int) = if let Some(int) = int.strip_prefix('-') { ("-", int) } else { ("", int) };
    let digits = int.to_owned() + frac;
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Amount::Integer(0);
    }
    let scale = scale + length(digits) - length(significant);
    if scale < 0 {
        return Amount::Fractional;
    }
    // 2^31 has ten digits: what has more is not worth its zeros.
    if length(significant) + scale > 10 {
        return Amount::Huge;
    }
    let zeros = "0".repeat(usize::try_from(scale).unwrap_or_default());
    format!("{sign}{significant}{zeros}").parse().map_or(Amount::Huge, Amount::Integer)
}

/// How many digits these are.
fn length(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Port::{self, BeyondInt32, NotInteger, OutOfRange, Valid};

    #[test]
    fn numbers_are_told_apart() {
        let integral = |value| NotInteger { integral: Some(value) };
        let fraction = NotInteger { integral: None };
        for (number, expected) in [
            ("1", Valid(1)),
            ("636", Valid(636)),
            ("65535", Valid(65535)),
            ("0", OutOfRange(0)),
            ("-0", OutOfRange(0)),
            ("-1", OutOfRange(-1)),
            ("65536", OutOfRange(65536)),
            ("2147483647", OutOfRange(i32::MAX)),
            ("-2147483648", OutOfRange(i32::MIN)),
            ("2147483648", BeyondInt32),
            ("-2147483649", BeyondInt32),
            ("99999999999999999999999999", BeyondInt32),
            ("636.0", integral(636)),
            ("6.36e2", integral(636)),
            ("6.360E+2", integral(636)),
            ("63600e-2", integral(636)),
            ("636e0", integral(636)),
            ("-636.0", integral(-636)),
            ("70000.0", integral(70000)),
            ("0.0", integral(0)),
            ("-0e5", integral(0)),
            ("0e999999999999999999999", integral(0)),
            ("0.0636e0000000000000000000000000004", integral(636)),
            ("636.5", fraction),
            ("636.0000000000000000001", fraction),
            ("636e-1", fraction),
            ("99999999999999.5", fraction),
            ("1e-999999999999", fraction),
            ("1e-99999999999999999999999999999999", fraction),
            ("1e400", BeyondInt32),
            ("2147483648.0", BeyondInt32),
            ("-1e10", BeyondInt32),
            ("1e99999999999999999999999999999999", BeyondInt32),
        ] {
            assert_eq!(Port::parse(number), expected, "{number}");
        }
        let zeros = "0".repeat(100_000);
        assert_eq!(Port::parse(&format!("636{zeros}e-100000")), integral(636));
        assert_eq!(Port::parse(&format!("0.{zeros}636e100003")), integral(636));
        assert_eq!(Port::parse(&format!("636.{zeros}")), integral(636));
        assert_eq!(Port::parse(&format!("636.{zeros}1")), fraction);
    }

    proptest! {
        #[test]
        fn anything_is_parsed(number in "-?[0-9.eE+]{0,12}") {
            Port::parse(&number);
        }

        #[test]
        fn integers_are_what_they_are(value in -100_000i64..100_000) {
            let expected = match u16::try_from(value) {
                Ok(port) if port > 0 => Valid(port),
                _ => OutOfRange(i32::try_from(value).unwrap()),
            };
            prop_assert_eq!(Port::parse(&value.to_string()), expected);
        }

        #[test]
        fn shifting_the_point_changes_nothing(value in -100_000i32..100_000, places in 0usize..9) {
            let zeros = "0".repeat(places);
            let expected = NotInteger { integral: Some(value) };
            prop_assert_eq!(Port::parse(&format!("{value}{zeros}e-{places}")), expected);
            prop_assert_eq!(Port::parse(&format!("{value}.{zeros}")), NotInteger { integral: Some(value) });
        }
    }
}
