//! The `tearline` command: declares the command line and maps its outcome to an exit status.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run().into()
}
