//! The one integration-test binary: everything that looks at homeroom from outside a single room.
//!
//! One binary instead of one a file: the crate is linked once.

mod architecture;
mod barred;
mod cancelling;
mod care;
mod clock;
mod dated;
mod pausing;
mod earlier_mail;
mod faults;
mod fetching;
mod gate;
mod given_up;
mod held;
mod hours;
mod in_doubt;
mod letters;
mod lines;
mod listings;
mod mailbox;
mod matrix;
mod mornings;
mod odd_mail;
mod people;
mod poison;
mod placing;
mod privacy;
mod reach;
mod returned;
mod school;
mod servers;
mod service;
mod service_unit;
mod several_ways;
mod simulation;
mod state;
mod summary_mail;
mod stopping;
mod teaching;
mod telling;
mod watchdog;
mod world;
mod two_classes;
mod way_out;
mod year;
