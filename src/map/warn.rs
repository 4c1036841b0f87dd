//! What is odd about the result of a dry run: captured text is escaped nowhere, so it may be more than the
//! value that was meant.

use std::ops::Range;

use super::query::QueryTemplate;
use super::result::{MapResult, MappedName, MappedQuery};
use super::rule::{NameTemplate, Target};
use super::trace::{MapStep, MapTrace, MapWarning, MapWarningKind};
use super::veiled::VeiledTemplate;
use super::{MapOutcome, Mapper};
use crate::language::Language as _;
use crate::ldap::dn::{Attribute, Dn};
use crate::ldap::filter::{Filter, Loose, NodeKind, Operator};
use crate::ldap::template::{Dialect, Template, TokenKind};
use crate::quote::quoted;

pub(super) fn warnings(mapper: &Mapper, trace: &MapTrace) -> Vec<MapWarning> {
    let mut found = Found { warnings: Vec::new(), index: None };
    if trace.outcome == MapOutcome::PassThrough && trace.name().is_some_and(|name| name.dn().is_none()) {
        found.add(MapWarningKind::NotADn, not_a_dn("the user name"));
    }
    for step in &trace.steps {
        found.index = Some(step.index);
        let target = mapper.rules().get(step.index).map(super::rule::Rule::target);
        match (step.result(), target) {
            (Some(MapResult::Name(name)), Some(Target::Name(template))) => {
                found.left_over(&template.text, step.captures().len());
                found.name(template, name, step);
            }
            (Some(MapResult::Query(query)), Some(Target::Query(template))) => {
                found.query(template, query, &|kind| taken(kind, step));
            }
            _ => {}
        }
    }
    found.index = None;
    let authorization = trace.authorization.as_ref().filter(|query| query.is_complete);
    if let Some(query) = authorization.and_then(|query| query.query())
        && let Some(template) = mapper.authorization.as_ref().and_then(|query| query.template())
    {
        let name = trace.name.as_ref().map(MappedName::as_str);
        found.authorization(template, query, name, &trace.user);
    }
    found.warnings
}

/// What stands for a token, as far as a user gave it.
fn taken(kind: TokenKind, step: &MapStep) -> Option<&str> {
    match kind {
        TokenKind::Group(n) => step.captures().get(n).map(|taken| taken.as_deref().unwrap_or_default()),
        TokenKind::User | TokenKind::ProvidedUser => None,
    }
}

fn not_a_dn(what: &str) -> String {
    format!("{what} is no distinguished name")
}

/// Nobody reads more of one name.
const MOST: usize = 20;

struct Found {
    warnings: Vec<MapWarning>,
    index: Option<usize>,
}

impl Found {
    fn add(&mut self, kind: MapWarningKind, message: String) {
        if self.warnings.len() < MOST {
            self.warnings.push(MapWarning { kind, index: self.index, message });
        }
    }

    /// What looks like a placeholder, and is none here.
    fn left_over(&mut self, text: &VeiledTemplate, groups: usize) {
        let Template { tokens, foreign, .. } = text.template();
        let too_far = tokens.iter().filter(|token| match token.kind {
            TokenKind::Group(n) => n >= groups,
            TokenKind::User | TokenKind::ProvidedUser => true,
        });
        // `${0}` is replaced, but for the `$`; `{{0}}`, but for the outer braces.
        let foreign = foreign.iter().filter_map(|foreign| {
            let at = foreign.at.clone();
            let next = tokens.get(tokens.partition_point(|token| token.at.start < at.start));
            match next.is_some_and(|token| token.at.start < at.end) {
                true => foreign.kind.has_sign().then(|| at.start..at.start + 1),
                false => Some(at),
            }
        });
        let mut ranges: Vec<Range<usize>> = too_far.map(|token| token.at.clone()).chain(foreign).collect();
        ranges.sort_unstable_by_key(|range| range.start);
        for range in ranges.into_iter().take(MOST) {
            let what = text.quote(range).map_or_else(|| "a placeholder".to_owned(), quoted);
            self.add(MapWarningKind::LeftOver, format!("{what} stays in the name: nothing replaces it"));
        }
    }

