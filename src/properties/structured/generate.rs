//! Documents made of bytes: mostly what the contract has, and what people make of it.

use arbitrary::{Result, Unstructured};

use super::values;
use crate::properties::hidden::TOKEN;
use crate::spec::Kind;

/// A JSON value; a number as it is spelt, members in their order.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// `null`, `true`, `636`
    Bare(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Whether two members of an object have one name.
    pub(super) fn has_twins(&self) -> bool {
        match self {
            Node::Bare(_) | Node::Text(_) => false,
            Node::List(items) => items.iter().any(Node::has_twins),
            Node::Object(members) => {
                let is_twin = |nth: usize| members[..nth].iter().any(|(name, _)| *name == members[nth].0);
                (0..members.len()).any(|nth| is_twin(nth) || members[nth].1.has_twins())
            }
        }
    }
}

/// One of a list.
fn one<'l>(bytes: &mut Unstructured<'_>, list: &[&'l str]) -> Result<&'l str> {
    bytes.choose(list).copied()
}

pub(super) fn document(bytes: &mut Unstructured<'_>, kind: Kind) -> Result<Node> {
    if bytes.ratio(1, 40)? {
        return anything(bytes, 0);
    }
    if kind == Kind::Verify {
        return Ok(Node::Object(members(bytes, &values::LDAP)?));
    }
    let mut all = Vec::new();
    if bytes.ratio(9, 10)? {
        all.push(("ldap".to_owned(), object(bytes, &values::LDAP)?));
    }
    if bytes.ratio(1, 3)? {
        let x509 = Node::Object(vec![("cas".to_owned(), value(bytes, "cas")?)]);
        all.push(("customerX509".to_owned(), if bytes.ratio(1, 10)? { anything(bytes, 0)? } else { x509 }));
    }
    extras(bytes, &mut all)?;
    Ok(Node::Object(all))
}

/// An object with some of these members, and mostly an object.
fn object(bytes: &mut Unstructured<'_>, names: &[&str]) -> Result<Node> {
    if bytes.ratio(1, 30)? {
        return anything(bytes, 0);
    }
    members(bytes, names).map(Node::Object)
}

fn members(bytes: &mut Unstructured<'_>, names: &[&str]) -> Result<Vec<(String, Node)>> {
    let mut all = Vec::new();
    for name in names {
        // So that there is one who comes without the other.
        if bytes.ratio(3, 5)? {
            let value = value(bytes, name)?;
            all.push((self::name(bytes, name)?, value));
        }
    }
    extras(bytes, &mut all)?;
    Ok(all)
}

/// Now and then a member that is unknown, misplaced, there twice, or elsewhere in the order.
fn extras(bytes: &mut Unstructured<'_>, all: &mut Vec<(String, Node)>) -> Result<()> {
    if bytes.ratio(1, 6)? {
        let name = one(bytes, &values::NAMES)?;
        all.push((name.to_owned(), value(bytes, name)?));
    }
    if bytes.ratio(1, 12)? && !all.is_empty() {
        let (name, _) = all[bytes.choose_index(all.len())?].clone();
        let value = value(bytes, &name)?;
        all.push((name, value));
    }
    if bytes.ratio(1, 8)? && !all.is_empty() {
        let by = bytes.choose_index(all.len())?;
        all.rotate_left(by);
    }
    Ok(())
}

/// The name, or what somebody writes instead.
fn name(bytes: &mut Unstructured<'_>, name: &str) -> Result<String> {
    if !bytes.ratio(1, 20)? {
        return Ok(name.to_owned());
    }
    let at = bytes.choose_index(name.len())?;
    let (before, behind) = name.split_at(at);
    Ok(match bytes.int_in_range(0..=5)? {
        0 => format!("{before}{}", &behind[1..]),
        1 => format!("{before}{}{behind}", one(bytes, &["_", "-", "x", " "])?),
        2 => name.to_ascii_lowercase(),
        3 => name.to_ascii_uppercase(),
        4 => format!("{name} "),
        _ => {
            name.chars()
                .map(|c| {
                    if c.is_ascii_uppercase() {
                        format!("_{}", c.to_ascii_lowercase())
                    } else {
                        c.to_string()
                    }
                })
                .collect()
        }
    })
}

/// A value for the member, of whichever type.
fn value(bytes: &mut Unstructured<'_>, name: &str) -> Result<Node> {
    if bytes.ratio(1, 15)? {
        return anything(bytes, 0);
    }
    Ok(match name {
        "authenticationEnabled" | "authorizationEnabled" => {
            Node::Bare(one(bytes, &["true", "false"])?.to_owned())
        }
        "port" => Node::Bare(one(bytes, &values::PORTS)?.to_owned()),
        "bindPassword" => Node::Text(
            one(bytes, &[TOKEN, TOKEN, "", " hunter2", "${LDAP_PASSWORD}", "<password>", "hunter2\n"])?
                .to_owned(),
        ),
        "hostname" => Node::Text(text(bytes, &values::HOSTS)?),
        "bindUsername" => Node::Text(text(bytes, &values::NAMES_OF_USERS)?),
        "authzQueryTemplate" => Node::Text(text(bytes, &values::TEMPLATES)?),
        "caCertificate" | "cas" => Node::Text(bundle(bytes)?),
        "userToDNMapping" => {
            let count = bytes.int_in_range(0..=3)?;
            Node::List((0..count).map(|_| mapping(bytes)).collect::<Result<_>>()?)
        }
        "match" => Node::Text(text(bytes, &values::EXPRESSIONS)?),
        "substitution" => Node::Text(text(bytes, &values::SUBSTITUTIONS)?),
        "ldapQuery" => Node::Text(text(bytes, &values::QUERIES)?),
        "links" => Node::List(Vec::new()),
        _ => anything(bytes, 0)?,
    })
}

fn mapping(bytes: &mut Unstructured<'_>) -> Result<Node> {
    let target = if bytes.ratio(1, 3)? { "ldapQuery" } else { "substitution" };
    let mut all =
        vec![(name(bytes, "match")?, value(bytes, "match")?), (name(bytes, target)?, value(bytes, target)?)];
    if bytes.ratio(1, 10)? {
        all.remove(bytes.choose_index(2)?);
    }
    extras(bytes, &mut all)?;
    Ok(Node::Object(all))
}

/// One of a list, mangled now and then.
fn text(bytes: &mut Unstructured<'_>, list: &[&str]) -> Result<String> {
    let text = one(bytes, list)?.to_owned();
    if bytes.ratio(4, 5)? {
        return Ok(text);
    }
    mangled(bytes, text)
}

/// A text with something in it that is not meant to be there, or less of it.
fn mangled(bytes: &mut Unstructured<'_>, text: String) -> Result<String> {
    let mut at = bytes.choose_index(text.len() + 1)?;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, behind) = text.split_at(at);
    Ok(match bytes.int_in_range(0..=3)? {
        0 => format!("{before}{}{behind}", one(bytes, &values::PIECES)?),
        1 => before.to_owned(),
        2 => behind.to_owned(),
        _ => format!("{before}{}", behind.chars().skip(1).collect::<String>()),
    })
}

