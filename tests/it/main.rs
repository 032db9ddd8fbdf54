//! The one integration-test binary: everything that looks at homeroom from outside a single room.
//!
//! One binary instead of one a file: the crate is linked once.

mod architecture;
mod faults;
mod hours;
mod letters;
mod mailbox;
mod placing;
mod returned;
mod school;
mod servers;
mod service_unit;
mod summary_mail;
mod teaching;
mod world;
mod year;
