//! Who ends the command while it fixes files.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::*;

const FILES: usize = 300;

/// Many files, of which each holds a secret.
fn many() -> (tempfile::TempDir, String, String) {
    let folder = directory([("empty", "")]);
    let with_password =
        |text: &str| text.replacen("\"hostname\"", "\"bindPassword\": \"S3cret\",\n    \"hostname\"", 1);
    let (before, after) = (with_password(BROKEN), with_password(FIXED));
    for number in 0..FILES {
        fs::write(folder.path().join(format!("{number:03}.json")), &before).expect("a file");
    }
    (folder, before, after)
}

fn send(signal: &str, child: &std::process::Child) {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status();
    assert!(sent.expect("there is one").success());
}

/// Waits until the first file is another one.
fn wait_for_the_first(folder: &Path, before: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    while text(folder.join("000.json")) == before {
        assert!(Instant::now() < end, "nothing is fixed");
        sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_signal_leaves_every_file_whole_and_nothing_beside_them() {
    let mut ended = 0;
    let moments = [0, 3, 7, 11].map(Duration::from_millis);
    for (name, signal) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        for moment in moments {
            let (folder, before, after) = many();
            let mut command = process::command();
            command.args(["check", "--isolated", "-q", "--fix"]).arg(folder.path());
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("runs");
            wait_for_the_first(folder.path(), &before);
            sleep(moment);
            send(name, &child);
            let status = child.wait().expect("ends");
            let left = names(folder.path());
            assert_eq!(left.len(), FILES + 1, "{name} after {moment:?}: {left:?}");
            let texts: Vec<String> = left
                .iter()
                .filter(|file| *file != "empty")
                .map(|file| text(folder.path().join(file)))
                .collect();
            assert!(texts.iter().all(|text| *text == before || *text == after));
            if status.signal() == Some(signal) {
                ended += 1;
                assert!(texts.contains(&before), "it went on to the end");
            } else {
                // It was done before.
                assert_eq!(status.signal(), None);
                assert!(!texts.contains(&before));
            }
        }
    }
    assert!(ended > 0, "no signal came in time");
}

/// As `nohup` has it.
#[test]
#[cfg(target_os = "linux")]
fn a_signal_that_is_to_be_ignored_is() {
    let (folder, before, after) = many();
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" check --isolated -q --fix \"$1\""]);
    command.arg(env!("CARGO_BIN_EXE_usersec")).arg(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("runs");
    wait_for_the_first(folder.path(), &before);
    send("HUP", &child);
    let status = child.wait().expect("ends");
    assert_eq!(status.signal(), None, "{status:?}");
    for number in 0..FILES {
        assert_eq!(text(folder.path().join(format!("{number:03}.json"))), after);
    }
}
