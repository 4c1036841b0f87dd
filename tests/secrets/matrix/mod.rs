//! Every place in which a secret can stand, against every output: each cell is written and looked at.
//!
//! A cell holds only if the output is there and shows what stands beside the secret and is none, so that a
//! place which no output reaches, or an output which says nothing, is no pass.

mod around;
mod bodies;
mod errors;
mod files;
mod outputs;
mod places;

use std::collections::BTreeSet;

use crate::shown::{is_hidden, shown};

/// A text with a secret in it.
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) secret: String,
}

/// What is written of a text, and what of it has to be there: it stands beside the secret, or names it.
pub(crate) struct Output<'o> {
    pub(crate) name: &'static str,
    pub(crate) write: Box<dyn Fn(&Place) -> String + 'o>,
    pub(crate) shows: &'static str,
}

pub(crate) fn output<'o>(
    name: &'static str,
    shows: &'static str,
    write: impl Fn(&Place) -> String + 'o,
) -> Output<'o> {
    Output { name, write: Box::new(write), shows }
}

/// What is beside the secret in every text, and is none.
pub(crate) const BESIDE: &str = "kontrolle";

/// Asserts all cells, and that there are as many as there have to be.
#[track_caller]
pub(crate) fn nothing_leaks(places: &[Place], outputs: &[Output<'_>]) {
    let mut cells = BTreeSet::new();
    for place in places {
        let text = &place.text;
        assert!(shown(&place.secret, text).is_some(), "no secret is seen {}: {text}", place.name);
        for output in outputs {
            let what = format!("{}, of a secret {},", output.name, place.name);
            let written = (output.write)(place);
            assert!(written.contains(output.shows), "{what} lacks `{}`:\n{written}\n{text}", output.shows);
            is_hidden(&place.secret, &written, &what, text.as_bytes());
            assert!(cells.insert((&place.name, output.name)), "{what} is looked at twice");
        }
    }
    assert!(!cells.is_empty(), "nothing was looked at");
    assert_eq!(cells.len(), places.len() * outputs.len());
}

/// That what a cell does would notice a secret.
#[test]
#[should_panic(expected = "the text itself, of a secret as a test, shows ")]
fn a_leak_is_noticed() {
    let place = Place {
        name: "as a test".to_owned(),
        text: format!("{BESIDE} hunter2hunter2"),
        secret: "hunter2hunter2".to_owned(),
    };
    nothing_leaks(&[place], &[output("the text itself", BESIDE, |place| place.text.clone())]);
}

#[test]
#[should_panic(expected = "nothing, of a secret as a test, lacks `kontrolle`")]
fn an_output_that_says_nothing_is_noticed() {
    let place =
        Place { name: "as a test".to_owned(), text: "hunter2".to_owned(), secret: "hunter2".to_owned() };
    nothing_leaks(&[place], &[output("nothing", BESIDE, |_| String::new())]);
}
