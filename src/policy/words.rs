//! How parts of a policy are talked about.

use toml::Spanned;
use toml::de::DeValue;

use crate::quote::quoted;
use crate::report::PlainText;
use crate::span::Span;

/// Where it stands.
pub(super) fn span_of<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}

/// What may be shown of the text there, between back ticks; without the quotation marks that it has.
pub(super) fn quoted_part(text: &PlainText<'_>, span: Span) -> String {
    let shown = text.shown(span).trim();
    let bare = ["\"", "'"].iter().find_map(|mark| shown.strip_prefix(mark)?.strip_suffix(mark));
    let bare = bare.unwrap_or(shown);
    match !bare.is_empty() && bare.bytes().all(|byte| byte == b'*') && bare.len() > 2 {
        true => "`***`".to_owned(),
        false => quoted(bare),
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
