//! The command `usersec`.

fn main() -> std::process::ExitCode {
    usersec::cli::main()
}
