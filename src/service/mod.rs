//! Where the store, the edges and the pure rooms meet. Every loop is a struct that holds just its handles, and every
//! loop is made of steps that a test can call.

pub mod open;
pub mod clock_guard;
pub mod edges;
pub mod first_look;
pub mod ingest;
pub mod process;
pub mod suspects;
pub mod gather;
pub mod apply;
mod beside;
pub mod letters;
pub mod preferences;
pub mod lost_life;
pub mod room;
pub mod resume;
mod other_child;
pub mod jobs;
pub mod pause;
pub mod summary;
pub mod forecast;
pub mod translation;
pub mod notes;
pub mod teach;
pub mod sender;
pub mod bundles;
pub mod week;
pub mod copies;
pub mod once;
pub mod pulse;
pub mod mailbox;
pub mod alarm;
pub mod lifecycle;
pub mod full_disk;
pub mod standing;
pub mod status;
pub mod probe;