/// Certificates, mostly as they should be.
fn bundle(bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut all = String::new();
    for _ in 0..bytes.int_in_range(0..=2)? {
        all += one(bytes, &values::CERTIFICATES)?;
    }
    for _ in 0..bytes.int_in_range(0..=2)? {
        all = match bytes.int_in_range(0..=9)? {
            0 => all.replace('\n', "\r\n"),
            1 => all.replace('\n', "\\n"),
            2 => all.replace('\n', ""),
            3 => all.replace('\n', "\n "),
            4 => all.replacen("-----", "----", 1),
            5 => all.replacen("CERTIFICATE", "TRUSTED CERTIFICATE", 1),
            6 => format!("subject=CN = x\n{all}"),
            7 => all.replace('=', ""),
            8 => all.replace('\n', " "),
            _ => mangled(bytes, all)?,
        };
    }
    Ok(all)
}

/// Any value at all.
fn anything(bytes: &mut Unstructured<'_>, depth: usize) -> Result<Node> {
    Ok(match bytes.int_in_range(0..=7)? {
        0 if depth < 4 => {
            let count = bytes.int_in_range(0..=2)?;
            Node::List((0..count).map(|_| anything(bytes, depth + 1)).collect::<Result<_>>()?)
        }
        1 if depth < 4 => {
            let count = bytes.int_in_range(0..=2)?;
            let member = |bytes: &mut Unstructured<'_>| {
                Ok((one(bytes, &values::NAMES)?.to_owned(), anything(bytes, depth + 1)?))
            };
            Node::Object((0..count).map(|_| member(bytes)).collect::<Result<_>>()?)
        }
        2 | 3 => Node::Text(one(bytes, &values::PIECES)?.to_owned()),
        4 => Node::Text(String::from_utf8_lossy(bytes.arbitrary::<&[u8]>()?).into_owned()),
        _ => Node::Bare(one(bytes, &values::BARE)?.to_owned()),
    })
}
