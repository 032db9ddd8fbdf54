//! The made-up class behind `homeroom demo`, the simulated school year and the benches.
//!
//! Everything here is pure and repeatable: the people ([`cast`]), what parents write ([`letters`]), how their mail
//! programs put it ([`mailshapes`]) and what happens when ([`script`]). No name belongs to anybody, and every address
//! ends in `.test` (RFC 6761 §6.2), so nothing made here can reach a person.

pub mod cast;
pub mod letters;
pub mod mailshapes;
pub mod script;

pub fn run(_common: &super::args::Common, _out: Option<&std::path::Path>) -> anyhow::Result<super::End> {
    anyhow::bail!("not wired yet")
}
