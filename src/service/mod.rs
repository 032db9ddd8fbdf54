//! Where the store, the edges and the pure rooms meet. Every loop is a struct that holds just its handles, and every
//! loop is made of steps that a test can call.

pub mod apply;
pub mod gather;
pub mod ingest;
pub mod open;
pub mod process;