    fn name(&mut self, template: &NameTemplate, name: &MappedName, step: &MapStep) {
        let put = |kind| taken(kind, step);
        self.compare(&template.parsed.dn, &template.text, name, &put, "the result");
    }

    fn query<'s>(
        &mut self,
        template: &QueryTemplate,
        query: &MappedQuery,
        put: &dyn Fn(TokenKind) -> Option<&'s str>,
    ) {
        // An empty base is the root of the directory.
        if !query.base.as_str().is_empty() {
            self.compare(&template.name.dn, &template.base, &query.base, put, "the base of the query");
        }
        self.filter(template, query, put);
    }

    fn authorization(
        &mut self,
        template: &QueryTemplate,
        query: &MappedQuery,
        name: Option<&str>,
        user: &str,
    ) {
        // That the name itself is none has been said.
        let is_the_name = name == Some(query.base.as_str());
        if !is_the_name && !query.base.as_str().is_empty() && query.base.dn().is_none() {
            self.add(MapWarningKind::NotADn, not_a_dn("the base of the authorization query"));
        }
        self.filter(template, query, &|kind| (kind == TokenKind::ProvidedUser).then_some(user));
    }

    /// Compares a name with the template that it was made from.
    fn compare<'s>(
        &mut self,
        template: &Dn,
        text: &VeiledTemplate,
        name: &MappedName,
        put: &dyn Fn(TokenKind) -> Option<&'s str>,
        what: &str,
    ) {
        let values: Vec<(TokenKind, &str)> =
            text.template().tokens.iter().filter_map(|token| Some((token.kind, put(token.kind)?))).collect();
        let culprits = |is_one: &dyn Fn(&str) -> bool| {
            let mut named: Vec<String> = values
                .iter()
                .filter(|(_, value)| is_one(value))
                .map(|(kind, value)| format!("{} ({})", quoted(value), kind.spelled()))
                .collect();
            named.dedup();
            named
        };
        let special = |value: &str| value.contains([',', '+', ';', '"', '\\', '<', '>', '=', '#']);
        let Some(dn) = name.dn() else {
            let culprits = culprits(&special);
            let because = match culprits.is_empty() {
                true => String::new(),
                false => format!(": {} is not escaped", culprits.join(", ")),
            };
            self.add(MapWarningKind::NotADn, format!("{what} is no distinguished name{because}"));
            return;
        };
        // Where a placeholder stands for more than a value, whatever it brings is meant.
        let parts = |dn: &Dn| -> Vec<usize> { dn.rdns().iter().map(|rdn| rdn.attributes().len()).collect() };
        if template.faults().is_empty() && are_in_values(text, template) {
            if parts(template) != parts(dn) {
                let count = |dn: &Dn| parts(dn).iter().sum::<usize>();
                let culprits = culprits(&special).join(", ");
                let message = match count(dn) == count(template) {
                    true => format!("{what} has its parts joined otherwise: {culprits} is not escaped"),
                    false => format!(
                        "{what} has {} parts instead of {}: {culprits} is not escaped",
                        count(dn),
                        count(template)
                    ),
                };
                self.add(MapWarningKind::DnInjection, message);
            } else {
                for (meant, read) in attributes(template).zip(attributes(dn)) {
                    self.value(meant, read, text, put);
                }
            }
        }
        if let Some(empty) = attributes(dn).find(|part| part.value().is_empty()) {
            self.add(
                MapWarningKind::EmptyValue,
                format!("{what} has an empty value, of {}", quoted(empty.attribute_type())),
            );
        }
    }

    /// Compares a value with what the template means by it.
    fn value<'s>(
        &mut self,
        meant: &Attribute,
        read: &Attribute,
        text: &VeiledTemplate,
        put: &dyn Fn(TokenKind) -> Option<&'s str>,
    ) {
        if !meant.is_text() || !read.is_text() {
            return;
        }
        let template = Template::parse(meant.value(), Dialect::Mapping);
        let tokens = &text.template().tokens;
        let before = |at: usize| tokens.partition_point(|token| token.at.start < at);
        let inside = before(meant.value_at.end) - before(meant.value_at.start);
        // An escape may have made a token that is none.
        if inside != template.tokens.len() || template.tokens.is_empty() {
            return;
        }
        let expected = template.fill(meant.value(), |token| put(token.kind));
        if expected == read.value() {
            return;
        }
        for token in &template.tokens {
            let Some(value) = put(token.kind).filter(|value| !value.is_empty()) else { continue };
            let is_all = template.tokens.len() == 1 && token.at == (0..meant.value().len());
            let how = match is_all {
                true => format!("as {}", quoted(read.value())),
                false => "otherwise than it stands there".to_owned(),
            };
            let message =
                format!("{} ({}) is read {how}: it is not escaped", quoted(value), token.kind.spelled());
            self.add(MapWarningKind::ValueChanged, message);
        }
    }

    /// Compares a filter with the template that it was made from.
    fn filter<'s>(
        &mut self,
        template: &QueryTemplate,
        query: &MappedQuery,
        put: &dyn Fn(TokenKind) -> Option<&'s str>,
    ) {
        if query.filter.as_str().is_empty() {
            return;
        }
        let found = Filter::parse(query.filter.as_str());
        if !template.tree.faults().is_empty() || found.is_too_deep() {
            if !found.faults().is_empty() {
                self.add(MapWarningKind::NotAFilter, "the filter is none".to_owned());
            }
            return;
        }
        let (kind, what) = if !found.faults().is_empty() {
            (MapWarningKind::NotAFilter, "makes the filter one that libldap refuses")
        } else if shape(&found, query.filter.as_str()) != shape(&template.tree, template.filter.as_str())
            || is_cut(&found) != is_cut(&template.tree)
        {
            (MapWarningKind::FilterInjection, "makes the filter another one")
        } else {
            (MapWarningKind::ValueChanged, "is read otherwise, as `\\` begins an escape in a filter")
        };
        let is_culprit = |value: &str| match kind {
            MapWarningKind::ValueChanged => value.contains('\\'),
            _ => value.is_empty() || value.contains(['*', '(', ')', '\\', '\0']),
        };
        let mut seen = Vec::new();
        for token in &template.filter.template().tokens {
            let Some(value) = put(token.kind).filter(|value| is_culprit(value)) else { continue };
            if seen.contains(&token.kind) {
                continue;
            }
            seen.push(token.kind);
            let token = token.kind.spelled();
            let message = match value {
                "" => format!("{token} is empty, and that {what}"),
                value => format!("{} ({token}) {what}: it is not escaped", quoted(value)),
            };
            self.add(kind, message);
        }
    }
}

