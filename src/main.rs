//! Parses, runs, and turns what happened into an exit status; everything else is in the library.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    homeroom::cli::run()
}
