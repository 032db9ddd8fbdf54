//! The one integration-test binary: everything that looks at homeroom from outside a single room.
//!
//! One binary instead of one a file: the crate is linked once.

mod architecture;
mod servers;
mod service_unit;
mod world;
mod year;