/// The parts of a filter, without its values.
fn shape<'t>(filter: &Filter, text: &'t str) -> Vec<(usize, u8, &'t str, &'t str, Option<Operator>)> {
    let quote =
        |range: &Option<Range<usize>>| range.clone().and_then(|range| text.get(range)).unwrap_or_default();
    let nodes = filter.nodes().iter().map(|node| match &node.kind {
        NodeKind::And => (node.depth, b'&', "", "", None),
        NodeKind::Or => (node.depth, b'|', "", "", None),
        NodeKind::Not => (node.depth, b'!', "", "", None),
        NodeKind::Item(item) => {
            (node.depth, b'=', quote(&item.attribute), quote(&item.matching_rule), Some(item.operator))
        }
    });
    nodes.collect()
}

/// Whether a NUL ends the filter before its end.
fn is_cut(filter: &Filter) -> bool {
    filter.remarks().iter().any(|(remark, _)| *remark == Loose::Nul)
}

/// Whether every placeholder stands in a value.
fn are_in_values(text: &VeiledTemplate, template: &Dn) -> bool {
    let mut values = attributes(template).map(|part| &part.value_at).peekable();
    text.template().tokens.iter().all(|token| {
        while values.next_if(|value| value.end < token.at.end).is_some() {}
        values.peek().is_some_and(|value| value.start <= token.at.start)
    })
}

fn attributes(dn: &Dn) -> impl Iterator<Item = &Attribute> {
    dn.rdns().iter().flat_map(|rdn| rdn.attributes())
}
