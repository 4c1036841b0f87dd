//! What the API answers to a GET and a PATCH, and how it becomes a request again.

mod envelope;

pub(crate) use self::envelope::{Content, Form, content, content_of_json, index};
