use crate::Linter;
use crate::payload::LOOKED_AT;
use crate::spec::Kind;

/// Each look at all members for one of them would take as many steps as there are members.
#[test]
fn very_many_members_are_looked_through_a_few_times() {
    let many = 2_000;
    let of = |member: &dyn Fn(usize) -> String| (0..many).map(member).collect::<Vec<_>>().join(",");
    let strangers = of(&|n| format!("\"stranger{n}\":1"));
    let twins = of(&|_| "\"stranger\":1".to_owned());
    let contents = of(&|n| if n % 2 == 0 { "\"content\":{}".to_owned() } else { format!("\"x{n}\":1") });
    let passwords = of(&|n| format!("\"bind_password{}\":\"${{P}}\"", n % 9));
    let bodies = [
        format!("{{\"ldap\":{{{strangers}}}}}"),
        format!("{{{strangers}}}"),
        format!("{{{twins}}}"),
        format!("{{\"status\":200,{contents}}}"),
        format!("{{\"status\":200,{strangers},{contents}}}"),
        format!("{{\"ldap\":{{{passwords}}}}}"),
        format!("{{\"ldap\":{{\"userToDNMapping\":[{{{twins}}}]}}}}"),
    ];
    let kinds = [Kind::Patch, Kind::Response, Kind::Verify];
    for (body, kind) in bodies.iter().flat_map(|body| kinds.map(|kind| (body, kind))) {
        LOOKED_AT.set(0);
        let report = Linter::new().kind(kind).check(body);
        assert!(!report.findings().is_empty());
        let steps = LOOKED_AT.get();
        assert!((1..200 * many).contains(&steps), "{steps} for {kind:?} of {}", &body[..40]);
    }
}
